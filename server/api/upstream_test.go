package api

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"hotline/dispatch"
	"hotline/server/exchange"
)

const citySecret = "0123456789abcdef-city"

// connected is an office with an upstream platform "city".
func connected(t *testing.T) *office {
	o := openOffice(t)
	a := o.post("admin", "/platforms", object{"code": "city", "name": "市平台", "url": "https://city.example.com/api", "secret": citySecret, "types": object{"投诉": "complaint"}})
	require.Equal(t, 201, a.status, "%s", a.body)
	require.NotContains(t, string(a.body), citySecret)
	return o
}

// hand sends a signed request, after change spoils it.
func (o *office) hand(path string, body any, change func(p *exchange.Proof, body *[]byte)) (int, map[string]any) {
	b, err := json.Marshal(body)
	require.NoError(o, err)
	path = "/api/v1/upstream/" + path
	p := exchange.NewProof("city", citySecret, "POST", path, b, o.clock.now())
	if change != nil {
		change(&p, &b)
	}
	return o.bring(path, p, b, "application/json")
}

// bring sends a body with a proof as they are.
func (o *office) bring(path string, p exchange.Proof, b []byte, contentType string) (int, map[string]any) {
	r := httptest.NewRequest("POST", path, bytes.NewReader(b))
	r.Header.Set("Content-Type", contentType)
	p.Put(r.Header)
	res, err := o.web.Test(r, -1)
	require.NoError(o, err)
	defer res.Body.Close()
	var v map[string]any
	require.NoError(o, json.NewDecoder(res.Body).Decode(&v))
	return res.StatusCode, v
}

// TestUpstreamContract is what a platform meets that does something wrong.
func TestUpstreamContract(t *testing.T) {
	o := connected(t)
	ticket := object{"no": "C-1", "text": "三号楼供暖温度不达标，请尽快处理", "type": "投诉", "category": "999", "due": monday.Add(72 * time.Hour).UTC().Format(time.RFC3339),
		"caller": object{"anonymous": true}}
	sign := func(p *exchange.Proof, b []byte, at time.Time) {
		*p = exchange.NewProof("city", citySecret, "POST", "/api/v1/upstream/city/tickets", b, at)
	}
	status, v := o.hand("city/tickets", ticket, nil)
	require.Equal(t, 201, status, v)
	require.Equal(t, []any{"category 999"}, v["notes"])
	no := v["no"]
	status, v = o.hand("city/tickets", ticket, nil)
	require.Equal(t, []any{200, no, true}, []any{status, v["no"], v["known"]}, "the same again is the same ticket")
	got, err := o.store.Ticket(t.Context(), no.(string))
	require.NoError(t, err)
	require.Equal(t, []any{"city", "C-1", dispatch.FromAbove, dispatch.Complaint, monday.Add(72 * time.Hour).UTC()}, []any{got.Upstream.Platform, got.Upstream.No, got.Channel, got.Type, got.Upstream.Due})
	other := object{"no": "C-1", "text": "完全不同的内容，说的是另一件事情", "caller": object{"anonymous": true}}
	for name, c := range map[string]struct {
		path   string
		body   any
		change func(*exchange.Proof, *[]byte)
		status int
	}{
		"other contents":   {"city/tickets", other, nil, 409},
		"wrong signature":  {"city/tickets", ticket, func(p *exchange.Proof, _ *[]byte) { p.Signature = strings.Repeat("0", 64) }, 401},
		"changed body":     {"city/tickets", ticket, func(_ *exchange.Proof, b *[]byte) { *b = append(*b, ' ') }, 401},
		"no signature":     {"city/tickets", ticket, func(p *exchange.Proof, _ *[]byte) { *p = exchange.Proof{} }, 401},
		"too old":          {"city/tickets", ticket, func(p *exchange.Proof, b *[]byte) { sign(p, *b, o.clock.now().Add(-301*time.Second)) }, 401},
		"of the future":    {"city/tickets", ticket, func(p *exchange.Proof, b *[]byte) { sign(p, *b, o.clock.now().Add(302*time.Second)) }, 401},
		"just in time":     {"city/tickets", ticket, func(p *exchange.Proof, b *[]byte) { sign(p, *b, o.clock.now().Add(-299*time.Second)) }, 200},
		"another platform": {"city/tickets", ticket, func(p *exchange.Proof, _ *[]byte) { p.Platform = "province" }, 401},
		"unknown platform": {"province/tickets", ticket, nil, 401},
		"another path":     {"city/events", ticket, func(p *exchange.Proof, b *[]byte) { sign(p, *b, o.clock.now()) }, 401},
		"no number":        {"city/tickets", object{"text": "没有编号的工单内容在此"}, nil, 422},
		"unknown field":    {"city/tickets", object{"no": "C-2", "txt": "x"}, nil, 422},
		"bad date":         {"city/tickets", object{"no": "C-2", "text": "日期写错了的一件工单", "due": "明天"}, nil, 422},
		"event of nothing": {"city/events", object{"id": "e0", "no": "C-404", "kind": "remind"}, nil, 404},
		"event of no kind": {"city/events", object{"id": "e0", "no": "C-1", "kind": "explode"}, nil, 422},
		"no return asked":  {"city/events", object{"id": "e1", "no": "C-1", "kind": "return_decided", "approve": true}, nil, 409},
	} {
		status, v := o.hand(c.path, c.body, c.change)
		require.Equal(t, c.status, status, "%s: %v", name, v)
	}
	var first exchange.Proof
	status, _ = o.hand("city/tickets", ticket, func(p *exchange.Proof, _ *[]byte) { first = *p })
	require.Equal(t, 200, status)
	status, v = o.hand("city/tickets", ticket, func(p *exchange.Proof, _ *[]byte) { *p = first })
	require.Equal(t, 401, status, "%v: a nonce works once", v)
}

// TestUpstreamReturned: what is not ours goes back to the platform, whose answer
// ends it here; its other deadline caps what runs.
func TestUpstreamReturned(t *testing.T) {
	o := connected(t)
	_, v := o.hand("city/tickets", object{"no": "C-7", "text": "某事项不属于本区职责范围，请核实", "caller": object{"anonymous": true}}, nil)
	no := v["no"].(string)
	require.Equal(t, "registered", v["state"], "no rule gives it away")
	due := o.clock.now().Add(48 * time.Hour).UTC().Truncate(time.Second)
	status, v := o.hand("city/events", object{"id": "e1", "no": "C-7", "kind": "due", "due": due.Format(time.RFC3339)}, nil)
	require.Equal(t, 200, status, v)
	require.Equal(t, 409, first(o.hand("city/events", object{"id": "e2", "no": "C-7", "kind": "return_decided", "approve": true}, nil)))
	a := o.post("dispatcher", "/tickets/"+no+"/return-upstream", object{"reason": "不属于本区管辖", "basis": "责任清单第十二条"})
	require.Equal(t, 200, a.status, "%s", a.body)
	status, v = o.hand("city/events", object{"id": "e3", "no": "C-7", "kind": "return_decided", "approve": true, "text": "同意收回"}, nil)
	require.Equal(t, []any{200, "terminated"}, []any{status, v["state"]})
	got, err := o.store.Ticket(t.Context(), no)
	require.NoError(t, err)
	require.Equal(t, due, got.Upstream.Due)
	require.Equal(t, dispatch.ReturnedUp, got.Outcome)
}

func first(status int, _ map[string]any) int { return status }

// TestUpstreamBodies: what a body may be. One that is signed in GB18030 and says
// so is read; one that says nothing and is no UTF-8 is refused, not guessed.
func TestUpstreamBodies(t *testing.T) {
	o := connected(t)
	const path = "/api/v1/upstream/city/tickets"
	bring := func(text, contentType string) (int, map[string]any) {
		b := []byte(text)
		return o.bring(path, exchange.NewProof("city", citySecret, "POST", path, b, o.clock.now()), b, contentType)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(`{"no":"G-1","text":"朝阳路镕园小区路灯不亮，请尽快处理","caller":{"anonymous":true}}`)
	require.NoError(t, err)
	status, v := bring(gb, "application/json")
	require.Equal(t, 400, status, v)
	status, v = bring(gb, `application/json; charset="GBK"`)
	require.Equal(t, 201, status, v)
	got, err := o.store.Ticket(t.Context(), v["no"].(string))
	require.NoError(t, err)
	require.Equal(t, "朝阳路镕园小区路灯不亮，请尽快处理", got.Text)
	for name, c := range map[string]struct{ body, contentType string }{
		"broken UTF-8":    {"{\"no\":\"G-2\",\"text\":\"\xe4\xb8\"}", "application/json"},
		"broken GB18030":  {"{\"no\":\"G-2\",\"text\":\"\xff\xff\"}", "application/json; charset=gb18030"},
		"two documents":   {`{"no":"G-2","text":"一件工单"}{}`, "application/json"},
		"no JSON":         {"no=G-2&text=x", "application/x-www-form-urlencoded"},
		"a list":          {"[]", "application/json"},
		"a number as no":  {`{"no":2,"text":"一件工单"}`, "application/json"},
		"too many files":  {`{"no":"G-2","text":"一件工单的内容","attachments":[` + strings.Repeat(`{"name":"a","data":"eA=="},`, 9) + `{"name":"a","data":"eA=="}]}`, "application/json"},
		"file of nothing": {`{"no":"G-2","text":"一件工单的内容","attachments":[{"name":"a"}]}`, "application/json"},
		"a bad name":      {`{"no":"G-2","text":"一件工单的内容","attachments":[{"name":"a\u0000.jpg","data":"eA=="}]}`, "application/json"},
		"a long number":   {`{"no":"` + strings.Repeat("9", 300) + `","text":"一件工单的内容","caller":{"anonymous":true}}`, "application/json"},
	} {
		status, v := bring(c.body, c.contentType)
		require.Contains(t, []int{400, 422}, status, "%s: %v", name, v)
	}
	in := o.get("supervisor", "/exchange?platform=city&side=in&state=refused").value()["received"].([]any)
	require.Len(t, in, 11, "what was refused is seen")
	require.Len(t, o.get("supervisor", "/exchange?platform=city&side=in").value()["received"], 12)
}

// TestUpstreamTooBig: a message over the bound is refused before it is read.
func TestUpstreamTooBig(t *testing.T) {
	o := connected(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = o.web.Listener(ln) }() // it ends with Shutdown
	defer func() { require.NoError(t, o.web.Shutdown()) }()
	conn, err := net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST /api/v1/upstream/city/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", upstreamBody+1, strings.Repeat("a", 8<<10))
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer res.Body.Close()
	require.Equal(t, http.StatusRequestEntityTooLarge, res.StatusCode)
}

// TestUpstreamNothingPersonal: the exchange log holds numbers and codes, never a
// word of the caller, nor a file name, which may be one.
func TestUpstreamNothingPersonal(t *testing.T) {
	o := connected(t)
	status, v := o.hand("city/tickets", object{"no": "C-9", "text": "三号楼供暖温度不达标，请尽快处理", "caller": object{"name": "欧阳乙", "phone": "13800001234", "address": "三号楼一单元"},
		"attachments": []object{{"name": "欧阳乙身份证.png", "data": "eA=="}}}, nil)
	require.Equal(t, 201, status, v)
	require.Equal(t, []any{"file 1 attachments_off"}, v["notes"])
	rs, err := o.store.Records(t.Context(), dispatch.KindExchanged, "", 10)
	require.NoError(t, err)
	require.Len(t, rs, 1)
	log := string(rs[0].Body) + string(o.get("supervisor", "/exchange?platform=city&side=in").body) + o.lines.String()
	for _, word := range []string{"欧阳", "13800001234", "一单元", "身份证", citySecret} {
		require.NotContains(t, log, word)
	}
	require.Positive(t, rs[0].Expires.Sub(o.clock.now()), "it is forgotten one day")
	n, err := o.store.Sweep(t.Context(), o.clock.now().Add(exchangedKeep+time.Hour))
	require.NoError(t, err)
	require.Positive(t, n)
	rs, err = o.store.Records(t.Context(), dispatch.KindExchanged, "", 10)
	require.NoError(t, err)
	require.Empty(t, rs)
}

// TestUpstreamSameAtOnce: the same number handed down many times at once is one
// ticket.
func TestUpstreamSameAtOnce(t *testing.T) {
	o := connected(t)
	var wait sync.WaitGroup
	nos := make([]any, 8)
	for i := range nos {
		wait.Go(func() {
			_, v := o.hand("city/tickets", object{"no": "C-77", "text": "三号楼供暖温度不达标，请尽快处理", "caller": object{"anonymous": true}}, nil)
			nos[i] = v["no"]
		})
	}
	wait.Wait()
	require.NotNil(t, nos[0])
	require.Len(t, slices.Compact(nos), 1, "%v", nos)
}

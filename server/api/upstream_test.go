package api

import (
	"bytes"
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
	r := httptest.NewRequest("POST", path, bytes.NewReader(b))
	r.Header.Set("Content-Type", "application/json")
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

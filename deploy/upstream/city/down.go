package city

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"hotline/server/exchange"
)

// Link is the way down to a hotline server.
type Link struct {
	City   *City
	Server string // http://127.0.0.1:8890
	HTTP   *http.Client
}

// Open opens a case that is to be handed down.
func (c *City) Open(t exchange.Handed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cases[t.No] = &Case{Ticket: t, At: c.Now().UTC(), answered: map[string]bool{}}
	c.order = append(c.order, t.No)
}

// HandDown gives a case to the hotline once. An error says that the platform does
// not know whether it arrived; it is to be handed down again.
func (l Link) HandDown(ctx context.Context, no string) error {
	l.City.mu.Lock()
	k := l.City.cases[no]
	l.City.mu.Unlock()
	if k == nil {
		return fmt.Errorf("no case %s", no)
	}
	var v struct {
		No string `json:"no"`
	}
	if err := l.Post(ctx, "/tickets", k.Ticket, &v); err != nil {
		return err
	}
	l.City.mu.Lock()
	defer l.City.mu.Unlock()
	if k.Ours != "" && k.Ours != v.No {
		l.City.wrong = append(l.City.wrong, fmt.Sprintf("%s became %s and %s", no, k.Ours, v.No))
	}
	k.Ours = v.No
	return nil
}

// Post sends a signed message to the hotline and reads its answer. While the link
// is cut every other message arrives all the same, and its answer is lost.
func (l Link) Post(ctx context.Context, path string, body, into any) error {
	lost := l.City.lost()
	if lost == 1 {
		return fmt.Errorf("the link is cut")
	}
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	path = "/api/v1/upstream/" + l.City.Code + path
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(l.Server, "/")+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	exchange.NewProof(l.City.Code, l.City.Secret, http.MethodPost, path, b, l.City.Now()).Put(r.Header)
	res, err := l.HTTP.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	switch {
	case err != nil:
		return err
	case lost == 2:
		return fmt.Errorf("the answer was lost")
	case res.StatusCode/100 != 2:
		return fmt.Errorf("%s: %d %s", path, res.StatusCode, answer)
	}
	return json.Unmarshal(answer, into)
}

// matters are what people call the city about.
var matters = []struct{ category, unit, town, text string }{
	{"0101", "heat", "解放街道", "朝阳小区三号楼供暖温度不达标，多户室温只有十四度，物业和供热站互相推脱，希望尽快处理。"},
	{"0102", "road", "和平镇", "人民路与建设街交叉口路面塌陷，形成约半米宽的深坑，夜间没有警示，存在安全隐患。"},
	{"0103", "clean", "和平镇", "早市散场后垃圾长时间无人清理，异味严重，影响周边居民出行。"},
	{"0104", "water", "解放街道", "自来水连续两天发黄，接出来的水有沉淀，住户不敢饮用，请查明原因。"},
}

// Sample is the nth ticket of a made-up day, in the platform's own codes.
func Sample(day time.Time, n int) exchange.Handed {
	m := matters[n%len(matters)]
	return exchange.Handed{No: fmt.Sprintf("C%s%06d", day.Format("20060102"), n), Text: fmt.Sprintf("%s（第%d件）", m.text, n), Type: "投诉", Category: m.category,
		Urgency: "普通", Unit: m.unit, Due: day.AddDate(0, 0, 7).UTC().Format(time.RFC3339), ReceivedAt: day.UTC().Format(time.RFC3339),
		Place:  exchange.HandedPlace{Address: m.town + "居民区", Town: m.town},
		Caller: exchange.HandedCaller{Anonymous: true}}
}

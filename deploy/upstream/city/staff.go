package city

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"strings"
)

// Staff are the people of the district in a played day: they sign in with the
// sample accounts and do over the ordinary API what a plan wants.
type Staff struct {
	Server   string // http://127.0.0.1:8890
	Password string

	people map[string]*person
	sent   map[string][]byte // the files of replies, by the platform's number
}

type person struct {
	http *http.Client
	csrf string
}

// Connect lets the administrator of the district connect the platform (接入), or
// renew what was agreed with it.
func (s *Staff) Connect(ctx context.Context, c *City, url string) error {
	body := map[string]any{"name": "模拟市平台", "url": url, "secret": c.Secret, "active": true, "skip": []string{},
		"types": map[string]string{"投诉": "complaint"}, "urgencies": map[string]string{"普通": "general"},
		"units":    map[string]string{"heat": "zhujian", "road": "zhujian", "clean": "chengguanju", "water": "shuiwu"},
		"statuses": map[string]string{"accepted": "20", "closed": "90"}}
	if s.call(ctx, "admin", http.MethodPatch, "/platforms/"+c.Code, body, &struct{}{}) == nil {
		return nil
	}
	body["code"] = c.Code
	return s.call(ctx, "admin", http.MethodPost, "/platforms", body, &struct{}{})
}

// work is what staff look at of a ticket.
type work struct {
	No       string `json:"no"`
	State    string `json:"state"`
	Lead     string `json:"lead"`
	First    string `json:"first_unit"`
	Version  int    `json:"version"`
	Overlays struct {
		Return    *struct{} `json:"return"`
		Extension *struct{} `json:"extension"`
	} `json:"overlays"`
	Extensions []struct{} `json:"extensions"`
	Returns    []struct{} `json:"returns_list"`
	Upstream   struct {
		Return *struct {
			Decided string `json:"decided_at"`
		} `json:"return"`
	} `json:"upstream"`
}

// step is who does what.
type step struct {
	by, action string
	body       map[string]any
}

// next is what the plan wants done with a ticket now; the zero step waits.
func (p Plan) next(t work, heard bool) step {
	unit := "liaison-" + t.Lead
	switch t.State {
	case "registered":
		if p.Back && t.Upstream.Return == nil {
			return step{"dispatcher", "return-upstream", map[string]any{"reason": "不属于本区管辖", "basis": "市区两级责任清单"}}
		}
		if p.Back && t.Upstream.Return.Decided == "" {
			return step{}
		}
		return step{"dispatcher", "dispatch", map[string]any{"lead": other(t.First), "reason": "改派"}}
	case "dispatched":
		switch {
		case t.Overlays.Return != nil:
			return step{"dispatcher", "decide-return", map[string]any{"approve": true, "reason": "情况属实"}}
		case p.Return && len(t.Returns) == 0:
			return step{unit, "return", map[string]any{"reason": "not_duty", "basis": "三定方案未列此项", "suggested": other(t.Lead)}}
		}
		return step{unit, "accept", nil}
	case "accepted":
		if !heard { // the platform has something to say first
			return step{}
		}
		return step{unit, "contact", map[string]any{"method": "visit", "reached": true, "note": "已到现场"}}
	case "contacted":
		switch {
		case t.Overlays.Extension != nil:
			return step{"supervisor", "decide-extension", map[string]any{"approve": true, "reason": "同意"}}
		case p.Extend && len(t.Extensions) == 0:
			return step{unit, "extend", map[string]any{"days": 2, "reason": "等待配件到货"}}
		}
		return step{unit, "reply", map[string]any{"resolved": true, "evidence": "23日上午现场处理，物业经理在场见证并签字。", "override": "协办单位电话说明"}}
	case "replied":
		return step{"dispatcher", "review", map[string]any{"pass": true}}
	}
	return step{}
}

// other is a unit beside the one that returned a ticket.
func other(unit string) string {
	if unit == "shuiwu" {
		return "zhujian"
	}
	return "shuiwu"
}

// errLater is what a server says that is too busy to keep anything.
var errLater = errors.New("the server asks to come back later")

// take does the next step with a ticket, if there is one. What the server is too
// busy for waits for the next round, which looks at the ticket anew.
func (s *Staff) take(ctx context.Context, k Case, heard bool) error {
	if err := s.steps(ctx, k, heard); !errors.Is(err, errLater) {
		return err
	}
	return nil
}

func (s *Staff) steps(ctx context.Context, k Case, heard bool) error {
	var t work
	if err := s.call(ctx, "dispatcher", http.MethodGet, "/tickets/"+k.Ours, nil, &t); err != nil {
		return err
	}
	for {
		next := k.Plan.next(t, heard)
		if next.action == "" {
			return nil
		}
		body := map[string]any{"version": t.Version}
		for key, v := range next.body {
			body[key] = v
		}
		if next.action == "reply" {
			body["text"] = Sent(k.Ticket.No)
			ids, err := s.upload(ctx, next.by, k)
			if err != nil {
				return err
			}
			body["attachments"] = ids
		}
		t = work{}
		if err := s.call(ctx, next.by, http.MethodPost, "/tickets/"+k.Ours+"/"+next.action, body, &t); err != nil {
			return err
		}
		if next.action == "accept" {
			return nil // the platform hears of it first
		}
	}
}

// upload sends the files of a reply.
func (s *Staff) upload(ctx context.Context, by string, k Case) (ids []string, err error) {
	size := 1 << 10
	if k.Plan.Big {
		size = 5 << 20
	}
	for range k.Plan.Files {
		b := paper(k.Ticket.No, size)
		var form bytes.Buffer
		w := multipart.NewWriter(&form)
		part, err := w.CreateFormFile("file", "办理记录.pdf")
		if err != nil {
			return nil, err
		}
		if _, err = part.Write(b); err == nil {
			err = w.Close()
		}
		var a struct {
			ID string `json:"id"`
		}
		if err == nil {
			err = s.do(ctx, by, http.MethodPost, "/files", w.FormDataContentType(), form.Bytes(), &a)
		}
		if err != nil {
			return nil, err
		}
		ids, s.sent[k.Ticket.No] = append(ids, a.ID), b
	}
	return ids, nil
}

func (s *Staff) call(ctx context.Context, by, method, path string, body, into any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return s.do(ctx, by, method, path, "application/json", b, into)
}

// do sends a request as somebody, who is signed in first.
func (s *Staff) do(ctx context.Context, by, method, path, contentType string, body []byte, into any) error {
	p, err := s.person(ctx, by)
	if err != nil {
		return err
	}
	return p.send(ctx, method, strings.TrimSuffix(s.Server, "/")+"/api/v1"+path, contentType, body, into)
}

func (s *Staff) person(ctx context.Context, name string) (*person, error) {
	if p := s.people[name]; p != nil {
		return p, nil
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	p := &person{http: &http.Client{Jar: jar}}
	b, err := json.Marshal(map[string]string{"username": name, "password": s.Password})
	if err != nil {
		return nil, err
	}
	var session struct {
		CSRF string `json:"csrf"`
	}
	if err := p.send(ctx, http.MethodPost, strings.TrimSuffix(s.Server, "/")+"/api/v1/session", "application/json", b, &session); err != nil {
		return nil, err
	}
	if p.csrf = session.CSRF; s.people == nil {
		s.people, s.sent = map[string]*person{}, map[string][]byte{}
	}
	s.people[name] = p
	return p, nil
}

func (p *person) send(ctx context.Context, method, url, contentType string, body []byte, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("X-CSRF-Token", p.csrf)
	res, err := p.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return err
	}
	switch {
	case res.StatusCode == http.StatusServiceUnavailable:
		return fmt.Errorf("%w: %s %s: %s", errLater, method, url, answer)
	case res.StatusCode/100 != 2:
		return fmt.Errorf("%s %s: %d %s", method, url, res.StatusCode, answer)
	}
	return json.Unmarshal(answer, into)
}

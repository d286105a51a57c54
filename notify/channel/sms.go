package channel

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"text/template"

	"hotline/notify"
)

// SMSOptions say how the gateway of text messages (短信网关) is spoken to.
type SMSOptions struct {
	URL string
	// Token goes into the header Authorization, as "Bearer …" unless it has a
	// word of its own before it.
	Token string
	// Body is a template of the request; {{json .Phone}}, {{json .Text}} and
	// {{json .ID}} are there for it. Empty: {"phone":…,"text":…,"id":…}.
	Body string
	// Type of the body; empty: application/json.
	Type string
	// OKField is where in the answer the result stands ("code", "result.status");
	// empty: the status of HTTP says it all. OK are its good values, Retry those
	// that are worth another try, Fast those that mean too fast.
	OKField         string
	OK, Retry, Fast []string
	// Most is how many characters a message may have; 0: 200.
	Most int
}

// SMS sends text messages over a gateway.
type SMS struct {
	client *http.Client
	o      SMSOptions
	body   *template.Template
}

const plainSMS = `{"phone":{{json .Phone}},"text":{{json .Text}},"id":{{json .ID}}}`

// NewSMS makes a sender; the template has to be right.
func NewSMS(c *http.Client, o SMSOptions) (*SMS, error) {
	if o.Body == "" {
		o.Body = plainSMS
	}
	if o.Type == "" {
		o.Type = "application/json"
	}
	if o.Most == 0 {
		o.Most = 200
	}
	t, err := template.New("sms").Option("missingkey=error").Funcs(template.FuncMap{
		"json":  func(v any) (string, error) { b, err := json.Marshal(v); return string(b), err },
		"query": url.QueryEscape,
	}).Parse(o.Body)
	if err != nil {
		return nil, fmt.Errorf("body: %w", err)
	}
	s := &SMS{c, o, t}
	body, err := s.compose(notify.Message{ID: "1", To: "13800000000", Words: notify.Words{Title: "试"}})
	if err == nil && strings.Contains(o.Type, "json") && !json.Valid(body) {
		err = fmt.Errorf("it makes no JSON")
	}
	if err != nil {
		return nil, fmt.Errorf("body: %w", err)
	}
	return s, nil
}

type smsWords struct{ Phone, Text, ID string }

func (s *SMS) compose(m notify.Message) ([]byte, error) {
	var b bytes.Buffer
	err := s.body.Execute(&b, smsWords{m.To, m.Short(s.o.Most), m.ID})
	return b.Bytes(), err
}

// Send sends one message.
func (s *SMS) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	body, err := s.compose(m)
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Reason: notify.NotConfigured, Final: true}
	}
	var headers []string
	if t := s.o.Token; t != "" {
		if !strings.Contains(t, " ") {
			t = "Bearer " + t
		}
		headers = []string{"Authorization", t}
	}
	res, answer, err := post(ctx, s.client, m, s.o.URL, s.o.Type, body, headers...)
	if err != nil {
		return notify.Receipt{}, err
	}
	if f := judge(res, m.At); f != nil {
		return notify.Receipt{}, f
	}
	if s.o.OKField == "" {
		return notify.Receipt{Status: res.StatusCode}, nil
	}
	return notify.Receipt{Status: res.StatusCode}, s.verdict(field(answer, s.o.OKField), res.StatusCode)
}

func (s *SMS) verdict(code string, status int) error {
	switch {
	case code == "":
		return &notify.Failure{Reason: "answer_unreadable", Status: status}
	case slices.Contains(s.o.OK, code):
		return nil
	case slices.Contains(s.o.Fast, code):
		return &notify.Failure{Reason: notify.RateLimited, Status: status, After: fastPause}
	}
	return &notify.Failure{Reason: "errcode_" + plain(code), Status: status, Final: !slices.Contains(s.o.Retry, code)}
}

// field reads a value out of JSON by a path of names; "" when it is not there.
func field(answer []byte, path string) string {
	dec := json.NewDecoder(bytes.NewReader(answer))
	dec.UseNumber()
	var v any
	if dec.Decode(&v) != nil {
		return ""
	}
	for _, name := range strings.Split(path, ".") {
		o, ok := v.(map[string]any)
		if !ok {
			return ""
		}
		v = o[name]
	}
	switch v := v.(type) {
	case string:
		return v
	case json.Number, bool:
		return fmt.Sprint(v)
	}
	return ""
}

// plain makes a code of a stranger fit for a log.
func plain(code string) string {
	code = strings.Map(func(r rune) rune {
		if r == '.' || r == '_' || r == '-' || (r >= '0' && r <= '9') || (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') {
			return r
		}
		return '_'
	}, code)
	return clip(code, 40)
}

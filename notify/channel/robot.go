package channel

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"hotline/notify"
)

// Robot writes into a group of WeCom, DingTalk or Feishu (群机器人). They answer 200
// to nearly everything and say in the body what they think of it.
type Robot struct {
	Client *http.Client
	// Compose makes address and body of a message.
	Compose func(m notify.Message) (address string, body any, err error)
	// Codes of the body: those that mean too fast, and those worth another try.
	Fast, Busy []int64
}

// verdict is what the three answer; each has its own names.
type verdict struct {
	ErrCode    *int64 `json:"errcode"`    // WeCom, DingTalk
	Code       *int64 `json:"code"`       // Feishu
	StatusCode *int64 `json:"StatusCode"` // Feishu of old
}

// fastPause is how long a robot that is written to too fast is left alone: all
// three count by the minute.
const fastPause = time.Minute

// Send writes the message.
func (r Robot) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	address, body, err := r.Compose(m)
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Reason: "bad_url", Final: true}
	}
	data, err := json.Marshal(body)
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Reason: "unknown", Final: true}
	}
	res, answer, err := post(ctx, r.Client, m, address, "application/json; charset=utf-8", data)
	if err != nil {
		return notify.Receipt{}, err
	}
	var v verdict
	readable := json.Unmarshal(answer, &v) == nil
	code := v.ErrCode
	if code == nil {
		code = v.Code
	}
	if code == nil {
		code = v.StatusCode
	}
	if f := judge(res, m.At); f != nil && (!readable || code == nil) {
		return notify.Receipt{}, f
	}
	if !readable || code == nil {
		return notify.Receipt{}, &notify.Failure{Reason: "answer_unreadable", Status: res.StatusCode}
	}
	return notify.Receipt{Status: res.StatusCode}, r.verdict(*code, res.StatusCode)
}

func (r Robot) verdict(code int64, status int) error {
	switch {
	case code == 0:
		return nil
	case slices.Contains(r.Fast, code):
		return &notify.Failure{Reason: notify.RateLimited, Status: status, After: fastPause}
	}
	return &notify.Failure{Reason: "errcode_" + strconv.FormatInt(code, 10), Status: status, Final: !slices.Contains(r.Busy, code)}
}

type object = map[string]any

// WeCom is a robot of 企业微信. 45009 and 45033 are its limits, -1 means busy.
func WeCom(c *http.Client) Robot {
	return Robot{Client: c, Fast: []int64{45009, 45033}, Busy: []int64{-1}, Compose: func(m notify.Message) (string, any, error) {
		text := clip("**"+m.Title+"**\n"+m.Markdown(), 4096)
		return m.Endpoint.URL, object{"msgtype": "markdown", "markdown": object{"content": text}}, nil
	}}
}

// DingTalk is a robot of 钉钉. 130101 and 410100 are its limits, -1 means busy; with
// a secret (加签) the address is signed.
func DingTalk(c *http.Client) Robot {
	return Robot{Client: c, Fast: []int64{130101, 410100}, Busy: []int64{-1}, Compose: func(m notify.Message) (string, any, error) {
		u, err := url.Parse(m.Endpoint.URL)
		if err != nil {
			return "", nil, err
		}
		if s := m.Endpoint.Secret; s != "" {
			at := strconv.FormatInt(m.At.UnixMilli(), 10)
			q := u.Query()
			q.Set("timestamp", at)
			q.Set("sign", sign(s, at+"\n"+s))
			u.RawQuery = q.Encode()
		}
		text := clip("### "+m.Title+"\n"+m.Markdown(), 16000)
		return u.String(), object{"msgtype": "markdown", "markdown": object{"title": m.Title, "text": text}}, nil
	}}
}

// Feishu is a robot of 飞书. 11232 and 9499 are its limits; with a secret (签名校验)
// the body is signed.
func Feishu(c *http.Client) Robot {
	return Robot{Client: c, Fast: []int64{9499, 11232}, Busy: []int64{11233, 1254290}, Compose: func(m notify.Message) (string, any, error) {
		body := object{"msg_type": "interactive", "card": object{
			"header":   object{"title": object{"tag": "plain_text", "content": m.Title}},
			"elements": []object{{"tag": "markdown", "content": clip(m.Markdown(), 16000)}},
		}}
		if s := m.Endpoint.Secret; s != "" {
			at := strconv.FormatInt(m.At.Unix(), 10)
			body["timestamp"], body["sign"] = at, sign(at+"\n"+s, "")
		}
		return m.Endpoint.URL, body, nil
	}}
}

// sign is the base64 HMAC-SHA256 of a text.
func sign(key, text string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// clip cuts a text to a number of bytes without cutting a character.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && s[most]&0xC0 == 0x80 {
		most--
	}
	return s[:most]
}

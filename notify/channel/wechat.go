package channel

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"text/template"
	"time"

	"hotline/notify"
)

// The ways an account may write: messages of a template, or of one that the follower
// subscribed to, in an official account or in a mini-program.
const (
	ByTemplate  = "template"  // 公众号模板消息
	BySubscribe = "subscribe" // 公众号订阅通知
	ByMini      = "mini"      // 小程序订阅消息
)

var weChatPaths = map[string]string{
	ByTemplate: "/cgi-bin/message/template/send", BySubscribe: "/cgi-bin/message/subscribe/bizsend", ByMini: "/cgi-bin/message/subscribe/send",
}

// WeChatOptions say how an official account writes to its followers (模板消息).
type WeChatOptions struct {
	Name     string // of the account
	API      string // empty: https://api.weixin.qq.com
	AppID    string
	Secret   string
	Template string
	Way      string // empty: ByTemplate
	Page     string // of a mini-program, that a message opens
	// Data is a template of the fields; {{json .No}}, {{json .Text}}, {{json .Title}}
	// and {{json .Time}} are there for it.
	Data string
}

const (
	weChatAPI  = "https://api.weixin.qq.com"
	weChatData = `{"first":{"value":{{json .Title}}},"keyword1":{"value":{{json .No}}},"keyword2":{"value":{{json .Text}}},"keyword3":{"value":{{json .Time}}}}`
	// tokenMargin is how long before its end a token is asked for anew.
	tokenMargin = 5 * time.Minute
)

// WeChat writes to the followers of one official account.
type WeChat struct {
	client *http.Client
	o      WeChatOptions
	data   *template.Template

	mu    sync.Mutex
	token string
	until time.Time
}

// NewWeChat makes a sender; the template has to be right.
func NewWeChat(c *http.Client, o WeChatOptions) (*WeChat, error) {
	o.API, o.Data, o.Way = strings.TrimRight(cmp.Or(o.API, weChatAPI), "/"), cmp.Or(o.Data, weChatData), cmp.Or(o.Way, ByTemplate)
	if weChatPaths[o.Way] == "" {
		return nil, fmt.Errorf("send: %q is none of template, subscribe, mini", o.Way)
	}
	t, err := template.New("wechat").Option("missingkey=error").Funcs(template.FuncMap{
		"json": func(v any) (string, error) { b, err := json.Marshal(v); return string(b), err },
	}).Parse(o.Data)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	w := &WeChat{client: c, o: o, data: t}
	data, err := w.compose(notify.Message{Words: notify.Words{Title: "试"}})
	if err == nil && !json.Valid(data) {
		err = fmt.Errorf("it makes no JSON")
	}
	if err != nil {
		err = fmt.Errorf("data: %w", err)
	}
	return w, err
}

type weChatWords struct{ Title, No, Text, Time string }

func (w *WeChat) compose(m notify.Message) ([]byte, error) {
	var b bytes.Buffer
	err := w.data.Execute(&b, weChatWords{m.Short(200), m.Frame.No, m.Frame.Text, m.Frame.At.In(time.FixedZone("", 8*3600)).Format("2006-01-02 15:04")})
	return b.Bytes(), err
}

// Send writes one message to a follower. A token that ended early is fetched anew
// once.
func (w *WeChat) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	data, err := w.compose(m)
	if err != nil || w.o.Template == "" {
		return notify.Receipt{}, &notify.Failure{Reason: notify.NotConfigured, Final: true}
	}
	_, follower, _ := strings.Cut(m.To, "/")
	body, err := json.Marshal(w.message(follower, data, m))
	if err != nil {
		return notify.Receipt{}, &notify.Failure{Reason: "unknown", Final: true}
	}
	for again := false; ; again = true {
		token, err := w.access(ctx, m, again)
		if err != nil {
			return notify.Receipt{}, err
		}
		res, answer, err := post(ctx, w.client, m, w.o.API+weChatPaths[w.o.Way]+"?access_token="+url.QueryEscape(token), "application/json; charset=utf-8", body)
		if err != nil {
			return notify.Receipt{}, err
		}
		if f := judge(res, m.At); f != nil {
			return notify.Receipt{}, f
		}
		code, err := weChatCode(answer, res.StatusCode)
		if err != nil || code == 0 {
			return notify.Receipt{Status: res.StatusCode}, err
		}
		if !staleToken(code) || again {
			return notify.Receipt{}, weChatFailure(code, res.StatusCode)
		}
	}
}

// message is what the platform takes of a way.
func (w *WeChat) message(follower string, data []byte, m notify.Message) object {
	o := object{"touser": follower, "template_id": w.o.Template, "data": json.RawMessage(data)}
	switch w.o.Way {
	case ByMini:
		o["page"] = w.o.Page
	case BySubscribe:
		o["page"] = m.Link
	default:
		o["url"], o["client_msg_id"] = m.Link, clip(m.ID, 32)
	}
	return o
}

func weChatCode(answer []byte, status int) (int64, error) {
	var v struct {
		Code *int64 `json:"errcode"`
	}
	if json.Unmarshal(answer, &v) != nil || v.Code == nil {
		return 0, &notify.Failure{Reason: "answer_unreadable", Status: status}
	}
	return *v.Code, nil
}

// staleToken tells whether a code means that the token has ended.
func staleToken(code int64) bool { return code == 40001 || code == 40014 || code == 42001 }

// weChatFailure: -1 means busy, 45009 and 45011 too fast, 43004 and 43101 that the
// person follows the account no more or wants no messages.
func weChatFailure(code int64, status int) error {
	f := &notify.Failure{Reason: fmt.Sprintf("errcode_%d", code), Status: status, Final: true}
	switch code {
	case -1:
		f.Final = false
	case 45009, 45011:
		return &notify.Failure{Reason: notify.RateLimited, Status: status, After: fastPause}
	}
	return f
}

// access is the account's token; anew asks for another although this one has time
// left.
func (w *WeChat) access(ctx context.Context, m notify.Message, anew bool) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.token != "" && !anew && m.At.Before(w.until) {
		return w.token, nil
	}
	body, err := json.Marshal(object{"grant_type": "client_credential", "appid": w.o.AppID, "secret": w.o.Secret, "force_refresh": anew})
	if err != nil {
		return "", err
	}
	res, answer, err := post(ctx, w.client, m, w.o.API+"/cgi-bin/stable_token", "application/json", body)
	if err != nil {
		return "", err
	}
	if f := judge(res, m.At); f != nil {
		return "", f
	}
	var v struct {
		Token   string `json:"access_token"`
		Expires int    `json:"expires_in"`
	}
	if json.Unmarshal(answer, &v) != nil || v.Token == "" {
		code, err := weChatCode(answer, res.StatusCode)
		if err != nil {
			return "", err
		}
		return "", weChatFailure(code, res.StatusCode)
	}
	w.token, w.until = v.Token, m.At.Add(max(0, time.Duration(v.Expires)*time.Second-tokenMargin))
	return v.Token, nil
}

// WeChatAccounts choose the account a person follows: they are known as
// account/person.
type WeChatAccounts map[string]*WeChat

// Send writes through the account of the person.
func (all WeChatAccounts) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	name, _, _ := strings.Cut(m.To, "/")
	w := all[name]
	if w == nil {
		return notify.Receipt{}, &notify.Failure{Reason: notify.NotConfigured, Final: true}
	}
	return w.Send(ctx, m)
}

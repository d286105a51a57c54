package dispatch

import (
	"crypto/sha256"
	"encoding/hex"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	"hotline/sla"
)

// The kinds of records of other channels (外部通道).
const (
	KindChannel = "channel"
	KindContact = "contact" // id = username; how a person wants to be told
)

// OutletKind is a way to tell somebody who has no console open.
type OutletKind string

// The kinds of channels.
const (
	Webhook     OutletKind = "webhook"
	WeCom       OutletKind = "wecom"    // 企业微信群机器人
	DingTalk    OutletKind = "dingtalk" // 钉钉群机器人
	Feishu      OutletKind = "feishu"   // 飞书群机器人
	EMail       OutletKind = "email"
	TextMessage OutletKind = "sms"
	WebPush     OutletKind = "webpush"

	// WeChatMessage goes to a citizen through an official account (模板消息).
	WeChatMessage OutletKind = "wechat"
)

// OutletKinds lists those a channel can be of; web push belongs to a person.
var OutletKinds = []OutletKind{Webhook, WeCom, DingTalk, Feishu, EMail, TextMessage}

// Robot tells whether the channel writes into a group of people.
func (k OutletKind) Robot() bool { return k == WeCom || k == DingTalk || k == Feishu }

// ByURL tells whether what the channel sends goes to an address of its own.
func (k OutletKind) ByURL() bool { return k == Webhook || k == PlatformLink || k.Robot() }

// Bounds of a channel.
const (
	MaxAddresses = 50
	MaxGroup     = 3600 // seconds
)

// Outlet is where notices of a unit, a role or everybody go besides the consoles
// (外部通道).
type Outlet struct {
	ID     string     `json:"id"`
	Name   string     `json:"name"`
	Kind   OutletKind `json:"kind"`
	Scope  string     `json:"scope,omitempty"`  // "" all, unit:<code> or role:<role>
	Events []string   `json:"events,omitempty"` // kinds of notices; none: all
	// Always sends every notice at once, acknowledged or not: for programs.
	Always bool  `json:"always,omitempty"`
	Quiet  Quiet `json:"quiet,omitzero"`
	// Group is how many seconds notices are gathered into one message (合并).
	Group  int  `json:"group,omitempty"`
	Active bool `json:"active"`
	// Addresses are those of mails and text messages.
	Addresses []string `json:"addresses,omitempty"`
	// Host and Hint are what of the sealed address may be shown.
	Host string `json:"host,omitempty"`
	Hint string `json:"hint,omitempty"`
	// Sealed holds the Endpoint; it is opened only to send.
	Sealed string `json:"sealed,omitempty"`
	Keyed  bool   `json:"keyed,omitempty"` // the endpoint has a secret
	// Units, Types and Platform are of channels for programs (ForPrograms).
	Units    []string  `json:"units,omitempty"`
	Types    []Type    `json:"types,omitempty"`
	Platform *Platform `json:"platform,omitempty"`
	Created  time.Time `json:"created"`
	By       string    `json:"by,omitempty"`
}

// Endpoint is the part of a channel that never leaves the server.
type Endpoint struct {
	URL    string `json:"url"`
	Secret string `json:"secret,omitempty"`
}

// Quiet is a span of the local day (免打扰时段) such as 22:00–07:00. What matters
// for life and limb goes out unless Strict.
type Quiet struct {
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Strict bool   `json:"strict,omitempty"`
}

// Validate finds what is wrong with the hours.
func (q Quiet) Validate() error {
	if q.From == "" && q.To == "" {
		return nil
	}
	for field, at := range map[string]string{"quiet.from": q.From, "quiet.to": q.To} {
		if _, err := time.Parse("15:04", at); err != nil || len(at) != len("15:04") {
			return FieldError(field, "day_time", at)
		}
	}
	if q.From == q.To {
		return FieldError("quiet.to", "quiet_empty")
	}
	return nil
}

// Until is when the quiet that a moment falls into ends; ok is false outside it,
// and for what is too urgent to wait.
func (q Quiet) Until(now time.Time, u Urgency) (end time.Time, ok bool) {
	if q.From == "" || q.To == "" || (u == Life && !q.Strict) {
		return time.Time{}, false
	}
	local := now.In(sla.Zone)
	at := local.Format("15:04")
	in := q.From <= at && at < q.To
	if q.From > q.To {
		in = at >= q.From || at < q.To
	}
	if !in {
		return time.Time{}, false
	}
	to, err := time.Parse("15:04", q.To)
	if err != nil {
		return time.Time{}, false
	}
	end = time.Date(local.Year(), local.Month(), local.Day(), to.Hour(), to.Minute(), 0, 0, sla.Zone)
	if !end.After(now) {
		end = end.AddDate(0, 0, 1)
	}
	return end.UTC(), true
}

// Validate finds what is wrong with a channel by itself; the endpoint is that of
// the sealed part, zero for channels of addresses.
func (o Outlet) Validate(e Endpoint) error {
	switch {
	case !slices.Contains(OutletKinds, o.Kind) && o.Platform == nil:
		return FieldError("kind", "unknown_value")
	case o.Always && o.Kind != Webhook && o.Kind != PlatformLink:
		return FieldError("always", "always_webhook")
	case o.Group < 0 || o.Group > MaxGroup:
		return FieldError("group", "out_of_range", 0, MaxGroup)
	case o.Group > 0 && o.Kind == Webhook:
		return FieldError("group", "group_webhook")
	}
	if err := o.Quiet.Validate(); err != nil {
		return err
	}
	if o.Kind.ByURL() {
		return e.validate()
	}
	return validAddresses(o.Kind, o.Addresses)
}

func (e Endpoint) validate() error {
	u, err := url.Parse(e.URL)
	switch {
	case e.URL == "":
		return FieldError("url", "required")
	case err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "" || u.User != nil || len(e.URL) > 1000:
		return FieldError("url", "url_form")
	case len(e.Secret) > 200:
		return FieldError("secret", "too_long", 200)
	}
	return nil
}

func validAddresses(kind OutletKind, list []string) error {
	if len(list) == 0 {
		return FieldError("addresses", "required")
	}
	if len(list) > MaxAddresses {
		return FieldError("addresses", "too_many", MaxAddresses)
	}
	for _, a := range list {
		if kind == EMail && !MailAddress(a) {
			return FieldError("addresses", "mail_form", a)
		}
		if _, ok := NormalPhone(a); kind == TextMessage && !ok {
			return FieldError("addresses", "phone")
		}
	}
	return nil
}

// MailAddress tells whether s is a plain mail address, without a name.
func MailAddress(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && len(s) <= 200
}

// Concerns tells whether the channel is about a feed. One without a scope is about
// all feeds of people.
func (o Outlet) Concerns(recipient string) bool {
	return o.Scope == recipient || (o.Scope == "" && !ForPrograms(recipient))
}

// Takes tells whether a notice in a feed is for the channel.
func (o Outlet) Takes(n Notice) bool {
	return o.Active && o.Concerns(n.Recipient) && (len(o.Events) == 0 || slices.Contains(o.Events, n.Kind)) && o.takes(n)
}

// Targets are the addresses a message is sent to one by one, by their marks;
// a channel with a URL has one, without a mark.
func (o Outlet) Targets() []string {
	if o.Kind.ByURL() {
		return []string{""}
	}
	out := make([]string, len(o.Addresses))
	for i, a := range o.Addresses {
		out[i] = TargetMark(a)
	}
	return out
}

// TargetMark stands for an address in a delivery, so that no delivery holds one.
func TargetMark(address string) string {
	sum := sha256.Sum256([]byte(address))
	return hex.EncodeToString(sum[:6])
}

// Address finds the address of a mark; ok is false when it is there no more.
func Address(list []string, mark string) (address string, ok bool) {
	i := slices.IndexFunc(list, func(a string) bool { return TargetMark(a) == mark })
	if i < 0 {
		return "", false
	}
	return list[i], true
}

// ShownPart is what of a URL may be shown: where it leads, and its last four
// characters, by which people tell two robots apart.
func (e Endpoint) ShownPart() (host, hint string) {
	u, err := url.Parse(e.URL)
	if err != nil {
		return "", ""
	}
	if rest := strings.TrimPrefix(e.URL, u.Scheme+"://"+u.Host); len(rest) >= 16 { // of a short one four characters are too many
		hint = rest[len(rest)-4:]
	}
	return u.Scheme + "://" + u.Host, hint
}

// Reach is how a person wants to be told when no console is open (个人通知).
type Reach struct {
	Email string         `json:"email,omitempty"`
	Phone string         `json:"phone,omitempty"`
	On    []OutletKind   `json:"on,omitempty"` // of email, sms and webpush
	Quiet Quiet          `json:"quiet,omitzero"`
	Push  []Subscription `json:"push,omitempty"`
}

// Subscription is a browser that takes web push.
type Subscription struct {
	Endpoint string    `json:"endpoint"`
	Auth     string    `json:"auth"`
	P256dh   string    `json:"p256dh"`
	Created  time.Time `json:"created"`
}

// MaxSubscriptions is how many browsers of a person are kept, the newest.
const MaxSubscriptions = 10

// Validate finds what is wrong with a person's settings.
func (r Reach) Validate() error {
	if r.Email != "" && !MailAddress(r.Email) {
		return FieldError("email", "mail_form", r.Email)
	}
	if _, ok := NormalPhone(r.Phone); r.Phone != "" && !ok {
		return FieldError("phone", "phone")
	}
	for _, k := range r.On {
		switch {
		case k == EMail && r.Email == "":
			return FieldError("email", "required")
		case k == TextMessage && r.Phone == "":
			return FieldError("phone", "required")
		case k != EMail && k != TextMessage && k != WebPush:
			return FieldError("channels", "unknown_value")
		}
	}
	return r.Quiet.Validate()
}

// Targets are the marks of what a person is reached by over one kind.
func (r Reach) Targets(kind OutletKind) []string {
	if !slices.Contains(r.On, kind) {
		return nil
	}
	var out []string
	for _, a := range r.Addresses(kind) {
		out = append(out, TargetMark(a))
	}
	return out
}

// Addresses are what a person is reached by over one kind.
func (r Reach) Addresses(kind OutletKind) []string {
	switch kind {
	case EMail:
		return []string{r.Email}
	case TextMessage:
		return []string{r.Phone}
	case WebPush:
		var out []string
		for _, s := range r.Push {
			out = append(out, s.Endpoint)
		}
		return out
	default:
		return nil
	}
}

// Validate finds what is wrong with a browser's subscription.
func (s Subscription) Validate() error {
	u, err := url.Parse(s.Endpoint)
	switch {
	case err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(s.Endpoint) > 1000:
		return FieldError("endpoint", "url_form")
	case s.Auth == "" || len(s.Auth) > 100:
		return FieldError("keys.auth", "unknown_value")
	case s.P256dh == "" || len(s.P256dh) > 200:
		return FieldError("keys.p256dh", "unknown_value")
	}
	return nil
}

// Subscribed adds a browser, in the place of its older subscription, and forgets
// the oldest beyond MaxSubscriptions.
func (r Reach) Subscribed(s Subscription) Reach {
	r, _ = r.Unsubscribed(TargetMark(s.Endpoint))
	r.Push = append(slices.Clone(r.Push), s)
	r.Push = r.Push[max(0, len(r.Push)-MaxSubscriptions):]
	return r
}

// Unsubscribed takes the browser of a mark away; ok is false without one.
func (r Reach) Unsubscribed(mark string) (_ Reach, ok bool) {
	n := len(r.Push)
	r.Push = slices.DeleteFunc(slices.Clone(r.Push), func(s Subscription) bool { return TargetMark(s.Endpoint) == mark })
	return r, len(r.Push) < n
}

package app

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/notify/channel"
	"hotline/server/exchange"
)

// outlets are the other channels of this server (外部通道): who plans, who sends,
// and what the API needs of them.
type outlets struct {
	app     *App
	book    *notify.Book
	courier *notify.Courier
	planner *notify.Planner
	herald  *notify.Herald
	client  *http.Client           // for addresses that people type in
	wechat  channel.WeChatAccounts // this server has a key to; nil: none
}

// deliveryAge is how long a message is tried before it is a dead letter.
const deliveryAge = 24 * time.Hour

func (a *App) newOutlets(ls *leases) (*outlets, error) {
	allowed, err := a.cfg.Outbound.prefixes()
	if err != nil {
		return nil, err
	}
	client := channel.NewClient(channel.ClientOptions{Allow: allowed})
	senders, err := a.senders(client)
	if err != nil {
		return nil, err
	}
	accounts, err := a.cfg.wechatAccounts()
	if err != nil {
		return nil, err
	}
	if accounts != nil {
		senders[dispatch.WeChatMessage] = accounts
	}
	if a.opts.Demo {
		senders = demoSenders(senders, allowed)
	}
	o := &outlets{app: a, client: client, wechat: accounts}
	o.book = notify.NewBook(a.Store, o.Open, o.Seal, a.Clock.Now)
	log := a.log.With("component", "channels")
	o.courier = &notify.Courier{Store: a.Store, Book: o.book, Senders: senders, Wording: notify.Wording{Name: a.cfg.Name, Base: a.cfg.PublicURL},
		Log: log, Now: a.Clock.Now, MaxAge: deliveryAge, Stale: o.stale, Compose: o.compose, Jitter: jitter}
	o.planner = &notify.Planner{Store: a.Store, Book: o.book, Rules: a.Directory.Rules, Log: log, Now: a.Clock.Now, Hold: ls.hold, Wake: o.courier.Wake}
	o.book.Citizen, o.book.CitizenQuiet = o.citizen, a.cfg.Public.quiet()
	o.herald = &notify.Herald{Store: a.Store, Quiet: o.book.CitizenQuiet, Log: log, Now: a.Clock.Now, Hold: ls.hold, Wake: o.courier.Wake}
	return o, nil
}

// jitter makes a pause up to a fifth longer.
func jitter(d time.Duration) time.Duration { return d + rand.N(d/5+1) }

// senders are those the configuration allows.
func (a *App) senders(client *http.Client) (map[dispatch.OutletKind]notify.Sender, error) {
	var err error
	out := map[dispatch.OutletKind]notify.Sender{
		dispatch.Webhook: channel.Webhook{Client: client}, dispatch.WeCom: channel.WeCom(client),
		dispatch.DingTalk: channel.DingTalk(client), dispatch.Feishu: channel.Feishu(client), dispatch.PlatformLink: exchange.Sender{HTTP: client},
	}
	if a.cfg.kindReady(dispatch.EMail) {
		s := a.cfg.SMTP
		password, err := hidden(s.Password, s.PasswordFile)
		if err != nil {
			return nil, usage{"smtp.password_file: " + err.Error()}
		}
		out[dispatch.EMail] = channel.NewMail(channel.MailOptions{Host: s.Host, Port: s.Port, User: s.User, Password: password, From: s.From, TLS: s.TLS})
	}
	if a.cfg.kindReady(dispatch.TextMessage) {
		// The gateway is the operator's own address, not one that somebody typed in.
		if out[dispatch.TextMessage], err = a.cfg.textGateway(&http.Client{Timeout: 15 * time.Second}); err != nil {
			return nil, err
		}
	}
	if a.cfg.kindReady(dispatch.WebPush) {
		p := a.cfg.WebPush
		private, err := hidden(p.Private, p.PrivateFile)
		if err != nil {
			return nil, usage{"webpush.private_key_file: " + err.Error()}
		}
		out[dispatch.WebPush] = channel.Push{Client: client, Keys: channel.PushOptions{Public: p.Public, Private: private, Subscriber: p.Subscriber}}
	}
	return out, nil
}

// textGateway is the sender of text messages; nil without one. With a nil client
// it only checks the template.
func (c Config) textGateway(client *http.Client) (notify.Sender, error) {
	if c.SMS.URL == "" {
		return nil, nil
	}
	token := c.SMS.Token
	if client != nil {
		var err error
		if token, err = hidden(c.SMS.Token, c.SMS.TokenFile); err != nil {
			return nil, usage{"sms.token_file: " + err.Error()}
		}
	}
	return channel.NewSMS(client, channel.SMSOptions{URL: c.SMS.URL, Token: token, Body: c.SMS.Body, Type: c.SMS.Type,
		OKField: c.SMS.OKField, OK: c.SMS.OK, Retry: c.SMS.Retry, Fast: c.SMS.Fast, Most: c.SMS.Most})
}

// stale tells that nobody has to act on a notice any more: its ticket ended, or
// the unit has it no more. What tells of the end itself is never stale.
func (o *outlets) stale(ctx context.Context, d dispatch.Delivery) bool {
	if notify.ToCitizen(d) {
		return o.silent(ctx, d)
	}
	n := d.Frame.Notice
	if n.No == "" || !n.State.Open() || n.Kind == notify.Removed || n.Kind == notify.Closed || n.Kind == notify.ReturnDecided {
		return false
	}
	t, err := o.app.Store.Ticket(ctx, n.No)
	if err != nil {
		return false
	}
	unit, ok := strings.CutPrefix(n.Recipient, notify.UnitFeed(""))
	return !t.State.Open() || (ok && !t.Handles(unit))
}

// Seal hides what belongs to a record with the identity keys.
func (o *outlets) Seal(id string, v any) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return o.app.keys.ring.SealText(id, plain)
}

// Open reads what Seal hid.
func (o *outlets) Open(id, sealed string, v any) error {
	plain, err := o.app.keys.ring.OpenText(id, sealed)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("sealed part of %s is not readable", id)
	}
	return nil
}

// Ready tells whether there is a gateway for a kind.
func (o *outlets) Ready(k dispatch.OutletKind) bool { return o.courier.Senders[k] != nil }

// Test sends one message over a channel.
func (o *outlets) Test(ctx context.Context, c dispatch.Outlet) dispatch.Sending {
	return o.courier.Test(ctx, c)
}

// TestOwn sends one message to a person over their own channels of a kind.
func (o *outlets) TestOwn(ctx context.Context, r dispatch.Reach, kind dispatch.OutletKind) dispatch.Sending {
	return o.courier.TestOwn(ctx, r, kind)
}

// PushKey is the public key of web push.
func (o *outlets) PushKey() string { return o.app.cfg.WebPush.Public }

// Wake lets what is due go out, over the channels as they are now.
func (o *outlets) Wake() {
	o.book.Forget()
	o.courier.Wake()
}

package app

import (
	"cmp"
	"context"
	"encoding/json"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/notify"
)

// demoSender stands for the receivers of the sample district, which calls nobody:
// the host of an address says how it behaves. Only what the operator allowed by
// name ([outbound] allow) is really called.
type demoSender struct {
	real  notify.Sender
	allow []netip.Prefix
}

// Send takes the message, but for the hosts that are there to show what happens
// otherwise.
func (s demoSender) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	host := ""
	if u, err := url.Parse(cmp.Or(m.Endpoint.URL, m.Browser.Endpoint)); err == nil {
		host = u.Hostname()
	}
	at, err := netip.ParseAddr(host)
	if err == nil && slices.ContainsFunc(s.allow, func(p netip.Prefix) bool { return p.Contains(at) }) {
		return s.real.Send(ctx, m)
	}
	switch {
	case strings.HasPrefix(host, "down."):
		return notify.Receipt{}, &notify.Failure{Reason: "status_502", Status: 502}
	case strings.HasPrefix(host, "wrong."):
		return notify.Receipt{}, &notify.Failure{Reason: "errcode_310000", Status: 200, Final: true}
	}
	return notify.Receipt{Status: 200}, nil
}

// demoSenders send over every kind, so that pages show them all.
func demoSenders(real map[dispatch.OutletKind]notify.Sender, allow []netip.Prefix) map[dispatch.OutletKind]notify.Sender {
	out := map[dispatch.OutletKind]notify.Sender{}
	for _, k := range dispatch.OutletKinds {
		out[k] = demoSender{real[k], allow}
	}
	out[dispatch.PlatformLink] = demoSender{real[dispatch.PlatformLink], allow}
	out[dispatch.WeChatMessage] = demoSender{real[dispatch.WeChatMessage], allow}
	if push := real[dispatch.WebPush]; push != nil { // without keys no browser can subscribe
		out[dispatch.WebPush] = demoSender{push, allow}
	}
	return out
}

// demoWeChat is the sample district's official account. What it sends goes to nobody
// (demoSender), and pictures come from the address in the message.
func demoWeChat() WeChat {
	return WeChat{Name: "demo", AppID: "wx-demo", Token: "hotline-demo", Secret: "demo", Template: "demo", API: "http://127.0.0.1:1"}
}

// busiest is the unit that was told most so far.
func (a *App) busiest(ctx context.Context) (dispatch.Unit, error) {
	best, most := seed.Units()[0], int64(0)
	heads, err := a.Store.Heads(ctx)
	for _, h := range heads {
		if u, ok := a.Directory.Unit(strings.TrimPrefix(h.Recipient, notify.UnitFeed(""))); ok && h.Last > most {
			best, most = u, h.Last
		}
	}
	return best, err
}

// demoOutlets are the channels of the sample district, some of them of a unit.
func demoOutlets(u dispatch.Unit) []dispatch.Outlet {
	unit := u.Code
	night := dispatch.Quiet{From: "22:00", To: "07:00"}
	return []dispatch.Outlet{
		{ID: "demo-city", Name: "城市运行平台", Kind: dispatch.Webhook, Always: true, Sealed: "https://city.example.gov.cn/hooks/hotline-4f1c"},
		{ID: "demo-group", Name: u.ShortName() + "值班群", Kind: dispatch.WeCom, Scope: notify.UnitFeed(unit), Quiet: night, Group: 60, Sealed: "https://qyapi.example.com/cgi-bin/webhook/send?key=7c21-a9d0"},
		{ID: "demo-mail", Name: u.ShortName() + "值班邮箱", Kind: dispatch.EMail, Scope: notify.UnitFeed(unit), Addresses: []string{"duty@" + unit + ".example.gov.cn", "office@" + unit + ".example.gov.cn"}, Group: 300},
		{ID: "demo-ding", Name: "督办钉钉群（旧）", Kind: dispatch.DingTalk, Scope: notify.RoleFeed(dispatch.RoleSupervisor), Sealed: "https://wrong.example.com/robot/send?access_token=31d6"},
		{ID: "demo-feishu", Name: "派单飞书群", Kind: dispatch.Feishu, Scope: notify.RoleFeed(dispatch.RoleDispatcher), Quiet: night, Sealed: "https://down.example.com/open-apis/bot/v2/hook/88fe"},
		{ID: "demo-sms", Name: "督办短信", Kind: dispatch.TextMessage, Scope: notify.RoleFeed(dispatch.RoleSupervisor), Addresses: []string{"13800000000"},
			Events: []string{notify.Escalated, notify.NoStandIn}},
	}
}

// plantChannels gives the district its channels, and a log of what went over them
// since this morning.
func (a *App) plantChannels(ctx context.Context) error {
	now := a.Clock.Now().UTC()
	unit, err := a.busiest(ctx)
	if err != nil {
		return err
	}
	for i, o := range demoOutlets(unit) {
		if o.Sealed != "" {
			e := dispatch.Endpoint{URL: o.Sealed, Secret: "demo"}
			o.Host, o.Hint = e.ShownPart()
			o.Keyed = o.Kind != dispatch.WeCom
			if o.Sealed, err = a.outlets.Seal(o.ID, e); err != nil {
				return err
			}
		}
		o.Created, o.By, o.Active = now.Add(-30*24*time.Hour), "admin", o.Kind != dispatch.TextMessage
		body, err := json.Marshal(o)
		if err != nil {
			return err
		}
		_, err = a.Store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindChannel, ID: o.ID, Body: body, At: now})
		if dispatch.CodeOf(err) == dispatch.Exists && err != nil {
			return nil // an older start planted them
		}
		if err != nil {
			return err
		}
		if err := a.plantDeliveries(ctx, o, unit.Code, i, now); err != nil {
			return err
		}
	}
	a.outlets.Wake()
	return nil
}

// demoDeliveries is how many of its newest frames a channel shows in the log.
const demoDeliveries = 12

func (a *App) plantDeliveries(ctx context.Context, o dispatch.Outlet, unit string, nth int, now time.Time) error {
	feed := o.Scope
	switch {
	case !o.Active:
		return nil
	case feed == "":
		feed = notify.UnitFeed(unit)
	}
	_, last, err := a.Store.FeedSpan(ctx, feed)
	if err != nil {
		return err
	}
	frames, err := a.Store.Feed(ctx, feed, max(0, last-demoDeliveries), demoDeliveries)
	if err != nil {
		return err
	}
	var ds []dispatch.Delivery
	for i, f := range frames {
		for _, target := range o.Targets() {
			ds = append(ds, demoDelivery(dispatch.NewDelivery(f, o.ID, o.Kind, target, f.At.Add(time.Minute)), o, i+nth, now))
		}
	}
	return a.Store.PutDeliveries(ctx, ds)
}

// demoDelivery is how a message of the log ended.
func demoDelivery(d dispatch.Delivery, o dispatch.Outlet, i int, now time.Time) dispatch.Delivery {
	d.Always, d.Attempts, d.Due = o.Always, 1, d.Created
	d.Last = dispatch.Sending{At: d.Created.Add(2 * time.Second), Status: 200, Millis: int64(80 + 37*i%400)}
	switch {
	case len(d.Frame.Hide)+len(d.Frame.Only) > 0:
		d.Attempts, d.Last = 0, dispatch.Sending{}
		return d.End(dispatch.DeliveryDropped, dispatch.IsPrivate)
	case o.Kind == dispatch.DingTalk:
		d.Last.Reason = "errcode_310000"
		return d.End(dispatch.DeliveryDead, "errcode_310000")
	case o.Kind == dispatch.Feishu:
		d.Attempts, d.Due = 6, now.Add(20*time.Minute)
		d.Last = dispatch.Sending{At: now.Add(-10 * time.Minute), Status: 502, Reason: "status_502", Millis: 61}
		return d
	case i%5 == 3 && !o.Always:
		d.Attempts, d.Last = 0, dispatch.Sending{}
		return d.End(dispatch.DeliveryDropped, dispatch.WasAcked)
	case o.Kind == dispatch.EMail && i%3 == 1:
		return d.End(dispatch.DeliverySent, dispatch.InGroup)
	}
	return d.End(dispatch.DeliverySent, "")
}

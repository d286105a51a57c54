package app

import (
	"context"
	"time"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/api"
)

// demoPlatform is the city's platform of the sample district; demoHooks are the
// programs that follow its tickets.
const demoPlatform = "city"

func demoHooks() []dispatch.Outlet {
	return []dispatch.Outlet{
		{ID: "demo-data", Name: "区大数据平台", Sealed: "https://data.example.gov.cn/hooks/tickets-9b2e"},
		{ID: "demo-grid", Name: "网格化平台（旧）", Sealed: "https://wrong.example.com/hotline/events-17aa", Types: []dispatch.Type{dispatch.Complaint, dispatch.Report},
			Events: []string{string(dispatch.Registered), string(dispatch.Dispatched), string(dispatch.Closed)}},
	}
}

// demoExchange is how far back the exchange of the sample district is shown, and
// demoReal how old an event is whose notice no planner takes up any more.
const (
	demoExchange = 4 * 24 * time.Hour
	demoReal     = 15 * time.Minute
)

// plantExchange lets the sample district have exchanged with the city what it
// worked on these days: most went well, some did not.
func (a *App) plantExchange(ctx context.Context) error {
	now := a.Clock.Now().UTC()
	city := dispatch.Outlet{ID: dispatch.PlatformID(demoPlatform), Name: "市 12345 平台", Kind: dispatch.PlatformLink, Scope: dispatch.PlatformFeed(demoPlatform),
		Sealed: "https://12345.example.gov.cn/exchange", Platform: &dispatch.Platform{Code: demoPlatform,
			Types: map[string]dispatch.Type{"01": dispatch.Consult, "02": dispatch.Help, "03": dispatch.Complaint}, Urgencies: map[string]dispatch.Urgency{"普通": dispatch.General},
			Statuses: map[dispatch.Milestone]string{dispatch.MileAccepted: "20", dispatch.MileReplied: "60", dispatch.MileClosed: "90"}}}
	if err := a.plantProgram(ctx, city, now); err != nil {
		return err
	}
	for _, o := range demoHooks() {
		o.Kind, o.Scope = dispatch.Webhook, dispatch.ProgramsFeed
		if err := a.plantProgram(ctx, o, now); err != nil {
			return err
		}
	}
	d := demoDay{now: now, shown: map[string]bool{}, differences: []map[string]any{}}
	err := a.Store.Each(ctx, dispatch.Filter{From: now.Add(-demoExchange)}, func(t dispatch.Ticket) error {
		events, err := a.Store.Events(ctx, t.No)
		if err == nil {
			err = a.plantMessages(ctx, &d, t, events)
		}
		return err
	})
	if err != nil {
		return err
	}
	d.differ("missing_here", "C"+dispatch.Day(now)+"900317", dispatch.Ticket{RegisteredAt: now.Add(-5 * time.Hour)})
	a.outlets.Wake()
	return put(ctx, a.Store, dispatch.KindReconcile, demoPlatform, map[string]any{"platform": demoPlatform, "at": now.Add(-40 * time.Minute), "since": now.Add(-demoExchange),
		"by": "supervisor", "theirs": d.tickets, "ours": d.tickets, "differences": d.differences}, now)
}

// plantProgram connects a program.
func (a *App) plantProgram(ctx context.Context, o dispatch.Outlet, now time.Time) (err error) {
	e := dispatch.Endpoint{URL: o.Sealed, Secret: "demo-secret-of-the-sample"}
	o.Host, o.Hint = e.ShownPart()
	o.Keyed, o.Always, o.Active, o.Created, o.By = true, true, true, now.Add(-60*24*time.Hour), "admin"
	if o.Sealed, err = a.outlets.Seal(o.ID, e); err != nil {
		return err
	}
	return put(ctx, a.Store, dispatch.KindChannel, o.ID, o, now)
}

// demoDay is what was exchanged so far.
type demoDay struct {
	now         time.Time
	tickets     int
	waiting     int             // milestones that are shown on their way
	refused     int             // events that a webhook did not take
	shown       map[string]bool // kinds of trouble that are shown already
	differences []map[string]any
}

// once tells the first time that a kind of trouble may be shown.
func (d *demoDay) once(what string) bool {
	first := !d.shown[what]
	d.shown[what] = true
	return first
}

func (d *demoDay) differ(kind, theirs string, t dispatch.Ticket) {
	v := map[string]any{"kind": kind, "no": theirs, "at": t.RegisteredAt}
	if t.No != "" {
		v["ticket"], v["state"] = t.No, t.State
	}
	d.differences = append(d.differences, v)
}

// plantMessages are those of one ticket: how it came in, its milestones, and for
// newest ones what the webhooks got.
func (a *App) plantMessages(ctx context.Context, d *demoDay, t dispatch.Ticket, events []dispatch.Event) error {
	var ds []dispatch.Delivery
	if d.now.Sub(t.RegisteredAt) < 12*time.Hour {
		for i, e := range events {
			if d.now.Sub(e.At) < demoReal {
				break
			}
			ds = append(ds, hookDeliveries(d, dispatch.Replay(events[:i+1]), e)...)
		}
	}
	if t.Upstream == nil || t.Upstream.Platform != demoPlatform {
		return a.Store.PutDeliveries(ctx, ds)
	}
	d.tickets++
	if err := a.plantReceived(ctx, d, t); err != nil {
		return err
	}
	dispatch.EachMilestone(events, func(t dispatch.Ticket, e dispatch.Event, m dispatch.Milestone) {
		if d.now.Sub(e.At) > demoReal { // what is newer goes out by itself
			ds = append(ds, d.sentUp(t, e, m))
		}
	})
	if t.State.Open() && d.tickets > 20 && d.once("theirs_closed") {
		d.differ("theirs_closed", t.Upstream.No, t)
	}
	return a.Store.PutDeliveries(ctx, ds)
}

func (a *App) plantReceived(ctx context.Context, d *demoDay, t dispatch.Ticket) error {
	lines := []api.ExchangedLine{{What: "ticket", No: t.Upstream.No, Ticket: t.No}}
	switch {
	case d.tickets%17 == 0:
		lines = append(lines, api.ExchangedLine{What: "remind", No: t.Upstream.No, Ticket: t.No})
	case d.tickets%23 == 0:
		lines = append(lines, api.ExchangedLine{What: "ticket", No: t.Upstream.No, Ticket: t.No, Known: true})
	case d.tickets%31 == 0:
		lines = append(lines, api.ExchangedLine{What: "withdraw", No: t.Upstream.No, Ticket: t.No, Refused: "state"})
	case d.tickets%11 == 0:
		lines[0].Notes = []string{"category 0917"}
	}
	for i, l := range lines {
		r, err := l.Record(demoPlatform, t.RegisteredAt.Add(time.Duration(i)*time.Hour))
		if err == nil && !r.At.After(d.now) {
			_, err = a.Store.PutRecord(ctx, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// sentUp is a milestone on its way, or how that ended.
func (d *demoDay) sentUp(t dispatch.Ticket, e dispatch.Event, m dispatch.Milestone) dispatch.Delivery {
	v := dispatch.NewDelivery(dispatch.Frame{ID: -int64(e.Seq), Notice: notify.Mile(t, e, m)}, dispatch.PlatformID(demoPlatform), dispatch.PlatformLink, "", e.At)
	v.Always, v.Attempts = true, 1
	v.Last = dispatch.Sending{At: e.At.Add(2 * time.Second), Status: 200, Millis: 140}
	switch {
	case m == dispatch.MileClosed && d.once("theirs_open"):
		d.differ("theirs_open", t.Upstream.No, t)
		return dead(v, "status_400", 400, 1)
	case m == dispatch.MileReplied && d.once("too_old"):
		return dead(v, dispatch.IsTooOld, 502, 31)
	case m == dispatch.MileContacted && d.once("already_closed"):
		return dead(v, "already_closed", 409, 1)
	case d.now.Sub(e.At) < time.Hour && d.waiting < 4:
		d.waiting++
		v.Attempts, v.Due = 3, d.now.Add(20*time.Minute)
		v.Last = dispatch.Sending{At: d.now.Add(-time.Minute), Status: 503, Reason: "status_503", Millis: 61}
		return v
	}
	return v.End(dispatch.DeliverySent, "")
}

func dead(v dispatch.Delivery, reason string, status, attempts int) dispatch.Delivery {
	v.Attempts, v.Last.Status, v.Last.Reason = attempts, status, reason
	return v.End(dispatch.DeliveryDead, reason)
}

// hookDeliveries are what the webhooks got of an event.
func hookDeliveries(d *demoDay, t dispatch.Ticket, e dispatch.Event) (out []dispatch.Delivery) {
	for _, n := range notify.Tail(t, t, []dispatch.Event{e}, true) {
		if n.Recipient != dispatch.ProgramsFeed {
			continue
		}
		for _, o := range demoHooks() {
			o.Kind, o.Scope, o.Active = dispatch.Webhook, dispatch.ProgramsFeed, true
			if !o.Takes(n) {
				continue
			}
			v := dispatch.NewDelivery(dispatch.Frame{ID: -int64(e.Seq), Notice: n}, o.ID, o.Kind, "", e.At)
			v.Always, v.Attempts = true, 1
			v.Last = dispatch.Sending{At: e.At.Add(time.Second), Status: 204, Millis: 38}
			if v = v.End(dispatch.DeliverySent, ""); o.ID == "demo-grid" && d.now.Sub(e.At) < 90*time.Minute && d.refused < 5 { // it was switched off
				d.refused++
				v = dead(v, "status_410", 410, 1)
			}
			out = append(out, v)
		}
	}
	return out
}

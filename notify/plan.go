package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
)

const (
	planTick  = time.Second
	planPage  = 200
	planSave  = 5 * time.Second // how old the stored cursors may be
	planLease = 15 * time.Second
	planOld   = 24 * time.Hour // nobody is told of what is older
	planBook  = "channel_plan" // the setting that holds the cursors
)

// Planner turns frames into deliveries (外部通道计划): at once for channels that get
// everything, and after a while for those of people, if nobody acknowledged the
// frame at a console. It reads the feeds behind cursors; a frame that is read
// twice after a crash is the same delivery.
type Planner struct {
	Store dispatch.Store
	Book  *Book
	Rules func() dispatch.Rules
	Log   *slog.Logger
	Now   func() time.Time
	// Hold keeps the work to one server at a time.
	Hold func(ctx context.Context, name string, ttl time.Duration) (bool, error)
	// Wake is called when there is something to send.
	Wake func()
	// Every is how often the feeds are looked at; 0: each second.
	Every time.Duration

	cursors map[string]planCursor
	version int
	saved   time.Time
	dirty   bool
	resting bool
	looks   map[string]planLook
}

// planCursor is how far a feed was planned: for those who get everything at
// once, and for those who are told late.
type planCursor struct {
	Now  int64 `json:"now"`
	Late int64 `json:"late"`
}

// planLook is what the last look at a feed found, so that the next one reads it
// only when that can matter.
type planLook struct {
	last  int64
	ripe  time.Time      // when the first frame that waits is due
	ahead map[int64]bool // planned although an earlier one waits
}

// Run plans until ctx ends, then returns nil.
func (p *Planner) Run(ctx context.Context) error {
	ticker := time.NewTicker(cmp.Or(p.Every, planTick))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return p.save(context.WithoutCancel(ctx))
		case <-ticker.C:
		}
		if err := p.Plan(ctx); err != nil && ctx.Err() == nil {
			p.Log.Error("plan channels", "error", err)
		}
	}
}

// Plan looks at the feeds once, if no other server does.
func (p *Planner) Plan(ctx context.Context) error {
	outlets, reach, err := p.Book.look(ctx) // by which this server knows what to write for programs
	if err != nil {
		return err
	}
	held, err := p.Hold(ctx, planBook, planLease)
	if err != nil || !held {
		p.cursors = nil // another server goes on from here
		return err
	}
	if outlets = slices.DeleteFunc(slices.Clone(outlets), func(o dispatch.Outlet) bool { return !o.Active && !o.ForPrograms() }); len(outlets)+len(reach) == 0 {
		return p.rest(ctx)
	}
	heads, err := p.Store.Heads(ctx)
	if err != nil {
		return err
	}
	if p.cursors == nil {
		if err := p.load(ctx, heads); err != nil {
			return err
		}
	}
	planned := false
	for _, h := range heads {
		if h.Recipient == serversFeed || h.Recipient == citizensFeed {
			continue
		}
		n, err := p.feed(ctx, h, outlets, reach)
		if err != nil {
			return err
		}
		planned = planned || n > 0
	}
	if planned {
		p.Wake()
	}
	if p.dirty && p.Now().Sub(p.saved) >= planSave {
		return p.save(ctx)
	}
	return nil
}

// rest forgets the cursors while nobody is to be told: the first channel begins
// with what comes then. A server without channels reads no feeds.
func (p *Planner) rest(ctx context.Context) error {
	p.cursors = nil
	if p.resting {
		return nil
	}
	err := p.Store.DeleteRecord(ctx, dispatch.KindSetting, planBook)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	p.resting = true
	return nil
}

// load reads the cursors. At the very first start the feeds begin at their ends:
// nobody wants to be told of all that ever was.
func (p *Planner) load(ctx context.Context, heads []dispatch.Head) error {
	cursors := map[string]planCursor{}
	r, err := p.Store.Record(ctx, dispatch.KindSetting, planBook)
	switch {
	case err == nil:
		if err := json.Unmarshal(r.Body, &cursors); err != nil {
			return err
		}
		p.dirty = false
	case dispatch.CodeOf(err) == dispatch.NotFound:
		for _, h := range heads {
			if !dispatch.ForPrograms(h.Recipient) { // those begin with their channel
				cursors[h.Recipient] = planCursor{h.Last, h.Last}
			}
		}
		p.dirty = true
	default:
		return err
	}
	p.cursors, p.version, p.looks, p.resting = cursors, r.Version, map[string]planLook{}, false
	if r.Version == 0 {
		return p.save(ctx)
	}
	return nil
}

// save stores the cursors. If another server has, this one begins anew from there.
func (p *Planner) save(ctx context.Context) error {
	if p.cursors == nil || !p.dirty {
		return nil
	}
	body, err := json.Marshal(p.cursors)
	if err != nil {
		return err
	}
	v, err := p.Store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindSetting, ID: planBook, Version: p.version, Body: body, At: p.Now()})
	switch code := dispatch.CodeOf(err); {
	case err == nil:
		p.version, p.saved, p.dirty = v, p.Now(), false
	case code == dispatch.Conflict || code == dispatch.Exists:
		p.cursors = nil
	default:
		return err
	}
	return nil
}

// feed plans one feed and tells how many deliveries it made.
func (p *Planner) feed(ctx context.Context, h dispatch.Head, outlets []dispatch.Outlet, reach map[string]dispatch.Reach) (int, error) {
	c := p.cursors[h.Recipient]
	before := c
	concerned := func(always bool) bool {
		return slices.ContainsFunc(outlets, func(o dispatch.Outlet) bool {
			return o.Active && o.Always == always && o.Concerns(h.Recipient)
		})
	}
	atOnce, late := concerned(true), concerned(false) || len(reach) > 0
	made, err := 0, error(nil)
	if !atOnce && !dispatch.ForPrograms(h.Recipient) { // what programs are to hear waits for them
		c.Now = h.Last
	} else if atOnce && c.Now < h.Last {
		made, err = p.always(ctx, h, &c, outlets)
	}
	if !late {
		c.Late = h.Last
	} else if err == nil {
		var n int
		n, err = p.late(ctx, h, &c, outlets, reach)
		made += n
	}
	if c != before {
		p.cursors[h.Recipient] = c
		p.dirty = p.dirty || atOnce || late // of the others nothing is lost
	}
	return made, err
}

// always plans for those who get everything.
func (p *Planner) always(ctx context.Context, h dispatch.Head, c *planCursor, outlets []dispatch.Outlet) (made int, err error) {
	for c.Now < h.Last {
		frames, err := p.Store.Feed(ctx, h.Recipient, c.Now, planPage)
		if err != nil {
			return made, err
		}
		if len(frames) == 0 { // trimmed
			c.Now = h.Last
			return made, nil
		}
		var ds []dispatch.Delivery
		for _, f := range frames {
			for _, o := range outlets {
				if o.Always && o.Takes(f.Notice) && !(o.ForPrograms() && f.At.Before(o.Created)) {
					ds = append(ds, p.shared(f, o)...)
				}
			}
		}
		if err := p.Store.PutDeliveries(ctx, ds); err != nil {
			return made, err
		}
		made += len(ds)
		c.Now = frames[len(frames)-1].ID
	}
	return made, nil
}

// late plans the frames that nobody acknowledged in time. The cursor moves over
// those that are settled; behind the first that still waits some may be more
// urgent and due.
func (p *Planner) late(ctx context.Context, h dispatch.Head, c *planCursor, outlets []dispatch.Outlet, reach map[string]dispatch.Reach) (made int, err error) {
	now, look := p.Now(), p.looks[h.Recipient]
	c.Late = max(c.Late, min(h.Acked, h.Last))
	if c.Late >= h.Last {
		delete(p.looks, h.Recipient)
		return 0, nil
	}
	if look.last == h.Last && now.Before(look.ripe) {
		return 0, nil
	}
	next := planLook{last: h.Last, ahead: map[int64]bool{}}
	whole := true // no frame waits so far
	for at := c.Late; at < h.Last; {
		frames, err := p.Store.Feed(ctx, h.Recipient, at, planPage)
		if err != nil {
			return made, err
		}
		if len(frames) == 0 { // trimmed
			at = h.Last
		}
		var ds []dispatch.Delivery
		settled := c.Late
		for _, f := range frames {
			at = f.ID
			if ripe := f.At.Add(p.patience(f.Urgency)); ripe.After(now) {
				if whole || ripe.Before(next.ripe) {
					next.ripe = ripe
				}
				whole = false
				continue
			}
			if !look.ahead[f.ID] && now.Sub(f.At) < planOld {
				ds = append(ds, p.tell(f, outlets, reach)...)
			}
			if whole {
				settled = f.ID
			} else {
				next.ahead[f.ID] = true
			}
		}
		if err := p.Store.PutDeliveries(ctx, ds); err != nil {
			return made, err
		}
		made += len(ds)
		if c.Late = settled; whole {
			c.Late = at
		}
	}
	p.looks[h.Recipient] = next
	return made, nil
}

// patience is how long consoles have to acknowledge a frame.
func (p *Planner) patience(u dispatch.Urgency) time.Duration {
	r, usual := p.Rules().Failover, dispatch.DefaultFailover()
	if u == dispatch.Life {
		return time.Duration(cmp.Or(r.Life, usual.Life)) * time.Second
	}
	return time.Duration(cmp.Or(r.Silence, usual.Silence)) * time.Second
}

// tell makes the deliveries of a frame that nobody acknowledged.
func (p *Planner) tell(f dispatch.Frame, outlets []dispatch.Outlet, reach map[string]dispatch.Reach) []dispatch.Delivery {
	var ds []dispatch.Delivery
	for _, o := range outlets {
		if !o.Always && o.Takes(f.Notice) {
			ds = append(ds, p.shared(f, o)...)
		}
	}
	for _, user := range p.persons(f) {
		r := reach[user]
		for _, kind := range r.On {
			for _, target := range r.Targets(kind) {
				d := dispatch.NewDelivery(f, dispatch.OwnChannel(user, kind), kind, target, p.Now())
				ds = append(ds, p.held(d, r.Quiet, 0))
			}
		}
	}
	return ds
}

// shared makes the deliveries of a frame over a channel behind which are several
// people: what not all of them may know does not go there.
func (p *Planner) shared(f dispatch.Frame, o dispatch.Outlet) []dispatch.Delivery {
	var ds []dispatch.Delivery
	for _, target := range o.Targets() {
		d := dispatch.NewDelivery(f, o.ID, o.Kind, target, p.Now())
		d.Always = o.Always
		if len(f.Only) > 0 || len(f.Hide) > 0 {
			d = d.End(dispatch.DeliveryDropped, dispatch.IsPrivate)
		} else {
			d = p.held(d, o.Quiet, o.Group)
		}
		ds = append(ds, d)
	}
	return ds
}

// held says when a delivery may go out: after the quiet hours, or when the others
// that go with it have come.
func (p *Planner) held(d dispatch.Delivery, q dispatch.Quiet, group int) dispatch.Delivery {
	if end, quiet := q.Until(p.Now(), d.Frame.Urgency); quiet {
		d.Due, d.Reason = end, dispatch.InQuiet
	} else if group > 0 && d.Frame.Urgency != dispatch.Life {
		d.Due, d.Reason = p.Now().Add(time.Duration(group)*time.Second), dispatch.InWindow
	}
	return d
}

// persons are those whose own channels a frame is for: who is on duty, and may
// know of it.
func (p *Planner) persons(f dispatch.Frame) []string {
	now, r := p.Now(), p.Rules().Roster
	var users []string
	if unit, ok := strings.CutPrefix(f.Recipient, UnitFeed("")); ok {
		users = onDuty(r, unit, f.Kind, now)
	} else {
		users = atHotline(r, dispatch.Role(strings.TrimPrefix(f.Recipient, "role:")), now)
	}
	if len(f.Only) > 0 {
		users = f.Only
	}
	return slices.DeleteFunc(slices.Clone(users), func(u string) bool { return slices.Contains(f.Hide, u) })
}

// onDuty are the liaisons of the post that a notice is for (AB岗): the first, or
// the one that stands in; all who are not away where nobody holds a post.
func onDuty(r *dispatch.Roster, unit, kind string, now time.Time) []string {
	if kind == Failover {
		if _, users := r.StandIn(unit, now); len(users) > 0 {
			return users
		}
	}
	if users := r.Post(unit, r.First(unit, now), now); len(users) > 0 {
		return users
	}
	return present(r, unit, now, func(dispatch.Staff) bool { return true })
}

// atHotline are those of a role who are on duty; all who are not away where no
// roster is kept.
func atHotline(r *dispatch.Roster, role dispatch.Role, now time.Time) []string {
	of := func(s dispatch.Staff) bool { return s.Role == role }
	here := present(r, dispatch.HotlineScope, now, of)
	var users []string
	for _, s := range r.OnDuty(dispatch.HotlineScope, now) {
		if slices.Contains(here, s.User) {
			users = append(users, s.User)
		}
	}
	if len(users) > 0 {
		return users
	}
	return here
}

func present(r *dispatch.Roster, scope string, now time.Time, of func(dispatch.Staff) bool) []string {
	var users []string
	for _, s := range r.Staff(scope) {
		if of(s) && !r.Away(scope, s.User, now) {
			users = append(users, s.User)
		}
	}
	return users
}

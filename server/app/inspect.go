package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// Finding is what an electronic inspection (电子监察) turned up under one rule.
type Finding struct {
	Rule  string    `json:"rule"`
	Count int       `json:"count"`
	Units []string  `json:"units"`
	Nos   []string  `json:"nos"`
	At    time.Time `json:"at"`
}

// inspections are the rules of the twice-daily inspection; the pages name them.
var inspections = []struct {
	rule string
	hit  func(t dispatch.Ticket, cal *sla.Calendar, now time.Time) bool
}{
	{"unaccepted", func(t dispatch.Ticket, _ *sla.Calendar, _ time.Time) bool {
		c, i := t.Clock(sla.AcceptClock)
		return i >= 0 && c.Open() && c.Overdue
	}},
	{"uncontacted", func(t dispatch.Ticket, _ *sla.Calendar, _ time.Time) bool {
		c, i := t.Clock(sla.ContactClock)
		return i >= 0 && c.Open() && c.Overdue
	}},
	{"silent", func(t dispatch.Ticket, cal *sla.Calendar, now time.Time) bool {
		return t.State.WithUnit() && t.Suspended.IsZero() && cal.AddWorkdays(t.UpdatedAt, 3).Before(now)
	}},
	{"perfunctory", func(t dispatch.Ticket, _ *sla.Calendar, _ time.Time) bool {
		return t.State == dispatch.StateReplied && t.Reply != nil && t.Reply.Override != ""
	}},
	{"returned_twice", func(t dispatch.Ticket, _ *sla.Calendar, _ time.Time) bool { return len(t.Returns) >= 2 }},
	{"urged", func(t dispatch.Ticket, _ *sla.Calendar, _ time.Time) bool { return t.Urges >= 2 }},
	{"redone", func(t dispatch.Ticket, _ *sla.Calendar, _ time.Time) bool { return t.Redo >= 1 }},
}

// settleMerged does what a crash between the writes of a master and its merged
// tickets left undone.
func (a *App) settleMerged(ctx context.Context) error {
	return a.Store.Each(ctx, dispatch.Filter{States: []dispatch.State{dispatch.StateMerged}}, func(t dispatch.Ticket) error {
		settled, err := a.Service.SettleMerged(ctx, t.No)
		if settled {
			a.log.Warn("merged ticket settled late", "ticket", t.No, "master", t.MergedInto)
		}
		return err
	})
}

// inspect looks at every open ticket and keeps what the rules find.
func (a *App) inspect(ctx context.Context) (string, error) {
	if err := a.settleMerged(ctx); err != nil {
		return "", err
	}
	now := a.Clock.Now().UTC()
	found := make([]Finding, len(inspections))
	for i, r := range inspections {
		found[i] = Finding{Rule: r.rule, Units: []string{}, Nos: []string{}, At: now}
	}
	cal := a.Directory.Rules().Calendar
	err := a.Store.Each(ctx, dispatch.Filter{States: openStates}, func(t dispatch.Ticket) error {
		for i, r := range inspections {
			if !r.hit(t, cal, now) {
				continue
			}
			f := &found[i]
			f.Count++
			if len(f.Nos) < 200 {
				f.Nos = append(f.Nos, t.No)
			}
			if t.Lead != "" && !slices.Contains(f.Units, t.Lead) {
				f.Units = append(f.Units, t.Lead)
			}
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	found = slices.DeleteFunc(found, func(f Finding) bool { return f.Count == 0 })
	total := 0
	for _, f := range found {
		total += f.Count
	}
	return fmt.Sprintf("%d findings by %d rules", total, len(found)), put(ctx, a.Store, dispatch.KindFinding, "latest", found, now)
}

// openStates are the states in which something is still to be done.
var openStates = []dispatch.State{dispatch.StateRegistered, dispatch.StateDispatched, dispatch.StateAccepted,
	dispatch.StateContacted, dispatch.StateReplied, dispatch.StateReviewed}

// lateDay is how many tickets were late at the close of a working day.
type lateDay struct {
	Day  string `json:"day"`
	Late int    `json:"late"`
	Open int    `json:"open"`
}

// snapshotLate keeps the number of late tickets of each working day at 17:30.
func (a *App) snapshotLate(ctx context.Context) (string, error) {
	now := a.Clock.Now()
	if !a.Directory.Rules().Calendar.Workday(now) {
		return "", nil
	}
	counts, err := a.Store.Counts(ctx, []string{"hotline/late", "hotline/open"})
	if err != nil {
		return "", err
	}
	d := lateDay{Day: now.In(sla.Zone).Format(time.DateOnly), Late: counts["hotline/late"], Open: counts["hotline/open"]}
	return fmt.Sprintf("%d late", d.Late), a.keepLate(ctx, d, now)
}

func (a *App) keepLate(ctx context.Context, d lateDay, now time.Time) error {
	return put(ctx, a.Store, dispatch.KindFinding, "late-"+d.Day, d, now)
}

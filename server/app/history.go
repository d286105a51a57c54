package app

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/sla"
)

// freshDays are made before the sample district opens: today and the weeks that
// the boards look back on. What lies before follows while it already serves.
const freshDays = 35

// olderDays is what is still to be made of the sample district's past. It is kept
// in the store, so that a district that was stopped meanwhile goes on with it.
type olderDays struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// failoverDays is how far back the sample district remembers which console had a
// ticket: a line for each ticket of a year would be a third more to write.
const failoverDays = 3

const olderRecord = "sample_history"

// plantHistory fills the sample district with the days before now.
func (a *App) plantHistory(ctx context.Context, o *options) error {
	if o.days < 0 { // only the directory is wanted
		return nil
	}
	now := a.Clock.Now()
	days := min(o.days, freshDays)
	err := a.plantDays(ctx, now, days, 0, func(done int) error {
		_, err := fmt.Fprintf(o.stderr, "\rmaking the sample district: %3d%%", done*100/(days+1))
		return err
	})
	if err != nil || days < 1 {
		return err
	}
	fmt.Fprintln(o.stderr)
	if o.days > days {
		local := now.In(sla.Zone)
		older := olderDays{From: local.AddDate(0, 0, -o.days).Format(time.DateOnly), To: local.AddDate(0, 0, -days-1).Format(time.DateOnly)}
		if err := put(ctx, a.Store, dispatch.KindSetting, olderRecord, older, now); err != nil {
			return err
		}
		fmt.Fprintf(o.stderr, "the days from %s to %s follow while the server runs\n", older.From, older.To)
	}
	return a.plantToday(ctx, now)
}

// plantOlder makes the days that were left for later, the latest first, and
// leaves people at least half of the machine. A day is stored whole or not at
// all, so one that has a first ticket is done.
func (a *App) plantOlder(ctx context.Context) error {
	older, err := a.older(ctx)
	if err != nil || older.To < older.From || older.To == "" {
		return err
	}
	start, now := time.Now(), a.Clock.Now()
	from, to := dayBefore(now, older.From), dayBefore(now, older.To)
	err = a.plantDays(ctx, now, to, from, func(int) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
			return nil
		}
	})
	if err != nil {
		return err
	}
	a.log.Info("the older days of the sample district are complete", "from", older.From, "to", older.To, "took", time.Since(start).Round(time.Second))
	return put(ctx, a.Store, dispatch.KindSetting, olderRecord, olderDays{From: older.From}, now)
}

// older is what is still to be made; nothing where no day was left for later.
func (a *App) older(ctx context.Context) (older olderDays, err error) {
	r, err := a.Store.Record(ctx, dispatch.KindSetting, olderRecord)
	if dispatch.CodeOf(err) == dispatch.NotFound {
		return older, nil
	}
	if err == nil {
		err = json.Unmarshal(r.Body, &older)
	}
	return older, err
}

// makingOlder tells whether days are still to be made.
func (a *App) makingOlder(ctx context.Context) (bool, error) {
	older, err := a.older(ctx)
	return older.To != "" && older.To >= older.From, err
}

// dayBefore counts how many days ago a day was.
func dayBefore(now time.Time, day string) int {
	at, err := time.ParseInLocation(time.DateOnly, day, sla.Zone)
	if err != nil {
		return 0
	}
	local := now.In(sla.Zone)
	return int(time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, sla.Zone).Sub(at).Hours() / 24)
}

// plantDays makes the days from one to another, both counted back from now, in
// that order. The next day is made while one is stored.
func (a *App) plantDays(ctx context.Context, now time.Time, from, to int, after func(done int) error) error {
	type made struct {
		ws  []dispatch.Write
		err error
	}
	ctx, cancel := context.WithCancel(ctx)
	ready := make(chan made, 2)
	go func() {
		defer close(ready)
		for n := range seq(from, to) {
			ws, err := a.lives(ctx, now, now.AddDate(0, 0, -n))
			select {
			case ready <- made{ws, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	defer func() { // the maker has ended before the store may close
		cancel()
		for range ready { //nolint:revive // only waited for
		}
	}()
	done := 0
	for m := range ready {
		if m.err != nil {
			return m.err
		}
		if len(m.ws) > 0 {
			if _, err := a.Store.Import(ctx, m.ws); err != nil {
				return err
			}
		}
		done++
		if err := after(done); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// seq counts from one number to another, up or down, both included.
func seq(from, to int) func(func(int) bool) {
	return func(yield func(int) bool) {
		step := 1
		if to < from {
			step = -1
		}
		for n := from; yield(n) && n != to; n += step {
		}
	}
}

// lives makes the tickets of one day and what became of them up to now; none if
// the day is there already. A day has its own source of chance, so that it is
// the same whenever it is made.
func (a *App) lives(ctx context.Context, now, day time.Time) ([]dispatch.Write, error) {
	name := dispatch.Day(day)
	if _, err := a.Store.Ticket(ctx, dispatch.FormatNo(name, 1)); dispatch.CodeOf(err) != dispatch.NotFound {
		return nil, err
	}
	var number uint64
	if _, err := fmt.Sscan(name, &number); err != nil {
		return nil, fmt.Errorf("day %q: %w", name, err)
	}
	rng := rand.New(rand.NewPCG(20261123, number))
	gen := seed.NewGenerator(rng)
	local := day.In(sla.Zone)
	calls := gen.Day(local, a.Directory.Rules().Calendar.Workday(local))
	if name == dispatch.Day(now) {
		calls = append(calls, flares(gen, now)...)
		slices.SortStableFunc(calls, func(a, b seed.Sample) int { return a.At.Compare(b.At) })
	}
	var ws []dispatch.Write
	for _, s := range calls {
		if dispatch.Day(s.At) != name || s.At.After(now.Add(-time.Minute)) {
			continue
		}
		no := len(ws) + 1
		w, err := a.bear(rng, a.call(rng, s, no), s, dispatch.FormatNo(name, no), now)
		if err != nil {
			return nil, err
		}
		ws = append(ws, w)
	}
	return ws, nil
}

// flares are the incidents of the last hours, so that a dispatcher finds
// something to merge.
func flares(gen *seed.Generator, now time.Time) []seed.Sample {
	var out []seed.Sample
	for _, ago := range []time.Duration{5 * time.Hour, 150 * time.Minute, 90 * time.Minute} {
		out = append(out, gen.Flare(now.Add(-ago), time.Hour)...)
	}
	return out
}

// call is what somebody says; most demands of a district come down from the
// city's platform, which sets a deadline of its own.
func (a *App) call(rng *rand.Rand, s seed.Sample, serial int) dispatch.Intake {
	in := s.Intake
	if rng.IntN(10) < 6 {
		in.Channel = dispatch.FromAbove
		in.Upstream = &dispatch.Upstream{Platform: "city", No: fmt.Sprintf("C%s%06d", dispatch.Day(s.At), serial*97+rng.IntN(97)),
			Due: a.Directory.Rules().Calendar.AddWorkdays(s.At, 7)}
	}
	return in
}

// bear makes one ticket and its life up to now. The catalogue routes it, as it
// did before any model had learned; the agent nearly always knows the category.
func (a *App) bear(rng *rand.Rand, in dispatch.Intake, s seed.Sample, no string, now time.Time) (dispatch.Write, error) {
	rules := a.Directory.Rules()
	if now.Sub(s.At) > failoverDays*24*time.Hour {
		rules.Failover = dispatch.FailoverRules{}
	}
	hash := ""
	if in.Person.Phone != "" {
		hash = a.Service.HashPhone(in.Person.Phone)
	}
	routing := a.Directory.Catalogue().Route(dispatch.Facts{Matter: in.Matter}, rules.Units, nil)
	if in.Category = s.Category; rng.IntN(12) == 0 {
		in.Category = routing.Category
	}
	in.Urgency = routing.Urgency
	in.Attachments = a.album.said(no, in.Title)
	in = in.Normal()
	by := demoAgent
	if in.Channel == dispatch.FromAbove {
		by = dispatch.Actor{ID: "upstream", Role: dispatch.RoleUpstream}
	}
	t, events, err := rules.Register(in, no, queryCode(), hash, &routing, by, s.At)
	if err != nil {
		return dispatch.Write{}, err
	}
	l := &life{rng: rng, rules: rules, now: now, ticket: t, events: events, truth: s.Unit, album: a.album}
	if lead, co := routing.Chosen(); routing.Decision == dispatch.Auto {
		l.apply(s.At, dispatch.Action{Kind: dispatch.DoDispatch, Lead: lead, CoUnits: co}, dispatch.System())
	}
	l.live()
	return dispatch.Write{Ticket: l.ticket, Events: l.events, Person: &in.Person}, nil
}

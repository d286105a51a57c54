package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"hotline/deploy/load/wire"
)

// deadlines is how many come due in the same second on Monday morning.
const deadlines = 10_000

// surgeOptions are of a server whose clock can be moved.
func surgeOptions(o *options) {
	o.clock, o.rate, o.units, o.consoles, o.length = true, 0, 40, 200, 5*time.Minute
}

// surge watches one kind of frame come to the consoles.
type surge struct {
	kind string
	ours map[string]bool // tickets it is about

	mu    sync.Mutex
	times map[string]int // by ticket and console's unit
	units map[string]int // consoles of a unit that watch
	at    []time.Time
	other int // frames of other tickets and kinds
}

func newSurge(kind string, nos []string) *surge {
	ours := map[string]bool{}
	for _, no := range nos {
		ours[no] = true
	}
	return &surge{kind: kind, ours: ours, times: map[string]int{}, units: map[string]int{}}
}

// watch has the console report to the surge; the first of each unit is enough.
func (s *surge) watch(m *member) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.units[m.unit]++; s.units[m.unit] > 1 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.saw = func(f wire.Frame, now time.Time) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if f.Kind != s.kind || !s.ours[f.No] {
			s.other++ // the sample district has tickets of its own, and what ran before
			return
		}
		s.times[f.No]++
		s.at = append(s.at, now)
	}
}

// wait returns when n frames have come, or none of any kind for so long.
func (s *surge) wait(ctx context.Context, n int, patience time.Duration) {
	last, since := -1, time.Now()
	for ctx.Err() == nil {
		s.mu.Lock()
		came, all := len(s.at), len(s.at)+s.other
		s.mu.Unlock()
		if came >= n || time.Since(since) > patience {
			break
		}
		if all != last {
			last, since = all, time.Now()
		}
		time.Sleep(20 * time.Millisecond)
	}
	time.Sleep(time.Second) // for frames that should not come
}

// quiet waits until what the tickets registered before are due for is done.
func (b *bench) quiet(ctx context.Context) {
	s := newSurge("", nil)
	for _, m := range b.crowd.members {
		s.watch(m)
	}
	s.wait(ctx, 1, 5*time.Second)
}

// monday registers tickets before office hours and lets their deadlines pass.
func (b *bench) monday(ctx context.Context) error {
	admin, err := b.signInAs(ctx, "admin")
	if err != nil {
		return err
	}
	in, err := b.sunday(ctx, admin)
	if err != nil {
		return err
	}
	due, err := b.dueOf(ctx, in.nos)
	if err != nil {
		return err
	}
	if err := b.fire(ctx, admin, "reminded", due.Add(-time.Hour), 0, in); err != nil {
		return err
	}
	if err := b.fire(ctx, admin, "overdue", due, 3*time.Second, in); err != nil {
		return err
	}
	b.resident("memory after")
	return b.judge(ctx, in)
}

// sunday moves the clock to an evening on which nobody works and registers the
// tickets there, for units whose consoles follow.
func (b *bench) sunday(ctx context.Context, admin *wire.Client) (*intake, error) {
	now, err := advance(ctx, admin, 0)
	if err != nil {
		return nil, err
	}
	local := now.In(time.FixedZone("CST", 8*3600))
	evening := time.Date(local.Year(), local.Month(), local.Day(), 19, 0, 0, 0, local.Location())
	for evening.Weekday() != time.Sunday || evening.Before(local) {
		evening = evening.AddDate(0, 0, 1)
	}
	if _, err := advance(ctx, admin, evening.Sub(now)); err != nil {
		return nil, err
	}
	in := newIntake(b.agent, b.units, b.o)
	in.sent = in.sent[:deadlines]
	if err := b.connect(ctx, in); err != nil {
		return nil, err
	}
	b.quiet(ctx)
	return in, b.load(ctx, in, "")
}

// advance moves the server's clock and gives its time.
func advance(ctx context.Context, c *wire.Client, by time.Duration) (time.Time, error) {
	var got struct {
		Now time.Time `json:"now"`
	}
	if err := c.Post(ctx, "/test/clock", "", map[string]string{"advance": by.String()}, &got); err != nil {
		return got.Now, fmt.Errorf("move the clock: %w", err)
	}
	return got.Now, nil
}

// dueOf is when the tickets have to be accepted, which must be the same moment
// for the first and the last.
func (b *bench) dueOf(ctx context.Context, nos []string) (time.Time, error) {
	var due [2]time.Time
	for i, no := range []string{nos[0], nos[len(nos)-1]} {
		var t struct {
			Clocks []struct {
				Kind string    `json:"kind"`
				Due  time.Time `json:"due"`
			} `json:"clocks"`
		}
		if err := b.agent.Get(ctx, "/tickets/"+no, &t); err != nil {
			return due[0], err
		}
		for _, c := range t.Clocks {
			if c.Kind == "accept" {
				due[i] = c.Due
			}
		}
	}
	if due[0].IsZero() || !due[0].Equal(due[1]) {
		return due[0], fmt.Errorf("the tickets are due at %s and %s, not at once", due[0], due[1])
	}
	return due[0], nil
}

// fire moves the clock to shortly ahead of a moment at which a step of every
// ticket is due, and watches the frames: each ticket's comes once.
func (b *bench) fire(ctx context.Context, admin *wire.Client, kind string, at time.Time, ahead time.Duration, in *intake) error {
	s := newSurge(kind, in.nos)
	for _, m := range b.crowd.members {
		s.watch(m)
	}
	now, err := advance(ctx, admin, 0)
	if err != nil {
		return err
	}
	asked := time.Now()
	before := b.cpu()
	now, err = advance(ctx, admin, at.Add(-ahead).Sub(now)-time.Since(asked))
	if err != nil {
		return err
	}
	moment := time.Now().Add(at.Sub(now)) // when the server's clock says at
	s.wait(ctx, len(in.nos), 20*time.Second)
	s.mu.Lock()
	defer s.mu.Unlock()
	var after []time.Duration
	for _, t := range s.at {
		after = append(after, t.Sub(moment))
	}
	x := wire.Measure(after)
	b.report.add(kind, "%d of %d tickets", len(s.times), len(in.nos))
	if len(after) > 0 {
		b.report.value(kind+": first frame after", after[0].Seconds()*1000, "ms") // sorted
		b.report.spread(kind+": frame after", x)
		b.report.value(kind+": server's processor time", (b.cpu()-before).Seconds()*1000/float64(len(after)), "ms a ticket")
	}
	wrong := len(in.nos) - len(s.times)
	for _, n := range s.times {
		wrong += n - 1
	}
	if wrong != 0 {
		b.report.fault("%s: %d tickets without or with more than one frame", kind, wrong)
	}
	return ctx.Err()
}

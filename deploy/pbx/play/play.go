// Package play makes a believable day of calls, and tells it in the words of
// several telephone systems.
package play

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"hotline/server/phone"
)

// Options are of a day.
type Options struct {
	Calls, Agents int
	Seed          uint64
	Start         time.Time
	Span          time.Duration // from the first to the last call; zero: eight hours
}

var queues = []string{"民生服务", "城市管理", "综合咨询"}

// Day are the events of a day in order. Nine of ten who call are answered, most of
// them within 15 s; some give up, some are let ring, some hang up in the menu,
// some call again.
func Day(o Options) []phone.Event {
	r := rand.New(rand.NewPCG(o.Seed, 2026))
	if o.Span == 0 {
		o.Span = 8 * time.Hour
	}
	var all []phone.Event
	for i := range o.Calls {
		begin := o.Start.Add(time.Duration(i) * o.Span / time.Duration(max(o.Calls, 1))).Add(time.Duration(r.IntN(60)) * time.Second)
		number := fmt.Sprintf("139%04d%04d", o.Seed%10000, r.IntN(max(o.Calls*4/5, 1)))
		switch r.IntN(12) {
		case 0:
			number = "+86 " + number
		case 1:
			number = fmt.Sprintf("022-6666%04d", r.IntN(10000))
		}
		all = append(all, call(r, o, fmt.Sprintf("%d.%d", begin.Unix(), i), number, begin)...)
	}
	slices.SortStableFunc(all, func(a, b phone.Event) int { return a.At.Compare(b.At) })
	return all
}

// call are the events of one call.
func call(r *rand.Rand, o Options, id, number string, begin time.Time) []phone.Event {
	at := begin
	after := func(least, spread int) time.Time {
		at = at.Add(time.Duration(least+r.IntN(spread)) * time.Second)
		return at
	}
	ext := func() string { return fmt.Sprint(8001 + r.IntN(max(o.Agents, 1))) }
	e := func(k phone.EventKind, at time.Time) phone.Event {
		return phone.Event{Call: id, Kind: k, At: at, Number: number, Line: "12345"}
	}
	out := []phone.Event{e(phone.Offered, begin)}
	how := r.IntN(100)
	if how < 3 {
		return append(out, e(phone.Ended, after(4, 20)))
	}
	queued := e(phone.Queued, after(3, 6))
	queued.Queue = queues[r.IntN(len(queues))]
	out = append(out, queued)
	if how < 6 {
		return append(out, e(phone.Abandoned, after(12, 60)), e(phone.Ended, at))
	}
	rings := e(phone.Ringing, after(1, 4))
	rings.Extension = ext()
	out = append(out, rings)
	if how < 9 {
		return append(out, e(phone.Ended, after(20, 25)))
	}
	spread := 9
	if how < 18 {
		spread = 30
	}
	answered := e(phone.Answered, after(2, spread))
	answered.Extension = rings.Extension
	out = append(out, answered)
	if how < 22 {
		passed := e(phone.Transferred, after(20, 60))
		passed.Extension = ext()
		out = append(out, passed)
	}
	out = append(out, e(phone.Ended, after(40, 260)))
	rec := e(phone.Recorded, at)
	rec.Recording = at.Format("2006/01/02/") + id + ".wav"
	return append(out, rec)
}

// Until moves a day so that it ends at a moment.
func Until(day []phone.Event, end time.Time) []phone.Event {
	if len(day) == 0 {
		return day
	}
	last := slices.MaxFunc(day, func(a, b phone.Event) int { return cmp.Compare(a.At.UnixNano(), b.At.UnixNano()) }).At
	out := slices.Clone(day)
	for i := range out {
		out[i].At = out[i].At.Add(end.Sub(last))
	}
	return out
}

package sqlite_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store/sqlite"
	"hotline/sla"
)

var benchStart = time.Date(2026, 11, 23, 9, 0, 0, 0, sla.Zone)

func benchRules() dispatch.Rules {
	r := dispatch.Rules{Calendar: sla.CN(), Policy: sla.DefaultPolicy(), Units: map[string]dispatch.Unit{}}
	for i := range 300 {
		code := unitCode(i)
		r.Units[code] = dispatch.Unit{Code: code, Name: code, Group: dispatch.Bureau, Active: true}
	}
	return r
}

func unitCode(i int) string { return fmt.Sprintf("u%03d", i%300) }

// text is a demand of some 120 characters out of a few hundred words.
func text(r *rand.Rand) string {
	words := []string{"小区", "停水", "三天", "无人", "处理", "物业", "推诿", "路灯", "损坏", "夜间", "施工", "噪音", "扰民", "占道", "经营", "垃圾", "堆放", "电梯", "故障", "漏水"}
	var out []rune
	for range 40 {
		if r.IntN(3) == 0 {
			out = append(out, rune(0x4e00+r.IntN(3000)))
		}
		out = append(out, []rune(words[r.IntN(len(words))])...)
	}
	return string(out)
}

// write is a registered and dispatched ticket with person and two notices.
func write(rules dispatch.Rules, r *rand.Rand, no string, now time.Time) (dispatch.Write, error) {
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "求助 " + no,
		Text: text(r), Category: "0302", Place: dispatch.Place{Town: "东街", Address: "幸福路 12 号"}},
		Person: dispatch.Person{Name: "甲", Phone: "13800001234"}, WantsReply: true, IdemKey: "key-" + no}
	t, events, err := rules.Register(in, no, "code", strconv.Itoa(r.IntN(1e6)), nil, dispatch.System(), now)
	if err != nil {
		return dispatch.Write{}, err
	}
	t, more, err := rules.Apply(t, dispatch.Action{Kind: dispatch.DoDispatch, Lead: unitCode(r.IntN(300))}, dispatch.System(), now)
	notice := dispatch.Notice{Key: no + "/2/", Recipient: "unit:" + t.Lead, Kind: "dispatched", No: no, Version: 2, State: t.State, Urgency: t.Urgency, Title: t.Title, At: now, Unit: t.Lead}
	second := notice
	second.Recipient, second.Key = "role:dispatcher", no+"/2/role"
	return dispatch.Write{Ticket: t, Events: append(events, more...), Person: &in.Person, Notices: []dispatch.Notice{notice, second}}, err
}

// filled opens a store of HOTLINE_BENCH_TICKETS tickets (20,000 by default). With
// HOTLINE_BENCH_FILE it is kept in that file and used again.
func filled(b *testing.B) *sqlite.Store {
	n, path := 20_000, os.Getenv("HOTLINE_BENCH_FILE")
	if v, err := strconv.Atoi(os.Getenv("HOTLINE_BENCH_TICKETS")); err == nil {
		n = v
	}
	if path == "" {
		path = filepath.Join(b.TempDir(), "hotline.db")
	}
	s := open(b, path, time.Now)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	fill(b, s, n)
	return s
}

// fill imports what is missing, ten thousand to a day.
func fill(b *testing.B, s *sqlite.Store, n int) {
	rules, r := benchRules(), rand.New(rand.NewPCG(1, 2))
	const step = 500
	for done := 0; done < n; done += step {
		now := benchStart.AddDate(0, 0, done/10_000-n/10_000)
		var ws []dispatch.Write
		if _, err := s.Ticket(context.Background(), dispatch.FormatNo(dispatch.Day(now), done%10_000+1)); err == nil {
			continue
		}
		for i := range step {
			w, err := write(rules, r, dispatch.FormatNo(dispatch.Day(now), done%10_000+i+1), now.Add(time.Duration(done%10_000+i)*time.Second))
			require.NoError(b, err)
			ws = append(ws, w)
		}
		_, err := s.Import(context.Background(), ws)
		require.NoError(b, err)
	}
}

// timed runs fn and reports the median and the 99th percentile.
func timed(b *testing.B, fn func(i int)) {
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		fn(i)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// BenchmarkCreate registers and dispatches tickets from 64 callers.
func BenchmarkCreate(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "hotline.db"), time.Now)
	defer s.Close()
	rules, day := benchRules(), dispatch.Day(benchStart)
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		r := rand.New(rand.NewPCG(rand.Uint64(), 1))
		for pb.Next() {
			_, err := s.Create(context.Background(), day, func(no string) (dispatch.Write, error) { return write(rules, r, no, benchStart) })
			if err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tickets/s")
}

// BenchmarkUpdate accepts tickets from 64 callers.
func BenchmarkUpdate(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "hotline.db"), time.Now)
	defer s.Close()
	const n = 2000
	fill(b, s, n)
	rules, day := benchRules(), dispatch.Day(benchStart)
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, err := s.Update(context.Background(), dispatch.FormatNo(day, 1+rand.IntN(n)), func(t dispatch.Ticket) (dispatch.Write, error) {
				after, events, err := rules.Apply(t, dispatch.Action{Kind: dispatch.DoUrge, Text: "再催"}, dispatch.Actor{ID: "a", Role: dispatch.RoleAgent}, benchStart)
				return dispatch.Write{Ticket: after, Events: events}, err
			})
			if err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}

// BenchmarkQueuePage reads pages of 50 all through a queue.
func BenchmarkQueuePage(b *testing.B) {
	s := filled(b)
	after := ""
	timed(b, func(int) {
		items, next, err := s.Tickets(context.Background(), dispatch.Filter{Queue: "hotline/open"}, dispatch.Page{Limit: 50, After: after})
		require.NoError(b, err)
		require.Len(b, items, 50)
		after = next
	})
}

// BenchmarkUnitPage reads the first page of each unit's lane.
func BenchmarkUnitPage(b *testing.B) {
	s := filled(b)
	timed(b, func(i int) {
		_, _, err := s.Tickets(context.Background(), dispatch.Filter{Queue: "unit:" + unitCode(i) + "/to_accept"}, dispatch.Page{Limit: 50})
		require.NoError(b, err)
	})
}

// BenchmarkSearch2 looks for words of two characters, common and rare.
func BenchmarkSearch2(b *testing.B) {
	s := filled(b)
	r := rand.New(rand.NewPCG(3, 4))
	timed(b, func(i int) {
		q := "停水"
		if i%2 == 0 {
			q = string([]rune{rune(0x4e00 + r.IntN(3000)), '停'})
		}
		_, _, err := s.Tickets(context.Background(), dispatch.Filter{Q: q}, dispatch.Page{Limit: 50})
		require.NoError(b, err)
	})
}

// BenchmarkDue asks for due steps when none is.
func BenchmarkDue(b *testing.B) {
	s := filled(b)
	timed(b, func(int) {
		due, err := s.Due(context.Background(), benchStart.AddDate(-10, 0, 0), 100)
		require.NoError(b, err)
		require.Empty(b, due)
	})
}

// BenchmarkEach goes through all tickets.
func BenchmarkEach(b *testing.B) {
	s := filled(b)
	n := 0
	for b.Loop() {
		require.NoError(b, s.Each(context.Background(), dispatch.Filter{From: benchStart.AddDate(-1, 0, 0)}, func(dispatch.Ticket) error { n++; return nil }))
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/ticket")
}

// BenchmarkSweep fires the first steps of ten thousand tickets due at once.
func BenchmarkSweep(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		s := open(b, filepath.Join(b.TempDir(), "hotline.db"), time.Now)
		fill(b, s, 10_000)
		rules := benchRules()
		svc := dispatch.Service{Store: s, Rules: func() dispatch.Rules { return rules }, Now: func() time.Time { return benchStart.AddDate(0, 0, 2) },
			Notices: func(_, _ dispatch.Ticket, _ []dispatch.Event) []dispatch.Notice { return nil }, Wake: func() {}}
		b.StartTimer()
		for {
			n, err := svc.Sweep(context.Background(), 500)
			require.NoError(b, err)
			if n < 500 {
				break
			}
		}
		b.StopTimer()
		require.NoError(b, s.Close())
		b.StartTimer()
	}
}

package sqlite_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store/sqlite"
	"hotline/sla"
)

// BenchmarkMonth reads a month of 100,000 tickets of 300 units, with as many of
// the half year before it in the same file, and makes of it what a page shows that
// nobody opened lately: the ranking, how much of it is chance, the patterns.
func BenchmarkMonth(b *testing.B) {
	const inMonth = 100_000
	s := open(b, filepath.Join(b.TempDir(), "hotline.db"), time.Now)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	from, to, err := sla.MonthBounds("2026-10")
	require.NoError(b, err)
	lived(b, s, from.AddDate(0, -6, 0), from, inMonth)
	lived(b, s, from, to, inMonth)
	var units []sla.ScoredUnit
	for i := range 300 {
		units = append(units, sla.ScoredUnit{Code: unitCode(i), Name: unitCode(i), Group: string(dispatch.Bureau)})
	}
	scored := func(b *testing.B) (sla.Month, []sla.Record) {
		var recs []sla.Record
		require.NoError(b, s.Accounts(b.Context(), from, to, func(a dispatch.Account) error {
			recs = append(recs, a.Records...)
			return nil
		}))
		return sla.Score(sla.DefaultScheme(), "2026-10", units, recs), recs
	}
	b.Run("score", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			month, _ := scored(b)
			require.Equal(b, inMonth, month.Totals.Registered)
			require.Greater(b, month.Totals.Due, inMonth/2)
		}
	})
	b.Run("noise", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			month, recs := scored(b)
			require.NotEmpty(b, sla.Simulate(sla.DefaultScheme(), month, sla.NoiseRuns).Groups)
			sla.Smooth(sla.DefaultScheme(), "2026-10", units, recs)
		}
	})
	b.Run("signals", func(b *testing.B) { // beside the score, which is in memory by then
		b.ReportAllocs()
		for b.Loop() {
			var traces []sla.Trace
			require.NoError(b, s.Accounts(b.Context(), from, to.AddDate(0, 0, 31), func(a dispatch.Account) error {
				traces = append(traces, a.Trace())
				return nil
			}))
			require.GreaterOrEqual(b, len(traces), inMonth)
			sla.Signals("2026-10", units, traces)
		}
	})
}

// lived imports tickets spread over a span, nearly all of them brought to an end.
func lived(b *testing.B, s *sqlite.Store, from, to time.Time, n int) {
	r := rand.New(rand.NewPCG(3, 4))
	rules := benchRules()
	var ws []dispatch.Write
	day, serial := "", 0
	for i := range n {
		at := from.Add(time.Duration(float64(to.Sub(from)) * float64(i) / float64(n)))
		if d := dispatch.Day(at); d != day {
			day, serial = d, 0
		}
		serial++
		w, err := write(rules, r, dispatch.FormatNo(day, serial), at)
		require.NoError(b, err)
		unit := dispatch.Actor{ID: "liaison", Role: dispatch.RoleLiaison, Unit: w.Ticket.Lead}
		steps := []struct {
			a  dispatch.Action
			by dispatch.Actor
		}{
			{dispatch.Action{Kind: dispatch.DoAccept}, unit}, {dispatch.Action{Kind: dispatch.DoContact, Method: "phone", Reached: true}, unit},
			{dispatch.Action{Kind: dispatch.DoReply, Text: "已到现场处理完毕，并向来电人说明了情况。", Resolved: true, Override: "已办"}, unit},
			{dispatch.Action{Kind: dispatch.DoReview, Pass: true}, dispatch.Actor{ID: "d", Role: dispatch.RoleDispatcher}},
			{dispatch.Action{Kind: dispatch.DoCallback, Reached: true, Contacted: true, Resolved: true, Satisfied: i%7 > 0, Code: "result", Subjective: new(false), Reason: "说明"}, dispatch.Actor{ID: "a", Role: dispatch.RoleAgent}},
		}
		for k, step := range steps[:len(steps)-i%13/10*3] {
			after, more, err := rules.Apply(w.Ticket, step.a, step.by, at.Add(time.Duration(k+1)*time.Hour*time.Duration(1+r.IntN(20))))
			if err != nil {
				break
			}
			w.Ticket, w.Events = after, append(w.Events, more...)
		}
		if ws = append(ws, w); len(ws) == 500 || i == n-1 {
			stored, err := s.Import(b.Context(), ws)
			require.NoError(b, err)
			require.Equal(b, len(ws), stored)
			ws = ws[:0]
		}
	}
}

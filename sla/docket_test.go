package sla

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func noted(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, Zone)
	if err != nil {
		panic(err)
	}
	return t
}

// TestPlan: the dates of the sample district, and a month whose days of grace lie
// around the long holiday of October.
func TestPlan(t *testing.T) {
	for _, c := range []struct {
		name, month, drafted                          string
		snapshot, draft, from, until, decide, publish string
	}{
		{"as drawn", "2026-10", "", "2026-11-10 00:00", "2026-11-13 14:00", "2026-11-16 00:00", "2026-11-20 17:30", "2026-11-23 17:30", "2026-11-24 09:00"},
		{"over the holiday", "2026-09", "", "2026-10-15 00:00", "2026-10-20 14:00", "2026-10-21 00:00", "2026-10-27 17:30", "2026-10-28 17:30", "2026-10-29 09:00"},
		{"drafted late", "2026-10", "2026-11-18 10:00", "2026-11-10 00:00", "2026-11-13 14:00", "2026-11-19 00:00", "2026-11-25 17:30", "2026-11-26 17:30", "2026-11-27 09:00"},
		{"drafted early", "2026-10", "2026-11-02 10:00", "2026-11-10 00:00", "2026-11-13 14:00", "2026-11-03 00:00", "2026-11-09 17:30", "2026-11-10 17:30", "2026-11-24 09:00"},
		{"a year", "2025", "", "2026-01-12 00:00", "2026-01-15 14:00", "2026-01-16 00:00", "2026-01-22 17:30", "2026-01-23 17:30", "2026-01-26 09:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var drafted time.Time
			if c.drafted != "" {
				drafted = noted(c.drafted)
			}
			p, err := DefaultTimetable().Plan(c.month, CN(), drafted)
			require.NoError(t, err)
			for i, at := range []time.Time{p.SnapshotAt, p.DraftAt, p.From, p.Until, p.DecideBy, p.PublishAt} {
				require.Equal(t, []string{c.snapshot, c.draft, c.from, c.until, c.decide, c.publish}[i], at.In(Zone).Format("2006-01-02 15:04"), "date %d", i)
			}
		})
	}
	require.NoError(t, DefaultTimetable().Validate())
	bad := Timetable{SnapshotWorkday: 9, DraftWorkday: 8, ObjectionWorkdays: 0, DecideWorkdays: 1, PublishWorkday: 9}
	require.Len(t, bad.Validate(), 3)
	bad.ObjectionWorkdays = 3
	require.Equal(t, []Fault{{"draft_workday", FaultRange, []string{"9", "60"}}, {"publish_workday", FaultRange, []string{"13", "60"}}}, bad.Check(), "before the snapshot, and published before objections are decided")
}

// drafted is the docket of a month in the given stage at noon of a day in November.
func inStage(t *testing.T, s Stage) (Docket, Edition) {
	d := Docket{Month: "2026-10"}
	if s == StageRunning {
		return d, Edition{}
	}
	p, err := DefaultTimetable().Plan(d.Month, CN(), time.Time{})
	require.NoError(t, err)
	d, err = d.Draft(Frozen{At: p.SnapshotAt, Hash: "aa", Records: 1, Parts: 1}, p, "zhang", p.DraftAt)
	require.NoError(t, err)
	if s != StagePublished {
		return d, Edition{}
	}
	d, e, err := d.Publish(Result{Month: Month{Month: d.Month}}, 0, "", "li", p.PublishAt)
	require.NoError(t, err)
	return d, e
}

// TestDocketTransitions is every step in every stage: what goes on, and why not.
func TestDocketTransitions(t *testing.T) {
	during := map[Stage]time.Time{StageRunning: noted("2026-11-12 12:00"), StageDraft: noted("2026-11-14 12:00"), StageObjection: noted("2026-11-18 12:00"), StagePublished: noted("2026-11-25 12:00")}
	upheld := Result{Month: Month{Month: "2026-10"}, Adjustments: []Adjustment{{ID: "1", No: "20261001-0001", Unit: "rl", Scope: MetricAccept}}}
	steps := map[string]func(d Docket, e Edition, now time.Time) (Docket, error){
		"draft": func(d Docket, _ Edition, now time.Time) (Docket, error) {
			return d.Draft(Frozen{Hash: "bb"}, Plan{}, "li", now)
		},
		"publish": func(d Docket, _ Edition, now time.Time) (Docket, error) {
			d, _, err := d.Publish(upheld, 0, "", "li", now)
			return d, err
		},
		"correct": func(d Docket, e Edition, now time.Time) (Docket, error) {
			d, _, err := d.Correct(e, upheld, "申诉成立", "li", now)
			return d, err
		},
	}
	want := map[Stage]map[string]error{
		StageRunning:   {"draft": nil, "publish": RefusedRunning, "correct": RefusedUnpublished},
		StageDraft:     {"draft": RefusedDrafted, "publish": nil, "correct": RefusedUnpublished},
		StageObjection: {"draft": RefusedDrafted, "publish": nil, "correct": RefusedUnpublished},
		StagePublished: {"draft": RefusedClosed, "publish": RefusedClosed, "correct": nil},
	}
	for stage, row := range want {
		for name, refusal := range row {
			t.Run(string(stage)+" "+name, func(t *testing.T) {
				d, e := inStage(t, stage)
				now := during[stage]
				require.Equal(t, stage, d.Stage(now))
				next, err := steps[name](d, e, now)
				require.Equal(t, refusal, err)
				if err != nil {
					require.Equal(t, d, next, "a refused step changes nothing")
				}
			})
		}
	}
	_, err := (Docket{Month: "2026-10"}).Draft(Frozen{}, Plan{}, "li", noted("2026-10-31 23:59"))
	require.Equal(t, RefusedRunning, err, "a month that runs is not frozen")
	_, err = (Docket{Month: "2026-10"}).Draft(Frozen{}, Plan{}, "li", noted("2026-11-01 00:00"))
	require.NoError(t, err)
	d, e := inStage(t, StagePublished)
	_, _, err = d.Correct(e, upheld, "", "li", during[StagePublished])
	require.Equal(t, RefusedNoReason, err)
	_, _, err = d.Correct(e, Result{}, "再看一遍", "li", during[StagePublished])
	require.Equal(t, RefusedUnchanged, err)
}

// TestEarlyPublishing: while units may object, or wait for an answer, the edition
// says that it came early.
func TestEarlyPublishing(t *testing.T) {
	for _, c := range []struct {
		at        string
		undecided int
		early     bool
	}{{"2026-11-14 12:00", 0, true}, {"2026-11-20 17:29", 0, true}, {"2026-11-20 17:30", 0, false}, {"2026-11-22 12:00", 1, true}} {
		d, _ := inStage(t, StageDraft)
		_, e, err := d.Publish(Result{}, c.undecided, "", "li", noted(c.at))
		require.NoError(t, err)
		require.Equal(t, c.early, e.Early, c.at)
	}
}

// TestObjectionWindow: open from its first to its last instant, and not once the
// month is published.
func TestObjectionWindow(t *testing.T) {
	d, _ := inStage(t, StageDraft)
	for at, open := range map[string]bool{"2026-11-15 23:59": false, "2026-11-16 00:00": true, "2026-11-20 17:29": true, "2026-11-20 17:30": false} {
		require.Equal(t, open, d.Open(noted(at)), at)
	}
	d, _, err := d.Publish(Result{}, 0, "", "li", noted("2026-11-17 12:00"))
	require.NoError(t, err)
	require.False(t, d.Open(noted("2026-11-18 12:00")))
}

// TestNews: each piece once, and nothing that was overtaken meanwhile.
func TestNews(t *testing.T) {
	d, _ := inStage(t, StageDraft)
	require.Equal(t, []string{NewsDraft}, d.News(noted("2026-11-13 14:01")))
	require.Empty(t, d.Tell(NewsDraft).News(noted("2026-11-19 12:00")))
	require.Equal(t, []string{NewsClosing}, d.Tell(NewsDraft).News(noted("2026-11-19 17:30")))
	require.Equal(t, []string{NewsDecide}, d.News(noted("2026-11-20 17:30")))
	d, _ = inStage(t, StagePublished)
	require.Equal(t, []string{NewsPublished}, d.News(noted("2026-11-24 09:00")))
	require.Empty(t, Docket{Month: "2026-10"}.News(noted("2026-11-24 09:00")))
}

// snapshotOf makes a month of records in some order.
func snapshotOf(order func(recs []Record)) Snapshot {
	recs := monthOfRecords(400)
	if order != nil {
		order(recs)
	}
	return NewSnapshot("2026-10", noted("2026-11-10 00:00"), DefaultScheme(), []ScoredUnit{{Code: "rl", Name: "燃料公司", Group: "company"}, {Code: "cgj", Name: "城管局", Group: "bureau"}}, recs)
}

// monthOfRecords are made up, the same each time.
func monthOfRecords(n int) []Record {
	rng := rand.New(rand.NewPCG(1, 2))
	var out []Record
	for i := range n {
		at := noted("2026-09-20 08:00").Add(time.Duration(rng.IntN(50*24*60)) * time.Minute)
		due := at.Add(72 * time.Hour)
		r := Record{No: at.Format("20060102") + "-" + string(rune('a'+i%26)) + time.Duration(i).String(), Title: "路灯 <不亮>", Unit: []string{"rl", "cgj"}[i%2], Type: "help", Registered: at, Dispatched: at.Add(time.Hour),
			Accept: Mark{Applies: true, Due: at.Add(2 * time.Hour), Met: at.Add(time.Duration(rng.IntN(122)) * time.Minute)}, Resolve: Mark{Applies: true, Due: due}}
		if rng.IntN(20) > 0 {
			r.Resolve.Met = at.Add(time.Duration(rng.IntN(74)) * time.Hour)
			r.Closed, r.CallbackAt, r.Satisfied, r.Resolved = r.Resolve.Met, r.Resolve.Met, Answer(1+rng.IntN(2)), Yes
		}
		out = append(out, r.AsOf(noted("2026-11-10 00:00")))
	}
	return out
}

// TestSnapshotHash: the order and the zone of what is frozen do not matter; what it
// says does, down to one second of one clock.
func TestSnapshotHash(t *testing.T) {
	s := snapshotOf(nil)
	require.Less(t, len(s.Records), 400, "what ended before the month is not in it")
	shuffled := snapshotOf(func(recs []Record) {
		rand.New(rand.NewPCG(7, 7)).Shuffle(len(recs), func(i, j int) { recs[i], recs[j] = recs[j], recs[i] })
		for i := range recs {
			recs[i].Registered = recs[i].Registered.In(time.FixedZone("", 3600))
		}
	})
	require.Equal(t, s.Hash(), shuffled.Hash())
	require.Equal(t, s.Score(nil), shuffled.Score(nil))
	all := monthOfRecords(400)
	require.Equal(t, Score(s.Scheme, s.Month, s.Units, all), s.Score(nil), "what is left out is not missed")

	last := slices.IndexFunc(all, func(r Record) bool { return MonthOf(r.Registered) == "2026-10" })
	moved := snapshotOf(func(recs []Record) { recs[last].Accept.Due = recs[last].Accept.Due.Add(time.Second) })
	require.NotEqual(t, s.Hash(), moved.Hash())
	differs := s.Differs(moved, 10)
	require.Len(t, differs, 1)
	require.Equal(t, "accept", differs[0].Field)

	read, err := ParseSnapshot(s.Encode(), s.Hash())
	require.NoError(t, err)
	require.Equal(t, s.Hash(), read.Hash())
	require.Equal(t, s.Score(nil), read.Score(nil))
	broken := s.Encode()
	broken[len(broken)/2] ^= 1
	_, err = ParseSnapshot(broken, s.Hash())
	require.ErrorIs(t, err, ErrDamaged)
}

// TestCorrection: a further edition says which unit moved, from where to where and
// by which decision, and chains to the one before it.
func TestCorrection(t *testing.T) {
	s := snapshotOf(nil)
	s.Scheme.MinVolume = 0
	d, _ := inStage(t, StageDraft)
	d.Frozen.Hash = s.Hash()
	d, first, err := d.Publish(Result{Month: s.Score(nil)}, 0, "", "li", noted("2026-11-24 09:00"))
	require.NoError(t, err)
	require.Empty(t, first.Changes)
	i := slices.IndexFunc(s.Records, func(r Record) bool { return r.Unit == "rl" && r.Resolve.Late() && MonthOf(r.Resolve.Due) == "2026-10" })
	upheld := []Adjustment{{ID: "1", No: s.Records[i].No, Unit: "rl", Scope: MetricResolve, Kind: AdjustAppeal, At: noted("2026-11-24 10:00")}}
	d, second, err := d.Correct(first, Result{Month: s.Score(upheld), Adjustments: upheld}, "申诉成立", "li", noted("2026-11-25 09:00"))
	require.NoError(t, err)
	require.Len(t, d.Editions, 2)
	require.Len(t, second.Changes, 1)
	change := second.Changes[0]
	require.Equal(t, "rl", change.Unit)
	require.Greater(t, change.To, change.From)
	require.Equal(t, []Reason{{No: s.Records[i].No, Kind: AdjustAppeal, Scope: MetricResolve}}, change.Why)

	r := Verify(s, s, []Edition{first, second})
	require.True(t, r.Matches, r.Differs)
	forged := second
	forged.Result.Totals.Late--
	r = Verify(s, s, []Edition{first, forged})
	require.False(t, r.Matches)
	require.Equal(t, "edition 2 hash", r.Differs[0].Field)
	other := first
	other.Reason = "改过"
	require.False(t, Verify(s, s, []Edition{other, second}).Matches, "an edition changed afterwards breaks its own hash")
}

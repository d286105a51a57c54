package sla

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The published component scores and totals that can be checked, to the cent.
func TestPublishedScores(t *testing.T) {
	schemes := map[string]Scheme{}
	for _, s := range Schemes() {
		schemes[s.Name] = s
	}
	for _, tc := range []struct {
		name, scheme string
		rates        map[string]float64
		findings     map[string]int
		part, points string
	}{
		{"soda works", "lianyungang-2022", map[string]float64{"resolve": 66.67, "satisfaction": 66.67}, nil, "", "66.50"},
		{"sports bureau", "lianyungang-2022", map[string]float64{"accept": 80, "satisfaction": 50}, map[string]int{"reply": 1}, "", "75.50"},
		{"energy company", "lianyungang-2022", map[string]float64{"accept": 77.27, "satisfaction": 70.59}, nil, "", "76.80"},
		{"energy company", "lianyungang-2022", map[string]float64{"satisfaction": 70.59}, nil, "satisfaction", "12.80"},
		{"2023-01", "lianyungang-2022-08", map[string]float64{"satisfaction": 87.5}, nil, "satisfaction", "19.75"},
		{"2023-01", "lianyungang-2022-08", map[string]float64{"satisfaction": 83.33}, nil, "satisfaction", "17.67"},
		{"2023-01", "lianyungang-2022-08", map[string]float64{"resolve": 89.82}, nil, "resolve", "14.82"},
		{"2022-08", "lianyungang-2022-08", map[string]float64{"satisfaction": 75}, nil, "satisfaction", "13.50"},
		{"2022-08", "lianyungang-2022-08", map[string]float64{"satisfaction": 71.43}, nil, "satisfaction", "12.50"},
		{"2022-08", "lianyungang-2022-08", map[string]float64{"satisfaction": 50}, nil, "satisfaction", "12.50"},
	} {
		trial, err := schemes[tc.scheme].Try(tc.rates, tc.findings)
		require.NoError(t, err)
		got := trial.Total
		for _, p := range trial.Parts {
			if p.Key == tc.part {
				got = p.Points
			}
		}
		require.Equal(t, tc.points, got.String(), tc.name)
	}
}

// The same totals from counts that give the published rates: the rate is rounded
// before it is scored, and one late ticket of five costs what it costs.
func TestPublishedTotalsFromTickets(t *testing.T) {
	for _, tc := range []struct {
		name                              string
		due, lateAccept, late, asked, bad int
		findings                          int
		total                             string
	}{
		{"soda works: 2 of 3, 2 of 3", 3, 0, 1, 3, 1, 0, "66.50"},
		{"sports bureau: 4 of 5 accepted, 1 of 2 satisfied, one finding", 5, 1, 0, 2, 1, 1, "75.50"},
		{"energy company: 17 of 22 accepted, 12 of 17 satisfied", 22, 5, 0, 17, 5, 0, "76.80"},
		{"nothing lost", 5, 0, 0, 5, 0, 0, "100.00"},
		{"one late of five", 5, 0, 1, 5, 0, 0, "84.00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			recs := goods(t, tc.due, "u")
			for i := range recs {
				if i < tc.lateAccept {
					recs[i].Accept.Met = recs[i].Accept.Due.Add(time.Minute)
				}
				if i < tc.late {
					recs[i].Resolve.Met = recs[i].Resolve.Due.Add(time.Minute)
				}
				if i < tc.bad {
					recs[i].Satisfied = No
				}
				if i >= tc.asked {
					recs[i].Satisfied = NoAnswer
				}
			}
			recs[0].ReplyFindings = tc.findings
			m := Score(schemeNamed(t, "lianyungang-2022"), "2026-10", []ScoredUnit{{Code: "u", Name: "u", Group: "bureau"}}, recs)
			row, _ := rowOf(m, "u")
			require.Equal(t, tc.total, row.Total.String())
		})
	}
}

func TestTry(t *testing.T) {
	s := DefaultScheme()
	trial, err := s.Try(nil, nil)
	require.NoError(t, err)
	require.Equal(t, "100.00", trial.Total.String())
	require.Len(t, trial.Parts, 9)

	trial, err = s.Try(map[string]float64{"accept": 96.15, "redo": 1.96, "improper_return": 2},
		map[string]int{"praise": 30, "false_completion": 1, "supervise_3": 1})
	require.NoError(t, err)
	require.Equal(t, Dec(5_00), trial.Bonus, "capped")
	require.Equal(t, Dec(6_00), trial.Penalty)
	require.Equal(t, "94.17", trial.Total.String()) // 100 - 1.85 - 0.98 - 2 + 5 - 6

	data, err := json.Marshal(trial)
	require.NoError(t, err)
	require.Contains(t, string(data), `"total":94.17`)

	_, err = s.Try(map[string]float64{"speed": 1, "accept": 101}, map[string]int{"lateness": 1, "reply": -1})
	var faults Faults
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults, 4)
	_, err = Schemes()[1].Try(map[string]float64{"contact": 90}, nil)
	require.ErrorContains(t, err, "rates.contact")
}

func TestSchemes(t *testing.T) {
	hashes := map[string]bool{}
	for _, s := range Schemes() {
		require.NoError(t, s.Validate(), s.Name)
		require.Equal(t, Dec(100_00), s.Base)
		hashes[s.Hash()] = true
		data, err := json.Marshal(s)
		require.NoError(t, err)
		again, err := ParseScheme(data)
		require.NoError(t, err)
		require.Equal(t, s.Hash(), again.Hash(), "storing a scheme keeps its hash")
	}
	require.Len(t, hashes, 5)
	for _, published := range []string{ // what stands on earlier briefs
		"e37e71c16d2ad4d785fa3ea0f47d7190b9956e6944d7aaa8470bd43a8bd1ad80",
		"73856cefb03d11a53a842f04b8f48edc37a3fc92af01f1482ba35373d5c4654e",
		"5b1b65a848dcbf6f62445950b79671721d6b0b73cf5fdb77d2bcaf48f9b795fc",
	} {
		require.True(t, hashes[published], published)
	}
	changed := DefaultScheme()
	changed.Metrics[0].FullAt = 97_99
	require.False(t, hashes[changed.Hash()])

	bad := DefaultScheme()
	bad.Name, bad.Tie, bad.Base = "", "1234", 200_00
	bad.Metrics[0] = Metric{Key: "speed", Weight: 10_00, Floor: 11_00, Direction: "up", Rounding: 3, Per: "x", FullAt: 101_00}
	bad.Metrics[1].Denominator = "answers"
	bad.Findings[1].Key = "reply"
	bad.Bonuses[0].Key = "flattery"
	var faults Faults
	require.ErrorAs(t, bad.Validate(), &faults)
	require.Len(t, faults, 12, "%q", faults)
}

func TestDec(t *testing.T) {
	for text, want := range map[string]Dec{"70.59": 70_59, "0": 0, "12.5": 12_50, "12.345": 12_35, "12.344": 12_34, "-0.5": -50, "100": 100_00} {
		got, err := ParseDec(text)
		require.NoError(t, err)
		require.Equal(t, want, got, text)
	}
	for _, bad := range []string{"", "-", ".5", "1e3", "NaN", "1.2.3", "123456789"} {
		_, err := ParseDec(bad)
		require.Error(t, err, bad)
	}
	got, err := DecOf(70.59)
	require.NoError(t, err)
	require.Equal(t, "70.59", got.String())
	require.Equal(t, Dec(66_67), percent(2, 3, 2))
	require.Equal(t, Dec(67_00), percent(2, 3, 0))
	require.Equal(t, Dec(12_50), percent(1, 8, 1))
	require.Equal(t, "-0.05", Dec(-5).String())
}

// inOctober is a full hour of October 2026.
func inOctober(t testing.TB, day, hour int) time.Time {
	t.Helper()
	return time.Date(2026, 10, day, hour, 0, 0, 0, Zone)
}

// good is a record of a ticket that cost nothing.
func good(t testing.TB, no int, unit string) Record {
	t.Helper()
	mark := func(day int) Mark { return Mark{Applies: true, Due: inOctober(t, day, 17), Met: inOctober(t, day, 9)} }
	return Record{
		No: fmt.Sprintf("20261009-%04d", no), Title: "路灯不亮", Unit: unit,
		Registered: inOctober(t, 8, 9), Dispatched: inOctober(t, 8, 9), CallbackAt: inOctober(t, 15, 9),
		Accept: mark(9), Contact: mark(10), Resolve: mark(14), Satisfied: Yes, Resolved: Yes, Contacted: Yes,
	}
}

func goods(t testing.TB, n int, unit string) []Record {
	t.Helper()
	var recs []Record
	for i := range n {
		recs = append(recs, good(t, i, unit))
	}
	return recs
}

// A unit of the drawn score page: 50 of 52 accepted in time, 32 of 34 satisfied,
// 1 of 51 done again, one praise.
func TestScoreOfDrawnPage(t *testing.T) {
	recs := goods(t, 51, "t1")
	late := inOctober(t, 19, 9)
	recs[3].Accept.Met, recs[7].Accept.Met = late, late
	for i := range recs {
		switch {
		case i >= 34:
			recs[i].CallbackAt = time.Time{}
		case i >= 32:
			recs[i].Satisfied = No
		}
	}
	recs[9].Redos, recs[9].Praise = 1, true
	carried := good(t, 99, "t1")
	carried.Resolve.Due, carried.Resolve.Met = inOctober(t, 34, 17), time.Time{}
	carried.CallbackAt = time.Time{}
	recs = append(recs, carried)
	m := Score(DefaultScheme(), "2026-10", []ScoredUnit{{Code: "t1", Name: "永丰镇", Group: "town"}}, recs)
	row := m.Groups[0].Ranked[0]
	require.Equal(t, "96.93", row.Total.String())
	require.Equal(t, "0.20", row.Bonus.String())
	require.Equal(t, 52, row.Dispatched)
	require.Equal(t, 51, row.Due)
	require.Equal(t, 1, row.CarriedOut)
	require.Equal(t, "8.15", row.Parts[0].Points.String())
	require.Equal(t, LostTime, row.Parts[0].LostKind)
	require.Equal(t, "96.15", row.Parts[0].Rate.String())
	require.Equal(t, []string{recs[3].No, recs[7].No}, row.Parts[0].Nos)
	require.Equal(t, "19.56", row.Parts[3].Points.String())
	require.Equal(t, "4.02", row.Parts[5].Points.String())
	require.Equal(t, BonusPraise, row.Extras[0].Key)
}

func TestScoreAttribution(t *testing.T) {
	unit := []ScoredUnit{{Code: "u", Name: "u", Group: "bureau"}}
	row := func(change func(*Record)) (Row, Totals) {
		recs := goods(t, 10, "u")
		change(&recs[0])
		m := Score(DefaultScheme(), "2026-10", unit, recs)
		return slices.Concat(m.Groups[1].Ranked, m.Groups[1].Observed)[0], m.Totals
	}
	full, totals := row(func(*Record) {})
	require.Equal(t, "100.00", full.Total.String())
	require.Equal(t, 10, totals.Due)

	november := time.Date(2026, 11, 3, 17, 0, 0, 0, Zone)
	r, _ := row(func(r *Record) { r.Resolve = Mark{Applies: true, Due: november} })
	require.Equal(t, "100.00", r.Total.String(), "not due this month: not late this month")
	require.Equal(t, []int{9, 1}, []int{r.Due, r.CarriedOut})
	r, _ = row(func(r *Record) { r.Resolve.Met = time.Time{} })
	require.Equal(t, "92.00", r.Total.String(), "due and never met: 90 %")
	r, _ = row(func(r *Record) { r.Satisfied, r.CallbackAt = No, november })
	require.Equal(t, "100.00", r.Total.String(), "an answer counts in its own month")
	r, _ = row(func(r *Record) { r.Satisfied = NoAnswer })
	require.Equal(t, 9, r.Parts[3].Den)
	r, totals = row(func(r *Record) { r.Excluded, r.Resolve.Met = "不可抗力", time.Time{} })
	require.Equal(t, "100.00", r.Total.String(), "excluded from both sides of every rate")
	require.Equal(t, []int{9, 1, 1}, []int{r.Due, totals.Excluded, totals.Uncounted})
	r, _ = row(func(r *Record) { r.Accept.Applies, r.Accept.Met = false, time.Time{} })
	require.Equal(t, 9, r.Parts[0].Den)
	r, _ = row(func(r *Record) {
		r.Returns, r.ImproperReturns, r.ReplyFindings, r.SuperviseLevel, r.Leak = 2, 1, 7, 2, true
	})
	require.Equal(t, "83.00", r.Total.String(), "1 return, 5 replies, 1 bulletin, 10 leak")
	r, totals = row(func(r *Record) {
		*r = r.AsOf(inOctober(t, 13, 12))
	})
	require.Equal(t, "100.00", r.Total.String(), "pending at the snapshot")
	require.Equal(t, []int{9, 1, 9}, []int{r.Due, r.CarriedOut, totals.Due})
}

// Months begin at midnight in Zone whatever the server's zone is.
func TestPeers24_MonthBoundaries(t *testing.T) {
	unit := []ScoredUnit{{Code: "u", Name: "u", Group: "town"}}
	r := good(t, 1, "u")
	r.Resolve.Due = time.Date(2026, 9, 30, 16, 0, 0, 0, time.UTC) // midnight in Shanghai
	due := func(month string) int { return Score(DefaultScheme(), month, unit, []Record{r}).Totals.Due }
	require.Equal(t, []int{0, 1}, []int{due("2026-09"), due("2026-10")})
	r.Resolve.Due = r.Resolve.Due.Add(-time.Nanosecond)
	require.Equal(t, []int{1, 0}, []int{due("2026-09"), due("2026-10")})
	r.Resolve.Due = time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC)
	require.Equal(t, []int{0, 1}, []int{due("2026-12"), due("2027-01")})
	require.Empty(t, Score(DefaultScheme(), "2026-13", unit, []Record{r}).Groups)
}

// One ticket cannot lead; ties and units without tickets are shown as such.
func TestPeers27_SmallTiedAndIdleUnits(t *testing.T) {
	var units []ScoredUnit
	var recs []Record
	for code, n := range map[string]int{"a": 30, "b": 25, "c": 25, "d": 40, "e": 1, "f": 0, "g": 4, "h": 5} {
		units = append(units, ScoredUnit{Code: code, Name: code, Group: "town"})
		recs = append(recs, goods(t, n, code)...)
	}
	for i := range recs {
		if recs[i].Unit == "d" && i%2 == 0 {
			recs[i].Resolve.Met = time.Time{}
		}
	}
	g := Score(DefaultScheme(), "2026-10", units, recs).Groups[0]
	ranks := ""
	for _, r := range g.Ranked {
		ranks += fmt.Sprintf("%s%d ", r.Unit, r.Rank)
	}
	require.Equal(t, "a1 b1 c1 h1 d5 ", ranks)
	require.Equal(t, NoteFewDue, g.Ranked[3].Note)
	require.Equal(t, []string{"g", "e"}, []string{g.Observed[0].Unit, g.Observed[1].Unit})
	require.Zero(t, g.Observed[0].Rank)
	require.Equal(t, "f", g.None[0].Unit)
	require.Equal(t, NoteNoDue, g.None[0].Note)

	rows := []Row{{Total: 9}, {Total: 8}, {Total: 8}, {Total: 7}}
	Scheme{Tie: "1223"}.rank(rows)
	require.Equal(t, 3, rows[3].Rank)
	Scheme{Tie: "1224"}.rank(rows)
	require.Equal(t, 4, rows[3].Rank)
}

func TestExplain(t *testing.T) {
	recs := slices.Concat(goods(t, 40, "a"), goods(t, 40, "b"), goods(t, 40, "c"))
	for i := range 4 { // b: 4 of 40 accepted late, 90 %
		recs[40+i].Accept.Met = recs[40+i].Accept.Due.Add(90 * time.Minute)
	}
	for i := range 2 { // a: 2 of 40, 95 %
		recs[i].Accept.Met = recs[i].Accept.Due.Add(time.Hour)
	}
	recs[80].Leak = true
	units := []ScoredUnit{{Code: "a", Name: "甲", Group: "town"}, {Code: "b", Name: "乙", Group: "town"}, {Code: "c", Name: "丙", Group: "town"}}
	s := DefaultScheme()
	m := Score(s, "2026-10", units, recs)
	e, ok := m.Explain(s, "b", recs)
	require.True(t, ok)
	require.Equal(t, 3, e.Of)
	require.Equal(t, "92.00", e.Row.Total.String())
	require.Equal(t, 2, e.Row.Rank)
	require.Len(t, e.Parts[0].Tickets, 4)
	require.Equal(t, TicketRow{
		No: recs[40].No, Title: recs[40].Title, Due: recs[40].Accept.Due, Met: recs[40].Accept.Met, LateMinutes: 90,
		Counted: CountedLost, GiveBack: &GiveBack{2_50, 94_50, 2}, Appealable: true,
	}, e.Parts[0].Tickets[0])
	require.Equal(t, &GiveBack{8_00, 100_00, 1}, e.Parts[0].GiveBack)
	require.Equal(t, Dec(98_00), e.Parts[0].FullAt)
	require.Equal(t, "甲", e.Gap.NextName)
	require.Equal(t, Dec(5_00), e.Gap.Behind)
	require.Equal(t, Gap{
		Full:     []string{"contact", "resolve", "satisfaction", "resolution", "redo", "improper_return", "reply", "organisation"},
		NextRank: 1, NextUnit: "a", NextName: "甲", Behind: 5_00,
		Key: "accept", Name: "按时接单率", LostKind: LostTime, Count: 4, Lost: 8_00, Total: 100_00, Rank: 1, Needed: 2,
	}, e.Gap)

	top, _ := m.Explain(s, "c", recs)
	require.Equal(t, "90.00", top.Row.Total.String())
	require.Len(t, top.Gap.Full, 9, "the penalty is beside the parts")
	require.Equal(t, FindingLeak, top.Parts[9].Key)
	_, ok = m.Explain(s, "nobody", recs)
	require.False(t, ok)
}

func BenchmarkScore100kx300(b *testing.B) {
	var units []ScoredUnit
	for i := range 300 {
		units = append(units, ScoredUnit{Code: fmt.Sprintf("u%03d", i), Name: "u", Group: []string{"town", "bureau", "company"}[i%3]})
	}
	r := rand.New(rand.NewPCG(1, 2))
	recs := make([]Record, 100_000)
	for i := range recs {
		recs[i] = good(b, i, units[r.IntN(300)].Code)
		recs[i].No = fmt.Sprintf("202610%02d-%05d", i%28+1, i)
		if r.IntN(20) == 0 {
			recs[i].Resolve.Met = recs[i].Resolve.Due.Add(time.Hour)
			recs[i].Satisfied = No
		}
	}
	s := DefaultScheme()
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		Score(s, "2026-10", units, recs)
	}
}

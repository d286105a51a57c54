package sla

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Every slice balances, the slices add up to the totals, and the totals are those
// of the score.
func TestBreakdownBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var recs []Record
		for i := range rapid.IntRange(0, 60).Draw(t, "n") {
			r := drawRecord(t, i)
			r.Channel, r.Type = rapid.SampledFrom([]string{"phone", "web"}).Draw(t, "channel"), rapid.SampledFrom([]string{"help", "report"}).Draw(t, "type")
			r.Category, r.Town = rapid.SampledFrom([]string{"heating", "noise", ""}).Draw(t, "category"), rapid.SampledFrom([]string{"east", "west"}).Draw(t, "town")
			if rapid.IntRange(0, 9).Draw(t, "gave back") == 0 { // one that gave it back stands beside the lead
				recs = append(recs, Record{No: r.No, Unit: "b", Channel: r.Channel, Type: r.Type, Category: r.Category, Town: r.Town, Registered: r.Registered, Returns: 1})
			}
			recs = append(recs, r)
		}
		scored := Score(DefaultScheme(), "2026-10", testUnits(), recs).Totals
		for _, by := range Dimensions() {
			b := BreakDown("2026-10", by, "", testUnits(), recs)
			var sum Figures
			for _, row := range b.Rows {
				require.Equal(t, row.Due, row.CarriedIn+row.Dispatched-row.Uncounted-row.CarriedOut, "%s %s", by, row.Key)
				require.Equal(t, row.Due, row.OnTime+row.Late)
				require.Equal(t, row.Due, row.ResolveDue.Den)
				require.Equal(t, row.Closed, row.ResolveClosed.Den)
				for _, of := range BreakdownCounts() {
					require.Len(t, BehindBreakdown("2026-10", by, "", row.Key, of, testUnits(), recs), row.count(of), of)
				}
				sum.plus(row.Figures)
			}
			sum.close()
			require.Equal(t, sum, b.Totals.Figures)
			require.Equal(t, []int{scored.Registered, scored.Dispatched, scored.CarriedIn, scored.CarriedOut, scored.Uncounted, scored.Due, scored.OnTime, scored.Late},
				[]int{sum.Registered, sum.Dispatched, sum.CarriedIn, sum.CarriedOut, sum.Uncounted, sum.Due, sum.OnTime, sum.Late})
		}
	})
}

// What falls due and what is completed are two months of the same ticket: a late
// one counts in the first where it was due and in the second where it was done.
func TestBreakdownTwoDenominators(t *testing.T) {
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 12, 0, 0, 0, Zone) }
	rec := func(no string, due, met time.Time) Record {
		return Record{No: no, Unit: "a", Registered: day(9, 20), Dispatched: day(9, 20), Resolve: Mark{Applies: true, Due: due, Met: met}}
	}
	b := BreakDown("2026-10", ByUnit, "", testUnits(), []Record{
		rec("on time", day(10, 5), day(10, 4)), rec("late, done next month", day(10, 6), day(11, 2)),
		rec("late of last month, done now", day(9, 28), day(10, 8)), rec("early, due next month", day(11, 3), day(10, 30)), rec("never", day(10, 9), time.Time{}),
	})
	require.Len(t, b.Rows, 1)
	row := b.Rows[0]
	require.Equal(t, [3]int{3, 1, 2}, [3]int{row.Due, row.OnTime, row.Late})
	require.Equal(t, "33.33", row.ResolveDue.Rate.String())
	require.Equal(t, 3, row.Closed)
	require.Equal(t, "66.67", row.ResolveClosed.Rate.String())
	require.Equal(t, [3]int{0, 4, 1}, [3]int{row.Registered, row.CarriedIn, row.CarriedOut})
}

func TestBreakdownCompare(t *testing.T) {
	month := func(name string, from time.Time, n, late int) Breakdown {
		var recs []Record
		for i := range n {
			r := Record{No: fmt.Sprint(name, i), Unit: "a", Channel: "phone", Registered: from, Dispatched: from, Resolve: Mark{Applies: true, Due: from.AddDate(0, 0, 2), Met: from}}
			if i < late {
				r.Resolve.Met = time.Time{}
			}
			recs = append(recs, r)
		}
		return BreakDown(name, ByChannel, "", testUnits(), recs)
	}
	now := month("2026-10", time.Date(2026, 10, 3, 0, 0, 0, 0, Zone), 6, 3)
	before := month("2026-09", time.Date(2026, 9, 3, 0, 0, 0, 0, Zone), 4, 1)
	now.Compare(&before, nil)
	for _, s := range []Slice{now.Rows[0], now.Totals} {
		require.Nil(t, s.YoY)
		require.Equal(t, "2026-09", s.MoM.Month)
		require.Equal(t, "50.00", s.MoM.Registered.String())
		require.Equal(t, "200.00", s.MoM.Late.String())
		require.Equal(t, "-25.00", s.MoM.ResolveDue.String())
		require.Nil(t, s.MoM.Satisfaction, "nobody answered")
	}
}

// A unit's breakdown holds what it leads, not what it gave back.
func TestBreakdownOfUnit(t *testing.T) {
	at := time.Date(2026, 10, 3, 0, 0, 0, 0, Zone)
	recs := []Record{
		{No: "1", Unit: "a", Channel: "phone", Registered: at, Dispatched: at}, {No: "2", Unit: "b", Channel: "web", Registered: at, Dispatched: at},
		{No: "2", Unit: "a", Channel: "web", Registered: at, Returns: 1},
	}
	b := BreakDown("2026-10", ByChannel, "a", testUnits(), recs)
	require.Len(t, b.Rows, 1)
	require.Equal(t, [2]any{"phone", 1}, [2]any{b.Rows[0].Key, b.Totals.Registered})
}

// A month begins at midnight in Shanghai, on a server in any zone.
func TestPeers24BreakdownMonthBoundaries(t *testing.T) {
	utc := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		require.NoError(t, err)
		return at.UTC()
	}
	for _, tc := range []struct {
		at, month string
	}{
		{"2026-09-30T15:59:59Z", "2026-09"}, {"2026-09-30T16:00:00Z", "2026-10"},
		{"2026-10-31T15:59:59Z", "2026-10"}, {"2026-10-31T16:00:00Z", "2026-11"}, {"2025-12-31T16:00:00Z", "2026-01"},
	} {
		at := utc(tc.at)
		rec := Record{No: "1", Unit: "a", Registered: at, Dispatched: at, CallbackAt: at, Satisfied: Yes, Resolved: Yes, Resolve: Mark{Applies: true, Due: at, Met: at}}
		for _, month := range TwelveMonths("2026") {
			got, want := BreakDown(month, ByUnit, "", testUnits(), []Record{rec}).Totals, one(month == tc.month)
			require.Equal(t, [5]int{want, want, want, want, want},
				[5]int{got.Registered, got.Dispatched, got.Due, got.Closed, got.Satisfaction.Den}, "%s in %s", tc.at, month)
		}
	}
}

func TestPeers24YearHasTwelveMonths(t *testing.T) {
	year := TwelveMonths("2026")
	require.Len(t, year, 12)
	require.Equal(t, [2]string{"2026-01", "2026-12"}, [2]string{year[0], year[11]})
	for month, want := range map[string][2]string{"2026-10": {"2025-11", "2026-10"}, "2026-01": {"2025-02", "2026-01"}, "2026-12": {"2026-01", "2026-12"}} {
		months := TwelveMonths(month)
		require.Len(t, months, 12)
		require.Equal(t, want, [2]string{months[0], months[11]})
	}
	require.Empty(t, TwelveMonths("soon"))
}

package sla

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCauses(t *testing.T) {
	due := time.Date(2026, 10, 9, 12, 0, 0, 0, Zone)
	rec := func(unit, category string, late time.Duration) Record {
		return Record{Unit: unit, Category: category, Resolve: Mark{Applies: true, Due: due, Met: due.Add(late)}}
	}
	open := rec("a", "heating", 0)
	open.Resolve.Met = time.Time{}
	excluded := rec("a", "heating", time.Hour)
	excluded.Excluded = "duplicate"
	september := rec("a", "heating", time.Hour)
	september.Resolve.Due = due.AddDate(0, -1, 0)
	recs := []Record{rec("a", "noise", 3*time.Hour), rec("a", "heating", 30*time.Hour), open, rec("a", "heating", -time.Hour),
		excluded, september, rec("b", "road", 0), rec("c", "road", time.Minute), rec("stranger", "road", time.Hour)}
	got := Causes("2026-10", []ScoredUnit{{Code: "c", Name: "C"}, {Code: "b"}, {Code: "a", Name: "A"}}, recs, 1)
	require.Len(t, got, 2, "who was late")
	require.Equal(t, "a", got[0].Unit)
	require.Equal(t, []int{4, 3}, []int{got[0].Due, got[0].Late})
	require.Equal(t, Dec(75_00), got[0].Share)
	require.Len(t, got[0].Top, 1)
	top := got[0].Top[0]
	require.Equal(t, []any{"heating", 3, 2, 1, Dec(66_67), 30}, []any{top.Category, top.Due, top.Late, top.Open, top.Share, top.Hours})
	require.Equal(t, "c", got[1].Unit)
}

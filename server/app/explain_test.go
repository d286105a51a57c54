//go:build !race

package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// TestEveryNumberOfTheDistrict: for each unit and each part of its score, the
// list behind a number is as long as the number, page by page, and names the
// event that decided each ticket.
func TestEveryNumberOfTheDistrict(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	now := time.Date(2026, 11, 20, 15, 42, 0, 0, sla.Zone)
	a.Clock.Advance(now.Sub(a.Clock.Now()))
	require.NoError(t, a.plantDays(t.Context(), now, 8, 0, func(int) error { return nil }))
	r := a.reports()
	m, err := r.Score(t.Context(), "2026-11")
	require.NoError(t, err)
	list := func(unit, key string, side sla.Side) (rows []sla.TicketRow) {
		for after := ""; ; {
			page, err := r.Counted(t.Context(), "2026-11", unit, key, side, after, 20)
			require.NoError(t, err)
			rows = append(rows, page.Items...)
			if after = page.Next; after == "" {
				require.Len(t, rows, page.Total)
				return rows
			}
		}
	}
	listed := 0
	for _, g := range m.Groups {
		for _, row := range append(append(g.Ranked, g.Observed...), g.None...) {
			e, err := r.UnitScore(t.Context(), "2026-11", row.Unit)
			require.NoError(t, err)
			require.Len(t, list(row.Unit, sla.FlowDispatched, sla.SideAll), row.Dispatched)
			for _, p := range e.Parts {
				if p.Formula.Kind == sla.FormulaConstant {
					continue
				}
				all := list(row.Unit, p.Key, sla.SideAll)
				want := p.Den
				if p.Formula.Kind == sla.FormulaFinding || p.Formula.Kind == sla.FormulaBonus {
					want = p.Num
				}
				require.Len(t, all, want, "%s of %s", p.Key, row.Unit)
				require.Len(t, list(row.Unit, p.Key, sla.SideNum), p.Num, "%s of %s", p.Key, row.Unit)
				for _, k := range append(all, p.Tickets...) {
					require.NotNil(t, k.Event, "%s %s of %s, %s", k.No, p.Key, row.Unit, k.Counted)
					listed++
				}
			}
		}
	}
	require.Greater(t, listed, 1000)
	_, err = r.Counted(t.Context(), "2026-11", "nobody", sla.MetricAccept, sla.SideAll, "", 20)
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
	_, err = r.Counted(t.Context(), "2026-11", m.Groups[0].Ranked[0].Unit, sla.MetricAccept, sla.SideAll, "gone", 20)
	require.Equal(t, dispatch.Invalid, dispatch.CodeOf(err))
}

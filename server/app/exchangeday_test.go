//go:build !race

package app

import (
	"context"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/upstream/city"
	"hotline/dispatch"
)

// TestUpstreamDay is a day of a hundred tickets down and their milestones back,
// with the link cut twice and the server restarted once: nothing is lost, doubled
// or out of order, and both sides agree in the end.
func TestUpstreamDay(t *testing.T) {
	x := newExchanging(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	const tickets = 100
	day := time.Now()
	var nos, waiting, there []string
	for n := 1; n <= tickets; n++ {
		c := city.Sample(day, n)
		x.city.Open(c)
		nos, waiting = append(nos, c.No), append(waiting, c.No)
		switch n {
		case 30, 70:
			x.city.Cut(true)
		case 40, 80:
			x.city.Cut(false)
		}
		waiting = slices.DeleteFunc(waiting, func(no string) bool {
			ok := x.link().HandDown(t.Context(), no) == nil
			if ok {
				there = append(there, no)
			}
			return ok
		})
		if len(there) > 5 {
			x.work(there[0])
			there = there[1:]
		}
		if n == 55 {
			require.NoError(t, x.app.Stop(context.Background()))
			x.start(false)
		}
	}
	require.Empty(t, waiting)
	for _, no := range there {
		x.work(no)
	}
	x.until(func(r city.Report) bool { return r.Closed == tickets })
	r := x.city.Report()
	t.Log("\n" + r.String())
	require.Empty(t, r.Wrong)
	require.Equal(t, tickets, r.Arrived)
	require.Positive(t, r.Cut)
	for _, m := range []dispatch.Milestone{dispatch.MileAccepted, dispatch.MileContacted, dispatch.MileReplied, dispatch.MileClosed} {
		require.Equal(t, tickets, r.Milestones[m], m)
	}
	k, _ := x.city.Case(nos[0])
	require.Equal(t, "20", k.Milestones[0].Status)
	require.Contains(t, k.Milestones[2].Text, "逐户回访")
	n := 0
	require.NoError(t, x.app.Store.Each(t.Context(), dispatch.Filter{}, func(dispatch.Ticket) error { n++; return nil }))
	require.Equal(t, tickets, n, "no ticket twice")
	v := signIn(t, x.app, "supervisor").post("/exchange/reconcile", map[string]any{"platform": "city"}, http.StatusOK)
	require.Empty(t, v["differences"])
	require.EqualValues(t, tickets, v["theirs"])
}

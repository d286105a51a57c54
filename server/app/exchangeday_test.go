//go:build !race

package app

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/upstream/city"
	"hotline/dispatch"
	"hotline/sla"
)

// TestUpstreamDay is a day of a hundred tickets down and back, played by the
// simulator over both APIs, with the link cut twice, once with the server going
// away meanwhile. Every ticket is here once; every milestone came once, in the
// order of its plan, with the text and the files that were given; what the platform
// said meanwhile is in the ticket; its deadlines are kept and cap what runs.
func TestUpstreamDay(t *testing.T) {
	x := newExchanging(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	const tickets = 100
	d := city.Day{Link: x.link(), Staff: &city.Staff{Password: demoPassword}, Date: time.Now()}
	round := func() {
		d.Link.Server, d.Staff.Server = "http://"+x.app.Addr(), "http://"+x.app.Addr()
		require.NoError(t, d.Round(t.Context()))
		x.pass(10 * time.Second)
	}
	for n := 1; n <= tickets; n++ {
		d.Open(n)
		switch n {
		case 30, 70:
			x.city.Cut(true)
		case 40, 80:
			x.city.Cut(false)
		case 75:
			require.NoError(t, x.app.Stop(context.Background()))
			x.start(false)
		}
		if n%5 == 0 {
			round()
		}
	}
	for n := 0; ; n++ {
		_, open := d.Wrong()
		if open == 0 {
			break
		}
		require.Less(t, n, 1000, "%d tickets do not end: %s", open, x.city.Report())
		round()
		<-time.After(20 * time.Millisecond) // the courier looks every ten
	}
	wrong, _ := d.Wrong()
	require.Empty(t, wrong)
	r := x.city.Report()
	t.Log("\n" + r.String())
	require.Equal(t, tickets, r.Arrived)
	require.Greater(t, r.Cut, 10, "the link was cut while it was used")
	x.compare(&d, tickets)
	v := signIn(t, x.app, "supervisor").post("/exchange/reconcile", map[string]any{"platform": "city"}, http.StatusOK)
	require.Empty(t, v["differences"])
	require.EqualValues(t, tickets, v["theirs"])
}

// compare looks at the tickets as they are here.
func (x *exchanging) compare(d *city.Day, want int) {
	t, n := x.t, 0
	require.NoError(t, x.app.Store.Each(t.Context(), dispatch.Filter{}, func(tk dispatch.Ticket) error {
		n++
		k, ok := x.city.Case(tk.Upstream.No)
		require.True(t, ok)
		require.Equal(t, k.Ours, tk.No)
		require.Equal(t, k.Ticket.Text, tk.Text)
		due, err := time.Parse(time.RFC3339, k.Ticket.Due)
		require.NoError(t, err)
		if k.Plan.Move {
			due = due.AddDate(0, 0, -5)
		}
		require.True(t, due.Equal(tk.Upstream.Due), "%s: due %s, not %s", tk.No, tk.Upstream.Due, due)
		for _, c := range tk.Clocks {
			if c.Unit != "" && c.Kind == sla.ResolveClock {
				require.False(t, c.Due.After(due), "%s: nothing runs past the outer deadline", tk.No)
			}
		}
		require.Equal(t, k.Plan.Remind, tk.Urges == 1, "%s urged %d times", tk.No, tk.Urges)
		require.Equal(t, k.Plan.Append, len(tk.Attachments)-k.Plan.Files == 1, tk.No)
		require.Equal(t, k.Plan.Extend, tk.Extended > 0, tk.No)
		require.Equal(t, k.Plan.Back && !k.Plan.Keep, tk.State == dispatch.StateTerminated, "%s %s", tk.No, tk.State)
		if k.Plan.Callback {
			require.Len(t, tk.Callbacks, 1, tk.No)
		}
		if k.Plan.Append {
			events, err := x.app.Store.Events(t.Context(), tk.No)
			require.NoError(t, err)
			said := 0
			for _, e := range events {
				if e.Kind == dispatch.Appended && strings.HasPrefix(e.Data.Text, "来电人补充") {
					said++
				}
			}
			require.Equal(t, 1, said, tk.No)
		}
		return nil
	}))
	require.Equal(t, want, n, "no ticket twice")
}

package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/deploy/load/wire"
)

// told makes a history of kinds; "reminded=a" carries the step a.
func told(kinds ...string) history {
	h := history{Intact: true}
	for i, k := range kinds {
		ev := event{Seq: i + 1, Kind: k}
		for j := range k {
			if k[j] == '=' {
				ev.Kind, ev.Data.Step = k[:j], k[j+1:]
				break
			}
		}
		h.Items = append(h.Items, ev)
	}
	return h
}

func TestCheckHistory(t *testing.T) {
	gap := told("registered", "dispatched")
	gap.Items[1].Seq = 3
	broken := told("registered", "dispatched")
	broken.Intact = false
	for _, tc := range []struct {
		name   string
		e      entry
		h      history
		faults int
	}{
		{"as acknowledged", entry{state: "dispatched"}, told("registered", "dispatched", "delivered"), 0},
		{"accepted as acknowledged", entry{state: "accepted", accepting: true}, told("registered", "dispatched", "accepted"), 0},
		{"accepted, the answer cut off", entry{state: "dispatched", accepting: true}, told("registered", "dispatched", "accepted"), 0},
		{"broken chain", entry{state: "dispatched"}, broken, 1},
		{"gap in the numbers", entry{state: "dispatched"}, gap, 1},
		{"acceptance lost", entry{state: "accepted", accepting: true}, told("registered", "dispatched"), 1},
		{"accepted twice", entry{state: "accepted", accepting: true}, told("registered", "dispatched", "accepted", "accepted"), 2},
		{"accepted by nobody", entry{state: "dispatched"}, told("registered", "dispatched", "accepted"), 1},
		{"dispatched twice", entry{state: "dispatched"}, told("registered", "dispatched", "dispatched"), 1},
		{"steps of two clocks", entry{state: "dispatched"}, told("registered", "dispatched", "reminded=1/p80", "overdue=1/due", "reminded=2/p80"), 0},
		{"step twice", entry{state: "dispatched"}, told("registered", "dispatched", "overdue=1/due", "overdue=1/due"), 1},
		{"step without a name", entry{state: "dispatched"}, told("registered", "dispatched", "escalated"), 1},
	} {
		t.Run(tc.name, func(t *testing.T) { require.Len(t, checkHistory(&tc.e, tc.h), tc.faults) })
	}
}

func TestCheckTicket(t *testing.T) {
	e := &entry{unit: "a", state: "accepted"}
	require.Empty(t, checkTicket(e, wire.Ticket{State: "accepted", Lead: "a"}))
	require.Len(t, checkTicket(e, wire.Ticket{State: "dispatched", Lead: "a"}), 1)
	require.Len(t, checkTicket(e, wire.Ticket{State: "accepted", Lead: "b"}), 1)
	e.state = "dispatched"
	require.Empty(t, checkTicket(e, wire.Ticket{State: "accepted", Lead: "a"}), "further than acknowledged is no loss")
}

func TestStrangers(t *testing.T) {
	before := map[string]bool{"old": true}
	entries := []*entry{{no: "1"}, {no: "2"}, {}}
	require.Empty(t, strangers(map[string]bool{"old": true, "1": true, "2": true}, before, entries))
	require.Len(t, strangers(map[string]bool{"1": true, "2": true, "3": true}, before, entries), 1, "a ticket nobody asked for")
	require.Len(t, strangers(map[string]bool{"1": true}, before, entries), 1, "a ticket that is gone")
	require.Len(t, strangers(map[string]bool{"1": true, "2": true}, before, append(entries, &entry{no: "2"})), 1, "one ticket for two demands")
}

func TestFeed(t *testing.T) {
	f := func(id int64, no string) wire.Frame {
		return wire.Frame{Type: "frame", ID: id, Kind: "dispatched", No: no, Version: 2}
	}
	for _, tc := range []struct {
		name      string
		first     []wire.Frame
		resumed   []wire.Frame // after frame 1
		troubles  int
		lacking   int
		thenKnown int64
	}{
		{"goes on", []wire.Frame{f(1, "a"), f(2, "b")}, []wire.Frame{f(2, "b"), f(3, "c")}, 0, 0, 3},
		{"a frame lost at the end", []wire.Frame{f(1, "a"), f(2, "b")}, []wire.Frame{f(2, "b")}, 0, 1, 2},
		{"a frame left out", []wire.Frame{f(1, "a"), f(2, "b")}, []wire.Frame{f(2, "b"), f(4, "c")}, 1, 0, 4},
		{"told under another id", []wire.Frame{f(1, "a"), f(2, "b")}, []wire.Frame{f(2, "b"), f(3, "b"), f(4, "c")}, 1, 0, 4},
		{"renumbered", []wire.Frame{f(1, "a"), f(2, "b")}, []wire.Frame{f(2, "c"), f(3, "c")}, 1, 0, 3},
		{"sent away", []wire.Frame{f(1, "a"), f(2, "b")}, []wire.Frame{{Type: "resync", Last: 9}}, 1, 1, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newFeed(nil, "unit")
			c.begin(0)
			for _, m := range tc.first {
				c.take(m)
			}
			require.Empty(t, c.troubles())
			require.Zero(t, c.resume())
			c.conn.Last = 1 // as if it had asked for the frames after 1
			for _, m := range tc.resumed {
				c.take(m)
			}
			require.Len(t, c.troubles(), tc.troubles)
			_, n := c.lacks([]string{"a", "b", "c"})
			require.Equal(t, tc.lacking, n)
			require.Equal(t, tc.thenKnown, c.last)
		})
	}
}

func TestParse(t *testing.T) {
	for _, args := range [][]string{{"--runs", "0"}, {"--clients", "100"}, {"--advance", "24h"}, {"--runs", "1000", "--advance", "1h"}, {"more"}} {
		_, err := parse(args)
		require.Error(t, err, args)
	}
	o, err := parse(nil)
	require.NoError(t, err)
	require.Equal(t, 50, o.runs)
}

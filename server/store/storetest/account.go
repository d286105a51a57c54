package storetest

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// accounts compares what a store keeps for reports with what its tickets say, in
// spans of some days before and behind today.
func accounts(w *world) {
	w.Helper()
	var all []dispatch.Account
	require.NoError(w, w.s.Each(w.ctx, dispatch.Filter{}, func(t dispatch.Ticket) error {
		all = append(all, t.Account())
		return nil
	}))
	midnight := w.day(dispatch.Day(w.clock.Now()))
	for _, span := range [][2]int{{-400, 1}, {-1, 1}, {-1, 0}, {0, 1}, {3, 40}, {40, 400}, {-400, -399}} {
		from, to := midnight.AddDate(0, 0, span[0]), midnight.AddDate(0, 0, span[1])
		want := []string{}
		for _, a := range all {
			if a.In(from, to) {
				want = append(want, accountText(w, a))
			}
		}
		got := accountsOf(w, from, to)
		require.Len(w, got, len(want), "%v", span)
		for i, text := range sortedTexts(want) {
			require.Equal(w, text, got[i], "%v", span)
		}
	}
}

func accountsOf(w *world, from, to time.Time) []string {
	got := []string{}
	require.NoError(w, w.s.Accounts(w.ctx, from, to, func(a dispatch.Account) error {
		got = append(got, accountText(w, a))
		return nil
	}))
	return sortedTexts(got)
}

func accountText(w *world, a dispatch.Account) string {
	a.At = time.Time{}
	doc, err := json.Marshal(a)
	require.NoError(w, err)
	return string(doc)
}

func sortedTexts(list []string) []string {
	slices.Sort(list)
	return list
}

// manyAccounts are more than are decoded at a time, read while tickets change;
// an error of the reader ends the reading.
func manyAccounts(w *world) {
	const n = 1100
	var ws []dispatch.Write
	for i := range n {
		write, err := w.write(dispatch.FormatNo(today, i+1), intake("批量"), units[i%len(units)])
		require.NoError(w, err)
		ws = append(ws, write)
	}
	stored, err := w.s.Import(w.ctx, ws)
	require.NoError(w, err)
	require.Equal(w, n, stored)
	w.act(dispatch.FormatNo(today, 7), dispatch.Action{Kind: dispatch.DoAccept}, liaison(units[6%len(units)]))
	accounts(w)
	seen := 0
	enough := errors.New("enough")
	err = w.s.Accounts(w.ctx, monday.AddDate(0, 0, -1), monday.AddDate(0, 0, 2), func(dispatch.Account) error {
		if seen++; seen == 600 {
			return enough
		}
		return nil
	})
	require.ErrorIs(w, err, enough)
	require.Equal(w, 600, seen)
}

// TestPeers26: whoever reads a whole month, or all tickets, holds up nobody who
// registers one meanwhile.
func registeredDuringReports(w *world) {
	for range 3 {
		w.log(intake("路灯不亮"), "water")
	}
	midnight := w.day(dispatch.Day(w.clock.Now()))
	read := 0
	meanwhile := func() error {
		if read++; read <= 3 {
			w.log(intake("路灯又不亮"), "water") // a reader that locks would wait here for itself
		}
		return nil
	}
	require.NoError(w, w.s.Accounts(w.ctx, midnight, midnight.AddDate(0, 0, 1), func(dispatch.Account) error { return meanwhile() }))
	require.GreaterOrEqual(w, read, 3)
	read = 0
	require.NoError(w, w.s.Each(w.ctx, dispatch.Filter{}, func(dispatch.Ticket) error { return meanwhile() }))
	require.GreaterOrEqual(w, read, 6)
	items, _, err := w.s.Tickets(w.ctx, dispatch.Filter{}, dispatch.Page{Limit: 50})
	require.NoError(w, err)
	require.Len(w, items, 9)
}

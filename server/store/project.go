package store

import (
	"slices"
	"strings"

	"hotline/dispatch"
)

// Units are the units in whose lists the ticket stands: lead and co-handlers.
func Units(t dispatch.Ticket) []string {
	if t.Lead == "" {
		return nil
	}
	return distinct(append([]string{t.Lead}, t.CoUnits...))
}

// Queues are the ticket's queues, each once.
func Queues(t dispatch.Ticket) []string { return distinct(t.Queues()) }

// Counted names everything the ticket is counted under.
func Counted(t dispatch.Ticket) []string { _, counted := Lists(t); return counted }

// Lists are the ticket's queues and everything it is counted under, its queues
// among that.
func Lists(t dispatch.Ticket) (queues, counted []string) {
	queues = Queues(t)
	return queues, distinct(append(queues[:len(queues):len(queues)], t.Tallies()...))
}

// Delta is what a change does to the counters; names that stay are left out.
func Delta(before, after []string) map[string]int {
	d := make(map[string]int, len(after))
	for _, n := range after {
		d[n]++
	}
	for _, n := range before {
		if d[n]--; d[n] == 0 {
			delete(d, n)
		}
	}
	return d
}

// Without lists what is in a and not in b.
func Without(a, b []string) []string {
	var out []string
	for _, s := range a {
		if !slices.Contains(b, s) {
			out = append(out, s)
		}
	}
	return out
}

// Text is what a word search looks at: the number and everything said.
func Text(t dispatch.Ticket) string { return t.No + "\n" + t.SearchText() }

// Town is the township a filter asks for; "" is that of tickets without one.
func Town(f dispatch.Filter) string {
	if f.Town == dispatch.NoTown {
		return ""
	}
	return f.Town
}

// Upstream is the number on the city's platform as one unique key; "" without
// one.
func Upstream(t dispatch.Ticket) string {
	if t.Upstream == nil {
		return ""
	}
	return dispatch.UpstreamKey(t.Upstream.Platform, t.Upstream.No)
}

// Notices are the write's notices, each key once, times in the store's form.
func Notices(w dispatch.Write) []dispatch.Notice {
	seen := make(map[string]bool, len(w.Notices))
	var out []dispatch.Notice
	for _, n := range w.Notices {
		if !seen[n.Key] {
			seen[n.Key] = true
			n.At = Stamp(n.At)
			out = append(out, n)
		}
	}
	return out
}

// QueryTerms are the index terms of a search, the prefixes among them without
// their star.
func QueryTerms(q string) (whole, prefixes []string) {
	for _, term := range dispatch.QueryGrams(q) {
		if p, ok := strings.CutSuffix(term, "*"); ok {
			prefixes = append(prefixes, p)
		} else {
			whole = append(whole, term)
		}
	}
	return whole, prefixes
}

func distinct(in []string) []string {
	out := make([]string, 0, len(in))
	for _, s := range in {
		if !slices.Contains(out, s) { // a dozen at most: quicker than a map
			out = append(out, s)
		}
	}
	return out
}

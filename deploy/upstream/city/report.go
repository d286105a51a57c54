package city

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hotline/dispatch"
)

// Report is how a day went.
type Report struct {
	Tickets    int
	Arrived    int // that the hotline took, as the platform knows
	Milestones map[dispatch.Milestone]int
	Closed     int
	Cut        int // messages that met a broken link
	Wrong      []string
}

// Report sums up what happened so far.
func (c *City) Report() Report {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := Report{Tickets: len(c.cases), Milestones: map[dispatch.Milestone]int{}, Cut: c.dropped, Wrong: slices.Clone(c.wrong)}
	for _, k := range c.cases {
		if k.Ours != "" {
			r.Arrived++
		}
		if k.Closed {
			r.Closed++
		}
		for _, m := range k.Milestones {
			r.Milestones[m.Milestone]++
		}
	}
	return r
}

// Heard is how many milestones came so far.
func (c *City) Heard() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range c.cases {
		n += len(k.Milestones)
	}
	return n
}

// Case gives a copy of a case.
func (c *City) Case(no string) (Case, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok := c.cases[no]
	if !ok {
		return Case{}, false
	}
	out := *k
	out.Milestones, out.owed, out.files = slices.Clone(k.Milestones), slices.Clone(k.owed), maps.Clone(k.files)
	return out, true
}

// String is the report as it is printed.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "tickets handed down %d, taken %d, closed %d; messages on a cut link %d\n", r.Tickets, r.Arrived, r.Closed, r.Cut)
	for _, m := range dispatch.Milestones {
		if n := r.Milestones[m]; n > 0 {
			fmt.Fprintf(&b, "  %-18s %d\n", m, n)
		}
	}
	return b.String()
}

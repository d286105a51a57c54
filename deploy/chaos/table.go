package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"
)

// row is what came of one run.
type row struct {
	runs, tickets, accepted, open, refused, breaches int
	ready                                            time.Duration // until it served again
	took                                             time.Duration
	said                                             string
}

func (r row) String() string {
	verdict := "ok"
	if r.breaches > 0 {
		verdict = fmt.Sprintf("%d BREACHES", r.breaches)
	}
	return fmt.Sprintf("%s; %d registered, %d accepted, %d cut off, %d refused; served again in %s; %.1fs; %s",
		r.said, r.tickets, r.accepted, r.open, r.refused, r.ready.Round(time.Millisecond), r.took.Seconds(), verdict)
}

// table sums runs up by fault.
type table map[string]row

func (t table) add(name string, r row) {
	sum := t[name]
	sum.runs++
	sum.tickets += r.tickets
	sum.accepted += r.accepted
	sum.open += r.open
	sum.refused += r.refused
	sum.breaches += r.breaches
	sum.ready = max(sum.ready, r.ready)
	t[name] = sum
}

func (t table) print(w io.Writer) {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "fault\truns\ttickets\taccepted\tcut off\trefused 503\tserved again within\tbreaches\t")
	line := func(name string, r row) {
		fmt.Fprintf(tw, "%s\t%d\t%d\t%d\t%d\t%d\t%s\t%d\t\n", name, r.runs, r.tickets, r.accepted, r.open, r.refused, r.ready.Round(time.Millisecond), r.breaches)
	}
	all := table{}
	for _, name := range slices.Sorted(maps.Keys(t)) {
		line(name, t[name])
		runs := all["all"].runs + t[name].runs
		all.add("all", t[name])
		sum := all["all"]
		sum.runs = runs
		all["all"] = sum
	}
	line("all", all["all"])
	_ = tw.Flush() // to the terminal
}

package main

import (
	"fmt"
	"slices"
	"sync"

	"hotline/deploy/load/wire"
)

// entry is what the journal knows of one ticket: what was sent, and what the
// server has acknowledged. It is written by one client at a time.
type entry struct {
	serial int
	unit   string
	// no and state are what the server said in its last answer; empty while it
	// has not acknowledged the ticket.
	no    string
	state string
	// pending is the request whose answer never came: register, accept or none.
	// It is sent again after the restart with the same idempotency key.
	pending string
	// accepting is set once an acceptance has left.
	accepting bool
}

const (
	register = "register"
	accept   = "accept"
)

// key is the idempotency key of one of the entry's requests.
func (e *entry) key(series string, request string) string {
	return fmt.Sprintf("chaos-%s-%d-%s", series, e.serial, request)
}

// journal is the truth the server is held to; it lives outside it.
type journal struct {
	mu      sync.Mutex
	entries []*entry
	faults  []string
}

// open begins an entry whose registration is about to leave.
func (j *journal) open(units []wire.Unit) *entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := len(j.entries)
	e := &entry{serial: n, unit: units[n%len(units)].Code, pending: register}
	j.entries = append(j.entries, e)
	return e
}

// fault notes a broken promise.
func (j *journal) fault(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

func (j *journal) all() []*entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries)
}

func (j *journal) broken() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.faults)
}

// counts are the tickets acknowledged, accepted, and requests left open.
func (j *journal) counts() (tickets, accepted, open int) {
	for _, e := range j.all() {
		if e.no != "" {
			tickets++
		}
		if e.state == "accepted" {
			accepted++
		}
		if e.pending != "" {
			open++
		}
	}
	return tickets, accepted, open
}

// event is a link of a ticket's history as the wire shows it.
type event struct {
	Seq  int    `json:"seq"`
	Kind string `json:"kind"`
	Data struct {
		Step string `json:"step"`
	} `json:"data"`
}

// history is GET /tickets/{no}/events.
type history struct {
	Items  []event `json:"items"`
	Intact bool    `json:"intact"`
}

// way is the order of the states this test drives tickets through.
func way() []string { return []string{"registered", "dispatched", "accepted"} }

// checkTicket compares a ticket with what the server acknowledged of it.
func checkTicket(e *entry, t wire.Ticket) []string {
	var faults []string
	if got, want := slices.Index(way(), t.State), slices.Index(way(), e.state); got < want {
		faults = append(faults, fmt.Sprintf("%s is %s, acknowledged as %s", e.no, t.State, e.state))
	}
	if t.Lead != e.unit {
		faults = append(faults, fmt.Sprintf("%s lies with %q, was given to %q", e.no, t.Lead, e.unit))
	}
	return faults
}

// checkHistory looks for broken chains, for acknowledged deeds that are missing
// or done twice, and for escalation steps that fired twice.
func checkHistory(e *entry, h history) []string {
	var faults []string
	bad := func(format string, args ...any) {
		faults = append(faults, e.no+": "+fmt.Sprintf(format, args...))
	}
	if !h.Intact {
		bad("its chain of events is broken")
	}
	kinds, steps := map[string]int{}, map[string]int{}
	for i, ev := range h.Items {
		if ev.Seq != i+1 {
			bad("event %d has seq %d", i+1, ev.Seq)
		}
		kinds[ev.Kind]++
		switch ev.Kind {
		case "reminded", "overdue", "escalated":
			if steps[ev.Data.Step]++; ev.Data.Step == "" || steps[ev.Data.Step] == 2 {
				bad("step %q fired twice or has no name", ev.Data.Step)
			}
		}
	}
	once := []string{"registered", "dispatched"}
	if e.state == "accepted" {
		once = append(once, "accepted")
	}
	for _, kind := range once {
		if kinds[kind] != 1 {
			bad("%d events %s instead of one", kinds[kind], kind)
		}
	}
	if kinds["accepted"] > 1 || (kinds["accepted"] == 1 && !e.accepting) {
		bad("%d acceptances", kinds["accepted"])
	}
	return faults
}

// steps counts the escalation steps of a history.
func (h history) steps() int {
	n := 0
	for _, ev := range h.Items {
		if ev.Data.Step != "" {
			n++
		}
	}
	return n
}

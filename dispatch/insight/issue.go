package insight

import (
	"time"
)

// Issue is a matter that many raised (热点问题).
type Issue struct {
	ID       string // the number of its first ticket: it stays while the issue grows
	Rank     int
	Title    string
	Emerging bool // above what the weeks before and the season explain
	Category string
	Town     string // where most of it is; "" when unknown or all over
	Towns    []Count
	Place    string
	Unit     string
	Count    int
	Callers  int
	Who      []string // who they say they are: residents, parents, students
	Repeats  int      // tickets of callers who had raised it before
	Votes    int
	Usual    float64
	Ratio    float64
	Heat     int
	First    time.Time
	Last     time.Time
	Daily    []int
	Progress Progress
	Quotes   []Quote
	Merges   int    // groups of likely duplicates
	Items    []Item // newest first
}

// Count is a number of items by name.
type Count struct {
	Name  string
	Count int
}

// Progress is how far the tickets of an issue are.
type Progress struct{ Accepted, Contacted, Resolved, Late int }

// Quote is a sentence of a ticket, without what would tell who said it.
type Quote struct{ No, Text string }

// add counts an item.
func (p *Progress) add(it Item) {
	for _, f := range []struct {
		on bool
		n  *int
	}{{it.Accepted, &p.Accepted}, {it.Contacted, &p.Contacted}, {it.Resolved, &p.Resolved}, {it.Late, &p.Late}} {
		if f.on {
			*f.n++
		}
	}
}

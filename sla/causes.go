package sla

import (
	"cmp"
	"slices"
	"time"
)

// UnitCauses is where a unit's late tickets of a month come from (超时原因): its
// categories that were late most, worst first.
type UnitCauses struct {
	Unit  string  `json:"unit"`
	Name  string  `json:"name"`
	Due   int     `json:"due"`
	Late  int     `json:"late"`
	Share Dec     `json:"share"` // late of due, in percent
	Top   []Cause `json:"top"`
}

// Cause is one category of a unit's tickets.
type Cause struct {
	Category string `json:"category"`
	Due      int    `json:"due"`
	Late     int    `json:"late"`
	Open     int    `json:"open"`  // late and not done by the end of the month
	Share    Dec    `json:"share"` // of the unit's late tickets, in percent
	// Hours is how late the middle one of those done late was.
	Hours int `json:"hours,omitempty"`

	over []time.Duration
}

// Causes lists the units with late tickets in a month, most late first, each
// with up to top categories. The tickets are those that the on-time rate counts.
func Causes(month string, units []ScoredUnit, recs []Record, top int) []UnitCauses {
	from, to, err := PeriodBounds(month)
	if err != nil {
		return nil
	}
	byUnit := map[string]map[string]*Cause{}
	for i := range recs {
		r := &recs[i]
		if r.Excluded != "" || !r.Resolve.counts() || r.Resolve.Due.Before(from) || !r.Resolve.Due.Before(to) {
			continue
		}
		if byUnit[r.Unit] == nil {
			byUnit[r.Unit] = map[string]*Cause{}
		}
		c := byUnit[r.Unit][r.Category]
		if c == nil {
			c = &Cause{Category: r.Category}
			byUnit[r.Unit][r.Category] = c
		}
		c.add(r.Resolve)
	}
	out := []UnitCauses{}
	for _, u := range units {
		if c := causesOf(u, byUnit[u.Code], top); c.Late > 0 {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b UnitCauses) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(b.Share, a.Share), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}

func (c *Cause) add(m Mark) {
	c.Due++
	if !m.Late() {
		return
	}
	c.Late++
	if m.Met.IsZero() {
		c.Open++
	} else {
		c.over = append(c.over, m.Met.Sub(m.Due))
	}
}

func causesOf(u ScoredUnit, categories map[string]*Cause, top int) UnitCauses {
	out := UnitCauses{Unit: u.Code, Name: u.Name, Top: []Cause{}}
	for _, c := range categories {
		out.Due, out.Late = out.Due+c.Due, out.Late+c.Late
	}
	out.Share = percent(out.Late, out.Due, 2)
	for _, c := range categories {
		if c.Late == 0 {
			continue
		}
		c.Share = percent(c.Late, out.Late, 2)
		if slices.Sort(c.over); len(c.over) > 0 {
			c.Hours = int(c.over[len(c.over)/2] / time.Hour)
		}
		out.Top = append(out.Top, *c)
	}
	slices.SortFunc(out.Top, func(a, b Cause) int {
		return cmp.Or(cmp.Compare(b.Late, a.Late), cmp.Compare(a.Due, b.Due), cmp.Compare(a.Category, b.Category))
	})
	out.Top = out.Top[:min(top, len(out.Top))]
	return out
}

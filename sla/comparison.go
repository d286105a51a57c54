package sla

import "slices"

// Moved is a unit's month by two schemes.
type Moved struct {
	Unit   string   `json:"unit"`
	Name   string   `json:"name"`
	Before Standing `json:"before"`
	After  Standing `json:"after"`
	Moved  int      `json:"moved"` // places gained; zero where either is not ranked
	Why    []Shift  `json:"why"`
}

// Standing is a rank and a total; rank zero is not ranked.
type Standing struct {
	Rank  int `json:"rank,omitempty"`
	Total Dec `json:"total"`
}

// Shift is how many points more or less a part takes.
type Shift struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	From Dec    `json:"from"` // points lost before
	To   Dec    `json:"to"`
}

// MovedGroup is a group of the scheme compared with, biggest movers first.
type MovedGroup struct {
	Key  string  `json:"key"`
	Name string  `json:"name"`
	Rows []Moved `json:"rows"`
}

// Comparison (与上月比较) is a month by the scheme it was scored by and by another.
type Comparison struct {
	Month  string       `json:"month"`
	Before SchemeRef    `json:"before"`
	After  SchemeRef    `json:"after"`
	Groups []MovedGroup `json:"groups"`
}

// Compare tells what another scheme would have made of the same month. Both
// months rest on the same records, so that only the scheme differs.
func Compare(before, after Month) []MovedGroup {
	old := map[string]Row{}
	for _, g := range before.Groups {
		for _, r := range slices.Concat(g.Ranked, g.Observed, g.None) {
			old[r.Unit] = r
		}
	}
	groups := []MovedGroup{}
	for _, g := range after.Groups {
		mg := MovedGroup{Key: g.Key, Name: g.Name, Rows: []Moved{}}
		for _, r := range slices.Concat(g.Ranked, g.Observed) {
			mg.Rows = append(mg.Rows, moved(old[r.Unit], r))
		}
		slices.SortStableFunc(mg.Rows, func(a, b Moved) int {
			if by := abs(b.Moved) - abs(a.Moved); by != 0 {
				return by
			}
			return abs(int(b.After.Total-b.Before.Total)) - abs(int(a.After.Total-a.Before.Total))
		})
		groups = append(groups, mg)
	}
	return groups
}

func moved(was, is Row) Moved {
	m := Moved{Unit: is.Unit, Name: is.Name, Before: Standing{was.Rank, was.Total}, After: Standing{is.Rank, is.Total}, Why: []Shift{}}
	if was.Rank > 0 && is.Rank > 0 {
		m.Moved = was.Rank - is.Rank
	}
	shifts := map[string]*Shift{}
	var keys []string
	for i, p := range slices.Concat(is.Parts, is.Extras, was.Parts, was.Extras) {
		if shifts[p.Key] == nil {
			shifts[p.Key], keys = &Shift{Key: p.Key, Name: p.Name}, append(keys, p.Key)
		}
		if i < len(is.Parts)+len(is.Extras) {
			shifts[p.Key].To = cost(p)
		} else {
			shifts[p.Key].From = cost(p)
		}
	}
	for _, key := range keys {
		if s := *shifts[key]; s.From != s.To {
			m.Why = append(m.Why, s)
		}
	}
	slices.SortStableFunc(m.Why, func(a, b Shift) int { return abs(int(b.To-b.From)) - abs(int(a.To-a.From)) })
	m.Why = m.Why[:min(3, len(m.Why))]
	return m
}

// cost is what a part takes off the total; a bonus takes off less than nothing.
func cost(p Part) Dec {
	if p.Max == 0 && p.Lost == 0 {
		return -p.Points
	}
	return p.Lost
}

func abs(n int) int { return max(n, -n) }

package sla

import (
	"cmp"
	"slices"
	"time"
)

// Result is a scored month with the decisions that it was scored with.
type Result struct {
	Month       Month
	Adjustments []Adjustment
}

// EditionHead is what the docket lists of an edition.
type EditionHead struct {
	N       int          `json:"n"`
	At      time.Time    `json:"at"`
	By      string       `json:"by"`
	Reason  string       `json:"reason,omitempty"`
	Early   bool         `json:"early,omitempty"` // while units could object or waited for an answer
	Hash    string       `json:"hash"`
	Changes []Correction `json:"changes,omitempty"` // against the edition before
}

// Edition is a published month (发布版本): immutable, and chained by its hash to the
// edition before it and to the snapshot.
type Edition struct {
	EditionHead
	Adjustments []Adjustment `json:"adjustments,omitempty"`
	Result      Month        `json:"result"`
}

// Correction is what an edition changed for a unit.
type Correction struct {
	Unit     string   `json:"unit"`
	Name     string   `json:"name"`
	From     Dec      `json:"from"`
	To       Dec      `json:"to"`
	RankFrom int      `json:"rank_from,omitempty"`
	RankTo   int      `json:"rank_to,omitempty"`
	Why      []Reason `json:"why"` // empty: only because others moved
}

// Reason is a decision behind a change.
type Reason struct {
	No    string         `json:"no"`
	Kind  AdjustmentKind `json:"kind"`
	Scope string         `json:"scope,omitempty"`
	Code  string         `json:"code,omitempty"`
	Taken bool           `json:"taken,omitempty"` // a decision that no longer holds
}

// edition makes the next edition of the docket.
func (d Docket) edition(r Result, last Edition, head EditionHead) Edition {
	head.N = len(d.Editions) + 1
	r.Month.PublishedAt = head.At
	e := Edition{EditionHead: head, Adjustments: r.Adjustments, Result: r.Month}
	if last.N > 0 {
		e.Changes = changes(last, e)
	}
	e.Hash = e.Sum(cmp.Or(last.Hash, d.Frozen.Hash))
	return e
}

// Sum is the hash that an edition must have behind the one before it, or behind
// the snapshot.
func (e Edition) Sum(before string) string {
	e.Hash = ""
	return digest(append([]byte(before+"\n"), line(e)...))
}

// changes compares two editions unit by unit, in the order of their names.
func changes(last, next Edition) []Correction {
	before := rowsOf(last.Result)
	out := []Correction{}
	for unit, row := range rowsOf(next.Result) {
		old := before[unit]
		if old.Total == row.Total && old.Rank == row.Rank {
			continue
		}
		out = append(out, Correction{Unit: unit, Name: row.Name, From: old.Total, To: row.Total, RankFrom: old.Rank, RankTo: row.Rank,
			Why: reasons(unit, last.Adjustments, next.Adjustments)})
	}
	slices.SortFunc(out, func(a, b Correction) int {
		return cmp.Or(-cmp.Compare(len(a.Why), len(b.Why)), cmp.Compare(a.Unit, b.Unit))
	})
	return out
}

func rowsOf(m Month) map[string]Row {
	out := map[string]Row{}
	for _, g := range m.Groups {
		for _, rows := range [][]Row{g.Ranked, g.Observed, g.None} {
			for _, r := range rows {
				out[r.Unit] = r
			}
		}
	}
	return out
}

// reasons are the decisions about a unit that came or went between two editions.
func reasons(unit string, last, next []Adjustment) []Reason {
	out := []Reason{}
	add := func(from, without []Adjustment, taken bool) {
		for _, a := range from {
			if a.Unit == unit && !hasAdjustment(without, a.ID) {
				out = append(out, Reason{No: a.No, Kind: a.Kind, Scope: a.Scope, Code: a.Code, Taken: taken})
			}
		}
	}
	add(next, last, false)
	add(last, next, true)
	return out
}

func hasAdjustment(list []Adjustment, id string) bool {
	return slices.ContainsFunc(list, func(a Adjustment) bool { return a.ID == id })
}

func sameAdjustments(a, b []Adjustment) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x Adjustment) bool { return !hasAdjustment(b, x.ID) })
}

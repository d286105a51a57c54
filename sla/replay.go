package sla

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// Replay is what came of making a month again from its events (复算核验).
type Replay struct {
	Month      string       `json:"month"`
	Matches    bool         `json:"matches"`
	Hash       string       `json:"hash"`        // of the snapshot made again
	StoredHash string       `json:"stored_hash"` // of the frozen one
	Records    int          `json:"records"`
	Editions   int          `json:"editions"`
	Differs    []Difference `json:"differs"`
}

// mostDiffers is how many differences are named.
const mostDiffers = 100

// Verify compares a frozen month with the same month made again, and every
// edition with what its snapshot and its decisions make of it, bit by bit.
func Verify(kept, again Snapshot, editions []Edition) Replay {
	r := Replay{Month: kept.Month, Hash: again.Hash(), StoredHash: kept.Hash(), Records: len(again.Records), Editions: len(editions), Differs: []Difference{}}
	if r.Hash != r.StoredHash {
		r.Differs = append(r.Differs, kept.Differs(again, mostDiffers)...)
	}
	before := r.StoredHash
	for _, e := range editions {
		r.Differs = append(r.Differs, e.differs(before, again)...)
		before = e.Hash
	}
	r.Matches = r.Hash == r.StoredHash && len(r.Differs) == 0
	r.Differs = r.Differs[:min(len(r.Differs), mostDiffers)]
	return r
}

// differs compares an edition with its own hash and with the snapshot scored again.
func (e Edition) differs(before string, s Snapshot) []Difference {
	var out []Difference
	name := func(field string) string { return fmt.Sprintf("edition %d %s", e.N, field) }
	if sum := e.Sum(before); sum != e.Hash {
		out = append(out, Difference{Field: name("hash"), Kept: e.Hash, Found: sum})
	}
	again := s.Score(e.Adjustments)
	again.PublishedAt = e.At
	if bytes.Equal(line(e.Result), line(again)) {
		return out
	}
	was, is := rowsOf(e.Result), rowsOf(again)
	for unit, row := range was {
		for _, d := range differences("", unit, row, is[unit]) {
			d.Field = name(d.Field)
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Difference) int { return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Field, b.Field)) })
	if len(out) == 0 { // nothing of a unit: the totals
		for _, d := range differences("", "", e.Result, again) {
			d.Field = name(d.Field)
			out = append(out, d)
		}
	}
	return out
}

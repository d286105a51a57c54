package sla

import (
	"slices"
	"time"
)

// Life is a docket as pages show it: what was and, where it is still to come, what
// is planned.
type Life struct {
	Stage        Stage     `json:"stage"`
	Ended        bool      `json:"ended"` // the month is over: it may be frozen
	RunningAt    time.Time `json:"running_at,omitzero"`
	SnapshotAt   time.Time `json:"snapshot_at,omitzero"`
	SnapshotHash string    `json:"snapshot_hash,omitempty"`
	Records      int       `json:"records,omitempty"`
	DraftPlanned time.Time `json:"draft_planned,omitzero"`
	DraftedAt    time.Time `json:"drafted_at,omitzero"`
	DraftedBy    string    `json:"drafted_by,omitempty"`
	Objection    *Window   `json:"objection,omitempty"`
	DecideUntil  time.Time `json:"decide_until,omitzero"`
	Planned      time.Time `json:"publish_planned,omitzero"`
	PublishedAt  time.Time `json:"published_at,omitzero"`
	PublishedBy  string    `json:"published_by,omitempty"`
	Early        bool      `json:"early,omitempty"`

	Edition    int           `json:"edition,omitempty"`
	Editions   []EditionHead `json:"editions"`
	Appeals    AppealCounts  `json:"appeals"`
	Exclusions int           `json:"exclusions"`
}

// Window is when units may object; Open tells whether it is now.
type Window struct {
	From  time.Time `json:"from"`
	Until time.Time `json:"until"`
	Open  bool      `json:"open"`
}

// AppealCounts is how the objections of a month stand.
type AppealCounts struct {
	Open     int `json:"open"`
	Upheld   int `json:"upheld"`
	Rejected int `json:"rejected"`
}

// Life shows the docket at a moment; p is what is planned while nothing is frozen.
func (d Docket) Life(p Plan, now time.Time) Life {
	l := Life{Stage: d.Stage(now), Ended: d.ended(now) == nil, Editions: slices.Clone(d.Editions)}
	if l.Editions == nil {
		l.Editions = []EditionHead{}
	}
	if d.Drafted.At.IsZero() {
		l.RunningAt = now.UTC()
	} else {
		p = d.Plan
		l.SnapshotHash, l.Records, l.DraftedAt, l.DraftedBy = d.Frozen.Hash, d.Frozen.Records, d.Drafted.At, d.Drafted.By
	}
	l.SnapshotAt, l.DraftPlanned, l.DecideUntil, l.Planned = p.SnapshotAt, p.DraftAt, p.DecideBy, p.PublishAt
	if !d.Frozen.At.IsZero() {
		l.SnapshotAt = d.Frozen.At
	}
	l.Objection = &Window{From: p.From, Until: p.Until, Open: d.Open(now)}
	if n := len(d.Editions); n > 0 {
		first, last := d.Editions[0], d.Editions[n-1]
		l.Edition, l.PublishedAt, l.PublishedBy, l.Early = last.N, first.At, first.By, first.Early
	}
	return l
}

// Only is the life without what editions changed for others than the unit.
func (l Life) Only(unit string) Life {
	l.Editions = slices.Clone(l.Editions)
	for i := range l.Editions {
		l.Editions[i].Changes = slices.DeleteFunc(slices.Clone(l.Editions[i].Changes), func(c Correction) bool { return c.Unit != unit })
	}
	return l
}

package sla

import "time"

// SchemeVersion is a scheme as it was published: versions are never changed,
// because scores name theirs.
type SchemeVersion struct {
	Scheme Scheme    `json:"scheme"`
	Hash   string    `json:"hash"`
	At     time.Time `json:"at,omitzero"`
	By     string    `json:"by,omitempty"`
	Note   string    `json:"note,omitempty"` // what was changed and why
}

// Activation switches one version of a scheme on (启用) from a month on. An empty
// From is from the beginning.
type Activation struct {
	From    string    `json:"from"`
	Name    string    `json:"name"`
	Version string    `json:"version"`
	Hash    string    `json:"hash"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	// Compared is the month that was scored by both before it was switched on.
	Compared string `json:"compared,omitempty"`
}

// Activations are what schemes were switched on, in the order it was done.
type Activations []Activation

// In is the activation that holds for a month: that with the latest From not
// after it, and of several from the same month the last one made.
func (list Activations) In(month string) (Activation, bool) {
	best := -1
	for i, a := range list {
		if a.From <= month && (best < 0 || a.From >= list[best].From) {
			best = i
		}
	}
	if best < 0 {
		return Activation{}, false
	}
	return list[best], true
}

package api

import (
	"time"

	"hotline/dispatch"
)

// extensionView is a decided extension (延期) with what it changed.
type extensionView struct {
	AskedAt   time.Time `json:"asked_at"`
	By        string    `json:"by"`
	Unit      string    `json:"unit"`
	Days      int       `json:"days"`
	Reason    string    `json:"reason"`
	Basis     string    `json:"basis,omitempty"`
	Approved  bool      `json:"approved"`
	DecidedBy string    `json:"decided_by"`
	DecidedAt time.Time `json:"decided_at"`
	Answer    string    `json:"answer,omitempty"`
	ByTime    bool      `json:"by_time,omitempty"` // nobody answered before the deadline
	From      time.Time `json:"from,omitzero"`
	To        time.Time `json:"to,omitzero"`
	ToldAt    time.Time `json:"told_at,omitzero"`
}

// suspensionView is one time the ticket was put aside (挂账).
type suspensionView struct {
	From      time.Time `json:"from"`
	Until     time.Time `json:"until"`
	By        string    `json:"by"`
	Reason    string    `json:"reason"`
	Measures  string    `json:"measures,omitempty"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	EndedBy   string    `json:"ended_by,omitempty"`
	EndReason string    `json:"end_reason,omitempty"`
	Lapsed    bool      `json:"lapsed,omitempty"`
}

func extensionsOf(t dispatch.Ticket) []extensionView {
	var out []extensionView
	for _, x := range t.Extensions {
		out = append(out, extensionView(x))
	}
	return out
}

func suspensionsOf(t dispatch.Ticket) []suspensionView {
	var out []suspensionView
	for _, x := range t.Suspensions {
		out = append(out, suspensionView(x))
	}
	return out
}

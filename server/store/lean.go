package store

import (
	"encoding/json"

	"hotline/dispatch"
)

// Lean reads a stored ticket without its clocks and its routing, which are the
// greater part of it: dispatch.Store.Near compares what people said.
func Lean(doc []byte) (dispatch.Ticket, error) {
	var t struct {
		dispatch.Ticket
		Clocks  json.RawMessage `json:"clocks"`
		Routing json.RawMessage `json:"routing"`
	}
	err := json.Unmarshal(doc, &t)
	return t.Ticket, err
}

package dispatch

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// stored is a ticket as an older program left it in the store: without the fields
// that it did not know.
func stored(t *testing.T, ticket Ticket, without ...string) (old Ticket) {
	t.Helper()
	fields := storedFields(ticket)
	for _, name := range without {
		require.Contains(t, fields, name)
		delete(fields, name)
	}
	doc, err := json.Marshal(fields)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(doc, &old))
	return old
}

// A ticket that an older program stored is whole; one whose fields say something
// else than its events is not.
func TestInspectTicketsOfAnOlderProgram(t *testing.T) {
	l := at(t, StateReviewed)
	require.Nil(t, Inspect(l.ticket, l.events))
	require.Nil(t, Inspect(stored(t, l.ticket, "changed", "first_unit"), l.events))
	for name, change := range map[string]func(*Ticket){
		"first_unit": func(t *Ticket) { t.FirstUnit = "xingfu" },
		"changed":    func(t *Ticket) { t.Changed-- },
		"title":      func(t *Ticket) { t.Title = "" },
		"lead":       func(t *Ticket) { t.Lead = "" },
	} {
		forged := l.ticket
		change(&forged)
		b := Inspect(forged, l.events)
		require.NotNil(t, b, name)
		require.Contains(t, b.What, "different: "+name)
	}
}

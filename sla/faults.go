package sla

import "strings"

// Faults is an error that lists everything wrong with a calendar, a policy or a
// scheme, so that its author mends it in one go.
type Faults []string

func (f Faults) Error() string { return strings.Join(f, "; ") }

// err is nil when there is no fault; a nil Faults must not become a non-nil error.
func (f Faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}

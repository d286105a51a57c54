package dispatch

import (
	"context"
	"encoding/json"
	"slices"
	"sync"
)

// Passed counts what a hand-over moved. Refused are tickets that the successor
// may not have.
type Passed struct {
	Lead    int
	Co      int
	Refused []string
}

// heldStates are those in which a unit still has something to do with a ticket,
// or may have again.
var heldStates = append([]State{StateMerged}, open...)

// HeldBy chooses the tickets a unit holds: open ones, and merged ones that may be
// taken out again.
func HeldBy(unit string) Filter { return Filter{Unit: unit, States: heldStates} }

// HandOver passes a bite of the unit's tickets to its successor (撤并移交), newest
// first, and tells how many are left. What was passed on is passed on: call again
// until nothing is left, also after a crash.
func (s Service) HandOver(ctx context.Context, from, to, reason string, by Actor, bite int) (moved Passed, left int, err error) {
	a := Action{Kind: DoHandover, Unit: from, Lead: to, Reason: reason}
	admin := Actor{ID: by.ID, Name: by.Name, Role: RoleSystem} // a system action, on behalf of who ordered it
	for _, f := range []Filter{HeldBy(from), {Queue: "unit:" + from + "/conference"}} {
		for after := ""; moved.Lead+moved.Co < bite; {
			held, next, err := s.Store.Tickets(ctx, f, Page{Limit: bite, After: after})
			if err != nil {
				return moved, 0, err
			}
			if err := s.pass(ctx, held, a, admin, &moved); err != nil {
				return moved, 0, err
			}
			if after = next; next == "" {
				break
			}
		}
	}
	slices.Sort(moved.Refused)
	err = s.Store.Each(ctx, HeldBy(from), func(Ticket) error { left++; return nil })
	return moved, left, err
}

// pass hands over the tickets of one page. One that its guards refuse stays and
// is named; another hindrance ends the hand-over until it is asked for again.
func (s Service) pass(ctx context.Context, held []Ticket, a Action, by Actor, moved *Passed) error {
	var mu sync.Mutex
	return together(held, func(t Ticket) error {
		after, err := s.apply(ctx, t.No, a, by)
		mu.Lock()
		defer mu.Unlock()
		switch code := CodeOf(err); {
		case err != nil && (code == Forbidden || code == Conflict || code == Invalid):
			moved.Refused = append(moved.Refused, t.No)
		case err != nil:
			return err
		case t.Lead == a.Unit && after.Lead == a.Lead:
			moved.Lead++
		case after.Version != t.Version && t.Handles(a.Unit):
			moved.Co++
		}
		return nil
	})
}

// Succeed is the catalogue with one unit in the place of another, under a new
// version, and how many of its lines changed. A line that would name the
// successor as its own co-handler names it once.
func (c *Catalogue) Succeed(from, to, version string) (doc []byte, changed int, err error) {
	body, err := json.Marshal(c)
	if err != nil {
		return nil, 0, err
	}
	next := &Catalogue{}
	if err := json.Unmarshal(body, next); err != nil {
		return nil, 0, err
	}
	next.Version = version
	changed = next.Root.succeed(from, to, "")
	for i := range next.Towns {
		if next.Towns[i].Unit == from {
			next.Towns[i].Unit = to
			changed++
		}
	}
	doc, err = json.Marshal(next)
	return doc, changed, err
}

// succeed changes the entry and those below it; lead is what they inherit.
func (e *Entry) succeed(from, to, lead string) int {
	n := 0
	if e.Lead == from || slices.Contains(e.CoUnits, from) {
		n = 1
	}
	if e.Lead == from {
		e.Lead = to
	}
	lead = or(e.Lead, lead)
	if e.CoUnits != nil && n > 0 {
		e.CoUnits = slices.DeleteFunc(replaced(e.CoUnits, from, to), func(u string) bool { return u == lead })
	}
	for _, child := range e.Children {
		n += child.succeed(from, to, lead)
	}
	return n
}

// Names counts the catalogue's lines that name the unit.
func (c *Catalogue) Names(unit string) int {
	_, n, err := c.Succeed(unit, "", c.Version)
	if err != nil {
		return 0
	}
	return n
}

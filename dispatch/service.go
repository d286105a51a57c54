package dispatch

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Facts is what routing decides by.
type Facts struct {
	Matter
	PhoneHash string
	Recused   []string // units that must stay away (回避)
}

// Service runs one action after the other against the store: load, Apply, save,
// wake the push. It holds no state of its own.
type Service struct {
	Store Store
	// Rules gives the data in force now; it is read once for each action.
	Rules func() Rules
	// Route decides who should get a new ticket (see route.go).
	Route func(ctx context.Context, f Facts) Routing
	// Notices says who is told about a change (notify.For).
	Notices func(before, after Ticket, events []Event) []Notice
	// Wake is called after a commit that has notices.
	Wake func()
	// Heard is told of every committed change, so that routing learns what became
	// of its dispatches; nil: nothing learns.
	Heard func(before, after Ticket)
	Now   func() time.Time
	// Code makes a citizen's query code; HashPhone the keyed hash of a number.
	Code      func() string
	HashPhone func(phone string) string
}

// Choice is the agent's own decision at registration; nil lets the rules decide.
type Choice struct {
	Lead    string
	CoUnits []string
	Reason  string
}

// Log registers a demand (登记) and, where the rules or the agent are sure, gives
// it to a unit in the same write. first is an action that ends it on the line
// (answer, decline, transfer); zero for none. If the upstream number or the
// idempotency key is known, the ticket that has it comes back with an Exists
// error.
func (s Service) Log(ctx context.Context, in Intake, choice *Choice, first Action, by Actor) (Ticket, error) {
	unset := in.Urgency == ""
	in = in.Normal()
	if errs := in.Validate(); len(errs) > 0 {
		return Ticket{}, Faults(errs)
	}
	now, rules := s.Now(), s.Rules()
	hash := ""
	if in.Person.Phone != "" {
		hash = s.HashPhone(in.Person.Phone)
	}
	routing := s.routed(ctx, Facts{Matter: in.Matter, PhoneHash: hash, Recused: rules.recusedBy(in)})
	if in.Category == "" {
		in.Category = routing.Category
	}
	if in.Place.Town == "" {
		in.Place.Town = routing.Town
	}
	if in.Place.Address == "" {
		in.Place.Address = routing.Spot
	}
	if unset && routing.Urgency != "" {
		in.Urgency = routing.Urgency
	}
	code := s.Code()
	t, err := s.Store.Create(ctx, Day(now), func(no string) (Write, error) {
		t, events, err := rules.Register(in, no, code, hash, &routing, by, now)
		if err != nil {
			return Write{}, err
		}
		t, more, err := s.settle(rules, t, choice, first, by, now)
		if err != nil {
			return Write{}, err
		}
		return s.write(Ticket{}, t, append(events, more...), &in.Person), nil
	})
	if err == nil {
		s.Wake()
		s.heard(Ticket{}, t)
	}
	return t, err
}

func (s Service) heard(before, after Ticket) {
	if s.Heard != nil && before.Version != after.Version {
		s.Heard(before, after)
	}
}

// settle does what can be done with a fresh ticket at once.
func (s Service) settle(r Rules, t Ticket, choice *Choice, first Action, by Actor, now time.Time) (Ticket, []Event, error) {
	switch {
	case first.Kind != "":
		return r.Apply(t, first, by, now)
	case choice != nil:
		routing := *t.Routing
		routing.Decision = Manual
		return r.Apply(t, Action{Kind: DoDispatch, Lead: choice.Lead, CoUnits: choice.CoUnits, Reason: choice.Reason, Routing: &routing}, by, now)
	case t.Routing.Decision == Auto && len(t.Routing.Candidates) > 0:
		lead, co := t.Routing.Chosen()
		after, events, err := r.Apply(t, Action{Kind: DoDispatch, Lead: lead, CoUnits: co}, System(), now)
		if CodeOf(err) == Internal || err == nil {
			return after, events, err
		}
		return t, nil, nil // the unit cannot take it: a dispatcher decides
	default:
		return t, nil, nil
	}
}

// Chosen is the lead and the co-handlers a decision proposes.
func (r Routing) Chosen() (lead string, co []string) {
	for _, c := range r.Candidates {
		switch {
		case c.Role == "lead" && lead == "":
			lead = c.Unit
		case c.Role == "co" && c.Unit != lead:
			co = append(co, c.Unit)
		}
	}
	return lead, co
}

// Act applies one action to a ticket. Acting twice with the same key, or an
// action that was done before, returns the ticket as it is.
func (s Service) Act(ctx context.Context, no string, a Action, by Actor) (Ticket, error) {
	var err error
	if a.Caller, err = s.callerFor(ctx, no, a); err != nil {
		return Ticket{}, err
	}
	switch a.Kind {
	case DoMerge:
		return s.merge(ctx, no, a, by)
	case DoUnmerge:
		return s.unmerge(ctx, no, a, by)
	default:
	}
	t, err := s.apply(ctx, no, a, by)
	if err == nil {
		err = s.settleChildren(ctx, t)
	}
	if err == nil && a.Kind == DoConclude {
		err = s.propose(ctx, t)
	}
	return t, err
}

// apply is one action on one ticket: the whole way through the store.
func (s Service) apply(ctx context.Context, no string, a Action, by Actor) (Ticket, error) {
	now, rules := s.Now(), s.Rules()
	told := false
	var before Ticket
	t, err := s.Store.Update(ctx, no, func(t Ticket) (Write, error) {
		before = t
		after, events, err := rules.Apply(t, a, by, now)
		if err != nil {
			return Write{}, err
		}
		w := s.write(t, after, events, nil)
		told = len(w.Notices) > 0
		return w, nil
	})
	if err == nil && told {
		s.Wake()
	}
	if err == nil {
		s.heard(before, t)
	}
	return t, err
}

func (s Service) write(before, after Ticket, events []Event, p *Person) Write {
	w := Write{Ticket: after, Events: events, Person: p}
	if len(events) > 0 {
		w.Notices = s.Notices(before, after, events)
	}
	return w
}

// sweepers is how many tickets a sweep works on at a time, so that a store that
// commits in groups can do so.
const sweepers = 32

// Sweep fires every escalation step that is due (催办阶梯) and returns how many
// tickets moved. It stops after limit tickets, so that a storm is worked off in
// bounded bites; call again while it returns limit.
func (s Service) Sweep(ctx context.Context, limit int) (int, error) {
	nos, err := s.Store.Due(ctx, stamp(s.Now()), limit)
	if err != nil {
		return 0, err
	}
	err = together(nos, func(no string) error {
		if _, err := s.apply(ctx, no, Action{Kind: DoEscalate}, System()); err != nil && CodeOf(err) != Conflict {
			return err
		}
		return nil
	})
	if stopped := ctx.Err(); stopped != nil { // said once, not for each ticket
		return len(nos), stopped
	}
	return len(nos), err
}

// together works on several things at a time and tells what went wrong.
func together[T any](list []T, fn func(T) error) error {
	next := make(chan T)
	errs := make([]error, min(sweepers, len(list)))
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			for x := range next {
				errs[i] = errors.Join(errs[i], fn(x))
			}
		})
	}
	for _, x := range list {
		next <- x
	}
	close(next)
	wg.Wait()
	return errors.Join(errs...)
}

// Delivered marks the dispatch frames a unit has acknowledged on their tickets
// (送达). A ticket that no longer takes the mark is passed over; any error it
// gives asks to be tried again with the same frames.
func (s Service) Delivered(ctx context.Context, unit string, acked []Frame) error {
	var nos []string
	seen := map[string]bool{}
	for _, f := range acked {
		if slices.Contains([]string{"dispatched", "co_dispatched", "handed_over"}, f.Kind) && !seen[f.No] {
			seen[f.No] = true
			nos = append(nos, f.No)
		}
	}
	return together(nos, func(no string) error {
		_, err := s.apply(ctx, no, Action{Kind: DoDeliver, Unit: unit}, System())
		switch CodeOf(err) {
		case Unavailable, Conflict, Internal:
			return err
		}
		return nil
	})
}

// Faults are several field errors at once.
type Faults []*Error

// Error gives the first fault and how many there are.
func (f Faults) Error() string { return f[0].Error() }

// Unwrap gives the faults.
func (f Faults) Unwrap() []error {
	out := make([]error, len(f))
	for i, e := range f {
		out[i] = e
	}
	return out
}

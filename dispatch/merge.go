package dispatch

import (
	"context"
	"errors"
)

// merge puts a ticket under a master (并单). The master takes the child first: if
// a crash falls between the two writes, the child is still open and merging
// again completes it. If the child will not go under it after all, the master
// lets go of it.
func (s Service) merge(ctx context.Context, no string, a Action, by Actor) (Ticket, error) {
	child, err := s.Store.Ticket(ctx, no)
	if err != nil {
		return Ticket{}, err
	}
	if _, _, err := s.Rules().Apply(child, a, by, s.Now()); err != nil || child.MergedInto == a.Into {
		return child, err
	}
	master, err := s.Store.Ticket(ctx, a.Into)
	switch {
	case CodeOf(err) == NotFound && err != nil:
		return Ticket{}, FieldError("into", "ticket_unknown", a.Into)
	case err != nil:
		return Ticket{}, err
	case master.Contact.Confidential != child.Contact.Confidential:
		return Ticket{}, Errorf(Conflict, "merge_sealed")
	}
	if _, err := s.apply(ctx, a.Into, Action{Kind: DoAdopt, Into: no}, by); err != nil {
		return Ticket{}, err
	}
	if _, err := s.apply(ctx, no, a, by); err != nil {
		return Ticket{}, errors.Join(err, s.letGo(ctx, no, a.Into))
	}
	if _, err := s.SettleMerged(ctx, no); err != nil { // the master may have gone on meanwhile
		return Ticket{}, err
	}
	return s.Store.Ticket(ctx, no)
}

// letGo takes a child off a master's list, unless it lies under it.
func (s Service) letGo(ctx context.Context, no, master string) error {
	child, err := s.Store.Ticket(ctx, no)
	if err != nil || child.MergedInto == master {
		return err
	}
	_, err = s.apply(ctx, master, Action{Kind: DoRelease, Into: no}, System())
	return err
}

// unmerge restores both tickets (拆开).
func (s Service) unmerge(ctx context.Context, no string, a Action, by Actor) (Ticket, error) {
	child, err := s.Store.Ticket(ctx, no)
	if err != nil {
		return Ticket{}, err
	}
	t, err := s.apply(ctx, no, a, by)
	if err != nil {
		return Ticket{}, err
	}
	_, err = s.apply(ctx, child.MergedInto, Action{Kind: DoRelease, Into: no}, System())
	return t, err
}

// settleChildren settles every ticket merged into the master.
func (s Service) settleChildren(ctx context.Context, master Ticket) error {
	for _, no := range master.Children {
		if err := s.settleChild(ctx, no, master); err != nil {
			return err
		}
	}
	return nil
}

// settleChild does for a merged ticket what became of its master. A reviewed
// reply is its own too, and its caller is called back; from a master that ended
// without one it comes back, with its clocks, to be handled by itself.
func (s Service) settleChild(ctx context.Context, no string, master Ticket) error {
	var err error
	switch {
	case (master.State == StateReviewed || master.State == StateClosed) && master.Reply != nil:
		_, err = s.apply(ctx, no, Action{Kind: DoInherit, Into: master.No, Text: master.Reply.Text, Resolved: master.Reply.Resolved}, System())
	case !master.State.Open():
		_, err = s.unmerge(ctx, no, Action{Kind: DoUnmerge, Into: master.No}, System())
	}
	if err != nil && CodeOf(err) == Conflict { // taken out or done before
		return nil
	}
	return err
}

// SettleMerged settles a merged ticket by what its master is now: what a crash
// between the writes of two tickets left undone. It tells whether the ticket is
// settled, that is, merged no more.
func (s Service) SettleMerged(ctx context.Context, no string) (bool, error) {
	child, err := s.Store.Ticket(ctx, no)
	if err != nil || child.State != StateMerged {
		return false, err
	}
	master, err := s.Store.Ticket(ctx, child.MergedInto)
	if err != nil || (master.State.Open() && master.State != StateReviewed) {
		return false, err
	}
	return true, s.settleChild(ctx, no, master)
}

package dispatch

import (
	"context"
	"errors"
	"slices"
)

// merge puts a ticket under a master (并单); into a ticket that is merged itself
// means under its master. The master takes the child first: if a crash falls
// between the two writes, the child is still open and merging again completes
// it. If the child will not go under it after all, the master lets go of it.
// What lies under the child comes with it.
func (s Service) merge(ctx context.Context, no string, a Action, by Actor) (Ticket, error) {
	child, err := s.Store.Ticket(ctx, no)
	if err != nil {
		return Ticket{}, err
	}
	if len(child.Children) > 0 && a.Version == 0 {
		a.Version = child.Version // nobody may come under it meanwhile
	}
	a.Mark = child.sealMark()
	if _, events, err := s.Rules().Apply(child, a, by, s.Now()); err != nil || len(events) == 0 {
		return child, err
	}
	master, err := s.masterOf(ctx, a.Into)
	switch {
	case CodeOf(err) == NotFound && err != nil:
		return Ticket{}, FieldError("into", "ticket_unknown", a.Into)
	case err != nil:
		return Ticket{}, err
	case master.No == no:
		return Ticket{}, Errorf(Conflict, "merge_under", a.Into)
	case master.sealMark() != child.sealMark():
		return Ticket{}, Errorf(Conflict, "merge_sealed")
	}
	a.Into = master.No
	if _, err := s.apply(ctx, a.Into, Action{Kind: DoAdopt, Into: no, Mark: a.Mark}, by); err != nil {
		return Ticket{}, err
	}
	if _, err := s.apply(ctx, no, a, by); err != nil {
		return Ticket{}, errors.Join(err, s.letGo(ctx, no, a.Into))
	}
	for _, c := range child.Children {
		if err := s.move(ctx, c, no, a.Into); err != nil {
			return Ticket{}, err
		}
	}
	if _, err := s.SettleMerged(ctx, no); err != nil { // the master may have gone on meanwhile
		return Ticket{}, err
	}
	return s.Store.Ticket(ctx, no)
}

// masterOf is the ticket itself, or the one it is merged into.
func (s Service) masterOf(ctx context.Context, no string) (Ticket, error) {
	t, err := s.Store.Ticket(ctx, no)
	if err != nil || t.State != StateMerged {
		return t, err
	}
	return s.Store.Ticket(ctx, t.MergedInto)
}

// move takes a merged ticket from one master to another, which takes it first.
// The old one's list stays as it is: the master that is merged itself keeps who
// came with it.
func (s Service) move(ctx context.Context, no, from, to string) error {
	t, err := s.Store.Ticket(ctx, no)
	if err != nil || t.State != StateMerged || t.MergedInto != from {
		return err
	}
	if _, err := s.apply(ctx, to, Action{Kind: DoAdopt, Into: no, Mark: t.sealMark()}, System()); err != nil {
		return err
	}
	if _, err := s.apply(ctx, no, Action{Kind: DoMove, Into: to, Version: t.Version}, System()); err != nil {
		return errors.Join(err, s.letGo(ctx, no, to))
	}
	return nil
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

// unmerge restores both tickets (拆开), and gives a former master back what came
// with it. The master lets go first: what a crash leaves is a merged ticket its
// master does not know, which SettleMerged takes out.
func (s Service) unmerge(ctx context.Context, no string, a Action, by Actor) (Ticket, error) {
	child, err := s.Store.Ticket(ctx, no)
	if err != nil {
		return Ticket{}, err
	}
	if _, events, err := s.Rules().Apply(child, a, by, s.Now()); err != nil || len(events) == 0 {
		return child, err
	}
	from := child.MergedInto
	if _, err := s.apply(ctx, from, Action{Kind: DoRelease, Into: no}, System()); err != nil {
		return Ticket{}, err
	}
	a.Into = from
	t, err := s.apply(ctx, no, a, by)
	if err != nil {
		return Ticket{}, errors.Join(err, s.takeBack(ctx, no, from))
	}
	for _, c := range t.Children {
		if err := s.rejoin(ctx, c, from, no); err != nil {
			return Ticket{}, err
		}
	}
	return s.Store.Ticket(ctx, no)
}

// takeBack puts a ticket that would not be unmerged on its master's list again.
func (s Service) takeBack(ctx context.Context, no, master string) error {
	child, err := s.Store.Ticket(ctx, no)
	if err != nil || child.State != StateMerged || child.MergedInto != master {
		return err
	}
	_, err = s.apply(ctx, master, Action{Kind: DoAdopt, Into: no, Mark: child.sealMark()}, System())
	return err
}

// rejoin brings a ticket that had come with a former master back under it. One
// that was taken out meanwhile is no longer its child.
func (s Service) rejoin(ctx context.Context, no, from, former string) error {
	if err := s.move(ctx, no, from, former); err != nil {
		return err
	}
	return errors.Join(s.letGo(ctx, no, from), s.letGo(ctx, no, former))
}

// settleChildren settles every ticket merged into the master.
func (s Service) settleChildren(ctx context.Context, master Ticket) error {
	if master.State == StateMerged { // its children lie under its master
		return nil
	}
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
	switch {
	case err != nil:
		return false, err
	case master.State == StateMerged: // it was to come with its master
		return false, s.move(ctx, no, master.No, master.MergedInto)
	case !slices.Contains(master.Children, no): // it was being taken out
		_, err := s.unmerge(ctx, no, Action{Kind: DoUnmerge, Into: master.No}, System())
		return true, err
	case master.State.Open() && master.State != StateReviewed:
		return false, nil
	}
	return true, s.settleChild(ctx, no, master)
}

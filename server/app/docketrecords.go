package app

import (
	"context"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// standing is the moment up to which a month counts that is not frozen: now, or
// the planned snapshot once that has passed.
func (r *reports) standing(ctx context.Context, month string) (time.Time, error) {
	p, err := r.planned(ctx, month)
	if err != nil {
		return time.Time{}, err
	}
	if now := r.now(); now.Before(p.SnapshotAt) {
		return now, nil
	}
	return p.SnapshotAt, nil
}

// records reads what scoring needs of a month as it stood at a moment. A ticket
// that went on since is folded from its events again, only up to that moment.
func (r *reports) records(ctx context.Context, month string, at time.Time) ([]sla.Record, error) {
	from, to, err := period(month)
	if err != nil {
		return nil, err
	}
	var recs []sla.Record
	err = r.store.Accounts(ctx, from, to, func(a dispatch.Account) error {
		if !a.At.IsZero() && !a.At.After(at) {
			recs = append(recs, asOf(a.Records, at)...)
			return nil
		}
		t, err := r.ticketAt(ctx, a.Records[0].No, at)
		recs = append(recs, asOf(t.Records(), at)...)
		return err
	})
	return recs, err
}

// ticketAt folds the events of a ticket up to a moment: to the last that had
// happened by then.
func (r *reports) ticketAt(ctx context.Context, no string, at time.Time) (dispatch.Ticket, error) {
	events, err := r.store.Events(ctx, no)
	if err != nil {
		return dispatch.Ticket{}, err
	}
	n := len(events)
	for n > 0 && events[n-1].At.After(at) {
		n--
	}
	return dispatch.Replay(events[:n]), nil
}

func asOf(recs []sla.Record, at time.Time) []sla.Record {
	for i := range recs {
		recs[i] = recs[i].AsOf(at)
	}
	return recs
}

// rebuilt makes the input of a frozen month again from nothing but the chains of
// events: of every ticket that was in it, and of every other that looks as if it
// should have been.
func (r *reports) rebuilt(ctx context.Context, kept sla.Snapshot) (sla.Snapshot, error) {
	from, to, err := period(kept.Month)
	if err != nil {
		return sla.Snapshot{}, err
	}
	var nos []string
	for _, rec := range kept.Records {
		nos = append(nos, rec.No)
	}
	err = r.store.Accounts(ctx, from, to, func(a dispatch.Account) error {
		nos = append(nos, a.Records[0].No)
		return nil
	})
	if err != nil {
		return sla.Snapshot{}, err
	}
	slices.Sort(nos)
	var recs []sla.Record
	for _, no := range slices.Compact(nos) {
		t, err := r.ticketAt(ctx, no, kept.At)
		if err != nil {
			return sla.Snapshot{}, err
		}
		recs = append(recs, asOf(t.Records(), kept.At)...)
	}
	return sla.NewSnapshot(kept.Month, kept.At, kept.Scheme, kept.Units, recs), nil
}

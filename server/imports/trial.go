package imports

import (
	"context"
	"errors"
	"hash/fnv"

	"hotline/dispatch"
)

// tried counts what a run would do with the rows of a trial: what is in the store
// or came before in the file is known.
func (r *run) tried(ctx context.Context, rows []row) error {
	errs := make([]error, len(rows))
	together(len(rows), logAtOnce, func(i int) {
		if !rows[i].known {
			rows[i].known, errs[i] = r.desk.stored(ctx, rows[i])
		}
	})
	key := map[Kind]string{Tickets: "no", History: "no", Units: "code", Users: "username", Catalogue: "id"}[r.m.Kind]
	for i := range rows {
		no := rows[i].raw(key)
		if no == "" {
			no = rows[i].sum()
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(rows[i].raw("platform") + "\x00" + no)) // never fails
		switch {
		case r.seen[h.Sum64()], rows[i].known:
			r.counts.Known++
		case rows[i].there:
			r.counts.Changed++
		default:
			r.counts.New++
		}
		r.seen[h.Sum64()] = true
	}
	return errors.Join(errs...)
}

// stored tells whether a run would pass the row over, because its account or its
// ticket is there. Units say so when they are read; a catalogue is made anew.
func (d *Desk) stored(ctx context.Context, x row) (bool, error) {
	switch x.kind {
	case Users:
		_, err := d.Store.Record(ctx, dispatch.KindUser, x.account.Username)
		if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
			return false, nil
		}
		return err == nil, err
	case Tickets:
		return d.logged(ctx, x.intake.Upstream)
	case History:
		return d.logged(ctx, x.was.In.Upstream)
	default:
		return false, nil
	}
}

// logged tells whether the ticket of a platform's number is there.
func (d *Desk) logged(ctx context.Context, u *dispatch.Upstream) (bool, error) {
	found, _, err := d.Store.Tickets(ctx, dispatch.Filter{Upstream: dispatch.UpstreamKey(u.Platform, u.No)}, dispatch.Page{Limit: 1})
	return len(found) > 0, err
}

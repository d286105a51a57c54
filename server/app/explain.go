package app

import (
	"context"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// explainedEvents bounds how many tickets of one explanation are looked up in
// their histories; the lists give the rest, page by page.
const explainedEvents = 200

// UnitScore explains a unit's month down to its tickets and the events that
// decided them.
func (r *reports) UnitScore(ctx context.Context, month, unit string) (sla.Explanation, error) {
	b, err := r.basis(ctx, month)
	if err != nil {
		return sla.Explanation{}, err
	}
	e, ok := b.month.Explain(b.scheme, unit, b.records)
	if !ok {
		return e, dispatch.Errorf(dispatch.NotFound, "unit_unknown", unit)
	}
	left := explainedEvents
	for _, p := range e.Parts {
		rows := p.Tickets[:min(left, len(p.Tickets))]
		left -= len(rows)
		if err := r.decided(ctx, unit, p.Key, rows, b.at); err != nil {
			return e, err
		}
	}
	return e, nil
}

// Counted lists a page of the tickets that one number of a unit's month counts.
func (r *reports) Counted(ctx context.Context, month, unit, key string, side sla.Side, after string, limit int) (sla.CountedPage, error) {
	b, err := r.basis(ctx, month)
	if err != nil {
		return sla.CountedPage{}, err
	}
	_, row, ok := b.month.Find(unit)
	if !ok {
		return sla.CountedPage{}, dispatch.Errorf(dispatch.NotFound, "unit_unknown", unit)
	}
	if !b.scheme.Listed(key) {
		return sla.CountedPage{}, dispatch.Errorf(dispatch.NotFound, "metric_unknown", key)
	}
	own := []sla.Record{}
	for i := range b.records {
		if b.records[i].Unit == unit {
			own = append(own, b.records[i])
		}
	}
	count := func(side sla.Side) int { return len(sla.Counted(b.scheme, month, unit, key, side, own)) }
	rows := sla.Counted(b.scheme, month, unit, key, side, own)
	page := sla.CountedPage{Month: month, Unit: unit, Name: row.Name, Key: key, Side: side, Total: len(rows),
		Num: count(sla.SideNum), Den: count(sla.SideAll), Lost: count(sla.SideLost)}
	if page.Items, page.Next, ok = sla.PageOf(rows, after, limit); !ok {
		return page, dispatch.FieldError("after", "unknown_value")
	}
	return page, r.decided(ctx, unit, key, page.Items, b.at)
}

// decided adds to each row the event that decided it, read from the ticket's own
// history.
func (r *reports) decided(ctx context.Context, unit, key string, rows []sla.TicketRow, asOf time.Time) error {
	for i := range rows {
		events, err := r.store.Events(ctx, rows[i].No)
		if err != nil {
			return err
		}
		if e, ok := dispatch.Deciding(events, unit, key, rows[i], asOf); ok {
			rows[i].Event = &e
		}
	}
	return nil
}

package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// Heads lists all feeds.
func (s *Store) Heads(ctx context.Context) ([]dispatch.Head, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT recipient, id, acked FROM heads ORDER BY recipient`)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var out []dispatch.Head
	for rows.Next() {
		var h dispatch.Head
		if err := rows.Scan(&h.Recipient, &h.Last, &h.Acked); err != nil {
			return nil, translate(err)
		}
		out = append(out, h)
	}
	return out, translate(rows.Err())
}

// PutDeliveries stores what is not known yet.
func (s *Store) PutDeliveries(ctx context.Context, ds []dispatch.Delivery) error {
	docs := make([]string, len(ds))
	for i, d := range ds {
		d.Version = 1
		var err error
		if docs[i], err = store.DeliveryDoc(d); err != nil {
			return err
		}
	}
	if len(ds) == 0 {
		return nil
	}
	return s.write(ctx, func(b *batch) error {
		for i, d := range ds {
			err := b.exec(`INSERT INTO deliveries VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
				d.ID, d.State, store.Milli(d.Due), d.Channel, d.Lane(), d.Frame.Recipient, d.Frame.No, d.Kind, d.Group, docs[i])
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// dueDeliveries steps from channel to channel, so that what piles up behind one
// that takes nothing now costs those who look for the others one step.
const dueDeliveries = `WITH RECURSIVE c (name) AS (
		SELECT min(channel) FROM deliveries INDEXED BY deliveries_ready WHERE state = 'waiting'
		UNION ALL SELECT (SELECT min(channel) FROM deliveries INDEXED BY deliveries_ready WHERE state = 'waiting' AND channel > c.name) FROM c WHERE c.name IS NOT NULL)
	SELECT d.doc FROM c CROSS JOIN deliveries d ON d.id IN (
		SELECT w.id FROM deliveries w INDEXED BY deliveries_ready WHERE w.state = 'waiting' AND w.channel = c.name AND w.due <= ?
			AND NOT EXISTS (SELECT 1 FROM deliveries e INDEXED BY deliveries_lane WHERE e.state = 'waiting' AND e.lane = w.lane AND e.id < w.id)
		ORDER BY w.due, w.id LIMIT ?)
	WHERE c.name NOT IN (`

// DueDeliveries lists what may be sent now.
func (s *Store) DueDeliveries(ctx context.Context, now time.Time, except []string, limit int) ([]dispatch.Delivery, error) {
	limit = store.Limit(limit)
	args := []any{now.UnixMilli(), limit}
	for _, c := range except {
		args = append(args, c)
	}
	return s.deliveries(ctx, dueDeliveries+marks(len(except))+`) ORDER BY d.due, d.id LIMIT ?`, append(args, limit)...)
}

// marks are n places of a list.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

func (s *Store) deliveries(ctx context.Context, query string, args ...any) ([]dispatch.Delivery, error) {
	rows, err := s.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var out []dispatch.Delivery
	for rows.Next() {
		var doc []byte
		if err := rows.Scan(&doc); err != nil {
			return nil, translate(err)
		}
		d, err := store.ReadDelivery(doc)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, translate(rows.Err())
}

// Delivery reads one.
func (s *Store) Delivery(ctx context.Context, id string) (dispatch.Delivery, error) {
	found, err := s.deliveries(ctx, `SELECT doc FROM deliveries WHERE id = ?`, id)
	if err == nil && len(found) == 0 {
		err = store.DeliveryUnknown(id)
	}
	if err != nil {
		return dispatch.Delivery{}, err
	}
	return found[0], nil
}

// UpdateDelivery writes a delivery if its version is the stored one.
func (s *Store) UpdateDelivery(ctx context.Context, d dispatch.Delivery) (dispatch.Delivery, error) {
	had := d.Version
	d.Version++
	doc, err := store.DeliveryDoc(d)
	if err != nil {
		return d, err
	}
	err = s.write(ctx, func(b *batch) error {
		n, err := b.affect(`UPDATE deliveries SET version = ?, state = ?, due = ?, bundle = ?, doc = ? WHERE id = ? AND version = ?`,
			d.Version, d.State, store.Milli(d.Due), d.Group, doc, d.ID, had)
		if err != nil || n > 0 {
			return err
		}
		var stored int
		err = b.row(`SELECT version FROM deliveries WHERE id = ?`, []any{d.ID}, &stored)
		if errors.Is(err, sql.ErrNoRows) {
			return store.DeliveryUnknown(d.ID)
		}
		if err != nil {
			return err
		}
		return dispatch.Errorf(dispatch.Conflict, "delivery_stale")
	})
	if err != nil {
		return dispatch.Delivery{}, err
	}
	return store.ReadDelivery([]byte(doc))
}

// Deliveries lists one page.
func (s *Store) Deliveries(ctx context.Context, f dispatch.DeliveryFilter, p dispatch.Page) ([]dispatch.Delivery, string, error) {
	var where []string
	var args []any
	and := func(cond string, v any) { where, args = append(where, cond), append(args, v) }
	for _, c := range []struct{ cond, v string }{
		{"state = ?", string(f.State)}, {"channel = ?", f.Channel}, {"recipient = ?", f.Recipient}, {"no = ?", f.No}, {"bundle = ?", f.Group}, {"id < ?", p.After},
	} {
		if c.v != "" {
			and(c.cond, c.v)
		}
	}
	if !f.Due.IsZero() {
		and("state = 'waiting' AND due <= ?", f.Due.UnixMilli())
	}
	query := `SELECT doc FROM deliveries`
	if len(where) > 0 {
		query += ` WHERE ` + strings.Join(where, " AND ")
	}
	limit := store.Limit(p.Limit)
	found, err := s.deliveries(ctx, query+` ORDER BY id DESC LIMIT ?`, append(args, limit+1)...)
	if err != nil {
		return nil, "", err
	}
	items, next := store.DeliveryPage(found, limit)
	return items, next, nil
}

// DeliveryCounts counts what waits and what is dead.
func (s *Store) DeliveryCounts(ctx context.Context) ([]dispatch.DeliveryCount, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT kind, state, count(*), min(id) FROM deliveries WHERE state IN ('waiting', 'dead') GROUP BY kind, state ORDER BY kind, state`)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var out []dispatch.DeliveryCount
	for rows.Next() {
		var c dispatch.DeliveryCount
		var first string
		if err := rows.Scan(&c.Kind, &c.State, &c.N, &first); err != nil {
			return nil, translate(err)
		}
		c.Oldest = dispatch.DeliveryTime(first)
		out = append(out, c)
	}
	return out, translate(rows.Err())
}

// TrimDeliveries drops what ended long ago.
func (s *Store) TrimDeliveries(ctx context.Context, before time.Time) (int, error) {
	for total := 0; ; {
		var n int64
		err := s.write(ctx, func(b *batch) (err error) {
			n, err = b.affect(`DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE id < ? AND state <> 'waiting' LIMIT ?)`, dispatch.DeliveryBefore(before), trimStep)
			return err
		})
		total += int(n)
		if err != nil || n < trimStep {
			return total, err
		}
	}
}

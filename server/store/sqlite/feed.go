package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// The feed is written with the change it tells of, in one transaction: the
// outbox is the end of the feed that Relay has not handed out yet.

// push appends the batch's frames to their recipients' feeds.
func (b *batch) push(frames []frame) error {
	if len(frames) == 0 {
		return nil
	}
	var gid int64
	// Trimming may have emptied the feed; numbers go on behind what was relayed.
	if err := b.row(`SELECT max(gid, coalesce((SELECT max(gid) FROM feed), 0)) FROM relayed`, nil, &gid); err != nil {
		return err
	}
	heads := map[string]int64{}
	for _, f := range frames {
		to := f.notice.Recipient
		head, ok := heads[to]
		if !ok {
			err := b.row(`SELECT id FROM heads WHERE recipient = ?`, []any{to}, &head)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		head++
		gid++
		heads[to] = head
		if err := b.exec(`INSERT INTO feed VALUES (?, ?, ?, ?, ?)`, gid, to, head, store.Milli(f.notice.At), f.doc); err != nil {
			return err
		}
	}
	for to, head := range heads {
		if err := b.exec(`INSERT INTO heads (recipient, id) VALUES (?, ?) ON CONFLICT (recipient) DO UPDATE SET id = excluded.id`, to, head); err != nil {
			return err
		}
	}
	return nil
}

// Post appends notices of no ticket.
func (s *Store) Post(ctx context.Context, notices []dispatch.Notice) error {
	var frames []frame
	for _, n := range notices {
		n.At = store.Time(store.Milli(n.At))
		doc, err := json.Marshal(n)
		if err != nil {
			return err
		}
		frames = append(frames, frame{n, doc})
	}
	return s.write(ctx, func(b *batch) error {
		b.op.frames = append(b.op.frames, frames...)
		return nil
	})
}

// Relay hands out the frames nobody was told of yet.
func (s *Store) Relay(ctx context.Context, limit int) ([]dispatch.Frame, error) {
	var fresh bool
	err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM feed WHERE gid > (SELECT gid FROM relayed))`).Scan(&fresh)
	if err != nil || !fresh {
		return nil, translate(err)
	}
	var frames []dispatch.Frame
	err = s.write(ctx, func(b *batch) error {
		frames = nil
		rows, err := b.rows(`SELECT id, doc, gid FROM feed WHERE gid > (SELECT gid FROM relayed) ORDER BY gid LIMIT ?`, limit)
		if err != nil {
			return err
		}
		var gid int64
		if frames, err = scanFrames(rows, &gid); err != nil || len(frames) == 0 {
			return err
		}
		return b.exec(`UPDATE relayed SET gid = ?`, gid)
	})
	if err != nil {
		return nil, err
	}
	return frames, nil
}

// scanFrames reads id, doc and what more the query has.
func scanFrames(rows *sql.Rows, more ...any) ([]dispatch.Frame, error) {
	defer rows.Close()
	var frames []dispatch.Frame
	for rows.Next() {
		var f dispatch.Frame
		var doc []byte
		if err := rows.Scan(append([]any{&f.ID, &doc}, more...)...); err != nil {
			return nil, translate(err)
		}
		if err := json.Unmarshal(doc, &f.Notice); err != nil {
			return nil, err
		}
		frames = append(frames, f)
	}
	return frames, translate(rows.Err())
}

func (b *batch) rows(query string, args ...any) (*sql.Rows, error) {
	stmt, err := b.stmt(query)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(context.Background(), args...)
}

// Feed lists a recipient's frames.
func (s *Store) Feed(ctx context.Context, recipient string, after int64, limit int) ([]dispatch.Frame, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, doc FROM feed WHERE recipient = ? AND id > ? ORDER BY id LIMIT ?`, recipient, after, limit)
	if err != nil {
		return nil, translate(err)
	}
	return scanFrames(rows)
}

// FeedSpan gives the first kept and the last frame; first is last+1 when all
// frames have been trimmed.
func (s *Store) FeedSpan(ctx context.Context, recipient string) (first, last int64, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT coalesce((SELECT min(id) FROM feed WHERE recipient = h.recipient), h.id + 1), h.id FROM heads h WHERE recipient = ?`,
		recipient).Scan(&first, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return first, last, translate(err)
}

// Unacked lists what the recipient has not acknowledged yet.
func (s *Store) Unacked(ctx context.Context, recipient string, id int64) ([]dispatch.Frame, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, doc FROM feed WHERE recipient = ? AND id > (SELECT acked FROM heads WHERE recipient = ?) AND id <= ? ORDER BY id`,
		recipient, recipient, id)
	if err != nil {
		return nil, translate(err)
	}
	return scanFrames(rows)
}

// Ack records how far the recipient is.
func (s *Store) Ack(ctx context.Context, recipient string, id int64) error {
	return s.write(ctx, func(b *batch) error {
		return b.exec(`UPDATE heads SET acked = min(?, id) WHERE recipient = ? AND acked < min(?, id)`, id, recipient, id)
	})
}

// trimStep is how many frames TrimFeed looks at in one write.
const trimStep = 1000

// TrimFeed drops old frames in small writes. Frames come in the order of time,
// so it ends at the first step in which none is old enough.
func (s *Store) TrimFeed(ctx context.Context, before time.Time) (int, error) {
	var gid int64
	for total := 0; ; {
		var last, gone int64
		err := s.write(ctx, func(b *batch) (err error) {
			err = b.row(`SELECT coalesce(max(gid), 0) FROM (SELECT gid FROM feed WHERE gid > ? AND gid <= (SELECT gid FROM relayed) ORDER BY gid LIMIT ?)`,
				[]any{gid, trimStep}, &last)
			if err != nil || last == 0 {
				return err
			}
			gone, err = b.affect(`DELETE FROM feed WHERE gid > ? AND gid <= ? AND at < ?`, gid, last, store.Ceil(before))
			return err
		})
		total += int(gone)
		if err != nil || gone == 0 {
			return total, err
		}
		gid = last
	}
}

package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// The feed is written with the change it tells of, in one transaction: the
// outbox is the end of the feed that Relay has not handed out yet. Where nothing
// waits there, the frames of a commit are marked as handed out in that same
// commit and kept in memory for Relay: a console has its frame one commit
// earlier, and nothing is read back. What a crash catches between the two is in
// the feeds, where consoles look when they come back.

// freshMost is how many frames are kept for Relay; if nobody calls it, the
// others wait in the file.
const freshMost = 10_000

// fresh are frames that are committed and marked as handed out.
type fresh struct {
	mu     sync.Mutex
	frames []dispatch.Frame
}

func (f *fresh) add(frames []dispatch.Frame) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.frames = append(f.frames, frames...)
}

func (f *fresh) full() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.frames) >= freshMost
}

// take gives the oldest frames, at most limit.
func (f *fresh) take(limit int) []dispatch.Frame {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := min(limit, len(f.frames))
	taken := f.frames[:n:n]
	f.frames = f.frames[n:]
	if len(f.frames) == 0 {
		f.frames = nil
	}
	return taken
}

// push appends the batch's frames to their recipients' feeds.
func (b *batch) push(frames []frame) error {
	if len(frames) == 0 {
		return nil
	}
	var relayed, gid int64
	if err := b.row(`SELECT gid, coalesce((SELECT max(gid) FROM feed), 0) FROM relayed`, nil, &relayed, &gid); err != nil {
		return err
	}
	waiting := gid > relayed || b.w.fresh.full()
	gid = max(gid, relayed) // trimming may have emptied the feed
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
		if !waiting {
			b.told = append(b.told, dispatch.Frame{ID: head, Notice: f.notice})
		}
	}
	if !waiting {
		if err := b.exec(`UPDATE relayed SET gid = ?`, gid); err != nil {
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

// Relay hands out the frames nobody was told of yet: first those in memory,
// which are older than any that wait in the file.
func (s *Store) Relay(ctx context.Context, limit int) ([]dispatch.Frame, error) {
	if frames := s.writer.fresh.take(limit); len(frames) > 0 {
		return frames, nil
	}
	var waiting bool
	err := s.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM feed WHERE gid > (SELECT gid FROM relayed))`).Scan(&waiting)
	if err != nil || !waiting {
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

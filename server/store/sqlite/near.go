package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// perMark is how many of the newest tickets with a mark are looked at.
const perMark = 200

const sharing = `SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?`

// Near lists the tickets that share most marks.
func (s *Store) Near(ctx context.Context, n dispatch.Nearness) ([]dispatch.Ticket, error) {
	low, _ := store.Span(n.From, time.Time{})
	shared := map[int64]int{}
	for _, m := range n.Marks {
		if err := s.countMark(ctx, shared, m, low); err != nil {
			return nil, translate(err)
		}
	}
	keys := slices.SortedFunc(maps.Keys(shared), func(a, b int64) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(b, a))
	})
	if len(keys) == 0 {
		return nil, nil
	}
	return s.those(ctx, keys, n)
}

// countMark adds one for each of the newest tickets that have the mark.
func (s *Store) countMark(ctx context.Context, shared map[int64]int, m dispatch.Mark, low int64) error {
	rows, err := s.sharing.QueryContext(ctx, word(m), low, perMark)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			return err
		}
		shared[key]++
	}
	return rows.Err()
}

// those reads the tickets of the keys in their order, as far as they are asked
// for.
func (s *Store) those(ctx context.Context, keys []int64, n dispatch.Nearness) ([]dispatch.Ticket, error) {
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	conditions, args := columnFilter(dispatch.Filter{From: n.From, States: n.States})
	where := strings.Join(append(conditions, "d.key = t.key"), " AND ")
	rows, err := s.reader.QueryContext(ctx, `SELECT d.doc FROM json_each(?) j CROSS JOIN tickets t ON t.key = j.value CROSS JOIN docs d WHERE `+where+` LIMIT ?`,
		append(append([]any{string(list)}, args...), store.Limit(n.Limit))...)
	if err != nil {
		return nil, translate(err)
	}
	return scan(rows, func(doc []byte) (t dispatch.Ticket, err error) { return t, json.Unmarshal(doc, &t) })
}

// word is a mark as a term of the search index, where it costs least: the index
// takes new terms at its end and merges them now and then, while an ordinary
// index would change a page for each mark. A private character in front keeps
// marks apart from what people write.
func word(m dispatch.Mark) string { return "\uE000" + strconv.FormatUint(uint64(m), 36) }

// words are the marks of a ticket.
func words(t dispatch.Ticket) []string {
	marks := t.Marks()
	out := make([]string, len(marks))
	for i, m := range marks {
		out[i] = word(m)
	}
	return out
}

// markedAtOnce is how many old tickets get their marks in one write.
const markedAtOnce = 200

// markOld gives the tickets of an older program their marks, the newest first,
// and ends when all have them.
func (s *Store) markOld(ctx context.Context) {
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = s.markSome(ctx); err != nil {
			return // the next start goes on
		}
	}
}

func (s *Store) markSome(ctx context.Context) (more bool, err error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT d.doc FROM unmarked u CROSS JOIN docs d ON d.key = u.key ORDER BY u.key DESC LIMIT ?`, markedAtOnce)
	if err != nil {
		return false, err
	}
	old, err := scan(rows, func(doc []byte) (t dispatch.Ticket, err error) { return t, json.Unmarshal(doc, &t) })
	if err != nil || len(old) == 0 {
		return false, err
	}
	return true, s.write(ctx, func(b *batch) error {
		for _, t := range old {
			key, err := store.Key(t.No)
			if err != nil {
				return err
			}
			n, err := b.affect(`DELETE FROM unmarked WHERE key = ?`, key)
			if err != nil {
				return err
			}
			if n == 0 { // another server marked it
				continue
			}
			if err := b.exec(`INSERT INTO search (rowid, terms) VALUES (?, ?)`, key, strings.Join(words(t), " ")); err != nil {
				return err
			}
		}
		return nil
	})
}

// unmarked tells whether tickets wait for their marks.
func (s *Store) unmarked(ctx context.Context) (bool, error) {
	var key int64
	err := s.reader.QueryRowContext(ctx, `SELECT key FROM unmarked LIMIT 1`).Scan(&key)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

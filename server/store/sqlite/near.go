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
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// perMark is how many of the newest tickets with a mark are looked at, and
// mostKeys how many of those that share marks.
const (
	perMark  = 100
	mostKeys = 300
)

// sharing finds the newest tickets of each of many marks in one statement.
const sharing = `SELECT (SELECT group_concat(rowid) FROM (SELECT rowid FROM search
	WHERE search MATCH j.value AND rowid >= ?1 ORDER BY rowid DESC LIMIT ?2))
	FROM json_each(?3) j ORDER BY j.key`

// Near lists the tickets that share most marks.
func (s *Store) Near(ctx context.Context, questions ...dispatch.Nearness) ([][]dispatch.Ticket, error) {
	shared, err := s.shared(ctx, questions)
	if err != nil {
		return nil, err
	}
	asked, wanted := make([][]int64, len(questions)), map[int64]dispatch.Ticket{}
	for i, q := range questions {
		keys := slices.SortedFunc(maps.Keys(shared[i]), func(a, b int64) int {
			return cmp.Or(cmp.Compare(shared[i][b], shared[i][a]), cmp.Compare(b, a))
		})
		if asked[i], err = s.those(ctx, keys[:min(len(keys), mostKeys)], q); err != nil {
			return nil, err
		}
		for _, k := range asked[i] {
			wanted[k] = dispatch.Ticket{}
		}
	}
	if err := s.fetch(ctx, wanted); err != nil {
		return nil, err
	}
	out := make([][]dispatch.Ticket, len(questions))
	for i, keys := range asked {
		for _, k := range keys {
			out[i] = append(out[i], wanted[k])
		}
	}
	return out, nil
}

// shared counts for each question how many of its marks a ticket has.
func (s *Store) shared(ctx context.Context, questions []dispatch.Nearness) ([]map[int64]int, error) {
	out, low := make([]map[int64]int, len(questions)), make([]int64, len(questions))
	var marks []dispatch.Mark // distinct; several questions may ask for one
	for i, q := range questions {
		out[i] = map[int64]int{}
		low[i], _ = store.Span(q.From, time.Time{})
		marks = append(marks, q.Marks...)
	}
	slices.Sort(marks)
	marks = slices.Compact(marks)
	if len(marks) == 0 {
		return out, nil
	}
	half, found, errs := len(marks)/2, make([][]int64, len(marks)), [2]error{}
	var work sync.WaitGroup // two connections, side by side
	work.Go(func() { errs[0] = s.newest(ctx, marks[:half], slices.Min(low), found[:half]) })
	work.Go(func() { errs[1] = s.newest(ctx, marks[half:], slices.Min(low), found[half:]) })
	work.Wait()
	for n, m := range marks {
		for i, q := range questions {
			if slices.Contains(q.Marks, m) {
				count(out[i], found[n], low[i])
			}
		}
	}
	return out, translate(errors.Join(errs[:]...))
}

// newest finds the keys of the newest tickets of each mark.
func (s *Store) newest(ctx context.Context, marks []dispatch.Mark, low int64, found [][]int64) error {
	asked := make([]string, len(marks))
	for i, m := range marks {
		asked[i] = word(m)
	}
	list, err := json.Marshal(asked)
	if err != nil {
		return err
	}
	rows, err := s.sharing.QueryContext(ctx, low, perMark, string(list))
	if err != nil {
		return err
	}
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		var keys sql.NullString
		if err := rows.Scan(&keys); err != nil {
			return err
		}
		found[i] = keysOf(keys.String)
	}
	return rows.Err()
}

// keysOf reads a list of keys.
func keysOf(list string) []int64 {
	var out []int64
	for k := range strings.SplitSeq(list, ",") {
		if key, err := strconv.ParseInt(k, 10, 64); err == nil {
			out = append(out, key)
		}
	}
	return out
}

func count(of map[int64]int, keys []int64, low int64) {
	for _, k := range keys {
		if k >= low {
			of[k]++
		}
	}
}

// those are the keys of the tickets a question is about, in the order given.
func (s *Store) those(ctx context.Context, keys []int64, q dispatch.Nearness) ([]int64, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	list, err := json.Marshal(keys)
	if err != nil {
		return nil, err
	}
	conditions, args := columnFilter(dispatch.Filter{From: q.From, States: q.States})
	where := strings.Join(append(conditions, "t.key = j.value"), " AND ")
	rows, err := s.reader.QueryContext(ctx, `SELECT t.key FROM json_each(?) j CROSS JOIN tickets t WHERE `+where+` LIMIT ?`,
		append(append([]any{string(list)}, args...), store.Limit(q.Limit))...)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			return nil, translate(err)
		}
		out = append(out, key)
	}
	return out, translate(rows.Err())
}

// fetch reads the tickets of the keys.
func (s *Store) fetch(ctx context.Context, wanted map[int64]dispatch.Ticket) error {
	if len(wanted) == 0 {
		return nil
	}
	list, err := json.Marshal(slices.Collect(maps.Keys(wanted)))
	if err != nil {
		return err
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT d.doc FROM json_each(?) j CROSS JOIN docs d ON d.key = j.value`, string(list))
	if err != nil {
		return translate(err)
	}
	found, err := scan(rows, store.Lean)
	for _, t := range found {
		key, _ := dispatch.NoKey(t.No)
		wanted[key] = t
	}
	return err
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

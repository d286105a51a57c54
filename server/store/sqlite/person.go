package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"hotline/dispatch"
	"hotline/server/store"
)

func (s *Store) seal(no string, p dispatch.Person) ([]byte, error) {
	doc, err := s.keys.Seal(no, p)
	return []byte(doc), err
}

// Person reads who called.
func (s *Store) Person(ctx context.Context, no string) (p dispatch.Person, err error) {
	key, err := store.Key(no)
	if err != nil {
		return p, err
	}
	var doc string
	err = s.reader.QueryRowContext(ctx, `SELECT doc FROM persons WHERE key = ?`, key).Scan(&doc)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return p, dispatch.Errorf(dispatch.NotFound, "person_unknown", no)
	case err != nil:
		return p, translate(err)
	}
	return s.keys.Open(no, doc)
}

// ErasePerson forgets who called.
func (s *Store) ErasePerson(ctx context.Context, no string) error {
	if _, err := s.Ticket(ctx, no); err != nil {
		return err
	}
	key, err := store.Key(no)
	if err != nil {
		return err
	}
	return s.write(ctx, func(b *batch) error { return b.exec(`DELETE FROM persons WHERE key = ?`, key) })
}

// storedPerson is a row of persons.
type storedPerson struct {
	key int64
	doc string
}

func (s *Store) persons(ctx context.Context, query string, args ...any) ([]storedPerson, error) {
	rows, err := s.reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var out []storedPerson
	for rows.Next() {
		var p storedPerson
		if err := rows.Scan(&p.key, &p.doc); err != nil {
			return nil, translate(err)
		}
		out = append(out, p)
	}
	return out, translate(rows.Err())
}

// probe opens the oldest and the newest person, so that a store whose keys are
// missing is refused before anything is written with others.
func (s *Store) probe(ctx context.Context) error {
	ends, err := s.persons(ctx, `SELECT key, doc FROM persons WHERE key IN ((SELECT min(key) FROM persons), (SELECT max(key) FROM persons))`)
	if err != nil {
		return err
	}
	for _, p := range ends {
		if _, err := s.keys.Open(store.No(p.key), p.doc); err != nil {
			return err
		}
	}
	return nil
}

// Reseal seals anew what another key sealed.
func (s *Store) Reseal(ctx context.Context, after string, limit int) (next string, done int, err error) {
	var from int64
	if after != "" {
		if from, err = store.Key(after); err != nil {
			return "", 0, err
		}
	}
	bite, err := s.persons(ctx, `SELECT key, doc FROM persons WHERE key > ? ORDER BY key LIMIT ?`, from, limit)
	if err != nil {
		return "", 0, err
	}
	fresh := make(map[int64]string, len(bite))
	for _, p := range bite {
		doc, ok, err := s.keys.Reseal(store.No(p.key), p.doc)
		if err != nil {
			return "", 0, err
		}
		if ok {
			fresh[p.key] = doc
		}
	}
	if len(fresh) > 0 {
		err = s.write(ctx, func(b *batch) error {
			done = 0
			for _, p := range bite {
				doc, ok := fresh[p.key]
				if !ok {
					continue
				}
				n, err := b.affect(`UPDATE persons SET doc = ? WHERE key = ? AND doc = ?`, []byte(doc), p.key, []byte(p.doc))
				if err != nil {
					return err
				}
				done += int(n)
			}
			return nil
		})
	}
	if err != nil || len(bite) < limit {
		return "", done, errors.Join(err, s.scrub(ctx))
	}
	return store.No(bite[len(bite)-1].key), done, nil
}

// Seals counts persons by key.
func (s *Store) Seals(ctx context.Context) (map[string]int, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT CASE WHEN substr(d, 1, 7) = 'sealed:' THEN substr(d, 8, instr(substr(d, 8), ':') - 1) ELSE '' END, count(*)
		FROM (SELECT CAST(doc AS TEXT) AS d FROM persons) GROUP BY 1`)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	seals := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, translate(err)
		}
		seals[id] = n
	}
	return seals, translate(rows.Err())
}

// scrub moves the log into the file and empties it: what was erased or sealed
// anew would lie in it until it is written over. Where a reader holds it up, the
// next time does it.
func (s *Store) scrub(ctx context.Context) error {
	db, err := sql.Open("sqlite", dsn(s.writer.path))
	if err != nil {
		return translate(err)
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`)
	return translate(err)
}

package sqlite

import "context"

const (
	tidySegments = 8    // of the search index, from which on it is worth merging them
	tidyPages    = 100  // merged in one write, so that nobody waits long behind it
	tidyWrites   = 5000 // in one sweep; the next one goes on
)

// tidy merges the segments the search index has grown into. A term is looked for
// in each of them, so a look costs half of what it did.
func (s *Store) tidy(ctx context.Context) error {
	var segments int
	if err := s.reader.QueryRowContext(ctx, `SELECT count(DISTINCT segid) FROM search_idx`).Scan(&segments); err != nil || segments < tidySegments {
		return translate(err)
	}
	pages := -tidyPages // a negative number begins anew, with all segments
	for range tidyWrites {
		more, err := s.mergeSegments(ctx, pages)
		if err != nil || (!more && pages > 0) {
			return err
		}
		pages = tidyPages
	}
	return nil
}

// mergeSegments does some pages of merging and tells whether there was anything
// to do: the command itself is one change.
func (s *Store) mergeSegments(ctx context.Context, pages int) (more bool, err error) {
	err = s.write(ctx, func(b *batch) error {
		var before, after int
		if err := b.row(`SELECT total_changes()`, nil, &before); err != nil {
			return err
		}
		if err := b.exec(`INSERT INTO search (search, rank) VALUES ('merge', ?)`, pages); err != nil {
			return err
		}
		err := b.row(`SELECT total_changes()`, nil, &after)
		more = after-before > 1
		return err
	})
	return more, err
}

// shrink empties the writer's cache. It holds what a busy day has touched, and a
// server at rest touches little of it again.
func (s *Store) shrink(ctx context.Context) error {
	return s.write(ctx, func(b *batch) error { return b.exec(`PRAGMA shrink_memory`) })
}

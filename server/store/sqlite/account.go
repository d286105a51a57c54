package sqlite

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// accountOf encodes the account of a ticket; nil where a change left it as it
// was, which most steps do.
func accountOf(before, after dispatch.Ticket) (doc []byte, until int64, err error) {
	a := after.Account()
	if doc, err = json.Marshal(a); err != nil {
		return nil, 0, err
	}
	if before.Version > 0 {
		old, err := json.Marshal(before.Account())
		if err != nil || bytes.Equal(old, doc) {
			return nil, 0, err
		}
	}
	a.At = after.UpdatedAt
	doc, err = json.Marshal(a)
	return doc, store.Ceil(a.Until()), err
}

// Accounts reads one statement to its end: what it gives stood so at one moment.
func (s *Store) Accounts(ctx context.Context, from, to time.Time, fn func(dispatch.Account) error) error {
	_, high := store.Span(time.Time{}, to)
	rows, err := s.reader.QueryContext(ctx, `SELECT a.doc, d.doc FROM accounts a INDEXED BY accounts_until
		LEFT JOIN docs d ON a.doc IS NULL AND d.key = a.key
		WHERE a.until >= ? AND a.key < ?`, store.Ceil(from), high)
	if err != nil {
		return translate(err)
	}
	defer rows.Close()
	accounts := store.NewAccounts(from, to, fn)
	for rows.Next() {
		var account, ticket []byte
		if err := rows.Scan(&account, &ticket); err != nil {
			return translate(err)
		}
		if err := accounts.Add(account, ticket); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return translate(err)
	}
	return accounts.End()
}

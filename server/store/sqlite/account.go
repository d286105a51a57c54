package sqlite

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// noAccount is the end of the account of a ticket that has none yet: see the
// migration.
const noAccount = 9007199254740991

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
// The keys are sorted first, so that the rows are read in the order they lie in.
func (s *Store) Accounts(ctx context.Context, from, to time.Time, fn func(dispatch.Account) error) error {
	_, high := store.Span(time.Time{}, to)
	rows, err := s.reader.QueryContext(ctx, `SELECT a.doc, d.doc FROM accounts a LEFT JOIN docs d ON a.doc IS NULL AND d.key = a.key
		WHERE a.key IN (SELECT key FROM accounts INDEXED BY accounts_until WHERE until >= ? AND key < ?)`, store.Ceil(from), high)
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

// accountedAtOnce is how many old tickets get their account in one write.
const accountedAtOnce = 200

// accountOld writes the accounts of the tickets of an older program, and ends
// when all have theirs. Until then they are made of the ticket at each reading.
func (s *Store) accountOld(ctx context.Context) {
	for more := true; more && ctx.Err() == nil; {
		var err error
		if more, err = s.accountSome(ctx); err != nil {
			return // the next start goes on
		}
	}
}

func (s *Store) accountSome(ctx context.Context) (more bool, err error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT d.doc FROM accounts a INDEXED BY accounts_until CROSS JOIN docs d ON d.key = a.key
		WHERE a.until = ? AND a.doc IS NULL LIMIT ?`, noAccount, accountedAtOnce)
	if err != nil {
		return false, err
	}
	old, err := scan(rows, func(doc []byte) (t dispatch.Ticket, err error) { return t, json.Unmarshal(doc, &t) })
	if err != nil || len(old) == 0 {
		return false, err
	}
	return true, s.write(ctx, func(b *batch) error {
		for _, t := range old {
			doc, until, err := accountOf(dispatch.Ticket{}, t)
			if err != nil {
				return err
			}
			key, err := store.Key(t.No)
			if err != nil {
				return err
			}
			// One that changed meanwhile has its account.
			if err := b.exec(`UPDATE accounts SET until = ?, doc = ? WHERE key = ? AND doc IS NULL`, until, doc, key); err != nil {
				return err
			}
		}
		return nil
	})
}

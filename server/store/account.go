package store

import (
	"runtime"
	"sync"
	"time"

	"hotline/dispatch"
)

// accountChunk is how many accounts are decoded at a time.
const accountChunk = 512

// Accounts decodes stored accounts on all processors while more are read, and
// gives those that count in a span to a function, in the order they came.
type Accounts struct {
	from, to time.Time
	fn       func(dispatch.Account) error
	raw      [][2][]byte
	waiting  []*decoding
}

// decoding is a chunk being decoded.
type decoding struct {
	accounts []dispatch.Account
	err      error
	done     sync.WaitGroup
}

// NewAccounts gives fn what dispatch.Store.Accounts promises.
func NewAccounts(from, to time.Time, fn func(dispatch.Account) error) *Accounts {
	return &Accounts{from: from, to: to, fn: fn}
}

// Add takes one stored account; nil where there is none yet, and then the ticket
// it is made of.
func (a *Accounts) Add(account, ticket []byte) error {
	a.raw = append(a.raw, [2][]byte{account, ticket})
	if len(a.raw) < accountChunk {
		return nil
	}
	return a.flush(runtime.GOMAXPROCS(0))
}

// End gives the rest.
func (a *Accounts) End() error { return a.flush(0) }

// flush starts on what has come, and hands over until only keep chunks are
// being decoded.
func (a *Accounts) flush(keep int) error {
	started, raw := &decoding{}, a.raw
	started.done.Go(func() { started.err = a.decode(started, raw) })
	a.raw, a.waiting = nil, append(a.waiting, started)
	for len(a.waiting) > keep {
		d := a.waiting[0]
		a.waiting = a.waiting[1:]
		d.done.Wait()
		if d.err != nil {
			return d.err
		}
		for _, account := range d.accounts {
			if err := a.fn(account); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *Accounts) decode(d *decoding, raw [][2][]byte) error {
	for _, pair := range raw {
		account, err := dispatch.ReadAccount(pair[0], pair[1])
		if err != nil {
			return err
		}
		if account.In(a.from, a.to) {
			d.accounts = append(d.accounts, account)
		}
	}
	return nil
}

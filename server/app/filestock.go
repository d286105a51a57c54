package app

import (
	"context"
	"sync"
	"time"

	"hotline/server/files"
)

// stockAgain is how long it is good enough what a vault held when it was counted: it
// is listed whole for that. stockRetry is how long one that failed is left alone.
const (
	stockAgain = time.Hour
	stockRetry = time.Minute
)

// stock is what the vault held when it was counted last (附件存量).
type stock struct {
	mu    sync.Mutex
	next  time.Time // when to count again
	known bool
	last  files.Stock
}

// look gives what is known, and has it counted again beside when it is old.
func (s *stock) look(ctx context.Context, k *files.Keeper) (files.Stock, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := time.Now(); now.After(s.next) {
		s.next = now.Add(stockAgain)
		go s.count(ctx, k)
	}
	return s.last, s.known
}

func (s *stock) count(ctx context.Context, k *files.Keeper) {
	n, err := k.Stock(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		s.next = time.Now().Add(stockRetry)
		return
	}
	s.last, s.known = n, true
}

// files tells how much is kept.
func (v *vitals) files(context.Context) error {
	if v.app.files == nil {
		return nil
	}
	if n, ok := v.app.stock.look(v.app.base, v.app.files); ok {
		v.gauge("hotline_files_stored", "Attachments that are kept, counted every hour.", float64(n.Files), "")
		v.gauge("hotline_files_stored_bytes", "Bytes that attachments and their small pictures take, counted every hour.", float64(n.Bytes), "")
	}
	return nil
}

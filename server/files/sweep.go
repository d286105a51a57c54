package files

import (
	"context"
	"errors"
	"strings"
	"time"
)

// Sweep removes the files, and their small pictures, that nothing uses any more and
// that were not sent since before, and what broke off half way. used tells of an ID
// whether a ticket has it.
func (k *Keeper) Sweep(ctx context.Context, before time.Time, used func(id string) bool) (n int, err error) {
	var keys []string
	err = k.vault.List(ctx, func(i Item) error {
		if i.At.Before(before) && !used(strings.TrimSuffix(i.Key, thumbMark)) {
			keys = append(keys, i.Key)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, key := range keys { // one that does not go keeps no other
		gone, stuck := k.vault.Drop(ctx, key, before)
		if err = errors.Join(err, stuck); gone && !strings.HasSuffix(key, thumbMark) {
			n++
		}
		if ctx.Err() != nil {
			return n, err
		}
	}
	return n, errors.Join(err, k.vault.Tidy(ctx, before))
}

// Stock is what a vault holds (存量).
type Stock struct {
	Files int
	Bytes int64 // of the files and of their small pictures
}

// Stock lists the whole vault.
func (k *Keeper) Stock(ctx context.Context) (s Stock, err error) {
	return s, k.vault.List(ctx, func(i Item) error {
		s.Bytes += i.Size
		if !strings.HasSuffix(i.Key, thumbMark) {
			s.Files++
		}
		return nil
	})
}

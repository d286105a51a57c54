package files

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hotline/dispatch"
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
	for _, key := range keys {
		if err != nil {
			break
		}
		var gone bool
		if gone, err = k.vault.Drop(ctx, key, before); gone && !strings.HasSuffix(key, thumbMark) {
			n++
		}
	}
	if err == nil {
		err = k.vault.Tidy(ctx, before)
	}
	return n, err
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

// Copied is what a copy did.
type Copied struct {
	Files, New int
	Bytes      int64 // of all
}

// Copy brings into one vault what another has and it has not. What was kept is
// read back by its hash on the way: a damaged file is named, and not passed on.
func Copy(ctx context.Context, to, from Vault) (c Copied, err error) {
	has := map[string]int64{}
	if err := to.List(ctx, func(i Item) error { has[i.Key] = i.Size; return nil }); err != nil {
		return c, err
	}
	var damaged []string
	err = from.List(ctx, func(i Item) error {
		small := strings.HasSuffix(i.Key, thumbMark)
		if !small {
			c.Files++
			c.Bytes += i.Size
		}
		if size, ok := has[i.Key]; ok && size == i.Size {
			return nil
		}
		b, err := from.Get(ctx, i.Key, mostStored)
		switch {
		case dispatch.CodeOf(err) == dispatch.NotFound && err != nil: // swept meanwhile
			return nil
		case err != nil:
			return err
		case !small && idOf(b) != i.Key:
			damaged = append(damaged, i.Key)
			return nil
		}
		if !small {
			c.New++
		}
		return to.Put(ctx, i.Key, b)
	})
	if err == nil && len(damaged) > 0 {
		err = fmt.Errorf("%d attachments are not what was kept, and were not copied: %s", len(damaged), strings.Join(damaged[:min(10, len(damaged))], " "))
	}
	return c, err
}

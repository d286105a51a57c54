package files

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"hotline/dispatch"
)

// Copied is what a copy did.
type Copied struct {
	Files, New int
	Bytes      int64 // of all
}

// Had tells whether a file that is there already is to be copied anew.
type Had func(ctx context.Context, key string) (anew bool, err error)

// Mend has copied anew what a vault keeps damaged (修复).
func Mend(v Vault) Had {
	return func(ctx context.Context, key string) (bool, error) {
		if strings.HasSuffix(key, thumbMark) { // whose name is not its hash
			return false, nil
		}
		b, err := v.Get(ctx, key, mostStored)
		return err != nil || idOf(b) != key, nil
	}
}

// SourceError is that of the vault a copy reads from, not of the one it fills.
type SourceError struct{ Err error }

// Error implements error.
func (e *SourceError) Error() string { return e.Err.Error() }

// Unwrap gives what the vault said.
func (e *SourceError) Unwrap() error { return e.Err }

// Copy brings into one vault what another has and it has not; had is asked of what
// both have, nil leaves it. What was kept is read by its hash on the way and read
// back where it went: a damaged file is named, and not passed on. Broken off, the
// same copy goes on.
func Copy(ctx context.Context, to, from Vault, had Had) (c Copied, err error) {
	has := map[string]int64{}
	if err := to.List(ctx, func(i Item) error { has[i.Key] = i.Size; return nil }); err != nil {
		return c, err
	}
	var damaged []string
	var filled error
	err = from.List(ctx, func(i Item) (err error) {
		defer func() { filled = err }()
		small := strings.HasSuffix(i.Key, thumbMark)
		if !small {
			c.Files++
			c.Bytes += i.Size
		}
		if size, ok := has[i.Key]; ok && size == i.Size {
			if anew, err := again(ctx, had, i.Key); err != nil || !anew {
				return err
			}
		}
		b, err := from.Get(ctx, i.Key, mostStored)
		switch {
		case dispatch.CodeOf(err) == dispatch.NotFound && err != nil: // swept meanwhile
			return nil
		case err != nil:
			return &SourceError{err}
		case !small && idOf(b) != i.Key:
			damaged = append(damaged, i.Key)
			return nil
		}
		if !small {
			c.New++
		}
		return settle(ctx, to, i.Key, b)
	})
	if err != nil && filled == nil {
		err = &SourceError{err}
	}
	if err == nil && len(damaged) > 0 {
		err = fmt.Errorf("%d attachments are not what was kept, and were not copied: %s", len(damaged), strings.Join(damaged[:min(10, len(damaged))], " "))
	}
	return c, err
}

func again(ctx context.Context, had Had, key string) (bool, error) {
	if had == nil {
		return false, nil
	}
	return had(ctx, key)
}

// settle puts a file and reads it back.
func settle(ctx context.Context, to Vault, key string, b []byte) error {
	if err := to.Put(ctx, key, b); err != nil {
		return err
	}
	back, err := to.Get(ctx, key, int64(len(b))+1)
	if err == nil && !bytes.Equal(back, b) {
		err = fmt.Errorf("attachment %s does not read back as it was written", key)
	}
	return err
}

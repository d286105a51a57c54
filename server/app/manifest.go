package app

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"hotline/server/store"
)

// manifest is what a backup says of itself, one line in a file beside it
// (备份清单): with it a copy that was cut off or changed on its way is refused
// before anything is written.
type manifest struct {
	Made    time.Time             `json:"made"`
	Program string                `json:"program"`
	From    string                `json:"from"` // the store, without its password
	Holds   map[store.Section]int `json:"holds"`
	Events  int                   `json:"events"`
	Newest  newestEvent           `json:"newest"`
	Digest  string                `json:"digest"` // as server verify gives it
	Keys    []string              `json:"keys"`   // that open the callers
	Bytes   int64                 `json:"bytes"`
	SHA256  string                `json:"sha256"`
}

// newestEvent is the last thing that happened before the backup.
type newestEvent struct {
	No  string    `json:"no,omitempty"`
	Seq int       `json:"seq,omitempty"`
	At  time.Time `json:"at,omitzero"`
}

// manifestOf is where the manifest of a backup lies.
func manifestOf(path string) string { return path + ".manifest" }

// describe looks through a copy: damaged pages, every chain, every caller.
func describe(ctx context.Context, st store.Mover, progress, report io.Writer) (m manifest, err error) {
	if whole, ok := st.(interface{ Integrity(context.Context) error }); ok {
		if err := whole.Integrity(ctx); err != nil {
			return m, err
		}
	}
	v, err := whole(ctx, st, progress, report)
	if err != nil {
		return m, err
	}
	if m.Holds, err = st.Sizes(ctx); err != nil {
		return m, err
	}
	seals, err := st.Seals(ctx)
	if err != nil {
		return m, err
	}
	delete(seals, "") // those stored as they are need none
	m.Events, m.Digest, m.Keys = v.events, v.digest(), slices.Sorted(maps.Keys(seals))
	m.Newest = newestEvent{v.newest.Ticket, v.newest.Seq, v.newest.At}
	return m, nil
}

// readManifest reads the line beside a backup; ok is false where there is none.
func readManifest(path string) (m manifest, ok bool, err error) {
	b, err := os.ReadFile(manifestOf(path))
	if errors.Is(err, fs.ErrNotExist) {
		return m, false, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		return m, false, usage{fmt.Sprintf("%s: %v", manifestOf(path), err)}
	}
	return m, true, nil
}

// arrived compares a file with what its manifest says.
func (m manifest) arrived(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return usage{err.Error()}
	}
	if info.Size() != m.Bytes {
		return usage{fmt.Sprintf("%s has %d bytes, its manifest says %d: it was cut off or changed", path, info.Size(), m.Bytes)}
	}
	sum, err := fileSum(path)
	if err == nil && sum != m.SHA256 {
		err = usage{fmt.Sprintf("%s is not the file its manifest describes: sha256 %s instead of %s", path, sum, m.SHA256)}
	}
	return err
}

// same tells whether a copy holds what the manifest says.
func (m manifest) same(copied manifest) error {
	if m.Digest != copied.Digest || m.Events != copied.Events {
		return fmt.Errorf("the copy holds %d events, digest %s; the manifest says %d and %s", copied.Events, copied.Digest, m.Events, m.Digest)
	}
	return nil
}

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, bufio.NewReaderSize(f, 1<<20)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// settleFile puts a finished file under its name, on the disk.
func settleFile(temp, path string) error {
	f, err := os.OpenFile(temp, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

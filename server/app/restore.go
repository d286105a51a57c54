package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// restore fills an empty store with a backup (恢复).
func restore(ctx context.Context, o *options, args []string) error {
	if len(args) != 1 {
		return usage{"restore takes one FILE"}
	}
	path := args[0]
	if _, err := os.Stat(path); err != nil {
		return usage{err.Error()}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	said, known, err := readManifest(path)
	if err != nil {
		return err
	}
	if known {
		if err := said.arrived(path); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(o.stderr, "%s is missing: the file is checked only against itself\n", manifestOf(path))
	}
	target, file := strings.CutPrefix(c.Store, "file:")
	stage := "" // the system's place for passing files
	if file {
		if err := vacant(target); err != nil {
			return err
		}
		stage = filepath.Dir(target)
	}
	r := &restoration{o: o, c: c, path: path, target: target}
	if known {
		r.said = &said
	}
	if err := r.staged(ctx, stage, file); err != nil {
		return err
	}
	if _, err = fmt.Fprintf(o.stdout, "restored into %s, verified: %s, %d events, digest %s\n%s", redact(c.Store), listed(r.found.Holds), r.found.Events, r.found.Digest, needs(r.found, c)); err != nil {
		return err
	}
	saidFiles, err := c.restoreFiles(ctx, path, r.named)
	fmt.Fprint(o.stdout, saidFiles)
	return err
}

// vacant refuses a place where there is a store, or the log of one.
func vacant(target string) error {
	for _, name := range []string{target, target + "-wal", target + "-shm"} {
		if _, err := os.Lstat(name); err == nil {
			return usage{fmt.Sprintf("%s exists: a backup is restored only where there is no store", name)}
		}
	}
	return os.MkdirAll(filepath.Dir(target), 0o700)
}

// restoration is one backup on its way into a store.
type restoration struct {
	o            *options
	c            Config
	path, target string
	said         *manifest // nil without one
	found        manifest
	named        map[string]string // attachments that its tickets have
}

// staged copies the backup, so that the file itself is never written to, and
// verifies the copy. In SQLite it then gets the name of the store; for MongoDB
// it is the source of a move.
func (r *restoration) staged(ctx context.Context, stage string, file bool) (err error) {
	dir, err := os.MkdirTemp(stage, ".restore-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	keys, err := openKeyFile(r.c.identityKeyFile())
	if err != nil {
		return err
	}
	temp := filepath.Join(dir, "hotline.db")
	if err := copyFile(temp, r.path); err != nil {
		return err
	}
	err = withMover(ctx, "file:"+temp, keys, func(copied store.Mover) error {
		if r.found, err = describe(ctx, copied, r.o.stderr, r.o.stdout); err != nil {
			return err
		}
		if r.said != nil {
			if err := r.said.same(r.found); err != nil {
				return err
			}
		}
		if r.named, err = r.c.namedFiles(ctx, copied); err != nil {
			return err
		}
		if err := unheld(ctx, copied); err != nil || file {
			return err
		}
		return r.moveInto(ctx, copied, keys)
	})
	if err != nil || !file {
		return err
	}
	return settleFile(temp, r.target)
}

// unheld takes out what servers held when the copy was made: none serves it.
func unheld(ctx context.Context, st store.Mover) error {
	var held []store.Piece
	for _, kind := range []string{dispatch.KindServer, dispatch.KindLease} {
		err := dispatch.EachRecord(ctx, st, kind, func(r dispatch.Record) error {
			held = append(held, store.MovedRecord{Kind: kind, ID: r.ID})
			return nil
		})
		if err != nil {
			return err
		}
	}
	// The next start begins another life of the feeds.
	held = append(held, store.MovedRecord{Kind: dispatch.KindSetting, ID: dispatch.SettingEpoch})
	return st.DropPieces(ctx, store.SectionRecords, held)
}

// moveInto fills a MongoDB database; broken off, the same command goes on.
func (r *restoration) moveInto(ctx context.Context, copied store.Mover, keys *keyFile) error {
	sum, err := fileSum(r.path)
	if err != nil {
		return err
	}
	return withMover(ctx, r.c.Store, keys, func(to store.Mover) error {
		m := &move{from: copied, to: to, name: r.path, now: time.Now, progress: r.o.stderr}
		if err := m.run(ctx, sum); err != nil {
			return goesOn(err)
		}
		if r.found, err = describe(ctx, to, r.o.stderr, r.o.stdout); err != nil {
			return goesOn(err)
		}
		return m.finish(ctx)
	})
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return usage{err.Error()}
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

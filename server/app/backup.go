package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hotline/server/store"
)

// backup copies a store at work to an SQLite file (备份). The copy is verified
// before it gets its name, so what has the name is whole.
func backup(ctx context.Context, o *options, args []string) error {
	if len(args) != 1 {
		return usage{"backup takes one FILE"}
	}
	path := args[0]
	for _, taken := range []string{path, manifestOf(path)} {
		if _, err := os.Lstat(taken); err == nil {
			return usage{fmt.Sprintf("%s exists already", taken)}
		}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	if err := present(c.Store); err != nil {
		return err
	}
	keys, err := openKeyFile(c.identityKeyFile())
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), "."+filepath.Base(path)+"-")
	if err != nil {
		return usage{err.Error()}
	}
	temp := filepath.Join(dir, "hotline.db")
	var named map[string]string // attachments that tickets of the copy have
	m := manifest{Made: time.Now().UTC().Truncate(time.Second), Program: Version, From: redact(c.Store)}
	err = withMover(ctx, c.Store, keys, func(from store.Mover) error { return o.copyOut(ctx, from, temp, keys) })
	if err == nil {
		named, err = o.seal(ctx, &m, temp, path, keys, c)
	}
	if err := errors.Join(err, os.RemoveAll(dir)); err != nil {
		return err
	}
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if _, err = fmt.Fprintf(o.stdout, "wrote %s, verified: %s, %d events\n%s\n%s", path, listed(m.Holds), m.Events, line, needs(m, c)); err != nil {
		return err
	}
	said := fmt.Sprintf("Attachments are not in it (--no-files); they stay in %s.\n", c.filesPlace())
	if !o.noFiles {
		if said, err = c.backupFiles(ctx, path, named); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(o.stdout, said)
	return err
}

// copyOut writes the copy: SQLite gives one of a single moment, MongoDB one in
// which every ticket is whole and no frame of a ticket is missing.
func (o *options) copyOut(ctx context.Context, from store.Mover, temp string, keys *keyFile) error {
	if b, ok := from.(interface {
		Backup(ctx context.Context, path string) error
	}); ok {
		return b.Backup(ctx, temp)
	}
	return withMover(ctx, "file:"+temp, keys, func(to store.Mover) error {
		m := &move{from: from, to: to, now: time.Now, progress: o.stderr, online: true, unmarked: true}
		return m.copy(ctx)
	})
}

// seal verifies the copy, writes its manifest and gives both their names, the
// manifest first: a backup without one would be taken as it is. It tells which
// attachments the tickets of the copy have.
func (o *options) seal(ctx context.Context, m *manifest, temp, path string, keys *keyFile, c Config) (named map[string]string, err error) {
	err = withMover(ctx, "file:"+temp, keys, func(copied store.Mover) error {
		found, err := describe(ctx, copied, o.stderr, o.stdout)
		m.Holds, m.Events, m.Newest, m.Digest, m.Keys = found.Holds, found.Events, found.Newest, found.Digest, found.Keys
		if err == nil {
			named, err = c.namedFiles(ctx, copied)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if m.SHA256, err = fileSum(temp); err != nil {
		return nil, err
	}
	info, err := os.Stat(temp)
	if err != nil {
		return nil, err
	}
	m.Bytes = info.Size()
	line, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	note := temp + ".manifest"
	if err := os.WriteFile(note, append(line, '\n'), 0o600); err != nil {
		return nil, err
	}
	return named, errors.Join(settleFile(note, manifestOf(path)), settleFile(temp, path))
}

// needs says what a backup does not hold.
func needs(m manifest, c Config) string {
	return fmt.Sprintf("It needs, kept apart from it: identity_key_file %s (keys %s) to read callers, secret_file %s to find them by number.\n",
		c.identityKeyFile(), or(strings.Join(m.Keys, ", "), "none"), c.SecretFile)
}

func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}

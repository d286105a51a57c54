package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/files"
)

// filesPlace names where attachments lie, without passwords.
func (c Config) filesPlace() string {
	f := c.Files
	switch c.filesStore() {
	case "s3":
		return "s3 " + strings.TrimSuffix(f.S3Endpoint+"/"+f.S3Bucket+"/"+f.S3Prefix, "/")
	case "gridfs":
		return "gridfs " + redact(c.gridFS())
	case "disk":
		return "disk " + c.filesDir()
	}
	return "nowhere (files.store is off)"
}

// sameFilesPlace tells whether two configurations keep attachments in one place.
func (c Config) sameFilesPlace(other Config) bool {
	return c.filesPlace() == other.filesPlace() && (c.filesStore() != "gridfs" || c.gridFS() == other.gridFS())
}

// reachVault opens the place and looks whether it answers.
func (c Config) reachVault(ctx context.Context) (files.Vault, error) {
	v, err := c.vault()
	if err == nil {
		if err = v.Ping(ctx); err == nil {
			return v, nil
		}
		err = errors.Join(err, v.Close())
	}
	return nil, c.filesTrouble(err)
}

// filesTrouble says in an operator's words what a place refused.
func (c Config) filesTrouble(err error) error {
	var e *dispatch.Error
	if !errors.As(err, &e) {
		return err
	}
	says := map[string]string{"files_full": "is full", "files_unavailable": "cannot be reached"}[e.Key]
	if says == "" {
		return err
	}
	return fmt.Errorf("the place of the attachments, %s, %s: %w", c.filesPlace(), says, cmp.Or(e.Err, err))
}

// namedFiles are the attachments that tickets of a store still have, each with the
// number of one of them.
func (c Config) namedFiles(ctx context.Context, st dispatch.Store) (map[string]string, error) {
	named, now := map[string]string{}, time.Now()
	return named, st.Each(ctx, dispatch.Filter{}, func(t dispatch.Ticket) error {
		if !t.FilesGone(c.filesKeep(), now) {
			for _, f := range t.Attachments {
				named[f.ID] = t.No
			}
		}
		return nil
	})
}

// mostNamed bounds the attachments that are named one by one.
const mostNamed = 10

// missingFiles is the error that names what tickets have and a place has not.
func missingFiles(ctx context.Context, place string, v files.Vault, named map[string]string) error {
	left := maps.Clone(named)
	if err := v.List(ctx, func(i files.Item) error { delete(left, i.Key); return nil }); err != nil {
		return err
	}
	if len(left) == 0 {
		return nil
	}
	var some []string
	for _, id := range slices.Sorted(maps.Keys(left)) {
		if some = append(some, fmt.Sprintf("%s (ticket %s)", id, left[id])); len(some) == mostNamed {
			break
		}
	}
	return fmt.Errorf("%d of %d attachments that tickets have are not in %s: %s", len(left), len(named), place, strings.Join(some, ", "))
}

// moveFiles takes the attachments along from where c keeps them to where other does
// (附件搬迁), checks each by its hash and that none of the named is missing, and says
// what it did. Broken off, it goes on where it was.
func (c Config) moveFiles(ctx context.Context, other Config, named map[string]string) (string, error) {
	if other.filesStore() == "off" || c.filesStore() == "off" {
		if len(named) == 0 {
			return "There are no attachments.\n", nil
		}
		return "", usage{fmt.Sprintf("tickets have %d attachments, but %s keeps none; --no-files leaves them where they are", len(named), "files.store = \"off\"")}
	}
	to, err := other.reachVault(ctx)
	if err != nil {
		return "", err
	}
	defer to.Close()
	if c.sameFilesPlace(other) {
		err := missingFiles(ctx, c.filesPlace(), to, named)
		return fmt.Sprintf("The attachments stay where they are, in %s: every server must reach it.\n", other.filesPlace()), other.filesTrouble(err)
	}
	done, err := c.copyFiles(ctx, other, to, nil)
	if err == nil {
		err = other.filesTrouble(missingFiles(ctx, other.filesPlace(), to, named))
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d attachments, %s, were copied from %s to %s, %d of them new, each checked by its hash; those at the old place are as they were.\n",
		done.Files, roughly(done.Bytes), c.filesPlace(), other.filesPlace(), done.New), nil
}

// copyFiles copies from the place of c, into one of another configuration that is
// open. A folder that is not there is empty.
func (c Config) copyFiles(ctx context.Context, other Config, to files.Vault, had files.Had) (done files.Copied, err error) {
	if c.filesStore() == "disk" && absent(c.filesDir()) {
		return done, nil
	}
	from, err := c.reachVault(ctx)
	if err != nil {
		return done, err
	}
	defer from.Close()
	done, err = files.Copy(ctx, to, from, had)
	var read *files.SourceError
	if errors.As(err, &read) {
		return done, c.filesTrouble(read.Err)
	}
	return done, other.filesTrouble(err)
}

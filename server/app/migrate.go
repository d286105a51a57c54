package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

func migrateFlags(fs *flag.FlagSet, o *options) {
	fs.StringVar(&o.from, "from", "", "the store that is read: file:PATH or mongodb://…")
	fs.StringVar(&o.to, "to", "", "the store that is filled; empty, or begun by the same command")
	fs.BoolVar(&o.noFiles, "no-files", false, "leave the attachments where they are; server files brings them later")
	fs.BoolVar(&o.online, "online", false, "copy while the source is served; a second run without this, after its servers stopped, ends the move")
}

// migrate moves everything from one store into another, of whatever kind.
func migrate(ctx context.Context, o *options, args []string) error {
	if len(args) > 0 || o.from == "" || o.to == "" {
		return usage{"migrate takes --from DSN and --to DSN"}
	}
	if o.from == o.to {
		return usage{"--from and --to name the same store"}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	source, target := c, c
	source.Store, target.Store = o.from, o.to
	for _, c := range []Config{source, target} {
		if err := c.Validate(); err != nil {
			return usage{err.Error()}
		}
	}
	if err := present(o.from); err != nil {
		return err
	}
	keys, err := openKeyFile(c.identityKeyFile())
	if err != nil {
		return err
	}
	return withMover(ctx, o.from, keys, func(from store.Mover) error {
		return withMover(ctx, o.to, keys, func(to store.Mover) error {
			m := &move{from: from, to: to, name: redact(o.from), now: time.Now, progress: o.stderr, online: o.online}
			id, err := identity(ctx, from, m.now())
			if err != nil {
				return err
			}
			if err := m.run(ctx, id); err != nil {
				return goesOn(err)
			}
			if err := o.moveFiles(ctx, to, source, target); err != nil {
				return goesOn(err)
			}
			if o.online {
				_, err := fmt.Fprintln(o.stdout, "copied while the source is at work; stop its servers and run the same command without --online to end the move")
				return err
			}
			return m.tell(ctx, o, c)
		})
	})
}

// moveFiles takes the attachments of the tickets that were moved along, before the
// target may be served: where they lie by default depends on the store.
func (o *options) moveFiles(ctx context.Context, to dispatch.Store, source, target Config) error {
	if o.noFiles {
		_, err := fmt.Fprintf(o.stdout, "The attachments were left in %s (--no-files); the target keeps its own in %s: server files brings them.\n", source.filesPlace(), target.filesPlace())
		return err
	}
	named, err := target.namedFiles(ctx, to)
	if err != nil {
		return err
	}
	said, err := source.moveFiles(ctx, target, named)
	if err != nil {
		var u usage
		if errors.As(err, &u) {
			return err
		}
		return fmt.Errorf("the attachments: %w; --no-files ends the move without them", err)
	}
	_, err = fmt.Fprint(o.stdout, said)
	return err
}

// goesOn says that nothing is lost by an error in the middle.
func goesOn(err error) error {
	var u usage
	if errors.As(err, &u) {
		return err
	}
	return fmt.Errorf("%w (what was copied so far is kept; the same command goes on)", err)
}

// tell verifies the target, ends the move and says what is to be done.
func (m *move) tell(ctx context.Context, o *options, c Config) error {
	v, err := whole(ctx, m.to, o.stderr, o.stdout)
	if err != nil {
		return goesOn(err)
	}
	sizes, err := m.to.Sizes(ctx)
	if err != nil {
		return err
	}
	if err := m.finish(ctx); err != nil {
		return err
	}
	fmt.Fprintf(o.stdout, "moved and compared: %s; every chain is whole: %d events, digest %s\n", listed(sizes), v.events, v.digest())
	fmt.Fprintf(o.stdout, "In hotline.toml of every server:\n  store = %q\n", redact(o.to))
	_, err = fmt.Fprintf(o.stdout, "with the same files as before: secret_file %s, identity_key_file %s.\nThe source %s is as it was; no server may write to it any more.\n", c.SecretFile, c.identityKeyFile(), redact(o.from))
	return err
}

// listed writes sizes in the order of the sections.
func listed(sizes map[store.Section]int) string {
	var parts []string
	for _, s := range store.Sections() {
		parts = append(parts, fmt.Sprintf("%d %s", sizes[s], s))
	}
	return strings.Join(parts, ", ")
}

// present refuses an SQLite file that is not there: opening would make one.
func present(dsn string) error {
	path, ok := strings.CutPrefix(dsn, "file:")
	if !ok {
		return nil
	}
	if _, err := os.Stat(path); err != nil {
		return usage{err.Error()}
	}
	return nil
}

// withMover opens a store for moving, without a server's jobs, and closes it.
func withMover(ctx context.Context, dsn string, keys *keyFile, fn func(store.Mover) error) error {
	st, err := openStore(ctx, dsn, keys, time.Now, store.Meter{})
	if err != nil {
		return err
	}
	m, ok := st.(store.Mover)
	if !ok {
		return errors.Join(fmt.Errorf("%s cannot be moved", redact(dsn)), st.Close())
	}
	return errors.Join(fn(m), m.Close())
}

// whole verifies every chain, ticket and caller of a store.
func whole(ctx context.Context, st dispatch.Store, progress, report io.Writer) (*verifier, error) {
	v := &verifier{store: st, progress: progress, report: report, heads: sha256.New()}
	if err := v.run(ctx); err != nil {
		return v, err
	}
	if v.broken > 0 {
		return v, fmt.Errorf("%d of %d tickets are not what was written", v.broken, v.tickets)
	}
	return v, nil
}

// digest is over the number and the last event's hash of each ticket.
func (v *verifier) digest() string { return hex.EncodeToString(v.heads.Sum(nil)) }

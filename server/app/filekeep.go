package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"hotline/dispatch"
	"hotline/server/files"
)

// sparedFor is how long a file stays that no ticket names: somebody may have sent
// it a day ago and be about to attach it.
const sparedFor = 25 * time.Hour

// attachmentsFolder lies beside a backup and holds the attachments of all of them:
// a file that is there already is not copied again.
const attachmentsFolder = "attachments"

// dropFiles removes attachments that no ticket has, and those of tickets that ended
// long enough ago; what another ticket still has stays.
func (a *App) dropFiles(ctx context.Context, now time.Time) (int, error) {
	if a.files == nil {
		return 0, nil
	}
	used := map[string]bool{}
	err := a.Store.Each(ctx, dispatch.Filter{}, func(t dispatch.Ticket) error {
		if !t.FilesGone(a.cfg.filesKeep(), now) {
			for _, f := range t.Attachments {
				used[f.ID] = true
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return a.files.Sweep(ctx, time.Now().Add(-sparedFor), func(id string) bool { return used[id] })
}

// backupFiles copies the attachments into the folder beside a backup and says what
// is there. They are copied after the tickets, so that none that a ticket of the
// backup has is missing.
func (c Config) backupFiles(ctx context.Context, path string) (string, error) {
	dir := filepath.Join(filepath.Dir(path), attachmentsFolder)
	if c.filesStore() == "off" || (c.filesStore() == "disk" && absent(c.filesDir())) {
		return "There are no attachments.\n", nil
	}
	from, err := c.vault()
	if err != nil {
		return "", err
	}
	defer from.Close()
	to, err := files.NewDisk(dir)
	if err != nil {
		return "", err
	}
	done, err := files.Copy(ctx, to, from)
	if err != nil {
		return "", fmt.Errorf("the copy of the store is whole, its attachments in %s are not: %w", dir, err)
	}
	return fmt.Sprintf("%d attachments, %s, are in %s, %d of them new; keep the folder with the backup.\n", done.Files, roughly(done.Bytes), dir, done.New), nil
}

// takeFiles copies the attachments of a folder into the place that is set up: after
// a restore, or on the way to other storage.
func (c Config) takeFiles(ctx context.Context, dir string) (files.Copied, error) {
	if absent(dir) {
		return files.Copied{}, usage{fmt.Sprintf("%s: there is no such folder", dir)}
	}
	if c.filesStore() == "off" {
		return files.Copied{}, usage{"files.store is off: there is no place for attachments"}
	}
	from, err := files.NewDisk(dir)
	if err != nil {
		return files.Copied{}, err
	}
	to, err := c.vault()
	if err != nil {
		return files.Copied{}, err
	}
	defer to.Close()
	return files.Copy(ctx, to, from)
}

// takeFilesCommand is server files DIR.
func takeFilesCommand(ctx context.Context, o *options, args []string) error {
	if len(args) != 1 {
		return usage{"files takes one DIR"}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	done, err := c.takeFiles(ctx, args[0])
	if err == nil {
		_, err = fmt.Fprintf(o.stdout, "%d attachments, %s, %d of them new here\n", done.Files, roughly(done.Bytes), done.New)
	}
	return err
}

// restoreFiles brings back the attachments beside a backup.
func (c Config) restoreFiles(ctx context.Context, path string) (string, error) {
	dir := filepath.Join(filepath.Dir(path), attachmentsFolder)
	if absent(dir) || c.filesStore() == "off" {
		return fmt.Sprintf("No attachments were restored: there is no %s.\n", dir), nil
	}
	done, err := c.takeFiles(ctx, dir)
	if err != nil {
		return "", fmt.Errorf("the store is restored, its attachments are not (server files %s goes on): %w", dir, err)
	}
	return fmt.Sprintf("%d attachments, %s, are there, %d of them new.\n", done.Files, roughly(done.Bytes), done.New), nil
}

// verifyFiles reads every attachment that a ticket still has and names those that
// are missing or not what was kept.
func (o *options) verifyFiles(ctx context.Context, a *App) (string, error) {
	if a.files == nil {
		return "", nil
	}
	seen, broken := map[string]bool{}, 0
	err := a.Store.Each(ctx, dispatch.Filter{}, func(t dispatch.Ticket) error {
		if t.FilesGone(a.cfg.filesKeep(), a.Clock.Now()) {
			return nil
		}
		for _, f := range t.Attachments {
			if seen[f.ID] {
				continue
			}
			seen[f.ID] = true
			_, err := a.files.Open(ctx, f.ID)
			if dispatch.CodeOf(err) == dispatch.Unavailable {
				return err
			}
			if err == nil {
				continue
			}
			if broken++; broken <= mostBreaks {
				fmt.Fprintf(o.stdout, "%s: attachment %s: %v\n", t.No, f.ID, err)
			}
		}
		return nil
	})
	if err == nil && broken > 0 {
		err = fmt.Errorf("%d of %d attachments are missing or damaged", broken, len(seen))
	}
	if len(seen) == 0 {
		return "", err
	}
	return fmt.Sprintf(", %d attachments", len(seen)), err
}

func absent(dir string) bool {
	_, err := os.Stat(dir)
	return errors.Is(err, fs.ErrNotExist)
}

// roughly is a number of bytes as people say it.
func roughly(n int64) string {
	if n < 1_000_000 {
		return fmt.Sprintf("%d KB", (n+999)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

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
func (c Config) backupFiles(ctx context.Context, path string, named map[string]string) (string, error) {
	if c.filesStore() == "off" && len(named) == 0 {
		return "There are no attachments.\n", nil
	}
	dir := filepath.Join(filepath.Dir(path), attachmentsFolder)
	broken := func(err error) (string, error) {
		return "", fmt.Errorf("the copy of the store is whole, its attachments in %s are not: %w", dir, err)
	}
	if c.filesStore() == "off" {
		return broken(fmt.Errorf("files.store is off, and tickets have %d attachments", len(named)))
	}
	beside := c.besideBackup(path)
	if absent(dir) && len(named) == 0 && c.filesStore() == "disk" && absent(c.filesDir()) {
		return "There are no attachments.\n", nil
	}
	to, err := files.NewDisk(dir)
	if err != nil {
		return broken(err)
	}
	done, err := c.copyFiles(ctx, beside, to, to.Touched)
	if err == nil {
		err = missingFiles(ctx, dir, to, named)
	}
	if err != nil {
		return broken(err)
	}
	return fmt.Sprintf("%d attachments, %s, of %s are in %s, %d of them new; keep the folder with the backup.\n", done.Files, roughly(done.Bytes), c.filesPlace(), dir, done.New), nil
}

// besideBackup is the configuration that keeps attachments in the folder beside a
// backup.
func (c Config) besideBackup(path string) Config {
	c.Files.Store, c.Files.Dir = "disk", filepath.Join(filepath.Dir(path), attachmentsFolder)
	return c
}

// forgetFiles removes from the folder beside backups what was there to be copied for
// none of those that are kept: who asked for a time gets it in the copies too.
func forgetFiles(ctx context.Context, dir string, oldest time.Time) (int, error) {
	dir = filepath.Join(dir, attachmentsFolder)
	if absent(dir) {
		return 0, nil
	}
	v, err := files.NewDisk(dir)
	if err != nil {
		return 0, err
	}
	return files.NewKeeper(v, files.Options{}).Sweep(ctx, oldest, func(string) bool { return false })
}

// source is the configuration whose attachments an operator names: those of a folder,
// or those of another hotline.toml.
func (c Config) source(arg string) (Config, error) {
	info, err := os.Stat(arg)
	switch {
	case err != nil:
		return c, usage{fmt.Sprintf("%s: there is no such folder", arg)}
	case info.IsDir():
		c.Files.Store, c.Files.Dir = "disk", arg
		return c, nil
	}
	return Load(arg, func(string) (string, bool) { return "", false })
}

// takeFiles copies the attachments of another place into the one that is set up:
// after a restore, or on the way to other storage. What is damaged here is mended.
func (c Config) takeFiles(ctx context.Context, from Config) (done files.Copied, err error) {
	if c.filesStore() == "off" {
		return done, usage{"files.store is off: there is no place for attachments"}
	}
	if c.sameFilesPlace(from) {
		return done, usage{fmt.Sprintf("both are %s", c.filesPlace())}
	}
	to, err := c.reachVault(ctx)
	if err != nil {
		return done, err
	}
	defer to.Close()
	return from.copyFiles(ctx, c, to, files.Mend(to))
}

// takeFilesCommand is server files DIR|HOTLINE.TOML.
func takeFilesCommand(ctx context.Context, o *options, args []string) error {
	if len(args) != 1 {
		return usage{"files takes one DIR, or the hotline.toml of the place the attachments were in"}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	from, err := c.source(args[0])
	if err != nil {
		return err
	}
	done, err := c.takeFiles(ctx, from)
	if err != nil {
		return goesOn(err)
	}
	_, err = fmt.Fprintf(o.stdout, "%d attachments, %s, of %s are in %s, %d of them new here\n", done.Files, roughly(done.Bytes), from.filesPlace(), c.filesPlace(), done.New)
	return err
}

// restoreFiles brings back the attachments beside a backup, and tells what tickets
// have and the place has not.
func (c Config) restoreFiles(ctx context.Context, path string, named map[string]string) (string, error) {
	beside := c.besideBackup(path)
	if c.filesStore() == "off" || absent(beside.Files.Dir) && len(named) == 0 {
		return fmt.Sprintf("No attachments were restored: there is no %s.\n", beside.Files.Dir), nil
	}
	broken := func(err error) (string, error) {
		return "", fmt.Errorf("the store is restored, its attachments are not (server files %s goes on): %w", beside.Files.Dir, err)
	}
	to, err := c.reachVault(ctx)
	if err != nil {
		return broken(err)
	}
	defer to.Close()
	done, err := beside.copyFiles(ctx, c, to, files.Mend(to))
	if err == nil {
		err = c.filesTrouble(missingFiles(ctx, c.filesPlace(), to, named))
	}
	if err != nil {
		return broken(err)
	}
	if done.Files == 0 {
		return fmt.Sprintf("The %d attachments are in %s, where they stayed.\n", len(named), c.filesPlace()), nil
	}
	return fmt.Sprintf("%d attachments, %s, are in %s, %d of them new.\n", done.Files, roughly(done.Bytes), c.filesPlace(), done.New), nil
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

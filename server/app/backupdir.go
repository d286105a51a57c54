package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"hotline/sla"
)

// backupName is what a backup in a folder is called, by local time: the names sort
// as the copies were made.
const backupName = "hotline-20060102-150405.db"

// backupInto writes a backup into a folder under the name of its moment, and lets
// the oldest go when there are more than enough: what a timer calls every night.
// A path that is no folder is the backup itself.
func backupInto(ctx context.Context, o *options, args []string) error {
	if o.keep < 0 {
		return usage{"--keep is the number of backups to keep"}
	}
	if len(args) != 1 {
		return backup(ctx, o, args)
	}
	dir := args[0]
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		if o.keep > 0 {
			return usage{fmt.Sprintf("--keep is for a folder of backups, which %s is not", dir)}
		}
		return backup(ctx, o, args)
	}
	path := filepath.Join(dir, time.Now().In(sla.Zone).Format(backupName))
	if err := backup(ctx, o, []string{path}); err != nil {
		return err
	}
	gone, oldest, err := dropBackups(dir, o.keep)
	if gone > 0 {
		fmt.Fprintf(o.stdout, "removed %d older ones\n", gone)
	}
	if err != nil || gone == 0 || o.noFiles {
		return err
	}
	forgotten, err := forgetFiles(ctx, dir, oldest)
	if forgotten > 0 {
		fmt.Fprintf(o.stdout, "removed %d attachments that none of the kept ones has\n", forgotten)
	}
	return err
}

// dropBackups removes the oldest backups of a folder but for the newest few; zero
// keeps all. Nothing else in the folder is touched. It tells when the oldest that
// stays was made.
func dropBackups(dir string, keep int) (gone int, oldest time.Time, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil || keep == 0 {
		return 0, oldest, err
	}
	var names []string
	for _, e := range entries {
		if _, err := time.Parse(backupName, e.Name()); err == nil {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	for len(names) > keep {
		path := filepath.Join(dir, names[0])
		if err := os.Remove(path); err != nil {
			return gone, oldest, err
		}
		if err := os.Remove(manifestOf(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return gone, oldest, err
		}
		gone, names = gone+1, names[1:]
	}
	if len(names) > 0 {
		oldest, err = time.ParseInLocation(backupName, names[0], sla.Zone)
	}
	return gone, oldest, err
}

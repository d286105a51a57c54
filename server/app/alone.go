package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
)

// alone makes this the only server of an SQLite file, until it stops or dies: a
// second one is refused, since each would keep the newest frames to itself. What
// leases it finds there are of the dead, and it waits for none. The lock is of a
// file beside the store; the system takes it from a process that is killed.
// Tools work on the store meanwhile. MongoDB is for any number of servers.
func (a *App) alone() error {
	path, file := strings.CutPrefix(a.cfg.Store, "file:")
	if !file {
		return nil
	}
	f, err := os.OpenFile(path+".serving", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	got, err := lockFile(f)
	if err != nil {
		return errors.Join(fmt.Errorf("lock %s: %w", f.Name(), err), f.Close())
	}
	if !got {
		return errors.Join(usage{fmt.Sprintf("another server serves %s: a file is for one server, several share a mongodb:// store", path)}, f.Close())
	}
	a.leases.alone = locks
	a.onStop("lock", func(context.Context) error { return f.Close() })
	return nil
}

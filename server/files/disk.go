package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"hotline/dispatch"
)

// Disk keeps files in a folder, two levels deep by the first digits of the key. A
// file gets its name only when it is whole and on the disk.
type Disk struct {
	dir string
	mu  sync.RWMutex // held whole while a file goes, so that none is put back under it
}

// tempFolder is where files lie that are not whole yet.
const tempFolder = "tmp"

// NewDisk opens the folder, made if absent, and clears away what broke off when the
// server was killed.
func NewDisk(dir string) (*Disk, error) {
	if err := os.MkdirAll(filepath.Join(dir, tempFolder), 0o700); err != nil {
		return nil, err
	}
	d := &Disk{dir: dir}
	return d, d.Tidy(context.Background(), time.Now().Add(-time.Hour))
}

// Tidy implements Vault.
func (d *Disk) Tidy(_ context.Context, before time.Time) error {
	temp := filepath.Join(d.dir, tempFolder)
	entries, err := os.ReadDir(temp)
	for _, e := range entries {
		info, ierr := e.Info()
		if ierr != nil || !info.ModTime().Before(before) {
			continue
		}
		if rerr := os.Remove(filepath.Join(temp, e.Name())); !errors.Is(rerr, fs.ErrNotExist) {
			err = errors.Join(err, rerr)
		}
	}
	return err
}

// Dir is the folder.
func (d *Disk) Dir() string { return d.dir }

func (d *Disk) path(key string) (string, error) {
	if !IsKey(key) {
		return "", dispatch.Errorf(dispatch.NotFound, "file_unknown")
	}
	return filepath.Join(d.dir, key[:2], key[2:4], key), nil
}

// Put implements Vault.
func (d *Disk) Put(_ context.Context, key string, b []byte) error {
	path, err := d.path(key)
	if err != nil {
		return err
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, b) { // else it is damaged, and mended
		return d.touch(path)
	}
	if err := d.write(path, b); errors.Is(err, fs.ErrNotExist) { // the folder itself is gone
		return &dispatch.Error{Code: dispatch.Unavailable, Key: "files_unavailable", Err: err}
	} else if err != nil {
		return diskFault(err)
	}
	return nil
}

// touch makes a file new again.
func (d *Disk) touch(path string) error {
	now := time.Now()
	return diskFault(os.Chtimes(path, now, now))
}

// Touched leaves what is there as it is, and new: what a copy asks that is made every
// night, so that its folder tells when a file was last there to be copied.
func (d *Disk) Touched(_ context.Context, key string) (anew bool, err error) {
	path, err := d.path(key)
	if err != nil {
		return false, err
	}
	return false, d.touch(path)
}

// write makes the file whole before it has its name.
func (d *Disk) write(path string, b []byte) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Join(d.dir, tempFolder), "put-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return errors.Join(syncDir(filepath.Dir(path)), syncDir(filepath.Dir(filepath.Dir(path))), syncDir(d.dir))
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Get implements Vault.
func (d *Disk) Get(_ context.Context, key string, most int64) ([]byte, error) {
	path, err := d.path(key)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, diskFault(err)
	}
	b, err := io.ReadAll(io.LimitReader(f, most))
	return b, diskFault(errors.Join(err, f.Close()))
}

// List implements Vault.
func (d *Disk) List(ctx context.Context, fn func(Item) error) error {
	return filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist): // gone meanwhile
			return nil
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case e.IsDir() && e.Name() == tempFolder:
			return fs.SkipDir
		case e.IsDir():
			return nil
		}
		if want, err := d.path(e.Name()); err != nil || want != path {
			return nil // not ours
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		return fn(Item{Key: e.Name(), Size: info.Size(), At: info.ModTime()})
	})
}

// Drop implements Vault.
func (d *Disk) Drop(_ context.Context, key string, before time.Time) (bool, error) {
	path, err := d.path(key)
	if err != nil {
		return false, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, diskFault(err)
	case !info.ModTime().Before(before):
		return false, nil
	}
	return true, diskFault(os.Remove(path))
}

// Ping implements Vault.
func (d *Disk) Ping(context.Context) error {
	if _, err := os.Stat(filepath.Join(d.dir, tempFolder)); err != nil {
		return &dispatch.Error{Code: dispatch.Unavailable, Key: "files_unavailable", Err: err}
	}
	return nil
}

// Close implements Vault.
func (d *Disk) Close() error { return nil }

// diskFault says in the hotline's words what the disk refused.
func diskFault(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return dispatch.Errorf(dispatch.NotFound, "file_unknown")
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return &dispatch.Error{Code: dispatch.Unavailable, Key: "files_full", Err: err}
	}
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "files_unavailable", Err: err}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// disk is a small file system of the test's own, in a file, so that it can be
// filled and made read-only without harm to anything else.
type disk struct{ dir, image string }

const diskSize = 3 << 30 // sparse: only what is written takes room

// mountDisk makes the disk; it needs root and a loop device.
func mountDisk(dir string) (*disk, error) {
	d := &disk{dir: filepath.Join(dir, "disk"), image: filepath.Join(dir, "disk.img")}
	f, err := os.OpenFile(d.image, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(f.Truncate(diskSize), f.Close(), os.MkdirAll(d.dir, 0o700)); err != nil {
		return nil, err
	}
	for _, command := range [][]string{
		{"mkfs.ext4", "-q", "-F", "-m", "0", "-E", "lazy_itable_init=1,lazy_journal_init=1", d.image},
		{"mount", "-o", "loop", d.image, d.dir},
	} {
		if err := shell(command...); err != nil {
			return nil, errors.Join(err, os.Remove(d.image))
		}
	}
	return d, nil
}

func shell(words ...string) error {
	out, err := exec.Command(words[0], words[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(words, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

// unmount gives the disk back.
func (d *disk) unmount() error {
	return errors.Join(shell("umount", d.dir), os.Remove(d.image))
}

// fill takes all room, to the last block.
func (d *disk) fill() (release func() error, err error) {
	path := filepath.Join(d.dir, "filler")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	var free syscall.Statfs_t
	if err := syscall.Statfs(d.dir, &free); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	size := int64(free.Bavail) * free.Bsize
	for step := size; step >= free.Bsize; { // what one call cannot have, smaller ones can
		if err := syscall.Fallocate(int(f.Fd()), 0, sizeOf(f), step); err != nil {
			step /= 2
		}
	}
	return func() error { return os.Remove(path) }, f.Close()
}

func sizeOf(f *os.File) int64 {
	n, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0
	}
	return n
}

// diskFault fills the disk under the server. It must refuse with 503 and say why
// it is not ready, and go on by itself when there is room again.
func diskFault() fault {
	return fault{name: "disk", weight: 2, on: "disk", strike: func(ctx context.Context, c *chaos, r *rand.Rand) (string, error) {
		release, err := c.disk.fill()
		if err != nil {
			return "", err
		}
		said, noticed := c.unready(ctx, r)
		if err := release(); err != nil {
			return "", err
		}
		return c.recovered(ctx, "disk full", said, noticed)
	}}
}

// unready lets the harm work until the server says it is not ready, and a while
// longer.
func (c *chaos) unready(ctx context.Context, r *rand.Rand) (said string, noticed bool) {
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until) && ctx.Err() == nil; {
		if status, body := c.readyz(ctx); status != 200 {
			_ = pass(ctx, between(r, 0, 1500*time.Millisecond))
			return body, true
		}
		_ = pass(ctx, 100*time.Millisecond)
	}
	return "", false
}

// recovered waits until the server is ready again by itself; it has 10 s.
func (c *chaos) recovered(ctx context.Context, what, said string, noticed bool) (string, error) {
	since := time.Now()
	for {
		if status, body := c.readyz(ctx); status == 200 {
			break
		} else if time.Since(since) > 10*time.Second {
			c.journal.fault("%s: not ready 10 s after it was over: %s", what, body)
			break
		}
		if err := pass(ctx, 50*time.Millisecond); err != nil {
			return "", err
		}
	}
	back := time.Since(since).Round(10 * time.Millisecond)
	c.slowest = max(c.slowest, back)
	if !noticed {
		c.journal.fault("%s: readyz said ready for 10 s", what)
	}
	if said != "" {
		what += "; readyz: " + said
	}
	return what, nil
}

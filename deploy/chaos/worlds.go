package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// worlds are the servers that are done harm: one on a file, on a disk of its own
// where that can be made, and one on MongoDB.
type worlds struct {
	o      options
	dir    string
	out    io.Writer
	faults []fault // that can be done here
	disk   *disk
	mongo  *standIn
	all    []*chaos
	byKind map[string]*chaos
}

// open makes the worlds that the faults need; what cannot be made here is said
// and left out.
func (w *worlds) open(ctx context.Context) error {
	w.faults, w.byKind = w.o.faults, map[string]*chaos{}
	without := func(on string, why error) {
		for _, f := range w.faults {
			if f.on == on {
				fmt.Fprintf(w.out, "left out: %s (%v)\n", f.name, why)
			}
		}
		w.faults = slices.DeleteFunc(slices.Clone(w.faults), func(f fault) bool { return f.on == on })
	}
	needs := func(on ...string) bool {
		return slices.ContainsFunc(w.faults, func(f fault) bool { return slices.Contains(on, f.on) })
	}
	var err error
	if needs("disk") {
		if w.disk, err = mountDisk(w.dir); err != nil {
			without("disk", err)
		}
	}
	if needs("mongo") {
		if w.mongo, err = startMongo(ctx, w.o.mongo, w.dir); err != nil {
			without("mongo", err)
		}
	}
	if len(w.faults) == 0 {
		return errors.New("none of the faults can be done here")
	}
	if needs("file", "disk") {
		c := newChaos(w.o, w.dir, "file")
		if c.disk = w.disk; c.disk != nil {
			c.data = filepath.Join(c.disk.dir, "data")
		}
		if err := w.start(ctx, c, "file", "disk"); err != nil {
			return err
		}
	}
	if needs("mongo") {
		c := newChaos(w.o, w.dir, "mongo")
		c.proxy, c.store = w.mongo.proxy, w.mongo.dsn
		c.o.clients, c.pace = min(c.o.clients, 2), slowPace // the stand-in looks through all documents
		return w.start(ctx, c, "mongo")
	}
	return nil
}

func (w *worlds) start(ctx context.Context, c *chaos, kinds ...string) error {
	w.all = append(w.all, c)
	for _, k := range kinds {
		w.byKind[k] = c
	}
	if err := os.MkdirAll(c.data, 0o700); err != nil {
		return err
	}
	return c.prepare(ctx)
}

// of is the world a fault is done in.
func (w *worlds) of(f fault) *chaos { return w.byKind[f.on] }

// close ends every server and gives the disk back; after a breach the district
// is copied off it first.
func (w *worlds) close(ok bool) error {
	var errs []error
	for _, c := range w.all {
		errs = append(errs, c.end(ok))
	}
	if w.mongo != nil {
		errs = append(errs, w.mongo.stop())
	}
	if w.disk != nil {
		if !ok {
			errs = append(errs, shell("cp", "-a", w.disk.dir, filepath.Join(w.dir, "kept")))
		}
		errs = append(errs, w.disk.unmount())
	}
	return errors.Join(errs...)
}

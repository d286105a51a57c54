package api

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/tables"
)

// The bounds of exports that are made before they are fetched.
const (
	exportKeep    = 15 * time.Minute // a finished file waits so long
	exportsAtOnce = 2                // are written at a time by one server; the others wait
	exportsOwn    = 3                // of one user, waiting, running or ready
	exportBeat    = time.Second      // between two looks whether there is progress to tell
	exportSign    = 10 * time.Second // between two signs of life without any
	exportSilence = time.Minute      // without one the server that wrote it is gone
)

// kindExport are the exports as records; id = user/id.
const kindExport = "export"

// The states of an export.
const (
	exportWaiting = "waiting"
	exportRunning = "running"
	exportReady   = "ready"
	exportFailed  = "failed"
)

// fillExport writes a file and tells how far it is.
type fillExport func(ctx context.Context, w io.Writer, progress func(done, total int)) error

// exports are files being made for somebody (导出任务). Both how far one is and
// the file itself, in parts, are records, so that any server tells and any
// server gives it out, whichever makes it and whether that is still there. A
// file is fetched once, by the one who asked for it.
type exports struct {
	store  dispatch.Store
	now    func() time.Time
	slots  chan struct{}
	work   sync.WaitGroup
	ending context.Context
	end    context.CancelFunc
}

// exportDoc is the record of an export.
type exportDoc struct {
	Name   string        `json:"name"`
	Format tables.Format `json:"format"`
	State  string        `json:"state"`
	Done   int           `json:"done,omitempty"`
	Total  int           `json:"total,omitempty"`
	Size   int           `json:"size,omitempty"`
	Parts  int           `json:"parts,omitempty"`
}

// exportJob is one file being made.
type exportJob struct {
	id, user string

	mu      sync.Mutex
	doc     exportDoc
	version int
	written time.Time
	changed bool
}

func newExports(st dispatch.Store, now func() time.Time) *exports {
	e := &exports{store: st, now: now, slots: make(chan struct{}, exportsAtOnce)}
	e.ending, e.end = context.WithCancel(context.Background())
	return e
}

// key is the id of the record. A user reads only what begins with the own name,
// so nobody learns of another's.
func (j *exportJob) key() string { return j.user + "/" + j.id }

// room refuses a user who has too many already: it is asked before the export is
// put on record, which is of what really goes out.
func (e *exports) room(ctx context.Context, user string) error {
	own, err := e.own(ctx, user)
	if err == nil && own >= exportsOwn {
		err = dispatch.Errorf(dispatch.TooMany, "exports_waiting", exportsOwn)
	}
	return err
}

// begin makes a file in the background.
func (e *exports) begin(ctx context.Context, user string, doc exportDoc, fill fillExport) (exportView, error) {
	doc.State = exportWaiting
	j := &exportJob{id: newID(16), user: user, doc: doc}
	if err := e.put(ctx, j); err != nil {
		return exportView{}, err
	}
	v := j.view()
	e.work.Go(func() { e.run(j, fill) })
	return v, nil
}

// own counts what a user has waiting, running or ready.
func (e *exports) own(ctx context.Context, user string) (int, error) {
	n := 0
	for after := user + "/"; ; {
		rs, err := e.store.Records(ctx, kindExport, after, 100)
		if err != nil {
			return 0, err
		}
		for _, r := range rs {
			if !strings.HasPrefix(r.ID, user+"/") {
				return n, nil
			}
			if doc, err := e.read(r); err == nil && doc.State != exportFailed {
				n++
			}
			after = r.ID
		}
		if len(rs) < 100 {
			return n, nil
		}
	}
}

// read gives an export as it stands: one whose server has been silent for long
// is never going to be finished.
func (e *exports) read(r dispatch.Record) (doc exportDoc, err error) {
	err = json.Unmarshal(r.Body, &doc)
	if doc.State != exportReady && e.now().Sub(r.At) > exportSilence {
		doc.State = exportFailed
	}
	return doc, err
}

// run makes the file and says in the end whether there is one.
func (e *exports) run(j *exportJob, fill fillExport) {
	ctx, stop := context.WithTimeout(e.ending, exportTime)
	defer stop()
	var telling sync.WaitGroup
	telling.Go(func() {
		if e.tell(ctx, j) {
			stop()
		}
	})
	file := &partWriter{ctx: ctx, exports: e, key: j.key()}
	err := e.write(ctx, j, file, fill)
	stop()
	telling.Wait()
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err != nil {
		e.drop(after, j.key(), file.parts)
	}
	j.change(func(d *exportDoc) {
		d.State, d.Size, d.Parts = exportReady, file.size, file.parts
		if err != nil {
			d.State, d.Size, d.Parts = exportFailed, 0, 0
		}
	})
	if e.put(after, j) != nil { // nobody will fetch it: it was cancelled, or its silence tells
		e.drop(after, j.key(), file.parts)
	}
	// Retention comes once a day; what nobody fetched need not lie so long.
	time.AfterFunc(exportKeep, func() { e.drop(context.WithoutCancel(ctx), j.key(), file.parts) })
}

// write waits for its turn and writes the file.
func (e *exports) write(ctx context.Context, j *exportJob, file *partWriter, fill fillExport) error {
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	j.change(func(d *exportDoc) { d.State = exportRunning })
	err := fill(ctx, file, func(done, total int) {
		j.change(func(d *exportDoc) { d.Done, d.Total = done, total })
	})
	if err != nil {
		return err
	}
	return file.flush()
}

// tell keeps the record up to date while the file is made. It ends with true when
// the record is gone, which is how somebody who wants the file no more says so.
func (e *exports) tell(ctx context.Context, j *exportJob) (cancelled bool) {
	ticker := time.NewTicker(exportBeat)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-ticker.C:
		}
		if !j.news(e.now()) {
			continue
		}
		if err := e.put(ctx, j); err != nil { // the next one tells
			if _, err := e.store.Record(ctx, kindExport, j.key()); isNotFound(err) {
				return true
			}
		}
	}
}

func (j *exportJob) change(set func(*exportDoc)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	set(&j.doc)
	j.changed = true
}

// news tells whether there is something to write.
func (j *exportJob) news(now time.Time) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.changed || now.Sub(j.written) >= exportSign
}

func (j *exportJob) view() exportView { return j.doc.view(j.id) }

// put writes the record. Only the server that makes the file writes it.
func (e *exports) put(ctx context.Context, j *exportJob) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	body, err := json.Marshal(j.doc)
	if err != nil {
		return err
	}
	at := e.now()
	v, err := e.store.PutRecord(ctx, dispatch.Record{Kind: kindExport, ID: j.key(), Version: j.version, Body: body, At: at, Expires: at.Add(exportKeep)})
	if err != nil {
		return err
	}
	j.version, j.written, j.changed = v, at, false
	return nil
}

// find is the user's own export as it stands.
func (e *exports) find(ctx context.Context, id, user string) (exportDoc, error) {
	r, err := e.store.Record(ctx, kindExport, user+"/"+id)
	if err != nil {
		return exportDoc{}, err
	}
	return e.read(r)
}

// take gives a finished file, which nobody can take again: of two that ask at
// once one removes the record.
func (e *exports) take(ctx context.Context, id, user string) (io.ReadCloser, exportDoc, error) {
	doc, err := e.find(ctx, id, user)
	if err == nil && doc.State != exportReady {
		err = dispatch.Errorf(dispatch.NotFound, "export_unknown")
	}
	if err == nil {
		err = e.store.DeleteRecord(ctx, kindExport, user+"/"+id)
	}
	if err != nil {
		return nil, doc, err
	}
	return e.open(user+"/"+id, doc.Parts), doc, nil
}

// cancel forgets an export (取消): what makes it finds no record and stops.
func (e *exports) cancel(ctx context.Context, id, user string) error {
	doc, err := e.find(ctx, id, user)
	if err != nil {
		return err
	}
	if err := e.store.DeleteRecord(ctx, kindExport, user+"/"+id); err != nil {
		return err
	}
	e.drop(ctx, user+"/"+id, doc.Parts)
	return nil
}

// close gives up what is under way.
func (e *exports) close() error {
	e.end()
	e.work.Wait()
	return nil
}

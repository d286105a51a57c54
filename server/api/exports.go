package api

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// The bounds of exports that are made before they are fetched.
const (
	exportKeep    = 15 * time.Minute // a finished file waits so long
	exportsAtOnce = 2                // are written at a time; the others wait
	exportsOwn    = 3                // of one user, waiting, running or ready
)

// ExportFolder begins the name of the folder that a server keeps exports in.
const ExportFolder = "hotline-exports-"

// The states of an export.
const (
	exportWaiting = "waiting"
	exportRunning = "running"
	exportReady   = "ready"
	exportFailed  = "failed"
)

// exports are files being made for somebody (导出任务), in a folder that goes with
// the server. A file is fetched once, by the one who asked for it.
type exports struct {
	slots chan struct{}
	work  sync.WaitGroup

	mu   sync.Mutex
	dir  string
	jobs map[string]*exportJob
}

// exportJob is one file being made.
type exportJob struct {
	id, user, name string
	state          string
	done, total    int
	path           string
	stop           context.CancelFunc
	drop           *time.Timer
}

func newExports() *exports {
	return &exports{slots: make(chan struct{}, exportsAtOnce), jobs: map[string]*exportJob{}}
}

// begin makes a file in the background, and says false when the user has too
// many already.
func (e *exports) begin(ctx context.Context, user, name string, fill func(ctx context.Context, f *os.File, progress func(done, total int)) error) (exportJob, bool, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	own := 0
	for _, j := range e.jobs {
		if j.user == user && j.state != exportFailed {
			own++
		}
	}
	if own >= exportsOwn {
		return exportJob{}, false, nil
	}
	if e.dir == "" {
		dir, err := os.MkdirTemp("", ExportFolder)
		if err != nil {
			return exportJob{}, true, err
		}
		e.dir = dir
	}
	ctx, stop := context.WithTimeout(ctx, exportTime)
	j := &exportJob{id: newID(16), user: user, name: name, state: exportWaiting, stop: stop}
	j.path = filepath.Join(e.dir, j.id)
	j.drop = time.AfterFunc(exportTime+exportKeep, func() { e.forget(j.id) })
	e.jobs[j.id] = j
	e.work.Go(func() { e.end(j, e.run(ctx, j, fill)) })
	return *j, true, nil
}

// run waits for its turn and writes the file.
func (e *exports) run(ctx context.Context, j *exportJob, fill func(ctx context.Context, f *os.File, progress func(done, total int)) error) error {
	defer j.stop()
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	e.change(j, func() { j.state = exportRunning })
	f, err := os.OpenFile(j.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = fill(ctx, f, func(done, total int) {
		if done%100 == 0 || done == total {
			e.change(j, func() { j.done, j.total = done, total })
		}
	})
	return errors.Join(err, f.Close())
}

func (e *exports) change(j *exportJob, set func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	set()
}

// end keeps the file for a while, or what is left of it not at all.
func (e *exports) end(j *exportJob, err error) {
	e.change(j, func() {
		j.state = exportReady
		if err != nil {
			j.state = exportFailed
			_ = os.Remove(j.path) // the folder goes with the server
		}
		j.drop.Reset(exportKeep)
	})
}

// find is the user's own export as it stands; nobody learns of another's.
func (e *exports) find(id, user string) (exportJob, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	j := e.jobs[id]
	if j == nil || j.user != user {
		return exportJob{}, false
	}
	return *j, true
}

// take opens a finished file, which is then gone from the list and the folder.
func (e *exports) take(id, user string) (*os.File, exportJob, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	j := e.jobs[id]
	if j == nil || j.user != user || j.state != exportReady {
		return nil, exportJob{}, os.ErrNotExist
	}
	f, err := os.Open(j.path)
	delete(e.jobs, id)
	j.drop.Stop()
	return f, *j, errors.Join(err, os.Remove(j.path))
}

// forget drops an export that nobody fetched in time.
func (e *exports) forget(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if j := e.jobs[id]; j != nil {
		j.stop()
		_ = os.Remove(j.path) // the folder goes with the server
		delete(e.jobs, id)
	}
}

// close gives up what is under way and removes the folder.
func (e *exports) close() error {
	e.mu.Lock()
	for _, j := range e.jobs {
		j.stop()
		j.drop.Stop()
	}
	dir := e.dir
	e.mu.Unlock()
	e.work.Wait()
	if dir == "" {
		return nil
	}
	return os.RemoveAll(dir)
}

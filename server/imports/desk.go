package imports

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/tables"
)

// Deps is what imports need of the server.
type Deps struct {
	Service    dispatch.Service // with its Store and Now
	Categories func() []dispatch.Category
	Catalogue  func() *dispatch.Catalogue
	Reload     func(ctx context.Context) error // of the directory, after it was written
	// Seal and Open hide what is said of people with the identity keys.
	Seal func(id string, v any) (string, error)
	Open func(id, sealed string, v any) error
	Hash func(password string) string
	// Changed tells who has to know that a record of the directory is new.
	Changed func(ctx context.Context, by dispatch.Actor, kind, id string)
	Server  string // the name of this one
	MaxSize int64
}

// Desk takes files of rows in (导入).
type Desk struct {
	Deps
	Store dispatch.Store
	Now   func() time.Time

	slots  chan struct{}
	work   sync.WaitGroup
	ending context.Context
	end    context.CancelFunc

	mu   sync.Mutex
	mine map[string]bool // worked on here
}

// atOnce is how many imports a server works on at a time.
const atOnce = 2

// MaxSize is the biggest file that is taken unless configured otherwise.
const MaxSize = 64 << 20

// previewRows are shown of a file before anything is done with it.
const previewRows = 20

// NewDesk makes the desk. Close it before the store.
func NewDesk(d Deps) *Desk {
	if d.MaxSize == 0 {
		d.MaxSize = MaxSize
	}
	k := &Desk{Deps: d, Store: d.Service.Store, Now: d.Service.Now, slots: make(chan struct{}, atOnce), mine: map[string]bool{}}
	k.ending, k.end = context.WithCancel(context.Background())
	return k
}

// Close lets what runs stop behind its last batch; it goes on at the next start.
func (d *Desk) Close() error {
	d.end()
	d.work.Wait()
	return nil
}

// Wait waits until nothing is worked on here.
func (d *Desk) Wait() { d.work.Wait() }

// Take stores a file and looks at its columns.
func (d *Desk) Take(ctx context.Context, k Kind, name string, r io.Reader, by dispatch.Actor) (*Import, []tables.Row, error) {
	id := make([]byte, 12)
	rand.Read(id) // never fails
	m := &Import{ID: hex.EncodeToString(id), Kind: k, Name: clip(strings.TrimSpace(name), 120), State: Sent, By: by, At: d.Now().UTC()}
	err := d.take(ctx, m, io.LimitReader(r, d.MaxSize+1))
	if err == nil && m.Size > d.MaxSize {
		err = dispatch.FieldError("file", "file_size", d.MaxSize>>20)
	}
	var rows []tables.Row
	if err == nil {
		rows, err = d.look(ctx, m, "")
	}
	if err == nil {
		err = d.save(ctx, m)
	}
	if err != nil {
		d.drop(context.WithoutCancel(ctx), kindPart, m.ID, m.Parts)
		return nil, nil, err
	}
	return m, rows, nil
}

// look reads the columns and first rows of a sheet and guesses what they are.
func (d *Desk) look(ctx context.Context, m *Import, sheet string) ([]tables.Row, error) {
	f, err := tables.Open(d.file(ctx, m), m.Size)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if sheet == "" {
		sheet = f.First()
	}
	h, rows, err := f.Preview(sheet, previewRows)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(h.Columns, secretColumn) {
		h.Notes = append(h.Notes, noteSecret)
	}
	for _, r := range rows {
		hideSecrets(r.Fields)
	}
	m.Format, m.Sheets, m.Sheet, m.Columns, m.Notes, m.Rows = f.Format, f.Sheets, sheet, h.Columns, h.Notes, h.Rows
	if len(m.Sheets) < 2 {
		m.Sheets = nil
	}
	m.Mapping, m.Profile = m.Kind.Guess(m.Columns), ""
	d.adopt(ctx, m)
	return rows, d.hide(ctx, kindSight, m.ID, rows)
}

// Preview gives the first rows again.
func (d *Desk) Preview(ctx context.Context, m *Import) (rows []tables.Row, err error) {
	return rows, d.show(ctx, kindSight, m.ID, &rows)
}

// Change is what a clerk decides about a file.
type Change struct {
	Sheet   *string
	Kind    *Kind
	Mapping Mapping
}

// Map changes the sheet or the mapping. What was tried before counts no more.
func (d *Desk) Map(ctx context.Context, id string, c Change) (*Import, error) {
	m, err := d.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if m.State != Sent && m.State != Checked && (m.State != Failed && m.State != Cancelled || m.Cursor > 0) {
		return nil, dispatch.Errorf(dispatch.Conflict, "import_state")
	}
	if c.Kind != nil && *c.Kind != m.Kind || c.Sheet != nil && *c.Sheet != m.Sheet {
		if c.Kind != nil {
			m.Kind = *c.Kind
		}
		sheet := m.Sheet
		if c.Sheet != nil {
			sheet = *c.Sheet
		}
		if _, err := d.look(ctx, m, sheet); err != nil {
			return nil, err
		}
	}
	if c.Mapping != nil {
		if err := c.Mapping.Check(m.Kind, m.Columns); err != nil {
			return nil, err
		}
		m.Mapping, m.Profile = c.Mapping, ""
	}
	m.State, m.Check, m.Faults, m.Unknown, m.Problem = Sent, nil, nil, nil, nil
	return m, d.save(ctx, m)
}

// Begin starts a trial (试运行) or the run of an import.
func (d *Desk) Begin(ctx context.Context, id string, to State) (*Import, error) {
	m, err := d.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if m.State.busy() || m.State == Done || to == Checking && m.Cursor > 0 {
		return nil, dispatch.Errorf(dispatch.Conflict, "import_state")
	}
	if err := m.Mapping.Ready(m.Kind); err != nil {
		return nil, err
	}
	m.State, m.Problem, m.Stop, m.Ended = to, nil, false, time.Time{}
	if m.Cursor == 0 {
		m.Share, m.Faults, m.Unknown, m.Started = 0, nil, nil, d.Now().UTC()
	}
	return m, d.claim(ctx, m)
}

// claim makes an import this server's and works on it.
func (d *Desk) claim(ctx context.Context, m *Import) error {
	d.mu.Lock()
	taken := d.mine[m.ID]
	d.mine[m.ID] = true
	d.mu.Unlock()
	if taken {
		return dispatch.Errorf(dispatch.Conflict, "import_state")
	}
	m.Server, m.Beat = d.Server, d.Now().UTC()
	if err := d.save(ctx, m); err != nil {
		d.release(m.ID)
		return err
	}
	own := *m
	d.work.Go(func() { defer d.release(own.ID); d.process(&own) })
	return nil
}

func (d *Desk) release(id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.mine, id)
}

// silence is how long a server may say nothing of an import before another goes
// on with it.
const silence = 30 * time.Second

// Resume goes on with what a server left that is gone (断点续导).
func (d *Desk) Resume(ctx context.Context) (int, error) {
	all, err := d.All(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, m := range all {
		d.mu.Lock()
		mine := d.mine[m.ID]
		d.mu.Unlock()
		if mine || !m.State.busy() || m.Server != "" && d.Now().Sub(m.Beat) < silence {
			continue
		}
		err := d.claim(ctx, m)
		if c := dispatch.CodeOf(err); err != nil && c != dispatch.Conflict {
			return n, err
		}
		if err == nil {
			n++
		}
	}
	return n, nil
}

// Cancel asks a run to end behind its batch (取消). What it wrote stays; the same
// import may go on later.
func (d *Desk) Cancel(ctx context.Context, id string) (*Import, error) {
	for {
		m, err := d.Find(ctx, id)
		if err != nil || !m.State.busy() {
			return m, err
		}
		m.Stop = true
		if err = d.save(ctx, m); dispatch.CodeOf(err) != dispatch.Conflict || err == nil {
			return m, err
		}
	}
}

// Remove forgets an import with its file (删除上传).
func (d *Desk) Remove(ctx context.Context, id string) error {
	m, err := d.Find(ctx, id)
	if err != nil {
		return err
	}
	if m.State.busy() {
		return dispatch.Errorf(dispatch.Conflict, "import_state")
	}
	d.drop(ctx, kindPart, id, m.Parts)
	d.drop(ctx, kindLeft, id, m.Left)
	for _, kind := range []string{kindSight, kindSecrets, kindDraft} {
		_ = d.Store.DeleteRecord(ctx, kind, id) // there may be none
	}
	return d.Store.DeleteRecord(ctx, kindImport, id)
}

// Left calls fn for every row that was not taken over, with the reason.
func (d *Desk) Left(ctx context.Context, m *Import, fn func(cells []string, f Fault) error) error {
	for n := range m.Left {
		var rows []leftRow
		if err := d.show(ctx, kindLeft, partID(m.ID, n), &rows); err != nil {
			return err
		}
		for _, r := range rows {
			if err := fn(r.Cells, r.Fault); err != nil {
				return err
			}
		}
	}
	return nil
}

// Secret is an initial password.
type Secret struct {
	Username string `json:"username"`
	Name     string `json:"name"`
	Unit     string `json:"unit"`
	Password string `json:"password"`
}

// Secrets gives the initial passwords of an import out, once.
func (d *Desk) Secrets(ctx context.Context, id string) ([]Secret, error) {
	m, err := d.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	var list []Secret
	if err := d.show(ctx, kindSecrets, id, &list); err != nil {
		return nil, err
	}
	if err := d.Store.DeleteRecord(ctx, kindSecrets, id); err != nil { // of two that ask at once one gets them
		return nil, err
	}
	m.Secrets = 0
	if err := d.save(ctx, m); err != nil && dispatch.CodeOf(err) != dispatch.Conflict {
		return nil, err
	}
	return list, nil
}

// How a run may end before its file does.
var (
	errStopped = errors.New("somebody wanted the import to end")
	errLost    = errors.New("another server has the import")
)

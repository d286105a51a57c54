package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/tables"
)

// The records of imports. What a file says of people is sealed.
const (
	kindImport  = "table"         // id = of the import
	kindPart    = "table_part"    // of the file that was sent; id = import/number
	kindLeft    = "table_left"    // rows that were not taken over; id = import/number
	kindSight   = "table_preview" // the first rows
	kindSecrets = "table_secrets" // initial passwords, until they are fetched
	kindProfile = "table_profile" // saved mappings; id = kind/name
)

// Sealed lists the kinds that only the identity keys open.
var Sealed = []string{kindPart, kindLeft, kindSight, kindSecrets, kindDraft}

// keep is how long an import, its file and its rejected rows are there.
const keep = 7 * 24 * time.Hour

// partSize is the length of a part of a file.
const partSize = 512 << 10

// State is where an import stands.
type State string

// The states of an import.
const (
	Sent      State = "sent"     // 已上传
	Checking  State = "checking" // 试运行中
	Checked   State = "checked"
	Running   State = "running" // 导入中
	Done      State = "done"
	Cancelled State = "cancelled"
	Failed    State = "failed"
)

// States lists the states.
var States = []State{Sent, Checking, Checked, Running, Done, Cancelled, Failed}

func (s State) busy() bool { return s == Checking || s == Running }

// Fault is why a row was not taken over.
type Fault struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Column string `json:"column,omitempty"` // of the file, that the field was read from
	Key    string `json:"key"`
	Args   []any  `json:"args,omitempty"`
}

// key is the field of the mapping that a fault is of: what a matter calls
// caller.phone is the phone of a row.
func (f Fault) key() string {
	if f.Field == "caller.address" {
		return "home"
	}
	return f.Field[strings.LastIndexByte(f.Field, '.')+1:]
}

// Err is the fault as an error that a reader can be told.
func (f Fault) Err() *dispatch.Error {
	return &dispatch.Error{Code: dispatch.Invalid, Key: f.Key, Field: f.Field, Args: f.Args}
}

func faultOf(line int, err error) Fault {
	var faults dispatch.Faults
	var e *dispatch.Error
	switch {
	case errors.As(err, &faults) && len(faults) > 0:
		e = faults[0]
	case !errors.As(err, &e):
		return Fault{Line: line, Key: "internal"}
	}
	return Fault{Line: line, Field: e.Field, Key: e.Key, Args: e.Args}
}

// Counts is what became of the rows.
type Counts struct {
	Rows     int `json:"rows"`
	New      int `json:"new"`
	Changed  int `json:"changed"` // there before, and not so
	Known    int `json:"known"`   // there before, or more than once in the file
	Rejected int `json:"rejected"`
}

// Import is a file that was sent and how far it is (导入任务).
type Import struct {
	ID      string                    `json:"id"`
	Kind    Kind                      `json:"kind"`
	Name    string                    `json:"name"`
	State   State                     `json:"state"`
	By      dispatch.Actor            `json:"by"`
	At      time.Time                 `json:"at"`
	Size    int64                     `json:"size"`
	Parts   int                       `json:"parts"`
	Format  tables.Format             `json:"format"`
	Sheets  []tables.Sheet            `json:"sheets,omitempty"`
	Sheet   string                    `json:"sheet,omitempty"`
	Columns []string                  `json:"columns"`
	Notes   []string                  `json:"notes,omitempty"`
	Rows    int                       `json:"rows,omitempty"` // as many as there seem to be
	Mapping Mapping                   `json:"mapping"`
	Profile string                    `json:"profile,omitempty"` // the mapping is that of
	Check   *Counts                   `json:"check,omitempty"`
	Result  *Counts                   `json:"result,omitempty"`
	Faults  []Fault                   `json:"faults,omitempty"`  // the first
	Unknown map[string]map[string]int `json:"unknown,omitempty"` // words by field that nobody knows
	Share   float64                   `json:"share"`
	Started time.Time                 `json:"started,omitzero"`
	Ended   time.Time                 `json:"ended,omitzero"`
	Problem *Fault                    `json:"problem,omitempty"` // why it failed
	Version string                    `json:"version,omitempty"` // of the catalogue that was made
	Secrets int                       `json:"secrets,omitempty"` // initial passwords that wait to be fetched

	Cursor int       `json:"cursor,omitempty"` // the last line that is over
	Left   int       `json:"left,omitempty"`   // parts of rejected rows
	Server string    `json:"server,omitempty"` // that works on it
	Beat   time.Time `json:"beat,omitzero"`
	Stop   bool      `json:"stop,omitempty"` // somebody wants it to end

	version int
}

// MarshalRecord is the body of the record.
func (d *Desk) save(ctx context.Context, m *Import) error {
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	now := d.Now()
	v, err := d.Store.PutRecord(ctx, dispatch.Record{Kind: kindImport, ID: m.ID, Version: m.version, Body: body, At: now, Expires: now.Add(keep)})
	if err == nil {
		m.version = v
	}
	return err
}

func read(r dispatch.Record) (*Import, error) {
	m := &Import{version: r.Version}
	return m, json.Unmarshal(r.Body, m)
}

// Find gives an import as it stands.
func (d *Desk) Find(ctx context.Context, id string) (*Import, error) {
	r, err := d.Store.Record(ctx, kindImport, id)
	if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
		return nil, dispatch.Errorf(dispatch.NotFound, "import_unknown")
	}
	if err != nil {
		return nil, err
	}
	return read(r)
}

// All lists the imports that are kept.
func (d *Desk) All(ctx context.Context) ([]*Import, error) {
	var out []*Import
	return out, dispatch.EachRecord(ctx, d.Store, kindImport, func(r dispatch.Record) error {
		m, err := read(r)
		out = append(out, m)
		return err
	})
}

// sealed is the body of a record that says something of people.
type sealed struct {
	Sealed string `json:"sealed"`
}

// Reseal changes who sealed a record of one of those kinds; ok is false where it
// is the active key already.
func Reseal(r dispatch.Record, active string, by func(sealed string) string, turn func(of, sealed string) (string, error)) (_ dispatch.Record, ok bool, err error) {
	var s sealed
	if err := json.Unmarshal(r.Body, &s); err != nil || by(s.Sealed) == active {
		return r, false, err
	}
	if s.Sealed, err = turn(r.Kind+"/"+r.ID, s.Sealed); err != nil {
		return r, false, err
	}
	r.Body, err = json.Marshal(s)
	return r, err == nil, err
}

func partID(id string, n int) string { return fmt.Sprintf("%s/%06d", id, n) }

// hide writes a record that only the identity keys open. It takes the place of
// one of the same name, which a run that broke off may have left.
func (d *Desk) hide(ctx context.Context, kind, id string, v any) error {
	text, err := d.Seal(kind+"/"+id, v)
	if err != nil {
		return err
	}
	body, err := json.Marshal(sealed{text})
	if err != nil {
		return err
	}
	now := d.Now()
	r := dispatch.Record{Kind: kind, ID: id, Body: body, At: now, Expires: now.Add(keep)}
	_, err = d.Store.PutRecord(ctx, r)
	if dispatch.CodeOf(err) != dispatch.Exists || err == nil {
		return err
	}
	known, err := d.Store.Record(ctx, kind, id)
	if err != nil {
		return err
	}
	r.Version = known.Version
	_, err = d.Store.PutRecord(ctx, r)
	return err
}

func (d *Desk) show(ctx context.Context, kind, id string, v any) error {
	r, err := d.Store.Record(ctx, kind, id)
	if err != nil {
		return err
	}
	var s sealed
	if err := json.Unmarshal(r.Body, &s); err != nil {
		return err
	}
	return d.Open(kind+"/"+id, s.Sealed, v)
}

// take stores a file part by part.
func (d *Desk) take(ctx context.Context, m *Import, r io.Reader) error {
	buf := make([]byte, partSize)
	for {
		n, err := io.ReadFull(r, buf)
		if n > 0 {
			if err := d.hide(ctx, kindPart, partID(m.ID, m.Parts), buf[:n]); err != nil {
				return err
			}
			m.Parts++
			m.Size += int64(n)
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// file reads a stored file anywhere, keeping the parts that were read last.
type file struct {
	ctx   context.Context // of the reading: a reader has nowhere else to take it from
	desk  *Desk
	id    string
	size  int64
	parts [2]struct {
		n int
		b []byte
	}
	next int
}

func (d *Desk) file(ctx context.Context, m *Import) *file {
	return &file{ctx: ctx, desk: d, id: m.ID, size: m.Size}
}

func (f *file) ReadAt(b []byte, off int64) (n int, err error) {
	for n < len(b) {
		if off >= f.size {
			return n, io.EOF
		}
		part, err := f.part(int(off / partSize))
		if err != nil {
			return n, err
		}
		k := copy(b[n:], part[min(int(off%partSize), len(part)):])
		if k == 0 {
			return n, io.ErrUnexpectedEOF
		}
		n, off = n+k, off+int64(k)
	}
	return n, nil
}

func (f *file) part(n int) ([]byte, error) {
	for _, p := range f.parts {
		if p.b != nil && p.n == n {
			return p.b, nil
		}
	}
	var b []byte
	if err := f.desk.show(f.ctx, kindPart, partID(f.id, n), &b); err != nil {
		if dispatch.CodeOf(err) == dispatch.NotFound {
			err = dispatch.FieldError("file", "import_expired")
		}
		return nil, err
	}
	f.parts[f.next].n, f.parts[f.next].b = n, b
	f.next = (f.next + 1) % len(f.parts)
	return b, nil
}

// drop removes what was kept of people, as far as the store lets it: what stays
// expires.
func (d *Desk) drop(ctx context.Context, kind, id string, parts int) {
	for n := range parts {
		_ = d.Store.DeleteRecord(ctx, kind, partID(id, n))
	}
}

// put writes v as the record, whatever its version was.
func put(ctx context.Context, st dispatch.Store, kind, id string, v any, now time.Time) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	version := 0
	if r, err := st.Record(ctx, kind, id); err == nil {
		version = r.Version
	} else if dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: kind, ID: id, Version: version, Body: body, At: now})
	return err
}

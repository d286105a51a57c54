package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/server/imports"
	"hotline/server/tables"
)

// Import brings a file of history into the store from the command line (导入历史工单).
// A row is known by platform and number, so that importing a file again, or going
// on after a break, brings nothing twice.
type Import struct {
	store    dispatch.Store
	now      func() time.Time
	past     imports.PastWriter
	progress io.Writer
	report   io.Writer // rejected rows: line, reason

	batch  []imports.Past
	Result ImportResult
}

// newImport writes through a store, which need not be that of the server.
func newImport(a *App, st dispatch.Store, progress, report io.Writer) *Import {
	past := imports.PastWriter{Store: st, Rules: a.Directory.Rules, Route: a.Directory.Route, Hash: a.Service.HashPhone, Code: queryCode, Reload: a.Directory.Reload, Now: a.Clock.Now}
	return &Import{store: st, now: a.Clock.Now, past: past, progress: progress, report: report}
}

// ImportResult is what an import did.
type ImportResult struct {
	Rows     int `json:"rows"`
	New      int `json:"new"`
	Known    int `json:"known"`
	Rejected int `json:"rejected"`
	Resumed  int `json:"resumed"`
}

// importBatch is how many tickets are written together; a break loses at most
// the progress of one batch, never a ticket.
const importBatch = 200

// wholeFile marks a file that was read to its end.
const wholeFile = 1 << 40

// progressMark is where an import of one file stands.
type progressMark struct {
	Line int          `json:"line"`
	Sum  ImportResult `json:"sum"`
}

// File imports a JSONL, CSV or XLSX file of a known shape. Bad rows are reported
// and passed over.
func (m *Import) File(ctx context.Context, path string) error {
	id, err := fileID(path)
	if err != nil {
		return err
	}
	mark, err := m.mark(ctx, id)
	if err != nil {
		return err
	}
	m.Result = mark.Sum
	m.Result.Resumed = mark.Line
	last := time.Time{}
	err = eachRow(path, func(shape string, r tables.Row, share float64) error {
		if r.Line <= mark.Line {
			return nil
		}
		m.row(shape, r)
		if now := time.Now(); now.Sub(last) > 200*time.Millisecond {
			last = now
			m.bar(share)
		}
		if len(m.batch) < importBatch {
			return nil
		}
		return m.flush(ctx, id, r.Line)
	})
	if err == nil {
		err = m.flush(ctx, id, wholeFile)
	}
	if err == nil {
		m.bar(1)
		last = time.Now()
	}
	if !last.IsZero() { // a bar was drawn
		fmt.Fprintln(m.progress)
	}
	return err
}

// eachRow calls fn for every row of a file whose shape is known.
func eachRow(path string, fn func(shape string, r tables.Row, share float64) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a directory", path)
	}
	table, err := tables.Open(f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: %s", filepath.Base(path), api.English(err))
	}
	defer table.Close()
	head, err := table.Head("")
	if err != nil {
		return fmt.Errorf("%s: %s", filepath.Base(path), api.English(err))
	}
	shape := imports.ShapeOf(head.Columns)
	if shape == "" {
		return usage{fmt.Sprintf("%s: is none of the files that are known here: its columns are %q; want id, title, text, time, reply, reply_time (messages) or id, user, title, text, time, up, down (votes) or id, type, agency, created, due, closed (requests); other files are imported on the page /admin/import",
			filepath.Base(path), head.Columns[:min(len(head.Columns), 10)])}
	}
	return table.Rows("", func(r tables.Row, share float64) error { return fn(shape, r, share) })
}

// row understands one row or rejects it with a reason.
func (m *Import) row(shape string, r tables.Row) {
	m.Result.Rows++
	p, err := imports.Read(shape, r)
	if err == nil {
		err = p.Valid()
	}
	if err != nil {
		m.Result.Rejected++
		fmt.Fprintf(m.report, "%d\t%s\n", r.Line, strings.ReplaceAll(api.English(err), "\n", " "))
		return
	}
	m.batch = append(m.batch, p)
}

// flush writes the batch and then where it got to.
func (m *Import) flush(ctx context.Context, id string, line int) error {
	n, err := m.past.Bring(ctx, m.batch)
	if err != nil {
		return err
	}
	m.Result.New += n
	m.Result.Known += len(m.batch) - n
	m.batch = m.batch[:0]
	return put(ctx, m.store, dispatch.KindImport, id, progressMark{Line: line, Sum: m.Result}, m.now())
}

func (m *Import) mark(ctx context.Context, id string) (progressMark, error) {
	var mark progressMark
	r, err := m.store.Record(ctx, dispatch.KindImport, id)
	if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
		return mark, nil
	}
	if err != nil {
		return mark, err
	}
	return mark, json.Unmarshal(r.Body, &mark)
}

// bar draws how far it is.
func (m *Import) bar(share float64) {
	const width = 30
	full := min(int(share*width), width)
	fmt.Fprintf(m.progress, "\r[%s%s] %3.0f%%  %d rows, %d new, %d known, %d rejected", strings.Repeat("=", full), strings.Repeat(" ", width-full),
		share*100, m.Result.Rows, m.Result.New, m.Result.Known, m.Result.Rejected)
}

// fileID knows a file by its content, so that going on needs no name.
func fileID(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"hotline/dispatch"
)

// kindExportPart are the files of exports, cut into parts; id = user/id/number.
const kindExportPart = "export_part"

// exportPart is the length of a part: well below what a store takes as one
// record, and all that writing or reading an export of any length keeps in
// memory.
const exportPart = 512 << 10

func partKey(key string, n int) string { return fmt.Sprintf("%s/%06d", key, n) }

// partWriter writes a file into the store part by part.
type partWriter struct {
	ctx     context.Context // of the export: a writer has nowhere else to take it from
	exports *exports
	key     string
	buf     []byte
	parts   int
	size    int
}

func (w *partWriter) Write(b []byte) (n int, err error) {
	for len(b) > 0 {
		if w.buf == nil {
			w.buf = make([]byte, 0, exportPart)
		}
		k := min(len(b), exportPart-len(w.buf))
		w.buf = append(w.buf, b[:k]...)
		n, b = n+k, b[k:]
		if len(w.buf) == exportPart {
			if err := w.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// flush stores what is left as a part. Parts outlive the record that names them.
func (w *partWriter) flush() error {
	if len(w.buf) == 0 {
		return nil
	}
	body, err := json.Marshal(w.buf)
	if err != nil {
		return err
	}
	now := w.exports.now()
	r := dispatch.Record{Kind: kindExportPart, ID: partKey(w.key, w.parts), Body: body, At: now, Expires: now.Add(exportTime + 2*exportKeep)}
	if _, err := w.exports.store.PutRecord(w.ctx, r); err != nil {
		return err
	}
	w.parts, w.size, w.buf = w.parts+1, w.size+len(w.buf), w.buf[:0]
	return nil
}

// partReader reads a file out of the store, and removes it when it is closed.
type partReader struct {
	ctx     context.Context // of the answer: a reader has nowhere else to take it from
	stop    context.CancelFunc
	exports *exports
	key     string
	buf     []byte
	next    int
	parts   int
}

func (e *exports) open(key string, parts int) io.ReadCloser {
	r := &partReader{exports: e, key: key, parts: parts}
	r.ctx, r.stop = context.WithTimeout(e.ending, exportTime)
	return r
}

func (r *partReader) Read(b []byte) (int, error) {
	for len(r.buf) == 0 {
		if r.next == r.parts {
			return 0, io.EOF
		}
		rec, err := r.exports.store.Record(r.ctx, kindExportPart, partKey(r.key, r.next))
		if err != nil {
			return 0, err
		}
		if err := json.Unmarshal(rec.Body, &r.buf); err != nil {
			return 0, err
		}
		r.next++
	}
	n := copy(b, r.buf)
	r.buf = r.buf[n:]
	return n, nil
}

// Close removes the file: it was fetched, or broke off and cannot be again.
func (r *partReader) Close() error {
	r.stop()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), 5*time.Second)
	defer cancel()
	r.exports.drop(ctx, r.key, r.parts)
	return nil
}

// drop removes parts; those that a failing store keeps expire.
func (e *exports) drop(ctx context.Context, key string, parts int) {
	for n := range parts {
		_ = e.store.DeleteRecord(ctx, kindExportPart, partKey(key, n))
	}
}

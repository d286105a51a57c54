package app

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"hotline/dispatch"
	"hotline/sla"
)

// A month's docket, its frozen input in numbered parts (records are bounded) and
// its editions are records of their own. The docket is written last of a step:
// what it does not name does not exist.
const (
	kindDocket  = "docket"
	kindFrozen  = "frozen"  // id = month/hash/part
	kindEdition = "edition" // id = month/number/hash

	frozenPart = 700 << 10 // bytes of a part; less than 1 MiB once written as text
)

// edition is a published month as it is stored, with the brief it went out with.
type edition struct {
	sla.Edition
	Brief *sla.Brief `json:"brief,omitempty"`
}

// docket reads the docket of a month with its version; one that was never begun
// is running.
func (r *reports) docket(ctx context.Context, month string) (sla.Docket, int, error) {
	d := sla.Docket{Month: month}
	rec, err := r.store.Record(ctx, kindDocket, month)
	switch {
	case err != nil && dispatch.CodeOf(err) == dispatch.NotFound:
		return d, 0, nil
	case err != nil:
		return d, 0, err
	}
	if err := json.Unmarshal(rec.Body, &d); err != nil {
		return d, 0, fmt.Errorf("docket %s: %w", month, err)
	}
	return d, rec.Version, nil
}

// keepDocket writes the docket if nobody moved the month along meanwhile.
func (r *reports) keepDocket(ctx context.Context, d sla.Docket, version int) error {
	body, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("docket %s: %w", d.Month, err)
	}
	_, err = r.store.PutRecord(ctx, dispatch.Record{Kind: kindDocket, ID: d.Month, Version: version, Body: body, At: r.now().UTC()})
	if c := dispatch.CodeOf(err); err != nil && (c == dispatch.Exists || c == dispatch.Conflict) {
		return dispatch.Errorf(dispatch.Conflict, "month_moved", d.Month)
	}
	return err
}

// freeze stores a snapshot. Its parts carry its hash in their names, so that a
// freezing broken off leaves nothing that a second one could mistake for its own.
func (r *reports) freeze(ctx context.Context, s sla.Snapshot) (sla.Frozen, error) {
	data := s.Encode()
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	if _, err := zip.Write(data); err != nil {
		return sla.Frozen{}, err
	}
	if err := zip.Close(); err != nil {
		return sla.Frozen{}, err
	}
	f := sla.Frozen{At: s.At, Hash: s.Hash(), Records: len(s.Records)}
	for part := range slices.Chunk(packed.Bytes(), frozenPart) {
		if err := put(ctx, r.store, kindFrozen, frozenID(s.Month, f.Hash, f.Parts), part, r.now()); err != nil {
			return f, fmt.Errorf("freeze %s: %w", s.Month, err)
		}
		f.Parts++
	}
	return f, nil
}

func frozenID(month, hash string, part int) string {
	return fmt.Sprintf("%s/%.16s/%04d", month, hash, part)
}

// thaw reads a frozen snapshot, and refuses one that is not what was frozen.
func (r *reports) thaw(ctx context.Context, month string, f sla.Frozen) (sla.Snapshot, error) {
	return r.snapshots.get(month+"/"+f.Hash, func() (sla.Snapshot, error) {
		data, err := r.frozen(ctx, month, f)
		if err == nil {
			var s sla.Snapshot
			if s, err = sla.ParseSnapshot(data, f.Hash); err == nil {
				return s, nil
			}
		}
		if errors.Is(err, sla.ErrDamaged) {
			err = &dispatch.Error{Code: dispatch.Unavailable, Key: "month_damaged", Args: []any{month}, Err: err}
		}
		return sla.Snapshot{}, fmt.Errorf("frozen month %s: %w", month, err)
	})
}

func (r *reports) frozen(ctx context.Context, month string, f sla.Frozen) ([]byte, error) {
	var packed bytes.Buffer
	for i := range f.Parts {
		rec, err := r.store.Record(ctx, kindFrozen, frozenID(month, f.Hash, i))
		if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
			return nil, fmt.Errorf("%w: part %d of %d is missing", sla.ErrDamaged, i+1, f.Parts)
		}
		if err != nil {
			return nil, err
		}
		var part []byte
		if err := json.Unmarshal(rec.Body, &part); err != nil {
			return nil, fmt.Errorf("%w: part %d of %d: %w", sla.ErrDamaged, i+1, f.Parts, err)
		}
		packed.Write(part)
	}
	zip, err := gzip.NewReader(&packed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", sla.ErrDamaged, err)
	}
	data, err := io.ReadAll(zip)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", sla.ErrDamaged, err)
	}
	return data, nil
}

// editionID carries the hash: of two who publish at once, neither touches what
// the other wrote.
func editionID(month string, e sla.EditionHead) string {
	return fmt.Sprintf("%s/%04d/%.16s", month, e.N, e.Hash)
}

// keepEdition stores an edition that the docket is about to name.
func (r *reports) keepEdition(ctx context.Context, month string, e edition) error {
	return put(ctx, r.store, kindEdition, editionID(month, e.EditionHead), e, r.now())
}

// edition reads a published edition; n = 0 is the one in force.
func (r *reports) edition(ctx context.Context, d sla.Docket, n int) (edition, error) {
	if n == 0 {
		n = len(d.Editions)
	}
	if n < 1 || n > len(d.Editions) {
		return edition{}, dispatch.Errorf(dispatch.NotFound, "edition_unknown", n)
	}
	id := editionID(d.Month, d.Editions[n-1])
	return r.editions.get(id, func() (edition, error) {
		var e edition
		rec, err := r.store.Record(ctx, kindEdition, id)
		if err == nil {
			err = json.Unmarshal(rec.Body, &e)
		}
		if err != nil {
			return e, fmt.Errorf("edition %d of %s: %w", n, d.Month, err)
		}
		return e, nil
	})
}

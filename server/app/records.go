package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hotline/dispatch"
)

// newest is the version of a versioned thing that is in force: the last one
// that was put in.
func newest(ctx context.Context, st dispatch.Store, kind string) (dispatch.Record, bool, error) {
	var best dispatch.Record
	found := false
	err := dispatch.EachRecord(ctx, st, kind, func(r dispatch.Record) error {
		if !found || r.At.After(best.At) {
			best, found = r, true
		}
		return nil
	})
	return best, found, err
}

// put writes v as the record, whatever its version was.
func put(ctx context.Context, st dispatch.Store, kind, id string, v any, now time.Time) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("%s %s: %w", kind, id, err)
	}
	for range 5 {
		version := 0
		switch r, err := st.Record(ctx, kind, id); {
		case err == nil:
			version = r.Version
		case dispatch.CodeOf(err) != dispatch.NotFound:
			return err
		}
		_, err = st.PutRecord(ctx, dispatch.Record{Kind: kind, ID: id, Version: version, Body: body, At: now})
		if c := dispatch.CodeOf(err); err == nil || (c != dispatch.Conflict && c != dispatch.Exists) {
			return err
		}
	}
	return err
}

package api

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// keptAppeal is an appeal with its version in the store.
type keptAppeal struct {
	dispatch.Appeal
	version int
}

// loadAppeals reads the appeals and exclusions of a month, or of all months for
// "". Their names begin with the month.
func loadAppeals(ctx context.Context, st dispatch.Store, month string) ([]keptAppeal, error) {
	var out []keptAppeal
	for after := month; ; {
		rs, err := st.Records(ctx, dispatch.KindAppeal, after, 200)
		if err != nil || len(rs) == 0 {
			return out, err
		}
		for _, r := range rs {
			if !strings.HasPrefix(r.ID, month) {
				return out, nil
			}
			k := keptAppeal{version: r.Version}
			if err := json.Unmarshal(r.Body, &k.Appeal); err != nil {
				return nil, fmt.Errorf("appeal %s: %w", r.ID, err)
			}
			out, after = append(out, k), r.ID
		}
	}
}

// Appeals are the appeals and exclusions of a month.
func Appeals(ctx context.Context, st dispatch.Store, month string) ([]dispatch.Appeal, error) {
	kept, err := loadAppeals(ctx, st, month)
	var out []dispatch.Appeal
	for _, k := range kept {
		out = append(out, k.Appeal)
	}
	return out, err
}

// Adjustments are what was decided in favour of units about a month.
func Adjustments(ctx context.Context, st dispatch.Store, month string) ([]sla.Adjustment, error) {
	kept, err := loadAppeals(ctx, st, month)
	var out []sla.Adjustment
	for _, k := range kept {
		if k.State == dispatch.AppealUpheld {
			out = append(out, k.Adjustment())
		}
	}
	return out, err
}

// PutAppeal writes the appeal where the stored version is the given one; of two
// who decide at once one writes.
func PutAppeal(ctx context.Context, st dispatch.Store, a dispatch.Appeal, version int, now time.Time) error {
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("appeal %s: %w", a.ID(), err)
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindAppeal, ID: a.ID(), Version: version, Body: body, At: now})
	switch code := dispatch.CodeOf(err); {
	case err == nil:
		return nil
	case version == 0 && (code == dispatch.Exists || code == dispatch.Conflict):
		return dispatch.Errorf(dispatch.Conflict, "appeal_open", a.No)
	case code == dispatch.Conflict:
		return dispatch.Errorf(dispatch.Conflict, "appeal_decided")
	}
	return err
}

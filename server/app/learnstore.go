package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/sla"
)

// A model file is kept as a head, with its report, and numbered parts: records
// are bounded, and a list of versions must not read the models.
const (
	kindModel     = "model"
	kindModelPart = "model_part"
	modelPart     = 700 << 10 // bytes of a part; less than 1 MiB once written as text
	keptModels    = 5

	settingActive = "model_active"
	settingTarget = "model_target"
)

var errDamaged = errors.New("the stored file is damaged")

// modelHead is the record of a version. A version whose parts are not all
// written yet is not whole and is not listed.
type modelHead struct {
	api.ModelVersion
	Parts int    `json:"parts"`
	Sum   string `json:"sum"` // of the file
	Whole bool   `json:"whole"`
}

// settings are the version in force ("" for none) and the target precision.
func (l *learner) settings(ctx context.Context) (active string, target float64, err error) {
	target = dispatch.DefaultTarget
	for id, into := range map[string]any{settingActive: &active, settingTarget: &target} {
		r, err := l.store.Record(ctx, dispatch.KindSetting, id)
		if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
			continue
		}
		if err != nil {
			return "", 0, err
		}
		if err := json.Unmarshal(r.Body, into); err != nil {
			return "", 0, fmt.Errorf("setting %s: %w", id, err)
		}
	}
	return active, target, nil
}

// save stores a version and puts it in force; the oldest beyond those kept go.
func (l *learner) save(ctx context.Context, e *dispatch.Experience, at time.Time, took time.Duration) (api.ModelVersion, error) {
	data, err := e.MarshalBinary()
	if err != nil {
		return api.ModelVersion{}, err
	}
	sum := sha256.Sum256(data)
	h := modelHead{Sum: hex.EncodeToString(sum[:])}
	h.ModelVersion = api.ModelVersion{Version: at.In(sla.Zone).Format("20060102-1504") + "-" + h.Sum[:4], TrainedAt: at.UTC().Truncate(time.Millisecond),
		Labels: e.Report.Labels, Examples: e.Report.Examples, LabelCount: e.Report.LabelCount, Accuracy: e.Report.Accuracy,
		MacroF1: e.Report.MacroF1, Top3: e.Report.Top3, TrainMillis: took.Milliseconds(), HeldOut: e.Report.HeldOut}
	parts := slices.Collect(slices.Chunk(data, modelPart))
	h.Parts = len(parts)
	if err := put(ctx, l.store, kindModel, h.Version, h, at); err != nil {
		return h.ModelVersion, err
	}
	for i, part := range parts {
		if err := put(ctx, l.store, kindModelPart, partID(h.Version, i), part, at); err != nil {
			return h.ModelVersion, err
		}
	}
	h.Whole = true
	if err := put(ctx, l.store, kindModel, h.Version, h, at); err != nil {
		return h.ModelVersion, err
	}
	if err := put(ctx, l.store, dispatch.KindSetting, settingActive, h.Version, at); err != nil {
		return h.ModelVersion, err
	}
	return h.ModelVersion, l.prune(ctx, h.Version)
}

func partID(version string, i int) string { return fmt.Sprintf("%s/%04d", version, i) }

// heads lists all versions, the newest first, also those that are not whole.
func (l *learner) heads(ctx context.Context) ([]modelHead, error) {
	var out []modelHead
	err := dispatch.EachRecord(ctx, l.store, kindModel, func(r dispatch.Record) error {
		var h modelHead
		if err := json.Unmarshal(r.Body, &h); err != nil {
			return fmt.Errorf("model %s: %w", r.ID, err)
		}
		out = append(out, h)
		return nil
	})
	slices.SortFunc(out, func(a, b modelHead) int {
		return cmp.Or(b.TrainedAt.Compare(a.TrainedAt), cmp.Compare(b.Version, a.Version))
	})
	return out, err
}

// prune drops versions beyond the newest ones.
func (l *learner) prune(ctx context.Context, active string) error {
	heads, err := l.heads(ctx)
	if err != nil {
		return err
	}
	for _, h := range heads[min(len(heads), keptModels):] {
		if h.Version == active {
			continue
		}
		for i := range h.Parts {
			if err := l.store.DeleteRecord(ctx, kindModelPart, partID(h.Version, i)); err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
				return err
			}
		}
		if err := l.store.DeleteRecord(ctx, kindModel, h.Version); err != nil {
			return err
		}
	}
	return nil
}

// open reads a version, and refuses one that is not the file that was written.
func (l *learner) open(ctx context.Context, version string) (modelHead, *dispatch.Experience, error) {
	var h modelHead
	r, err := l.store.Record(ctx, kindModel, version)
	if err != nil {
		return h, nil, err
	}
	if err := json.Unmarshal(r.Body, &h); err != nil {
		return h, nil, fmt.Errorf("model %s: %w", version, err)
	}
	var data []byte
	for i := range h.Parts {
		r, err := l.store.Record(ctx, kindModelPart, partID(version, i))
		if err != nil {
			return h, nil, err
		}
		var part []byte
		if err := json.Unmarshal(r.Body, &part); err != nil {
			return h, nil, fmt.Errorf("model %s: %w", version, err)
		}
		data = append(data, part...)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != h.Sum {
		return h, nil, fmt.Errorf("model %s: %w", version, &dispatch.Error{Code: dispatch.Invalid, Key: "model_unreadable", Err: errDamaged})
	}
	e := &dispatch.Experience{}
	if err := e.UnmarshalBinary(data); err != nil {
		return h, nil, fmt.Errorf("model %s: %w", version, err)
	}
	return h, e, nil
}

// Settings are the version in force and the target.
func (l *learner) Settings(ctx context.Context) (string, float64, error) { return l.settings(ctx) }

// Versions lists the stored ones, the newest first.
func (l *learner) Versions(ctx context.Context) ([]api.ModelVersion, error) {
	heads, err := l.heads(ctx)
	out := []api.ModelVersion{}
	for _, h := range heads {
		if h.Whole {
			out = append(out, h.ModelVersion)
		}
	}
	return out, err
}

// Activate puts an earlier version in force.
func (l *learner) Activate(ctx context.Context, version string) error {
	heads, err := l.heads(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(heads, func(h modelHead) bool { return h.Version == version && h.Whole }) {
		return dispatch.Errorf(dispatch.NotFound, "model_unknown", version)
	}
	if err := put(ctx, l.store, dispatch.KindSetting, settingActive, version, l.now()); err != nil {
		return err
	}
	return l.reload(ctx)
}

// SetTarget moves the target precision.
func (l *learner) SetTarget(ctx context.Context, target float64) error {
	if err := put(ctx, l.store, dispatch.KindSetting, settingTarget, target, l.now()); err != nil {
		return err
	}
	return l.reload(ctx)
}

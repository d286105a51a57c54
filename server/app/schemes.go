package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"hotline/dispatch"
	"hotline/sla"
)

// schemeBook is every version of every scheme and what was switched on when.
type schemeBook struct {
	versions    []sla.SchemeVersion // oldest first
	activations sla.Activations
}

// loadVersions reads the published versions after the built-in ones, and the
// newest of each name.
func (d *Directory) loadVersions(ctx context.Context, s *snapshot) error {
	add := func(v sla.SchemeVersion) {
		known := func(o sla.SchemeVersion) bool { return o.Hash == v.Hash }
		if !slices.ContainsFunc(s.book.versions, known) {
			s.book.versions = append(s.book.versions, v)
		}
	}
	for _, sc := range sla.Schemes() {
		add(sla.SchemeVersion{Scheme: sc, Hash: sc.Hash()})
	}
	var stored []sla.SchemeVersion
	err := dispatch.EachRecord(ctx, d.store, dispatch.KindSchemeVersion, func(r dispatch.Record) error {
		var v sla.SchemeVersion
		if err := json.Unmarshal(r.Body, &v); err != nil {
			return fmt.Errorf("scheme version %s: %w", r.ID, err)
		}
		stored = append(stored, v)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(stored, func(a, b sla.SchemeVersion) int { return a.At.Compare(b.At) })
	for _, v := range stored {
		add(v)
	}
	for _, sc := range s.schemes { // published before versions were kept
		add(sla.SchemeVersion{Scheme: sc, Hash: sc.Hash()})
	}
	return d.setting(ctx, dispatch.SettingSchemes, &s.book.activations)
}

// SchemeVersions lists the versions of a scheme, newest first.
func (d *Directory) SchemeVersions(name string) []sla.SchemeVersion {
	var out []sla.SchemeVersion
	for _, v := range d.cur.Load().book.versions {
		if v.Scheme.Name == name {
			out = append(out, v)
		}
	}
	slices.Reverse(out)
	return out
}

// Activations are what was switched on when.
func (d *Directory) Activations() sla.Activations { return d.cur.Load().book.activations }

// SchemeFor is the scheme in force for a month: the version switched on last,
// else the newest one of the scheme the installation is set to.
func (d *Directory) SchemeFor(month string) (sla.Scheme, bool) {
	s := d.cur.Load()
	if a, ok := s.book.activations.In(month); ok {
		return s.version(sla.SchemeRef{Name: a.Name, Version: a.Version, Hash: a.Hash})
	}
	sc, ok := s.schemes[s.scheme]
	return sc, ok
}

// SchemeOf is the exact scheme that a result names.
func (d *Directory) SchemeOf(ref sla.SchemeRef) (sla.Scheme, bool) { return d.cur.Load().version(ref) }

// version finds a scheme by its hash; where that version is gone, the newest of
// its name.
func (s *snapshot) version(ref sla.SchemeRef) (sla.Scheme, bool) {
	i := slices.IndexFunc(s.book.versions, func(v sla.SchemeVersion) bool { return v.Hash == ref.Hash })
	if i >= 0 {
		return s.book.versions[i].Scheme, true
	}
	sc, ok := s.schemes[ref.Name]
	return sc, ok
}

// scheme is the one named, else the one in force for the month.
func (r *reports) scheme(name, month string) (sla.Scheme, error) {
	s, ok := r.dir.Scheme(name)
	if name == "" {
		s, ok = r.dir.SchemeFor(month)
	}
	if !ok {
		return s, dispatch.Errorf(dispatch.NotFound, "scheme_unknown", name)
	}
	return s, nil
}

// CompareScheme scores a month by another scheme on the same records and tells
// who would have moved.
func (r *reports) CompareScheme(ctx context.Context, month string, s sla.Scheme) (sla.Comparison, error) {
	b, err := r.basis(ctx, month)
	if err != nil {
		return sla.Comparison{}, err
	}
	before := sla.Score(b.scheme, month, b.units, b.records)
	after := sla.Score(s, month, b.units, b.records)
	return sla.Comparison{Month: month, Before: before.Scheme, After: after.Scheme, Groups: sla.Compare(before, after)}, nil
}

// SchemeFixed reports the first month from a month on whose scheme can no longer
// change, because it has a draft or is published; "" if there is none.
func (r *reports) SchemeFixed(ctx context.Context, from string) (string, error) {
	last := sla.MonthOf(r.now())
	for month := from; month <= last; month = after(month) {
		d, _, err := r.docket(ctx, month)
		if err != nil {
			return "", err
		}
		_, old, err := r.published(ctx, month) // before dockets were kept
		if err != nil {
			return "", err
		}
		if old || d.Stage(r.now()) != sla.StageRunning {
			return month, nil
		}
	}
	return "", nil
}

// after is the month after one.
func after(month string) string {
	_, to, err := sla.MonthBounds(month)
	if err != nil {
		return "9999-12"
	}
	return sla.MonthOf(to)
}

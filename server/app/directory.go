package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// Directory is the cached data that decisions are made by: units, categories,
// catalogue, policy, calendar and schemes. Readers get one consistent snapshot;
// Reload replaces it.
type Directory struct {
	store dispatch.Store
	now   func() time.Time
	cur   atomic.Pointer[snapshot]
	// experience is what routing has learnt; never nil (see learn.go).
	experience atomic.Pointer[dispatch.Experience]
}

type snapshot struct {
	units      []dispatch.Unit
	byCode     map[string]dispatch.Unit
	categories []dispatch.Category
	catalogue  *dispatch.Catalogue
	rules      dispatch.Rules
	schemes    map[string]sla.Scheme
	scheme     string // the one in force where none was switched on
	book       schemeBook
}

// newDirectory loads the directory for the first time.
func newDirectory(ctx context.Context, st dispatch.Store, now func() time.Time) (*Directory, error) {
	d := &Directory{store: st, now: now}
	d.experience.Store(dispatch.NewExperience())
	return d, d.Reload(ctx)
}

// Units lists all units by code.
func (d *Directory) Units() []dispatch.Unit { return d.cur.Load().units }

// Unit finds a unit by its code.
func (d *Directory) Unit(code string) (dispatch.Unit, bool) {
	u, ok := d.cur.Load().byCode[code]
	return u, ok
}

// Categories lists the classification of demands.
func (d *Directory) Categories() []dispatch.Category { return d.cur.Load().categories }

// Towns lists the names of the townships, in the catalogue's order.
func (d *Directory) Towns() []string {
	towns := d.cur.Load().catalogue.Towns
	names := make([]string, len(towns))
	for i, t := range towns {
		names[i] = t.Name
	}
	return names
}

// Catalogue is the dispatch catalogue in force.
func (d *Directory) Catalogue() *dispatch.Catalogue { return d.cur.Load().catalogue }

// Rules is what actions are decided by now.
func (d *Directory) Rules() dispatch.Rules { return d.cur.Load().rules }

// Scheme finds the newest version of a scoring scheme; "" is the one in force.
func (d *Directory) Scheme(name string) (sla.Scheme, bool) {
	if name == "" {
		return d.SchemeFor(sla.MonthOf(d.now()))
	}
	sc, ok := d.cur.Load().schemes[name]
	return sc, ok
}

// Schemes lists the schemes by name.
func (d *Directory) Schemes() []sla.Scheme {
	s := d.cur.Load()
	out := make([]sla.Scheme, 0, len(s.schemes))
	for _, sc := range s.schemes {
		out = append(out, sc)
	}
	slices.SortFunc(out, func(a, b sla.Scheme) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Reload reads everything anew. What is missing in the store falls back to the
// built-in policy, calendar and schemes and to a catalogue that sends
// everything to triage. On an error the old snapshot stays.
func (d *Directory) Reload(ctx context.Context) error {
	s := &snapshot{byCode: map[string]dispatch.Unit{}, schemes: map[string]sla.Scheme{}, scheme: "default"}
	for _, load := range []func(context.Context, *snapshot) error{d.loadUnits, d.loadCategories, d.loadRules, d.loadSchemes, d.loadDuty} {
		if err := load(ctx, s); err != nil {
			return err
		}
	}
	d.cur.Store(s)
	return nil
}

func (d *Directory) loadUnits(ctx context.Context, s *snapshot) error {
	return dispatch.EachRecord(ctx, d.store, dispatch.KindUnit, func(r dispatch.Record) error {
		var u dispatch.Unit
		if err := json.Unmarshal(r.Body, &u); err != nil {
			return fmt.Errorf("unit %s: %w", r.ID, err)
		}
		s.units = append(s.units, u)
		s.byCode[u.Code] = u
		return nil
	})
}

func (d *Directory) loadCategories(ctx context.Context, s *snapshot) error {
	return dispatch.EachRecord(ctx, d.store, dispatch.KindCategory, func(r dispatch.Record) error {
		var c dispatch.Category
		if err := json.Unmarshal(r.Body, &c); err != nil {
			return fmt.Errorf("category %s: %w", r.ID, err)
		}
		s.categories = append(s.categories, c)
		return nil
	})
}

// loadRules reads the versions in force of catalogue, policy and calendar.
func (d *Directory) loadRules(ctx context.Context, s *snapshot) error {
	cal, policy := sla.CN(), sla.DefaultPolicy()
	catalogue, err := dispatch.ParseCatalogue([]byte(emptyCatalogue))
	if err != nil {
		return err
	}
	if err := d.inForce(ctx, dispatch.KindCalendar, func(b []byte) (err error) { cal, err = sla.ParseCalendar(b); return }); err != nil {
		return err
	}
	if err := d.inForce(ctx, dispatch.KindPolicy, func(b []byte) (err error) { policy, err = sla.ParsePolicy(b); return }); err != nil {
		return err
	}
	if err := d.inForce(ctx, dispatch.KindCatalogue, func(b []byte) (err error) { catalogue, err = dispatch.ParseCatalogue(b); return }); err != nil {
		return err
	}
	s.catalogue = catalogue
	s.rules = dispatch.Rules{Calendar: cal, Policy: policy, Units: s.byCode, DepartmentOnly: catalogue.DepartmentOnly,
		CatalogueVersion: catalogue.Version, MinReply: minReply, Perfunctory: perfunctory, Centre: dispatch.DefaultReportCentre()}
	return d.setting(ctx, "report_centre", &s.rules.Centre)
}

// emptyCatalogue sends everything to triage.
const emptyCatalogue = `{"version":"empty","root":{"id":"root","name":"*"}}`

// minReply is the shortest reply in characters that passes without a reason;
// perfunctory are replies that alone say nothing (domain §6).
const minReply = 20

var perfunctory = []string{"已处理", "已办结", "已按规定处理", "情况属实", "符合标准", "没有", "已反馈", "已知悉", "正在处理"}

func (d *Directory) inForce(ctx context.Context, kind string, parse func([]byte) error) error {
	r, ok, err := newest(ctx, d.store, kind)
	if err != nil || !ok {
		return err
	}
	if err := parse(r.Body); err != nil {
		return fmt.Errorf("%s %s: %w", kind, r.ID, err)
	}
	return nil
}

// loadSchemes reads the schemes of the store over the built-in ones; the last
// one put in under the setting "scheme" is in force.
func (d *Directory) loadSchemes(ctx context.Context, s *snapshot) error {
	for _, sc := range sla.Schemes() {
		s.schemes[sc.Name] = sc
	}
	err := dispatch.EachRecord(ctx, d.store, dispatch.KindScheme, func(r dispatch.Record) error {
		sc, err := sla.ParseScheme(r.Body)
		if err != nil {
			return fmt.Errorf("scheme %s: %w", r.ID, err)
		}
		s.schemes[sc.Name] = sc
		return nil
	})
	if err != nil {
		return err
	}
	if err := d.loadVersions(ctx, s); err != nil {
		return err
	}
	return d.setting(ctx, "scheme", &s.scheme)
}

// setting reads a setting where there is one.
func (d *Directory) setting(ctx context.Context, id string, v any) error {
	switch r, err := d.store.Record(ctx, dispatch.KindSetting, id); {
	case err == nil:
		return json.Unmarshal(r.Body, v)
	case dispatch.CodeOf(err) == dispatch.NotFound:
		return nil
	default:
		return err
	}
}

// Route decides on a new ticket by the catalogue and by experience.
func (d *Directory) Route(_ context.Context, f dispatch.Facts) dispatch.Routing {
	s := d.cur.Load()
	return s.catalogue.Route(f, s.byCode, d.experience.Load().At(d.now()))
}

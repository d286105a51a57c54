package api

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// Schemes are published as versions that are never changed; which one a month is
// scored by is a list of its own, so that publishing alone changes no score.

type schemesView struct {
	Items       []sla.Scheme    `json:"items"` // the newest version of each
	InForce     sla.SchemeRef   `json:"in_force"`
	Month       string          `json:"month"` // the running month
	Activations sla.Activations `json:"activations"`
	Usual       []sla.Exclusion `json:"usual_exclusions"`
}

// listSchemes gives the newest versions, and what holds from when on.
func (s *server) listSchemes(c *fiber.Ctx) error {
	month := sla.MonthOf(s.now())
	v := schemesView{Items: orEmpty(s.Directory.Schemes()), Month: month, Activations: orEmpty(s.Directory.Activations()), Usual: sla.UsualExclusions()}
	if sc, ok := s.Directory.SchemeFor(month); ok {
		v.InForce = sc.Ref()
	}
	return c.JSON(v)
}

func (s *server) scheme(c *fiber.Ctx) (sla.Scheme, error) {
	sc, ok := s.Directory.Scheme(c.Params("name"))
	if !ok {
		return sc, dispatch.Errorf(dispatch.NotFound, "scheme_unknown", c.Params("name"))
	}
	return sc, nil
}

func (s *server) getScheme(c *fiber.Ctx) error {
	sc, err := s.scheme(c)
	if err != nil {
		return err
	}
	return c.JSON(sc)
}

// schemeVersions lists who published what and why, newest first.
func (s *server) schemeVersions(c *fiber.Ctx) error {
	if _, err := s.scheme(c); err != nil {
		return err
	}
	return c.JSON(itemsView[versionOfScheme]{versionsOf(s.Directory.SchemeVersions(c.Params("name")))})
}

type versionOfScheme struct {
	Version string `json:"version"`
	sla.SchemeVersion
}

func versionsOf(list []sla.SchemeVersion) []versionOfScheme {
	out := make([]versionOfScheme, 0, len(list))
	for _, v := range list {
		out = append(out, versionOfScheme{v.Scheme.Version, v})
	}
	return out
}

type schemeForm struct {
	sla.Scheme
	Changes string `json:"changes"`
}

// publishScheme takes a version of a scheme, if it has no fault. It scores
// nothing until it is activated.
func (s *server) publishScheme(c *fiber.Ctx) error {
	f, err := decode[schemeForm](c)
	if err != nil {
		return err
	}
	if err := schemeProblem(f.Scheme, f.Changes); err != nil {
		return err
	}
	if err := s.pinScheme(c); err != nil {
		return err
	}
	v := sla.SchemeVersion{Scheme: f.Scheme, Hash: f.Hash(), At: s.now().UTC(), By: actorOf(c).ID, Note: strings.TrimSpace(f.Changes)}
	known := false
	for _, old := range s.Directory.SchemeVersions(f.Name) {
		if old.Scheme.Version != f.Version {
			continue
		}
		if known = old.Hash == v.Hash; !known {
			return &dispatch.Error{Code: dispatch.Conflict, Key: "scheme_version_used", Field: "version", Args: []any{f.Version}}
		}
		v = old
	}
	if !known {
		if err := s.keep(c, dispatch.KindSchemeVersion, f.Name+"@"+f.Version, 0, v); err != nil {
			return err
		}
	}
	_, version, err := load[sla.Scheme](c.UserContext(), s.store, dispatch.KindScheme, f.Name)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	if err := s.keep(c, dispatch.KindScheme, f.Name, version, f.Scheme); err != nil {
		return err
	}
	inForce, _ := s.Directory.SchemeFor(sla.MonthOf(s.now()))
	return c.Status(fiber.StatusCreated).JSON(publishedScheme{f.Name, v.At, inForce.Hash() == v.Hash, v.Hash})
}

type publishedScheme struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at,omitzero"`
	Current bool      `json:"current"`
	Hash    string    `json:"hash"`
}

// schemeProblem is why a scheme cannot be published: all its faults by field.
func schemeProblem(sc sla.Scheme, changes string) error {
	faults := schemeFaults(sc.Check())
	for _, name := range []struct{ field, text string }{{"name", sc.Name}, {"version", sc.Version}} {
		if name.text == "" {
			continue // among the faults already
		}
		if err := checkName(name.field, name.text, 60); err != nil {
			return err
		}
	}
	if strings.ContainsAny(sc.Name, "@/") {
		faults = append(faults, dispatch.FieldError("name", "code_form"))
	}
	if len([]rune(changes)) > 500 {
		faults = append(faults, dispatch.FieldError("changes", "too_long", 500))
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// schemeFaults are faults of a scheme or a timetable as people read them.
func schemeFaults(found []sla.Fault) dispatch.Faults {
	var faults dispatch.Faults
	for _, f := range found {
		key, args := "scheme_"+f.Code, make([]any, len(f.Args))
		for i, a := range f.Args {
			args[i] = a
		}
		switch f.Code {
		case sla.FaultUnknown:
			key = "scheme_unknown_key"
		case sla.FaultOneOf:
			args = []any{strings.Join(f.Args, ", ")}
		}
		faults = append(faults, dispatch.FieldError(f.Field, key, args...))
	}
	return faults
}

// pinScheme writes down what is in force before the first new version: from then
// on only an activation changes it.
func (s *server) pinScheme(c *fiber.Ctx) error {
	if len(s.Directory.Activations()) > 0 {
		return nil
	}
	sc, ok := s.Directory.SchemeFor(sla.MonthOf(s.now()))
	if !ok {
		return nil
	}
	ref := sc.Ref()
	return s.keep(c, dispatch.KindSetting, dispatch.SettingSchemes, 0, sla.Activations{{Name: ref.Name, Version: ref.Version, Hash: ref.Hash}})
}

type checkedScheme struct {
	Faults []fieldFault `json:"faults"`
	Hash   string       `json:"hash"`
	Total  sla.Dec      `json:"total_weight"`
}

type draftForm struct {
	Scheme sla.Scheme `json:"scheme"`
}

// checkScheme lists every fault of a draft and keeps nothing.
func (s *server) checkScheme(c *fiber.Ctx) error {
	f, err := decode[draftForm](c)
	if err != nil {
		return err
	}
	v := checkedScheme{Faults: []fieldFault{}, Hash: f.Scheme.Hash(), Total: f.Scheme.Weights()}
	for _, fault := range schemeFaults(f.Scheme.Check()) {
		v.Faults = append(v.Faults, fieldFault{fault.Field, message(fault, language(c.Get(fiber.HeaderAcceptLanguage)))})
	}
	return c.JSON(v)
}

type tryForm struct {
	Rates    map[string]float64 `json:"rates"`
	Findings map[string]int     `json:"findings"`
}

// tryScheme computes the total of given rates (试算).
func (s *server) tryScheme(c *fiber.Ctx) error {
	sc, err := s.scheme(c)
	if err != nil {
		return err
	}
	f, err := decode[tryForm](c)
	if err != nil {
		return err
	}
	return s.sendTrial(c, sc, f)
}

type tryDraftForm struct {
	draftForm
	tryForm
}

// tryDraft does the same by a scheme that is not kept. Weights that do not add up
// yet are no reason to refuse: they are what its author is trying out.
func (s *server) tryDraft(c *fiber.Ctx) error {
	f, err := decode[tryDraftForm](c)
	if err != nil {
		return err
	}
	faults := slices.DeleteFunc(schemeFaults(f.Scheme.Check()), func(e *dispatch.Error) bool {
		return e.Field == "weights" || e.Field == "name" || e.Field == "version"
	})
	if len(faults) > 0 {
		return faults
	}
	return s.sendTrial(c, f.Scheme, f.tryForm)
}

func (s *server) sendTrial(c *fiber.Ctx, sc sla.Scheme, f tryForm) error {
	trial, err := sc.Try(f.Rates, f.Findings)
	if err != nil {
		return sla.Faults{err.Error()}
	}
	return c.JSON(trial)
}

// compareForm names a scheme that is kept, or brings a draft.
type compareForm struct {
	Scheme *sla.Scheme `json:"scheme"`
	Name   string      `json:"name"`
	Month  string      `json:"month" need:"true"`
}

// compareScheme scores a month by a scheme or a draft and tells who would move.
func (s *server) compareScheme(c *fiber.Ctx) error {
	f, err := decode[compareForm](c)
	if err != nil {
		return err
	}
	if err := checkMonth("month", f.Month); err != nil {
		return err
	}
	sc, ok := s.Directory.Scheme(f.Name)
	switch {
	case f.Scheme != nil:
		sc = *f.Scheme
		if faults := schemeFaults(sc.Check()); len(faults) > 0 {
			return faults
		}
	case !ok:
		return dispatch.Errorf(dispatch.NotFound, "scheme_unknown", f.Name)
	}
	v, err := s.Reports.CompareScheme(c.UserContext(), f.Month, sc)
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func checkMonth(field, month string) error {
	if from, _, err := sla.MonthBounds(month); err != nil || from.Year() < 2000 || from.Year() > 2100 {
		return dispatch.FieldError(field, "month")
	}
	return nil
}

type switchForm struct {
	From     string `json:"from" need:"true"`
	Version  string `json:"version"`
	Compared string `json:"compared" need:"true"` // the month by which it was compared
}

// activateScheme switches the newest version, or the one named, on from a month
// on (启用). A month with a draft keeps its scheme.
func (s *server) activateScheme(c *fiber.Ctx) error {
	f, err := decode[switchForm](c)
	if err != nil {
		return err
	}
	if err := checkMonth("from", f.From); err != nil {
		return err
	}
	versions := s.Directory.SchemeVersions(c.Params("name"))
	i := slices.IndexFunc(versions, func(v sla.SchemeVersion) bool { return f.Version == "" || v.Scheme.Version == f.Version })
	if i < 0 {
		return dispatch.Errorf(dispatch.NotFound, "scheme_unknown", c.Params("name"))
	}
	fixed, err := s.Reports.SchemeFixed(c.UserContext(), f.From)
	if err != nil {
		return err
	}
	if fixed != "" {
		return &dispatch.Error{Code: dispatch.Conflict, Key: "scheme_fixed", Field: "from", Args: []any{fixed}}
	}
	if f.Compared == "" {
		return dispatch.FieldError("compared", "scheme_compare_first")
	}
	if err := checkMonth("compared", f.Compared); err != nil {
		return err
	}
	// Whoever switches it on has seen who moves: the month is scored by it once more.
	if _, err := s.Reports.CompareScheme(c.UserContext(), f.Compared, versions[i].Scheme); err != nil {
		return err
	}
	if err := s.pinScheme(c); err != nil {
		return err
	}
	return s.switchOn(c, f.From, f.Compared, versions[i])
}

func (s *server) switchOn(c *fiber.Ctx, from, compared string, v sla.SchemeVersion) error {
	list, version, err := load[sla.Activations](c.UserContext(), s.store, dispatch.KindSetting, dispatch.SettingSchemes)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	list = append(list, sla.Activation{From: from, Name: v.Scheme.Name, Version: v.Scheme.Version, Hash: v.Hash, By: actorOf(c).ID, At: s.now().UTC(), Compared: compared})
	body, err := json.Marshal(list)
	if err != nil {
		return err
	}
	if _, err := s.store.PutRecord(c.UserContext(), dispatch.Record{Kind: dispatch.KindSetting, ID: dispatch.SettingSchemes, Version: version, Body: body, At: s.now()}); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "scheme_activated", v.Scheme.Name+" "+v.Scheme.Version, from)
	if err := s.Directory.Reload(c.UserContext()); err != nil {
		return err
	}
	return s.listSchemes(c)
}

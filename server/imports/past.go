package imports

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"hotline/dispatch"
)

// OwnDesk is the hotline's own unit, for history that no rule knows.
const OwnDesk = "hotline"

// Past is a row of history understood: a matter, when it came, and how it went.
type Past struct {
	Line int
	In   dispatch.Intake
	At   time.Time
	Past dispatch.Past
	// Caller tells one writer from another; only its hash is kept.
	Caller string
	Group  dispatch.Group // of a unit that has to be made
}

// PastWriter writes what happened elsewhere (导入历史工单). A row is known by platform
// and number, so that bringing it again brings nothing twice.
type PastWriter struct {
	Store  dispatch.Store
	Rules  func() dispatch.Rules
	Route  func(ctx context.Context, f dispatch.Facts) dispatch.Routing
	Hash   func(string) string
	Code   func() string
	Reload func(ctx context.Context) error
	Now    func() time.Time
}

// Bring writes rows together and tells how many were new.
func (h PastWriter) Bring(ctx context.Context, batch []Past) (int, error) {
	if len(batch) == 0 {
		return 0, nil
	}
	if err := h.units(ctx, batch); err != nil {
		return 0, err
	}
	ws, err := h.writes(ctx, batch)
	if err != nil {
		return 0, err
	}
	return h.Store.Import(ctx, ws)
}

// units makes the units the batch names and nobody has yet.
func (h PastWriter) units(ctx context.Context, batch []Past) error {
	known, made := h.Rules().Units, false
	wanted := []dispatch.Unit{{Code: OwnDesk, Name: ownDeskName, Group: dispatch.Bureau, Active: true}}
	for _, p := range batch {
		if p.Group != "" {
			wanted = append(wanted, dispatch.Unit{Code: p.Past.Lead, Name: p.In.Matter.Category, Group: p.Group, Active: true})
		}
	}
	for i, u := range wanted {
		if _, ok := known[u.Code]; ok || slices.ContainsFunc(wanted[:i], func(w dispatch.Unit) bool { return w.Code == u.Code }) {
			continue
		}
		if err := put(ctx, h.Store, dispatch.KindUnit, u.Code, u, h.Now()); err != nil {
			return err
		}
		made = true
	}
	if made {
		return h.Reload(ctx)
	}
	return nil
}

// writes makes the tickets of the batch, with numbers of the days they came.
func (h PastWriter) writes(ctx context.Context, batch []Past) ([]dispatch.Write, error) {
	byDay := map[string][]Past{}
	for _, p := range batch {
		day := dispatch.Day(p.At)
		byDay[day] = append(byDay[day], p)
	}
	var rows []Past
	var nos []string
	for day, ps := range byDay {
		serial, err := h.Store.NextSerial(ctx, day, len(ps))
		if err != nil {
			return nil, err
		}
		for i, p := range ps {
			rows, nos = append(rows, p), append(nos, dispatch.FormatNo(day, serial+i))
		}
	}
	ws, errs := make([]dispatch.Write, len(rows)), make([]error, len(rows))
	together(len(rows), runtime.GOMAXPROCS(0), func(i int) {
		if ws[i], errs[i] = h.write(ctx, rows[i], nos[i]); errs[i] != nil {
			errs[i] = fmt.Errorf("line %d: %w", rows[i].Line, errs[i])
		}
	})
	return ws, errors.Join(errs...)
}

// write makes one ticket: routed by the catalogue unless the file names its unit.
func (h PastWriter) write(ctx context.Context, p Past, no string) (dispatch.Write, error) {
	rules := h.Rules()
	if p.Group != "" {
		p.In.Matter.Category = ""
	}
	routing := h.Route(ctx, dispatch.Facts{Matter: p.In.Matter})
	if p.Past.Lead == "" {
		p.Past.Lead, _ = routing.Chosen()
	} else {
		routing = dispatch.Routing{Decision: dispatch.Manual, Candidates: []dispatch.Candidate{}}
	}
	if p.In.Matter.Category == "" {
		p.In.Matter.Category = routing.Category
	}
	if p.Past.Lead == "" {
		p.Past.Lead = OwnDesk
	}
	if p.Past.Ended {
		p.Past.Lead = ""
	}
	hash := ""
	if p.Caller != "" && h.Hash != nil {
		hash = h.Hash(p.Caller)
	}
	t, events, err := rules.History(p.In, no, h.Code(), hash, &routing, p.Past, p.At)
	if err != nil {
		return dispatch.Write{}, err
	}
	if t.State.Open() { // its late steps are history, not news
		after, more, err := rules.Apply(t, dispatch.Action{Kind: dispatch.DoEscalate}, dispatch.System(), h.Now())
		if err != nil {
			return dispatch.Write{}, err
		}
		t, events = after, append(events, more...)
	}
	return dispatch.Write{Ticket: t, Events: events, Person: &p.In.Person}, nil
}

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// settingScores is the setting with the timetable of the months.
const settingScores = "scores"

// Timetable is on which working days a month moves along (考核日程).
func (r *reports) Timetable(ctx context.Context) (sla.Timetable, error) {
	t := sla.DefaultTimetable()
	rec, err := r.store.Record(ctx, dispatch.KindSetting, settingScores)
	switch {
	case err == nil:
		err = json.Unmarshal(rec.Body, &t)
	case dispatch.CodeOf(err) == dispatch.NotFound:
		err = nil
	}
	return t, err
}

// SetTimetable changes it for the months that are not frozen yet.
func (r *reports) SetTimetable(ctx context.Context, t sla.Timetable) error {
	if err := t.Validate(); err != nil {
		return err
	}
	return put(ctx, r.store, dispatch.KindSetting, settingScores, t, r.now())
}

// Plans are the dates that a timetable gives the month being judged, the running
// one and the next (考核日程). A month that is frozen keeps the dates of its draft.
func (r *reports) Plans(ctx context.Context, t sla.Timetable) ([]sla.MonthPlan, error) {
	running := sla.MonthOf(r.now())
	var out []sla.MonthPlan
	for _, month := range []string{before(running), running, after(running)} {
		d, _, err := r.docket(ctx, month)
		if err != nil {
			return nil, err
		}
		p := sla.MonthPlan{Month: month, Fixed: !d.Drafted.At.IsZero(), Plan: d.Plan}
		if !p.Fixed {
			if p.Plan, err = t.Plan(month, r.dir.Rules().Calendar, time.Time{}); err != nil {
				return nil, err
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// plan is the dates of a month by the timetable and the calendar in force.
func (r *reports) plan(ctx context.Context, month string, drafted time.Time) (sla.Plan, error) {
	if _, _, err := period(month); err != nil {
		return sla.Plan{}, err
	}
	t, err := r.Timetable(ctx)
	if err != nil {
		return sla.Plan{}, err
	}
	return t.Plan(month, r.dir.Rules().Calendar, drafted)
}

// planned is the dates of a month that goes by its plan.
func (r *reports) planned(ctx context.Context, month string) (sla.Plan, error) {
	return r.plan(ctx, month, time.Time{})
}

// refused turns a refusal of the docket into an error that people can read.
func refused(month string, err error) error {
	var why sla.Refusal
	switch {
	case !errors.As(err, &why):
		return err
	case why == sla.RefusedNoReason:
		return dispatch.FieldError("reason", string(why), month)
	}
	return dispatch.Errorf(dispatch.Conflict, string(why), month)
}

// Life is where a month stands and what is planned for it.
func (r *reports) Life(ctx context.Context, month string) (sla.Life, error) {
	d, _, err := r.docket(ctx, month)
	if err != nil {
		return sla.Life{}, err
	}
	p, err := r.planned(ctx, month)
	if err != nil {
		return sla.Life{}, err
	}
	l := d.Life(p, r.now())
	if l.Stage == sla.StageRunning { // published before dockets were kept
		old, ok, err := r.published(ctx, month)
		if err != nil {
			return l, err
		}
		if ok {
			l.Stage, l.PublishedAt, l.PublishedBy, l.RunningAt = sla.StagePublished, old.At, old.By, time.Time{}
		}
	}
	return l, r.countDecisions(ctx, month, &l)
}

// Draft freezes a month that has ended (生成草案).
func (r *reports) Draft(ctx context.Context, month string, by dispatch.Actor) (sla.Life, error) {
	d, version, err := r.unpublished(ctx, month)
	if err != nil {
		return sla.Life{}, err
	}
	if d, err = r.draft(ctx, d, by.ID, r.now()); err != nil {
		return sla.Life{}, err
	}
	if err := r.keepDocket(ctx, d, version); err != nil {
		return sla.Life{}, err
	}
	return r.Life(ctx, month)
}

// unpublished reads the docket of a month that may still go on.
func (r *reports) unpublished(ctx context.Context, month string) (sla.Docket, int, error) {
	if _, _, err := period(month); err != nil {
		return sla.Docket{}, 0, err
	}
	d, version, err := r.docket(ctx, month)
	if err != nil {
		return d, 0, err
	}
	if _, ok, err := r.published(ctx, month); err != nil || ok {
		if err == nil {
			err = refused(month, sla.RefusedClosed)
		}
		return d, 0, err
	}
	return d, version, nil
}

// draft freezes the month as it stood at the planned moment, or as it stands now
// where that is still to come.
func (r *reports) draft(ctx context.Context, d sla.Docket, by string, at time.Time) (sla.Docket, error) {
	p, err := r.plan(ctx, d.Month, at)
	if err != nil {
		return d, err
	}
	if _, err := d.Draft(sla.Frozen{}, p, by, at); err != nil {
		return d, refused(d.Month, err) // before the work of freezing
	}
	s, err := r.snapshot(ctx, d.Month)
	if err != nil {
		return d, err
	}
	f, err := r.freeze(ctx, s)
	if err != nil {
		return d, err
	}
	d, err = d.Draft(f, p, by, at)
	return d, refused(d.Month, err)
}

// snapshot is the input of a month as it stands.
func (r *reports) snapshot(ctx context.Context, month string) (sla.Snapshot, error) {
	s, err := r.scheme("", month)
	if err != nil {
		return sla.Snapshot{}, err
	}
	at, err := r.standing(ctx, month)
	if err != nil {
		return sla.Snapshot{}, err
	}
	recs, err := r.records(ctx, month, at)
	if err != nil {
		return sla.Snapshot{}, err
	}
	units, err := r.counted(ctx, month, r.units(month, recs))
	if err != nil {
		return sla.Snapshot{}, err
	}
	return sla.NewSnapshot(month, at, s, units, recs), nil
}

// result scores the frozen month with what was decided about it up to now.
func (r *reports) result(ctx context.Context, d sla.Docket) (sla.Result, error) {
	s, err := r.thaw(ctx, d.Month, d.Frozen)
	if err != nil {
		return sla.Result{}, err
	}
	adjustments, err := r.adjustments(ctx, d.Month)
	if err != nil {
		return sla.Result{}, err
	}
	return sla.Result{Month: s.Score(adjustments), Adjustments: adjustments}, nil
}

// Close publishes a month (发布): an edition that later events do not move. A month
// that nobody froze before is frozen first.
func (r *reports) Close(ctx context.Context, month string, by dispatch.Actor, reason string) (sla.Month, error) {
	for range closeTries {
		m, err := r.close(ctx, month, by, reason)
		var e *dispatch.Error
		if !errors.As(err, &e) || e.Key != "month_moved" {
			return m, err
		}
	}
	return sla.Month{}, dispatch.Errorf(dispatch.Conflict, "month_moved", month)
}

// closeTries is how often a month is closed over the heads of others who move it
// along in the same moment.
const closeTries = 3

func (r *reports) close(ctx context.Context, month string, by dispatch.Actor, reason string) (sla.Month, error) {
	d, version, err := r.unpublished(ctx, month)
	if err != nil {
		return sla.Month{}, err
	}
	if d.Drafted.At.IsZero() {
		if _, err := r.Draft(ctx, month, by); err != nil {
			return sla.Month{}, err
		}
		if d, version, err = r.docket(ctx, month); err != nil {
			return sla.Month{}, err
		}
	}
	e, err := r.publish(ctx, d, version, by.ID, reason, r.now())
	if err != nil {
		return sla.Month{}, err
	}
	return e.Result, nil
}

// publish makes the first edition of a frozen month.
func (r *reports) publish(ctx context.Context, d sla.Docket, version int, by, reason string, at time.Time) (sla.Edition, error) {
	result, err := r.result(ctx, d)
	if err != nil {
		return sla.Edition{}, err
	}
	var l sla.Life
	if err := r.countDecisions(ctx, d.Month, &l); err != nil {
		return sla.Edition{}, err
	}
	d, e, err := d.Publish(result, l.Appeals.Open, reason, by, at)
	if err != nil {
		return e, refused(d.Month, err)
	}
	return e, r.keep(ctx, d, version, e)
}

// keep writes an edition with the brief that goes out with it and, last, the
// docket that names it.
func (r *reports) keep(ctx context.Context, d sla.Docket, version int, e sla.Edition) error {
	s, err := r.thaw(ctx, d.Month, d.Frozen)
	if err != nil {
		return err
	}
	b, err := r.briefOf(ctx, basis{month: e.Result, scheme: s.Scheme, records: s.Adjusted(e.Adjustments), adjustments: e.Adjustments}, "")
	if err != nil {
		return err
	}
	b.Edition = e.N
	if err := r.keepEdition(ctx, d.Month, edition{Edition: e, Brief: &b}); err != nil {
		return err
	}
	return r.keepDocket(ctx, d, version)
}

// Correct publishes a further edition (更正) of what was decided since the last.
func (r *reports) Correct(ctx context.Context, month string, by dispatch.Actor, reason string) (sla.Life, error) {
	d, version, err := r.docket(ctx, month)
	if err != nil {
		return sla.Life{}, err
	}
	if d.Stage(r.now()) != sla.StagePublished {
		return sla.Life{}, refused(month, sla.RefusedUnpublished)
	}
	last, err := r.edition(ctx, d, 0)
	if err != nil {
		return sla.Life{}, err
	}
	result, err := r.result(ctx, d)
	if err != nil {
		return sla.Life{}, err
	}
	d, e, err := d.Correct(last.Edition, result, reason, by.ID, r.now())
	if err != nil {
		return sla.Life{}, refused(month, err)
	}
	if err := r.keep(ctx, d, version, e); err != nil {
		return sla.Life{}, err
	}
	return r.Life(ctx, month)
}

// Edition gives a published edition of a month.
func (r *reports) Edition(ctx context.Context, month string, n int) (sla.Month, error) {
	d, _, err := r.docket(ctx, month)
	if err != nil {
		return sla.Month{}, err
	}
	if n < 1 {
		return sla.Month{}, dispatch.Errorf(dispatch.NotFound, "edition_unknown", n)
	}
	e, err := r.edition(ctx, d, n)
	return e.Result, err
}

// Replay makes a frozen month again from the chains of events and says whether it
// is the same to the last bit (复算核验).
func (r *reports) Replay(ctx context.Context, month string) (sla.Replay, error) {
	d, _, err := r.docket(ctx, month)
	if err != nil {
		return sla.Replay{}, err
	}
	if d.Drafted.At.IsZero() {
		return sla.Replay{}, dispatch.Errorf(dispatch.Conflict, "month_unfrozen", month)
	}
	kept, err := r.thaw(ctx, month, d.Frozen)
	if err != nil {
		return sla.Replay{}, err
	}
	var editions []sla.Edition
	for n := range d.Editions {
		e, err := r.edition(ctx, d, n+1)
		if err != nil {
			return sla.Replay{}, err
		}
		editions = append(editions, e.Edition)
	}
	again, err := r.rebuilt(ctx, kept)
	if err != nil {
		return sla.Replay{}, fmt.Errorf("replay %s: %w", month, err)
	}
	return sla.Verify(kept, again, editions), nil
}

// frozenBasis is what a frozen month rests on: a draft on the snapshot with what
// was decided so far, a published month on its edition.
func (r *reports) frozenBasis(ctx context.Context, d sla.Docket) (basis, error) {
	s, err := r.thaw(ctx, d.Month, d.Frozen)
	if err != nil {
		return basis{}, err
	}
	b := basis{scheme: s.Scheme, units: s.Units, at: s.At}
	if len(d.Editions) > 0 {
		e, err := r.edition(ctx, d, 0)
		b.month, b.records, b.adjustments = e.Result, s.Adjusted(e.Adjustments), e.Adjustments
		return b, err
	}
	adjustments, err := r.adjustments(ctx, d.Month)
	if err != nil {
		return b, err
	}
	b.month, b.records, b.adjustments = s.Score(adjustments), s.Adjusted(adjustments), adjustments
	return b, nil
}

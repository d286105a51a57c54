package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/sla"
)

// monthlyScore is the job that moves the months along (月度考核推进).
const monthlyScore = "monthly_score"

// movedMonths is how many months back the job still freezes one: so long a server
// may have been down.
const movedMonths = 3

// step is what is due for a month: freezing, publishing, or news.
type step struct {
	docket  sla.Docket
	version int
	freeze  bool
	publish bool
	news    []string
}

func (s step) none() bool { return !s.freeze && !s.publish && len(s.news) == 0 }

// stepOf is what is due for a month now.
func (r *reports) stepOf(ctx context.Context, month string) (step, error) {
	d, version, err := r.docket(ctx, month)
	s := step{docket: d, version: version}
	if err != nil {
		return s, err
	}
	now := r.now()
	s.news = d.News(now)
	t, err := r.Timetable(ctx)
	if err != nil {
		return s, err
	}
	switch d.Stage(now) {
	case sla.StagePublished:
		return s, nil
	case sla.StageRunning:
		p, err := r.plan(ctx, month, now)
		if err != nil || now.Before(p.DraftAt) {
			return s, err
		}
		if _, ok, err := r.publishedBefore(ctx, month); err != nil || ok {
			return s, err
		}
		s.freeze, err = r.hasTickets(ctx, month)
		return s, err
	case sla.StageDraft, sla.StageObjection:
		if !t.AutoPublish || now.Before(d.Plan.PublishAt) {
			return s, nil
		}
		var l sla.Life
		err := r.countDecisions(ctx, month, &l)
		s.publish = l.Appeals.Open == 0
		return s, err
	}
	return s, nil
}

func (r *reports) hasTickets(ctx context.Context, month string) (bool, error) {
	from, to, err := period(month)
	if err != nil {
		return false, err
	}
	page, _, err := r.store.Tickets(ctx, dispatch.Filter{From: from, To: to}, dispatch.Page{Limit: 1})
	return len(page) > 0, err
}

// watched are the months the job looks at: the last that ended.
func (a *App) watched() []string {
	month := sla.MonthOf(a.Clock.Now())
	var out []string
	for range movedMonths {
		month = before(month)
		out = append(out, month)
	}
	return out
}

// monthsDue tells whether any month has a step to take. A sample district whose
// past is still being made has none: half a month is not to be frozen.
func (a *App) monthsDue(ctx context.Context) (bool, error) {
	if making, err := a.makingOlder(ctx); err != nil || making {
		return false, err
	}
	r := a.reports()
	for _, month := range a.watched() {
		s, err := r.stepOf(ctx, month)
		if err != nil || !s.none() {
			return err == nil, err
		}
	}
	return false, nil
}

// moveMonths takes every step that is due, one a run for each month: after a time
// without a server the next run goes on where the last one ended. A month that
// cannot go on does not hold up the others.
func (a *App) moveMonths(ctx context.Context) (string, error) {
	r := a.reports()
	var done []string
	var errs []error
	for _, month := range a.watched() {
		s, err := r.stepOf(ctx, month)
		if err == nil {
			var what []string
			what, err = r.take(ctx, s)
			done = append(done, what...)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", month, err))
		}
	}
	return strings.Join(done, ", "), errors.Join(errs...)
}

// take takes the step and says what it did.
func (r *reports) take(ctx context.Context, s step) ([]string, error) {
	month, by := s.docket.Month, dispatch.System().ID
	switch {
	case s.freeze:
		d, err := r.draft(ctx, s.docket, by, r.now())
		if err == nil {
			err = r.keepDocket(ctx, d, s.version)
		}
		return []string{month + " drafted"}, err
	case s.publish:
		_, err := r.publish(ctx, s.docket, s.version, by, "", r.now())
		return []string{month + " published"}, err
	}
	var out []string
	for _, what := range s.news {
		if err := r.tell(ctx, month, what); err != nil {
			return out, err
		}
		out = append(out, month+" "+what)
	}
	return out, nil
}

// tell posts a piece of news to the supervisors and, where it concerns them, to
// all units of the month. The docket notes first that it went out, so that two
// servers do not both tell it.
func (r *reports) tell(ctx context.Context, month, what string) error {
	d, version, err := r.docket(ctx, month)
	if err != nil {
		return err
	}
	s, err := r.thaw(ctx, month, d.Frozen)
	if err != nil {
		return err
	}
	if err := r.keepDocket(ctx, d.Tell(what), version); err != nil {
		return err
	}
	notices := []dispatch.Notice{notify.Scored(d, what, notify.RoleFeed(dispatch.RoleSupervisor), "", r.now())}
	if what != sla.NewsDecide {
		for _, u := range s.Units {
			notices = append(notices, notify.Scored(d, what, notify.UnitFeed(u.Code), u.Code, r.now()))
		}
	}
	if err := r.store.Post(ctx, notices); err != nil {
		return err
	}
	r.wake()
	return nil
}

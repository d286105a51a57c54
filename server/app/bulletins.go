package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/server/imports"
	"hotline/sla"
)

// Bulletin computes a bulletin (通报) as the tickets stand now. A feedback is of
// the published month where there is one.
func (r *reports) Bulletin(ctx context.Context, kind sla.BulletinKind, period, unit string) (sla.Bulletin, error) {
	from, to, err := sla.PeriodBounds(period)
	if err != nil || !periodFits(kind, period) {
		return sla.Bulletin{}, dispatch.FieldError("period", "bulletin_period")
	}
	now := r.now()
	if now.Before(from) {
		return sla.Bulletin{}, dispatch.FieldError("period", "bulletin_future")
	}
	if kind == sla.BulletinFeedback {
		if u, ok := r.dir.Unit(unit); !ok || u.Code == imports.OwnDesk {
			return sla.Bulletin{}, dispatch.FieldError("unit", "unit_unknown", unit)
		}
	} else if unit != "" {
		return sla.Bulletin{}, dispatch.FieldError("unit", "bulletin_unit")
	}
	facts, err := r.facts(ctx, from, to)
	if err != nil {
		return sla.Bulletin{}, err
	}
	return r.write(ctx, facts, kind, period, unit)
}

// periodFits tells whether a period is of the length of the kind.
func periodFits(kind sla.BulletinKind, period string) bool {
	switch kind {
	case sla.BulletinWeekly:
		return strings.Contains(period, "-W")
	case sla.BulletinFeedback:
		return len(period) == len("2026-10")
	case sla.BulletinAnnual:
		return len(period) == len("2026")
	}
	return false
}

// facts is what the tickets say of a span: read once, used for every bulletin
// of it.
type facts struct {
	from, to time.Time
	records  []sla.Record // as of the end of the span, or now
	letters  []sla.LetterFigure
	lamps    []sla.Lamps
	asOf     time.Time
}

// facts walks the tickets. Nothing a ticket says goes into it: only numbers,
// units and times.
func (r *reports) facts(ctx context.Context, from, to time.Time) (facts, error) {
	now := r.now()
	f := facts{from: from, to: to, asOf: to}
	if now.Before(to) {
		f.asOf = now
	}
	before := from.Add(from.Sub(to) - 4*24*time.Hour) // a month before may be longer by some days
	err := r.store.Accounts(ctx, before, to, func(a dispatch.Account) error {
		for _, rec := range a.Records {
			f.records = append(f.records, rec.AsOf(f.asOf))
		}
		for _, l := range a.Letters {
			f.letters = append(f.letters, r.letterFigure(l, f.asOf))
		}
		return nil
	})
	if err != nil {
		return f, err
	}
	lamps, cal := map[string]*sla.Lamps{}, r.dir.Rules().Calendar
	err = r.store.Each(ctx, dispatch.Filter{Queue: "hotline/open"}, func(t dispatch.Ticket) error {
		if lamp := dispatch.Light(t, cal, now, dispatch.DefaultLights()); lamp.Colour != "" {
			r.light(lamps, t.Lead, lamp)
		}
		return nil
	})
	for _, u := range r.dir.Units() {
		if l := lamps[u.Code]; l != nil {
			f.lamps = append(f.lamps, *l)
		}
	}
	slices.SortStableFunc(f.lamps, func(a, b sla.Lamps) int { return b.Red - a.Red })
	return f, err
}

func (r *reports) letterFigure(l dispatch.Sent, asOf time.Time) sla.LetterFigure {
	f := sla.LetterFigure{Unit: r.unitName(l.Unit), Kind: string(l.Kind), At: l.At, AnsweredAt: l.Answered}
	if f.AnsweredAt.After(asOf) {
		f.AnsweredAt = time.Time{}
	}
	return f
}

func (r *reports) light(lamps map[string]*sla.Lamps, unit string, lamp dispatch.Lamp) {
	l := lamps[unit]
	if l == nil {
		l = &sla.Lamps{Unit: r.unitName(unit)}
		lamps[unit] = l
	}
	if lamp.Colour == dispatch.Red {
		l.Red++
	} else {
		l.Yellow++
	}
}

func (r *reports) unitName(code string) string {
	if u, ok := r.dir.Unit(code); ok {
		return u.ShortName()
	}
	return code
}

// write puts the facts of a span into one bulletin.
func (r *reports) write(ctx context.Context, f facts, kind sla.BulletinKind, period, unit string) (sla.Bulletin, error) {
	s, err := r.scheme("", sla.MonthOf(f.to.Add(-time.Hour)))
	if err != nil {
		return sla.Bulletin{}, err
	}
	month, err := r.scored(ctx, s, kind, period, f.records)
	if err != nil {
		return sla.Bulletin{}, err
	}
	in := sla.BulletinInput{Kind: kind, Unit: unit, UnitName: r.unitName(unit), Month: month, Records: f.records, Scheme: s, Org: r.org, Issuer: r.org,
		IssuedAt: r.now(), SnapshotAt: r.now(), Calendar: r.dir.Rules().Calendar, Labels: r.labels(), Letters: f.letters}
	before, err := r.scored(ctx, s, kind, periodBefore(period, f.from), f.records)
	if err != nil {
		return sla.Bulletin{}, err
	}
	// A year that still runs has no like; a period without tickets says nothing.
	if before.Totals.Registered > 0 && (kind != sla.BulletinAnnual || !r.now().Before(f.to)) {
		in.Previous = &before
	}
	if kind == sla.BulletinWeekly {
		in.Lamps = f.lamps
	}
	if kind != sla.BulletinFeedback {
		if in.Hot, err = r.hot(ctx, f.from, f.asOf); err != nil {
			return sla.Bulletin{}, err
		}
		in.Hot = in.Hot[:min(len(in.Hot), 3)]
	}
	return sla.BuildBulletin(in)
}

// scored is the published month where the period is one, else the records scored.
func (r *reports) scored(ctx context.Context, s sla.Scheme, kind sla.BulletinKind, period string, recs []sla.Record) (sla.Month, error) {
	if kind == sla.BulletinFeedback {
		if p, ok, err := r.published(ctx, period); ok || err != nil {
			return p.Score, err
		}
	}
	units, err := r.counted(ctx, period, r.units(period, recs))
	return sla.Score(s, period, units, recs), err
}

// periodBefore is the period of the same length that ended where this one begins.
func periodBefore(period string, from time.Time) string {
	last := from.Add(-time.Hour)
	switch {
	case strings.Contains(period, "-W"):
		return sla.WeekOf(last)
	case len(period) == len("2026"):
		return fmt.Sprint(last.In(sla.Zone).Year())
	}
	return sla.MonthOf(last)
}

// weekly makes the bulletin of the week that has just ended (周通报), and sends it
// where the settings say so.
func (a *App) weekly(ctx context.Context) (string, error) {
	period := sla.WeekOf(a.Clock.Now().AddDate(0, 0, -7))
	b, made, err := a.draft(ctx, sla.BulletinWeekly, period, "")
	if err != nil || !made {
		return period + ": was made before", err
	}
	settings, err := api.BulletinSettings(ctx, a.Store)
	if err != nil || !settings.WeeklySends {
		return period + ": draft", err
	}
	if _, err := api.SendBulletin(ctx, a.Store, b, 1, a.Directory.Units(), dispatch.System(), a.Clock.Now()); err != nil {
		return "", err
	}
	a.Service.Wake()
	return period + ": sent", nil
}

// draft keeps a bulletin as a draft unless there is one; a second run makes
// nothing.
func (a *App) draft(ctx context.Context, kind sla.BulletinKind, period, unit string) (dispatch.Bulletin, bool, error) {
	_, err := a.Store.Record(ctx, dispatch.KindBulletin, dispatch.BulletinID(kind, period, unit))
	if dispatch.CodeOf(err) != dispatch.NotFound || err == nil {
		return dispatch.Bulletin{}, false, err
	}
	made, err := a.reports().Bulletin(ctx, kind, period, unit)
	if err != nil {
		return dispatch.Bulletin{}, false, err
	}
	return a.keepDraft(ctx, made)
}

func (a *App) keepDraft(ctx context.Context, made sla.Bulletin) (dispatch.Bulletin, bool, error) {
	b := dispatch.NewBulletin(made)
	err := api.PutBulletin(ctx, a.Store, b, 0, a.Clock.Now())
	if dispatch.CodeOf(err) == dispatch.Exists || dispatch.CodeOf(err) == dispatch.Conflict {
		return b, false, nil
	}
	return b, err == nil, err
}

// feedbacks makes the drafts of the monthly feedback of every unit with a score
// (月反馈) from the second of the month on, and makes those anew that nobody has
// touched since the month was published.
func (a *App) feedbacks(ctx context.Context) (string, error) {
	now := a.Clock.Now().In(sla.Zone)
	if now.Day() < 2 {
		return "", nil
	}
	period := before(sla.MonthOf(now))
	r := a.reports()
	from, to, err := sla.PeriodBounds(period)
	if err != nil {
		return "", err
	}
	f, err := r.facts(ctx, from, to)
	if err != nil {
		return "", err
	}
	p, _, err := r.published(ctx, period)
	if err != nil {
		return "", err
	}
	n := 0
	for _, u := range r.units(period, f.records) {
		changed, err := a.feedback(ctx, r, f, period, u.Code, p.At)
		if err != nil {
			return "", fmt.Errorf("feedback for %s: %w", u.Code, err)
		}
		n += changed
	}
	if n == 0 {
		return "", nil
	}
	return fmt.Sprintf("%s: %d drafts", period, n), nil
}

// feedback makes or renews one unit's draft; it counts what it wrote.
func (a *App) feedback(ctx context.Context, r *reports, f facts, period, unit string, published time.Time) (int, error) {
	old, version, err := api.LoadBulletin(ctx, a.Store, dispatch.BulletinID(sla.BulletinFeedback, period, unit))
	known := err == nil
	if !known && dispatch.CodeOf(err) != dispatch.NotFound {
		return 0, err
	}
	if known && (old.State != dispatch.BulletinDraft || !old.EditedAt.IsZero() || !old.SnapshotAt.Before(published)) {
		return 0, nil
	}
	made, err := r.write(ctx, f, sla.BulletinFeedback, period, unit)
	if err != nil {
		return 0, err
	}
	return 1, api.PutBulletin(ctx, a.Store, dispatch.NewBulletin(made), version, a.Clock.Now())
}

// annual makes the overall of the year that has just ended (年总评).
func (a *App) annual(ctx context.Context) (string, error) {
	period := fmt.Sprint(a.Clock.Now().In(sla.Zone).Year() - 1)
	_, made, err := a.draft(ctx, sla.BulletinAnnual, period, "")
	if err != nil || !made {
		return period + ": was made before", err
	}
	return period + ": draft", nil
}

// plantBulletins gives a sample district with a history its bulletins: the week
// before last as it was sent and partly read, last week's draft, one unit's
// feedback.
func (a *App) plantBulletins(ctx context.Context) error {
	_, err := a.Store.Record(ctx, dispatch.KindSetting, olderRecord)
	if dispatch.CodeOf(err) == dispatch.NotFound {
		return nil
	}
	now := a.Clock.Now()
	units := a.reports().units("", nil)
	if err != nil || len(units) == 0 {
		return err
	}
	sent, made, err := a.draft(ctx, sla.BulletinWeekly, sla.WeekOf(now.AddDate(0, 0, -14)), "")
	if err != nil || !made {
		return err
	}
	if sent, err = api.SendBulletin(ctx, a.Store, sent, 1, a.Directory.Units(), dispatch.System(), now); err != nil {
		return err
	}
	for i, unit := range sent.Recipients {
		if i%3 == 2 {
			continue
		}
		reader := dispatch.Actor{ID: "liaison-" + unit, Role: dispatch.RoleLiaison, Unit: unit}
		if sent, _, err = sent.Receive(reader, now.Add(-time.Duration(i)*time.Minute)); err != nil {
			return err
		}
	}
	if err := api.PutBulletin(ctx, a.Store, sent, 2, now); err != nil {
		return err
	}
	if _, err := a.weekly(ctx); err != nil {
		return err
	}
	feedback, made, err := a.draft(ctx, sla.BulletinFeedback, before(sla.MonthOf(now)), units[0].Code)
	if err != nil || !made {
		return err
	}
	_, err = api.SendBulletin(ctx, a.Store, feedback, 1, a.Directory.Units(), dispatch.System(), now)
	a.Service.Wake()
	return err
}

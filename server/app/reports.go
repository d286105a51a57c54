package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hotline/dispatch"
	"hotline/server/imports"
	"hotline/sla"
)

// reports are the monthly score and brief over the store.
type reports struct {
	store dispatch.Store
	dir   *Directory
	now   func() time.Time
	org   string // the hotline's name on the brief

	hot    func(ctx context.Context, from, to time.Time) ([]sla.HotIssue, error)
	months *memo[basis]
	briefs *memo[sla.Brief]

	analyses analyses

	snapshots *memo[sla.Snapshot]
	editions  *memo[edition]
	wake      func() // there are new notices
}

// basis is a scored month with all that it was scored from: whoever explains,
// exports or compares a month works on this and on nothing else.
type basis struct {
	month   sla.Month
	scheme  sla.Scheme
	units   []sla.ScoredUnit
	records []sla.Record
	at      time.Time // the moment the records stood so

	adjustments []sla.Adjustment // which the records have taken in
}

// basis is what a month rests on: frozen where it is a draft or published, else as
// it stood a few seconds ago at most.
func (r *reports) basis(ctx context.Context, month string) (basis, error) {
	d, _, err := r.docket(ctx, month)
	if err != nil {
		return basis{}, err
	}
	if !d.Drafted.At.IsZero() {
		return r.frozenBasis(ctx, d)
	}
	b, err := r.months.get(month, func() (basis, error) { return r.compute(ctx, month, "") })
	if err != nil {
		return b, err
	}
	p, ok, err := r.published(ctx, month)
	if ok { // by a program that kept no frozen input
		b.month = p.Score
		if s, known := r.dir.SchemeOf(p.Score.Scheme); known {
			b.scheme = s
		}
	}
	return b, err
}

// published is a closed month: the snapshot everybody is shown from then on.
type published struct {
	Score sla.Month  `json:"score"`
	Brief *sla.Brief `json:"brief"`
	At    time.Time  `json:"at"`
	By    string     `json:"by"`
}

func period(month string) (from, to time.Time, err error) {
	from, to, err = sla.MonthBounds(month)
	if err != nil {
		return from, to, &dispatch.Error{Code: dispatch.Invalid, Key: "month", Field: "month", Err: err}
	}
	return from, to, nil
}

// compute scores a month as its records stand.
func (r *reports) compute(ctx context.Context, month, scheme string) (basis, error) {
	s, err := r.scheme(scheme, month)
	if err != nil {
		return basis{}, err
	}
	at, err := r.standing(ctx, month)
	if err != nil {
		return basis{}, err
	}
	recs, err := r.records(ctx, month, at)
	if err != nil {
		return basis{}, err
	}
	adjustments, err := r.adjustments(ctx, month)
	if err != nil {
		return basis{}, err
	}
	units, err := r.counted(ctx, month, r.units(month, recs))
	if err != nil {
		return basis{}, err
	}
	recs = sla.Adjust(recs, adjustments)
	return basis{month: sla.Score(s, month, units, recs), scheme: s, units: units, records: recs, at: at, adjustments: adjustments}, nil
}

// units are those in use, and those dissolved that something of the month is due
// from: what they met or missed stays on their own record.
func (r *reports) units(month string, recs []sla.Record) []sla.ScoredUnit {
	owes := map[string]bool{}
	for _, rec := range recs {
		for _, m := range []sla.Mark{rec.Accept, rec.Contact, rec.Resolve} {
			owes[rec.Unit] = owes[rec.Unit] || m.Applies && sla.MonthOf(m.Due) == month
		}
	}
	var out []sla.ScoredUnit
	for _, u := range r.dir.Units() {
		if (u.Active || u.Successor != "" && owes[u.Code]) && u.Code != imports.OwnDesk {
			out = append(out, sla.ScoredUnit{Code: u.Code, Name: u.ShortName(), Group: string(u.Group)})
		}
	}
	return out
}

// counted adds what the articles of the units count in the month (知识库引用、更新).
func (r *reports) counted(ctx context.Context, month string, units []sla.ScoredUnit) ([]sla.ScoredUnit, error) {
	counts, err := dispatch.ArticleCounts(ctx, r.store, month)
	for i, u := range units {
		units[i].ArticleUses, units[i].ArticleUpdates = counts[u.Code].Credit, counts[u.Code].Updated
	}
	return units, err
}

// Months lists the months that have tickets, newest first.
func (r *reports) Months(ctx context.Context) ([]string, error) {
	var out []string
	newest, _, err := r.store.Tickets(ctx, dispatch.Filter{}, dispatch.Page{Limit: 1})
	if err != nil || len(newest) == 0 {
		return out, err
	}
	at := newest[0].RegisteredAt
	for range 36 {
		month := sla.MonthOf(at)
		from, to, err := period(month)
		if err != nil {
			return nil, err
		}
		page, _, err := r.store.Tickets(ctx, dispatch.Filter{From: from, To: to}, dispatch.Page{Limit: 1})
		if err != nil {
			return nil, err
		}
		if len(page) > 0 {
			out = append(out, month)
		}
		at = from.Add(-time.Hour)
	}
	return out, nil
}

// Score is the published month, else the month as it stands now.
func (r *reports) Score(ctx context.Context, month string) (sla.Month, error) {
	if p, ok, err := r.published(ctx, month); ok || err != nil {
		return p.Score, err
	}
	b, err := r.basis(ctx, month)
	return b.month, err
}

// brief builds the brief of a month as it stands, with the month and the year
// before for comparison.
func (r *reports) brief(ctx context.Context, month, scheme string) (sla.Brief, error) {
	b, err := r.basisBy(ctx, month, scheme)
	if err != nil {
		return sla.Brief{}, err
	}
	return r.briefOf(ctx, b, scheme)
}

// briefOf builds the brief of a scored month.
func (r *reports) briefOf(ctx context.Context, b basis, scheme string) (sla.Brief, error) {
	m, s, month := b.month, b.scheme, b.month.Month
	from, to, err := period(month)
	if err != nil {
		return sla.Brief{}, err
	}
	in := sla.BriefInput{Month: m, Scheme: s, Org: r.org, Issuer: r.org, SnapshotAt: r.now(), IssuedAt: r.now(), Draft: r.now().Before(to), Labels: r.labels(), Calendar: r.dir.Rules().Calendar,
		Records: b.records, Adjustments: b.adjustments}
	in.Issue = int(from.Add(24 * time.Hour).In(sla.Zone).Month())
	for back, into := range map[string]**sla.Month{before(month): &in.Previous, sla.MonthOf(from.AddDate(-1, 0, 2)): &in.LastYear} {
		earlier, err := r.scoredBy(ctx, back, scheme)
		if err != nil {
			return sla.Brief{}, err
		}
		if earlier.Totals.Registered > 0 {
			*into = &earlier
		}
	}
	if in.Series, err = r.series(ctx, from); err != nil {
		return sla.Brief{}, err
	}
	if in.Repeats, err = r.repeats(ctx, from, to); err != nil {
		return sla.Brief{}, err
	}
	if in.Hot, err = r.hot(ctx, from, to); err != nil {
		return sla.Brief{}, err
	}
	if in.Calls, err = r.calls(ctx, from, to); err != nil {
		return sla.Brief{}, err
	}
	if err := r.trend(ctx, &in); err != nil {
		return sla.Brief{}, err
	}
	return sla.BuildBrief(in), nil
}

// basisBy is the basis of a month by its own scheme, or by another.
func (r *reports) basisBy(ctx context.Context, month, scheme string) (basis, error) {
	if scheme == "" {
		return r.basis(ctx, month)
	}
	return r.compute(ctx, month, scheme)
}

// scoredBy is a month by its own scheme, as it was published where it was, or
// scored anew by another.
func (r *reports) scoredBy(ctx context.Context, month, scheme string) (sla.Month, error) {
	if scheme == "" {
		return r.Score(ctx, month)
	}
	b, err := r.compute(ctx, month, scheme)
	return b.month, err
}

// labels are what the codes of the classification are called.
func (r *reports) labels() map[string]string {
	out := map[string]string{}
	for _, c := range r.dir.Categories() {
		out["category."+c.Code] = c.Name
	}
	return out
}

// series is the intake of the month and the twelve before it, from the kept
// day counts.
func (r *reports) series(ctx context.Context, from time.Time) ([]sla.Tally, error) {
	var out []sla.Tally
	for back := 12; back >= 0; back-- {
		first := from.In(sla.Zone).AddDate(0, -back, 0)
		var names []string
		for d := first; d.Month() == first.Month(); d = d.AddDate(0, 0, 1) {
			names = append(names, "day/"+dispatch.Day(d)+"/intake")
		}
		counts, err := r.store.Counts(ctx, names)
		if err != nil {
			return nil, err
		}
		sum := 0
		for _, n := range counts {
			sum += n
		}
		out = append(out, sla.Tally{Key: sla.MonthOf(first), Count: sum})
	}
	return out, nil
}

// repeats counts tickets of callers who called about the same kind of matter
// before in the month, and what they said at the call-back.
func (r *reports) repeats(ctx context.Context, from, to time.Time) (*sla.Repeats, error) {
	seen := map[string]bool{}
	out := &sla.Repeats{}
	err := r.store.Accounts(ctx, from, to, func(a dispatch.Account) error {
		if a.Caller == "" || a.Records[0].Registered.Before(from) {
			return nil
		}
		rec := a.Records[0]
		if key := a.Caller + "/" + rec.Category; !seen[key] {
			seen[key] = true
			return nil
		}
		out.Count++
		if rec.Satisfied != sla.NoAnswer {
			out.Answers++
		}
		if rec.Satisfied == sla.Yes {
			out.Satisfied++
		}
		return nil
	})
	return out, err
}

// published is the edition of a month in force.
func (r *reports) published(ctx context.Context, month string) (published, bool, error) {
	d, _, err := r.docket(ctx, month)
	if err != nil {
		return published{}, false, err
	}
	if len(d.Editions) > 0 {
		e, err := r.edition(ctx, d, 0)
		if err != nil {
			return published{}, false, err
		}
		return published{Score: e.Result, Brief: e.Brief, At: e.At, By: e.By}, true, nil
	}
	return r.publishedBefore(ctx, month)
}

// publishedBefore is a month that was published when only the result was kept.
func (r *reports) publishedBefore(ctx context.Context, month string) (published, bool, error) {
	var p published
	rec, err := r.store.Record(ctx, dispatch.KindScore, month)
	if err != nil {
		if dispatch.CodeOf(err) == dispatch.NotFound {
			return p, false, nil
		}
		return p, false, err
	}
	if err := json.Unmarshal(rec.Body, &p); err != nil {
		return p, false, fmt.Errorf("month %s: %w", month, err)
	}
	return p, true, nil
}

func (a *App) reports() *reports {
	return &reports{store: a.Store, dir: a.Directory, now: a.Clock.Now, org: a.cfg.Name, hot: a.insight.hotIssues,
		months: newMemo[basis](a.Clock.Now), briefs: newMemo[sla.Brief](a.Clock.Now), analyses: newAnalyses(a.Clock.Now),
		snapshots: newMemo[sla.Snapshot](a.Clock.Now), editions: newMemo[edition](a.Clock.Now), wake: a.Service.Wake}
}

// before is the month before one.
func before(month string) string {
	from, _, err := sla.MonthBounds(month)
	if err != nil {
		return ""
	}
	return sla.MonthOf(from.Add(-time.Hour))
}

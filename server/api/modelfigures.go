package api

import (
	"context"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// modelFigures is what became of automatic dispatches, from the kept day counts
// and a few of the newest tickets.
type modelFigures struct {
	Month    autoMonthView `json:"month"`
	Previous autoMonthView `json:"previous"`
	Weeks    []weekView    `json:"weeks"`
	Drift    driftView     `json:"drift"`
}

type autoMonthView struct {
	Month     string  `json:"month"`
	Auto      int     `json:"auto"`
	Kept      int     `json:"kept"`
	Returned  int     `json:"returned"`
	Open      int     `json:"open"`
	Precision float64 `json:"precision"`
}

type weekView struct {
	Week     string  `json:"week"` // its Monday
	Routed   int     `json:"routed"`
	Auto     int     `json:"auto"`
	Returned int     `json:"returned"`
	MeanP    float64 `json:"mean_p"`
}

type driftView struct {
	PSI          float64 `json:"psi"`
	Level        string  `json:"level" words:"steady watch retrain"`
	UnknownShare float64 `json:"unknown_share"`
}

// How far the page looks: so many weeks, so many tickets of each for the mean
// probability, so many of this week for the drift.
const (
	weeksShown = 12
	weekSample = 40
	driftMost  = 1000
	driftLeast = 50 // fewer say nothing
	openMost   = 5000
)

func (s *server) modelFigures(ctx context.Context, active *ModelVersion) (v modelFigures, err error) {
	y, m, d := s.now().In(sla.Zone).Date()
	month := time.Date(y, m, 1, 0, 0, 0, 0, sla.Zone)
	today := time.Date(y, m, d, 0, 0, 0, 0, sla.Zone)
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	days, err := s.autoDays(ctx, earlier(month.AddDate(0, -1, 0), monday.AddDate(0, 0, -7*(weeksShown-1))), today)
	if err != nil {
		return v, err
	}
	open, err := s.openAuto(ctx)
	if err != nil {
		return v, err
	}
	v.Month = days.month(month, open)
	v.Previous = days.month(month.AddDate(0, -1, 0), open)
	for i := weeksShown - 1; i >= 0; i-- {
		w, err := s.week(ctx, days, monday.AddDate(0, 0, -7*i))
		if err != nil {
			return v, err
		}
		v.Weeks = append(v.Weeks, w)
	}
	v.Drift, err = s.drift(ctx, active)
	return v, err
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// autoDays are the day counts by local day.
type autoDays map[string]autoDayView

func (s *server) autoDays(ctx context.Context, from, to time.Time) (autoDays, error) {
	var names []string
	for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
		day := "day/" + dispatch.Day(d)
		names = append(names, day+"/auto", day+"/intake", day+"/auto/returned")
	}
	n, err := s.store.Counts(ctx, names)
	if err != nil {
		return nil, err
	}
	out := autoDays{}
	for d := from; !d.After(to); d = d.AddDate(0, 0, 1) {
		day := "day/" + dispatch.Day(d)
		out[dispatch.Day(d)] = autoDayView{n[day+"/auto"], n[day+"/intake"], n[day+"/auto/returned"]}
	}
	return out, nil
}

func (a autoDays) sum(from, to time.Time) (v autoDayView) {
	for d := from; d.Before(to); d = d.AddDate(0, 0, 1) {
		day := a[dispatch.Day(d)]
		v.Count, v.Intake, v.Returned = v.Count+day.Count, v.Intake+day.Intake, v.Returned+day.Returned
	}
	return v
}

// month tells what became of a month's automatic dispatches: given back, not
// decided yet, or kept.
func (a autoDays) month(first time.Time, open map[string]int) autoMonthView {
	n := a.sum(first, first.AddDate(0, 1, 0))
	v := autoMonthView{Month: sla.MonthOf(first), Auto: n.Count, Returned: n.Returned, Open: min(open[sla.MonthOf(first)], n.Count-n.Returned)}
	v.Kept = v.Auto - v.Returned - v.Open
	if judged := v.Kept + v.Returned; judged > 0 {
		v.Precision = float64(v.Kept) / float64(judged)
	}
	return v
}

// openAuto counts the automatic dispatches by month that no unit has made its own
// yet.
func (s *server) openAuto(ctx context.Context) (map[string]int, error) {
	now, out := s.now(), map[string]int{}
	for _, queue := range []string{"hotline/open/dispatched", "hotline/open/accepted"} {
		list, err := s.newest(ctx, dispatch.Filter{Queue: queue}, openMost)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			given := t.Routing != nil && t.Routing.Decision == dispatch.Auto && len(t.Returns) == 0
			if given && len(t.Judgements(now)) == 0 {
				out[sla.MonthOf(t.RegisteredAt)]++
			}
		}
	}
	return out, nil
}

// newest reads tickets page by page, at most so many.
func (s *server) newest(ctx context.Context, f dispatch.Filter, most int) ([]dispatch.Ticket, error) {
	var out []dispatch.Ticket
	for p := (dispatch.Page{Limit: min(most, 500)}); len(out) < most; {
		list, next, err := s.store.Tickets(ctx, f, p)
		if err != nil {
			return nil, err
		}
		if out = append(out, list...); next == "" {
			break
		}
		p.After = next
	}
	return out[:min(len(out), most)], nil
}

// week is one week of routing. The mean probability is that of its newest
// tickets.
func (s *server) week(ctx context.Context, days autoDays, monday time.Time) (weekView, error) {
	next := monday.AddDate(0, 0, 7)
	n := days.sum(monday, next)
	v := weekView{Week: monday.Format(time.DateOnly), Routed: n.Intake, Auto: n.Count, Returned: n.Returned}
	if n.Intake == 0 {
		return v, nil
	}
	list, err := s.newest(ctx, dispatch.Filter{From: monday, To: next}, weekSample)
	if err != nil {
		return v, err
	}
	sum, k := 0.0, 0
	for _, t := range list {
		if p, ok := proposed(t); ok {
			sum, k = sum+p, k+1
		}
	}
	if k > 0 {
		v.MeanP = sum / float64(k)
	}
	return v, nil
}

// proposed is the score of the unit that the routing put first.
func proposed(t dispatch.Ticket) (float64, bool) {
	if t.Routing == nil {
		return 0, false
	}
	i := slices.IndexFunc(t.Routing.Candidates, func(c dispatch.Candidate) bool { return c.Role == "lead" })
	if i < 0 {
		return 0, false
	}
	return t.Routing.Candidates[i].Score, true
}

// The levels of a drift.
const (
	watchPSI   = 0.1
	retrainPSI = 0.2
)

// drift compares what comes in with what was trained on: the tickets of the last
// week that this version routed.
func (s *server) drift(ctx context.Context, active *ModelVersion) (driftView, error) {
	v := driftView{Level: "steady"}
	e := s.Learner.Experience()
	if e.Promise() == nil || active == nil {
		return v, nil
	}
	from := s.now().AddDate(0, 0, -7)
	if active.TrainedAt.After(from) {
		from = active.TrainedAt
	}
	list, err := s.newest(ctx, dispatch.Filter{From: from}, driftMost)
	if err != nil {
		return v, err
	}
	var spread dispatch.Spread
	unknown, n := 0.0, 0
	for _, t := range list {
		if t.Contact.Confidential {
			continue
		}
		if p, ok := proposed(t); ok {
			spread.Add(p)
			unknown += e.Unknown(t.Matter)
			n++
		}
	}
	if n < driftLeast {
		return v, nil
	}
	v.PSI, v.UnknownShare = spread.Shift(e.Report.Spread), unknown/float64(n)
	switch {
	case v.PSI > retrainPSI:
		v.Level = "retrain"
	case v.PSI > watchPSI:
		v.Level = "watch"
	}
	return v, nil
}

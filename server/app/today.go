package app

import (
	"context"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// plantToday gives the people of the sample district something to decide, and
// the boards the history that the jobs would have kept.
func (a *App) plantToday(ctx context.Context, now time.Time) error {
	if err := a.plantLateDays(ctx, now); err != nil {
		return err
	}
	if err := a.plantLooks(ctx, now); err != nil {
		return err
	}
	if err := a.plantRequests(ctx); err != nil {
		return err
	}
	if err := a.plantSealed(ctx); err != nil {
		return err
	}
	if err := a.plantAftercare(ctx); err != nil {
		return err
	}
	if err := a.plantConferences(ctx, now); err != nil {
		return err
	}
	return a.plantInspections(ctx)
}

// plantLateDays counts what was late at the close of each of the last working
// days, from the recorded times.
func (a *App) plantLateDays(ctx context.Context, now time.Time) error {
	cal := a.Directory.Rules().Calendar
	var closes []time.Time
	for d := now.In(sla.Zone); len(closes) < 15; d = d.AddDate(0, 0, -1) {
		if at := time.Date(d.Year(), d.Month(), d.Day(), 17, 30, 0, 0, sla.Zone); cal.Workday(at) && at.Before(now) {
			closes = append(closes, at)
		}
	}
	late, open := make([]int, len(closes)), make([]int, len(closes))
	err := a.Store.Each(ctx, dispatch.Filter{}, func(t dispatch.Ticket) error {
		for i, at := range closes {
			if t.RegisteredAt.Before(at) && (t.ClosedAt.IsZero() || t.ClosedAt.After(at)) {
				open[i]++
			}
			if lateAt(t, at) {
				late[i]++
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, at := range closes {
		if err := a.keepLate(ctx, lateDay{Day: at.Format(time.DateOnly), Late: late[i], Open: open[i]}, now); err != nil {
			return err
		}
	}
	return nil
}

// lateAt tells whether a clock of a unit was late at a moment.
func lateAt(t dispatch.Ticket, at time.Time) bool {
	for _, c := range t.Clocks {
		if c.Unit != "" && !c.Waived && c.Due.Before(at) && (c.MetAt.IsZero() || c.MetAt.After(at)) {
			return true
		}
	}
	return false
}

// plantRequests lets units ask for returns and extensions that nobody has
// decided yet.
func (a *App) plantRequests(ctx context.Context) error {
	returns, extensions := 3, 4
	page, _, err := a.Store.Tickets(ctx, dispatch.Filter{States: []dispatch.State{dispatch.StateDispatched, dispatch.StateAccepted, dispatch.StateContacted}}, dispatch.Page{Limit: 200})
	if err != nil {
		return err
	}
	bases := []string{"管网产权移交后由属地管理", "民事纠纷，建议司法调解", "路段属市级养护范围"}
	reasons := []string{"等配件到货，已告知来电人", "需第三方检测，报告五个工作日出具", "等现场勘验排期", "涉及产权核实，需调取档案"}
	for i, t := range page {
		act := dispatch.Action{}
		switch {
		case returns > 0 && t.State == dispatch.StateDispatched && i%3 == 0:
			returns--
			act = dispatch.Action{Kind: dispatch.DoReturn, Reason: "not_duty", Basis: bases[returns], Suggested: a.another(t)}
		case extensions > 0 && t.State != dispatch.StateDispatched && t.Urgency == dispatch.General && i%2 == 0:
			extensions--
			act = dispatch.Action{Kind: dispatch.DoExtend, Days: 2 + extensions%3, Reason: reasons[extensions]}
		default:
			continue
		}
		if _, err := a.Service.Act(ctx, t.No, act, liaison(t.Lead)); err != nil && dispatch.CodeOf(err) != dispatch.Conflict && dispatch.CodeOf(err) != dispatch.Invalid {
			return err
		}
	}
	return nil
}

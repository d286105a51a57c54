package app

import (
	"context"

	"hotline/dispatch"
)

// plantSealed lets the sample district's newest reports (举报件) show what becomes
// of them: one waits for a second person's word on who called, from one a unit
// must stay away.
func (a *App) plantSealed(ctx context.Context) error {
	page, _, err := a.Store.Tickets(ctx, dispatch.Filter{Type: dispatch.Report, States: []dispatch.State{dispatch.StateRegistered, dispatch.StateDispatched,
		dispatch.StateAccepted, dispatch.StateContacted}}, dispatch.Page{Limit: 2})
	if err != nil {
		return err
	}
	acts := []dispatch.Action{
		{Kind: dispatch.DoUnseal, Reason: "线索需当面核实，请另一位知情人审核"},
		{Kind: dispatch.DoRecuse, Units: []string{"shuiwu"}, Reason: "举报人称该单位与施工方有往来"},
	}
	for i, t := range page {
		_, err := a.Service.Act(ctx, t.No, acts[i], demoSupervisor)
		if code := dispatch.CodeOf(err); err != nil && code != dispatch.Conflict && code != dispatch.Invalid {
			return err
		}
	}
	return nil
}

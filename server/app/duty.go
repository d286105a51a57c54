package app

import (
	"context"
	"encoding/json"
	"fmt"

	"hotline/dispatch"
)

// loadDuty reads who is on duty, who holds which post, and the thresholds of
// fail-over and lights.
func (d *Directory) loadDuty(ctx context.Context, s *snapshot) error {
	var shifts []dispatch.Shift
	err := dispatch.EachRecord(ctx, d.store, dispatch.KindRoster, func(r dispatch.Record) error {
		var sh dispatch.Shift
		if err := json.Unmarshal(r.Body, &sh); err != nil {
			return fmt.Errorf("shift %s: %w", r.ID, err)
		}
		shifts = append(shifts, sh)
		return nil
	})
	if err != nil {
		return err
	}
	var staff []dispatch.Staff
	err = dispatch.EachRecord(ctx, d.store, dispatch.KindUser, func(r dispatch.Record) error {
		var u dispatch.User
		if err := json.Unmarshal(r.Body, &u); err != nil {
			return fmt.Errorf("user %s: %w", r.ID, err)
		}
		if p, ok := u.Staff(); ok {
			staff = append(staff, p)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.rules.Roster = dispatch.NewRoster(shifts, staff)
	return d.loadThresholds(ctx, s)
}

func (d *Directory) loadThresholds(ctx context.Context, s *snapshot) error {
	t := dispatch.DefaultThresholds()
	r, err := d.store.Record(ctx, dispatch.KindSetting, dispatch.SettingThresholds)
	switch {
	case err == nil:
		if err := json.Unmarshal(r.Body, &t); err != nil {
			return fmt.Errorf("thresholds: %w", err)
		}
	case dispatch.CodeOf(err) != dispatch.NotFound:
		return err
	}
	s.rules.Lights, s.rules.Failover = t.Lights, t.Failover
	return nil
}

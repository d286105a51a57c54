package api

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"hotline/dispatch"
	"hotline/notify"
)

// ReconcileAll compares with every platform in use, as the page does for one
// (每日对账), and tells the supervisors of a platform where something differs that the
// comparison before did not show. A platform that does not answer holds up no other.
func ReconcileAll(ctx context.Context, d Deps) (string, error) {
	s := &server{Deps: d, store: d.Service.Store}
	list, err := s.platforms(ctx)
	if err != nil {
		return "", err
	}
	var results []string
	var faults []error
	for _, o := range list {
		if !o.Active {
			continue
		}
		differ, fresh, err := s.reconciled(ctx, o)
		if err != nil {
			faults = append(faults, fmt.Errorf("platform %s: %w", o.Platform.Code, err))
			continue
		}
		results = append(results, fmt.Sprintf("%s: %d differ, %d new", o.Platform.Code, differ, fresh))
	}
	return strings.Join(results, "; "), errors.Join(faults...)
}

// reconciled compares with a platform. What is mended by itself, since it is on its
// way, is nobody's work.
func (s *server) reconciled(ctx context.Context, o dispatch.Outlet) (differ, fresh int, err error) {
	p, err := s.platform(ctx, o.Platform.Code)
	if err != nil {
		return 0, 0, err
	}
	before, _, err := load[reconcileView](ctx, s.store, dispatch.KindReconcile, p.code())
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return 0, 0, err
	}
	known := map[string]bool{}
	for _, d := range before.Differences {
		known[d.key()] = !d.Waiting
	}
	v, err := s.compare(ctx, p, s.now().Add(-reconcileSpan).UTC(), dispatch.System())
	if err != nil {
		return 0, 0, err
	}
	for _, d := range v.Differences {
		if !d.Waiting && !known[d.key()] {
			fresh++
		}
	}
	if fresh > 0 {
		err = s.store.Post(ctx, []dispatch.Notice{notify.DifferencesFound(p.code(), p.Name, fresh, s.now())})
		s.Service.Wake()
	}
	return len(v.Differences), fresh, err
}

// nameUpstream puts the platform's name on the page of a ticket. One that was never
// added, or is gone, goes by what the ticket says.
func (s *server) nameUpstream(ctx context.Context, v *ticketView) error {
	if v.Upstream == nil {
		return nil
	}
	o, _, err := load[dispatch.Outlet](ctx, s.store, dispatch.KindChannel, dispatch.PlatformID(v.Upstream.Platform))
	if dispatch.CodeOf(err) == dispatch.NotFound {
		return nil
	}
	v.Upstream.Name = o.Name
	return err
}

// key tells one difference from another.
func (d differenceView) key() string { return string(d.Kind) + "/" + d.No + "/" + d.Ticket }

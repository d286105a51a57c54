package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"hotline/dispatch"
)

// recomputeBite is how many tickets are looked at between two notes of how far
// the work has come, recomputeBites how many bites a run takes, so that it ends
// within its lease.
const (
	recomputeJob   = "recompute"
	recomputeBite  = 200
	recomputeBites = 50
)

// recomputed is how far the open tickets follow a calendar. A server that stops
// half-way leaves the note, and the next run goes on behind After.
type recomputed struct {
	Calendar string `json:"calendar"`
	After    string `json:"after,omitempty"` // cursor within the pass
	Looked   int    `json:"looked"`
	Moved    int    `json:"moved"`
	InPass   int    `json:"in_pass"` // moved in this pass
	Done     bool   `json:"done"`
}

func (r recomputed) String() string {
	if r.Done {
		return fmt.Sprintf("calendar %s: %d of %d tickets moved", r.Calendar, r.Moved, r.Looked)
	}
	return fmt.Sprintf("calendar %s: %d tickets looked at, %d moved, going on", r.Calendar, r.Looked, r.Moved)
}

// recompute brings the deadlines of open tickets to a calendar that was published
// while they ran (日历变更重算): bite by bite, each change an event of its ticket.
// Ended tickets stay as they were. It walks until a pass finds nothing more to
// move, since another server may still have dispatched by the old calendar; from
// then on a run costs one read.
func (a *App) recompute(ctx context.Context) (string, error) {
	calendar := a.Directory.Rules().Calendar.Version
	at, err := a.recomputedSoFar(ctx)
	if err != nil || at.Calendar == calendar && at.Done {
		return "", err
	}
	if at.Calendar != calendar {
		at = recomputed{Calendar: calendar}
	}
	for range recomputeBites {
		if err := a.recomputeSome(ctx, &at); err != nil {
			return "", err
		}
		if err := a.noteRecomputed(ctx, at); err != nil {
			return "", err
		}
		if at.Done {
			break
		}
	}
	return at.String(), nil
}

// recomputeSome looks at one bite of the pass.
func (a *App) recomputeSome(ctx context.Context, at *recomputed) error {
	open := dispatch.Filter{States: []dispatch.State{dispatch.StateRegistered, dispatch.StateDispatched, dispatch.StateAccepted,
		dispatch.StateContacted, dispatch.StateReplied, dispatch.StateReviewed}}
	list, next, err := a.Store.Tickets(ctx, open, dispatch.Page{Limit: recomputeBite, After: at.After})
	if err != nil {
		return err
	}
	var errs []error
	for _, t := range list {
		at.Looked++
		if t.CalendarVersion == at.Calendar {
			continue
		}
		after, err := a.Service.Act(ctx, t.No, dispatch.Action{Kind: dispatch.DoRecompute}, dispatch.System())
		if err != nil && dispatch.CodeOf(err) != dispatch.Conflict { // one that ended meanwhile needs no new deadline
			errs = append(errs, err)
		}
		if err == nil && after.Version != t.Version {
			at.Moved++
			at.InPass++
		}
	}
	if at.After = next; next == "" {
		at.Done = at.InPass == 0
		if !at.Done {
			at.Looked, at.InPass = 0, 0
		}
	}
	return errors.Join(errs...)
}

func (a *App) recomputedSoFar(ctx context.Context) (at recomputed, err error) {
	switch r, err := a.Store.Record(ctx, dispatch.KindSetting, recomputeJob); {
	case err == nil:
		return at, json.Unmarshal(r.Body, &at)
	case dispatch.CodeOf(err) == dispatch.NotFound:
		return at, nil
	default:
		return at, err
	}
}

// noteRecomputed keeps how far the work has come, for the next run and for the
// page of jobs.
func (a *App) noteRecomputed(ctx context.Context, at recomputed) error {
	now := a.Clock.Now().UTC()
	if err := put(ctx, a.Store, dispatch.KindSetting, recomputeJob, at, now); err != nil {
		return err
	}
	return put(ctx, a.Store, dispatch.KindJob, recomputeJob, jobRun{Start: now, Result: at.String(), Server: a.Jobs.server}, now)
}

package api

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/open311"
)

// standing is how a request stands, in the words of FixMyStreet and of everybody.
func (s *server) standing(o civic, t dispatch.Ticket) open311.Note {
	step := s.stepNote(t.State, t)
	if o.Replies && told(t.State) && t.Reply != nil {
		step.About = openWords(t.Reply.Text)
	}
	return step
}

func (s *server) stepNote(st dispatch.State, t dispatch.Ticket) open311.Note {
	note := func(status, step string) open311.Note {
		return open311.Note{Status: status, About: civicNote(step, s.unitName(t.Lead))}
	}
	if !t.Suspended.IsZero() && st.WithUnit() {
		return note(open311.Scheduled, "suspended")
	}
	switch st {
	case dispatch.StateRegistered:
		return note(open311.Open, "registered")
	case dispatch.StateDispatched:
		return note(open311.InProgress, "dispatched")
	case dispatch.StateAccepted:
		return note(open311.InProgress, "accepted")
	case dispatch.StateReviewed:
		return note(open311.InProgress, "replied")
	case dispatch.StateClosed:
		if t.Reply != nil && t.Reply.Resolved {
			return note(open311.Fixed, "fixed")
		}
		return note(open311.Closed, "closed")
	case dispatch.StateMerged:
		return note(open311.Duplicate, "merged")
	case dispatch.StateTerminated:
		if t.Outcome == dispatch.Withdrawn {
			return note(open311.Cancelled, "withdrawn")
		}
		return note(open311.NoAction, "terminated")
	case dispatch.StateAnswered:
		return note(open311.Closed, "answered")
	case dispatch.StateDeclined:
		return note(open311.NotOurs, "declined")
	case dispatch.StateTransferred:
		return note(open311.NotOurs, "transferred")
	default: // the unit works on it; a reply is not told before it has passed
		return note(open311.InProgress, "contacted")
	}
}

// civicSteps tells the way of a request from its history: what was done, and never
// what somebody said, but for the reply where it is published.
type civicSteps struct {
	s        *server
	o        civic
	no, lead string
	reply    string
	resolved bool
	out      []open311.Update
}

// stepsOf are the steps of a published ticket; the first is its registration.
func (s *server) stepsOf(o civic, t dispatch.Ticket, events []dispatch.Event) []open311.Update {
	w := civicSteps{s: s, o: o, no: t.No}
	for _, e := range events {
		w.take(e)
	}
	return w.out
}

func (w *civicSteps) step(e dispatch.Event, status, step string) *open311.Update {
	w.out = append(w.out, open311.Update{ID: fmt.Sprintf("%s-%d", w.no, e.Seq), Request: w.no, Status: status, Updated: open311.Stamp(e.At),
		About: civicNote(step, w.s.unitName(w.lead))})
	return &w.out[len(w.out)-1]
}

func (w *civicSteps) take(e dispatch.Event) {
	d := e.Data
	switch e.Kind {
	case dispatch.Registered:
		w.step(e, open311.Open, "registered")
	case dispatch.Dispatched:
		w.lead = d.Lead
		w.step(e, open311.InProgress, "dispatched")
	case dispatch.HandedOver:
		if d.Unit == w.lead {
			w.lead = d.Lead
			w.step(e, open311.InProgress, "dispatched")
		}
	case dispatch.Accepted, dispatch.Contacted:
		if d.Unit == w.lead && (e.Kind == dispatch.Accepted || d.Reached) {
			w.step(e, open311.InProgress, string(e.Kind))
		}
	case dispatch.ReturnDecided:
		if d.Yes {
			w.step(e, open311.Referral, "reassigning")
		}
	case dispatch.ConferenceSet:
		w.step(e, open311.Triage, "conferring")
	case dispatch.ExtensionDecided:
		if d.Yes {
			w.step(e, open311.Scheduled, "extended")
		}
	case dispatch.SuspendedMarked:
		w.step(e, open311.Scheduled, "suspended")
	case dispatch.Resumed, dispatch.Unmerged:
		w.step(e, open311.InProgress, "resumed")
	case dispatch.Replied:
		w.reply, w.resolved = d.Text, d.Yes
	case dispatch.Reviewed, dispatch.Inherited:
		if d.Yes || e.Kind == dispatch.Inherited {
			w.replied(e)
		}
	case dispatch.Redone, dispatch.Reopened:
		w.step(e, open311.Reopened, string(e.Kind))
	case dispatch.Merged:
		w.step(e, open311.Duplicate, "merged")
	default:
		w.end(e)
	}
}

func (w *civicSteps) replied(e dispatch.Event) {
	step := "replied"
	if e.Kind == dispatch.Inherited {
		step = "inherited"
	}
	u := w.step(e, open311.InProgress, step)
	if w.o.Replies && step == "replied" && w.reply != "" {
		u.About = openWords(w.reply)
	}
}

func (w *civicSteps) end(e dispatch.Event) {
	switch {
	case e.Kind == dispatch.Closed && w.resolved:
		w.step(e, open311.Fixed, "fixed")
	case e.Kind == dispatch.Closed:
		w.step(e, open311.Closed, "closed")
	case e.Kind == dispatch.Terminated && e.Data.Reason == dispatch.Withdrawn:
		w.step(e, open311.Cancelled, "withdrawn")
	case e.Kind == dispatch.Terminated:
		w.step(e, open311.NoAction, "terminated")
	case e.Kind == dispatch.Answered:
		w.step(e, open311.Closed, "answered")
	case e.Kind == dispatch.Declined, e.Kind == dispatch.Transferred:
		w.step(e, open311.NotOurs, string(e.Kind))
	}
}

// civicUpdates lists what happened to published requests in a window (FixMyStreet).
func (s *server) civicUpdates(c *fiber.Ctx, o civic) error {
	var f open311.Faults
	q := queryOf(c)
	if _, err := s.civicKey(c, q.Get("api_key"), &f); err != nil {
		return err
	}
	from, to := open311.ReadUpdateWindow(q, s.now(), &f)
	if err := f.Err(); err != nil {
		return err
	}
	out := []open311.Update{}
	if !o.trial {
		var err error
		if out, err = s.updatesIn(c.UserContext(), o, from, to); err != nil {
			return err
		}
	}
	return s.civicSend(c, "service_request_updates", "request_update", out)
}

// updatesIn looks at the tickets that changed since a moment: what happened to
// them before the end of the window may have been followed by more.
func (s *server) updatesIn(ctx context.Context, o civic, from, to time.Time) ([]open311.Update, error) {
	out := []open311.Update{}
	days, err := s.busyDays(ctx, dispatch.MovedDay, from, s.now())
	if err != nil {
		return nil, err
	}
	for _, queue := range days {
		list, err := s.queueOf(ctx, dispatch.Filter{Queue: queue})
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			if open311.Stamp(t.UpdatedAt) < open311.Stamp(from) {
				continue
			}
			events, err := s.store.Events(ctx, t.No)
			if err != nil {
				return nil, err
			}
			for _, u := range s.stepsOf(o, t, events) {
				if u.Status != open311.Open && open311.Within(u.Updated, from, to) {
					out = append(out, u)
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b open311.Update) int {
		return cmp.Or(cmp.Compare(a.Updated, b.Updated), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

package api

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/open311"
)

// trialMark begins the number of a request to the test endpoint.
const trialMark = "TEST-"

func isTrial(no string) bool { return strings.HasPrefix(no, trialMark) }

// trialsPerHour is how many requests a program may make to the test endpoint.
const trialsPerHour = 120

// tryRequest keeps a request to the test endpoint for a day, as it would be
// published; nobody works on it.
func (s *server) tryRequest(ctx context.Context, o civic, p principal, sub open311.Submission, r open311.Rule) (string, error) {
	if err := s.limits.take("trial", p.ID, trialsPerHour, trialsPerHour, time.Hour); err != nil {
		return "", err
	}
	about := strings.ReplaceAll(dispatch.Scrub(cmp.Or(sub.About, r.Name), dispatch.Person{Name: sub.Name(), Phone: sub.Phone}, true), cmp.Or(sub.Email, "@"), "***")
	now := s.now().UTC()
	t := dispatch.Ticket{No: trialMark + newID(6), State: dispatch.StateRegistered, RegisteredAt: now, UpdatedAt: now,
		Matter: dispatch.Matter{Title: titleOrProposal("", about), Text: about, Category: r.Category, Place: dispatch.Place{Address: placeText(sub), Lat: sub.Lat, Lon: sub.Long}}}
	v := s.openRequest(o, t)
	s.extend(o, t, []dispatch.Event{{Seq: 1, Kind: dispatch.Registered, At: now}}, &v)
	return v.ID, s.civicKeep(ctx, civicTrialID+v.ID, v, civicTrialLife)
}

// trial gives a request to the test endpoint.
func (s *server) trial(ctx context.Context, id string, extended bool) (open311.Request, error) {
	v, _, err := load[open311.Request](ctx, s.store, dispatch.KindOpen311, civicTrialID+clip(id, 40))
	if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
		return v, open311.Faults{{Code: open311.NotFound, About: "service_request_id was not found"}}
	}
	return plainer(v, extended), err
}

// plainer leaves out what is beyond the standard where nobody asked for it.
func plainer(v open311.Request, extended bool) open311.Request {
	if !extended {
		v.Extended, v.History = nil, nil
	}
	return v
}

// trials are the requests to the test endpoint of the last day that a client asks
// for, the newest first.
func (s *server) trials(ctx context.Context, w open311.Window) ([]open311.Request, error) {
	out := []open311.Request{}
	err := s.eachCivic(ctx, civicTrialID, func(r dispatch.Record) error {
		var v open311.Request
		if err := json.Unmarshal(r.Body, &v); err != nil {
			return err
		}
		if w.Holds(v) {
			out = append(out, plainer(v, w.Extended))
		}
		return nil
	})
	slices.SortFunc(out, func(a, b open311.Request) int {
		return cmp.Or(strings.Compare(b.Requested, a.Requested), strings.Compare(b.ID, a.ID))
	})
	from, to := w.Bounds(len(out))
	return out[from:to], err
}

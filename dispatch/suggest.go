package dispatch

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"hotline/sla"
)

// Hints are what the agent is offered while typing: nothing of it is done
// unless they take it.
type Hints struct {
	Routing Routing // category, town, urgency, candidates and advice
	Title   string
	Clocks  []sla.Clock // as they would start now
	Evidence
}

// Evidence is what the store knows that bears on a ticket.
type Evidence struct {
	Duplicates []Duplicate
	Earlier    map[string][]Earlier // by candidate unit: what became of tickets like this one
}

// Suggest looks at a half-typed ticket: who would get it, when it would be due,
// how it could be called, which tickets may be the same matter, and how earlier
// ones like it ended.
func (s Service) Suggest(ctx context.Context, f Facts) (Hints, error) {
	now := s.Now()
	title := TitleFor(f.Text, f.Place)
	if f.Title == "" { // judged as it will be registered
		f.Title = title
	}
	out := Hints{Routing: s.routed(ctx, f), Title: title}
	if f.Category == "" {
		f.Category = out.Routing.Category
	}
	if f.Place.Town == "" {
		f.Place.Town = out.Routing.Town
	}
	if f.Place.Address == "" {
		f.Place.Address = out.Routing.Spot
	}
	if f.Urgency == "" {
		f.Urgency = or(out.Routing.Urgency, General)
	}
	out.Clocks = s.Rules().Preview(f.Matter, now)
	var err error
	out.Evidence, err = s.Evidence(ctx, f, "", out.Routing)
	return out, err
}

// How many tickets one look reads at most: the caller's own, those in like
// words, those of the place and kind of matter, earlier ones, and masters of
// merged ones.
const (
	ownRead     = 10
	wordsRead   = 24
	placeRead   = 20
	earlierRead = 24
	masterRead  = 10
)

// inHand are the states of tickets another caller's may be merged with, or whose
// master it may be merged with.
var inHand = append(slices.Clone(open), StateMerged)

// Evidence looks up which tickets may be the matter of the facts, and for each
// lead candidate of the routing how earlier ones ended. no is the ticket the
// facts are of, if it is registered already.
func (s Service) Evidence(ctx context.Context, f Facts, no string, r Routing) (Evidence, error) {
	now := s.Now()
	var near []Ticket
	var failed error
	var work sync.WaitGroup // somebody waits: the looks go side by side
	if f.PhoneHash != "" {
		work.Go(func() {
			near, _, failed = s.Store.Tickets(ctx, Filter{PhoneHash: f.PhoneHash, From: now.Add(-Window)}, Page{Limit: ownRead})
		})
	}
	found, err := s.Store.Near(ctx,
		Nearness{Marks: f.wordMarks(), From: now.Add(-Window), States: inHand, Limit: wordsRead},
		Nearness{Marks: f.placeMarks(), From: now.Add(-sameEventWithin), States: inHand, Limit: placeRead},
		Nearness{Marks: f.earlierMarks(), From: now.Add(-earlierSpan), Limit: earlierRead})
	work.Wait()
	if err := errors.Join(err, failed); err != nil {
		return Evidence{}, err
	}
	near, err = s.withMasters(ctx, append(append(near, found[0]...), found[1]...))
	if err != nil {
		return Evidence{}, err
	}
	near = slices.DeleteFunc(near, func(t Ticket) bool { return t.No == no || t.apart() || (no != "" && t.MergedInto == no) })
	past := slices.DeleteFunc(found[2], func(t Ticket) bool { return t.No == no || t.apart() })
	return Evidence{Duplicates: Duplicates(f, near, now), Earlier: endings(f, past, r)}, nil
}

// withMasters adds the masters of merged tickets.
func (s Service) withMasters(ctx context.Context, ts []Ticket) ([]Ticket, error) {
	have := map[string]bool{}
	for _, t := range ts {
		have[t.No] = true
	}
	read := 0
	for _, t := range ts {
		if t.State != StateMerged || have[t.MergedInto] || read == masterRead {
			continue
		}
		master, err := s.Store.Ticket(ctx, t.MergedInto)
		if err != nil {
			return nil, err
		}
		ts, have[master.No], read = append(ts, master), true, read+1
	}
	return ts, nil
}

// Preview is the unit's clocks of a ticket as they would start if it were
// dispatched now.
func (r Rules) Preview(m Matter, now time.Time) []sla.Clock {
	t := Ticket{Matter: m}
	l := r.limits(t)
	var cs []ClockChange
	cs = r.startNext(t, cs, sla.AcceptClock, "", now, l.Accept)
	cs = r.startNext(t, cs, sla.ContactClock, "", now, l.Contact)
	cs = r.startNext(t, cs, sla.ResolveClock, "", now, l.Resolve)
	out := make([]sla.Clock, len(cs))
	for i, c := range cs {
		out[i] = c.Clock
	}
	return out
}

// openings are what callers say before they come to the point.
var openings = []string{"您好", "你好", "市民反映", "来电人反映", "来电人称", "来电反映", "市民来电", "我想反映", "我要反映", "我要投诉", "我想咨询", "请问", "，", "。", "！", ",", "：", " "}

// TitleFor proposes a title: the point of the first sentence, with the spot in
// front where the sentence does not name it.
func TitleFor(text string, p Place) string {
	text = strings.TrimSpace(text)
	for again := true; again; {
		again = false
		for _, o := range openings {
			if rest, cut := strings.CutPrefix(text, o); cut {
				text, again = rest, true
			}
		}
	}
	title := ProposeTitle(text)
	if spot := Spot(p); title != "" && spot != "" && !strings.Contains(title, spot) {
		title = spot + title
	}
	if r := []rune(title); len(r) > MaxTitle {
		title = string(r[:MaxTitle])
	}
	return title
}

package dispatch

import (
	"context"
	"slices"
	"strings"
	"time"

	"hotline/sla"
)

// Hints are what the agent is offered while typing: nothing of it is done
// unless they take it.
type Hints struct {
	Routing    Routing // category, town, urgency, candidates and advice
	Title      string
	Duplicates []Duplicate
	Earlier    map[string][]Earlier // by candidate unit: what became of tickets like this one
	Clocks     []sla.Clock          // as they would start now
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
	out := Hints{Routing: s.Route(ctx, f), Title: title}
	if f.Category == "" {
		f.Category = out.Routing.Category
	}
	if f.Place.Town == "" {
		f.Place.Town = out.Routing.Town
	}
	if f.Urgency == "" {
		f.Urgency = or(out.Routing.Urgency, General)
	}
	out.Clocks = s.Rules().Preview(f.Matter, now)
	var err error
	if out.Duplicates, err = s.Duplicates(ctx, f, ""); err != nil {
		return Hints{}, err
	}
	out.Earlier, err = s.Earlier(ctx, f, "", out.Routing)
	return out, err
}

// How many tickets one look at duplicates reads at most: the caller's own, those
// in like words, those of the place and kind of matter, and masters of merged
// ones.
const (
	ownRead    = 20
	wordsRead  = 32
	placeRead  = 32
	masterRead = 10
)

// inHand are the states of tickets another caller's may be merged with, or whose
// master it may be merged with.
var inHand = append(slices.Clone(open), StateMerged)

// Duplicates looks the tickets up that may be the matter of the facts. no is the
// ticket the facts are of, if it is registered already.
func (s Service) Duplicates(ctx context.Context, f Facts, no string) ([]Duplicate, error) {
	now := s.Now()
	var near []Ticket
	if f.PhoneHash != "" {
		own, _, err := s.Store.Tickets(ctx, Filter{PhoneHash: f.PhoneHash, From: now.Add(-Window)}, Page{Limit: ownRead})
		if err != nil {
			return nil, err
		}
		near = own
	}
	for _, n := range []Nearness{
		{Marks: f.wordMarks(), From: now.Add(-Window), States: inHand, Limit: wordsRead},
		{Marks: f.placeMarks(), From: now.Add(-sameEventWithin), States: inHand, Limit: placeRead},
	} {
		if len(n.Marks) == 0 {
			continue
		}
		found, err := s.Store.Near(ctx, n)
		if err != nil {
			return nil, err
		}
		near = append(near, found...)
	}
	near, err := s.withMasters(ctx, near)
	if err != nil {
		return nil, err
	}
	near = slices.DeleteFunc(near, func(t Ticket) bool { return t.No == no || (no != "" && t.MergedInto == no) })
	return Duplicates(f, near, now), nil
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

package dispatch

import (
	"context"
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
	Clocks     []sla.Clock // as they would start now
}

// suggestPage bounds how many tickets are read for one look at duplicates.
const suggestPage = 50

// Suggest looks at a half-typed ticket: who would get it, when it would be due,
// how it could be called, and which tickets may be the same matter.
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
	var near []Ticket
	for _, filter := range lookups(f, now.Add(-Window)) {
		page, _, err := s.Store.Tickets(ctx, filter, Page{Limit: suggestPage})
		if err != nil {
			return Hints{}, err
		}
		near = append(near, page...)
	}
	out.Duplicates = Duplicates(f, near, now)
	return out, nil
}

// lookups are the few bounded pages that can hold a duplicate: the caller's own
// tickets, those that name the same spot, and those of the town and category.
func lookups(f Facts, from time.Time) []Filter {
	var out []Filter
	if f.PhoneHash != "" {
		out = append(out, Filter{PhoneHash: f.PhoneHash, From: from})
	}
	if spot := Spot(f.Place); spot != "" {
		out = append(out, Filter{Q: spot, From: from})
	}
	if f.Place.Town != "" && f.Category != "" {
		out = append(out, Filter{Town: f.Place.Town, Category: f.Category[:min(4, len(f.Category))], From: from})
	}
	return out
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

package api

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

type suggestForm struct {
	Type     dispatch.Type    `json:"type"`
	Urgency  dispatch.Urgency `json:"urgency"`
	Title    string           `json:"title"`
	Text     string           `json:"text"`
	Category string           `json:"category"`
	Place    placeForm        `json:"place"`
	Caller   struct {
		Phone string `json:"phone"`
	} `json:"caller"`
}

type categoryView struct {
	Code string   `json:"code"`
	Name string   `json:"name"`
	Path []string `json:"path"`
}

type duplicateView struct {
	No           string         `json:"no"`
	Title        string         `json:"title"`
	State        dispatch.State `json:"state"`
	RegisteredAt time.Time      `json:"registered_at"`
	SameCaller   bool           `json:"same_caller"`
	DistanceM    *int           `json:"distance_m,omitempty"`
	Score        float64        `json:"score"`
}

type promiseView struct {
	Kind sla.ClockKind `json:"kind"`
	Due  time.Time     `json:"due"`
}

type suggestView struct {
	Category   *categoryView    `json:"category,omitempty"`
	Title      string           `json:"title,omitempty"`
	Town       string           `json:"town,omitempty"`
	Urgency    dispatch.Urgency `json:"urgency,omitempty"`
	Candidates []candidateView  `json:"candidates"`
	Duplicates []duplicateView  `json:"duplicates"`
	Advice     *adviceView      `json:"advice,omitempty"`
	Clocks     []promiseView    `json:"clocks"`
}

// suggest says what the system thinks of words that are still being typed. It
// writes nothing.
func (s *server) suggest(c *fiber.Ctx) error {
	f, err := decode[suggestForm](c)
	if err != nil {
		return err
	}
	facts, err := s.facts(f)
	if err != nil {
		return err
	}
	r := s.Service.Route(c.UserContext(), facts)
	facts.Category = cmp.Or(facts.Category, r.Category)
	urgency := f.Urgency
	catalogue := s.Directory.Catalogue()
	if found := catalogue.Match(facts); urgency == "" && len(found) > 0 {
		urgency = found[0].Entry.Urgency
	}
	facts.Place.Town = cmp.Or(facts.Place.Town, catalogue.TownOf(facts))
	duplicates, err := s.duplicates(c.UserContext(), facts)
	if err != nil {
		return err
	}
	return c.JSON(suggestView{Category: s.category(facts.Category), Title: titleOrProposal(f.Title, f.Text), Town: facts.Place.Town,
		Urgency: urgency, Candidates: s.candidates(r), Duplicates: duplicates, Advice: advice(r), Clocks: s.promises(urgency, facts.Type)})
}

// facts bounds what is typed: the text of a ticket, not a book.
func (s *server) facts(f suggestForm) (dispatch.Facts, error) {
	for field, v := range map[string]string{"title": f.Title, "place.address": f.Place.Address, "place.town": f.Place.Town} {
		if len([]rune(v)) > dispatch.MaxShort {
			return dispatch.Facts{}, dispatch.FieldError(field, "too_long", dispatch.MaxShort)
		}
	}
	if len([]rune(f.Text)) > dispatch.MaxText {
		return dispatch.Facts{}, dispatch.FieldError("text", "too_long", dispatch.MaxText)
	}
	facts := dispatch.Facts{Matter: dispatch.Matter{Type: cmp.Or(f.Type, dispatch.Help), Urgency: f.Urgency, Title: f.Title, Text: f.Text,
		Category: f.Category, Place: dispatch.Place(f.Place)}}
	if number, ok := dispatch.NormalPhone(f.Caller.Phone); ok {
		facts.PhoneHash = s.Service.HashPhone(number)
	}
	return facts, nil
}

// category names a category with the way to it from the top.
func (s *server) category(code string) *categoryView {
	if code == "" {
		return nil
	}
	v := &categoryView{Code: code, Name: s.categoryName(code), Path: []string{}}
	byCode := map[string]dispatch.Category{}
	for _, c := range s.Directory.Categories() {
		byCode[c.Code] = c
	}
	for at, ok := byCode[code]; ok && len(v.Path) < 8; at, ok = byCode[at.Parent] {
		v.Path = append([]string{at.Name}, v.Path...)
	}
	return v
}

// promises are the times the unit will have if the ticket is dispatched now.
func (s *server) promises(u dispatch.Urgency, kind dispatch.Type) []promiseView {
	rules, now := s.Service.Rules(), s.now()
	l := rules.Policy.Limits(string(cmp.Or(u, dispatch.General)), string(kind))
	out := []promiseView{}
	for _, p := range []struct {
		kind  sla.ClockKind
		limit sla.Limit
	}{{sla.AcceptClock, l.Accept}, {sla.ContactClock, l.Contact}, {sla.ResolveClock, l.Resolve}} {
		if !p.limit.IsZero() {
			due, _ := sla.Deadline(now, p.limit, rules.Calendar)
			out = append(out, promiseView{p.kind, due.UTC()})
		}
	}
	return out
}

// How far back duplicates (重复工单) are looked for, and how alike they must be.
const (
	sameCallerSpan = 30 * 24 * time.Hour
	nearbySpan     = 7 * 24 * time.Hour
	alikeCaller    = 0.25
	alikeMatter    = 0.5
)

// duplicates are open tickets of the caller about the same, and those of others
// about the same event. They are shown; merging is a person's decision.
func (s *server) duplicates(ctx context.Context, f dispatch.Facts) ([]duplicateView, error) {
	var list []dispatch.Ticket
	now := s.now()
	if f.PhoneHash != "" {
		own, _, err := s.store.Tickets(ctx, dispatch.Filter{PhoneHash: f.PhoneHash, From: now.Add(-sameCallerSpan)}, dispatch.Page{Limit: 20})
		if err != nil {
			return nil, err
		}
		list = own
	}
	if f.Category != "" && f.Place.Town != "" {
		near, _, err := s.store.Tickets(ctx, dispatch.Filter{Category: f.Category, Town: f.Place.Town, From: now.Add(-nearbySpan)}, dispatch.Page{Limit: 50})
		if err != nil {
			return nil, err
		}
		list = append(list, near...)
	}
	out := []duplicateView{}
	grams := dispatch.Grams(f.Title + " " + f.Text + " " + f.Place.Address)
	for _, t := range list {
		if d, ok := duplicate(f, grams, t); ok && !slices.ContainsFunc(out, func(x duplicateView) bool { return x.No == d.No }) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b duplicateView) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.No, a.No)) })
	return out[:min(len(out), 5)], nil
}

// duplicate tells how much a ticket is like the facts: the share of common
// pairs of characters, more for the same category and for being close by.
func duplicate(f dispatch.Facts, grams []string, t dispatch.Ticket) (duplicateView, bool) {
	d := duplicateView{No: t.No, Title: t.Title, State: t.State, RegisteredAt: t.RegisteredAt, SameCaller: f.PhoneHash != "" && t.Contact.PhoneHash == f.PhoneHash}
	if !t.State.Open() {
		return d, false
	}
	score := overlap(grams, dispatch.Grams(t.SearchText()))
	if f.Category != "" && t.Category == f.Category {
		score += 0.2
	}
	if m, ok := distance(f.Place, t.Place); ok {
		d.DistanceM = &m
		if m <= 300 {
			score += 0.2
		}
	}
	d.Score = math.Round(min(1, score)*100) / 100
	if d.SameCaller {
		return d, d.Score >= alikeCaller
	}
	return d, d.Score >= alikeMatter
}

// overlap is the share of the shorter list that the other has too.
func overlap(a, b []string) float64 {
	has := make(map[string]bool, len(b))
	for _, g := range b {
		has[g] = true
	}
	common := 0
	for _, g := range a {
		if has[g] {
			common++
		}
	}
	if least := min(len(a), len(b)); least > 0 {
		return float64(common) / float64(least)
	}
	return 0
}

// distance is how many metres two known places are apart.
func distance(a, b dispatch.Place) (int, bool) {
	if (a.Lon == 0 && a.Lat == 0) || (b.Lon == 0 && b.Lat == 0) {
		return 0, false
	}
	const metres = 111_195 // of one degree
	north := (a.Lat - b.Lat) * metres
	east := (a.Lon - b.Lon) * metres * math.Cos((a.Lat+b.Lat)/2*math.Pi/180)
	return int(math.Hypot(north, east)), true
}

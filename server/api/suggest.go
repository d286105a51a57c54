package api

import (
	"cmp"
	"math"
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
	Report   *reportForm      `json:"report"`
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
	No           string                 `json:"no"`
	Title        string                 `json:"title"`
	State        dispatch.State         `json:"state"`
	RegisteredAt time.Time              `json:"registered_at"`
	Kind         dispatch.DuplicateKind `json:"kind"`
	Action       dispatch.ActionKind    `json:"action,omitempty" words:"append merge"` // append, merge; nothing once it has ended
	SameCaller   bool                   `json:"same_caller"`
	DistanceM    *int                   `json:"distance_m,omitempty"`
	Hours        float64                `json:"hours"`
	Place        string                 `json:"place,omitempty"`
	Cluster      int                    `json:"cluster,omitempty"`
	Score        float64                `json:"score"`
}

type promiseView struct {
	Kind sla.ClockKind `json:"kind"`
	Due  time.Time     `json:"due"`
}

type suggestView struct {
	Category   *categoryView     `json:"category,omitempty"`
	Title      string            `json:"title,omitempty"`
	Town       string            `json:"town,omitempty"`
	Urgency    dispatch.Urgency  `json:"urgency,omitempty"`
	Decision   dispatch.Decision `json:"decision"`
	Threshold  float64           `json:"threshold,omitempty"`
	Why        string            `json:"why,omitempty"`
	Candidates []candidateView   `json:"candidates"`
	Duplicates []duplicateView   `json:"duplicates"`
	Advice     *adviceView       `json:"advice,omitempty"`
	Clocks     []promiseView     `json:"clocks"`
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
	h, err := s.Service.Suggest(c.UserContext(), facts)
	if err != nil {
		return err
	}
	return c.JSON(s.suggestion(facts, h))
}

// suggestion is what the agent is shown of the hints.
func (s *server) suggestion(facts dispatch.Facts, h dispatch.Hints) suggestView {
	r := h.Routing
	v := suggestView{Category: s.category(cmp.Or(facts.Category, r.Category)), Title: cmp.Or(facts.Title, h.Title), Town: cmp.Or(facts.Place.Town, r.Town),
		Urgency: cmp.Or(facts.Urgency, r.Urgency), Decision: r.Decision, Threshold: r.Threshold, Why: r.Why, Candidates: s.candidates(r, h.Earlier),
		Duplicates: duplicatesOf(h.Duplicates), Advice: advice(r), Clocks: []promiseView{}}
	for _, k := range h.Clocks {
		v.Clocks = append(v.Clocks, promiseView{k.Kind, k.Due})
	}
	return v
}

// duplicatesOf are the rows of what may be the same matter (重复工单).
func duplicatesOf(list []dispatch.Duplicate) []duplicateView {
	out := make([]duplicateView, 0, len(list))
	for _, d := range list {
		t := d.Ticket
		out = append(out, duplicateView{No: t.No, Title: t.OpenTitle(), State: t.State, RegisteredAt: t.RegisteredAt, Kind: d.Kind, Action: d.Action(),
			SameCaller: d.SameCaller, DistanceM: metres(d.Distance), Hours: hours(d.Age), Place: dispatch.Spot(t.Place), Cluster: t.Cluster(), Score: d.Score})
	}
	return out
}

// metres is a distance as it goes over the wire; nothing when it is unknown.
func metres(d float64) *int {
	if d < 0 {
		return nil
	}
	m := int(d)
	return &m
}

// hours is a time in hours and tenths.
func hours(d time.Duration) float64 { return math.Round(d.Hours()*10) / 10 }

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
	if f.Report != nil {
		facts.Recused = s.Service.Rules().Family(f.Report.AccusedUnits)
	}
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

package dispatch

import (
	"slices"
	"time"
)

// MaxAsks is how often the citizen is asked for more before only a supervisor
// may: everything that is missing is told at once (一次性告知).
const MaxAsks = 2

// Ask is what the citizen still has to tell or bring (一次性告知).
type Ask struct {
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Role     Role      `json:"role"`
	Items    []string  `json:"items"`
	Text     string    `json:"text,omitempty"`
	Answered time.Time `json:"answered,omitzero"`
}

// AskOpen tells whether the citizen's answer to an ask is still waited for.
func (t Ticket) AskOpen() bool {
	return t.Asked != nil && t.Asked.Answered.IsZero() && (t.State == StateRegistered || t.State.WithUnit())
}

// askMore tells the citizen in one go what is missing. A second time says why it was
// not asked the first time; from the third on it is the supervisor's decision.
func askMore(t Ticket, a Action, by Actor) ([]draft, error) {
	switch {
	case t.AskOpen():
		return nil, Errorf(Conflict, "ask_open")
	case t.Asks >= MaxAsks && by.Role != RoleSupervisor:
		return nil, Errorf(Forbidden, "ask_limit", MaxAsks)
	case t.Asks > 0:
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
	}
	items := make([]string, 0, len(a.Items))
	for _, x := range a.Items {
		if Fold(x) == "" {
			continue
		}
		if err := optional("items", x); err != nil {
			return nil, err
		}
		if n := len([]rune(x)); n > 100 {
			return nil, FieldError("items", "too_long", 100)
		}
		if !slices.Contains(items, x) {
			items = append(items, x)
		}
	}
	switch {
	case len(items) == 0:
		return nil, FieldError("items", "required")
	case len(items) > 10:
		return nil, FieldError("items", "too_many", 10)
	}
	if err := optional("text", a.Text); err != nil {
		return nil, err
	}
	return []draft{{MoreAsked, Data{Items: items, Text: a.Text, Reason: a.Reason, Unit: by.Unit}}}, nil
}

// asked folds an ask.
func (t *Ticket) asked(e Event) {
	t.Asks++
	t.Asked = &Ask{At: e.At, By: e.Actor.ID, Role: e.Actor.Role, Items: slices.Clone(e.Data.Items), Text: e.Data.Text}
}

// appended folds what the citizen added; it answers an open ask.
func (t *Ticket) appended(e Event) {
	t.Appends++
	if t.AskOpen() {
		a := *t.Asked
		a.Answered = e.At
		t.Asked = &a
	}
}

// UrgeEvery is how long a citizen waits before urging again (催单).
const UrgeEvery = time.Hour

// MayUrgeAt is from when the citizen may urge again; zero when nobody has yet.
func (t Ticket) MayUrgeAt() time.Time {
	if t.UrgedAt.IsZero() {
		return time.Time{}
	}
	return t.UrgedAt.Add(UrgeEvery)
}

// Withdrawn is the outcome of a ticket its citizen took back (撤诉).
const Withdrawn = "withdrawn"

package api

import (
	"time"

	"hotline/dispatch"
)

// The wire shapes of what comes after the unit's answer, and of what the
// citizen is asked for before it.

type askForm struct {
	seen
	Items  []string `json:"items"`
	Text   string   `json:"text"`
	Reason string   `json:"reason"`
}

func (f askForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Items: f.Items, Text: f.Text, Reason: f.Reason}, nil
}

type callbackForm struct {
	seen
	Reached    bool   `json:"reached"`
	Contacted  bool   `json:"contacted"`
	Resolved   bool   `json:"resolved"`
	Satisfied  bool   `json:"satisfied"`
	Reason     string `json:"reason"`
	Subjective *bool  `json:"subjective"` // the code says it too
	Code       string `json:"code"`
}

func (f callbackForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Reached: f.Reached, Contacted: f.Contacted, Resolved: f.Resolved, Satisfied: f.Satisfied,
		Reason: f.Reason, Subjective: f.Subjective, Code: f.Code}, nil
}

type callbackView struct {
	At        time.Time `json:"at"`
	Round     int       `json:"round"`
	Reached   bool      `json:"reached"`
	Contacted bool      `json:"contacted"`
	Resolved  bool      `json:"resolved"`
	Satisfied bool      `json:"satisfied"`
	Code      string    `json:"code,omitempty"`
	Reason    string    `json:"reason,omitempty"`
}

type ratingView struct {
	Resolved  bool      `json:"resolved"`
	Satisfied bool      `json:"satisfied"`
	At        time.Time `json:"at"`
	Text      string    `json:"text,omitempty"`
	Waiting   bool      `json:"waiting,omitempty"` // came after the end and is to be looked at
}

// ratingOf is the citizen's own rating of the answer that stands.
func ratingOf(t dispatch.Ticket) *ratingView {
	if !t.Rated() {
		return nil
	}
	r := t.Rating
	return &ratingView{r.Resolved, r.Satisfied, r.At, r.Text, r.Waiting}
}

type missView struct {
	At   time.Time `json:"at"`
	Part string    `json:"part" words:"morning afternoon evening"`
}

type nextCallView struct {
	After time.Time `json:"after"`
	Part  string    `json:"part" words:"morning afternoon evening"`
}

type askView struct {
	Items    []string  `json:"items"`
	Text     string    `json:"text,omitempty"`
	At       time.Time `json:"at"`
	By       string    `json:"by,omitempty"`
	Answered time.Time `json:"answered,omitzero"`
	Open     bool      `json:"open"`
}

// aftercareView is what a row says of call-backs, ratings, spot checks and asks.
type aftercareView struct {
	Missed       []missView    `json:"missed,omitempty"`
	NextCall     *nextCallView `json:"next_call,omitempty"`
	Rating       *ratingView   `json:"rating,omitempty"`
	TwiceUnhappy bool          `json:"twice_unhappy,omitempty"`
	Spot         string        `json:"spot,omitempty" words:"due passed failed"`
	Asked        *askView      `json:"asked,omitempty"`
}

func aftercareOf(t dispatch.Ticket) aftercareView {
	v := aftercareView{Rating: ratingOf(t), TwiceUnhappy: t.TwiceUnhappy(), Spot: t.Spot}
	if t.State == dispatch.StateReviewed {
		for _, m := range t.Missed() {
			v.Missed = append(v.Missed, missView(m))
		}
		if after, part := t.NextCall(); !after.IsZero() {
			v.NextCall = &nextCallView{after, part}
		}
	}
	if a := t.Asked; a != nil {
		v.Asked = &askView{a.Items, a.Text, a.At, a.By, a.Answered, t.AskOpen()}
	}
	return v
}

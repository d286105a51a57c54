package api

import "hotline/dispatch"

// superviseForm raises a ticket to a rung of the ladder, or records another form
// of supervision (督办).
type superviseForm struct {
	seen
	Level    int                 `json:"level"`
	Kind     dispatch.LetterKind `json:"kind"` // where a level has two letters
	Form     dispatch.Form       `json:"form"`
	Reason   string              `json:"reason"`
	Code     string              `json:"code"`
	Override string              `json:"override"` // why levels are left out
	Due      string              `json:"due"`
	Demand   string              `json:"demand"`
	Receiver string              `json:"receiver"`
	At       string              `json:"at"`
	Place    string              `json:"place"`
	Who      string              `json:"who"`
	Text     string              `json:"text"`
}

func (f superviseForm) action() (dispatch.Action, error) {
	due, err := moment("due", f.Due)
	if err != nil {
		return dispatch.Action{}, err
	}
	at, err := moment("at", f.At)
	return dispatch.Action{Version: f.Version, Level: f.Level, LetterKind: f.Kind, Form: f.Form, Reason: f.Reason, Code: f.Code, Override: f.Override,
		Due: due, Demand: f.Demand, Receiver: f.Receiver, At: at, Place: f.Place, Who: f.Who, Text: f.Text}, err
}

// resultForm is what came of an act of supervision.
type resultForm struct {
	seen
	N    int    `json:"n"`
	Text string `json:"text"`
}

func (f resultForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, N: f.N, Text: f.Text}, nil
}

// letterForm receives, answers or closes a letter.
type letterForm struct {
	seen
	Letter int    `json:"letter"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

func (f letterForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Letter: f.Letter, Text: f.Text, Reason: f.Reason}, nil
}

package exchange

import (
	"crypto/sha256"
	"encoding/hex"

	"hotline/dispatch"
)

// Word is what a platform says later about a ticket it handed down (下行消息).
type Word struct {
	ID   string `json:"id" need:"true"` // unique with the platform; the same again changes nothing
	No   string `json:"no" need:"true"` // the platform's number
	Kind string `json:"kind" need:"true"`
	Text string `json:"text,omitempty"`
	Due  string `json:"due,omitempty"`

	Approve   bool   `json:"approve,omitempty"`
	Reached   bool   `json:"reached,omitempty"`
	Contacted bool   `json:"contacted,omitempty"`
	Resolved  bool   `json:"resolved,omitempty"`
	Satisfied bool   `json:"satisfied,omitempty"`
	Reason    string `json:"reason,omitempty"`

	Attachments []Media `json:"attachments,omitempty"`
}

// The kinds of events.
const (
	EventRemind   = "remind"         // 催办
	EventUrge     = "urge"           // the citizen called again
	EventAppend   = "append"         // 补充
	EventAttach   = "attach"         // files
	EventWithdraw = "withdraw"       // 撤回
	EventCallback = "callback"       // what the platform's call-back heard
	EventDue      = "due"            // another deadline
	EventReturn   = "return_decided" // the answer to a return (退回上级)
)

// EventKinds lists all.
var EventKinds = []string{EventRemind, EventUrge, EventAppend, EventAttach, EventWithdraw, EventCallback, EventDue, EventReturn}

// Action is what the event does to the ticket.
func (e Word) Action(platform string) (dispatch.Action, error) {
	due, err := moment("due", e.Due)
	if err != nil {
		return dispatch.Action{}, err
	}
	switch {
	case e.ID == "" || len(e.ID) > 100:
		return dispatch.Action{}, dispatch.FieldError("id", "required")
	case e.No == "" || len(e.No) > 200:
		return dispatch.Action{}, dispatch.FieldError("no", "required")
	}
	if err := CheckMedia(e.Attachments); err != nil {
		return dispatch.Action{}, err
	}
	sum := sha256.Sum256([]byte(platform + "\n" + e.ID))
	a := dispatch.Action{Key: hex.EncodeToString(sum[:16])}
	switch e.Kind {
	case EventRemind, EventUrge:
		a.Kind, a.Text = dispatch.DoUrge, e.Text
	case EventAppend:
		a.Kind, a.Text = dispatch.DoAppend, e.Text
	case EventAttach:
		a.Kind, a.Text = dispatch.DoAttach, e.Text
	case EventWithdraw:
		a.Kind, a.Reason = dispatch.DoWithdraw, e.Text
	case EventCallback:
		a.Kind, a.Reached, a.Contacted, a.Resolved, a.Satisfied = dispatch.DoCallback, e.Reached, e.Contacted, e.Resolved, e.Satisfied
		a.Code, a.Reason = e.Reason, e.Text
	case EventDue:
		a.Kind, a.Due, a.Reason = dispatch.DoMoveUp, due, e.Text
	case EventReturn:
		a.Kind, a.Approve, a.Reason = dispatch.DoDecideUp, e.Approve, e.Text
	default:
		return a, dispatch.FieldError("kind", "unknown_value")
	}
	return a, nil
}

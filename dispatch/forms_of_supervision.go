package dispatch

import (
	"slices"
	"time"
)

// Form is how a ticket is supervised (督办形式).
type Form string

// The forms of supervision beside the letter.
const (
	FormLetter  Form = "letter"      // 书面
	FormOnSite  Form = "onsite"      // 现场督办
	FormMeeting Form = "meeting"     // 会议督办
	FormNote    Form = "leader_note" // 领导批示
	FormMedia   Form = "media"       // 媒体跟踪
)

// Forms lists all forms.
var Forms = []Form{FormLetter, FormOnSite, FormMeeting, FormNote, FormMedia}

// Oversight is one act of supervision other than a letter. Who is the people on
// site or at the table, the leader whose note it is, or the medium; Text the
// words of the note or what was reported; Result what came of it, later.
type Oversight struct {
	Form     Form      `json:"form"`
	By       string    `json:"by"`
	Recorded time.Time `json:"recorded"`
	At       time.Time `json:"at"` // when it is, or was
	Place    string    `json:"place,omitempty"`
	Who      string    `json:"who,omitempty"`
	Text     string    `json:"text,omitempty"`
	Result   string    `json:"result,omitempty"`
	ResultAt time.Time `json:"result_at,omitzero"`
	ResultBy string    `json:"result_by,omitempty"`
}

// formNeeds says which fields a form cannot do without.
var formNeeds = map[Form][]string{
	FormOnSite:  {"at", "place", "who"},
	FormMeeting: {"at", "place", "who"},
	FormNote:    {"at", "who", "text"},
	FormMedia:   {"at", "who", "text"},
}

// checkForm refuses a form whose own fields are missing, or that is dated years
// away.
func checkForm(a Action, now time.Time) error {
	if !slices.Contains(Forms, a.Form) {
		return FieldError("form", "unknown_value")
	}
	fields := map[string]string{"place": a.Place, "who": a.Who, "text": a.Text}
	for _, f := range formNeeds[a.Form] {
		if f == "at" {
			if a.At.Before(now.AddDate(-1, 0, 0)) || a.At.After(now.AddDate(1, 0, 0)) {
				return FieldError("at", "out_of_range", "-1y", "+1y")
			}
		} else if err := need(f, fields[f]); err != nil {
			return err
		}
	}
	for _, f := range []string{"place", "who", "text"} {
		if err := Plain(f, fields[f], maxLetterText); err != nil {
			return err
		}
	}
	return nil
}

// superviseResult records what came of an act of supervision (督办结果), once.
func superviseResult(t Ticket, a Action) ([]draft, error) {
	switch {
	case a.N < 1 || a.N > len(t.Oversights):
		return nil, FieldError("n", "out_of_range", 1, len(t.Oversights))
	case t.Oversights[a.N-1].Result != "":
		return nil, Errorf(Conflict, "result_known")
	}
	if err := need("text", a.Text); err != nil {
		return nil, err
	}
	return []draft{{OversightResult, Data{N: a.N, Form: t.Oversights[a.N-1].Form, Unit: t.Lead, Text: a.Text}}}, Plain("text", a.Text, maxLetterText)
}

// oversee folds an act of supervision, and its result.
func (t *Ticket) oversee(e Event) {
	d, who := e.Data, or(e.Actor.Name, e.Actor.ID)
	if e.Kind == Supervised {
		t.Level = max(t.Level, d.Level)
		if d.Form != "" && d.Form != FormLetter {
			t.Oversights = append(slices.Clone(t.Oversights), Oversight{Form: d.Form, By: who, Recorded: e.At, At: d.At, Place: d.Place, Who: d.Who, Text: d.Text})
		}
		return
	}
	if d.N >= 1 && d.N <= len(t.Oversights) {
		t.Oversights = slices.Clone(t.Oversights)
		o := &t.Oversights[d.N-1]
		o.Result, o.ResultAt, o.ResultBy = d.Text, e.At, who
	}
}

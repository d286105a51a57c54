package exchange

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
)

// Handed is what a platform hands down (下派工单). Its codes are the platform's own.
type Handed struct {
	No          string       `json:"no" need:"true"`
	Title       string       `json:"title,omitempty"`
	Text        string       `json:"text" need:"true"`
	Type        string       `json:"type,omitempty"`
	Category    string       `json:"category,omitempty"`
	Urgency     string       `json:"urgency,omitempty"`
	Unit        string       `json:"unit,omitempty"`        // to whom the platform would give it
	Due         string       `json:"due,omitempty"`         // RFC 3339: its deadline
	ReceivedAt  string       `json:"received_at,omitempty"` // RFC 3339: when the citizen called
	Place       HandedPlace  `json:"place"`
	Caller      HandedCaller `json:"caller"`
	Attachments []Media      `json:"attachments,omitempty"`
}

// HandedPlace is where the matter is.
type HandedPlace struct {
	Address string  `json:"address,omitempty"`
	Town    string  `json:"town,omitempty"`
	Lon     float64 `json:"lon,omitempty"`
	Lat     float64 `json:"lat,omitempty"`
}

// HandedCaller is who complained.
type HandedCaller struct {
	Name         string `json:"name,omitempty"`
	Phone        string `json:"phone,omitempty"`
	Address      string `json:"address,omitempty"`
	Anonymous    bool   `json:"anonymous,omitempty"`
	Confidential bool   `json:"confidential,omitempty"`
	WantsReply   bool   `json:"wants_reply,omitempty"`
}

// Media is a file in a message: its bytes in base64, or where to fetch it.
type Media struct {
	Name string `json:"name"`
	Data string `json:"data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// maxMedia bounds the files of one message.
const maxMedia = 9

// Bytes are the bytes that came with the message.
func (m Media) Bytes() ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(m.Data)
	if err != nil {
		return nil, dispatch.FieldError("attachments", "base64_form")
	}
	return b, nil
}

// CheckMedia finds what is wrong with the files of a message.
func CheckMedia(files []Media) error {
	if len(files) > maxMedia {
		return dispatch.FieldError("attachments", "too_many", maxMedia)
	}
	for _, m := range files {
		if (m.Data == "") == (m.URL == "") {
			return dispatch.FieldError("attachments", "media_one")
		}
		if err := dispatch.Plain("attachments", m.Name, 200); err != nil {
			return err
		}
	}
	return nil
}

// Digest stands for the content, whatever the spelling of its JSON was, and however
// the addresses of its files were signed this time.
func (t Handed) Digest() string {
	t.Attachments = slices.Clone(t.Attachments)
	for i, m := range t.Attachments {
		t.Attachments[i].URL, _, _ = strings.Cut(m.URL, "?")
	}
	b, err := json.Marshal(t)
	if err != nil { // strings, numbers and truth values always encode
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:16])
}

// Read is a handed-down ticket in our words.
type Read struct {
	Intake dispatch.Intake
	// Unit is the one of ours that the platform named; Unmapped are codes that its
	// table does not have ("category 0301"): they are left to the routing.
	Unit     string
	Unmapped []string
}

// Read translates a ticket with the platform's table. A code that is not in the
// table loses no ticket.
func (t Handed) Read(p dispatch.Platform) (Read, error) {
	var r Read
	due, err := moment("due", t.Due)
	if err != nil {
		return r, err
	}
	if _, err := moment("received_at", t.ReceivedAt); err != nil {
		return r, err
	}
	if strings.TrimSpace(t.No) == "" {
		return r, dispatch.FieldError("no", "required")
	}
	if err := CheckMedia(t.Attachments); err != nil {
		return r, err
	}
	r.Intake = dispatch.Intake{
		Matter: dispatch.Matter{Type: code(&r, "type", t.Type, p.Types), Channel: dispatch.FromAbove, Urgency: code(&r, "urgency", t.Urgency, p.Urgencies),
			Title: strings.TrimSpace(t.Title), Text: t.Text, Category: code(&r, "category", t.Category, p.Categories), Place: dispatch.Place(t.Place)},
		Person:    dispatch.Person{Name: t.Caller.Name, Phone: t.Caller.Phone, Address: t.Caller.Address},
		Anonymous: t.Caller.Anonymous, Confidential: t.Caller.Confidential, WantsReply: t.Caller.WantsReply,
		Upstream: &dispatch.Upstream{Platform: p.Code, No: strings.TrimSpace(t.No), Due: due, Digest: t.Digest()},
	}
	if r.Intake.Type == "" {
		r.Intake.Type = dispatch.Help
	}
	if r.Intake.Title == "" {
		r.Intake.Title = dispatch.ProposeTitle(t.Text)
	}
	r.Unit = code(&r, "unit", t.Unit, p.Units)
	return r, nil
}

// code translates one code; a platform may use ours by their own names.
func code[T ~string](r *Read, field, theirs string, table map[string]T) T {
	if theirs == "" {
		return ""
	}
	if ours, ok := table[theirs]; ok {
		return ours
	}
	switch field {
	case "type":
		if slices.Contains(dispatch.Types, dispatch.Type(theirs)) {
			return T(theirs)
		}
	case "urgency":
		if slices.Contains(dispatch.Urgencies, dispatch.Urgency(theirs)) {
			return T(theirs)
		}
	}
	r.Unmapped = append(r.Unmapped, field+" "+clip(theirs, 60))
	return ""
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// moment reads an RFC 3339 time of our century; "" is the zero time.
func moment(field, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, s)
	switch {
	case err != nil:
		return time.Time{}, dispatch.FieldError(field, "date_form")
	case at.Year() < 2000 || at.Year() > 2100:
		return time.Time{}, dispatch.FieldError(field, "date_range")
	}
	return at.UTC(), nil
}

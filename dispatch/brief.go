package dispatch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/sla"
)

// BriefStage is how far the brief of a month is.
type BriefStage string

// The stages of a brief.
const (
	BriefAuto       BriefStage = "auto"       // as computed
	BriefEdited     BriefStage = "edited"     // 已编辑
	BriefPublished  BriefStage = "published"  // 已发布
	BriefCorrecting BriefStage = "correcting" // 更正编排中: the published one stands meanwhile
)

// BriefStages lists the stages.
func BriefStages() []BriefStage {
	return []BriefStage{BriefAuto, BriefEdited, BriefPublished, BriefCorrecting}
}

// Brief is what people did to the brief of a month (工作简报): what they decided
// about it, then what was published and who has read it. What was published does
// not change any more: Hash covers it.
type Brief struct {
	Month       string          `json:"month"`
	Composition sla.Composition `json:"composition"`
	EditedAt    time.Time       `json:"edited_at,omitzero"`
	EditedBy    string          `json:"edited_by,omitempty"`
	Printed     *sla.Brief      `json:"printed,omitempty"` // as published
	Public      *sla.Brief      `json:"public,omitempty"`  // the edition without internal names
	Serial      int             `json:"serial,omitempty"`  // 总第N期
	PublishedAt time.Time       `json:"published_at,omitzero"`
	PublishedBy string          `json:"published_by,omitempty"`
	Hash        string          `json:"hash,omitempty"`
	Recipients  []string        `json:"recipients,omitempty"` // units
	Receipts    []Receipt       `json:"receipts,omitempty"`

	Correcting bool          `json:"correcting,omitempty"` // a correction (更正) is being composed
	Earlier    []BriefIssued `json:"earlier,omitempty"`    // what was published before, the first first
}

// BriefIssued is the head of a brief that a correction took the place of. The
// whole of it is kept under its own id and stays readable.
type BriefIssued struct {
	N           int       `json:"n"`       // of the briefs issued for the month
	Edition     int       `json:"edition"` // of the scores that it rests on
	PublishedAt time.Time `json:"published_at"`
	PublishedBy string    `json:"published_by"`
	Hash        string    `json:"hash"`
	Recipients  int       `json:"recipients"`
	Receipts    int       `json:"receipts"`
}

// BriefIssuedID names a brief that was corrected among the records of its kind.
func BriefIssuedID(month string, n int) string { return fmt.Sprintf("%s/%d", month, n) }

// N counts the briefs issued for the month, up to the one in force.
func (b Brief) N() int { return len(b.Earlier) + 1 }

// Fixed tells that nobody composes the brief: it is published and stands.
func (b Brief) Fixed() bool { return b.Printed != nil && !b.Correcting }

// BriefID names the brief of a month in notices.
func BriefID(month string) string { return "brief-" + month }

// Stage is how far the brief is.
func (b Brief) Stage() BriefStage {
	switch {
	case b.Correcting:
		return BriefCorrecting
	case b.Printed != nil:
		return BriefPublished
	case !b.EditedAt.IsZero():
		return BriefEdited
	}
	return BriefAuto
}

// For tells whether the reader may see the brief: the hotline always, a unit
// once it is published.
func (b Brief) For(by Actor) bool {
	if by.Role == RoleLiaison {
		return b.Printed != nil && by.Unit != ""
	}
	return by.Role.Hotline() || by.Role == RoleSystem
}

// BriefEdit is what a person changes of a brief. What is absent stays.
type BriefEdit struct {
	Sections               []BriefSectionEdit
	To, CC, Signer, Issuer *string
	Steps                  *[]string
	Cases                  *[]sla.Case
}

// BriefSectionEdit changes one section; an empty title or text is the computed
// one again.
type BriefSectionEdit struct {
	Key         string
	On          bool
	Order       int
	Title, Text *string
}

const (
	maxBriefSections = 40
	maxBriefLines    = 20
	maxBriefLine     = 400
)

// Edit takes over what a person decided.
func (b Brief) Edit(e BriefEdit, by Actor, now time.Time) (Brief, error) {
	if err := b.mayChange(by); err != nil {
		return b, err
	}
	c := b.Composition
	for into, text := range map[*string]*string{&c.To: e.To, &c.CC: e.CC, &c.Signer: e.Signer, &c.Issuer: e.Issuer} {
		if text == nil {
			continue
		}
		if err := Plain("sections", *text, maxBulletinTitle); err != nil {
			return b, err
		}
		*into = strings.TrimSpace(*text)
	}
	var err error
	if e.Steps != nil {
		if c.Steps, err = briefLines(*e.Steps); err != nil {
			return b, err
		}
	}
	if e.Cases != nil {
		if c.Cases, err = briefCases(*e.Cases); err != nil {
			return b, err
		}
	}
	if c.Sections, err = withSections(c.Sections, e.Sections); err != nil {
		return b, err
	}
	b.Composition, b.EditedAt, b.EditedBy = c, stamp(now), by.ID
	return b, nil
}

// withSections puts the changes into the choices. Those named come in the order
// given, those not named keep their place behind them.
func withSections(old []sla.Choice, edits []BriefSectionEdit) ([]sla.Choice, error) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b BriefSectionEdit) int { return a.Order - b.Order })
	var list []sla.Choice
	for _, e := range edits {
		choice := sla.Choice{Key: e.Key}
		if i := slices.IndexFunc(old, func(o sla.Choice) bool { return o.Key == e.Key }); i >= 0 {
			choice = old[i]
		}
		choice.Off = !e.On
		if e.Key == "" || slices.ContainsFunc(list, func(o sla.Choice) bool { return o.Key == e.Key }) {
			return nil, FieldError("sections", "bulletin_sections")
		}
		for text, to := range map[*string]*string{e.Title: &choice.Title, e.Text: &choice.Text} {
			if text != nil {
				*to = strings.TrimSpace(*text)
			}
		}
		if err := checkText("sections", choice.Title, maxBulletinTitle, false); err != nil {
			return nil, err
		}
		if err := checkText("sections", choice.Text, maxBulletinText, false); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(e.Key, sla.OwnSection) || choice.Title != "" || choice.Text != "" {
			list = append(list, choice)
		}
	}
	for _, o := range old {
		if !slices.ContainsFunc(edits, func(e BriefSectionEdit) bool { return e.Key == o.Key }) {
			list = append(list, o)
		}
	}
	if len(list) > maxBriefSections {
		return nil, FieldError("sections", "bulletin_sections")
	}
	return list, nil
}

func briefLines(lines []string) ([]string, error) {
	var out []string
	for _, line := range lines {
		if err := Plain("steps", line, maxBriefLine); err != nil {
			return nil, err
		}
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	if len(out) > maxBriefLines {
		return nil, FieldError("steps", "too_many", maxBriefLines)
	}
	return out, nil
}

func briefCases(cases []sla.Case) ([]sla.Case, error) {
	var out []sla.Case
	for _, c := range cases {
		for _, text := range []string{c.Unit, c.Text, c.No} {
			if err := Plain("cases", text, maxBriefLine); err != nil {
				return nil, err
			}
		}
		if strings.TrimSpace(c.Text) != "" {
			out = append(out, sla.Case{Unit: strings.TrimSpace(c.Unit), Text: strings.TrimSpace(c.Text), No: strings.TrimSpace(c.No)})
		}
	}
	if len(out) > maxBriefLines {
		return nil, FieldError("cases", "too_many", maxBriefLines)
	}
	return out, nil
}

// Correct begins a correction (更正): the scores have a later edition than the
// brief rests on. What is published stands until the correction is.
func (b Brief) Correct(newest int, by Actor, now time.Time) (Brief, error) {
	switch {
	case by.Role != RoleSupervisor:
		return b, Errorf(Forbidden, "role_may_not")
	case b.Printed == nil:
		return b, Errorf(Conflict, "brief_not_published")
	case b.Correcting:
		return b, nil
	case newest <= b.Printed.RestsOn():
		return b, Errorf(Conflict, "brief_current", b.Printed.RestsOn())
	}
	b.Correcting, b.EditedAt, b.EditedBy = true, stamp(now), by.ID
	return b, nil
}

// CancelCorrect gives up a correction that was begun (撤销更正): what is published
// stands as if none had been, and what was written for the correction stays for
// the next one.
func (b Brief) CancelCorrect(by Actor, now time.Time) (Brief, error) {
	switch {
	case by.Role != RoleSupervisor:
		return b, Errorf(Forbidden, "role_may_not")
	case !b.Correcting:
		return b, Errorf(Conflict, "brief_no_correction")
	}
	b.Correcting, b.EditedAt, b.EditedBy = false, stamp(now), by.ID
	return b, nil
}

// head is the brief in force as it is listed once it was corrected.
func (b Brief) head() BriefIssued {
	return BriefIssued{N: b.N(), Edition: b.Printed.RestsOn(), PublishedAt: b.PublishedAt, PublishedBy: b.PublishedBy, Hash: b.Hash, Recipients: len(b.Recipients), Receipts: len(b.Receipts)}
}

// Publish freezes the brief as it prints (发布) and says whom it goes to. Of a
// correction nobody has read anything yet.
func (b Brief) Publish(printed, public sla.Brief, serial int, to []string, by Actor, now time.Time) (Brief, error) {
	if err := b.mayChange(by); err != nil {
		return b, err
	}
	if printed.Draft {
		return b, Errorf(Conflict, "month_running", b.Month)
	}
	if b.Correcting {
		b.Earlier, b.Receipts, b.Correcting = append(slices.Clone(b.Earlier), b.head()), nil, false
	}
	b.Printed, b.Public, b.Serial, b.Recipients = &printed, &public, serial, slices.Clone(to)
	b.PublishedAt, b.PublishedBy, b.Hash = stamp(now), by.ID, BriefDigest(printed)
	return b, nil
}

// BriefDigest is the hash of a brief as it prints.
func BriefDigest(b sla.Brief) string {
	body, err := json.Marshal(b)
	if err != nil { // strings, numbers and a time of this millennium always encode
		return ""
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Receive records that the actor's unit has read the brief (已阅); the first
// receipt of a unit stands. changed is false when it has one.
func (b Brief) Receive(by Actor, now time.Time) (out Brief, changed bool, err error) {
	if by.Role != RoleLiaison || !b.For(by) || !slices.Contains(b.Recipients, by.Unit) {
		return b, false, Errorf(Forbidden, "not_your_unit")
	}
	if slices.ContainsFunc(b.Receipts, func(r Receipt) bool { return r.Unit == by.Unit }) {
		return b, false, nil
	}
	b.Receipts = append(slices.Clone(b.Receipts), Receipt{Unit: by.Unit, By: by.ID, At: stamp(now)})
	return b, true, nil
}

func (b Brief) mayChange(by Actor) error {
	switch {
	case by.Role != RoleSupervisor && by.Role != RoleSystem:
		return Errorf(Forbidden, "role_may_not")
	case b.Fixed():
		return Errorf(Conflict, "brief_published")
	}
	return nil
}

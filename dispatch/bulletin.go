package dispatch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"hotline/sla"
)

// KindBulletin are the records that keep bulletins; id like weekly-2026-W46.
const KindBulletin = "bulletin"

// BulletinState is how far a bulletin is.
type BulletinState string

// The states of a bulletin.
const (
	BulletinDraft    BulletinState = "draft"    // 草稿
	BulletinSent     BulletinState = "sent"     // 已发
	BulletinArchived BulletinState = "archived" // 归档
)

// BulletinStates lists the states.
func BulletinStates() []BulletinState {
	return []BulletinState{BulletinDraft, BulletinSent, BulletinArchived}
}

// Bulletin is a bulletin (通报) from its draft to the archive. The embedded one is
// as it was edited; Made is as it was computed, against which edited numbers are
// held. What was sent does not change any more: Hash covers it.
type Bulletin struct {
	sla.Bulletin
	Made       []sla.BulletinSection `json:"made"`
	State      BulletinState         `json:"state"`
	EditedAt   time.Time             `json:"edited_at,omitzero"`
	EditedBy   string                `json:"edited_by,omitempty"`
	SentAt     time.Time             `json:"sent_at,omitzero"`
	SentBy     string                `json:"sent_by,omitempty"`
	ArchivedAt time.Time             `json:"archived_at,omitzero"`
	Hash       string                `json:"hash,omitempty"`
	Recipients []string              `json:"recipients,omitempty"` // units
	Receipts   []Receipt             `json:"receipts,omitempty"`
}

// Receipt says that a unit has read a bulletin (已阅).
type Receipt struct {
	Unit string    `json:"unit"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// NewBulletin is the draft of what was computed.
func NewBulletin(made sla.Bulletin) Bulletin {
	return Bulletin{Bulletin: made, Made: slices.Clone(made.Sections), State: BulletinDraft}
}

// ID names the record of the bulletin.
func (b Bulletin) ID() string { return BulletinID(b.Kind, b.Period, b.Unit) }

// BulletinID names the one bulletin of a kind, a period and, for feedback, a unit.
func BulletinID(kind sla.BulletinKind, period, unit string) string {
	return strings.TrimSuffix(string(kind)+"-"+period+"-"+unit, "-")
}

// For tells whether the reader may see the bulletin: the hotline all, a unit what
// was sent to it.
func (b Bulletin) For(by Actor) bool {
	if by.Role == RoleLiaison {
		return b.State != BulletinDraft && by.Unit != "" && slices.Contains(b.Recipients, by.Unit)
	}
	return by.Role == RoleDispatcher || by.Role == RoleSupervisor || by.Role == RoleAdmin || by.Role == RoleSystem
}

// SectionEdit is what a person may change of a section.
type SectionEdit struct {
	Key    string
	Title  string
	Text   string
	Hidden bool
}

const (
	maxBulletinTitle = 80
	maxBulletinText  = 4000
)

// Edit takes over title, texts, order and what is hidden. Tables and charts stay
// as they were computed; every section has to be named once.
func (b Bulletin) Edit(title string, edits []SectionEdit, by Actor, now time.Time) (Bulletin, error) {
	if err := b.mayChange(by); err != nil {
		return b, err
	}
	if err := checkText("title", title, maxBulletinTitle, true); err != nil {
		return b, err
	}
	if len(edits) != len(b.Sections) {
		return b, FieldError("sections", "bulletin_sections")
	}
	var sections []sla.BulletinSection
	for _, e := range edits {
		i := slices.IndexFunc(b.Sections, func(s sla.BulletinSection) bool { return s.Key == e.Key })
		if i < 0 || slices.ContainsFunc(sections, func(s sla.BulletinSection) bool { return s.Key == e.Key }) {
			return b, FieldError("sections", "bulletin_sections")
		}
		if err := checkText("sections", e.Title, maxBulletinTitle, true); err != nil {
			return b, err
		}
		if err := checkText("sections", e.Text, maxBulletinText, false); err != nil {
			return b, err
		}
		s := b.Sections[i]
		s.Title, s.Text, s.Hidden = strings.TrimSpace(e.Title), strings.TrimSpace(e.Text), e.Hidden
		sections = append(sections, s)
	}
	b.Title, b.Sections = strings.TrimSpace(title), sections
	b.EditedAt, b.EditedBy = stamp(now), by.ID
	return b, nil
}

func checkText(field, text string, most int, required bool) error {
	if required && strings.TrimSpace(text) == "" {
		return FieldError(field, "required")
	}
	return Plain(field, text, most)
}

// Regenerate takes a section as it is computed now, or all of them for "". A
// section that there was nothing to say in before goes to the end.
func (b Bulletin) Regenerate(key string, made sla.Bulletin, by Actor, now time.Time) (Bulletin, error) {
	if err := b.mayChange(by); err != nil {
		return b, err
	}
	if key == "" {
		fresh := NewBulletin(made)
		fresh.EditedAt, fresh.EditedBy = stamp(now), by.ID
		return fresh, nil
	}
	i := slices.IndexFunc(made.Sections, func(s sla.BulletinSection) bool { return s.Key == key })
	if i < 0 {
		return b, FieldError("section", "bulletin_sections")
	}
	b.Sections, b.Made = withSection(b.Sections, made.Sections[i]), withSection(b.Made, made.Sections[i])
	b.EditedAt, b.EditedBy = stamp(now), by.ID
	return b, nil
}

func withSection(list []sla.BulletinSection, s sla.BulletinSection) []sla.BulletinSection {
	list = slices.Clone(list)
	if i := slices.IndexFunc(list, func(o sla.BulletinSection) bool { return o.Key == s.Key }); i >= 0 {
		list[i] = s
		return list
	}
	return append(list, s)
}

// Send freezes the bulletin (发出) and says whom it goes to.
func (b Bulletin) Send(to []string, by Actor, now time.Time) (Bulletin, error) {
	if err := b.mayChange(by); err != nil {
		return b, err
	}
	if len(to) == 0 {
		return b, FieldError("recipients", "required")
	}
	b.State, b.SentAt, b.SentBy, b.Recipients = BulletinSent, stamp(now), by.ID, slices.Clone(to)
	b.Hash = b.Digest()
	return b, nil
}

// Digest is the hash of what recipients read.
func (b Bulletin) Digest() string {
	read := b.Bulletin
	read.Figures, read.Sections = nil, b.Shown()
	body, err := json.Marshal(struct {
		sla.Bulletin
		To []string
	}{read, b.Recipients})
	if err != nil { // strings, numbers and a time of this millennium always encode
		return ""
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// Shown are the sections that are printed.
func (b Bulletin) Shown() []sla.BulletinSection {
	return slices.DeleteFunc(slices.Clone(b.Sections), func(s sla.BulletinSection) bool { return s.Hidden })
}

// Receive records that the actor's unit has read the bulletin; the first receipt
// of a unit stands. changed is false when it has one.
func (b Bulletin) Receive(by Actor, now time.Time) (out Bulletin, changed bool, err error) {
	if by.Role != RoleLiaison || !b.For(by) {
		return b, false, Errorf(Forbidden, "not_your_unit")
	}
	if slices.ContainsFunc(b.Receipts, func(r Receipt) bool { return r.Unit == by.Unit }) {
		return b, false, nil
	}
	b.Receipts = append(slices.Clone(b.Receipts), Receipt{Unit: by.Unit, By: by.ID, At: stamp(now)})
	return b, true, nil
}

// Archive puts a bulletin that was sent away (归档).
func (b Bulletin) Archive(by Actor, now time.Time) (Bulletin, error) {
	switch {
	case by.Role != RoleSupervisor && by.Role != RoleSystem:
		return b, Errorf(Forbidden, "role_may_not")
	case b.State != BulletinSent:
		return b, Errorf(Conflict, "bulletin_not_sent")
	}
	b.State, b.ArchivedAt = BulletinArchived, stamp(now)
	return b, nil
}

func (b Bulletin) mayChange(by Actor) error {
	switch {
	case by.Role != RoleSupervisor && by.Role != RoleSystem:
		return Errorf(Forbidden, "role_may_not")
	case b.State != BulletinDraft:
		return Errorf(Conflict, "bulletin_sent")
	}
	return nil
}

// Strange are the numbers of a section that do not follow from what was
// computed.
func (b Bulletin) Strange(key, text string) []string {
	for _, s := range b.Made {
		if s.Key == key {
			return s.Strange(text)
		}
	}
	return sla.BulletinSection{}.Strange(text)
}

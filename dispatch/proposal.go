package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// KindProposal is the kind of records that hold proposed catalogue entries.
const KindProposal = "proposal"

// The states of a proposal.
const (
	ProposalOpen    = "open"
	ProposalAdopted = "adopted"
	ProposalDropped = "dropped"
)

// Proposal is an entry of the dispatch catalogue that a conference proposes
// (目录建议), so that the next such ticket needs no conference.
type Proposal struct {
	ID    string        `json:"id"`
	At    time.Time     `json:"at"`
	No    string        `json:"no"` // the ticket that was conferred on
	By    string        `json:"by"`
	State string        `json:"state"`
	Entry ProposedEntry `json:"entry"`

	DecidedAt time.Time `json:"decided_at,omitzero"`
	DecidedBy string    `json:"decided_by,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Catalogue string    `json:"catalogue,omitempty"` // the version that has it
}

// ProposedEntry is what the entry would say.
type ProposedEntry struct {
	Name     string   `json:"name"`
	Category string   `json:"category,omitempty"`
	Words    []string `json:"words"`
	Lead     string   `json:"lead"`
	CoUnits  []string `json:"co_units"`
	Basis    string   `json:"basis,omitempty"`
}

// Proposal is what the ticket's conference proposes for the catalogue, if it
// does.
func (t Ticket) Proposal() (Proposal, bool) {
	c := t.Conference
	if c.State() != ConferenceHeld || c.Entry == nil {
		return Proposal{}, false
	}
	return Proposal{ID: t.No + "-" + strconv.FormatInt(c.HeldAt.Unix(), 36), At: c.HeldAt, No: t.No, By: c.HeldBy, State: ProposalOpen,
		Entry: ProposedEntry{Name: c.Entry.Name, Category: or(c.Entry.Category, t.Category), Words: c.Entry.Words, Lead: c.Lead, CoUnits: c.CoUnits, Basis: c.Entry.Basis}}, true
}

// propose puts the proposal of a concluded conference on record. Doing it again
// changes nothing, so that a repeated request makes up for a crash between.
func (s Service) propose(ctx context.Context, t Ticket) error {
	p, ok := t.Proposal()
	if !ok {
		return nil
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = s.Store.PutRecord(ctx, Record{Kind: KindProposal, ID: p.ID, Body: body, At: stamp(s.Now())})
	if err != nil && CodeOf(err) == Exists {
		return nil
	}
	return err
}

// entryConfidence is how sure an entry of a conference is of its unit: those who
// would dispute it have agreed.
const entryConfidence = 0.99

// entry is the proposal as a line of the catalogue.
func (p Proposal) entry() *Entry {
	return &Entry{ID: "hs-" + p.ID, Name: p.Entry.Name, Category: p.Entry.Category, Words: Words{Any: slices.Clone(p.Entry.Words)}, Lead: p.Entry.Lead,
		CoUnits: append([]string{}, p.Entry.CoUnits...), Basis: p.Entry.Basis, Confidence: entryConfidence}
}

// Has tells whether the proposal is a line of the catalogue already.
func (c *Catalogue) Has(p Proposal) bool {
	return slices.ContainsFunc(c.Entries(), func(e Entry) bool { return e.ID == p.entry().ID })
}

// Adopt is the next version of the catalogue with the proposed entry before all
// others, as its document.
func (c *Catalogue) Adopt(p Proposal) ([]byte, error) {
	root := *c.Root
	root.Children = append([]*Entry{p.entry()}, root.Children...)
	next := *c
	next.Version, next.Root = nextVersion(c.Version), &root
	return json.Marshal(&next)
}

// nextVersion names the version after one: "2026-12", "2026-12+1", "2026-12+2".
func nextVersion(v string) string {
	base, n := v, 0
	if i := strings.LastIndexByte(v, '+'); i >= 0 {
		if m, err := strconv.Atoi(v[i+1:]); err == nil {
			base, n = v[:i], m
		}
	}
	return fmt.Sprintf("%s+%d", base, n+1)
}

// EntryDraft is what a conference proposes for the dispatch catalogue: by which
// words the next such ticket is known, and on what basis.
type EntryDraft struct {
	Name     string   `json:"name"`
	Category string   `json:"category,omitempty"` // else that of the ticket
	Words    []string `json:"words"`
	Basis    string   `json:"basis,omitempty"`
}

// Bounds of a proposed entry.
const (
	maxEntryWords = 20
	maxWord       = 30
)

func (e *EntryDraft) clone() *EntryDraft {
	if e == nil {
		return nil
	}
	return &EntryDraft{Name: e.Name, Category: e.Category, Words: slices.Clone(e.Words), Basis: e.Basis}
}

// fault is what is wrong with a proposed entry; whether it makes sense in the
// catalogue is looked at when it is adopted.
func (e *EntryDraft) fault() error {
	if e == nil {
		return nil
	}
	if Fold(e.Name) == "" {
		return FieldError("entry.name", "required")
	}
	if err := Plain("entry.name", e.Name, MaxTitle); err != nil {
		return err
	}
	switch {
	case len(e.Words) == 0:
		return FieldError("entry.words", "required")
	case len(e.Words) > maxEntryWords:
		return FieldError("entry.words", "too_many", maxEntryWords)
	}
	for i, w := range e.Words {
		if len([]rune(Fold(w))) < 2 {
			return FieldError("entry.words", "word_short", w)
		}
		if slices.Contains(e.Words[:i], w) {
			return FieldError("entry.words", "word_twice", w)
		}
		if err := Plain("entry.words", w, maxWord); err != nil {
			return err
		}
	}
	if err := Plain("entry.category", e.Category, maxWord); err != nil {
		return err
	}
	return optional("entry.basis", e.Basis)
}

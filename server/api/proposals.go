package api

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// proposalView is a catalogue entry that a conference proposes (目录建议).
type proposalView struct {
	ID        string       `json:"id"`
	At        time.Time    `json:"at"`
	No        string       `json:"no"`
	By        string       `json:"by"`
	State     string       `json:"state"`
	Entry     proposedView `json:"entry"`
	DecidedAt time.Time    `json:"decided_at,omitzero"`
	DecidedBy string       `json:"decided_by,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	Catalogue string       `json:"catalogue,omitempty"`
}

type proposedView struct {
	Name         string     `json:"name"`
	Category     string     `json:"category,omitempty"`
	CategoryName string     `json:"category_name,omitempty"`
	Words        []string   `json:"words"`
	Lead         string     `json:"lead"`
	LeadName     string     `json:"lead_name"`
	CoUnits      []unitName `json:"co_units"`
	Basis        string     `json:"basis,omitempty"`
}

type proposalsView struct {
	Items []proposalView `json:"items"`
}

func (s *server) proposalOf(p dispatch.Proposal) proposalView {
	e := p.Entry
	v := proposalView{ID: p.ID, At: p.At, No: p.No, By: p.By, State: p.State, DecidedAt: p.DecidedAt, DecidedBy: p.DecidedBy, Reason: p.Reason, Catalogue: p.Catalogue,
		Entry: proposedView{Name: e.Name, Category: e.Category, CategoryName: s.categoryName(e.Category), Words: orEmpty(e.Words), Lead: e.Lead, LeadName: s.unitName(e.Lead), CoUnits: []unitName{}, Basis: e.Basis}}
	for _, u := range e.CoUnits {
		v.Entry.CoUnits = append(v.Entry.CoUnits, unitName{u, s.unitName(u)})
	}
	return v
}

// listProposals lists the open proposals first, then the decided ones, the newest
// first.
func (s *server) listProposals(c *fiber.Ctx) error {
	v := proposalsView{Items: []proposalView{}}
	err := dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindProposal, func(r dispatch.Record) error {
		var p dispatch.Proposal
		if err := json.Unmarshal(r.Body, &p); err != nil {
			return err
		}
		v.Items = append(v.Items, s.proposalOf(p))
		return nil
	})
	slices.SortStableFunc(v.Items, func(a, b proposalView) int {
		if open := a.State == dispatch.ProposalOpen; open != (b.State == dispatch.ProposalOpen) {
			if open {
				return -1
			}
			return 1
		}
		return cmp.Compare(b.At.UnixMilli(), a.At.UnixMilli())
	})
	if err != nil {
		return err
	}
	return c.JSON(v)
}

// openProposal reads the proposal of the route, if it still waits.
func (s *server) openProposal(c *fiber.Ctx) (dispatch.Proposal, int, error) {
	p, version, err := load[dispatch.Proposal](c.UserContext(), s.store, dispatch.KindProposal, c.Params("id"))
	if err == nil && p.State != dispatch.ProposalOpen {
		err = dispatch.Errorf(dispatch.Conflict, "proposal_decided")
	}
	return p, version, err
}

// adoptProposal publishes the catalogue with the proposed entry as a new version.
// Of two who adopt at once one publishes; a version that has the entry is not
// published again.
func (s *server) adoptProposal(c *fiber.Ctx) error {
	p, version, err := s.openProposal(c)
	if err != nil {
		return err
	}
	if s.categoryName(p.Entry.Category) == "" { // without one nothing is dispatched by itself
		return dispatch.FieldError("category", "unknown_value")
	}
	catalogue := s.Directory.Catalogue()
	p.Catalogue = catalogue.Version
	if !catalogue.Has(p) {
		doc, err := catalogue.Adopt(p)
		if err != nil {
			return err
		}
		if p.Catalogue, err = s.checkCatalogue(doc); err != nil {
			return ofDocument(err)
		}
		if err := s.keepBody(c, dispatch.KindCatalogue, p.Catalogue, 0, doc); err != nil {
			return err
		}
	}
	p.State = dispatch.ProposalAdopted
	return s.decideProposal(c, p, version)
}

// dropProposal puts the proposal aside, with the reason.
func (s *server) dropProposal(c *fiber.Ctx) error {
	f, err := decode[reasonForm](c)
	if err != nil {
		return err
	}
	p, version, err := s.openProposal(c)
	if err != nil {
		return err
	}
	if err := checkName("reason", f.Reason, 500); err != nil {
		return err
	}
	p.State, p.Reason = dispatch.ProposalDropped, f.Reason
	return s.decideProposal(c, p, version)
}

func (s *server) decideProposal(c *fiber.Ctx, p dispatch.Proposal, version int) error {
	p.DecidedAt, p.DecidedBy = s.now().UTC(), actorOf(c).ID
	if err := s.keep(c, dispatch.KindProposal, p.ID, version, p); err != nil {
		return err
	}
	return c.JSON(s.proposalOf(p))
}

package api

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// briefRow is a month in the list of briefs.
type briefRow struct {
	Month       string              `json:"month"`
	Stage       dispatch.BriefStage `json:"stage"`
	Issue       string              `json:"issue,omitempty"`
	EditedAt    time.Time           `json:"edited_at,omitzero"`
	PublishedAt time.Time           `json:"published_at,omitzero"`
	Recipients  int                 `json:"recipients"`
	Receipts    int                 `json:"receipts"`
	Read        bool                `json:"read"`                // by the reader's unit
	Corrected   bool                `json:"corrected,omitempty"` // it is a correction
	Outdated    bool                `json:"outdated,omitempty"`  // the scores have a later edition
}

// briefView is a brief as a page shows it.
type briefView struct {
	sla.Brief
	Stage       dispatch.BriefStage    `json:"stage"`
	PublishedAt time.Time              `json:"published_at,omitzero"`
	PublishedBy string                 `json:"published_by,omitempty"`
	Hash        string                 `json:"hash,omitempty"`
	ReadAt      time.Time              `json:"read_at,omitzero"` // by the reader's unit
	N           int                    `json:"n"`                // of the briefs issued for the month
	Issues      int                    `json:"issues"`           // how many those are
	Earlier     []dispatch.BriefIssued `json:"earlier"`
	Outdated    *outdated              `json:"outdated,omitempty"`
	Editing     *editingView           `json:"editing,omitempty"`
}

// editingView is what a page needs beside the brief to compose it.
type editingView struct {
	Version  int                 `json:"version"`
	Stage    dispatch.BriefStage `json:"stage"`
	EditedAt time.Time           `json:"edited_at,omitzero"`
	EditedBy string              `json:"edited_by,omitempty"`
	Sections []sla.SectionState  `json:"sections"`
	To       string              `json:"to"`
	CC       string              `json:"cc"`
	Signer   string              `json:"signer"`
	Issuer   string              `json:"issuer"`
	Steps    []string            `json:"steps"`
	Cases    []caseView          `json:"cases"`
	Receipts []receiptView       `json:"receipts"` // who gets it, and who has read it
}

type caseView struct {
	Unit string `json:"unit"`
	Text string `json:"text"`
	No   string `json:"no"`
}

// listBriefs lists the months, the newest first; a unit sees those published.
func (s *server) listBriefs(c *fiber.Ctx) error {
	months, err := s.Reports.Months(c.UserContext())
	if err != nil {
		return err
	}
	rows, by := []briefRow{}, actorOf(c)
	for _, month := range months {
		b, _, err := LoadBrief(c.UserContext(), s.store, month)
		if err != nil {
			return err
		}
		if !b.For(by) {
			continue
		}
		row := briefRow{Month: month, Stage: b.Stage(), EditedAt: b.EditedAt, PublishedAt: b.PublishedAt, Recipients: len(b.Recipients), Receipts: len(b.Receipts)}
		if b.Printed != nil {
			row.Issue = b.Printed.Issue
		}
		row.Corrected = len(b.Earlier) > 0
		late, err := s.outdated(c, b)
		if err != nil {
			return err
		}
		row.Outdated, row.Read = late != nil, !receiptOf(b, by.Unit).IsZero()
		if by.Role == dispatch.RoleLiaison { // how the others stand is not a unit's business
			row.Stage, row.Recipients, row.Receipts = dispatch.BriefPublished, 0, 0
		}
		rows = append(rows, row)
	}
	return c.JSON(itemsView[briefRow]{rows})
}

// receiptOf is when the unit confirmed that it has read the brief.
func receiptOf(b dispatch.Brief, unit string) time.Time {
	if i := slices.IndexFunc(b.Receipts, func(r dispatch.Receipt) bool { return r.Unit == unit && unit != "" }); i >= 0 {
		return b.Receipts[i].At
	}
	return time.Time{}
}

// openBrief reads what people did to the brief, for its reader.
func (s *server) openBrief(c *fiber.Ctx, month string) (dispatch.Brief, int, error) {
	kept, version, err := LoadBrief(c.UserContext(), s.store, month)
	if err == nil && !kept.For(actorOf(c)) {
		err = dispatch.Errorf(dispatch.NotFound, "brief_not_published")
	}
	return kept, version, err
}

// readBrief is openBrief, or with ?n= the brief as it was issued the n-th time.
func (s *server) readBrief(c *fiber.Ctx, month string) (dispatch.Brief, int, error) {
	kept, version, err := s.openBrief(c, month)
	n := c.QueryInt("n")
	if err == nil && n > 0 {
		kept, err = loadIssued(c.UserContext(), s.store, kept, n)
	}
	return kept, version, err
}

// printedFor is the brief as it prints for the reader: who composes a correction
// sees that, everybody else what is published.
func (s *server) printedFor(c *fiber.Ctx, kept dispatch.Brief) (sla.Brief, error) {
	by := actorOf(c)
	switch composes := by.Role == dispatch.RoleSupervisor || by.Role == dispatch.RoleAdmin; {
	case kept.Printed == nil:
		return s.Reports.Brief(c.UserContext(), kept.Month)
	case !kept.Correcting || !composes || c.QueryInt("n") > 0:
		return *kept.Printed, nil
	}
	generated, err := s.Reports.GeneratedBrief(c.UserContext(), kept.Month)
	if err != nil {
		return generated, err
	}
	b, _, err := composed(c.UserContext(), s.store, kept, generated)
	return b, err
}

// edition is the brief as it prints for the reader; public is true where the
// edition without internal names was asked for.
func (s *server) edition(c *fiber.Ctx, month string) (b sla.Brief, public bool, err error) {
	kept, _, err := s.readBrief(c, month)
	if err != nil {
		return b, false, err
	}
	switch c.Query("edition") {
	case "":
		b, err = s.printedFor(c, kept)
		return b, false, err
	case "public":
	default:
		return b, false, dispatch.FieldError("edition", "brief_edition")
	}
	if kept.Public != nil && (kept.Fixed() || c.QueryInt("n") > 0) {
		return *kept.Public, true, nil
	}
	if b, err = s.printedFor(c, kept); err != nil {
		return b, true, err
	}
	w, err := withheld(c.UserContext(), s.store, s.Directory.Units())
	return sla.PublicEdition(b, w), true, err
}

// sendBrief answers with the brief as a value, for those who compose it with
// what they need to.
func (s *server) sendBrief(c *fiber.Ctx, b sla.Brief, month string, public bool) error {
	if public {
		return c.JSON(b)
	}
	inForce, version, err := s.openBrief(c, month)
	if err != nil {
		return err
	}
	kept, _, err := s.readBrief(c, month)
	if err != nil {
		return err
	}
	by := actorOf(c)
	v := briefView{Brief: b, Stage: kept.Stage(), PublishedAt: kept.PublishedAt, PublishedBy: kept.PublishedBy, Hash: kept.Hash, ReadAt: receiptOf(kept, by.Unit),
		N: kept.N(), Issues: inForce.N(), Earlier: orEmpty(inForce.Earlier)}
	if c.QueryInt("n") > 0 || by.Role == dispatch.RoleLiaison {
		v.Stage = dispatch.BriefPublished
	}
	if v.N == v.Issues {
		if v.Outdated, err = s.outdated(c, kept); err != nil {
			return err
		}
	}
	if by.Role == dispatch.RoleSupervisor || by.Role == dispatch.RoleAdmin {
		if v.Editing, err = s.editing(c, kept, version); err != nil {
			return err
		}
	}
	return c.JSON(v)
}

func (s *server) editing(c *fiber.Ctx, kept dispatch.Brief, version int) (*editingView, error) {
	com := kept.Composition
	v := &editingView{Version: version, Stage: kept.Stage(), EditedAt: kept.EditedAt, EditedBy: kept.EditedBy, Sections: []sla.SectionState{},
		To: com.To, CC: com.CC, Signer: com.Signer, Issuer: com.Issuer, Steps: orEmpty(com.Steps), Cases: []caseView{}, Receipts: s.receipts(kept)}
	for _, k := range com.Cases {
		v.Cases = append(v.Cases, caseView(k))
	}
	if kept.Fixed() || c.QueryInt("n") > 0 {
		v.Stage = dispatch.BriefPublished
		return v, nil
	}
	generated, err := s.Reports.GeneratedBrief(c.UserContext(), kept.Month)
	if err != nil {
		return nil, err
	}
	v.Sections = com.States(generated)
	return v, nil
}

// receipts are the units that get the brief, or would, with when they read it.
func (s *server) receipts(b dispatch.Brief) []receiptView {
	units, list := b.Recipients, []receiptView{}
	if !b.Fixed() { // those who would get it; of a correction nobody has read anything
		b.Receipts = nil
		units = recipients(dispatch.Bulletin{}, s.Directory.Units())
	}
	for _, u := range units {
		r := receiptView{Unit: u, UnitName: s.unitTitle(u)}
		if i := slices.IndexFunc(b.Receipts, func(r dispatch.Receipt) bool { return r.Unit == u }); i >= 0 {
			r.At, r.By = b.Receipts[i].At, b.Receipts[i].By
		}
		list = append(list, r)
	}
	return list
}

// answerBrief answers with the brief as it now prints.
func (s *server) answerBrief(c *fiber.Ctx, month string) error {
	kept, _, err := s.openBrief(c, month)
	if err != nil {
		return err
	}
	b, err := s.printedFor(c, kept)
	if err != nil {
		return err
	}
	return s.sendBrief(c, b, month, false)
}

type briefForm struct {
	Version  int                `json:"version"`
	Sections []briefSectionForm `json:"sections"`
	To       *string            `json:"to"`
	CC       *string            `json:"cc"`
	Signer   *string            `json:"signer"`
	Issuer   *string            `json:"issuer"`
	Steps    *[]string          `json:"steps"`
	Cases    *[]caseView        `json:"cases"`
}

type briefSectionForm struct {
	Key   string  `json:"key"`
	On    bool    `json:"on"`
	Order int     `json:"order"`
	Title *string `json:"title"`
	Text  *string `json:"text"`
}

func (f briefForm) edit() dispatch.BriefEdit {
	e := dispatch.BriefEdit{To: f.To, CC: f.CC, Signer: f.Signer, Issuer: f.Issuer, Steps: f.Steps}
	for _, sec := range f.Sections {
		e.Sections = append(e.Sections, dispatch.BriefSectionEdit(sec))
	}
	if f.Cases != nil {
		cases := make([]sla.Case, len(*f.Cases))
		for i, k := range *f.Cases {
			cases[i] = sla.Case(k)
		}
		e.Cases = &cases
	}
	return e
}

// editBrief takes over what a person decided about the brief.
func (s *server) editBrief(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	f, err := decode[briefForm](c)
	if err != nil {
		return err
	}
	kept, version, err := s.openBrief(c, month)
	if err != nil {
		return err
	}
	if f.Version != version {
		return dispatch.Errorf(dispatch.Conflict, "brief_stale")
	}
	if kept, err = kept.Edit(f.edit(), actorOf(c), s.now()); err != nil {
		return err
	}
	if err := PutBrief(c.UserContext(), s.store, kept, version, s.now()); err != nil {
		return briefRace(err)
	}
	s.audit(c.UserContext(), actorOf(c), "brief_changed", month, "")
	return s.answerBrief(c, month)
}

func briefRace(err error) error {
	if code := dispatch.CodeOf(err); code == dispatch.Conflict || code == dispatch.Exists {
		return dispatch.Errorf(dispatch.Conflict, "brief_stale")
	}
	return err
}

// publishBrief freezes the brief and sends it to every unit (发布).
func (s *server) publishBrief(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	f, err := decode[versionForm](c)
	if err != nil {
		return err
	}
	kept, version, err := s.openBrief(c, month)
	if err != nil {
		return err
	}
	generated, err := s.Reports.GeneratedBrief(c.UserContext(), month)
	if err != nil {
		return err
	}
	if !kept.Fixed() && f.Version != version {
		return dispatch.Errorf(dispatch.Conflict, "brief_stale")
	}
	kept, err = PublishBrief(c.UserContext(), s.store, kept, version, generated, s.Directory.Units(), actorOf(c), s.now())
	if err != nil {
		if dispatch.CodeOf(err) == dispatch.Exists {
			return briefRace(err)
		}
		return err
	}
	s.Service.Wake()
	s.audit(c.UserContext(), actorOf(c), "brief_published", month, kept.Hash)
	return s.answerBrief(c, month)
}

// receiveBrief records that the unit has read it (已阅). Units confirm at the same
// moment, so a race is run again.
func (s *server) receiveBrief(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	for range 20 {
		kept, version, err := s.openBrief(c, month)
		if err != nil {
			return err
		}
		kept, changed, err := kept.Receive(actorOf(c), s.now())
		if err != nil {
			return err
		}
		if changed {
			err = PutBrief(c.UserContext(), s.store, kept, version, s.now())
		}
		if err == nil {
			return s.answerBrief(c, month)
		}
		if dispatch.CodeOf(err) != dispatch.Conflict {
			return err
		}
	}
	return dispatch.Errorf(dispatch.Conflict, "brief_stale")
}

// briefReceipts lists who gets the brief and who has read it.
func (s *server) briefReceipts(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	kept, _, err := s.openBrief(c, month)
	if err != nil {
		return err
	}
	return c.JSON(itemsView[receiptView]{s.receipts(kept)})
}

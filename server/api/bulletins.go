package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// bulletinRow is a bulletin in the list.
type bulletinRow struct {
	ID         string                 `json:"id"`
	Kind       sla.BulletinKind       `json:"kind"`
	Period     string                 `json:"period"`
	Unit       string                 `json:"unit,omitempty"`
	UnitName   string                 `json:"unit_name,omitempty"`
	Title      string                 `json:"title"`
	Issue      string                 `json:"issue"`
	State      dispatch.BulletinState `json:"state"`
	SnapshotAt time.Time              `json:"snapshot_at"`
	SentAt     time.Time              `json:"sent_at,omitzero"`
	Recipients int                    `json:"recipients"`
	Receipts   int                    `json:"receipts"`
	Read       bool                   `json:"read"` // by the reader's unit
}

// bulletinView is a bulletin as a page edits, prints or reads it.
type bulletinView struct {
	bulletinRow
	Version  int           `json:"version"`
	Org      string        `json:"org"`
	Name     string        `json:"name"`
	Issuer   string        `json:"issuer"`
	Date     string        `json:"date"`
	To       string        `json:"to"`
	Hash     string        `json:"hash,omitempty"`
	EditedAt time.Time     `json:"edited_at,omitzero"`
	EditedBy string        `json:"edited_by,omitempty"`
	SentBy   string        `json:"sent_by,omitempty"`
	Sections []sectionView `json:"sections"`
	Units    []receiptView `json:"units"` // who gets it, and who has read it
}

// sectionView is a section with the numbers that were typed by hand.
type sectionView struct {
	sla.BulletinSection
	Strange []string `json:"strange,omitempty"`
}

type receiptView struct {
	Unit     string    `json:"unit"`
	UnitName string    `json:"unit_name"`
	At       time.Time `json:"at,omitzero"`
	By       string    `json:"by,omitempty"`
}

func (s *server) unitTitle(code string) string {
	if u, ok := s.Directory.Unit(code); ok {
		return u.ShortName()
	}
	return code
}

func (s *server) bulletinRow(b dispatch.Bulletin, by dispatch.Actor) bulletinRow {
	row := bulletinRow{ID: b.ID(), Kind: b.Kind, Period: b.Period, Unit: b.Unit, Title: b.Title, Issue: b.Issue, State: b.State,
		SnapshotAt: b.SnapshotAt, SentAt: b.SentAt, Recipients: len(b.Recipients), Receipts: len(b.Receipts)}
	if b.Unit != "" {
		row.UnitName = s.unitTitle(b.Unit)
	}
	row.Read = slices.ContainsFunc(b.Receipts, func(r dispatch.Receipt) bool { return r.Unit == by.Unit && by.Unit != "" })
	if by.Role == dispatch.RoleLiaison { // how the others stand is not a unit's business
		row.Recipients, row.Receipts = 0, 0
	}
	return row
}

func (s *server) bulletinView(b dispatch.Bulletin, version int, by dispatch.Actor) bulletinView {
	v := bulletinView{bulletinRow: s.bulletinRow(b, by), Version: version, Org: b.Org, Name: b.Name, Issuer: b.Issuer, Date: b.Date, To: b.To,
		Hash: b.Hash, EditedAt: b.EditedAt, EditedBy: b.EditedBy, SentBy: b.SentBy, Sections: []sectionView{}, Units: []receiptView{}}
	sections, units := b.Sections, b.Recipients
	if by.Role == dispatch.RoleLiaison {
		sections, units = b.Shown(), []string{by.Unit}
	} else if b.State == dispatch.BulletinDraft {
		units = recipients(b, s.Directory.Units())
	}
	for _, sec := range sections {
		view := sectionView{BulletinSection: sec}
		if by.Role != dispatch.RoleLiaison {
			view.Strange = b.Strange(sec.Key, sec.Text)
		}
		v.Sections = append(v.Sections, view)
	}
	for _, u := range units {
		r := receiptView{Unit: u, UnitName: s.unitTitle(u)}
		if i := slices.IndexFunc(b.Receipts, func(r dispatch.Receipt) bool { return r.Unit == u }); i >= 0 {
			r.At, r.By = b.Receipts[i].At, b.Receipts[i].By
		}
		v.Units = append(v.Units, r)
	}
	return v
}

// bulletinQuery is which bulletins a list shows.
type bulletinQuery struct{ kind, unit, year, state, words, after string }

func readBulletinQuery(c *fiber.Ctx) (q bulletinQuery, err error) {
	for name, into := range map[string]*string{"kind": &q.kind, "unit": &q.unit, "year": &q.year, "state": &q.state, "q": &q.words, "after": &q.after} {
		if *into, err = query(c, name, 80); err != nil {
			return q, err
		}
	}
	return q, nil
}

func (q bulletinQuery) takes(b dispatch.Bulletin) bool {
	return (q.kind == "" || string(b.Kind) == q.kind) && (q.unit == "" || b.Unit == q.unit) && (q.state == "" || string(b.State) == q.state) &&
		strings.HasPrefix(b.Period, q.year) && (q.words == "" || q.finds(b))
}

func (q bulletinQuery) finds(b dispatch.Bulletin) bool {
	texts := b.Title + b.Issue
	for _, s := range b.Shown() {
		texts += "\n" + s.Title + "\n" + s.Text
	}
	for word := range strings.FieldsSeq(q.words) {
		if !strings.Contains(dispatch.Fold(texts), dispatch.Fold(word)) {
			return false
		}
	}
	return true
}

const bulletinPage = 100

// listBulletins lists bulletins, the newest period first; a unit sees those sent
// to it.
func (s *server) listBulletins(c *fiber.Ctx) error {
	q, err := readBulletinQuery(c)
	if err != nil {
		return err
	}
	rows, by := []bulletinRow{}, actorOf(c)
	err = dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindBulletin, func(r dispatch.Record) error {
		var b dispatch.Bulletin
		if err := json.Unmarshal(r.Body, &b); err != nil {
			return fmt.Errorf("bulletin %s: %w", r.ID, err)
		}
		if b.For(by) && q.takes(b) {
			rows = append(rows, s.bulletinRow(b, by))
		}
		return nil
	})
	if err != nil {
		return err
	}
	key := func(r bulletinRow) string { return r.SnapshotAt.Format(time.RFC3339) + " " + r.ID }
	slices.SortFunc(rows, func(a, b bulletinRow) int { return cmp.Compare(key(b), key(a)) })
	rows = slices.DeleteFunc(rows, func(r bulletinRow) bool { return q.after != "" && key(r) >= q.after })
	next := ""
	if len(rows) > bulletinPage {
		rows = rows[:bulletinPage]
		next = key(rows[bulletinPage-1])
	}
	return c.JSON(page(rows, next))
}

// openBulletin reads the bulletin of the route for its reader.
func (s *server) openBulletin(c *fiber.Ctx) (dispatch.Bulletin, int, error) {
	b, version, err := LoadBulletin(c.UserContext(), s.store, strings.TrimSuffix(c.Params("id"), paperKind(c.Params("id"))))
	if err == nil && !b.For(actorOf(c)) {
		err = dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	return b, version, err
}

func (s *server) getBulletin(c *fiber.Ctx) error {
	b, version, err := s.openBulletin(c)
	if err != nil {
		return err
	}
	if kind := paperKind(c.Params("id")); kind != "" {
		b.Sections = b.Shown()
		return s.sendPaper(c, b.Paper(b.State == dispatch.BulletinDraft), kind, b.ID(), false)
	}
	return c.JSON(s.bulletinView(b, version, actorOf(c)))
}

type makeBulletinForm struct {
	Kind   sla.BulletinKind `json:"kind"`
	Period string           `json:"period"`
	Unit   string           `json:"unit"`
}

// makeBulletin computes a draft.
func (s *server) makeBulletin(c *fiber.Ctx) error {
	f, err := decode[makeBulletinForm](c)
	if err != nil {
		return err
	}
	if !slices.Contains(sla.BulletinKinds(), f.Kind) {
		return dispatch.FieldError("kind", "bulletin_kind")
	}
	made, err := s.Reports.Bulletin(c.UserContext(), f.Kind, f.Period, f.Unit)
	if err != nil {
		return err
	}
	b := dispatch.NewBulletin(made)
	if err := PutBulletin(c.UserContext(), s.store, b, 0, s.now()); err != nil {
		if code := dispatch.CodeOf(err); code == dispatch.Exists || code == dispatch.Conflict {
			return dispatch.Errorf(dispatch.Exists, "bulletin_exists")
		}
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "bulletin_added", b.ID(), "")
	return c.Status(fiber.StatusCreated).JSON(s.bulletinView(b, 1, actorOf(c)))
}

// bulletinChange runs one change of the bulletin of the route against the
// version the page has seen.
func (s *server) bulletinChange(c *fiber.Ctx, seen int, verb string, change func(dispatch.Bulletin) (dispatch.Bulletin, error)) error {
	b, version, err := s.openBulletin(c)
	if err != nil {
		return err
	}
	if seen != 0 && seen != version {
		return dispatch.Errorf(dispatch.Conflict, "bulletin_stale")
	}
	if b, err = change(b); err != nil {
		return err
	}
	if err := PutBulletin(c.UserContext(), s.store, b, version, s.now()); err != nil {
		return bulletinRace(err)
	}
	s.audit(c.UserContext(), actorOf(c), verb, b.ID(), b.Hash)
	return c.JSON(s.bulletinView(b, version+1, actorOf(c)))
}

func bulletinRace(err error) error {
	if dispatch.CodeOf(err) == dispatch.Conflict {
		return dispatch.Errorf(dispatch.Conflict, "bulletin_stale")
	}
	return err
}

type editBulletinForm struct {
	Version  int               `json:"version"`
	Title    string            `json:"title"`
	Sections []editSectionForm `json:"sections"`
}

type editSectionForm struct {
	Key    string `json:"key"`
	Title  string `json:"title"`
	Text   string `json:"text"`
	Hidden bool   `json:"hidden"`
}

// editBulletin takes over texts, order and what is hidden of a draft.
func (s *server) editBulletin(c *fiber.Ctx) error {
	f, err := decode[editBulletinForm](c)
	if err != nil {
		return err
	}
	edits := make([]dispatch.SectionEdit, len(f.Sections))
	for i, e := range f.Sections {
		edits[i] = dispatch.SectionEdit(e)
	}
	return s.bulletinChange(c, f.Version, "bulletin_changed", func(b dispatch.Bulletin) (dispatch.Bulletin, error) {
		return b.Edit(f.Title, edits, actorOf(c), s.now())
	})
}

type remakeForm struct {
	Version int    `json:"version"`
	Section string `json:"section"`
}

// remakeBulletin computes a section, or all, anew.
func (s *server) remakeBulletin(c *fiber.Ctx) error {
	f, err := decode[remakeForm](c)
	if err != nil {
		return err
	}
	return s.bulletinChange(c, f.Version, "bulletin_changed", func(b dispatch.Bulletin) (dispatch.Bulletin, error) {
		made, err := s.Reports.Bulletin(c.UserContext(), b.Kind, b.Period, b.Unit)
		if err != nil {
			return b, err
		}
		return b.Regenerate(f.Section, made, actorOf(c), s.now())
	})
}

type versionForm struct {
	Version int `json:"version"`
}

// sendBulletin freezes the bulletin and tells its recipients (发出).
func (s *server) sendBulletin(c *fiber.Ctx) error {
	f, err := decode[versionForm](c)
	if err != nil {
		return err
	}
	b, version, err := s.openBulletin(c)
	if err != nil {
		return err
	}
	if f.Version != 0 && f.Version != version {
		return dispatch.Errorf(dispatch.Conflict, "bulletin_stale")
	}
	if b, err = SendBulletin(c.UserContext(), s.store, b, version, s.Directory.Units(), actorOf(c), s.now()); err != nil {
		return bulletinRace(err)
	}
	s.Service.Wake()
	s.audit(c.UserContext(), actorOf(c), "bulletin_sent", b.ID(), b.Hash)
	return c.JSON(s.bulletinView(b, version+1, actorOf(c)))
}

// archiveBulletin puts a sent bulletin away (归档).
func (s *server) archiveBulletin(c *fiber.Ctx) error {
	return s.bulletinChange(c, 0, "bulletin_archived", func(b dispatch.Bulletin) (dispatch.Bulletin, error) {
		return b.Archive(actorOf(c), s.now())
	})
}

// receiveBulletin records that the unit has read it (已阅). Units confirm at the
// same moment, so a race is run again.
func (s *server) receiveBulletin(c *fiber.Ctx) error {
	for range 20 {
		b, version, err := s.openBulletin(c)
		if err != nil {
			return err
		}
		b, changed, err := b.Receive(actorOf(c), s.now())
		if err != nil {
			return err
		}
		if !changed {
			return c.JSON(s.bulletinView(b, version, actorOf(c)))
		}
		err = PutBulletin(c.UserContext(), s.store, b, version, s.now())
		if err == nil {
			return c.JSON(s.bulletinView(b, version+1, actorOf(c)))
		}
		if dispatch.CodeOf(err) != dispatch.Conflict {
			return err
		}
	}
	return dispatch.Errorf(dispatch.Conflict, "bulletin_stale")
}

func (s *server) getBulletinSettings(c *fiber.Ctx) error {
	v, err := BulletinSettings(c.UserContext(), s.store)
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func (s *server) putBulletinSettings(c *fiber.Ctx) error {
	f, err := decode[bulletinSettings](c)
	if err != nil {
		return err
	}
	_, version, err := load[bulletinSettings](c.UserContext(), s.store, dispatch.KindSetting, bulletinSettingsID)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	if err := s.keep(c, dispatch.KindSetting, bulletinSettingsID, version, f); err != nil {
		return err
	}
	return c.JSON(f)
}

package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/sla"
)

type feedbackForm struct {
	Helped bool   `json:"helped"`
	Note   string `json:"note"`
	No     string `json:"no"`
}

// articleFeedback is POST /articles/{id}/feedback: somebody says that it did not
// help, and the unit that answers for it finds it in its list. That it helped is
// seen from its being used.
func (s *server) articleFeedback(c *fiber.Ctx) error {
	f, err := decode[feedbackForm](c)
	if err != nil {
		return err
	}
	a, _, err := s.openArticle(c)
	if err != nil || f.Helped {
		return orNothing(c, err)
	}
	note := f.Note
	if f.No != "" {
		if note, err = s.scrubbedNote(c, f); err != nil {
			return err
		}
	}
	_, err = changeRecord(c.UserContext(), s.store, dispatch.KindArticleFeedback, a.ID, s.now(), func(n dispatch.ArticleNotes) (dispatch.ArticleNotes, error) {
		n.Article = a.ID
		return n.Add(note, f.No, actorOf(c), s.now())
	})
	if err != nil {
		return err
	}
	return orNothing(c, s.tellOwner(c.UserContext(), notify.ArticleUnhelpful, a))
}

func orNothing(c *fiber.Ctx, err error) error {
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// scrubbedNote is what did not help in a ticket, without its caller: another unit
// reads it.
func (s *server) scrubbedNote(c *fiber.Ctx, f feedbackForm) (string, error) {
	t, err := s.named(c, f.No)
	if err != nil {
		return "", err
	}
	note, _, err := s.withoutCaller(c.UserContext(), t, f.Note, "")
	return note, err
}

// named is a ticket the actor can see.
func (s *server) named(c *fiber.Ctx, no string) (dispatch.Ticket, error) {
	if !isNo(no) {
		return dispatch.Ticket{}, dispatch.FieldError("no", "ticket_unknown", clip(no, 20))
	}
	t, err := s.store.Ticket(c.UserContext(), no)
	if err == nil && !dispatch.CanSee(t, actorOf(c)) {
		err = dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	return t, err
}

// tellStep tells the supervisors of what waits for a look, and the owner of what was
// given back.
func (s *server) tellStep(ctx context.Context, a dispatch.Article) error {
	switch a.Did {
	case dispatch.ArticleSubmit:
		return s.postArticle(ctx, notify.OfArticle(notify.ArticleReview, a, notify.RoleFeed(dispatch.RoleSupervisor), s.now()))
	case dispatch.ArticleReturn:
		return s.tellOwner(ctx, notify.ArticleReturned, a)
	}
	return nil
}

func (s *server) tellOwner(ctx context.Context, kind string, a dispatch.Article) error {
	feed, err := OwnerFeed(ctx, s.store, a)
	if err != nil {
		return err
	}
	return s.postArticle(ctx, notify.OfArticle(kind, a, feed, s.now()))
}

func (s *server) postArticle(ctx context.Context, n dispatch.Notice) error {
	err := s.store.Post(ctx, []dispatch.Notice{n})
	s.Service.Wake()
	return err
}

// OwnerFeed is where the owner of an article hears of it: among the liaisons of its
// unit, or among those of the hotline's role.
func OwnerFeed(ctx context.Context, st dispatch.Store, a dispatch.Article) (string, error) {
	u, _, err := load[dispatch.User](ctx, st, dispatch.KindUser, a.Owner)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return "", err
	}
	if err == nil && u.Active && u.Role.Hotline() {
		return notify.RoleFeed(u.Role), nil
	}
	return notify.UnitFeed(a.Unit), nil
}

type noteDoneForm struct {
	Answer string `json:"answer"`
}

// articleNoteDone is POST /articles/{id}/feedback/{n}/done: the owner has seen to it.
func (s *server) articleNoteDone(c *fiber.Ctx) error {
	f, err := decode[noteDoneForm](c)
	if err != nil {
		return err
	}
	a, version, err := s.openArticle(c)
	if err != nil {
		return err
	}
	if !a.Owns(actorOf(c)) {
		return dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	n, err := strconv.Atoi(c.Params("n"))
	if err != nil {
		return dispatch.Errorf(dispatch.NotFound, "article_note_unknown", clip(c.Params("n"), 10))
	}
	_, err = changeRecord(c.UserContext(), s.store, dispatch.KindArticleFeedback, a.ID, s.now(), func(f0 dispatch.ArticleNotes) (dispatch.ArticleNotes, error) {
		return f0.Done(n, f.Answer, actorOf(c), s.now())
	})
	if err != nil {
		return err
	}
	return s.sendArticle(c, a, version)
}

type usedForm struct {
	No string `json:"no" need:"true"`
}

// articleUsed is POST /articles/{id}/used: the article went into the answer of a
// ticket (引用). A ticket counts once a month.
func (s *server) articleUsed(c *fiber.Ctx) error {
	f, err := decode[usedForm](c)
	if err != nil {
		return err
	}
	a, _, err := s.openArticle(c)
	if err != nil {
		return err
	}
	if _, err := s.named(c, f.No); err != nil {
		return err
	}
	added := false
	err = changeMonth(c.UserContext(), s.store, a, s.now(), func(m dispatch.ArticleMonth) (dispatch.ArticleMonth, bool) {
		before := len(m.Nos)
		next, changed := m.Use(f.No, actorOf(c))
		added = len(next.Nos) > before
		return next, changed
	})
	if err == nil && added {
		s.shelf.use(a.ID)
	}
	return orNothing(c, err)
}

// articleDuties is what waits for those who write articles (知识待办).
type articleDuties struct {
	Due    []articleRow  `json:"due"`    // 到期复核
	Review []articleRow  `json:"review"` // in review, of somebody else
	Notes  []articleTold `json:"notes"`  // what did not help
}

type articleTold struct {
	articleRow
	Note dispatch.ArticleNote `json:"note"`
}

func (s *server) articleDuties(c *fiber.Ctx) error {
	notes, err := s.openNotes(c.UserContext())
	if err != nil {
		return err
	}
	sh, err := s.articles(c.UserContext())
	if err != nil {
		return err
	}
	defer sh.mu.RUnlock()
	by, out := actorOf(c), articleDuties{[]articleRow{}, []articleRow{}, []articleTold{}}
	list := []dispatch.Article{}
	sh.staff.All(func(a dispatch.Article) {
		if a.Owns(by) {
			list = append(list, a)
		}
	})
	slices.SortFunc(list, func(a, b dispatch.Article) int {
		return cmp.Or(cmp.Compare(a.ReviewBy, b.ReviewBy), cmp.Compare(a.ID, b.ID))
	})
	for _, a := range list {
		row := s.articleRow(a, sh.used[a.ID], by)
		if row.Overdue && len(out.Due) < articlePage {
			out.Due = append(out.Due, row)
		}
		if slices.Contains(a.ArticleOffers(by), dispatch.ArticlePublish) && len(out.Review) < articlePage {
			out.Review = append(out.Review, row)
		}
		for _, n := range notes[a.ID] {
			out.Notes = append(out.Notes, articleTold{row, n})
		}
	}
	return c.JSON(out)
}

func (s *server) openNotes(ctx context.Context) (map[string][]dispatch.ArticleNote, error) {
	out := map[string][]dispatch.ArticleNote{}
	err := dispatch.EachRecord(ctx, s.store, dispatch.KindArticleFeedback, func(r dispatch.Record) error {
		var f dispatch.ArticleNotes
		if err := json.Unmarshal(r.Body, &f); err != nil {
			return fmt.Errorf("feedback %s: %w", r.ID, err)
		}
		out[f.Article] = f.Open()
		return nil
	})
	return out, err
}

// articleFigures are the counts of a month by unit (知识库更新与引用).
type articleFigures struct {
	Month string            `json:"month"`
	Units []articleUnitView `json:"units"`
}

type articleUnitView struct {
	Unit      string `json:"unit"`
	UnitName  string `json:"unit_name"`
	Published int    `json:"published"`
	Updated   int    `json:"updated"` // published in the month
	Overdue   int    `json:"overdue"`
	Used      int    `json:"used"`   // tickets of the month
	Credit    int    `json:"credit"` // those that others used its articles for
}

func (s *server) articleFigures(c *fiber.Ctx) error {
	month, err := query(c, "month", 7)
	if err != nil {
		return err
	}
	if month == "" {
		month = sla.MonthOf(s.now())
	}
	if _, _, err := sla.MonthBounds(month); err != nil {
		return dispatch.FieldError("month", "month")
	}
	counts, err := dispatch.ArticleCounts(c.UserContext(), s.store, month)
	if err != nil {
		return err
	}
	sh, err := s.articles(c.UserContext())
	if err != nil {
		return err
	}
	defer sh.mu.RUnlock()
	units := map[string]*articleUnitView{}
	of := func(unit string) *articleUnitView {
		if units[unit] == nil {
			n := counts[unit]
			units[unit] = &articleUnitView{Unit: unit, UnitName: s.unitTitle(unit), Updated: n.Updated, Used: n.Used, Credit: n.Credit}
		}
		return units[unit]
	}
	for unit := range counts {
		of(unit)
	}
	sh.staff.All(func(a dispatch.Article) {
		if a.Live == nil {
			return
		}
		u := of(a.Unit)
		u.Published++
		if a.Overdue(s.now()) {
			u.Overdue++
		}
	})
	out := articleFigures{month, []articleUnitView{}}
	for _, u := range units {
		out.Units = append(out.Units, *u)
	}
	slices.SortFunc(out.Units, func(a, b articleUnitView) int { return cmp.Or(b.Used-a.Used, cmp.Compare(a.Unit, b.Unit)) })
	return c.JSON(out)
}

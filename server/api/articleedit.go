package api

import (
	"cmp"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// articleForm is a new article or, with the fields that are given, a change of one.
type articleForm struct {
	Version    int       `json:"version"`
	Title      *string   `json:"title"`
	Text       *string   `json:"text"`
	PublicText *string   `json:"public_text"`
	Keywords   *[]string `json:"keywords"`
	Category   *string   `json:"category"`
	Unit       *string   `json:"unit"`
	Owner      *string   `json:"owner"`
	ReviewBy   *string   `json:"review_by"`
	Note       string    `json:"note"` // what changes and why
}

func (f articleForm) onto(a dispatch.Article) dispatch.Article {
	set(&a.Title, f.Title)
	set(&a.Text, f.Text)
	set(&a.Public, f.PublicText)
	set(&a.Keywords, f.Keywords)
	set(&a.Category, f.Category)
	set(&a.Unit, f.Unit)
	set(&a.Owner, f.Owner)
	set(&a.ReviewBy, f.ReviewBy)
	a.Note = f.Note
	return a
}

// readArticle reads the form onto an article and checks what it names.
func (s *server) readArticle(c *fiber.Ctx, f articleForm, a dispatch.Article) (dispatch.Article, error) {
	to := f.onto(a)
	if !to.Owns(actorOf(c)) {
		return to, dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	if _, ok := s.Directory.Unit(to.Unit); !ok {
		return to, dispatch.FieldError("unit", "unit_unknown", clip(to.Unit, 40))
	}
	if to.Category != "" && !s.hasCategory(to.Category) {
		return to, dispatch.FieldError("category", "article_category", clip(to.Category, 20))
	}
	u, _, err := load[dispatch.User](c.UserContext(), s.store, dispatch.KindUser, to.Owner)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return to, err
	}
	if err != nil || !mayAnswerFor(u, to.Unit) {
		return to, dispatch.FieldError("owner", "article_owner", clip(to.Owner, 40))
	}
	return to, nil
}

// mayAnswerFor tells whether a person may own an article of a unit.
func mayAnswerFor(u dispatch.User, unit string) bool {
	return u.Active && (dispatch.Article{Unit: unit}).Owns(dispatch.Actor{ID: u.Username, Role: u.Role, Unit: u.Unit})
}

type articleOwner struct {
	Username string `json:"username"`
	Name     string `json:"name"`
}

// articleOwners is GET /articles/owners?unit=: a liaison is named those of the own
// unit, the others everybody who may own an article of the unit.
func (s *server) articleOwners(c *fiber.Ctx) error {
	unit, err := query(c, "unit", 80)
	if err != nil {
		return err
	}
	by := actorOf(c)
	if by.Role == dispatch.RoleLiaison && cmp.Or(unit, by.Unit) != by.Unit {
		return dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	out := []articleOwner{}
	err = dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindUser, func(r dispatch.Record) error {
		var u dispatch.User
		if err := json.Unmarshal(r.Body, &u); err != nil {
			return fmt.Errorf("user %s: %w", r.ID, err)
		}
		if mayAnswerFor(u, unit) && (by.Role != dispatch.RoleLiaison || u.Unit == by.Unit) {
			out = append(out, articleOwner{u.Username, u.Name})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.JSON(itemsView[articleOwner]{out})
}

func (s *server) hasCategory(code string) bool {
	for _, c := range s.Directory.Categories() {
		if c.Code == code {
			return true
		}
	}
	return false
}

// addArticle is POST /articles. Without an owner it is the author's, and its review
// is due in a year.
func (s *server) addArticle(c *fiber.Ctx) error {
	f, err := decode[articleForm](c)
	if err != nil {
		return err
	}
	by, now := actorOf(c), s.now()
	blank := dispatch.Article{Unit: by.Unit, Owner: by.ID, ReviewBy: now.In(sla.Zone).AddDate(1, 0, 0).Format(time.DateOnly)}
	to, err := s.readArticle(c, f, blank)
	if err != nil {
		return err
	}
	sh, err := s.articles(c.UserContext())
	if err != nil {
		return err
	}
	n := sh.staff.Size() + 1
	sh.mu.RUnlock()
	for ; ; n++ {
		to.ID = fmt.Sprintf("K%05d", n)
		a, err := dispatch.Article{}.Edit(to, by, now)
		if err != nil {
			return err
		}
		err = s.keepArticle(c.UserContext(), a, 0)
		if code := dispatch.CodeOf(err); err != nil && (code == dispatch.Exists || code == dispatch.Conflict) {
			continue
		}
		if err != nil {
			return err
		}
		s.audit(c.UserContext(), by, "article_added", a.ID, "")
		c.Status(fiber.StatusCreated)
		return s.sendArticle(c, a, 1)
	}
}

// changeArticle runs one change of the article of the route against the version the
// page has seen.
func (s *server) changeArticle(c *fiber.Ctx, seen int, change func(dispatch.Article) (dispatch.Article, error)) error {
	a, version, err := s.openArticle(c)
	if err != nil {
		return err
	}
	if !a.Owns(actorOf(c)) {
		return dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	if seen != 0 && seen != version {
		return dispatch.Errorf(dispatch.Conflict, "article_stale")
	}
	if a, err = change(a); err != nil {
		return err
	}
	if err := s.keepArticle(c.UserContext(), a, version); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "article_changed", a.ID, string(a.Did))
	if err := s.tellStep(c.UserContext(), a); err != nil {
		return err
	}
	return s.sendArticle(c, a, version+1)
}

func (s *server) editArticle(c *fiber.Ctx) error {
	f, err := decode[articleForm](c)
	if err != nil {
		return err
	}
	return s.changeArticle(c, f.Version, func(a dispatch.Article) (dispatch.Article, error) {
		to, err := s.readArticle(c, f, a)
		if err != nil {
			return a, err
		}
		return a.Edit(to, actorOf(c), s.now())
	})
}

type articleStepForm struct {
	Version  int    `json:"version"`
	Note     string `json:"note"`
	ReviewBy string `json:"review_by"` // of publish and confirm: the next review
}

// stepArticle moves the article on: submit, publish, return, confirm, retire.
func (s *server) stepArticle(step dispatch.ArticleStep) fiber.Handler {
	return func(c *fiber.Ctx) error {
		f, err := decode[articleStepForm](c)
		if err != nil {
			return err
		}
		return s.changeArticle(c, f.Version, func(a dispatch.Article) (dispatch.Article, error) {
			return a.Step(step, f.Note, f.ReviewBy, actorOf(c), s.now())
		})
	}
}

// articleVersion is one change of an article: who, when, why and what.
type articleVersion struct {
	Version int                    `json:"version"`
	Did     dispatch.ArticleStep   `json:"did"`
	By      string                 `json:"by"`
	At      time.Time              `json:"at"`
	Note    string                 `json:"note"`
	State   dispatch.ArticleState  `json:"state"`
	Changes []dispatch.FieldChange `json:"changes"` // against the version before
}

// articleVersions lists all versions for those who write the article, newest first.
func (s *server) articleVersions(c *fiber.Ctx) error {
	a, version, err := s.openArticle(c)
	if err != nil {
		return err
	}
	if !a.Owns(actorOf(c)) {
		return dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	olds, err := s.store.Records(c.UserContext(), dispatch.KindArticleVersion, articleVersionID(a.ID, max(0, version-1-articleVersionsShown)), articleVersionsShown)
	if err != nil {
		return err
	}
	list := []dispatch.Article{}
	for _, r := range olds {
		var old dispatch.Article
		if err := json.Unmarshal(r.Body, &old); err != nil {
			return fmt.Errorf("article %s: %w", r.ID, err)
		}
		if r.ID < articleVersionID(a.ID, version) { // what stands behind is the next article's, or of a write that broke off
			list = append(list, old)
		}
	}
	list = append(list, a)
	out := []articleVersion{}
	for i := len(list) - 1; i >= 0; i-- {
		v := articleVersion{version - len(list) + 1 + i, list[i].Did, list[i].By, list[i].At, list[i].Note, list[i].State, []dispatch.FieldChange{}}
		if i > 0 {
			v.Changes = dispatch.ArticleChanges(list[i-1], list[i])
		}
		out = append(out, v)
	}
	return c.JSON(itemsView[articleVersion]{out})
}

// articleVersionsShown is how many changes are shown, the newest.
const articleVersionsShown = 100

type articleRestoreForm struct {
	Version int    `json:"version"`
	From    int    `json:"from" need:"true"` // the version whose text comes back
	Note    string `json:"note"`
}

// restoreArticle is POST /articles/{id}/restore (恢复旧版): the text of an older
// version becomes the one that is worked on, and has to be reviewed as any other.
func (s *server) restoreArticle(c *fiber.Ctx) error {
	f, err := decode[articleRestoreForm](c)
	if err != nil {
		return err
	}
	return s.changeArticle(c, f.Version, func(a dispatch.Article) (dispatch.Article, error) {
		old, _, err := load[dispatch.Article](c.UserContext(), s.store, dispatch.KindArticleVersion, articleVersionID(a.ID, f.From))
		if err != nil {
			if dispatch.CodeOf(err) == dispatch.NotFound {
				err = dispatch.FieldError("from", "article_version", f.From)
			}
			return a, err
		}
		return a.Restore(old, f.Note, actorOf(c), s.now())
	})
}

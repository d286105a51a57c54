package dispatch

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hotline/sla"
)

// The records of the knowledge base (知识库).
const (
	KindArticle         = "article"
	KindArticleVersion  = "article_version"  // id = article@version, once it was replaced
	KindArticleFeedback = "article_feedback" // id = article; what did not help
	KindArticleMonth    = "article_month"    // id = month/article
)

// ArticleState is how far the text of an article is.
type ArticleState string

// The states of an article.
const (
	ArticleDraft     ArticleState = "draft"     // 草稿
	ArticleInReview  ArticleState = "in_review" // 待审核
	ArticlePublished ArticleState = "published" // 已发布
	ArticleRetired   ArticleState = "retired"   // 已停用
)

// ArticleStates lists them in their order.
var ArticleStates = []ArticleState{ArticleDraft, ArticleInReview, ArticlePublished, ArticleRetired}

// ArticleStep is what was done to an article.
type ArticleStep string

// The steps of an article.
const (
	ArticleCreate  ArticleStep = "create"
	ArticleEdit    ArticleStep = "edit"
	ArticleSubmit  ArticleStep = "submit"  // 提交审核
	ArticlePublish ArticleStep = "publish" // 审核发布
	ArticleReturn  ArticleStep = "return"  // 退回修改
	ArticleRetire  ArticleStep = "retire"  // 停用
	ArticleConfirm ArticleStep = "confirm" // 复核：内容仍有效
	ArticleRestore ArticleStep = "restore" // 恢复旧版
)

// ArticleText is what an article says. Text is for the staff, Public what a citizen
// may read and a reply may quote; neither holds markup.
type ArticleText struct {
	Title    string   `json:"title"`
	Text     string   `json:"text"`
	Public   string   `json:"public"`
	Keywords []string `json:"keywords"`
	Category string   `json:"category"`
}

// ArticleSteps lists them.
var ArticleSteps = []ArticleStep{ArticleCreate, ArticleEdit, ArticleSubmit, ArticlePublish, ArticleReturn, ArticleRetire, ArticleConfirm, ArticleRestore}

// Article is an entry of the knowledge base (知识). The embedded text is the one that
// is worked on; Live is the published one, which stays in use until another is.
type Article struct {
	ID string `json:"id"`
	ArticleText
	Unit     string       `json:"unit"`      // that answers for it
	Owner    string       `json:"owner"`     // username
	ReviewBy string       `json:"review_by"` // day of the next review (到期复核)
	State    ArticleState `json:"state"`
	Author   string       `json:"author"` // who changed the text last
	Live     *ArticleText `json:"live,omitempty"`
	LiveAt   time.Time    `json:"live_at,omitzero"`

	// The last change: every version says who made it, when and why.
	Did  ArticleStep `json:"did"`
	By   string      `json:"by"`
	At   time.Time   `json:"at"`
	Note string      `json:"note,omitempty"`
}

const (
	maxArticleTitle    = 80
	maxArticleText     = 8000
	maxArticleNote     = 300
	maxArticleKeywords = 20
	maxArticleKeyword  = 20
	articleReviewYears = 3
)

// Owns tells whether the actor may write the article.
func (a Article) Owns(by Actor) bool {
	switch by.Role {
	case RoleSupervisor, RoleAdmin, RoleSystem:
		return true
	case RoleLiaison:
		return by.Unit != "" && by.Unit == a.Unit
	default:
		return false
	}
}

// Readable tells whether the actor may read it: who writes it always, others what
// is published.
func (a Article) Readable(by Actor) bool { return a.Live != nil || a.Owns(by) }

// Reads is the text an actor is shown.
func (a Article) Reads(by Actor) ArticleText {
	if a.Live != nil && !a.Owns(by) {
		return *a.Live
	}
	return a.ArticleText
}

// Overdue tells whether the published article should have been looked at again.
func (a Article) Overdue(now time.Time) bool {
	return a.Live != nil && a.ReviewBy != "" && a.ReviewBy < now.In(sla.Zone).Format(time.DateOnly)
}

// ArticleOffers are the steps the actor may take now.
func (a Article) ArticleOffers(by Actor) []ArticleStep {
	out := []ArticleStep{}
	for _, step := range []ArticleStep{ArticleEdit, ArticleSubmit, ArticlePublish, ArticleReturn, ArticleConfirm, ArticleRetire} {
		if a.mayStep(step, by) == nil {
			out = append(out, step)
		}
	}
	return out
}

func (a Article) mayStep(step ArticleStep, by Actor) error {
	if !a.Owns(by) {
		return Errorf(Forbidden, "not_your_unit")
	}
	fits := true
	switch step {
	case ArticleSubmit:
		fits = a.State == ArticleDraft
	case ArticlePublish:
		if fits = a.State == ArticleInReview; fits && by.ID == a.Author {
			return Errorf(Forbidden, "article_own")
		}
	case ArticleReturn:
		fits = a.State == ArticleInReview
	case ArticleRetire, ArticleConfirm:
		fits = a.Live != nil
	case ArticleCreate, ArticleEdit, ArticleRestore:
	}
	if !fits {
		return Errorf(Conflict, "article_state")
	}
	return nil
}

// Edit takes over another text; the published one stays in use meanwhile. With the
// zero article it makes a new one.
func (a Article) Edit(to Article, by Actor, now time.Time) (Article, error) {
	if a.ID == "" {
		a.ID, a.Unit = to.ID, to.Unit
		return a.change(ArticleCreate, to, by, now)
	}
	return a.change(ArticleEdit, to, by, now)
}

// Restore makes the text of an older version the one that is worked on (恢复旧版).
func (a Article) Restore(old Article, note string, by Actor, now time.Time) (Article, error) {
	to := a
	to.ArticleText, to.Note = old.ArticleText, note
	return a.change(ArticleRestore, to, by, now)
}

func (a Article) change(step ArticleStep, to Article, by Actor, now time.Time) (Article, error) {
	if err := a.mayStep(step, by); err != nil {
		return a, err
	}
	if by.Role == RoleLiaison && to.Unit != by.Unit {
		return a, Errorf(Forbidden, "not_your_unit")
	}
	to.ArticleText = to.trimmed()
	if err := to.check(); err != nil {
		return a, err
	}
	if to.ReviewBy != a.ReviewBy {
		if err := checkReviewDay(to.ReviewBy, now); err != nil {
			return a, err
		}
	}
	a.ArticleText, a.Unit, a.Owner, a.ReviewBy = to.ArticleText, to.Unit, to.Owner, to.ReviewBy
	a.State, a.Author = ArticleDraft, by.ID
	return a.did(step, to.Note, by, now)
}

// Step moves an article on. reviewBy is the next review, for publishing and
// confirming; "" leaves it.
func (a Article) Step(step ArticleStep, note, reviewBy string, by Actor, now time.Time) (Article, error) {
	if err := a.mayStep(step, by); err != nil {
		return a, err
	}
	if (step == ArticleReturn || step == ArticleRetire) && strings.TrimSpace(note) == "" {
		return a, FieldError("note", "required")
	}
	if step == ArticlePublish || step == ArticleConfirm {
		if reviewBy != "" {
			a.ReviewBy = reviewBy
		}
		if err := checkReviewDay(a.ReviewBy, now); err != nil {
			return a, err
		}
	}
	switch step {
	case ArticleSubmit:
		a.State = ArticleInReview
	case ArticlePublish:
		if err := a.check(); err != nil {
			return a, err
		}
		text := a.ArticleText
		a.State, a.Live, a.LiveAt = ArticlePublished, &text, stamp(now)
	case ArticleReturn:
		a.State = ArticleDraft
	case ArticleRetire:
		a.State, a.Live, a.LiveAt = ArticleRetired, nil, time.Time{}
	case ArticleCreate, ArticleEdit, ArticleConfirm, ArticleRestore:
	}
	return a.did(step, note, by, now)
}

func (a Article) did(step ArticleStep, note string, by Actor, now time.Time) (Article, error) {
	if err := Plain("note", note, maxArticleNote); err != nil {
		return a, err
	}
	a.Did, a.By, a.At, a.Note = step, by.ID, stamp(now), strings.TrimSpace(note)
	return a, nil
}

func (t ArticleText) trimmed() ArticleText {
	t.Title, t.Text, t.Public = strings.TrimSpace(t.Title), strings.TrimSpace(t.Text), strings.TrimSpace(t.Public)
	words := []string{}
	for _, w := range t.Keywords {
		if w = strings.TrimSpace(w); w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	t.Keywords = words
	return t
}

func (a Article) check() error {
	if err := checkText("title", a.Title, maxArticleTitle, true); err != nil {
		return err
	}
	if err := checkText("text", a.Text, maxArticleText, true); err != nil {
		return err
	}
	if err := checkText("public", a.Public, maxArticleText, false); err != nil {
		return err
	}
	if private := privateNumber(a.Title + "\n" + a.Public + "\n" + strings.Join(a.Keywords, "\n")); a.Public != "" && private != "" {
		return FieldError("public", "article_private")
	}
	if len(a.Keywords) > maxArticleKeywords {
		return FieldError("keywords", "too_many", maxArticleKeywords)
	}
	for _, w := range a.Keywords {
		if utf8.RuneCountInString(w) > maxArticleKeyword {
			return FieldError("keywords", "too_long", maxArticleKeyword)
		}
		if err := Plain("keywords", w, maxArticleKeyword); err != nil {
			return err
		}
	}
	return nil
}

// checkReviewDay wants a day from today on, in the next years.
func checkReviewDay(day string, now time.Time) error {
	at, err := time.ParseInLocation(time.DateOnly, day, sla.Zone)
	if err != nil {
		return FieldError("review_by", "date_form")
	}
	if day < now.In(sla.Zone).Format(time.DateOnly) || at.After(now.AddDate(articleReviewYears, 0, 0)) {
		return FieldError("review_by", "article_review_day", articleReviewYears)
	}
	return nil
}

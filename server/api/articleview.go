package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
)

// articleRow is an article in a list.
type articleRow struct {
	ID           string                `json:"id"`
	Title        string                `json:"title"`
	Excerpt      string                `json:"excerpt"`
	Keywords     []string              `json:"keywords"`
	Category     string                `json:"category"`
	CategoryName string                `json:"category_name"`
	Unit         string                `json:"unit"`
	UnitName     string                `json:"unit_name"`
	State        dispatch.ArticleState `json:"state"`
	Published    bool                  `json:"published"` // there is a text in use
	Public       bool                  `json:"public"`    // of which a part is for citizens
	ReviewBy     string                `json:"review_by"`
	Overdue      bool                  `json:"overdue"`
	UpdatedAt    time.Time             `json:"updated_at"`
	Used         int                   `json:"used"` // tickets it was used for
}

// articleView is an article as it is read or edited.
type articleView struct {
	articleRow
	Version    int                    `json:"version"`
	Text       string                 `json:"text"`
	PublicText string                 `json:"public_text"`
	Owner      string                 `json:"owner"`
	OwnerName  string                 `json:"owner_name"`
	Author     string                 `json:"author"`
	Note       string                 `json:"note"`
	Live       *articleLive           `json:"live"`    // the text in use, where another is worked on
	Changes    []dispatch.FieldChange `json:"changes"` // against the text in use
	Offers     []dispatch.ArticleStep `json:"offers"`  // what the reader may do now
	Notes      []dispatch.ArticleNote `json:"notes"`   // what did not help, for those who write it
}

type articleLive struct {
	Title      string    `json:"title"`
	Text       string    `json:"text"`
	PublicText string    `json:"public_text"`
	At         time.Time `json:"at"`
}

// articleFit is an article as the desk shows and inserts it.
type articleFit struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	UnitName   string `json:"unit_name"`
	Text       string `json:"text"`
	PublicText string `json:"public_text"`
	Overdue    bool   `json:"overdue"`
}

type publicArticle struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Text      string    `json:"text"`
	UnitName  string    `json:"unit_name"`
	UpdatedAt time.Time `json:"updated_at"`
}

const excerptLength = 60

// excerpt is the stretch of a text in which the first word that was searched for
// stands, else its beginning.
func excerpt(text, words string) string {
	const lead = 12
	for _, w := range strings.Fields(words) {
		if at := strings.Index(text, w); at >= 0 {
			if before := []rune(text[:at]); len(before) > excerptLength-lead {
				return "…" + clip(string(before[len(before)-lead:])+text[at:], excerptLength)
			}
			break
		}
	}
	return clip(text, excerptLength)
}

// shownChange is when an article changed for its reader: how the next version comes
// on is known to those who write it.
func shownChange(a dispatch.Article, by dispatch.Actor) time.Time {
	if a.Owns(by) {
		return a.At
	}
	return a.LiveAt
}

func (s *server) articleRow(a dispatch.Article, used int, by dispatch.Actor) articleRow {
	t := a.Reads(by)
	row := articleRow{ID: a.ID, Title: t.Title, Excerpt: clip(t.Text, excerptLength), Keywords: orEmpty(slices.Clone(t.Keywords)), Category: t.Category, Unit: a.Unit,
		UnitName: s.unitTitle(a.Unit), State: a.State, Published: a.Live != nil, Public: t.Public != "", ReviewBy: a.ReviewBy, Overdue: a.Overdue(s.now()),
		UpdatedAt: shownChange(a, by), Used: used}
	if !a.Owns(by) {
		row.State = dispatch.ArticlePublished
	}
	for _, c := range s.Directory.Categories() {
		if c.Code == t.Category {
			row.CategoryName = c.Name
		}
	}
	return row
}

func (s *server) articleView(ctx context.Context, a dispatch.Article, version, used int, by dispatch.Actor) (articleView, error) {
	t := a.Reads(by)
	v := articleView{articleRow: s.articleRow(a, used, by), Version: version, Text: t.Text, PublicText: t.Public, Owner: a.Owner, OwnerName: a.Owner,
		Offers: a.ArticleOffers(by), Notes: []dispatch.ArticleNote{}, Changes: []dispatch.FieldChange{}}
	if u, _, err := load[dispatch.User](ctx, s.store, dispatch.KindUser, a.Owner); err == nil {
		v.OwnerName = u.Name
	}
	if !a.Owns(by) {
		return v, nil
	}
	v.Author, v.Note = a.Author, a.Note
	if a.Live != nil && a.State != dispatch.ArticlePublished {
		v.Live = &articleLive{a.Live.Title, a.Live.Text, a.Live.Public, a.LiveAt}
		inUse := a
		inUse.ArticleText = *a.Live
		v.Changes = dispatch.ArticleChanges(inUse, a)
	}
	f, _, err := load[dispatch.ArticleNotes](ctx, s.store, dispatch.KindArticleFeedback, a.ID)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return v, err
	}
	v.Notes = orEmpty(f.Notes)
	return v, nil
}

func (s *server) articleFits(list []dispatch.Article) []articleFit {
	out := []articleFit{}
	for _, a := range list {
		out = append(out, articleFit{a.ID, a.Live.Title, s.unitTitle(a.Unit), a.Live.Text, a.Live.Public, a.Overdue(s.now())})
	}
	return out
}

package api

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

const (
	articlePage = 50
	articlesFit = 4

	articlesPublic = 12
)

// articleQuery is which articles a list shows.
type articleQuery struct{ words, unit, category, state, after string }

func readArticleQuery(c *fiber.Ctx) (q articleQuery, err error) {
	for name, into := range map[string]*string{"q": &q.words, "unit": &q.unit, "category": &q.category, "state": &q.state, "after": &q.after} {
		if *into, err = query(c, name, 80); err != nil {
			return q, err
		}
	}
	return q, nil
}

// articleDue, as a state, lists what should have been reviewed (到期复核).
const articleDue = "due"

func (q articleQuery) takes(a dispatch.Article, by dispatch.Actor, now time.Time) bool {
	if !a.Readable(by) || q.unit != "" && a.Unit != q.unit || !strings.HasPrefix(a.Reads(by).Category, q.category) {
		return false
	}
	switch dispatch.ArticleState(q.state) {
	case "":
		return a.State != dispatch.ArticleRetired
	case articleDue:
		return a.Overdue(now)
	case dispatch.ArticlePublished:
		return a.Live != nil
	default:
		return a.Owns(by) && string(a.State) == q.state
	}
}

// listArticles is GET /articles: by words the best first, else the newest.
func (s *server) listArticles(c *fiber.Ctx) error {
	q, err := readArticleQuery(c)
	if err != nil {
		return err
	}
	sh, err := s.articles(c.UserContext())
	if err != nil {
		return err
	}
	defer sh.mu.RUnlock()
	by, now := actorOf(c), s.now()
	keep := func(a dispatch.Article) bool { return q.takes(a, by, now) }
	var list []dispatch.Article
	next := ""
	if dispatch.Fold(q.words) != "" {
		list, next, err = q.best(sh.staff, keep)
	} else {
		list, next = q.newest(sh.staff, by, keep)
	}
	if err != nil {
		return err
	}
	rows := []articleRow{}
	for _, a := range list {
		row := s.articleRow(a, sh.used[a.ID], by)
		row.Excerpt = excerpt(a.Reads(by).Text, q.words)
		rows = append(rows, row)
	}
	return c.JSON(page(rows, next))
}

// best is a page of what was found, from the place after which it is asked for.
func (q articleQuery) best(x *dispatch.ArticleIndex, keep func(dispatch.Article) bool) (list []dispatch.Article, next string, err error) {
	from := 0
	if q.after != "" {
		if from, err = strconv.Atoi(q.after); err != nil || from < 0 || from > maxExport {
			return nil, "", dispatch.FieldError("after", "unknown_value")
		}
	}
	list = x.Search(q.words, keep, from+articlePage+1)
	list = list[min(from, len(list)):]
	if len(list) > articlePage {
		list, next = list[:articlePage], strconv.Itoa(from+articlePage)
	}
	return list, next, nil
}

// newest is a page of all, by when the reader saw them change.
func (q articleQuery) newest(x *dispatch.ArticleIndex, by dispatch.Actor, keep func(dispatch.Article) bool) (list []dispatch.Article, next string) {
	key := func(a dispatch.Article) string { return shownChange(a, by).Format(time.RFC3339) + " " + a.ID }
	x.All(func(a dispatch.Article) {
		if (q.after == "" || key(a) < q.after) && keep(a) {
			list = append(list, a)
		}
	})
	slices.SortFunc(list, func(a, b dispatch.Article) int { return cmp.Compare(key(b), key(a)) })
	if len(list) > articlePage {
		list = list[:articlePage]
		next = key(list[articlePage-1])
	}
	return list, next
}

type fitForm struct {
	Text     string `json:"text"`
	Category string `json:"category"`
}

// fitArticles is POST /articles/fit: what suits a conversation. What is said may be
// personal, so it does not stand in the address.
func (s *server) fitArticles(c *fiber.Ctx) error {
	f, err := decode[fitForm](c)
	if err != nil {
		return err
	}
	if err := dispatch.Plain("text", f.Text, 4000); err != nil {
		return err
	}
	sh, err := s.articles(c.UserContext())
	if err != nil {
		return err
	}
	defer sh.mu.RUnlock()
	live := func(a dispatch.Article) bool { return a.Live != nil }
	return c.JSON(itemsView[articleFit]{s.articleFits(sh.staff.Fit(f.Text, f.Category, live, articlesFit))})
}

// publicArticles is GET /public/articles?q=: the public part of what is published;
// without a question what is used most.
func (s *server) publicArticles(c *fiber.Ctx) error {
	if err := s.limits.take("public_articles", limitAddress(c.IP()), s.Config.Limits.PublicPerMinute, 60, time.Minute); err != nil {
		return err
	}
	q, err := query(c, "q", 500)
	if err != nil {
		return err
	}
	sh, err := s.articles(c.UserContext())
	if err != nil {
		return err
	}
	defer sh.mu.RUnlock()
	out := []publicArticle{}
	list := sh.public.Search(q, func(dispatch.Article) bool { return true }, articlesPublic)
	if dispatch.Fold(q) == "" {
		list = sh.mostUsed(articlesPublic)
	}
	for _, a := range list {
		out = append(out, publicArticle{a.ID, a.Live.Title, a.Live.Public, s.unitTitle(a.Unit), a.LiveAt})
	}
	return c.JSON(itemsView[publicArticle]{out})
}

// mostUsed are the public articles that answer most tickets (常见问题).
func (sh *shelf) mostUsed(most int) []dispatch.Article {
	var list []dispatch.Article
	sh.public.All(func(a dispatch.Article) { list = append(list, a) })
	slices.SortFunc(list, func(a, b dispatch.Article) int {
		return cmp.Or(sh.used[b.ID]-sh.used[a.ID], b.LiveAt.Compare(a.LiveAt), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(len(list), most)]
}

// openArticle reads the article of the route for its reader.
func (s *server) openArticle(c *fiber.Ctx) (dispatch.Article, int, error) {
	a, version, err := load[dispatch.Article](c.UserContext(), s.store, dispatch.KindArticle, c.Params("id"))
	if dispatch.CodeOf(err) == dispatch.NotFound && err != nil || err == nil && !a.Readable(actorOf(c)) {
		return a, 0, dispatch.Errorf(dispatch.NotFound, "article_unknown", clip(c.Params("id"), 20))
	}
	return a, version, err
}

func (s *server) sendArticle(c *fiber.Ctx, a dispatch.Article, version int) error {
	sh, err := s.articles(c.UserContext())
	if err != nil {
		return err
	}
	used := sh.used[a.ID]
	sh.mu.RUnlock()
	v, err := s.articleView(c.UserContext(), a, version, used, actorOf(c))
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func (s *server) getArticle(c *fiber.Ctx) error {
	a, version, err := s.openArticle(c)
	if err != nil {
		return err
	}
	return s.sendArticle(c, a, version)
}

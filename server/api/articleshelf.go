package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// articleStamp is the setting whose version grows with each change of an article,
// by which other servers see that they have to read again.
const articleStamp = "articles_changed"

const (
	shelfLook = 2 * time.Second // how long another server's change may go unseen
	shelfLife = 5 * time.Minute // after which everything is read again anyway
)

// shelf is the knowledge base in memory, for searching.
type shelf struct {
	mu            sync.RWMutex
	staff, public *dispatch.ArticleIndex
	used          map[string]int // by article: the tickets of all months
	stamp         int
	read, looked  time.Time
}

// articles opens the shelf, read anew where somebody else changed something. The
// caller has to give it back with RUnlock.
func (s *server) articles(ctx context.Context) (*shelf, error) {
	sh := &s.shelf
	sh.mu.RLock()
	if sh.fresh(s.now()) {
		return sh, nil
	}
	sh.mu.RUnlock()
	if err := sh.refresh(ctx, s.store, s.now()); err != nil {
		return nil, err
	}
	sh.mu.RLock()
	return sh, nil
}

func (sh *shelf) fresh(now time.Time) bool {
	return sh.staff != nil && now.Sub(sh.looked).Abs() < shelfLook && now.Sub(sh.read).Abs() < shelfLife
}

func (sh *shelf) refresh(ctx context.Context, st dispatch.Store, now time.Time) error {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.fresh(now) {
		return nil
	}
	stamp := 0
	r, err := st.Record(ctx, dispatch.KindSetting, articleStamp)
	if err == nil {
		stamp = r.Version
	} else if dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	sh.looked = now
	if sh.staff != nil && stamp == sh.stamp && now.Sub(sh.read).Abs() < shelfLife {
		return nil
	}
	return sh.load(ctx, st, stamp, now)
}

func (sh *shelf) load(ctx context.Context, st dispatch.Store, stamp int, now time.Time) error {
	staff, public, used := dispatch.NewArticleIndex(dispatch.ForStaff), dispatch.NewArticleIndex(dispatch.ForPublic), map[string]int{}
	err := dispatch.EachRecord(ctx, st, dispatch.KindArticle, func(r dispatch.Record) error {
		var a dispatch.Article
		if err := json.Unmarshal(r.Body, &a); err != nil {
			return fmt.Errorf("article %s: %w", r.ID, err)
		}
		staff.Put(a)
		public.Put(a)
		return nil
	})
	if err != nil {
		return err
	}
	err = dispatch.EachRecord(ctx, st, dispatch.KindArticleMonth, func(r dispatch.Record) error {
		var m dispatch.ArticleMonth
		if err := json.Unmarshal(r.Body, &m); err != nil {
			return fmt.Errorf("article month %s: %w", r.ID, err)
		}
		used[m.Article] += len(m.Nos)
		return nil
	})
	if err != nil {
		return err
	}
	sh.staff, sh.public, sh.used, sh.stamp, sh.read = staff, public, used, stamp, now
	return nil
}

// put takes over an article that was just written here.
func (sh *shelf) put(a dispatch.Article) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.staff != nil {
		sh.staff.Put(a)
		sh.public.Put(a)
	}
}

func (sh *shelf) use(article string) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.used != nil {
		sh.used[article]++
	}
}

// PutArticle writes an article where the stored version is the given one. The
// version it replaces is kept first, so that none is ever missing.
func PutArticle(ctx context.Context, st dispatch.Store, a dispatch.Article, version int, now time.Time) error {
	if version > 0 {
		r, err := st.Record(ctx, dispatch.KindArticle, a.ID)
		if err != nil {
			return err
		}
		if r.Version != version {
			return dispatch.Errorf(dispatch.Conflict, "article_stale")
		}
		_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindArticleVersion, ID: articleVersionID(a.ID, version), Body: r.Body, At: r.At})
		if code := dispatch.CodeOf(err); err != nil && code != dispatch.Exists && code != dispatch.Conflict {
			return err
		}
	}
	body, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("article %s: %w", a.ID, err)
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindArticle, ID: a.ID, Version: version, Body: body, At: now})
	if version > 0 && dispatch.CodeOf(err) == dispatch.Conflict && err != nil {
		return dispatch.Errorf(dispatch.Conflict, "article_stale")
	}
	if err != nil {
		return err
	}
	if a.Did == dispatch.ArticlePublish {
		if err := countPublished(ctx, st, a, now); err != nil {
			return err
		}
	}
	return stampArticles(ctx, st, now)
}

func countPublished(ctx context.Context, st dispatch.Store, a dispatch.Article, now time.Time) error {
	return changeMonth(ctx, st, a, now, func(m dispatch.ArticleMonth) (dispatch.ArticleMonth, bool) {
		changed := !m.Published
		m.Published = true
		return m, changed
	})
}

// changeMonth changes what an article counts in the running month.
func changeMonth(ctx context.Context, st dispatch.Store, a dispatch.Article, now time.Time, change func(dispatch.ArticleMonth) (dispatch.ArticleMonth, bool)) error {
	id := dispatch.ArticleMonthID(sla.MonthOf(now), a.ID)
	_, err := changeRecord(ctx, st, dispatch.KindArticleMonth, id, now, func(m dispatch.ArticleMonth) (dispatch.ArticleMonth, error) {
		if m.Article == "" {
			m.Article, m.Unit = a.ID, a.Unit
		}
		m, changed := change(m)
		if !changed {
			return m, errSame
		}
		return m, nil
	})
	return err
}

// stampArticles tells the other servers. Whoever was faster told them after this
// article was written too.
func stampArticles(ctx context.Context, st dispatch.Store, now time.Time) error {
	r, err := st.Record(ctx, dispatch.KindSetting, articleStamp)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindSetting, ID: articleStamp, Version: r.Version, Body: []byte("{}"), At: now})
	if code := dispatch.CodeOf(err); err != nil && code != dispatch.Exists && code != dispatch.Conflict {
		return err
	}
	return nil
}

func articleVersionID(id string, version int) string { return fmt.Sprintf("%s@%06d", id, version) }

// errSame ends a change that changes nothing.
var errSame = errors.New("nothing changes")

// changeRecord changes a document that several people write at the same time, made
// where there is none.
func changeRecord[T any](ctx context.Context, st dispatch.Store, kind, id string, now time.Time, change func(T) (T, error)) (T, error) {
	for range 20 {
		v, version, err := load[T](ctx, st, kind, id)
		if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
			return v, err
		}
		if v, err = change(v); err != nil {
			if errors.Is(err, errSame) {
				err = nil
			}
			return v, err
		}
		body, err := json.Marshal(v)
		if err != nil {
			return v, err
		}
		_, err = st.PutRecord(ctx, dispatch.Record{Kind: kind, ID: id, Version: version, Body: body, At: now})
		if code := dispatch.CodeOf(err); err == nil || code != dispatch.Conflict && code != dispatch.Exists {
			return v, err
		}
	}
	var none T
	return none, dispatch.Errorf(dispatch.Conflict, "article_stale")
}

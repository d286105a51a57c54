package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// keepArticle writes an article where the stored version is the given one, and puts
// it on the shelf. The version it replaces is kept first, so that none is ever
// missing.
func (s *server) keepArticle(ctx context.Context, a dispatch.Article, version int) error {
	st, now := s.store, s.now()
	if err := keepReplaced(ctx, st, a.ID, version); err != nil {
		return err
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
	stamp, err := stampArticles(ctx, st, now)
	if err != nil {
		return err
	}
	s.shelf.put(a, stamp)
	return nil
}

func keepReplaced(ctx context.Context, st dispatch.Store, id string, version int) error {
	if version == 0 {
		return nil
	}
	r, err := st.Record(ctx, dispatch.KindArticle, id)
	if err != nil {
		return err
	}
	if r.Version != version {
		return dispatch.Errorf(dispatch.Conflict, "article_stale")
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindArticleVersion, ID: articleVersionID(id, version), Body: r.Body, At: r.At})
	if code := dispatch.CodeOf(err); err != nil && code != dispatch.Exists && code != dispatch.Conflict {
		return err
	}
	return nil
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

// stampArticles tells the other servers, and gives the number of the change; 0 where
// somebody was faster, who told them after this article was written too.
func stampArticles(ctx context.Context, st dispatch.Store, now time.Time) (int, error) {
	r, err := st.Record(ctx, dispatch.KindSetting, articleStamp)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return 0, err
	}
	stamp, err := st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindSetting, ID: articleStamp, Version: r.Version, Body: []byte("{}"), At: now})
	if code := dispatch.CodeOf(err); err != nil && (code == dispatch.Exists || code == dispatch.Conflict) {
		return 0, nil
	}
	return stamp, err
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

package api

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"hotline/dispatch"
)

// articleStamp is the setting whose version grows with each change of an article,
// by which other servers see that they have to read again.
const articleStamp = "articles_changed"

const (
	shelfLook = 2 * time.Second  // how long another server's change may go unseen
	shelfLife = 30 * time.Minute // after which everything is read again anyway
)

// shelf is the knowledge base in memory, for searching.
type shelf struct {
	loading       sync.Mutex // who holds it reads anew; the others go on with what there is
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
	filled := sh.staff != nil
	sh.mu.RUnlock()
	if !filled {
		sh.loading.Lock()
	} else if !sh.loading.TryLock() {
		sh.mu.RLock()
		return sh, nil
	}
	err := sh.refresh(ctx, s.store, s.now())
	sh.loading.Unlock()
	if err != nil {
		return nil, err
	}
	sh.mu.RLock()
	return sh, nil
}

// stock fills the shelf before anybody asks; who asks meanwhile waits for the same
// filling.
func (s *server) stock(ctx context.Context) {
	begin := s.now()
	sh, err := s.articles(ctx)
	if err != nil {
		if ctx.Err() == nil { // who asks next tries again
			s.Log.Warn("knowledge base not read", "err", err)
		}
		return
	}
	n := sh.staff.Size()
	sh.mu.RUnlock()
	s.Log.Info("knowledge base read", "articles", n, "took", s.now().Sub(begin))
}

func (sh *shelf) fresh(now time.Time) bool {
	return sh.staff != nil && now.Sub(sh.looked).Abs() < shelfLook && now.Sub(sh.read).Abs() < shelfLife
}

// refresh looks whether something changed elsewhere, and reads everything if so.
func (sh *shelf) refresh(ctx context.Context, st dispatch.Store, now time.Time) error {
	sh.mu.RLock()
	fresh := sh.fresh(now)
	sh.mu.RUnlock()
	if fresh {
		return nil
	}
	stamp := 0
	r, err := st.Record(ctx, dispatch.KindSetting, articleStamp)
	if err == nil {
		stamp = r.Version
	} else if dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	sh.mu.Lock()
	known := sh.staff != nil && stamp == sh.stamp && now.Sub(sh.read).Abs() < shelfLife
	if known {
		sh.looked = now
	}
	sh.mu.Unlock()
	if known {
		return nil
	}
	return sh.load(ctx, st, stamp, now)
}

// load reads everything; the shelf stays open meanwhile.
func (sh *shelf) load(ctx context.Context, st dispatch.Store, stamp int, now time.Time) error {
	var all []dispatch.Article
	err := dispatch.EachRecord(ctx, st, dispatch.KindArticle, func(r dispatch.Record) error {
		var a dispatch.Article
		if err := json.Unmarshal(r.Body, &a); err != nil {
			return fmt.Errorf("article %s: %w", r.ID, err)
		}
		all = append(all, a)
		return nil
	})
	if err != nil {
		return err
	}
	staff, public := dispatch.NewArticleIndex(dispatch.ForStaff), dispatch.NewArticleIndex(dispatch.ForPublic)
	var filling sync.WaitGroup
	for _, x := range []*dispatch.ArticleIndex{staff, public} {
		filling.Go(func() {
			for _, a := range all {
				if ctx.Err() != nil {
					return
				}
				x.Put(a)
			}
		})
	}
	filling.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	used := map[string]int{}
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
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.staff, sh.public, sh.used, sh.stamp, sh.read, sh.looked = staff, public, used, stamp, now, now
	return nil
}

// put takes over an article that was just written here. Where that was the only
// change, nothing has to be read again.
func (sh *shelf) put(a dispatch.Article, stamp int) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.staff == nil {
		return
	}
	if there, ok := sh.staff.Get(a.ID); !ok || !there.At.After(a.At) { // who wrote first may come last
		sh.staff.Put(a)
		sh.public.Put(a)
	}
	if stamp == sh.stamp+1 {
		sh.stamp = stamp
	}
}

func (sh *shelf) use(article string) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.used != nil {
		sh.used[article]++
	}
}

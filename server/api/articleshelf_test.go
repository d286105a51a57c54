package api

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// countedReads counts how often all articles are read.
type countedReads struct {
	dispatch.Store
	begun atomic.Int64
}

func (c *countedReads) Records(ctx context.Context, kind, after string, limit int) ([]dispatch.Record, error) {
	if kind == dispatch.KindArticle && after == "" {
		c.begun.Add(1)
	}
	return c.Store.Records(ctx, kind, after, limit)
}

// TestShelfIsStockedOnce: a server that begins to listen reads the knowledge base
// before anybody asks, and who asks meanwhile waits for that reading.
func TestShelfIsStockedOnce(t *testing.T) {
	var counted *countedReads
	o := openOffice(t, func(d *Deps) {
		counted = &countedReads{Store: d.Service.Store}
		d.Service.Store = counted
	})
	o.shelved(300)
	o.as("agent")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- o.web.Listener(ln) }()
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			sh, err := o.articles(t.Context())
			if err == nil {
				n := sh.staff.Size()
				sh.mu.RUnlock()
				if n != 300 {
					err = fmt.Errorf("%d articles", n)
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	asking.Wait()
	require.EqualValues(t, 1, counted.begun.Load())
	require.NoError(t, o.web.Shutdown())
	require.NoError(t, <-served)
	require.EqualValues(t, 1, counted.begun.Load())
}

// TestShelfIsStockedAtStart: nobody has to ask.
func TestShelfIsStockedAtStart(t *testing.T) {
	o := openOffice(t)
	o.shelved(3)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { _ = o.web.Listener(ln) }()
	t.Cleanup(func() { _ = o.web.Shutdown() })
	require.Eventually(t, func() bool {
		o.shelf.mu.RLock()
		defer o.shelf.mu.RUnlock()
		return o.shelf.staff != nil && o.shelf.staff.Size() == 3
	}, 10*time.Second, time.Millisecond)
}

// TestShelfKeepsTheNewer: of two changes of an article that are written one after
// the other, the older may reach the shelf last.
func TestShelfKeepsTheNewer(t *testing.T) {
	o := openOffice(t)
	id := o.article(object{})
	sh, err := o.articles(t.Context())
	require.NoError(t, err)
	older, _ := sh.staff.Get(id)
	sh.mu.RUnlock()
	o.clock.advance(time.Minute)
	require.Equal(t, 200, o.patch("liaison-rl", "/articles/"+id, object{"version": 3, "owner": "liaison-rl", "note": "新口径", "title": "新题目"}).status)
	o.shelf.put(older, 0)
	require.Contains(t, string(o.get("liaison-rl", "/articles").body), "新题目")
}

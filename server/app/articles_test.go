package app

import (
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestArticleReminders: an owner hears of an overdue review once, of several in one
// notice, also after a week without a server, and again after the next review.
func TestArticleReminders(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "h.db"))
	<-a.Jobs.cron.Stop().Done()
	heard := func() map[string]int {
		out := map[string]int{}
		for _, feed := range []string{"unit:gongre", "unit:yibao", "unit:jiaoyu", "role:supervisor"} {
			frames, err := a.Store.Feed(t.Context(), feed, 0, 500)
			require.NoError(t, err)
			for _, f := range frames {
				if f.Notice.Kind == "article_due" {
					out[feed]++
				}
			}
		}
		return out
	}
	run := func(days int) string {
		a.Clock.Advance(time.Duration(days) * 24 * time.Hour)
		said, err := a.remindArticles(t.Context())
		require.NoError(t, err)
		return said
	}
	review := func(id, day, owner string) {
		r, err := a.Store.Record(t.Context(), dispatch.KindArticle, id)
		require.NoError(t, err)
		var v dispatch.Article
		require.NoError(t, json.Unmarshal(r.Body, &v))
		v.ReviewBy, v.Owner = day, owner
		require.NoError(t, put(t.Context(), a.Store, dispatch.KindArticle, id, v, a.Clock.Now()))
	}
	day := func(days int) string { return a.Clock.Now().AddDate(0, 0, days).Format(time.DateOnly) }

	first := run(0)
	require.NotEmpty(t, first, "the two that the district begins with")
	before := heard()
	require.Empty(t, run(0))
	require.Empty(t, run(1))
	require.Equal(t, before, heard())
	review("K00001", day(2), "liaison-gongre")
	review("K00002", day(3), "liaison-gongre")
	review("K00003", day(3), "supervisor")
	require.Equal(t, "2 told", run(7))
	after := heard()
	require.Equal(t, before["unit:gongre"]+1, after["unit:gongre"], "one for both")
	require.Equal(t, before["role:supervisor"]+1, after["role:supervisor"], "whose article it is")
	require.Empty(t, run(1))
	review("K00001", day(1), "liaison-gongre")
	require.Equal(t, "1 told", run(2))
}

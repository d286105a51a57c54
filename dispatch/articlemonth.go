package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// ArticleMonth is what became of an article in a month: the tickets it was used for
// (引用), each once, and whether its text was published anew (更新).
type ArticleMonth struct {
	Article   string   `json:"article"`
	Unit      string   `json:"unit"` // that answered for the article then
	Nos       []string `json:"nos,omitempty"`
	Own       []string `json:"own,omitempty"` // those of Nos that only the unit itself used it for
	Published bool     `json:"published,omitempty"`
}

// ArticleMonthID names the record of a month and an article; those of a month stand
// together.
func ArticleMonthID(month, article string) string { return month + "/" + article }

// Use takes a ticket that somebody used the article for; changed is false when it
// counts so already. What the unit alone uses does it no credit.
func (m ArticleMonth) Use(no string, by Actor) (out ArticleMonth, changed bool) {
	own := by.Unit != "" && by.Unit == m.Unit
	switch known := slices.Contains(m.Nos, no); {
	case !known:
		m.Nos = append(slices.Clone(m.Nos), no)
		if own {
			m.Own = append(slices.Clone(m.Own), no)
		}
		return m, true
	case !own && slices.Contains(m.Own, no):
		m.Own = slices.DeleteFunc(slices.Clone(m.Own), func(n string) bool { return n == no })
		return m, true
	}
	return m, false
}

// ArticleCount is what the articles of a unit count in a period. A ticket that
// several of them were used for counts once.
type ArticleCount struct {
	Used    int // tickets
	Credit  int // tickets others used them for
	Updated int // articles published
}

// ArticleCounts counts by unit over a month (2026-11) or a year (2026).
func ArticleCounts(ctx context.Context, st Store, period string) (map[string]ArticleCount, error) {
	prefix := ArticleMonthID(period, "")
	if len(period) == len("2006") {
		prefix = period + "-"
	}
	used, credit, out := map[[2]string]bool{}, map[[2]string]bool{}, map[string]ArticleCount{}
	for after := prefix; ; {
		rs, err := st.Records(ctx, KindArticleMonth, after, 500)
		if err != nil || len(rs) == 0 {
			return out, err
		}
		for _, r := range rs {
			if !strings.HasPrefix(r.ID, prefix) {
				return out, nil
			}
			var m ArticleMonth
			if err := json.Unmarshal(r.Body, &m); err != nil {
				return nil, fmt.Errorf("article month %s: %w", r.ID, err)
			}
			out[m.Unit] = out[m.Unit].add(m, used, credit)
			after = r.ID
		}
	}
}

func (c ArticleCount) add(m ArticleMonth, used, credit map[[2]string]bool) ArticleCount {
	for _, no := range m.Nos {
		key := [2]string{m.Unit, no}
		if !used[key] {
			used[key] = true
			c.Used++
		}
		if !credit[key] && !slices.Contains(m.Own, no) {
			credit[key] = true
			c.Credit++
		}
	}
	if m.Published {
		c.Updated++
	}
	return c
}

package sla

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A month frozen before articles were counted has the encoding, and so the hash, it
// always had.
func TestArticleCountsLeaveOldSnapshotsAlone(t *testing.T) {
	units := []ScoredUnit{{Code: "rl", Name: "热力公司", Group: "company"}}
	old := NewSnapshot("2026-10", time.Date(2026, 11, 10, 0, 0, 0, 0, time.UTC), Scheme{Name: "s"}, units, nil)
	const hash = "e5e11f8833ef48376a7e80696f0df1f592ac37a1f916a180c02f44165e43651b"
	require.Equal(t, hash, old.Hash(), string(old.Encode()))
	units[0].ArticleUses = 3
	now := NewSnapshot("2026-10", old.At, old.Scheme, units, nil)
	again, err := ParseSnapshot(now.Encode(), now.Hash())
	require.NoError(t, err)
	require.Equal(t, units, again.Units)
}

// Only a scheme that says so gives points for articles, up to its cap.
func TestArticleBonus(t *testing.T) {
	units := []ScoredUnit{{Code: "rl", Name: "热力公司", Group: "company"}, {Code: "sl", Name: "水务公司", Group: "company"}}
	plain := DefaultScheme()
	before := Score(plain, "2026-10", units, nil)
	units[0].ArticleUses, units[0].ArticleUpdates = 7, 2
	require.Equal(t, before, Score(plain, "2026-10", units, nil))

	scheme := plain
	scheme.Bonuses = append(scheme.Bonuses[:len(scheme.Bonuses):len(scheme.Bonuses)],
		Bonus{Key: BonusArticleUses, Name: "知识库引用", Per: 10}, Bonus{Key: BonusArticleUpdates, Name: "知识库更新", Per: 20})
	require.NoError(t, scheme.Validate())
	m := Score(scheme, "2026-10", units, nil)
	_, row, ok := m.Find("rl")
	require.True(t, ok)
	require.Equal(t, Dec(110), row.Bonus)
	e, ok := m.Explain(scheme, "rl", nil)
	require.True(t, ok)
	last := e.Parts[len(e.Parts)-1]
	require.Equal(t, "知识库更新", last.Name)
	require.Equal(t, Formula{Kind: FormulaBonus, Num: 2, Slope: 20, Cap: scheme.BonusCap, Raw: 40, Points: 40}, last.Formula)
	require.Empty(t, last.Tickets)
	units[0].ArticleUses = 500
	_, row, _ = Score(scheme, "2026-10", units, nil).Find("rl")
	require.Equal(t, scheme.BonusCap, row.Bonus)
}

package seed

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

func TestArticles(t *testing.T) {
	categories := map[string]bool{"": true}
	for _, c := range Categories() {
		categories[c.Code] = true
	}
	units, x := UnitMap(), dispatch.NewArticleIndex(dispatch.ForStaff)
	for _, a := range Articles() {
		require.Contains(t, units, a.Unit, a.Title)
		require.True(t, categories[a.Category], a.Title)
		require.NotEmpty(t, a.Title)
		require.NotEmpty(t, a.Text)
		x.Put(dispatch.Article{ID: a.Title, ArticleText: a.ArticleText})
	}
	all := func(dispatch.Article) bool { return true }
	require.Equal(t, "居住证怎么办理", x.Search("居住", all, 5)[0].ID)
	require.Equal(t, "夜间施工噪声扰民", x.Fit("楼下工地半夜还在施工，噪音吵得睡不着", "", all, 4)[0].ID)
	require.Equal(t, "室温不达标怎么办", x.Fit("家里暖气不热，才十五度", "", all, 4)[0].ID)
}

package api

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// shelved writes so many published articles of 400 characters into the store.
func (o *office) shelved(n int) {
	chars := []rune("供暖热力报修停水停电路灯垃圾清运噪音扰民医保社保积分落户身份证户口居住证驾驶证营业执照不动产登记公积金提取养老金认证")
	for i := range n {
		text := make([]rune, 400)
		for j := range text {
			text[j] = chars[(i*31+j*j*7+j)%len(chars)]
		}
		t := dispatch.ArticleText{Title: fmt.Sprintf("供暖第%d问", i), Text: string(text), Public: string(text[:120]), Keywords: []string{"暖气"}}
		a := dispatch.Article{ID: fmt.Sprintf("K%05d", i+1), ArticleText: t, Unit: "rl", State: dispatch.ArticlePublished, Live: &t, At: monday, LiveAt: monday}
		body, err := json.Marshal(a)
		require.NoError(o, err)
		_, err = o.store.PutRecord(o.Context(), dispatch.Record{Kind: dispatch.KindArticle, ID: a.ID, Body: body, At: monday})
		require.NoError(o, err)
	}
}

// BenchmarkFirstSearch is what the first search after a start took while it built
// the index of ten thousand articles itself, and what it takes once the start has.
func BenchmarkFirstSearch(b *testing.B) {
	o := openOffice(b)
	o.shelved(10_000)
	const path = "/articles?q=" + "%E4%BE%9B%E6%9A%96"
	o.as("agent")
	b.Run("building", func(b *testing.B) {
		for b.Loop() {
			o.shelf.staff = nil
			require.Equal(b, 200, o.get("agent", path).status)
		}
	})
	b.Run("built", func(b *testing.B) {
		for b.Loop() {
			require.Equal(b, 200, o.get("agent", path).status)
		}
	})
}

package seed

import (
	_ "embed"

	"hotline/dispatch"
)

//go:embed articles.json
var articlesJSON []byte

// Article is an entry of the sample knowledge base (知识库).
type Article struct {
	dispatch.ArticleText
	Unit    string                `json:"unit"`
	State   dispatch.ArticleState `json:"state"` // published when left out
	Used    int                   `json:"used"`
	Overdue bool                  `json:"overdue"`
}

// Articles are what the hotline of the district answers often.
func Articles() []Article { return read[[]Article]("articles.json", articlesJSON) }

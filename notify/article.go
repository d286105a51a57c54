package notify

import (
	"fmt"
	"time"

	"hotline/dispatch"
)

// The kinds of notices about the knowledge base (知识库). Their number is that of an
// article.
const (
	ArticleDue       = "article_due"       // its review is overdue
	ArticleReview    = "article_review"    // it waits for somebody else's look
	ArticleReturned  = "article_returned"  // and was given back
	ArticleUnhelpful = "article_unhelpful" // somebody says that it did not help
)

// OfArticle tells a feed of an article.
func OfArticle(kind string, a dispatch.Article, feed string, now time.Time) dispatch.Notice {
	return dispatch.Notice{Key: fmt.Sprintf("article/%s/%s/%d/%s", a.ID, kind, now.UnixMilli(), feed), Recipient: feed, Kind: kind, No: a.ID, Title: a.Title, At: now.UTC(),
		Unit: a.Unit, Text: say(kind, words{})}
}

// OverdueArticles tells a feed of the articles whose review became overdue by a day,
// in one notice that names the first.
func OverdueArticles(list []dispatch.Article, feed, day string, now time.Time) dispatch.Notice {
	n := OfArticle(ArticleDue, list[0], feed, now)
	n.Key = fmt.Sprintf("articles/%s/%s", day, feed)
	n.Text = say(ArticleDue, words{Count: len(list)})
	return n
}

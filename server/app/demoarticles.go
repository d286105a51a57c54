package app

import (
	"context"
	"fmt"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/sla"
)

// plantArticles gives the sample district its knowledge base (知识库): most of it
// published, two articles due for review, one that waits for somebody else's look
// and one that did not help.
func (a *App) plantArticles(ctx context.Context, now time.Time) error {
	for i, s := range seed.Articles() {
		id := fmt.Sprintf("K%05d", i+1)
		at := now.AddDate(0, 0, -3*i).UTC().Truncate(time.Second)
		v := dispatch.Article{ID: id, ArticleText: s.ArticleText, Unit: s.Unit, Owner: "liaison-" + s.Unit, Author: "liaison-" + s.Unit,
			ReviewBy: now.In(sla.Zone).AddDate(0, 6, i).Format(time.DateOnly), State: s.State, Did: dispatch.ArticleCreate, By: "liaison-" + s.Unit, At: at}
		if s.Overdue {
			v.ReviewBy = now.In(sla.Zone).AddDate(0, 0, -i).Format(time.DateOnly)
		}
		switch s.State {
		case "":
			text := s.ArticleText
			v.State, v.Live, v.LiveAt, v.Did, v.By = dispatch.ArticlePublished, &text, at, dispatch.ArticlePublish, "supervisor"
		case dispatch.ArticleInReview:
			v.Did = dispatch.ArticleSubmit
		}
		if err := put(ctx, a.Store, dispatch.KindArticle, id, v, at); err != nil {
			return err
		}
		if err := a.plantArticleUses(ctx, v, s.Used, now); err != nil {
			return err
		}
	}
	note := dispatch.ArticleNote{N: 1, By: "agent", At: now.UTC().Truncate(time.Second), Note: "市民问顶楼边户按几度算不达标，条目里没有写。"}
	return put(ctx, a.Store, dispatch.KindArticleFeedback, "K00002", dispatch.ArticleNotes{Article: "K00002", Notes: []dispatch.ArticleNote{note}}, now)
}

// plantArticleUses makes an article used for the first tickets of the month before.
func (a *App) plantArticleUses(ctx context.Context, v dispatch.Article, n int, now time.Time) error {
	if n == 0 || v.Live == nil {
		return nil
	}
	month := before(sla.MonthOf(now))
	from, _, err := sla.MonthBounds(month)
	if err != nil {
		return err
	}
	m := dispatch.ArticleMonth{Article: v.ID, Unit: v.Unit, Published: true}
	for i := range n {
		m.Nos = append(m.Nos, fmt.Sprintf("%s-%04d", dispatch.Day(from.AddDate(0, 0, i)), i+1))
	}
	return put(ctx, a.Store, dispatch.KindArticleMonth, dispatch.ArticleMonthID(month, v.ID), m, now)
}

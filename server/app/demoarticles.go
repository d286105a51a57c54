package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/sla"
)

// plantArticles gives the sample district its knowledge base (知识库): most of it
// published, two articles due for review, some that wait for somebody
// else's look and some that did not help.
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
	if err := a.plantArticleChange(ctx, now); err != nil {
		return err
	}
	return a.plantArticleNotes(ctx, now)
}

// plantArticleChange lets the unit of an article in use work on its next version,
// which waits for somebody else's look.
func (a *App) plantArticleChange(ctx context.Context, now time.Time) error {
	const id = "K00014"
	rec, err := a.Store.Record(ctx, dispatch.KindArticle, id)
	if err != nil {
		return err
	}
	var v dispatch.Article
	if err := json.Unmarshal(rec.Body, &v); err != nil {
		return fmt.Errorf("article %s: %w", id, err)
	}
	if err := put(ctx, a.Store, dispatch.KindArticleVersion, id+"@000001", v, rec.At); err != nil {
		return err
	}
	v.Public += "集中投放点每周六上午有人值守，可以直接送去。"
	v.Text += "\n- 周六值守由街道安排，节假日顺延。"
	v.State, v.Did, v.By, v.At, v.Note = dispatch.ArticleInReview, dispatch.ArticleSubmit, v.Owner, now.UTC().Truncate(time.Second), "补充周六值守"
	return put(ctx, a.Store, dispatch.KindArticle, id, v, now)
}

// plantArticleNotes are what did not help, one of them dealt with.
func (a *App) plantArticleNotes(ctx context.Context, now time.Time) error {
	at := now.UTC().Truncate(time.Second)
	for id, notes := range map[string][]dispatch.ArticleNote{
		"K00002": {{N: 1, By: "agent", At: at.AddDate(0, 0, -9), Note: "没有写测温要带什么。", DoneAt: at.AddDate(0, 0, -8), DoneBy: "liaison-gongre", Answer: "已补充"},
			{N: 2, By: "agent", At: at, Note: "市民问顶楼边户按几度算不达标，条目里没有写。"}},
		"K00012": {{N: 1, By: "dispatcher", At: at.AddDate(0, 0, -2), Note: "高考期间的夜间施工怎么答，没有写。"}},
	} {
		if err := put(ctx, a.Store, dispatch.KindArticleFeedback, id, dispatch.ArticleNotes{Article: id, Notes: notes}, now); err != nil {
			return err
		}
	}
	return nil
}

// plantArticleUses makes an article used in the month before and, less, in this one.
func (a *App) plantArticleUses(ctx context.Context, v dispatch.Article, n int, now time.Time) error {
	if n == 0 || v.Live == nil {
		return nil
	}
	month := sla.MonthOf(now)
	if err := a.plantArticleMonth(ctx, v, before(month), n, now); err != nil {
		return err
	}
	return a.plantArticleMonth(ctx, v, month, n/2, now)
}

func (a *App) plantArticleMonth(ctx context.Context, v dispatch.Article, month string, n int, now time.Time) error {
	from, _, err := sla.MonthBounds(month)
	if err != nil {
		return err
	}
	m := dispatch.ArticleMonth{Article: v.ID, Unit: v.Unit, Published: sla.MonthOf(v.LiveAt) == month}
	for i := range n {
		m.Nos = append(m.Nos, fmt.Sprintf("%s-%04d", dispatch.Day(from.AddDate(0, 0, i)), i+1))
	}
	return put(ctx, a.Store, dispatch.KindArticleMonth, dispatch.ArticleMonthID(month, v.ID), m, now)
}

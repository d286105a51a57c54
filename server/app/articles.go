package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/api"
	"hotline/sla"
)

// articlesReminded is the setting with the day up to which owners were told.
const articlesReminded = "articles_reminded"

type articleReminder struct {
	Before string `json:"before"` // articles to be reviewed before it are told of
}

// remindArticles tells the owners of the articles whose review became overdue since
// the last run (到期复核提醒), each review once, also after days without a server.
func (a *App) remindArticles(ctx context.Context) (string, error) {
	now := a.Clock.Now()
	var last articleReminder
	rec, err := a.Store.Record(ctx, dispatch.KindSetting, articlesReminded)
	if err == nil {
		err = json.Unmarshal(rec.Body, &last)
	}
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return "", err
	}
	today := now.In(sla.Zone).Format(time.DateOnly)
	due, err := a.overdueSince(ctx, last.Before, now)
	if err != nil {
		return "", err
	}
	var notices []dispatch.Notice
	for _, feed := range slices.Sorted(maps.Keys(due)) {
		notices = append(notices, notify.OverdueArticles(due[feed], feed, today, now))
	}
	if len(notices) > 0 {
		if err := a.Store.Post(ctx, notices); err != nil {
			return "", err
		}
		a.Service.Wake()
	}
	if last.Before != today {
		err = put(ctx, a.Store, dispatch.KindSetting, articlesReminded, articleReminder{today}, now)
	}
	if len(notices) == 0 {
		return "", err
	}
	return fmt.Sprintf("%d told", len(notices)), err
}

// overdueSince are the articles overdue now whose review day is not before a day, by
// the feed of their owner, the longest overdue first.
func (a *App) overdueSince(ctx context.Context, since string, now time.Time) (map[string][]dispatch.Article, error) {
	out := map[string][]dispatch.Article{}
	err := dispatch.EachRecord(ctx, a.Store, dispatch.KindArticle, func(r dispatch.Record) error {
		var v dispatch.Article
		if err := json.Unmarshal(r.Body, &v); err != nil {
			return fmt.Errorf("article %s: %w", r.ID, err)
		}
		if !v.Overdue(now) || v.ReviewBy < since {
			return nil
		}
		feed, err := api.OwnerFeed(ctx, a.Store, v)
		out[feed] = append(out[feed], v)
		return err
	})
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b dispatch.Article) int { return cmp.Compare(a.ReviewBy, b.ReviewBy) })
	}
	return out, err
}

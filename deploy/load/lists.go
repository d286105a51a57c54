package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"hotline/deploy/load/wire"
)

const (
	pageRows = 20  // rows of a queue page
	deepPage = 600 // the page far down that design and rivals are measured by
	repeats  = 200 // requests of one kind
)

// lists measures the pages of one unit's queue, first and deep, and searches
// for two characters.
func (b *bench) lists(ctx context.Context) error {
	l, queue := b.liaisons[0], "unit:"+b.units[0].Code+"/open"
	deep, pages, err := walk(ctx, l, queue, pageRows)
	if err != nil {
		return err
	}
	search := func(words string) string { return "/tickets?limit=20&q=" + url.QueryEscape(words) }
	for _, m := range []struct {
		name   string
		client *wire.Client
		path   string
	}{
		{"unit queue, page 1", l, listPath(queue, "", pageRows)},
		{fmt.Sprintf("unit queue, page %d", pages), l, listPath(queue, deep, pageRows)},
		{"search 路灯", b.agent, search("路灯")},
		{"search 施工 噪音", b.agent, search("施工 噪音")},
		{"search, nothing found", b.agent, search("鲲鹏")},
	} {
		took, err := repeat(ctx, m.client, m.path)
		if err != nil {
			return err
		}
		b.report.spread(m.name, wire.Measure(took))
	}
	return nil
}

func listPath(queue, after string, rows int) string {
	return fmt.Sprintf("/tickets?limit=%d&queue=%s&after=%s", rows, url.QueryEscape(queue), url.QueryEscape(after))
}

// walk goes down a queue page by page and gives the cursor of the 600th page,
// or of the last one if there are fewer.
func walk(ctx context.Context, c *wire.Client, queue string, rows int) (cursor string, page int, err error) {
	for page = 1; page < deepPage; page++ {
		var list struct {
			Next *string `json:"next"`
		}
		if err := c.Get(ctx, listPath(queue, cursor, rows), &list); err != nil {
			return "", 0, err
		}
		if list.Next == nil {
			break
		}
		cursor = *list.Next
	}
	return cursor, page, nil
}

func repeat(ctx context.Context, c *wire.Client, path string) (took []time.Duration, err error) {
	for range repeats {
		start := time.Now()
		if err := c.Get(ctx, path, nil); err != nil {
			return took, err
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

package api

import (
	"cmp"
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// autoDayView is what was dispatched without a person (自动派单) on a day: how many
// of the day's intake, and how many of those came back.
type autoDayView struct {
	Count    int `json:"count"`
	Intake   int `json:"intake"`
	Returned int `json:"returned"`
}

type autoRowView struct {
	At       time.Time `json:"at"`
	No       string    `json:"no"`
	Title    string    `json:"title"`
	UnitName string    `json:"unit_name"`
	Score    float64   `json:"score"`
}

type autoView struct {
	autoDayView
	Yesterday autoDayView   `json:"yesterday"`
	Threshold float64       `json:"threshold"`
	Last      []autoRowView `json:"last"`
}

// autoRows is how many of the last automatic dispatches are shown.
const autoRows = 6

// autoToday is the foot of the dispatcher's queue (今天自动派出).
func (s *server) autoToday(c *fiber.Ctx) error {
	ctx, now := c.UserContext(), s.now()
	today, yesterday := dispatch.Day(now), dispatch.Day(now.AddDate(0, 0, -1))
	var names []string
	for _, day := range []string{today, yesterday} {
		names = append(names, "day/"+day+"/auto", "day/"+day+"/intake", "day/"+day+"/auto/returned")
	}
	n, err := s.store.Counts(ctx, names)
	if err != nil {
		return err
	}
	of := func(day string) autoDayView {
		return autoDayView{n["day/"+day+"/auto"], n["day/"+day+"/intake"], n["day/"+day+"/auto/returned"]}
	}
	v := autoView{autoDayView: of(today), Yesterday: of(yesterday), Threshold: s.threshold()}
	if v.Last, err = s.lastAuto(ctx, now); err != nil {
		return err
	}
	return c.JSON(v)
}

// threshold is the line for automatic dispatch (自动派单线) in force: the promised
// one, else the catalogue's.
func (s *server) threshold() float64 {
	if t, promised := s.Learner.Experience().Threshold(); promised {
		return min(1, t)
	}
	return cmp.Or(s.Directory.Catalogue().Threshold, dispatch.DefaultThreshold)
}

// lastAuto looks through the newest tickets of the day for automatic ones.
func (s *server) lastAuto(ctx context.Context, now time.Time) ([]autoRowView, error) {
	y, m, d := now.In(sla.Zone).Date()
	page, _, err := s.store.Tickets(ctx, dispatch.Filter{From: time.Date(y, m, d, 0, 0, 0, 0, sla.Zone)}, dispatch.Page{Limit: 50})
	if err != nil {
		return nil, err
	}
	out := []autoRowView{}
	for _, t := range page {
		if t.Routing == nil || t.Routing.Decision != dispatch.Auto || t.Dispatches == 0 || len(out) == autoRows {
			continue
		}
		row := autoRowView{At: t.RegisteredAt, No: t.No, Title: t.OpenTitle(), UnitName: s.unitName(t.Lead)}
		for _, c := range t.Routing.Candidates {
			if c.Unit == t.Lead {
				row.Score = c.Score
			}
		}
		out = append(out, row)
	}
	return out, nil
}

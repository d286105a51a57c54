package api

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// accessDays is how far back reveals are counted by day.
const accessDays = 30

// accessRule says when the reveals of one user on one day are unusual: at least
// Least of them and more than Times the median of all days on which another
// user revealed anything. It is a setting, "access_rule".
type accessRule struct {
	Times  float64 `json:"times"`
	Least  int     `json:"least"`
	Median float64 `json:"median,omitempty"` // of everybody, to be read beside the marks
}

const settingAccessRule = "access_rule"

// accessCount is one user's reveals (查看完整信息), a day each.
type accessCount struct {
	User     string        `json:"user"`
	Name     string        `json:"name"`
	Role     dispatch.Role `json:"role"`
	UnitName string        `json:"unit_name,omitempty"`
	Total    int           `json:"total"`
	Most     int           `json:"most"`
	Days     []int         `json:"days"`    // oldest first
	Unusual  []int         `json:"unusual"` // places in Days
}

type accessCounts struct {
	From  string        `json:"from"` // the first day
	Rule  accessRule    `json:"rule"`
	Users []accessCount `json:"users"` // the unusual first, then by reveals
}

// countAccess is the picture of the last thirty days: who revealed how often.
func (s *server) countAccess(c *fiber.Ctx) error {
	s.trail.wait()
	ctx, now := c.UserContext(), s.now().In(sla.Zone)
	first := time.Date(now.Year(), now.Month(), now.Day()-accessDays+1, 0, 0, 0, 0, sla.Zone)
	v := accessCounts{From: first.Format(time.DateOnly), Rule: accessRule{Times: 3, Least: 10}, Users: []accessCount{}}
	if err := s.setting(ctx, settingAccessRule, &v.Rule); err != nil {
		return err
	}
	counts, err := s.trail.reveals(ctx, first)
	if err != nil {
		return err
	}
	v.Rule.Median = median(nonzero(counts, ""))
	for user, days := range counts {
		n, err := s.counted(ctx, user, days)
		if err != nil {
			return err
		}
		n.Unusual = v.Rule.unusual(days, nonzero(counts, user))
		v.Users = append(v.Users, n)
	}
	slices.SortFunc(v.Users, func(a, b accessCount) int {
		if d := len(b.Unusual) - len(a.Unusual); d != 0 {
			return d
		}
		if d := b.Total - a.Total; d != 0 {
			return d
		}
		return strings.Compare(a.User, b.User)
	})
	return c.JSON(v)
}

// reveals counts by user and day from the places of the trail alone.
func (t *trail) reveals(ctx context.Context, first time.Time) (map[string][]int, error) {
	const size = 1000
	prefix := placeOf("kind", string(SawReveal))
	counts := map[string][]int{}
	for after := prefix; ; {
		rs, err := t.store.Records(ctx, kindAccessBy, after, size)
		if err != nil {
			return nil, err
		}
		for _, r := range rs {
			day := int(r.At.Sub(first) / (24 * time.Hour))
			if !strings.HasPrefix(r.ID, prefix) || r.At.Before(first) {
				return counts, nil
			}
			var user string
			if err := json.Unmarshal(r.Body, &user); err != nil {
				return nil, err
			}
			if counts[user] == nil {
				counts[user] = make([]int, accessDays)
			}
			counts[user][min(day, accessDays-1)]++
			after = r.ID
		}
		if len(rs) < size {
			return counts, nil
		}
	}
}

// counted names the user of a row; one who is gone keeps the username.
func (s *server) counted(ctx context.Context, user string, days []int) (accessCount, error) {
	n := accessCount{User: user, Name: user, Days: days, Most: slices.Max(days)}
	for _, d := range days {
		n.Total += d
	}
	u, _, err := s.sessions.user(ctx, user)
	var e *dispatch.Error
	switch {
	case errors.As(err, &e) && e.Code == dispatch.NotFound:
		return n, nil
	case err != nil:
		return n, err
	}
	n.Name, n.Role, n.UnitName = u.Name, u.Role, s.unitName(u.Unit)
	return n, nil
}

// unusual are the days that stand far above those of everybody else. With nobody
// to compare with, none does.
func (r accessRule) unusual(days, others []int) []int {
	out := []int{}
	if len(others) == 0 {
		return out
	}
	for i, n := range days {
		if n >= r.Least && float64(n) > r.Times*median(others) {
			out = append(out, i)
		}
	}
	return out
}

// nonzero are the days with reveals of all users but one.
func nonzero(counts map[string][]int, but string) []int {
	var out []int
	for user, days := range counts {
		for _, n := range days {
			if user != but && n > 0 {
				out = append(out, n)
			}
		}
	}
	return out
}

func median(list []int) float64 {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	n := len(list)
	return float64(list[(n-1)/2]+list[n/2]) / 2
}

// setting reads a setting over its default.
func (s *server) setting(ctx context.Context, id string, into any) error {
	r, err := s.store.Record(ctx, dispatch.KindSetting, id)
	var e *dispatch.Error
	if errors.As(err, &e) && e.Code == dispatch.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	return json.Unmarshal(r.Body, into)
}

package api

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type unitLights struct {
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
	Red      int    `json:"red"`
	Yellow   int    `json:"yellow"`
	Open     int    `json:"open"`
}

type lightsView struct {
	At    time.Time    `json:"at"`
	Units []unitLights `json:"units"`
}

// lampCounts are the lights by unit. Counting them looks at every ticket that is
// with a unit, so they are counted once for everybody and kept for a while.
type lampCounts struct {
	mu   sync.Mutex
	at   time.Time
	list []unitLights
}

// lampsFresh is how long counted lights are shown.
const lampsFresh = 15 * time.Second

// lamp is the ticket's light now.
func (s *server) lamp(t dispatch.Ticket) dispatch.Lamp {
	r := s.Service.Rules()
	return dispatch.Light(t, r.Calendar, s.now(), r.Lights)
}

// lights counts the red and yellow lights of each unit (红黄灯); a unit sees its own.
func (s *server) lights(c *fiber.Ctx) error {
	now := s.now()
	list, err := s.countLights(c.UserContext(), now)
	if err != nil {
		return err
	}
	if by := actorOf(c); !by.Role.Hotline() {
		list = slices.DeleteFunc(slices.Clone(list), func(u unitLights) bool { return u.Unit != by.Unit })
	}
	return c.JSON(lightsView{now.UTC(), orEmpty(list)})
}

func (s *server) countLights(ctx context.Context, now time.Time) ([]unitLights, error) {
	l := &s.lampCounts
	l.mu.Lock()
	defer l.mu.Unlock()
	if age := now.Sub(l.at); !l.at.IsZero() && age >= 0 && age < lampsFresh {
		return l.list, nil
	}
	by, rules := map[string]*unitLights{}, s.Service.Rules()
	open := []dispatch.State{dispatch.StateDispatched, dispatch.StateAccepted, dispatch.StateContacted, dispatch.StateReplied, dispatch.StateReviewed}
	err := s.store.Each(ctx, dispatch.Filter{States: open}, func(t dispatch.Ticket) error {
		u := by[t.Lead]
		if u == nil {
			u = &unitLights{Unit: t.Lead, UnitName: s.unitName(t.Lead)}
			by[t.Lead] = u
		}
		u.Open++
		switch dispatch.Light(t, rules.Calendar, now, rules.Lights).Colour {
		case dispatch.Red:
			u.Red++
		case dispatch.Yellow:
			u.Yellow++
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]unitLights, 0, len(by))
	for _, u := range by {
		list = append(list, *u)
	}
	slices.SortFunc(list, func(a, b unitLights) int {
		if d := (b.Red - a.Red); d != 0 {
			return d
		}
		if d := (b.Yellow - a.Yellow); d != 0 {
			return d
		}
		return strings.Compare(a.Unit, b.Unit)
	})
	l.at, l.list = now, list
	return list, nil
}

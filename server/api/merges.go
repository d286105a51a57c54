package api

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// ticketLine is a ticket in a list beside something else: a group to merge, an
// issue.
type ticketLine struct {
	No           string         `json:"no"`
	Title        string         `json:"title"`
	Town         string         `json:"town"`
	Place        string         `json:"place,omitempty"`
	UnitName     string         `json:"unit_name"`
	State        dispatch.State `json:"state"`
	RegisteredAt time.Time      `json:"registered_at"`
}

type mergeMasterView struct {
	ticketLine
	Callers int `json:"callers"`
}

type mergeMemberView struct {
	ticketLine
	Score      float64 `json:"score"`
	DistanceM  *int    `json:"distance_m,omitempty"`
	Hours      float64 `json:"hours"`
	SameCaller bool    `json:"same_caller"`
}

// mergeView is a group of tickets that look like one matter (合并建议). Its id is
// the master's number.
type mergeView struct {
	ID       string            `json:"id"`
	Master   mergeMasterView   `json:"master"`
	Tickets  []mergeMemberView `json:"tickets"`
	Category *categoryView     `json:"category,omitempty"`
	Reason   string            `json:"reason"`
}

type mergesView struct {
	Items []mergeView `json:"items"`
	Now   time.Time   `json:"now"`
}

// clustersLife is how long found groups are shown before they are looked for
// anew. What was merged or ended meanwhile is left out at once.
const clustersLife = 15 * time.Second

// clusters keeps the groups found last: one search serves all who look.
type clusters struct {
	mu   sync.Mutex
	at   time.Time
	list []dispatch.Cluster
}

// get gives the groups found last, or finds them.
func (k *clusters) get(now time.Time, find func() ([]dispatch.Cluster, error)) ([]dispatch.Cluster, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.at.IsZero() && now.Sub(k.at) < clustersLife && !now.Before(k.at) {
		return k.list, nil
	}
	list, err := find()
	if err != nil {
		return nil, err
	}
	k.at, k.list = now, list
	return list, nil
}

func (k *clusters) forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at, k.list = time.Time{}, nil
}

// merges suggests what could be merged. It changes nothing.
func (s *server) merges(c *fiber.Ctx) error {
	ctx, now := c.UserContext(), s.now()
	list, err := s.clusters.get(now, func() ([]dispatch.Cluster, error) { return s.Service.Clusters(ctx) })
	if err != nil {
		return err
	}
	v := mergesView{Items: []mergeView{}, Now: now}
	for _, group := range list {
		group, err := s.fresh(ctx, group)
		if err != nil {
			return err
		}
		if len(group.Members) > 0 {
			v.Items = append(v.Items, s.mergeOf(group))
		}
	}
	return c.JSON(v)
}

// fresh is the group as its tickets stand now; without members when it is none
// any more.
func (s *server) fresh(ctx context.Context, g dispatch.Cluster) (dispatch.Cluster, error) {
	master, err := s.store.Ticket(ctx, g.Master.No)
	if err != nil || !master.State.Open() {
		return dispatch.Cluster{}, err
	}
	out := dispatch.Cluster{Master: master}
	for _, m := range g.Members {
		if m.Ticket, err = s.store.Ticket(ctx, m.Ticket.No); err != nil {
			return out, err
		}
		if m.Ticket.Mergeable() {
			out.Members = append(out.Members, m)
		}
	}
	return out, nil
}

func (s *server) mergeOf(g dispatch.Cluster) mergeView {
	code := cmp.Or(g.Master.Category, g.Members[0].Ticket.Category)
	v := mergeView{ID: g.Master.No, Master: mergeMasterView{s.ticketLine(g.Master), 1 + len(g.Master.Children)}, Tickets: []mergeMemberView{},
		Category: s.category(code), Reason: g.Reason(s.categoryName(code))}
	for _, m := range g.Members {
		v.Tickets = append(v.Tickets, mergeMemberView{s.ticketLine(m.Ticket), m.Score, metres(m.Distance), hours(m.Age), m.SameCaller})
	}
	return v
}

func (s *server) ticketLine(t dispatch.Ticket) ticketLine {
	return ticketLine{t.No, t.OpenTitle(), t.Place.Town, dispatch.Spot(t.Place), s.unitName(t.Lead), t.State, t.RegisteredAt}
}

// apartForm says which tickets of a group are another matter than its master;
// none means that all of them differ from each other.
type apartForm struct {
	Tickets []string `json:"tickets"`
}

// dismissMerge notes that a group is no group (不是同一件事), so that it is not
// suggested again.
func (s *server) dismissMerge(c *fiber.Ctx) error {
	f, err := decode[apartForm](c)
	if err != nil {
		return err
	}
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	if len(f.Tickets) > maxApart {
		return dispatch.FieldError("tickets", "too_many", maxApart)
	}
	if slices.ContainsFunc(f.Tickets, func(no string) bool { _, ok := dispatch.NoKey(no); return !ok || no == t.No }) {
		return dispatch.FieldError("tickets", "unknown_value")
	}
	sets, err := s.setsApart(c.UserContext(), t.No, f.Tickets)
	if err != nil {
		return err
	}
	if err := s.Service.Dismiss(c.UserContext(), t.No, sets); err != nil {
		return err
	}
	s.clusters.forget()
	return c.SendStatus(fiber.StatusNoContent)
}

// maxApart is how many tickets one answer may tell apart.
const maxApart = 50

// setsApart are the sets of tickets that are all different matters: the named
// ones each from the master, or everything in the group.
func (s *server) setsApart(ctx context.Context, master string, named []string) ([][]string, error) {
	var sets [][]string
	for _, no := range named {
		sets = append(sets, []string{master, no})
	}
	if len(sets) > 0 {
		return sets, nil
	}
	list, err := s.clusters.get(s.now(), func() ([]dispatch.Cluster, error) { return s.Service.Clusters(ctx) })
	i := slices.IndexFunc(list, func(g dispatch.Cluster) bool { return g.Master.No == master })
	switch {
	case err != nil:
		return nil, err
	case i < 0:
		return nil, dispatch.Errorf(dispatch.NotFound, "merge_unknown", master)
	}
	all := []string{master}
	for _, m := range list[i].Members {
		all = append(all, m.Ticket.No)
	}
	return [][]string{all}, nil
}

// recallMerge takes back what was said of a group: it may be suggested again.
func (s *server) recallMerge(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	if err := s.Service.Recall(c.UserContext(), t.No); err != nil {
		return err
	}
	s.clusters.forget()
	return c.SendStatus(fiber.StatusNoContent)
}

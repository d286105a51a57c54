package api

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// visitView is one sign-in that still holds (登录会话).
type visitView struct {
	ID       string    `json:"id"`
	Browser  string    `json:"browser"`
	System   string    `json:"system"`
	Address  string    `json:"address"`
	At       time.Time `json:"at"`
	Seen     time.Time `json:"seen"` // within some minutes
	Provider bool      `json:"provider"`
	Current  bool      `json:"current"`
}

type endedView struct {
	Ended int `json:"ended"`
}

// visits lists the sessions of an account, that in use first.
func (s *server) visits(ctx context.Context, username, current string) ([]visitView, error) {
	out, now := []visitView{}, s.now()
	err := dispatch.EachRecord(ctx, s.store, dispatch.KindSession, func(r dispatch.Record) error {
		var doc sessionDoc
		if err := json.Unmarshal(r.Body, &doc); err != nil || doc.User != username || !r.Expires.After(now) {
			return err
		}
		out = append(out, visitView{r.ID, doc.Browser, doc.System, doc.Address, doc.Created, r.At, doc.Issuer != "", r.ID == current})
		return nil
	})
	slices.SortFunc(out, func(a, b visitView) int {
		if a.Current != b.Current {
			if a.Current {
				return -1
			}
			return 1
		}
		return cmp.Or(b.Seen.Compare(a.Seen), cmp.Compare(a.ID, b.ID))
	})
	return out, err
}

// mySessions lists where one is signed in.
func (s *server) mySessions(c *fiber.Ctx) error {
	p := principalOf(c)
	items, err := s.visits(c.UserContext(), p.ID, p.session)
	if err != nil {
		return err
	}
	return c.JSON(itemsView[visitView]{items})
}

// userSessions lists where somebody is signed in.
func (s *server) userSessions(c *fiber.Ctx) error {
	username := c.Params("username")
	if _, _, err := s.sessions.user(c.UserContext(), username); err != nil {
		return err
	}
	items, err := s.visits(c.UserContext(), username, principalOf(c).session)
	if err != nil {
		return err
	}
	return c.JSON(itemsView[visitView]{items})
}

func (s *server) endMySession(c *fiber.Ctx) error { return s.endSession(c, actorOf(c).ID) }

func (s *server) endUserSession(c *fiber.Ctx) error { return s.endSession(c, c.Params("username")) }

// endSession ends one session of an account; its consoles are closed at once.
func (s *server) endSession(c *fiber.Ctx, username string) error {
	ctx, id := c.UserContext(), c.Params("id")
	r, err := s.store.Record(ctx, dispatch.KindSession, id)
	if err != nil {
		return err
	}
	var doc sessionDoc
	if err := json.Unmarshal(r.Body, &doc); err != nil {
		return err
	}
	if doc.User != username {
		return dispatch.Errorf(dispatch.NotFound, "session_unknown")
	}
	if err := s.sessions.end(ctx, id); err != nil {
		return err
	}
	s.rightsChanged(username)
	s.audit(ctx, actorOf(c), "session_ended", username, doc.Browser+" "+doc.System)
	return c.SendStatus(fiber.StatusNoContent)
}

// endOthers ends all own sessions but this one.
func (s *server) endOthers(c *fiber.Ctx) error {
	n, err := s.endOthersOf(c)
	if err != nil {
		return err
	}
	return c.JSON(endedView{n})
}

func (s *server) endMySessions(c *fiber.Ctx) error {
	s.audit(c.UserContext(), actorOf(c), "sessions_ended", actorOf(c).ID, "")
	return s.endOthers(c)
}

func (s *server) endOthersOf(c *fiber.Ctx) (int, error) {
	p := principalOf(c)
	n, err := s.sessions.endBut(c.UserContext(), p.ID, p.session)
	s.rightsChanged(p.ID)
	return n, err
}

// endUserSessions signs somebody out everywhere.
func (s *server) endUserSessions(c *fiber.Ctx) error {
	ctx, username := c.UserContext(), c.Params("username")
	n, err := s.sessions.endBut(ctx, username, "")
	if err != nil {
		return err
	}
	s.rightsChanged(username)
	s.audit(ctx, actorOf(c), "sessions_ended", username, "")
	return c.JSON(endedView{n})
}

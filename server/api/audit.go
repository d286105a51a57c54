package api

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// kindAudit are the records of what people did beside tickets (审计): sign-ins,
// reveals, changes of the directory. Their ids count down, so that the newest
// come first.
const kindAudit = "audit"

// auditKeep is how long the trail is kept.
const auditKeep = 3 * 366 * 24 * time.Hour

type auditView struct {
	ID     string    `json:"id"`
	At     time.Time `json:"at"`
	User   string    `json:"user"`
	Kind   string    `json:"kind"`
	Target string    `json:"target,omitempty"`
	Detail string    `json:"detail,omitempty"`
}

// audit adds a line to the trail. What it tells of has happened already, so a
// failure is reported to the operator and not to the user.
func (s *server) audit(ctx context.Context, by dispatch.Actor, kind, target, detail string) {
	if err := Audit(ctx, s.store, s.now(), by, kind, target, detail); err != nil {
		s.Log.Error("audit", "kind", kind, "actor", by.ID, "err", err)
	}
}

// Audit adds a line to the trail for a part of the server that is no request.
func Audit(ctx context.Context, st dispatch.Store, now time.Time, by dispatch.Actor, kind, target, detail string) error {
	now = now.UTC()
	v := auditView{ID: fmt.Sprintf("%016x-%s", math.MaxInt64-now.UnixMilli(), newID(4)), At: now, User: by.ID, Kind: kind, Target: target, Detail: detail}
	body, err := json.Marshal(v)
	if err == nil {
		_, err = st.PutRecord(ctx, dispatch.Record{Kind: kindAudit, ID: v.ID, Body: body, At: now, Expires: now.Add(auditKeep)})
	}
	return err
}

// auditScan bounds how far one request looks back for rare lines.
const auditScan = 5_000

// auditTrail lists the trail, newest first, by user and kind (审计查询).
func (s *server) auditTrail(c *fiber.Ctx) error {
	user, kind, after := c.Query("user"), c.Query("kind"), c.Query("after")
	items, next := []auditView{}, ""
	for scanned := 0; scanned < auditScan; {
		rs, err := s.store.Records(c.UserContext(), kindAudit, after, 200)
		if err != nil {
			return err
		}
		if len(rs) == 0 {
			next = ""
			break
		}
		for _, r := range rs {
			scanned, after, next = scanned+1, r.ID, r.ID
			var v auditView
			if err := json.Unmarshal(r.Body, &v); err != nil {
				return err
			}
			if (user == "" || v.User == user) && (kind == "" || v.Kind == kind) {
				items = append(items, v)
			}
			if len(items) == 100 {
				return c.JSON(pageView[auditView]{items, &next})
			}
		}
	}
	return c.JSON(page(items, next))
}

// pageView is one keyset page; Next is null at the end.
type pageView[T any] struct {
	Items []T     `json:"items"`
	Next  *string `json:"next"`
}

func page[T any](items []T, next string) pageView[T] {
	if next == "" {
		return pageView[T]{Items: items}
	}
	return pageView[T]{items, &next}
}

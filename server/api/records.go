package api

import (
	"context"
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// keep writes a document of the directory, tells the trail, and lets everybody
// on this server see it. Version zero makes a new one.
func (s *server) keep(c *fiber.Ctx, kind, id string, version int, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return s.keepBody(c, kind, id, version, body)
}

func (s *server) keepBody(c *fiber.Ctx, kind, id string, version int, body []byte) error {
	ctx := c.UserContext()
	_, err := s.store.PutRecord(ctx, dispatch.Record{Kind: kind, ID: id, Version: version, Body: body, At: s.now()})
	if err != nil {
		return err
	}
	verb := "_changed"
	if version == 0 {
		verb = "_added"
	}
	s.audit(ctx, actorOf(c), kind+verb, id, "")
	s.sessions.forget()
	if kind == dispatch.KindUser {
		s.rightsChanged(id)
	}
	return s.Directory.Reload(ctx)
}

// load reads a document of the directory with its version.
func load[T any](ctx context.Context, st dispatch.Store, kind, id string) (v T, version int, err error) {
	r, err := st.Record(ctx, kind, id)
	if err != nil {
		return v, 0, err
	}
	return v, r.Version, json.Unmarshal(r.Body, &v)
}

func checkCode(field, code string) error { return dispatch.CheckCode(field, code) }

func checkName(field, name string, most int) error { return dispatch.CheckName(field, name, most) }

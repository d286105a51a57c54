package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// decode reads the body as one JSON value of the wire type and refuses what the
// type does not have: a misspelt field must not be passed over in silence. An
// empty body is an empty object.
func decode[T any](c *fiber.Ctx) (T, error) {
	var v T
	body := c.BodyRaw()
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	return v, decodeInto(body, &v)
}

// embedded are the parts of a field's path that are not on the wire.
var embedded = regexp.MustCompile(`(^|\.)(?:seen|choiceForm|draftForm|tryForm|decisionForm)\.`)

var unknownField = regexp.MustCompile(`unknown field "([^"]*)"`)

func decodeInto(body []byte, v any) error {
	if !utf8.Valid(body) {
		return dispatch.Errorf(dispatch.Invalid, "not_utf8")
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return decodeFault(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return dispatch.Errorf(dispatch.Invalid, "json_trailing")
	}
	return nil
}

// decodeFault names the field at fault. The value itself is left out: it may be
// personal.
func decodeFault(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		field := embedded.ReplaceAllString(wrong.Field, "$1")
		if field == "" {
			field = "body"
		}
		key := "wrong_type"
		if strings.HasPrefix(wrong.Value, "number ") {
			key = "number_range"
		}
		return dispatch.FieldError(field, key, wrong.Type.Kind().String())
	}
	if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
		return dispatch.FieldError(clip(m[1], 50), "unknown_field")
	}
	return dispatch.Errorf(dispatch.Invalid, "json_malformed")
}

// clip shortens what a stranger named before it is said back.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

// moment reads an RFC 3339 time or a local day of our century; "" is the zero
// time.
func moment(field, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		at, err = time.ParseInLocation(time.DateOnly, s, sla.Zone)
	}
	if err != nil {
		return time.Time{}, dispatch.FieldError(field, "date_form")
	}
	if at.Year() < 2000 || at.Year() > 2100 {
		return time.Time{}, dispatch.FieldError(field, "date_range")
	}
	return at.UTC(), nil
}

// query reads a query parameter of at most n characters.
func query(c *fiber.Ctx, name string, n int) (string, error) {
	v := strings.TrimSpace(c.Query(name))
	switch {
	case !utf8.ValidString(v):
		return "", dispatch.FieldError(name, "not_utf8")
	case utf8.RuneCountInString(v) > n:
		return "", dispatch.FieldError(name, "too_long", n)
	}
	return v, nil
}

// isNo tells whether s is spelt like a ticket number.
func isNo(s string) bool {
	_, ok := dispatch.NoKey(s)
	return ok
}

// ticketNo reads the number from the route.
func ticketNo(c *fiber.Ctx) (string, error) {
	no := c.Params("no")
	if !isNo(no) {
		return "", dispatch.Errorf(dispatch.NotFound, "ticket_unknown", clip(no, 20))
	}
	return no, nil
}

// idempotencyKey reads the header by which a repeated request is known. It is
// bound to who asks and for what, so that a key answers nothing else.
func idempotencyKey(c *fiber.Ctx, scope string) (string, error) {
	key := c.Get("Idempotency-Key")
	if key == "" {
		return "", nil
	}
	if len(key) > 200 || strings.ContainsFunc(key, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		return "", dispatch.FieldError("Idempotency-Key", "key_form")
	}
	return digest(actorOf(c).ID + "\n" + scope + "\n" + key)[:32], nil
}

package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// problem is an error on the wire (RFC 9457).
type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Code   string       `json:"code"`
	Detail string       `json:"detail"`
	Errors []fieldFault `json:"errors,omitempty"`
}

type fieldFault struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

// fail is Fiber's error handler: whatever a handler returns becomes a problem in
// the reader's language. What carries no code is logged and not shown.
func (s *server) fail(c *fiber.Ctx, err error) error {
	if isCivic(c.Path()) {
		return s.civicFail(c, err)
	}
	p := problemOf(err, language(c.Get(fiber.HeaderAcceptLanguage)))
	if p.Status >= 500 {
		s.Log.Error("request failed", requestID, c.Locals(requestID), "route", c.Route().Path, "err", err)
	}
	if p.Status == fiber.StatusTooManyRequests || p.Status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, retryAfter(err))
	}
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	c.Status(p.Status).Set(fiber.HeaderContentType, "application/problem+json; charset=utf-8")
	return c.Send(body)
}

// problemOf translates an error.
func problemOf(err error, lang string) problem {
	var faults dispatch.Faults
	var one *dispatch.Error
	var listed sla.Faults
	var web *fiber.Error
	switch {
	case errors.As(err, &faults):
		return faultsProblem(faults, lang)
	case errors.As(err, &one):
		if one.Field != "" {
			return faultsProblem(dispatch.Faults{one}, lang)
		}
		return newProblem(statusOf(one.Code), string(one.Code), message(one, lang), lang)
	case errors.As(err, &listed):
		p := newProblem(fiber.StatusUnprocessableEntity, string(dispatch.Invalid), message(dispatch.Errorf(dispatch.Invalid, "document_faults", len(listed)), lang), lang)
		for _, f := range listed {
			p.Errors = append(p.Errors, fieldFault{"document", f})
		}
		return p
	case errors.As(err, &web) && (web.Code < 500 || web.Code == fiber.StatusNotImplemented):
		code, known := webCodes[web.Code]
		if !known {
			code = string(dispatch.Invalid)
		}
		return newProblem(web.Code, code, message(dispatch.Errorf(dispatch.Invalid, "web_"+code), lang), lang)
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return newProblem(fiber.StatusServiceUnavailable, string(dispatch.Unavailable), message(dispatch.Errorf(dispatch.Unavailable, "web_unavailable"), lang), lang)
	}
	return newProblem(fiber.StatusInternalServerError, string(dispatch.Internal), message(dispatch.Errorf(dispatch.Internal, "internal"), lang), lang)
}

func newProblem(status int, code, detail, lang string) problem {
	return problem{Type: "about:blank", Title: titleOf(code, lang), Status: status, Code: code, Detail: detail}
}

// faultsProblem lists what is wrong field by field.
func faultsProblem(faults dispatch.Faults, lang string) problem {
	status := fiber.StatusUnprocessableEntity
	if c := faults[0].Code; c != dispatch.Invalid {
		status = statusOf(c)
	}
	p := newProblem(status, string(faults[0].Code), message(faults[0], lang), lang)
	for _, f := range faults {
		p.Errors = append(p.Errors, fieldFault{f.Field, message(f, lang)})
	}
	return p
}

// message puts the arguments {0}, {1} into the text of the key.
func message(e *dispatch.Error, lang string) string {
	t, ok := texts[e.Key]
	if !ok {
		t = text{e.Key, e.Key}
	}
	pairs := make([]string, 0, 2*len(e.Args))
	for i, a := range e.Args {
		pairs = append(pairs, fmt.Sprintf("{%d}", i), say(a, lang))
	}
	return strings.NewReplacer(pairs...).Replace(t.in(lang))
}

// English is what an error tells an operator, field by field.
func English(err error) string {
	var e *dispatch.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if e.Field == "" {
		return message(e, english)
	}
	return e.Field + ": " + message(e, english)
}

// say writes an argument for a reader: a time in local time, a word of the
// domain in the language.
func say(a any, lang string) string {
	switch v := a.(type) {
	case time.Time:
		if lang == english {
			return v.In(sla.Zone).Format("2006-01-02 15:04")
		}
		return v.In(sla.Zone).Format(chineseMoment)
	case string:
		if w, ok := words[v]; ok {
			return w.in(lang)
		}
		return clip(v, 50)
	}
	return fmt.Sprint(a)
}

const (
	chinese = "zh"
	english = "en"
)

// language chooses between Chinese and English by the weights of
// Accept-Language; Chinese when neither is wanted.
func language(header string) string {
	best, weight := chinese, -1.0
	for part := range strings.SplitSeq(header, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			if _, err := fmt.Sscanf(v, "%f", &q); err != nil {
				q = 0
			}
		}
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if (primary == chinese || primary == english) && q > weight {
			best, weight = primary, q
		}
	}
	return best
}

package exchange

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"hotline/notify"
	"hotline/notify/channel"
)

// The answers of a platform that mean something: the code of its problem.
const (
	AnswerUnknown   = "unknown_number" // it has no such ticket
	AnswerClosed    = "already_closed" // it closed the ticket itself
	AnswerDuplicate = "duplicate"      // it has the milestone already
)

// Sender brings milestones to upstream platforms. HTTP must refuse addresses
// inside that are not allowed.
type Sender struct{ HTTP *http.Client }

// PathOf is a platform's number as a part of a path.
func PathOf(no string) string { return url.PathEscape(no) }

// Send posts one milestone, signed anew for each attempt.
func (s Sender) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	at, err := url.Parse(strings.TrimSuffix(m.Endpoint.URL, "/") + m.Path)
	if err != nil || m.Body == nil {
		return notify.Receipt{}, &notify.Failure{Reason: "bad_url", Final: true}
	}
	proof := NewProof(m.Platform, m.Endpoint.Secret, http.MethodPost, at.RequestURI(), m.Body, m.At)
	var headers []string
	for _, h := range proof.Headers() {
		headers = append(headers, h[0], h[1])
	}
	status, answer, f := channel.Program(ctx, s.HTTP, m, at.String(), append(headers, "X-Hotline-Delivery", m.ID)...)
	if f == nil {
		return notify.Receipt{Status: status}, nil
	}
	var said struct {
		Code string `json:"code"`
	}
	_ = json.Unmarshal(answer, &said) // what is no problem of theirs has no code
	switch {
	case said.Code == AnswerDuplicate:
		return notify.Receipt{Status: status}, nil
	case slices.Contains([]string{AnswerUnknown, AnswerClosed}, said.Code) && f.Final:
		f.Reason = said.Code
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		f.Final = false // a key that was changed on one side first
	}
	return notify.Receipt{}, f
}

package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"hotline/dispatch"
)

// ExchangedLine is a line of what came in from a platform (上级来件).
type ExchangedLine struct {
	ID       string    `json:"id"`
	At       time.Time `json:"at"`
	Platform string    `json:"platform"`
	What     string    `json:"what"` // ticket, or the kind of event
	No       string    `json:"no"`   // the platform's number
	Ticket   string    `json:"ticket,omitempty"`
	Known    bool      `json:"known,omitempty"`
	Refused  string    `json:"refused,omitempty"` // why, as a code
	Notes    []string  `json:"notes,omitempty"`
}

// Record is the line as it is kept; the newest come first by their ids.
func (l ExchangedLine) Record(platform string, at time.Time) (dispatch.Record, error) {
	l.ID, l.At, l.Platform = fmt.Sprintf("%016x-%s", math.MaxInt64-at.UnixMilli(), newID(4)), at.UTC(), platform
	body, err := json.Marshal(l)
	return dispatch.Record{Kind: dispatch.KindExchanged, ID: l.ID, Body: body, At: l.At, Expires: l.At.Add(exchangedKeep)}, err
}

// exchanged notes what came in, and what was refused.
func (s *server) exchanged(ctx context.Context, p platform, l ExchangedLine, fault error) {
	if fault != nil {
		l.Refused = refusalOf(fault)
	}
	r, err := l.Record(p.code(), s.now())
	if err == nil {
		_, err = s.store.PutRecord(ctx, r)
	}
	if err != nil {
		s.Log.Error("exchange", "platform", p.code(), "err", err)
	}
}

// refusalOf is the key of a refusal, with the field at fault.
func refusalOf(err error) string {
	var e *dispatch.Error
	if !errors.As(err, &e) {
		return string(dispatch.Internal)
	}
	return strings.TrimPrefix(e.Field+" "+e.Key, " ")
}

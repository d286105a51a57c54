package api

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/server/signin"
)

// factorDoc is what is kept of a second factor (动态验证码). Sealed holds a
// signin.Factor; one that was not confirmed yet asks nobody for a code.
type factorDoc struct {
	Sealed    string    `json:"sealed"`
	Made      time.Time `json:"made"`
	Confirmed time.Time `json:"confirmed,omitzero"`
	Step      int64     `json:"step,omitempty"` // of the code that was used last
}

// FactorSeal is what the secret of an account is bound to.
func FactorSeal(username string) string { return "second_factor/" + username }

// factor reads the second factor of an account; version zero: there is none.
func (s *server) factor(ctx context.Context, username string) (doc factorDoc, f signin.Factor, version int, err error) {
	doc, version, err = load[factorDoc](ctx, s.store, dispatch.KindFactor, username)
	if isNotFound(err) {
		return doc, f, 0, nil
	}
	if err == nil {
		err = s.Outlets.Open(FactorSeal(username), doc.Sealed, &f)
	}
	return doc, f, version, err
}

func (s *server) keepFactor(ctx context.Context, username string, doc factorDoc, f signin.Factor, version int) (err error) {
	if doc.Sealed, err = s.Outlets.Seal(FactorSeal(username), f); err != nil {
		return err
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	_, err = s.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindFactor, ID: username, Version: version, Body: body, At: s.now()})
	return err
}

// secondStep checks the code where the account has a second factor. A code holds
// once, and of two who come with it at the same time one is refused.
func (s *server) secondStep(ctx context.Context, username, code string) error {
	doc, f, version, err := s.factor(ctx, username)
	if err != nil || doc.Confirmed.IsZero() {
		return err
	}
	if code == "" {
		return dispatch.Errorf(dispatch.TOTPRequired, "totp_required")
	}
	wrong := dispatch.Errorf(dispatch.Unauthorized, "totp_wrong")
	step, ok := f.Check(code, s.now(), doc.Step)
	recovered := !ok && f.Recover(code)
	switch {
	case ok:
		doc.Step = step
	case !recovered:
		return wrong
	}
	err = s.keepFactor(ctx, username, doc, f, version)
	if err != nil && dispatch.CodeOf(err) == dispatch.Conflict {
		return wrong
	}
	if err == nil && recovered {
		s.audit(ctx, dispatch.Actor{ID: username}, "recovery_used", username, "")
	}
	return err
}

// factors names the accounts that have a second factor.
func (s *server) factors(ctx context.Context) (map[string]bool, error) {
	out := map[string]bool{}
	return out, dispatch.EachRecord(ctx, s.store, dispatch.KindFactor, func(r dispatch.Record) error {
		var doc factorDoc
		err := json.Unmarshal(r.Body, &doc)
		out[r.ID] = !doc.Confirmed.IsZero()
		return err
	})
}

// requires tells whether accounts of this role need a second factor.
func (s *sessions) requires(u dispatch.User) bool { return slices.Contains(s.factors, u.Role) }

// mustEnrol tells whether the account has to set up a second factor before it
// may do anything else.
func (s *sessions) mustEnrol(ctx context.Context, u dispatch.User, doc sessionDoc) (bool, error) {
	if doc.Issuer != "" || !s.requires(u) {
		return false, nil
	}
	f, _, err := load[factorDoc](ctx, s.store, dispatch.KindFactor, u.Username)
	if isNotFound(err) {
		return true, nil
	}
	return f.Confirmed.IsZero(), err
}

package api

import (
	"context"
	"encoding/json"
	"fmt"

	"hotline/dispatch"
	"hotline/server/signin"
)

// kindIdentity says whose account somebody at a provider has; the id is the
// digest of issuer and subject. The account itself has the last word.
const kindIdentity = "identity"

type identityDoc struct {
	User string `json:"user"`
}

func identityID(p signin.Person) string { return digest(p.Issuer + "\n" + p.Subject) }

// federated brings the account of a person in line with what the provider says
// (岗位与单位映射), making it at the first time. fault says why nobody comes in.
func (s *server) federated(ctx context.Context, p signin.Person) (u dispatch.User, fault string, err error) {
	for range 3 { // two who come at the same time: the second finds what the first made
		u, fault, err = s.federate(ctx, p)
		if code := dispatch.CodeOf(err); err == nil || code != dispatch.Exists && code != dispatch.Conflict {
			break
		}
	}
	return u, fault, err
}

func (s *server) federate(ctx context.Context, p signin.Person) (dispatch.User, string, error) {
	known, username, err := s.identity(ctx, p)
	if err != nil {
		return dispatch.User{}, "", err
	}
	old, version, err := s.sessions.user(ctx, username)
	switch {
	case isNotFound(err):
		old, version, err = dispatch.User{Username: username, Active: true}, 0, nil
	case err != nil:
		return old, "", err
	case !old.Active:
		return old, faultOff, nil
	case old.Subject == "" && !s.links(old, p), old.Subject != "" && (old.Issuer != p.Issuer || old.Subject != p.Subject):
		return old, faultTaken, nil
	}
	u := old
	u.Issuer, u.Subject, u.Role, u.Unit = p.Issuer, p.Subject, p.Role, p.Unit
	if u.Name = p.Name; checkName("name", u.Name, 50) != nil {
		u.Name = u.Username
	}
	if u.Role != dispatch.RoleLiaison {
		u.Post = ""
	}
	if u != old {
		if err := s.keepUser(ctx, u, version); err != nil {
			return u, "", err
		}
		if err := s.tellFederated(ctx, old, u, version); err != nil {
			return u, "", err
		}
	}
	if !known {
		err = s.keepIdentity(ctx, p, u.Username)
	}
	return u, "", err
}

// links tells whether a person takes over the local account of the same name. That
// of an administrator only one does who is that at the provider too.
func (s *server) links(local dispatch.User, p signin.Person) bool {
	return s.Provider.LinkLocal() && (local.Role != dispatch.RoleAdmin || p.Role == dispatch.RoleAdmin)
}

// identity finds the account of a person, or the name it would have. An account
// that was renamed at the provider is still the same.
func (s *server) identity(ctx context.Context, p signin.Person) (known bool, username string, err error) {
	doc, _, err := load[identityDoc](ctx, s.store, kindIdentity, identityID(p))
	if isNotFound(err) {
		return false, p.Username, nil
	}
	return err == nil, doc.User, err
}

func (s *server) keepIdentity(ctx context.Context, p signin.Person, username string) error {
	body, err := json.Marshal(identityDoc{username})
	if err != nil {
		return err
	}
	_, err = s.store.PutRecord(ctx, dispatch.Record{Kind: kindIdentity, ID: identityID(p), Body: body, At: s.now()})
	return err
}

// tellFederated leaves in the trail what the provider's word changed. Other
// rights end what goes on with the old ones.
func (s *server) tellFederated(ctx context.Context, old, u dispatch.User, version int) error {
	by := dispatch.Actor{ID: u.Username}
	switch {
	case version == 0:
		s.audit(ctx, by, "user_added", u.Username, fmt.Sprintf("oidc %s %s", u.Role, u.Unit))
		return nil
	case old.Subject == "":
		s.audit(ctx, by, "identity_linked", u.Username, "oidc")
	}
	if old.Role == u.Role && old.Unit == u.Unit {
		return nil
	}
	s.audit(ctx, by, "rights_changed", u.Username, fmt.Sprintf("oidc %s %s → %s %s", old.Role, old.Unit, u.Role, u.Unit))
	if err := s.sessions.endAll(ctx, u.Username); err != nil {
		return err
	}
	s.rightsChanged(u.Username)
	return nil
}

// keepUser writes an account that changed by itself, and lets everybody on this
// server see it.
func (s *server) keepUser(ctx context.Context, u dispatch.User, version int) error {
	body, err := json.Marshal(u)
	if err != nil {
		return err
	}
	if _, err := s.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindUser, ID: u.Username, Version: version, Body: body, At: s.now()}); err != nil {
		return err
	}
	s.sessions.forget()
	s.rightsChanged(u.Username)
	return s.Directory.Reload(ctx)
}

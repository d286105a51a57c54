package api

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

const (
	cookieName = "hotline_session"
	// sessionLife is how long a session lives after its last use; one that a provider
	// vouched for, after its beginning: only the provider knows who may still come.
	sessionLife = 12 * time.Hour
	// sessionSlide is how often a session in use is written again.
	sessionSlide = 10 * time.Minute
	// sessionCache is how long a session is believed without asking the store:
	// a sign-out on another server takes at most so long to hold here.
	sessionCache = 5 * time.Second
)

// principal is who asks: a person with a session or a program with a token.
type principal struct {
	dispatch.Actor
	session string // id of the session record; empty for a token
	csrf    string
	scopes  []string // of a token
	enrol   bool     // a second factor has to be set up first
	fresh   bool     // an initial password has to be changed first
}

// sessionDoc is what is kept of a session; its id is the digest of the cookie.
type sessionDoc struct {
	User    string    `json:"user"`
	CSRF    string    `json:"csrf"`
	Created time.Time `json:"created"`
	visit
}

// visit is how somebody came: with which device, from where, and by whose word.
type visit struct {
	device
	Address string `json:"address,omitempty"`
	// Issuer is the identity provider that vouched for the person, Token its ID
	// token, sealed: for signing out there too. There is what the provider calls
	// the session that the person has with it.
	Issuer string `json:"issuer,omitempty"`
	Token  string `json:"token,omitempty"`
	There  string `json:"there,omitempty"`
}

// visitOf reads where a request comes from.
func visitOf(c *fiber.Ctx) visit {
	return visit{device: deviceOf(c.Get(fiber.HeaderUserAgent)), Address: c.IP()}
}

// tokenDoc is an API token (接口令牌); Hash is the digest of its secret half.
type tokenDoc struct {
	Name    string        `json:"name"`
	Role    dispatch.Role `json:"role"`
	Scopes  []string      `json:"scopes"`
	Hash    string        `json:"hash"`
	Created time.Time     `json:"created"`
	By      string        `json:"by"`
	Expires time.Time     `json:"expires,omitzero"`
	Used    time.Time     `json:"used,omitzero"`
}

// expired tells whether the token's time is over.
func (d tokenDoc) expired(now time.Time) bool { return !d.Expires.IsZero() && !d.Expires.After(now) }

// sessions finds out who asks, from memory for a few seconds and else from the
// store, so that a request does not cost a read.
type sessions struct {
	store dispatch.Store
	now   func() time.Time
	// factors are the roles whose accounts need a second factor.
	factors []dispatch.Role

	mu    sync.Mutex
	known map[string]knownPrincipal
}

type knownPrincipal struct {
	principal
	at time.Time
}

func newSessions(st dispatch.Store, now func() time.Time, factors []dispatch.Role) *sessions {
	return &sessions{store: st, now: now, factors: factors, known: map[string]knownPrincipal{}}
}

// open makes a session and returns the secret for the cookie.
func (s *sessions) open(ctx context.Context, u dispatch.User, v visit) (secret string, p principal, err error) {
	now := s.now()
	secret, doc := newID(32), sessionDoc{User: u.Username, CSRF: newID(16), Created: now, visit: v}
	enrol, err := s.mustEnrol(ctx, u, doc)
	if err != nil {
		return "", principal{}, err
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return "", principal{}, err
	}
	id := digest(secret)
	_, err = s.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindSession, ID: id, Body: body, At: now, Expires: now.Add(sessionLife)})
	return secret, principal{Actor: u.Actor(), session: id, csrf: doc.CSRF, enrol: enrol, fresh: u.Fresh && doc.Issuer == ""}, err
}

// end forgets a session.
func (s *sessions) end(ctx context.Context, id string) error {
	s.mu.Lock()
	delete(s.known, id)
	s.mu.Unlock()
	return s.store.DeleteRecord(ctx, dispatch.KindSession, id)
}

// forget drops what is remembered, after a change of users or tokens.
func (s *sessions) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.known)
}

// endAll signs a user out everywhere, after a new password.
func (s *sessions) endAll(ctx context.Context, username string) error {
	_, err := s.endBut(ctx, username, "")
	return err
}

// endBut ends all sessions of a user but one, and tells how many.
func (s *sessions) endBut(ctx context.Context, username, kept string) (int, error) {
	ended, err := s.endWhere(ctx, func(id string, doc sessionDoc) bool { return doc.User == username && id != kept })
	return ended[username], err
}

// endWhere ends the sessions that are meant, and tells how many of each user.
func (s *sessions) endWhere(ctx context.Context, meant func(id string, doc sessionDoc) bool) (map[string]int, error) {
	defer s.forget()
	ended := map[string]int{}
	return ended, dispatch.EachRecord(ctx, s.store, dispatch.KindSession, func(r dispatch.Record) error {
		var doc sessionDoc
		if err := json.Unmarshal(r.Body, &doc); err != nil || !meant(r.ID, doc) {
			return err
		}
		if err := s.end(ctx, r.ID); err != nil && !isNotFound(err) {
			return err
		}
		ended[doc.User]++
		return nil
	})
}

// byCookie finds the session of a cookie.
func (s *sessions) byCookie(ctx context.Context, secret string) (principal, error) {
	return s.remember(digest(secret), func(id string) (principal, error) { return s.load(ctx, id) })
}

// remember asks load only when the answer is not fresh in memory.
func (s *sessions) remember(id string, load func(id string) (principal, error)) (principal, error) {
	now := s.now()
	s.mu.Lock()
	k, ok := s.known[id]
	s.mu.Unlock()
	if ok && now.Sub(k.at) < sessionCache && !now.Before(k.at) {
		return k.principal, nil
	}
	p, err := load(id)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		delete(s.known, id)
		return principal{}, err
	}
	if len(s.known) >= maxBuckets {
		clear(s.known)
	}
	s.known[id] = knownPrincipal{p, now}
	return p, nil
}

func (s *sessions) load(ctx context.Context, id string) (principal, error) {
	r, err := s.store.Record(ctx, dispatch.KindSession, id)
	now := s.now()
	switch {
	case dispatch.CodeOf(err) == dispatch.NotFound && err != nil, err == nil && !r.Expires.After(now):
		return principal{}, dispatch.Errorf(dispatch.Unauthorized, "session_ended")
	case err != nil:
		return principal{}, err
	}
	var doc sessionDoc
	if err := json.Unmarshal(r.Body, &doc); err != nil {
		return principal{}, err
	}
	u, _, err := s.user(ctx, doc.User)
	if dispatch.CodeOf(err) == dispatch.NotFound && err != nil || err == nil && !u.Active {
		return principal{}, dispatch.Errorf(dispatch.Unauthorized, "session_ended")
	}
	if err != nil {
		return principal{}, err
	}
	if now.Sub(r.At) >= sessionSlide {
		if r.At = now; doc.Issuer == "" {
			r.Expires = now.Add(sessionLife)
		}
		// A store that takes no writes now still lets everybody read.
		if _, err := s.store.PutRecord(ctx, r); err != nil && !slices.Contains([]dispatch.Code{dispatch.Conflict, dispatch.Unavailable}, dispatch.CodeOf(err)) {
			return principal{}, err
		}
	}
	enrol, err := s.mustEnrol(ctx, u, doc)
	return principal{Actor: u.Actor(), session: id, csrf: doc.CSRF, enrol: enrol, fresh: u.Fresh && doc.Issuer == ""}, err
}

// user reads an account with the version of its record.
func (s *sessions) user(ctx context.Context, username string) (dispatch.User, int, error) {
	r, err := s.store.Record(ctx, dispatch.KindUser, username)
	if err != nil {
		return dispatch.User{}, 0, err
	}
	var u dispatch.User
	err = json.Unmarshal(r.Body, &u)
	return u, r.Version, err
}

// byToken finds the program of a bearer token "id.secret".
func (s *sessions) byToken(ctx context.Context, token string) (principal, error) {
	unknown := dispatch.Errorf(dispatch.Unauthorized, "token_unknown")
	name, secret, ok := strings.Cut(token, ".")
	if !ok || len(token) > 200 {
		return principal{}, unknown
	}
	return s.remember("token "+digest(token), func(string) (principal, error) {
		r, err := s.store.Record(ctx, dispatch.KindToken, name)
		if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
			return principal{}, unknown
		}
		if err != nil {
			return principal{}, err
		}
		var doc tokenDoc
		if err := json.Unmarshal(r.Body, &doc); err != nil {
			return principal{}, err
		}
		if !same(digest(secret), doc.Hash) {
			return principal{}, unknown
		}
		if doc.expired(s.now()) {
			return principal{}, dispatch.Errorf(dispatch.Unauthorized, "token_expired")
		}
		s.used(ctx, r, doc)
		return principal{Actor: dispatch.Actor{ID: "token:" + name, Name: doc.Name, Role: doc.Role}, scopes: doc.Scopes}, nil
	})
}

// used notes that a token is in use, now and then. It is worth no failed request.
func (s *sessions) used(ctx context.Context, r dispatch.Record, doc tokenDoc) {
	now := s.now()
	if now.Sub(doc.Used) < sessionSlide {
		return
	}
	doc.Used = now.UTC()
	body, err := json.Marshal(doc)
	if err == nil {
		r.Body, r.At = body, now
		_, _ = s.store.PutRecord(ctx, r) // another server may have, or the store takes no writes now
	}
}

// identify finds out who sent the request.
func (s *server) identify(c *fiber.Ctx) (principal, error) {
	if bearer, ok := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer "); ok {
		return s.program(c, bearer)
	}
	secret := c.Cookies(cookieName)
	if secret == "" || len(secret) > 200 {
		return principal{}, dispatch.Errorf(dispatch.Unauthorized, "sign_in")
	}
	return s.sessions.byCookie(c.UserContext(), secret)
}

type principalKey struct{}

// principalOf is who asks, after the guard let the request through.
func principalOf(c *fiber.Ctx) principal {
	p, _ := c.Locals(principalKey{}).(principal)
	return p
}

// actorOf is who asks, as events name it.
func actorOf(c *fiber.Ctx) dispatch.Actor { return principalOf(c).Actor }

// prolong gives every session more time.
func (s *sessions) prolong(ctx context.Context, d time.Duration) error {
	defer s.forget()
	return dispatch.EachRecord(ctx, s.store, dispatch.KindSession, func(r dispatch.Record) error {
		for {
			r.Expires = r.Expires.Add(d)
			_, err := s.store.PutRecord(ctx, r)
			if dispatch.CodeOf(err) != dispatch.Conflict {
				return err
			}
			// Its user was at work meanwhile, or has signed out.
			if r, err = s.store.Record(ctx, r.Kind, r.ID); err != nil {
				return nil
			}
		}
	})
}

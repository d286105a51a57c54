package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/signin"
)

const (
	// kindFlow are the sign-ins under way at the provider; one is taken once.
	kindFlow   = "signin_flow"
	flowLife   = 10 * time.Minute
	flowCookie = "hotline_signin"
)

// What a sign-in by the provider can fail of, as the page of signing in is told.
const (
	faultDown    = "down"    // the provider does not answer
	faultState   = "state"   // begun elsewhere, too long ago, or finished already
	faultDenied  = "denied"  // the person said no, or the provider did
	faultRefused = "refused" // what the provider says cannot be believed
	faultName    = "name"    // no account name can be made
	faultRole    = "role"    // no role here
	faultUnit    = "unit"    // no unit here
	faultTaken   = "taken"   // there is a local account of this name
	faultOff     = "off"     // the account is out of use
	faultBusy    = "busy"    // too many tries
	faultWeak    = "weak"    // a second factor was wanted there
)

type methodsView struct {
	Password bool          `json:"password"`
	Provider *providerView `json:"oidc"`
}

type providerView struct {
	Name string `json:"name"`
}

// leftView says where the browser goes to be signed out at the provider too.
type leftView struct {
	Redirect string `json:"redirect"`
}

// flowDoc is what is kept of a sign-in under way, under the digest of its state.
type flowDoc struct {
	signin.Flow
	Browser string `json:"browser"` // digest of the cookie
	To      string `json:"to,omitempty"`
}

// methods are the ways of signing in. The provider is not asked whether it lives:
// nobody waits for it who does not want it.
func (s *server) methods(c *fiber.Ctx) error {
	v := methodsView{Password: true}
	if s.Provider != nil {
		v.Provider = &providerView{s.Provider.Name()}
	}
	return c.JSON(v)
}

// ownPath is a page of this server, and of no other.
var ownPath = regexp.MustCompile(`^/(?:[A-Za-z0-9_~.-][A-Za-z0-9_~./?=&%:-]*)?$`)

// beginProvider sends the browser to the provider.
func (s *server) beginProvider(c *fiber.Ctx) error {
	if s.Provider == nil {
		return dispatch.Errorf(dispatch.NotFound, "provider_none")
	}
	if s.limits.take("login", limitAddress(c.IP()), s.Config.Limits.LoginPerMinute, 20, time.Minute) != nil {
		return s.refused(c, faultBusy)
	}
	ctx := c.UserContext()
	f, address, err := s.Provider.Begin(ctx)
	if err != nil {
		s.Log.Warn("identity provider", "err", err)
		return s.refused(c, faultDown)
	}
	browser := newID(16)
	doc := flowDoc{Flow: f, Browser: digest(browser)}
	if to := c.Query("to"); len(to) <= 200 && ownPath.MatchString(to) {
		doc.To = to
	}
	body, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	now := s.now()
	if _, err := s.store.PutRecord(ctx, dispatch.Record{Kind: kindFlow, ID: digest(f.State), Body: body, At: now, Expires: now.Add(flowLife)}); err != nil {
		return err
	}
	c.Cookie(s.flowCookie(browser))
	return c.Redirect(address, fiber.StatusSeeOther)
}

// flowCookie binds a sign-in to the browser that began it. The way back comes
// from another site, so it cannot be as strict as that of a session.
func (s *server) flowCookie(secret string) *fiber.Cookie {
	k := &fiber.Cookie{Name: flowCookie, Value: secret, Path: signin.Callback, HTTPOnly: true, Secure: s.Config.SecureCookie,
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: int(flowLife / time.Second)}
	if secret == "" {
		k.MaxAge, k.Expires = 0, time.Unix(0, 0)
	}
	return k
}

// refused leads to the page of signing in, which says why.
func (s *server) refused(c *fiber.Ctx, fault string) error {
	s.metrics.signedIn(dispatch.Errorf(dispatch.Unauthorized, "sign_in"))
	return c.Redirect("/login?"+url.Values{"fault": {fault}}.Encode(), fiber.StatusSeeOther)
}

// finishProvider takes the browser back with the provider's answer.
func (s *server) finishProvider(c *fiber.Ctx) error {
	if s.Provider == nil {
		return dispatch.Errorf(dispatch.NotFound, "provider_none")
	}
	if s.limits.take("login", limitAddress(c.IP()), s.Config.Limits.LoginPerMinute, 20, time.Minute) != nil {
		return s.refused(c, faultBusy)
	}
	ctx := c.UserContext()
	flow, ok, err := s.takeFlow(ctx, c.Query("state"), c.Cookies(flowCookie))
	c.Cookie(s.flowCookie(""))
	switch {
	case err != nil:
		return err
	case !ok:
		return s.refused(c, faultState)
	case c.Query("iss") != "" && c.Query("iss") != s.Provider.Issuer():
		return s.refused(c, faultRefused) // another provider sent them (RFC 9207)
	case c.Query("error") == "temporarily_unavailable" || c.Query("error") == "server_error":
		return s.refused(c, faultDown)
	case c.Query("error") != "":
		return s.refused(c, faultDenied)
	}
	who, err := s.Provider.Finish(ctx, flow.Flow, c.Query("code"))
	if err != nil {
		return s.turnedAway(c, who, err)
	}
	u, fault, err := s.federated(ctx, who)
	if err != nil {
		return err
	}
	if fault != "" {
		s.auditRefused(ctx, who, fault)
		return s.refused(c, fault)
	}
	return s.enter(c, u, who, flow.To)
}

// takeFlow gives the sign-in of a state once, to the browser that began it.
func (s *server) takeFlow(ctx context.Context, state, browser string) (doc flowDoc, ok bool, err error) {
	if state == "" || len(state) > 200 || browser == "" || len(browser) > 200 {
		return doc, false, nil
	}
	id := digest(state)
	if doc, _, err = load[flowDoc](ctx, s.store, kindFlow, id); err == nil && !same(digest(browser), doc.Browser) {
		return doc, false, nil // not theirs to use up
	}
	if err == nil {
		err = s.store.DeleteRecord(ctx, kindFlow, id)
	}
	if isNotFound(err) {
		return doc, false, nil
	}
	return doc, err == nil, err
}

// turnedAway says why the provider's person does not come in.
func (s *server) turnedAway(c *fiber.Ctx, who signin.Person, err error) error {
	fault := faultRefused
	for f, is := range map[string]error{faultDown: signin.ErrDown, faultName: signin.ErrName, faultRole: signin.ErrRole, faultUnit: signin.ErrUnit, faultWeak: signin.ErrWeak} {
		if errors.Is(err, is) {
			fault = f
		}
	}
	s.Log.Warn("sign-in by the identity provider", "fault", fault, "err", err)
	s.auditRefused(c.UserContext(), who, fault)
	return s.refused(c, fault)
}

// auditRefused leaves a line with what the provider told, for who has to find
// out.
func (s *server) auditRefused(ctx context.Context, who signin.Person, fault string) {
	detail := fault
	if fault == faultRole || fault == faultUnit {
		detail += " " + clip(strings.Join(append(who.Roles, who.Units...), ","), 120)
	}
	s.audit(ctx, dispatch.Actor{ID: who.Username}, "sign_in_refused", who.Username, detail)
}

// enter opens the session of a person the provider vouches for.
func (s *server) enter(c *fiber.Ctx, u dispatch.User, who signin.Person, to string) error {
	ctx, v := c.UserContext(), visitOf(c)
	v.Issuer, v.There = who.Issuer, who.Session
	var err error
	if v.Token, err = s.Outlets.Seal(sessionSeal(u.Username), who.Token); err != nil {
		return err
	}
	secret, p, err := s.sessions.open(ctx, u, v)
	s.metrics.signedIn(err)
	if err != nil {
		return err
	}
	s.audit(ctx, p.Actor, "sign_in", u.Username, "oidc")
	c.Cookie(s.cookie(secret))
	if to == "" {
		to = "/login" // which leads on to the page of the role
	}
	return c.Redirect(to, fiber.StatusSeeOther)
}

// sessionSeal is what the token of a session is bound to.
func sessionSeal(username string) string { return "session/" + username }

package api

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// route is a line of the route list: what is served, to whom, and the scope that
// lets a program in. No roles means that anybody may, without a session.
type route struct {
	method string
	path   string
	roles  []dispatch.Role
	scope  string
	handle fiber.Handler
}

// The scopes of API tokens.
const (
	scopeRead   = "read"   // tickets, directory, board
	scopeIntake = "intake" // log and suggest
	scopeAct    = "act"    // actions on tickets
	scopeFiles  = "files"  // attachments to send in

	scopeUpstream = "upstream" // what was exchanged with other platforms
	scopeOpen311  = "open311"  // requests of civic-issue apps
	scopePhone    = "phone"    // events of a telephone exchange
	scopeExport   = "export"   // lists as files
)

// tokenScopes lists all.
func tokenScopes() []string {
	return []string{scopeRead, scopeIntake, scopeAct, scopeFiles, scopeUpstream, scopeOpen311, scopePhone, scopeExport}
}

// guard lets the allowed through: who (401), the page's own token for whatever
// changes something (403), the role or scope (403). Whose ticket it is, is
// checked where the ticket is read.
func (s *server) guard(r route) fiber.Handler {
	if len(r.roles) == 0 {
		return func(c *fiber.Ctx) error { return c.Next() }
	}
	return func(c *fiber.Ctx) error {
		p, inside := c.Locals(principalKey{}).(principal) // an export reads on somebody's behalf
		if !inside {
			var err error
			if p, err = s.identify(c); err != nil {
				return err
			}
			c.Locals(principalKey{}, p)
		}
		if err := mayPass(r, p, c); err != nil {
			return err
		}
		return c.Next()
	}
}

// beforeEnrolment tells whether somebody without the second factor that the role
// needs may come: to set it up, or to leave.
func (r route) beforeEnrolment() bool {
	return strings.HasSuffix(r.path, "/session") || strings.Contains(r.path, "/me/totp") || strings.HasSuffix(r.path, "/me/security")
}

// beforeChange tells whether somebody with an initial password may come: to choose
// another, or to leave.
func (r route) beforeChange() bool {
	return strings.HasSuffix(r.path, "/session") || strings.HasSuffix(r.path, "/me/password") || strings.HasSuffix(r.path, "/me/security")
}

func mayPass(r route, p principal, c *fiber.Ctx) error {
	safe := c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead
	switch {
	case p.session != "" && !safe && !same(c.Get("X-CSRF-Token"), p.csrf):
		return dispatch.Errorf(dispatch.Forbidden, "csrf")
	case !slices.Contains(r.roles, p.Role) && (p.session != "" || r.scope != scopePhone): // a telephone system has no role
		return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
	case p.fresh && !r.beforeChange():
		return dispatch.Errorf(dispatch.Forbidden, "password_fresh")
	case p.enrol && !r.beforeEnrolment():
		return dispatch.Errorf(dispatch.Forbidden, "totp_enrol")
	case p.session == "" && (r.scope == "" || !slices.Contains(p.scopes, r.scope)):
		return dispatch.Errorf(dispatch.Forbidden, "scope_missing", r.scope)
	}
	return nil
}

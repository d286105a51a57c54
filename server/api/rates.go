package api

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// mayTry counts a sign-in for the address it comes from and for the account it
// wants into: neither one machine nor many may try passwords out.
func (s *server) mayTry(c *fiber.Ctx, account string) error {
	if err := s.limits.take("login", limitAddress(c.IP()), s.Config.Limits.LoginPerMinute, 20, time.Minute); err != nil {
		return err
	}
	return s.limits.take("login_account", account, s.Config.Limits.LoginAccountPerMinute, 20, time.Minute)
}

// mayExport counts an export for its user and for the address it goes to.
func (s *server) mayExport(c *fiber.Ctx, by dispatch.Actor) error {
	if err := s.limits.take("export_address", limitAddress(c.IP()), s.Config.Limits.ExportAddressPerHour, 120, time.Hour); err != nil {
		return err
	}
	return s.limits.take("export", by.ID, s.Config.Limits.ExportPerDay, exportPerDay, 24*time.Hour)
}

// program finds who a bearer token stands for. A program that asks too fast
// waits; so does an address from which tokens are guessed.
func (s *server) program(c *fiber.Ctx, bearer string) (principal, error) {
	from, rates := limitAddress(c.IP()), s.Config.Limits
	p, err := s.sessions.byToken(c.UserContext(), bearer)
	switch {
	case err == nil:
		return p, s.limits.take("token", p.ID, rates.TokenPerMinute, 6000, time.Minute)
	case dispatch.CodeOf(err) != dispatch.Unauthorized:
		return p, err
	}
	if slow := s.limits.take("token_unknown", from, rates.BadTokenPerMinute, 30, time.Minute); slow != nil {
		return principal{}, slow
	}
	return principal{}, err
}

// retryAfter is when to come back, in seconds, of an error that will pass.
func retryAfter(err error) string {
	var e *dispatch.Error
	if errors.As(err, &e) && e.Key == "too_fast" && len(e.Args) == 1 {
		if wait, ok := e.Args[0].(int); ok {
			return strconv.Itoa(wait)
		}
	}
	return "5"
}

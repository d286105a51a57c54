package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/signin"
)

// proofForm is how people show that it is still they who sit there.
type proofForm struct {
	Password string `json:"password"`
	TOTP     string `json:"totp"`
}

type passwordForm struct {
	Password    string `json:"password"`
	NewPassword string `json:"new_password"`
}

type firstCodeForm struct {
	Code string `json:"code"`
}

// securityView is what an account is kept by (账号安全).
type securityView struct {
	Password  bool       `json:"password"` // there is one: not everybody whom a provider vouches for has
	Enabled   bool       `json:"enabled"`
	Required  bool       `json:"required"`
	Confirmed *time.Time `json:"confirmed_at"`
	Recovery  int        `json:"recovery_left"`
}

// enrolView is shown once, while the second factor is set up.
type enrolView struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
	QR     string `json:"qr"` // SVG
}

type recoveryView struct {
	Codes []string `json:"codes"`
}

// prove checks the password, and the code where asked for, of who is signed in.
// A wrong one counts as at sign-in; the session goes on.
func (s *server) prove(c *fiber.Ctx, f proofForm, both bool) (dispatch.User, error) {
	by := actorOf(c)
	if f.Password == "" {
		return dispatch.User{}, dispatch.FieldError("password", "required")
	}
	if err := s.limits.take("login_account", by.ID, s.Config.Limits.LoginAccountPerMinute, 20, time.Minute); err != nil {
		return dispatch.User{}, err
	}
	u, err := s.login(c.UserContext(), by.ID, f.Password, func(ctx context.Context) error {
		if !both {
			return nil
		}
		return s.secondStep(ctx, by.ID, f.TOTP)
	})
	switch dispatch.CodeOf(err) {
	case dispatch.TOTPRequired:
		return u, dispatch.FieldError("totp", "required")
	case dispatch.Unauthorized:
		if keyOf(err) == "totp_wrong" {
			return u, dispatch.FieldError("totp", "totp_wrong")
		}
		return u, dispatch.FieldError("password", "password_wrong")
	}
	return u, err
}

// getSecurity tells what guards the own account.
func (s *server) getSecurity(c *fiber.Ctx) error {
	by := actorOf(c)
	u, _, err := s.sessions.user(c.UserContext(), by.ID)
	if err != nil {
		return err
	}
	doc, f, _, err := s.factor(c.UserContext(), by.ID)
	if err != nil {
		return err
	}
	v := securityView{Password: u.Hash != "", Required: s.sessions.requires(u), Enabled: !doc.Confirmed.IsZero()}
	if v.Enabled {
		v.Confirmed, v.Recovery = &doc.Confirmed, len(f.Recovery)
	}
	return c.JSON(v)
}

// changePassword takes a new password and ends the other sessions (修改密码).
func (s *server) changePassword(c *fiber.Ctx) error {
	f, err := decode[passwordForm](c)
	if err != nil {
		return err
	}
	if err := checkPassword("new_password", f.NewPassword); err != nil {
		return err
	}
	if _, err := s.prove(c, proofForm{Password: f.Password}, false); err != nil {
		return err
	}
	if f.NewPassword == f.Password {
		return dispatch.FieldError("new_password", "password_same")
	}
	ctx, by := c.UserContext(), actorOf(c)
	u, version, err := s.sessions.user(ctx, by.ID)
	if err != nil {
		return err
	}
	u.Hash, u.Fresh = HashPassword(f.NewPassword), false
	if err := s.keepUser(ctx, u, version); err != nil {
		return err
	}
	s.audit(ctx, by, "password_changed", by.ID, "")
	return s.endOthers(c)
}

// enrol makes a second factor that waits for its first code.
func (s *server) enrol(c *fiber.Ctx) error {
	f, err := decode[proofForm](c)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), actorOf(c)
	doc, _, version, err := s.factor(ctx, by.ID)
	switch {
	case err != nil:
		return err
	case !doc.Confirmed.IsZero():
		return dispatch.Errorf(dispatch.Conflict, "totp_on")
	}
	if _, err := s.prove(c, f, false); err != nil {
		return err
	}
	fresh := signin.NewFactor()
	uri, err := fresh.URI(s.Config.Name, by.ID)
	if err != nil {
		return err
	}
	picture, err := signin.QR(uri)
	if err != nil {
		return err
	}
	if err := s.keepFactor(ctx, by.ID, factorDoc{Made: s.now().UTC()}, fresh, version); err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(enrolView{fresh.Secret, uri, picture})
}

// confirmFactor takes the first code: from then on one is asked for. The codes
// for a lost telephone are shown this once.
func (s *server) confirmFactor(c *fiber.Ctx) error {
	form, err := decode[firstCodeForm](c)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), actorOf(c)
	doc, f, version, err := s.factor(ctx, by.ID)
	switch {
	case err != nil:
		return err
	case version == 0:
		return dispatch.Errorf(dispatch.Conflict, "totp_off")
	case !doc.Confirmed.IsZero():
		return dispatch.Errorf(dispatch.Conflict, "totp_on")
	}
	step, ok := f.Check(form.Code, s.now(), 0)
	if !ok {
		return dispatch.FieldError("code", "totp_wrong")
	}
	doc.Step, doc.Confirmed = step, s.now().UTC()
	codes := f.NewRecovery()
	if err := s.keepFactor(ctx, by.ID, doc, f, version); err != nil {
		return err
	}
	s.audit(ctx, by, "totp_enrolled", by.ID, "")
	if _, err := s.endOthersOf(c); err != nil {
		return err
	}
	return c.JSON(recoveryView{codes})
}

// renewRecovery replaces the codes for a lost telephone.
func (s *server) renewRecovery(c *fiber.Ctx) error {
	by := actorOf(c)
	if err := s.proveFactor(c); err != nil {
		return err
	}
	doc, f, version, err := s.factor(c.UserContext(), by.ID)
	if err != nil {
		return err
	}
	codes := f.NewRecovery()
	if err := s.keepFactor(c.UserContext(), by.ID, doc, f, version); err != nil {
		return err
	}
	s.audit(c.UserContext(), by, "recovery_renewed", by.ID, "")
	return c.JSON(recoveryView{codes})
}

// removeFactor takes the own second factor away, where it is not required.
func (s *server) removeFactor(c *fiber.Ctx) error {
	ctx, by := c.UserContext(), actorOf(c)
	u, _, err := s.sessions.user(ctx, by.ID)
	if err != nil {
		return err
	}
	if s.sessions.requires(u) {
		return dispatch.Errorf(dispatch.Conflict, "totp_kept")
	}
	if err := s.proveFactor(c); err != nil {
		return err
	}
	if err := s.store.DeleteRecord(ctx, dispatch.KindFactor, by.ID); err != nil {
		return err
	}
	s.audit(ctx, by, "totp_removed", by.ID, "")
	return c.SendStatus(fiber.StatusNoContent)
}

// proveFactor wants password and code of somebody who has a second factor.
func (s *server) proveFactor(c *fiber.Ctx) error {
	f, err := decode[proofForm](c)
	if err != nil {
		return err
	}
	doc, _, _, err := s.factor(c.UserContext(), actorOf(c).ID)
	switch {
	case err != nil:
		return err
	case doc.Confirmed.IsZero():
		return dispatch.Errorf(dispatch.Conflict, "totp_off")
	}
	_, err = s.prove(c, f, true)
	return err
}

// removeUserFactor lets somebody in again who has lost the telephone and the
// codes: an administrator has made sure who it is.
func (s *server) removeUserFactor(c *fiber.Ctx) error {
	ctx, username := c.UserContext(), c.Params("username")
	if err := s.store.DeleteRecord(ctx, dispatch.KindFactor, username); err != nil {
		return err
	}
	s.audit(ctx, actorOf(c), "totp_removed", username, "")
	if err := s.sessions.endAll(ctx, username); err != nil {
		return err
	}
	s.rightsChanged(username)
	return c.SendStatus(fiber.StatusNoContent)
}

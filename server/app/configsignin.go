package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/notify/channel"
	"hotline/server/signin"
)

// signinFromEnv reads HOTLINE_OIDC_… and HOTLINE_TOTP_REQUIRED. What roles and
// units mean stands in the file.
func (c *Config) signinFromEnv(env func(string) (string, bool)) {
	for name, to := range map[string]*string{
		"ISSUER": &c.OIDC.Issuer, "CLIENT_ID": &c.OIDC.ClientID, "CLIENT_SECRET_FILE": &c.OIDC.ClientSecretFile, "NAME": &c.OIDC.Name,
		"USERNAME_CLAIM": &c.OIDC.UsernameClaim, "NAME_CLAIM": &c.OIDC.NameClaim, "ROLE_CLAIM": &c.OIDC.RoleClaim, "UNIT_CLAIM": &c.OIDC.UnitClaim,
	} {
		if v, ok := env("HOTLINE_OIDC_" + name); ok {
			*to = v
		}
	}
	words := func(v string) []string {
		return strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	}
	for name, to := range map[string]*[]string{"SCOPES": &c.OIDC.Scopes, "ACR_VALUES": &c.OIDC.ACR, "AMR_VALUES": &c.OIDC.AMR} {
		if v, ok := env("HOTLINE_OIDC_" + name); ok {
			*to = words(v)
		}
	}
	if v, ok := env("HOTLINE_TOTP_REQUIRED"); ok {
		c.TOTPRequired = nil
		for _, role := range words(v) {
			c.TOTPRequired = append(c.TOTPRequired, dispatch.Role(role))
		}
	}
}

// signinFaults finds what is wrong with the ways of signing in.
func (c Config) signinFaults() []error {
	faults := c.OIDC.Faults()
	if c.OIDC.On() && c.PublicURL == "" {
		faults = append(faults, fmt.Errorf("public_url: is missing; the identity provider sends people back there"))
	}
	if file := c.OIDC.ClientSecretFile; c.OIDC.On() && file != "" {
		if _, err := os.Stat(file); err != nil {
			faults = append(faults, fmt.Errorf("oidc.client_secret_file: %w", err))
		}
	}
	for _, role := range c.TOTPRequired {
		if !slices.Contains(signin.Roles(), role) {
			faults = append(faults, fmt.Errorf("totp_required: %q is no role", role))
		}
	}
	return faults
}

// provider makes the identity provider the configuration names; nil without one.
// It is reached through the same guard as every other address, so one that lies
// inside the network has to be allowed. Its tokens are of the real time, whatever
// a test clock shows.
func (a *App) provider() (*signin.Provider, error) {
	if !a.cfg.OIDC.On() {
		return nil, nil
	}
	allow, err := a.cfg.Outbound.prefixes()
	if err != nil {
		return nil, err
	}
	p, err := signin.New(a.cfg.OIDC, a.cfg.PublicURL, channel.NewClient(channel.ClientOptions{Allow: allow}), time.Now, func(code string) bool {
		u, ok := a.Directory.Unit(code)
		return ok && u.Active
	})
	if err != nil {
		return nil, usage{err.Error()}
	}
	return p, nil
}

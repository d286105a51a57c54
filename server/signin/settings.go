package signin

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strings"

	"hotline/dispatch"
)

// Settings are how an identity provider is spoken to, and what its claims mean
// here ([oidc] of the configuration).
type Settings struct {
	// Issuer is the provider's address, as its discovery document names it.
	Issuer string `toml:"issuer"`
	// ClientID and the secret in ClientSecretFile are what the provider knows this
	// server by; a public client has no secret.
	ClientID         string   `toml:"client_id"`
	ClientSecretFile string   `toml:"client_secret_file"`
	Scopes           []string `toml:"scopes"`
	// Name stands on the button.
	Name          string `toml:"name"`
	UsernameClaim string `toml:"username_claim"`
	NameClaim     string `toml:"name_claim"`
	// RoleClaim holds the roles; dots lead inside, as in realm_access.roles. Roles
	// says what its values mean, RoleDefault what it means that none is known; ""
	// refuses.
	RoleClaim   string                   `toml:"role_claim"`
	Roles       map[string]dispatch.Role `toml:"roles"`
	RoleDefault dispatch.Role            `toml:"role_default"`
	// UnitClaim holds the unit of a liaison: a value of Units, or a unit's code.
	UnitClaim   string            `toml:"unit_claim"`
	Units       map[string]string `toml:"units"`
	UnitDefault string            `toml:"unit_default"`
	// ACR are the levels of assurance the provider is asked for, and AMR the ways to
	// prove who one is: its token has to name one of each (第二因素). Empty: all are
	// good enough.
	ACR []string `toml:"acr_values"`
	AMR []string `toml:"amr_values"`
	// LinkLocal lets a person take over the local account of the same name.
	LinkLocal bool `toml:"link_local"`
}

// On tells whether there is a provider.
func (s Settings) On() bool { return s.Issuer != "" }

// Filled takes the defaults for what is not set.
func (s Settings) Filled() Settings {
	s.Name = cmp.Or(s.Name, "OpenID Connect")
	s.UsernameClaim = cmp.Or(s.UsernameClaim, "preferred_username")
	s.NameClaim = cmp.Or(s.NameClaim, "name")
	s.RoleClaim = cmp.Or(s.RoleClaim, "roles")
	s.UnitClaim = cmp.Or(s.UnitClaim, "unit")
	if len(s.Scopes) == 0 {
		s.Scopes = []string{"openid", "profile"}
	}
	return s
}

// ranked are the roles a person can have, the one that counts first: who has
// several at the provider has here the one that may most.
var ranked = []dispatch.Role{dispatch.RoleAdmin, dispatch.RoleSupervisor, dispatch.RoleDispatcher, dispatch.RoleLiaison, dispatch.RoleAgent}

// Roles lists the roles an account can have.
func Roles() []dispatch.Role { return slices.Clone(ranked) }

// Faults lists what is wrong, each by its key.
func (s Settings) Faults() (faults []error) {
	bad := func(when bool, format string, args ...any) {
		if when {
			faults = append(faults, fmt.Errorf("oidc."+format, args...))
		}
	}
	if !s.On() {
		bad(s.ClientID != "" || len(s.Roles) > 0, "issuer: is missing")
		return faults
	}
	bad(!issuerForm(s.Issuer), "issuer: %q is not an address like https://id.example.gov.cn; plain http is for this machine only", s.Issuer)
	bad(s.ClientID == "", "client_id: is missing")
	bad(len(s.Scopes) > 0 && !slices.Contains(s.Scopes, "openid"), `scopes: must hold "openid"`)
	bad(len(s.Roles) == 0 && s.RoleDefault == "", "roles: is missing, the values of the role claim and what they mean")
	for _, value := range slices.Sorted(maps.Keys(s.Roles)) {
		bad(!slices.Contains(ranked, s.Roles[value]), "roles.%s: %q is no role", value, s.Roles[value])
	}
	bad(s.RoleDefault != "" && !slices.Contains(ranked, s.RoleDefault), "role_default: %q is no role", s.RoleDefault)
	bad(s.RoleDefault == dispatch.RoleAdmin, "role_default: no administrator by default; name the role in roles")
	for _, value := range slices.Sorted(maps.Keys(s.Units)) {
		bad(s.Units[value] == "", "units.%s: names no unit", value)
	}
	return faults
}

func issuerForm(v string) bool {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// Person is somebody whom the provider vouches for.
type Person struct {
	Issuer   string
	Subject  string
	Username string
	Name     string
	Role     dispatch.Role
	Unit     string // code, of a liaison
	// Roles and Units are the values that came, for who has to find out why
	// somebody was refused.
	Roles []string
	Units []string
	// Token is the ID token, for the provider's own sign-out, and Session what the
	// provider calls its own session; "" where it does not.
	Token   string
	Session string
}

var (
	// ErrName is a person whose name makes no account name.
	ErrName = errors.New("the claim of the name makes no account name")
	// ErrRole is a person without a role here.
	ErrRole = errors.New("no role here")
	// ErrUnit is a liaison without a unit here.
	ErrUnit = errors.New("no unit here")
	// ErrWeak is a person who did not prove enough at the provider.
	ErrWeak = errors.New("the sign-in at the provider was not strong enough")
)

// person reads the claims. known tells whether there is an active unit of a code.
func (s Settings) person(claims map[string]any, known func(code string) bool) (Person, error) {
	p := Person{Issuer: s.Issuer, Roles: values(claims, s.RoleClaim), Units: values(claims, s.UnitClaim)}
	p.Subject, _ = claims["sub"].(string)
	p.Username = accountName(first(values(claims, s.UsernameClaim)))
	p.Name = strings.TrimSpace(cmp.Or(first(values(claims, s.NameClaim)), p.Username))
	if p.Username == "" {
		return p, ErrName
	}
	p.Role = s.role(p.Roles)
	if p.Role == "" {
		return p, ErrRole
	}
	if p.Role != dispatch.RoleLiaison {
		return p, nil
	}
	for _, value := range append(slices.Clone(p.Units), s.UnitDefault) {
		if p.Unit = cmp.Or(s.Units[value], value); p.Unit != "" && known(p.Unit) {
			return p, nil
		}
	}
	return p, ErrUnit
}

// strong tells whether the ID token says that enough was proved.
func (s Settings) strong(claims map[string]any) error {
	for claim, wanted := range map[string][]string{"acr": s.ACR, "amr": s.AMR} {
		held := values(claims, claim)
		if len(wanted) > 0 && !slices.ContainsFunc(held, func(v string) bool { return slices.Contains(wanted, v) }) {
			return fmt.Errorf("%w: %s is %q", ErrWeak, claim, plain(strings.Join(held, " ")))
		}
	}
	return nil
}

// role is what the values of the claim mean: the one that may most.
func (s Settings) role(held []string) dispatch.Role {
	for _, role := range ranked {
		if slices.ContainsFunc(held, func(v string) bool { return s.Roles[v] == role }) {
			return role
		}
	}
	return s.RoleDefault
}

// values are the texts at a path of the claims: one, or a list of them. A claim
// whose own name has dots in it, as addresses have, is found too.
func values(claims map[string]any, path string) []string {
	v, ok := claims[path]
	if !ok {
		v = claims
		for key := range strings.SplitSeq(path, ".") {
			m, _ := v.(map[string]any)
			v = m[key]
		}
	}
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			if text, ok := x.(string); ok {
				out = append(out, text)
			}
		}
		return out
	}
	return nil
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// accountName makes an account name of what the provider calls a person: small
// letters, digits and hyphens. Of an address only what stands before the @
// counts. Two who come out alike are kept apart by their subject.
func accountName(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(s)), "@")
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '_', r == '-':
			return r
		case r == '.' || r == ' ':
			return '-'
		}
		return -1
	}, s)
	s = strings.TrimLeft(s, "-_")
	return s[:min(len(s), 40)]
}

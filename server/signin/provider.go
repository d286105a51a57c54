package signin

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	// answerTime bounds one request to the provider: somebody waits for it.
	answerTime = 6 * time.Second
	// discoverAgain is how long a discovery document is believed, aliveFor how long
	// who told it is taken to be there, which is asked within probeTime, and restAfter
	// how long a provider that did not answer is left alone.
	discoverAgain = time.Hour
	aliveFor      = time.Minute
	probeTime     = 2 * time.Second
	restAfter     = 5 * time.Second
)

// ErrDown is a provider that cannot be reached, or that answers nonsense.
var ErrDown = errors.New("the identity provider does not answer")

// ErrRefused is a provider that does not vouch for the person, or whose word
// cannot be believed.
var ErrRefused = errors.New("the identity provider's word is not accepted")

// Provider is the identity provider (统一身份认证). It is asked for nothing
// before somebody wants to sign in by it, so that one that is away harms nobody
// else.
type Provider struct {
	settings Settings
	secret   string
	base     string
	client   *http.Client
	now      func() time.Time
	known    func(unit string) bool

	mu     sync.Mutex
	found  *found
	failed time.Time // of the last discovery, by the machine's clock
	why    error
}

// answerMost bounds what is read of one answer.
const answerMost = 1 << 20

// bounded is a transport whose answers end.
type bounded struct{ under http.RoundTripper }

// RoundTrip reads no more than answerMost of the answer.
func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.under.RoundTrip(r)
	if err == nil {
		res.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(res.Body, answerMost), res.Body}
	}
	return res, err
}

// found is what discovery told.
type found struct {
	*oidc.Provider
	at     time.Time
	logout string
}

// Callback is the path to which the provider sends people back, BackChannel the
// one where it tells that somebody has left there.
const (
	Callback    = "/api/v1/session/oidc/callback"
	BackChannel = "/api/v1/session/oidc/backchannel"
)

// New reads the secret. base is where people reach the pages of this server;
// known tells whether there is an active unit of a code.
func New(s Settings, base string, client *http.Client, now func() time.Time, known func(unit string) bool) (*Provider, error) {
	p := &Provider{settings: s.Filled(), base: strings.TrimSuffix(base, "/"), now: now, known: known, client: &http.Client{
		Transport: bounded{client.Transport}, CheckRedirect: client.CheckRedirect, Timeout: answerTime}}
	if s.ClientSecretFile == "" {
		return p, nil
	}
	b, err := os.ReadFile(s.ClientSecretFile)
	if err != nil {
		return nil, fmt.Errorf("oidc.client_secret_file: %w", err)
	}
	if p.secret = strings.TrimSpace(string(b)); p.secret == "" {
		return nil, fmt.Errorf("oidc.client_secret_file: %s is empty", s.ClientSecretFile)
	}
	return p, nil
}

// Name stands on the button.
func (p *Provider) Name() string { return p.settings.Name }

// Issuer is whose subjects these are.
func (p *Provider) Issuer() string { return p.settings.Issuer }

// LinkLocal tells whether a local account of the same name is taken over.
func (p *Provider) LinkLocal() bool { return p.settings.LinkLocal }

// Flow is one sign-in under way. It stays with the server: the browser carries
// only State there and back.
type Flow struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// Begin gives the address at which the person signs in. Nobody is sent to a provider
// that is away.
func (p *Provider) Begin(ctx context.Context) (Flow, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.renew(ctx, aliveFor); err != nil {
		return Flow{}, "", err
	}
	f := Flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	options := []oauth2.AuthCodeOption{oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier)}
	if levels := p.settings.ACR; len(levels) > 0 {
		options = append(options, oauth2.SetAuthURLParam("acr_values", strings.Join(levels, " ")))
	}
	return f, p.oauth(p.found).AuthCodeURL(f.State, options...), nil
}

// Finish turns the code that the browser brought back into a person. With
// ErrName, ErrRole, ErrUnit and ErrWeak the person comes too, as far as it is known.
func (p *Provider) Finish(ctx context.Context, f Flow, code string) (Person, error) {
	at, err := p.discover(ctx)
	if err != nil {
		return Person{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(at).Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return Person{}, exchangeFault(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Person{}, fmt.Errorf("%w: the answer holds no ID token", ErrRefused)
	}
	id, err := p.verifier(at).Verify(ctx, raw)
	if err != nil {
		return Person{}, fmt.Errorf("%w: %s", ErrRefused, plain(err.Error()))
	}
	var claims map[string]any
	if err := id.Claims(&claims); err != nil {
		return Person{}, fmt.Errorf("%w: the claims cannot be read", ErrRefused)
	}
	if err := p.belongs(id, claims, f); err != nil {
		return Person{}, err
	}
	if err := p.settings.strong(claims); err != nil {
		who, _ := p.settings.person(claims, p.known) // as far as the token tells
		return who, err
	}
	if err := p.complete(ctx, at, token, id.Subject, claims); err != nil {
		return Person{}, err
	}
	who, err := p.settings.person(claims, p.known)
	who.Token = raw
	who.Session, _ = claims["sid"].(string)
	return who, err
}

// belongs tells whether a token that is genuine was made for this sign-in.
func (p *Provider) belongs(id *oidc.IDToken, claims map[string]any, f Flow) error {
	azp, _ := claims["azp"].(string)
	switch {
	case f.Nonce == "" || id.Nonce != f.Nonce:
		return fmt.Errorf("%w: the nonce is of another sign-in", ErrRefused)
	case len(id.Audience) > 1 && azp != p.settings.ClientID:
		return fmt.Errorf("%w: the token was made for another client", ErrRefused)
	case id.Subject == "":
		return fmt.Errorf("%w: the token names nobody", ErrRefused)
	}
	return nil
}

// complete asks the provider for the claims that the token does not hold.
func (p *Provider) complete(ctx context.Context, at *found, token *oauth2.Token, subject string, claims map[string]any) error {
	s := p.settings
	missing := func(path string) bool { return len(values(claims, path)) == 0 }
	if at.UserInfoEndpoint() == "" || !slices.ContainsFunc([]string{s.UsernameClaim, s.RoleClaim, s.UnitClaim}, missing) {
		return nil
	}
	info, err := at.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return fmt.Errorf("%w: its userinfo endpoint does not tell who signed in", ErrDown)
	}
	var more map[string]any
	if err := info.Claims(&more); err != nil || info.Subject != subject {
		return fmt.Errorf("%w: it tells of somebody else than who signed in", ErrRefused)
	}
	for key, v := range more {
		if _, ok := claims[key]; !ok {
			claims[key] = v
		}
	}
	return nil
}

// discover reads where the provider's doors are. What it told last is used when
// it does not answer.
func (p *Provider) discover(ctx context.Context) (*found, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.renew(ctx, discoverAgain); err != nil && p.found == nil {
		return nil, err
	}
	return p.found, nil
}

// renew asks the provider unless it told within the time. Those who want to know
// at the same moment wait for the one answer.
func (p *Provider) renew(ctx context.Context, within time.Duration) error {
	switch {
	case p.found != nil && time.Since(p.found.at) < within:
		return nil
	case p.why != nil && time.Since(p.failed) < restAfter:
		return p.why
	}
	wait := answerTime
	if p.found != nil {
		wait = probeTime
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), wait)
	defer cancel()
	at, err := oidc.NewProvider(ctx, p.settings.Issuer)
	if err != nil {
		p.failed, p.why = time.Now(), discoveryFault(err)
		return p.why
	}
	f := &found{Provider: at, at: time.Now()}
	var doors struct {
		Logout string `json:"end_session_endpoint"`
	}
	if at.Claims(&doors) == nil {
		f.logout = doors.Logout
	}
	p.found, p.why = f, nil
	return nil
}

func (p *Provider) verifier(at *found) *oidc.IDTokenVerifier {
	return at.Verifier(&oidc.Config{ClientID: p.settings.ClientID, Now: p.now})
}

func (p *Provider) oauth(at *found) *oauth2.Config {
	return &oauth2.Config{ClientID: p.settings.ClientID, ClientSecret: p.secret, Endpoint: at.Endpoint(), RedirectURL: p.base + Callback, Scopes: p.settings.Scopes}
}

// discoveryFault says in words why the provider was not found.
func discoveryFault(err error) error {
	var other *oidc.IssuerMismatchError
	var lost *url.Error
	switch {
	case errors.As(err, &other):
		return fmt.Errorf("%w: it calls itself %q, not %q", ErrDown, plain(other.Discovered), other.Provided)
	case errors.As(err, &lost):
		return fmt.Errorf("%w: %s; an address inside the network has to stand in outbound.allow", ErrDown, plain(lost.Err.Error()))
	}
	return fmt.Errorf("%w: what stands at /.well-known/openid-configuration is no discovery document: %s", ErrDown, plain(err.Error()))
}

// exchangeFault says in words why a code was not taken. What else the provider
// answered may hold secrets and is left out.
func exchangeFault(err error) error {
	var said *oauth2.RetrieveError
	if !errors.As(err, &said) {
		var lost *url.Error
		if errors.As(err, &lost) {
			return fmt.Errorf("%w: %s", ErrDown, plain(lost.Err.Error()))
		}
		return fmt.Errorf("%w: its answer to the code cannot be read", ErrDown)
	}
	switch said.ErrorCode {
	case "invalid_client", "unauthorized_client":
		return fmt.Errorf("%w: it does not know client_id with this secret (%s)", ErrDown, said.ErrorCode)
	case "invalid_grant":
		return fmt.Errorf("%w: the code was used already or is too old (invalid_grant)", ErrRefused)
	case "":
		return fmt.Errorf("%w: the token endpoint answered %d", ErrDown, said.Response.StatusCode)
	}
	return fmt.Errorf("%w: the token endpoint answered %q", ErrRefused, plain(said.ErrorCode))
}

// plain makes one short line of what another server said.
func plain(s string) string {
	b, _ := json.Marshal(strings.Join(strings.Fields(s), " "))
	s = strings.Trim(string(b), `"`)
	if r := []rune(s); len(r) > 160 {
		s = string(r[:160]) + "…"
	}
	return s
}

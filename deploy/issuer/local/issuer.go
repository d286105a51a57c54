// Package local is a small identity provider (身份平台) for demonstrations and
// tests: discovery, keys, the authorization code with PKCE, userinfo and sign-out.
// Everybody signs in by choosing a name: it guards nothing.
package local

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Person is somebody who can sign in.
type Person struct {
	Subject  string
	Username string
	Name     string
	Roles    []string
	Unit     string
}

// Client is who may ask.
type Client struct {
	ID        string
	Secret    string
	Callbacks []string
	// AnyLocal lets people be sent back to any server on this machine.
	AnyLocal bool
	// Leave is the path, on the server people were sent back to, where it is told
	// who has left.
	Leave string
}

// Issuer is the provider. Its fields may be changed between two requests.
type Issuer struct {
	URL    string
	Client Client
	People []Person
	Now    func() time.Time
	// Tamper changes the claims before they are signed, Forge the signed token.
	Tamper func(claims map[string]any)
	Forge  func(token string) string
	// Sparse tokens say only who, and leave the rest to userinfo.
	Sparse bool

	mu     sync.Mutex
	keys   []key // the newest signs
	codes  map[string]grant
	tokens map[string]Person
	stays  []grant // who has signed in and not left
}

type key struct {
	id     string
	secret *ecdsa.PrivateKey
}

// grant is what a code stands for.
type grant struct {
	who       Person
	callback  string
	nonce     string
	challenge string
	session   string // what tokens call the sign-in
}

// New makes a provider with a key.
func New(address string, client Client, people ...Person) *Issuer {
	i := &Issuer{URL: address, Client: client, People: people, Now: time.Now, codes: map[string]grant{}, tokens: map[string]Person{}}
	i.Rotate()
	return i
}

// Rotate signs with a new key from now on; the one before stays published.
func (i *Issuer) Rotate() {
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err) // no random numbers: nothing can go on
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.keys = append(i.keys, key{rand.Text()[:8], secret})
	i.keys = i.keys[max(0, len(i.keys)-2):]
}

// ServeHTTP serves the provider's doors.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "GET /.well-known/openid-configuration":
		i.discovery(w)
	case "GET /keys":
		i.published(w)
	case "GET /authorize":
		i.ask(w, r)
	case "POST /authorize":
		i.allow(w, r)
	case "POST /token":
		i.token(w, r)
	case "GET /userinfo":
		i.userinfo(w, r)
	case "GET /logout":
		i.logout(w, r)
	case "POST /leave":
		i.leave(w, r)
	default:
		http.NotFound(w, r)
	}
}

func (i *Issuer) discovery(w http.ResponseWriter) {
	answer(w, 200, map[string]any{
		"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
		"userinfo_endpoint": i.URL + "/userinfo", "end_session_endpoint": i.URL + "/logout", "response_types_supported": []string{"code"},
		"subject_types_supported": []string{"public"}, "id_token_signing_alg_values_supported": []string{"ES256"}, "code_challenge_methods_supported": []string{"S256"},
		"backchannel_logout_supported": true, "backchannel_logout_session_supported": true,
	})
}

func (i *Issuer) published(w http.ResponseWriter) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var set jose.JSONWebKeySet
	for _, k := range i.keys {
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: k.secret.Public(), KeyID: k.id, Algorithm: "ES256", Use: "sig"})
	}
	answer(w, 200, set)
}

// known tells whether this client may be sent back to that address.
func (i *Issuer) known(q url.Values) bool {
	return q.Get("client_id") == i.Client.ID && i.Client.leadsTo(q.Get("redirect_uri"))
}

// leadsTo tells whether people may be sent there.
func (c Client) leadsTo(address string) bool {
	if slices.Contains(c.Callbacks, address) {
		return true
	}
	u, err := url.Parse(address)
	if err != nil || !c.AnyLocal {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// allow gives a code for the person that was chosen; without one, access was
// denied.
func (i *Issuer) allow(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || !i.known(r.Form) {
		http.Error(w, "unknown client or address", http.StatusBadRequest)
		return
	}
	q := url.Values{"state": {r.Form.Get("state")}}
	at := slices.IndexFunc(i.People, func(p Person) bool { return p.Username == r.Form.Get("username") })
	if at < 0 {
		q.Set("error", "access_denied")
	} else {
		q.Set("code", i.grant(grant{i.People[at], r.Form.Get("redirect_uri"), r.Form.Get("nonce"), r.Form.Get("code_challenge"), rand.Text()}))
	}
	http.Redirect(w, r, r.Form.Get("redirect_uri")+"?"+q.Encode(), http.StatusSeeOther)
}

func (i *Issuer) grant(g grant) string {
	i.mu.Lock()
	defer i.mu.Unlock()
	code := rand.Text()
	i.codes[code] = g
	return code
}

// token gives tokens for a code, once, to the client that can show what the
// code was asked for with.
func (i *Issuer) token(w http.ResponseWriter, r *http.Request) {
	id, secret, ok := r.BasicAuth()
	if !ok {
		id, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	if id != i.Client.ID || secret != i.Client.Secret {
		answer(w, 401, map[string]string{"error": "invalid_client"})
		return
	}
	i.mu.Lock()
	g, ok := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	i.mu.Unlock()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || r.FormValue("redirect_uri") != g.callback || base64.RawURLEncoding.EncodeToString(sum[:]) != g.challenge {
		answer(w, 400, map[string]string{"error": "invalid_grant"})
		return
	}
	signed, err := i.sign(g)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	access := rand.Text()
	i.mu.Lock()
	i.tokens[access] = g.who
	i.stays = append(i.stays, g)
	i.mu.Unlock()
	answer(w, 200, map[string]any{"access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": signed})
}

func (i *Issuer) sign(g grant) (string, error) {
	now := i.Now()
	claims := map[string]any{"iss": i.URL, "aud": i.Client.ID, "sub": g.who.Subject, "nonce": g.nonce, "sid": g.session, "iat": now.Unix(), "exp": now.Add(5 * time.Minute).Unix()}
	if !i.Sparse {
		tell(claims, g.who)
	}
	return i.seal(claims, "JWT")
}

// seal signs claims with the newest key.
func (i *Issuer) seal(claims map[string]any, kind jose.ContentType) (string, error) {
	if i.Tamper != nil {
		i.Tamper(claims)
	}
	body, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	i.mu.Lock()
	k := i.keys[len(i.keys)-1]
	i.mu.Unlock()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: k.secret, KeyID: k.id}}, (&jose.SignerOptions{}).WithType(kind))
	if err != nil {
		return "", err
	}
	signed, err := signer.Sign(body)
	if err != nil {
		return "", err
	}
	token, err := signed.CompactSerialize()
	if err == nil && i.Forge != nil {
		token = i.Forge(token)
	}
	return token, err
}

func tell(claims map[string]any, p Person) {
	claims["preferred_username"], claims["name"], claims["roles"], claims["unit"] = p.Username, p.Name, p.Roles, p.Unit
}

func (i *Issuer) userinfo(w http.ResponseWriter, r *http.Request) {
	var access string
	_, err := fmt.Sscanf(r.Header.Get("Authorization"), "Bearer %s", &access)
	i.mu.Lock()
	who, ok := i.tokens[access]
	i.mu.Unlock()
	if err != nil || !ok {
		answer(w, 401, map[string]string{"error": "invalid_token"})
		return
	}
	claims := map[string]any{"sub": who.Subject}
	tell(claims, who)
	answer(w, 200, claims)
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who asked has gone
}

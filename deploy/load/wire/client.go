// Package wire is what the load generator and the crash test know of the
// server: sessions, tickets, consoles and the process itself. It speaks only the
// public wire and only to this machine.
package wire

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Password is that of every account of a sample district.
const Password = "hotline-demo"

// Client speaks to one server, as nobody or as a signed-in user.
type Client struct {
	base   string
	http   *http.Client
	user   string
	cookie string
	csrf   string
	bearer string
}

// StatusError is a refusal in the server's own words. Every other error of a
// request leaves open whether the server has done what was asked.
type StatusError struct {
	Status int
	Code   string
	Detail string
	Fields []struct {
		Field   string `json:"field"`
		Message string `json:"message"`
	}
	retry time.Duration
}

func (e *StatusError) Error() string {
	text := fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Detail)
	for _, f := range e.Fields {
		text += fmt.Sprintf(" (%s: %s)", f.Field, f.Message)
	}
	return text
}

// Refused gives the status of a refusal, zero for every other error.
func Refused(err error) int {
	var e *StatusError
	if errors.As(err, &e) {
		return e.Status
	}
	return 0
}

// New makes a client with room for so many requests at once. It refuses any
// address beyond this machine: load on somebody else's server is an attack.
func New(base string, atOnce int) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("%q is not an address such as http://127.0.0.1:8890", base)
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("%s is not this machine; only loopback addresses are allowed", u.Hostname())
	}
	t := &http.Transport{MaxIdleConns: atOnce, MaxIdleConnsPerHost: atOnce, DisableCompression: true, IdleConnTimeout: time.Minute}
	return &Client{base: strings.TrimSuffix(base, "/"), http: &http.Client{Transport: t, Timeout: 20 * time.Second}}, nil
}

// At is the same user at another server of the same store.
func (c *Client) At(base string) *Client {
	there := *c
	there.base = strings.TrimSuffix(base, "/")
	return &there
}

// SignIn gives a client with a session of a sample account. The server bounds
// sign-ins of one address; a refusal for that is waited out for up to 90 s.
func (c *Client) SignIn(ctx context.Context, user string) (*Client, error) {
	in := *c
	in.user = user
	until := time.Now().Add(90 * time.Second)
	for {
		err := in.signIn(ctx)
		var se *StatusError
		if !errors.As(err, &se) || se.Status != http.StatusTooManyRequests || time.Now().After(until) {
			return &in, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(max(se.retry, time.Second)):
		}
	}
}

// Token makes an API token (接口令牌) with an administrator's session and gives
// a client that uses it.
func (c *Client) Token(ctx context.Context, role string, scopes ...string) (*Client, error) {
	var got struct {
		Token string `json:"token"`
	}
	if err := c.Post(ctx, "/tokens", "", map[string]any{"name": "load", "role": role, "scopes": scopes}, &got); err != nil {
		return nil, fmt.Errorf("make a token: %w", err)
	}
	return &Client{base: c.base, http: c.http, user: "token", bearer: "Bearer " + got.Token}, nil
}

// Again signs in anew as the same user.
func (c *Client) Again(ctx context.Context) error { return c.signIn(ctx) }

func (c *Client) signIn(ctx context.Context) error {
	body, err := json.Marshal(map[string]string{"username": c.user, "password": Password})
	if err != nil {
		return err
	}
	c.cookie, c.csrf = "", ""
	resp, err := c.send(ctx, http.MethodPost, "/session", "", body)
	if err != nil {
		return fmt.Errorf("sign in as %s: %w", c.user, err)
	}
	defer resp.Body.Close()
	var got struct {
		CSRF string `json:"csrf"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil {
		return fmt.Errorf("sign in as %s: %w", c.user, err)
	}
	for _, k := range resp.Cookies() {
		if k.Name == "hotline_session" {
			c.cookie = k.Name + "=" + k.Value
		}
	}
	c.csrf = got.CSRF
	if c.cookie == "" {
		return fmt.Errorf("sign in as %s: no session cookie", c.user)
	}
	return nil
}

// Get reads path (below /api/v1) into out.
func (c *Client) Get(ctx context.Context, path string, out any) error {
	return c.call(ctx, http.MethodGet, path, "", nil, out)
}

// Post sends in to path, with an idempotency key if there is one.
func (c *Client) Post(ctx context.Context, path, key string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, path, key, body, out)
}

func (c *Client) call(ctx context.Context, method, path, key string, body []byte, out any) error {
	resp, err := c.send(ctx, method, path, key, body)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body) // to the end, so that the connection is used again
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(b, out)
}

// send gives the response of a request that was not refused.
func (c *Client) send(ctx context.Context, method, path, key string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+"/api/v1"+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
		// Without a rewindable body net/http repeats nothing by itself: whether
		// a cut-off request is sent again is the caller's decision.
		req.GetBody = nil
	}
	for name, value := range map[string]string{"Cookie": c.cookie, "X-CSRF-Token": c.csrf, "Idempotency-Key": key, "Authorization": c.bearer} {
		if value != "" {
			req.Header.Set(name, value)
		}
	}
	resp, err := c.http.Do(req)
	if err != nil || resp.StatusCode < 400 {
		return resp, err
	}
	defer resp.Body.Close()
	return nil, refusal(resp)
}

func refusal(resp *http.Response) error {
	var p struct {
		Code   string `json:"code"`
		Detail string `json:"detail"`
		Errors []struct {
			Field   string `json:"field"`
			Message string `json:"message"`
		} `json:"errors"`
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, &p); err != nil {
		p.Detail = string(b)
	}
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")) // absent: zero
	return &StatusError{Status: resp.StatusCode, Code: p.Code, Detail: p.Detail, Fields: p.Errors, retry: time.Duration(seconds) * time.Second}
}

// Unit is a handling unit (承办单位) as far as load needs it.
type Unit struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Group  string `json:"group"`
	Active bool   `json:"active"`
}

// Units lists up to n active departments (委办局): they may lead any matter,
// while a township may not.
func (c *Client) Units(ctx context.Context, n int) ([]Unit, error) {
	var list struct {
		Items []Unit `json:"items"`
	}
	if err := c.Get(ctx, "/units", &list); err != nil {
		return nil, fmt.Errorf("list units: %w", err)
	}
	var out []Unit
	for _, u := range list.Items {
		if u.Active && u.Group == "bureau" && len(out) < n {
			out = append(out, u)
		}
	}
	if len(out) == 0 {
		return nil, errors.New("the server has no active department; is it a sample district?")
	}
	return out, nil
}

// Ticket is a ticket (工单) as far as load needs it.
type Ticket struct {
	No          string     `json:"no"`
	State       string     `json:"state"`
	Lead        string     `json:"lead"`
	Version     int        `json:"version"`
	DeliveredAt *time.Time `json:"delivered_at"`
}

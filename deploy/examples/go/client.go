package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// client speaks the API with a token.
type client struct {
	base  string // like https://hotline.example.gov.cn
	token string
	http  *http.Client
}

// demand is what is logged; more fields stand in the reference at /api/docs.
type demand struct {
	Type    string `json:"type"`
	Channel string `json:"channel"`
	Urgency string `json:"urgency"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	Place   place  `json:"place"`
	Caller  caller `json:"caller"`
}

type place struct {
	Address string `json:"address"`
	Town    string `json:"town,omitempty"`
}

type caller struct {
	Name       string `json:"name,omitempty"`
	Phone      string `json:"phone,omitempty"`
	Anonymous  bool   `json:"anonymous,omitempty"`
	WantsReply bool   `json:"wants_reply,omitempty"`
}

// ticket is what the program wants to know of one; other fields are passed over.
type ticket struct {
	No       string `json:"no"`
	State    string `json:"state"`
	LeadName string `json:"lead_name"`
	Version  int    `json:"version"`
}

// done tells whether nothing more will come.
func (t ticket) done() bool {
	switch t.State {
	case "closed", "answered", "declined", "transferred", "merged", "terminated":
		return true
	}
	return false
}

// problem is an error of the server (RFC 9457).
type problem struct {
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Errors []struct {
		Field   string `json:"field"`
		Message string `json:"message"`
	} `json:"errors"`
}

func (p *problem) Error() string {
	return fmt.Sprintf("%d %s: %s %v", p.Status, p.Code, p.Detail, p.Errors)
}

// log registers a demand. The key makes a repetition harmless: sent twice, after a
// lost answer for instance, it gives the ticket of the first time.
func (c *client) log(ctx context.Context, d demand, key string) (t ticket, err error) {
	body, err := json.Marshal(d)
	if err != nil {
		return t, err
	}
	return t, c.send(ctx, http.MethodPost, "/api/v1/tickets", bytes.NewReader(body), key, &t)
}

func (c *client) read(ctx context.Context, no string) (t ticket, err error) {
	return t, c.send(ctx, http.MethodGet, "/api/v1/tickets/"+no, nil, "", &t)
}

// follow tells of each new state until the ticket is done or ctx ends.
func (c *client) follow(ctx context.Context, no string, every time.Duration, tell func(ticket)) error {
	state := ""
	for {
		t, err := c.read(ctx, no)
		if err != nil {
			return err
		}
		if t.State != state {
			state = t.State
			tell(t)
		}
		if t.done() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(every):
		}
	}
}

func (c *client) send(ctx context.Context, method, path string, body io.Reader, key string, into any) error {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Language", "en")
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 400 {
		p := &problem{Status: resp.StatusCode}
		if err := json.NewDecoder(resp.Body).Decode(p); err != nil {
			return fmt.Errorf("%s %s: %s", method, path, resp.Status)
		}
		return p
	}
	return json.NewDecoder(resp.Body).Decode(into)
}

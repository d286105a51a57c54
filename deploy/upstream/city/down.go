package city

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"hotline/server/exchange"
)

// Link is the way down to a hotline server.
type Link struct {
	City   *City
	Server string // http://127.0.0.1:8890
	HTTP   *http.Client
}

// Open opens a case that is to be handed down.
func (c *City) Open(t exchange.Handed) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cases[t.No] = &Case{Ticket: t, At: c.Now().UTC(), answered: map[string]bool{}, files: map[string][]byte{}}
	c.order = append(c.order, t.No)
}

// plan says what is to become of a case.
func (c *City) plan(no string, p Plan) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cases[no].Plan = p
}

// numbers are those of all cases, in order.
func (c *City) numbers() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.order)
}

// HandDown gives a case to the hotline once. An error says that the platform does
// not know whether it arrived; it is to be handed down again.
func (l Link) HandDown(ctx context.Context, no string) error {
	l.City.mu.Lock()
	k := l.City.cases[no]
	l.City.mu.Unlock()
	if k == nil {
		return fmt.Errorf("no case %s", no)
	}
	var v struct {
		No string `json:"no"`
	}
	if err := l.Post(ctx, "/tickets", k.Ticket, &v); err != nil {
		return err
	}
	l.City.mu.Lock()
	defer l.City.mu.Unlock()
	if k.Ours != "" && k.Ours != v.No {
		l.City.wrong = append(l.City.wrong, fmt.Sprintf("%s became %s and %s", no, k.Ours, v.No))
	}
	k.Ours = v.No
	return nil
}

// Post sends a signed message to the hotline and reads its answer. While the link
// is cut every other message arrives all the same, and its answer is lost.
func (l Link) Post(ctx context.Context, path string, body, into any) error {
	lost := l.City.lost()
	if lost == 1 {
		return fmt.Errorf("the link is cut")
	}
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	path = "/api/v1/upstream/" + l.City.Code + path
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(l.Server, "/")+path, bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	exchange.NewProof(l.City.Code, l.City.Secret, http.MethodPost, path, b, l.City.Now()).Put(r.Header)
	res, err := l.HTTP.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	switch {
	case err != nil:
		return err
	case lost == 2:
		return fmt.Errorf("the answer was lost")
	case res.StatusCode/100 != 2:
		return fmt.Errorf("%s: %d %s", path, res.StatusCode, answer)
	}
	return json.Unmarshal(answer, into)
}

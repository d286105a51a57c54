package exchange

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
)

// Theirs is a ticket as the platform has it.
type Theirs struct {
	No    string    `json:"no"`
	State string    `json:"state"` // open or closed
	At    time.Time `json:"at"`    // when it was handed down
}

// Ours is the same ticket here.
type Ours struct {
	No     string
	Ticket string
	Open   bool
	At     time.Time
}

// DifferenceKind is how the two sides do not agree (对账差异).
type DifferenceKind string

// The kinds of differences.
const (
	TheirsOpen   DifferenceKind = "theirs_open"   // theirs says open, ours is closed
	TheirsClosed DifferenceKind = "theirs_closed" // theirs says closed, ours is open
	MissingHere  DifferenceKind = "missing_here"
	MissingThere DifferenceKind = "missing_there"
)

// Differences lists the kinds.
var Differences = []DifferenceKind{TheirsOpen, TheirsClosed, MissingHere, MissingThere}

// Difference is where the two sides do not agree.
type Difference struct {
	Kind   DifferenceKind `json:"kind"`
	No     string         `json:"no"`               // the platform's number
	Ticket string         `json:"ticket,omitempty"` // ours
	At     time.Time      `json:"at"`
}

// Compare finds where the two sides differ, oldest first.
func Compare(theirs []Theirs, ours []Ours) []Difference {
	here := make(map[string]Ours, len(ours))
	for _, o := range ours {
		here[o.No] = o
	}
	out := []Difference{}
	there := make(map[string]bool, len(theirs))
	for _, t := range theirs {
		if there[t.No] {
			continue
		}
		there[t.No] = true
		o, ok := here[t.No]
		switch open := t.State != "closed"; {
		case !ok && open:
			out = append(out, Difference{Kind: MissingHere, No: t.No, At: t.At})
		case !ok: // long done there, and not ours to do
		case open && !o.Open:
			out = append(out, Difference{Kind: TheirsOpen, No: t.No, Ticket: o.Ticket, At: t.At})
		case !open && o.Open:
			out = append(out, Difference{Kind: TheirsClosed, No: t.No, Ticket: o.Ticket, At: t.At})
		}
	}
	for _, o := range ours {
		if !there[o.No] {
			out = append(out, Difference{Kind: MissingThere, No: o.No, Ticket: o.Ticket, At: o.At})
		}
	}
	slices.SortStableFunc(out, func(a, b Difference) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.No, b.No)) })
	return out
}

// Client asks platforms.
type Client struct {
	HTTP *http.Client
	Now  func() time.Time
}

// answerMost bounds an answer; listMost how many tickets a list may have in all.
const (
	answerMost = 16 << 20
	listMost   = 1_000_000
)

// List asks for all tickets that the platform handed down since a moment, page by
// page to the end. A list whose pages go round, or never end, is none.
func (c Client) List(ctx context.Context, platform string, e dispatch.Endpoint, since time.Time) ([]Theirs, error) {
	var all []Theirs
	after, asked := "", map[string]bool{}
	for len(all) < listMost && !asked[after] {
		asked[after] = true
		var page struct {
			Items []Theirs `json:"items"`
			Next  string   `json:"next"`
		}
		q := url.Values{"since": {since.UTC().Format(time.RFC3339)}}
		if after != "" {
			q.Set("after", after)
		}
		if err := c.get(ctx, platform, e, "/tickets?"+q.Encode(), &page); err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all, nil
		}
	}
	return nil, silent("too_long") // half a list would call the rest missing
}

// Has asks whether the platform has a ticket at all. One that cannot say so has it
// not, as far as anybody knows.
func (c Client) Has(ctx context.Context, platform string, e dispatch.Endpoint, no string) (bool, error) {
	_, err := c.Ticket(ctx, platform, e, no)
	var fault *dispatch.Error
	if errors.As(err, &fault) && len(fault.Args) == 1 && (fault.Args[0] == fmt.Sprint(http.StatusNotFound) || fault.Args[0] == fmt.Sprint(http.StatusMethodNotAllowed)) {
		return false, nil
	}
	return err == nil, err
}

// Ticket asks for one ticket as it is handed down.
func (c Client) Ticket(ctx context.Context, platform string, e dispatch.Endpoint, no string) (t Handed, err error) {
	return t, c.get(ctx, platform, e, "/tickets/"+url.PathEscape(no), &t)
}

func (c Client) get(ctx context.Context, platform string, e dispatch.Endpoint, path string, into any) error {
	at, err := url.Parse(strings.TrimSuffix(e.URL, "/") + path)
	if err != nil {
		return silent("bad_url")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return silent("bad_url")
	}
	req.Header.Set("User-Agent", "hotline/1")
	NewProof(platform, e.Secret, http.MethodGet, at.RequestURI(), nil, c.Now()).Put(req.Header)
	res, err := c.HTTP.Do(req)
	if err != nil {
		return silent("unreachable") // the error names the address, which may hold a key
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, answerMost))
	switch {
	case err != nil:
		return silent("unreachable")
	case res.StatusCode != http.StatusOK:
		return silent(res.StatusCode)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return silent("answer_unreadable")
	}
	return nil
}

// silent is the error of a platform that does not say what it was asked.
func silent(why any) error {
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "platform_silent", Args: []any{fmt.Sprint(why)}}
}

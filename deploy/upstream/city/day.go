package city

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/exchange"
)

// Day plays a day of a city and a district against a server: tickets go down, the
// district's staff work them, the platform says its part, and what comes back is
// compared with what was done.
type Day struct {
	Link  Link
	Staff *Staff
	Date  time.Time
}

// Open opens the nth ticket of the day.
func (d *Day) Open(n int) {
	t := Sample(d.Date, n)
	d.Link.City.Open(t)
	d.Link.City.plan(t.No, planOf(n))
}

// Round lets everybody do what they can do now: what did not arrive is handed
// down again, the platform says what it owes, staff take their next steps. Only
// the link may fail; that of the district's own people may not. Without staff
// somebody else works, and what they do is not compared.
func (d *Day) Round(ctx context.Context) error {
	c := d.Link.City
	for _, no := range c.numbers() {
		k, _ := c.Case(no)
		if k.Ours == "" && d.Link.HandDown(ctx, no) != nil {
			continue // it is handed down again in the next round
		}
		d.Link.speak(ctx, no)
		d.Link.fetch(ctx, no)
		if k, _ = c.Case(no); k.done() || d.Staff == nil {
			continue
		}
		if err := d.Staff.take(ctx, k, c.heard(no)); err != nil {
			return fmt.Errorf("%s: %w", no, err)
		}
	}
	return nil
}

// Wrong is everything that is not as it was planned, and how much of the day is
// still to come.
func (d *Day) Wrong() (wrong []string, open int) {
	c := d.Link.City
	wrong = c.Report().Wrong
	for _, no := range c.numbers() {
		k, _ := c.Case(no)
		if !k.done() {
			open++
			continue
		}
		if d.Staff == nil {
			continue
		}
		wrong = append(wrong, d.compare(k)...)
	}
	return wrong, open
}

// compare finds what of a finished case is not as it was done.
func (d *Day) compare(k Case) (wrong []string) {
	no := k.Ticket.No
	var got []dispatch.Milestone
	for _, m := range k.Milestones {
		got = append(got, m.Milestone)
		if m.Milestone != dispatch.MileReplied {
			continue
		}
		if m.Text != Sent(no) || m.Resolved == nil || !*m.Resolved {
			wrong = append(wrong, no+": another reply came than was given")
		}
		if len(m.Attachments) != k.Plan.Files {
			wrong = append(wrong, fmt.Sprintf("%s: %d files came, not %d", no, len(m.Attachments), k.Plan.Files))
		}
		for _, f := range m.Attachments {
			if (f.Path != "") != k.Plan.Big || !bytes.Equal(k.files[f.ID], d.Staff.sent[no]) {
				wrong = append(wrong, no+": another file came than was sent")
			}
		}
	}
	if want := k.Plan.Milestones(); !slices.Equal(want, got) {
		wrong = append(wrong, fmt.Sprintf("%s: milestones %v, not %v", no, got, want))
	}
	return wrong
}

// done tells whether the platform has heard the end of a case and owes nothing.
func (k Case) done() bool {
	for _, m := range k.Milestones {
		for _, f := range m.Attachments {
			if k.files[f.ID] == nil {
				return false
			}
		}
	}
	return k.Closed && len(k.owed) == 0
}

// heard tells whether the platform knows that a ticket was accepted and has said
// what it has to say to it.
func (c *City) heard(no string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.cases[no]
	return len(k.owed) == 0 && slices.ContainsFunc(k.Milestones, func(m exchange.Milestone) bool { return m.Milestone == dispatch.MileAccepted })
}

// speak says what the platform owes about a case, in order, until the link fails.
func (l Link) speak(ctx context.Context, no string) {
	for {
		l.City.mu.Lock()
		owed := l.City.cases[no].owed
		l.City.mu.Unlock()
		if len(owed) == 0 {
			return
		}
		if l.Post(ctx, "/events", owed[0], &struct{}{}) != nil {
			return // once more in the next round, under the same id
		}
		l.City.mu.Lock()
		l.City.cases[no].owed = owed[1:]
		l.City.mu.Unlock()
	}
}

// fetch gets the files that were too big for their message, and checks all.
func (l Link) fetch(ctx context.Context, no string) {
	k, _ := l.City.Case(no)
	for _, m := range k.Milestones {
		for _, f := range m.Attachments {
			if k.files[f.ID] != nil {
				continue
			}
			b, err := base64.StdEncoding.DecodeString(f.Data)
			if f.Path != "" {
				b, err = l.get(ctx, f.Path)
			}
			if err != nil || len(b) == 0 {
				continue
			}
			sum := sha256.Sum256(b)
			l.City.mu.Lock()
			if !strings.HasPrefix(hex.EncodeToString(sum[:]), f.ID) || int64(len(b)) != f.Size {
				l.City.wrong = append(l.City.wrong, no+": a file is not what its id says")
			}
			l.City.cases[no].files[f.ID] = b
			l.City.mu.Unlock()
		}
	}
}

// get fetches a path of the hotline with a signature.
func (l Link) get(ctx context.Context, path string) ([]byte, error) {
	if l.City.lost() != 0 {
		return nil, fmt.Errorf("the link is cut")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(l.Server, "/")+path, nil)
	if err != nil {
		return nil, err
	}
	exchange.NewProof(l.City.Code, l.City.Secret, http.MethodGet, path, nil, l.City.Now()).Put(r.Header)
	res, err := l.HTTP.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %d", path, res.StatusCode)
	}
	return io.ReadAll(io.LimitReader(res.Body, 32<<20))
}

// paper is a file of a ticket, unlike that of any other.
func paper(no string, size int) []byte {
	head := []byte("%PDF-1.4\n% " + no + "\n")
	return append(head, bytes.Repeat([]byte("% "+no+"\n"), size/(len(no)+3)+1)...)
}

func encoded(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// Every look at personal data leaves a line in the trail of views (查看留痕): who,
// when, what for, which fields, from which address. A line is a record of
// kindAccess whose id counts down, so that the newest come first; the same id
// stands in kindAccessBy under the ticket, the user and the kind, so that the
// lines of one of them are found without reading the others.
const (
	kindAccess   = "access"
	kindAccessBy = "access_by"
)

// accessKeep is how long the trail of views is kept.
const accessKeep = 3 * 366 * 24 * time.Hour

// AccessKind is a way to see personal data.
type AccessKind string

// The kinds of views.
const (
	SawReveal AccessKind = "reveal" // 查看完整信息
	sawPage   AccessKind = "page"   // the page of a sealed or confidential ticket
	sawLookup AccessKind = "lookup" // 来电人历史
	sawPrint  AccessKind = "print"  // 打印
	sawExport AccessKind = "export" // 导出
	sawUnseal AccessKind = "unseal" // 解封
	sawFile   AccessKind = "file"   // 保密工单的附件

	sawRecording AccessKind = "recording" // 调听录音
	sawDial      AccessKind = "dial"      // 点击拨号
)

// accessKinds lists all.
func accessKinds() []AccessKind {
	return []AccessKind{SawReveal, sawPage, sawLookup, sawPrint, sawExport, sawUnseal, sawFile, sawRecording, sawDial}
}

// AccessLine is a line of the trail of views.
type AccessLine struct {
	ID     string        `json:"id"`
	At     time.Time     `json:"at"`
	User   string        `json:"user"`
	Name   string        `json:"name,omitempty"`
	Role   dispatch.Role `json:"role"`
	Unit   string        `json:"unit,omitempty"`
	No     string        `json:"no,omitempty"`
	Kind   AccessKind    `json:"kind"`
	Fields []string      `json:"fields"`
	Reason string        `json:"reason,omitempty"`
	IP     string        `json:"ip,omitempty"`
}

// trail writes lines. Those of pages and look-ups are written behind the answer,
// so that nobody waits for them; reading the trail waits for what is under way.
type trail struct {
	store dispatch.Store
	slots chan struct{}
	work  sync.WaitGroup
}

// trailSlots is how many lines may be under way before an answer waits for its
// own.
const trailSlots = 64

func newTrail(st dispatch.Store) *trail {
	return &trail{store: st, slots: make(chan struct{}, trailSlots)}
}

// saw records that somebody saw personal data of a ticket ("" for none in
// particular).
func (s *server) saw(ctx context.Context, by dispatch.Actor, no string, kind AccessKind, fields []string, reason string) {
	l := s.accessLine(ctx, by, no, kind, fields, reason)
	if kind == sawPage || kind == sawLookup {
		s.trail.behind(func() { s.keepLine(context.WithoutCancel(ctx), l) })
		return
	}
	s.keepLine(ctx, l)
}

func (s *server) accessLine(ctx context.Context, by dispatch.Actor, no string, kind AccessKind, fields []string, reason string) AccessLine {
	l := NewAccessLine(s.now(), by, no, kind, fields, reason)
	l.IP, _ = ctx.Value(addressKey{}).(string)
	return l
}

// NewAccessLine makes a line, with an id by which the newest come first.
func NewAccessLine(at time.Time, by dispatch.Actor, no string, kind AccessKind, fields []string, reason string) AccessLine {
	at = at.UTC()
	return AccessLine{ID: descending(at) + "-" + newID(4), At: at, User: by.ID, Name: by.Name, Role: by.Role, Unit: by.Unit, No: no, Kind: kind,
		Fields: orEmpty(fields), Reason: reason}
}

// descending is a beginning of ids by which the newest come first.
func descending(at time.Time) string { return fmt.Sprintf("%016x", math.MaxInt64-at.UnixMilli()) }

// keepLine writes a line. What it tells of is happening, so a failure is
// reported to the operator.
func (s *server) keepLine(ctx context.Context, l AccessLine) {
	if err := s.trail.put(ctx, l); err != nil {
		s.Log.Error("trail of views", "kind", l.Kind, "actor", l.User, "ticket", l.No, "err", err)
	}
}

// behind runs fn while the answer goes out, unless too many do so already.
func (t *trail) behind(fn func()) {
	select {
	case t.slots <- struct{}{}:
		t.work.Go(func() { defer func() { <-t.slots }(); fn() })
	default:
		fn()
	}
}

// wait returns when the lines under way are written.
func (t *trail) wait() { t.work.Wait() }

func (t *trail) put(ctx context.Context, l AccessLine) error { return KeepAccess(ctx, t.store, l) }

// KeepAccess writes a line and where it is found, side by side, so that they
// share a commit.
func KeepAccess(ctx context.Context, st dispatch.Store, l AccessLine) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	user, err := json.Marshal(l.User) // whose it is can be counted without the line
	if err != nil {
		return err
	}
	records := []dispatch.Record{{Kind: kindAccess, ID: l.ID, Body: body}}
	for _, place := range l.places() {
		records = append(records, dispatch.Record{Kind: kindAccessBy, ID: place + l.ID, Body: user})
	}
	errs := make([]error, len(records))
	var work sync.WaitGroup
	for i, r := range records {
		r.At, r.Expires = l.At, l.At.Add(accessKeep)
		work.Go(func() { _, errs[i] = st.PutRecord(ctx, r) })
	}
	work.Wait()
	return errors.Join(errs...)
}

// places are where the line is found beside all others: with its user, its kind
// and its ticket.
func (l AccessLine) places() []string {
	out := []string{placeOf("user", l.User), placeOf("kind", string(l.Kind))}
	if l.No != "" {
		out = append(out, placeOf("no", l.No))
	}
	return out
}

func placeOf(what, of string) string { return what + "/" + of + "/" }

// pageAgain is how long a page that reads its ticket again is the same look.
const pageAgain = 5 * time.Minute

func (s *server) anew(by dispatch.Actor, no string) bool {
	_, first := s.limits.draw("page", by.ID+" "+no, 1, pageAgain, 1)
	return first
}

// shown names what a page shows of a caller, in full or masked.
func shown(c callerView) []string {
	var fields []string
	for _, f := range []struct{ name, value string }{{"name", c.Name}, {"phone", c.Phone}, {"address", c.Address}, {"email", c.Email}} {
		switch {
		case f.value == "":
		case c.Masked:
			fields = append(fields, "masked_"+f.name)
		default:
			fields = append(fields, f.name)
		}
	}
	return fields
}

// addressKey is where the address of a request lies in its context.
type addressKey struct{}

// accessQuery chooses lines; zero fields do not.
type accessQuery struct {
	user, no, kind string
	from, to       time.Time
	after          string
	limit          int
}

// accessScan bounds how many lines one request looks at.
const accessScan = 5_000

// lines lists the trail, newest first, by the narrowest of its orders. next is
// the id to go on behind, "" at the end.
func (t *trail) lines(ctx context.Context, q accessQuery) (items []AccessLine, next string, err error) {
	items = []AccessLine{}
	after := q.after
	if after == "" && !q.to.IsZero() {
		after = descending(q.to.Add(-time.Millisecond)) // of that moment's lines all ids are longer
	}
	for scanned := 0; scanned < accessScan; {
		ids, lines, err := t.bite(ctx, q, after)
		if err != nil {
			return nil, "", err
		}
		if len(ids) == 0 {
			return items, "", nil
		}
		for i, l := range lines {
			scanned, after = scanned+1, ids[i]
			if !q.from.IsZero() && l.At.Before(q.from) {
				return items, "", nil
			}
			if q.takes(l) {
				items = append(items, l)
			}
			if len(items) == q.limit {
				return items, after, nil
			}
		}
	}
	return items, after, nil
}

func (q accessQuery) takes(l AccessLine) bool {
	return (q.user == "" || l.User == q.user) && (q.no == "" || l.No == q.no) && (q.kind == "" || string(l.Kind) == q.kind) &&
		(q.to.IsZero() || l.At.Before(q.to))
}

// prefix is the order the query is answered by; "" is that of all lines.
func (q accessQuery) prefix() string {
	switch {
	case q.no != "":
		return placeOf("no", q.no)
	case q.user != "":
		return placeOf("user", q.user)
	case q.kind != "":
		return placeOf("kind", q.kind)
	}
	return ""
}

// bite reads the next lines of the query's order behind an id.
func (t *trail) bite(ctx context.Context, q accessQuery, after string) (ids []string, lines []AccessLine, err error) {
	const size = 200
	prefix := q.prefix()
	kind := kindAccess
	if prefix != "" {
		kind, after = kindAccessBy, prefix+after
	}
	rs, err := t.store.Records(ctx, kind, after, size)
	if err != nil {
		return nil, nil, err
	}
	for _, r := range rs {
		id, ok := strings.CutPrefix(r.ID, prefix)
		if !ok {
			break
		}
		if prefix != "" {
			if r, err = t.store.Record(ctx, kindAccess, id); err != nil {
				return nil, nil, err
			}
		}
		var l AccessLine
		if err := json.Unmarshal(r.Body, &l); err != nil {
			return nil, nil, err
		}
		ids, lines = append(ids, id), append(lines, l)
	}
	return ids, lines, nil
}

// accessView is a line as the auditor reads it.
type accessView struct {
	AccessLine
	UnitName string `json:"unit_name,omitempty"`
}

// readAccess reads the query of the trail.
func readAccess(c *fiber.Ctx) (accessQuery, error) {
	var q accessQuery
	for name, to := range map[string]*string{"user": &q.user, "no": &q.no, "kind": &q.kind, "after": &q.after} {
		v, err := query(c, name, 100)
		if err != nil {
			return q, err
		}
		*to = v
	}
	switch {
	case q.kind != "" && !slices.Contains(accessKinds(), AccessKind(q.kind)):
		return q, dispatch.FieldError("kind", "unknown_value")
	case q.no != "" && !isNo(q.no):
		return q, dispatch.FieldError("no", "unknown_value")
	}
	p, err := pageParams(c)
	if err != nil {
		return q, err
	}
	q.limit = p.Limit
	if q.from, err = moment("from", c.Query("from")); err != nil {
		return q, err
	}
	q.to, err = endMoment("to", c.Query("to"))
	return q, err
}

// listAccess is the trail of views for the auditor (查看留痕).
func (s *server) listAccess(c *fiber.Ctx) error {
	q, err := readAccess(c)
	if err != nil {
		return err
	}
	return s.sendAccess(c, q)
}

// ticketAccess tells who saw the personal data of one ticket (谁看过).
func (s *server) ticketAccess(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	q, err := readAccess(c)
	if err != nil {
		return err
	}
	q.no = t.No
	return s.sendAccess(c, q)
}

func (s *server) sendAccess(c *fiber.Ctx, q accessQuery) error {
	s.trail.wait()
	lines, next, err := s.trail.lines(c.UserContext(), q)
	if err != nil {
		return err
	}
	items := make([]accessView, len(lines))
	for i, l := range lines {
		items[i] = accessView{l, s.unitName(l.Unit)}
	}
	return c.JSON(page(items, next))
}

package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"hotline/dispatch"
	"hotline/server/exchange"
)

const (
	// upstreamBody bounds a message of a platform, with the files that travel in it.
	upstreamBody = 24 << 20
	// exchangedKeep is how long it is known what came in.
	exchangedKeep = 92 * 24 * time.Hour
)

// platform is an upstream platform with its key, after it proved itself.
type platform struct {
	dispatch.Outlet
	endpoint dispatch.Endpoint
}

func (p platform) code() string { return p.Platform.Code }

func (p platform) actor() dispatch.Actor {
	return dispatch.Actor{ID: p.ID, Name: p.Name, Role: dispatch.RoleUpstream}
}

// proven lets a platform in that signed its request, once for each nonce. Who
// guesses waits like one who guesses tokens.
func (s *server) proven(c *fiber.Ctx) (platform, error) {
	p, err := s.signed(c)
	if dispatch.CodeOf(err) == dispatch.Unauthorized && err != nil {
		if slow := s.limits.take("token_unknown", limitAddress(c.IP()), s.Config.Limits.BadTokenPerMinute, 30, time.Minute); slow != nil {
			return p, slow
		}
	}
	if err == nil {
		err = s.limits.take("token", p.ID, s.Config.Limits.TokenPerMinute, 6000, time.Minute)
	}
	return p, err
}

func (s *server) signed(c *fiber.Ctx) (p platform, err error) {
	unknown := dispatch.Errorf(dispatch.Unauthorized, "platform_unknown")
	code := c.Params("platform")
	proof := exchange.Proof{Platform: c.Get(exchange.HeaderPlatform), Timestamp: c.Get(exchange.HeaderTimestamp), Nonce: c.Get(exchange.HeaderNonce),
		Signature: c.Get(exchange.HeaderSignature)}
	if checkCode("platform", code) != nil || proof.Platform != code {
		return p, unknown
	}
	p, err = s.platform(c.UserContext(), code)
	switch {
	case err != nil && dispatch.CodeOf(err) == dispatch.NotFound, err == nil && !p.Active:
		return p, unknown
	case err != nil:
		return p, err
	}
	now := s.now()
	if err := proof.Verify(p.endpoint.Secret, c.Method(), c.OriginalURL(), c.BodyRaw(), now); err != nil {
		return p, err
	}
	_, err = s.store.PutRecord(c.UserContext(), dispatch.Record{Kind: dispatch.KindNonce, ID: code + "/" + digest(proof.Nonce)[:32], Body: []byte("{}"), At: now,
		Expires: now.Add(exchange.NonceLife)})
	if e := dispatch.CodeOf(err); err != nil && (e == dispatch.Exists || e == dispatch.Conflict) {
		return p, dispatch.Errorf(dispatch.Unauthorized, "nonce_used")
	}
	return p, err
}

// platform reads an upstream platform and opens its key.
func (s *server) platform(ctx context.Context, code string) (p platform, err error) {
	p.Outlet, _, err = load[dispatch.Outlet](ctx, s.store, dispatch.KindChannel, dispatch.PlatformID(code))
	if err == nil && p.Platform == nil {
		err = dispatch.Errorf(dispatch.NotFound, "record_unknown", "platform", clip(code, 40))
	}
	if err == nil {
		err = s.Outlets.Open(p.ID, p.Sealed, &p.endpoint)
	}
	return p, err
}

// signedBody reads a signed body. It is UTF-8, or GB18030 where the header says so, as
// older platforms send it.
func signedBody[T any](c *fiber.Ctx) (v T, err error) {
	_, params, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType)) // without one it is UTF-8
	if !slices.Contains([]string{"gb18030", "gbk", "gb2312"}, strings.ToLower(params["charset"])) {
		return decode[T](c)
	}
	body, err := simplifiedchinese.GB18030.NewDecoder().Bytes(c.BodyRaw())
	if err != nil || bytes.ContainsRune(body, utf8.RuneError) {
		return v, dispatch.Errorf(dispatch.Invalid, "not_utf8")
	}
	return v, decodeInto(body, &v)
}

// handedView is the answer to a platform: our number and where the ticket stands.
// Notes are what could not be taken over as it came.
type handedView struct {
	No         string         `json:"no"`
	UpstreamNo string         `json:"upstream_no"`
	State      dispatch.State `json:"state"`
	Known      bool           `json:"known"` // it was here already
	Notes      []string       `json:"notes"`
}

// handDown takes a ticket of a platform (上级下派). The same again is the ticket it
// made; the same number with other contents is refused.
func (s *server) handDown(c *fiber.Ctx) error {
	p, err := s.proven(c)
	if err != nil {
		return err
	}
	f, err := signedBody[exchange.Handed](c)
	var v handedView
	if err == nil {
		v, err = s.takeDown(c.UserContext(), p, f)
	}
	s.exchanged(c.UserContext(), p, ExchangedLine{What: "ticket", No: clip(f.No, 100), Ticket: v.No, Known: v.Known, Notes: v.Notes}, err)
	if err != nil {
		return err
	}
	status := fiber.StatusCreated
	if v.Known {
		status = fiber.StatusOK
	}
	return c.Status(status).JSON(v)
}

// takeDown registers what a platform hands down, once.
func (s *server) takeDown(ctx context.Context, p platform, f exchange.Handed) (v handedView, err error) {
	read, err := f.Read(*p.Platform)
	if err != nil {
		return v, err
	}
	in := read.Intake
	v.Notes = append([]string{}, read.Unmapped...)
	t, err := s.theirTicket(ctx, p, in.Upstream.No)
	if err == nil {
		return v.known(t, in.Upstream.Digest)
	}
	if dispatch.CodeOf(err) != dispatch.NotFound {
		return v, err
	}
	if in.Category != "" && s.categoryName(in.Category) == "" {
		v.Notes, in.Category = append(v.Notes, "category "+clip(f.Category, 60)), ""
	}
	files, notes, err := s.takeMedia(ctx, f.Attachments)
	if err != nil {
		return v, err
	}
	in.Attachments, v.Notes = files, append(v.Notes, notes...)
	t, err = s.log(ctx, in, nil, dispatch.Action{}, p.actor())
	if dispatch.CodeOf(err) == dispatch.Exists && err != nil && t.No != "" {
		return v.known(t, in.Upstream.Digest)
	}
	if err != nil {
		return v, err
	}
	if t, err = s.asTheySay(ctx, t, read.Unit); err != nil {
		v.Notes = append(v.Notes, "unit "+clip(f.Unit, 60))
	}
	v.No, v.UpstreamNo, v.State = t.No, in.Upstream.No, t.State
	return v, nil
}

// known answers with the ticket that is here already, if it is the same.
func (v handedView) known(t dispatch.Ticket, digest string) (handedView, error) {
	v.No, v.UpstreamNo, v.State, v.Known = t.No, t.Upstream.No, t.State, true
	if t.Upstream.Digest != "" && t.Upstream.Digest != digest {
		return v, &dispatch.Error{Code: dispatch.Exists, Key: "upstream_other", Field: "no", Args: []any{t.No}}
	}
	return v, nil
}

// asTheySay gives a ticket that the rules were not sure of to the unit that the
// platform named.
func (s *server) asTheySay(ctx context.Context, t dispatch.Ticket, unit string) (dispatch.Ticket, error) {
	if unit == "" || t.State != dispatch.StateRegistered {
		return t, nil
	}
	after, err := s.Service.Act(ctx, t.No, dispatch.Action{Kind: dispatch.DoDispatch, Lead: unit, Reason: dispatch.PlatformID(t.Upstream.Platform)}, dispatch.System())
	if err != nil {
		return t, err
	}
	return after, nil
}

// theirTicket finds the ticket of a platform's number.
func (s *server) theirTicket(ctx context.Context, p platform, no string) (dispatch.Ticket, error) {
	ts, _, err := s.store.Tickets(ctx, dispatch.Filter{Upstream: dispatch.UpstreamKey(p.code(), no)}, dispatch.Page{Limit: 1})
	if err == nil && len(ts) == 0 {
		err = dispatch.Errorf(dispatch.NotFound, "upstream_unknown", clip(no, 60))
	}
	if err != nil {
		return dispatch.Ticket{}, err
	}
	return ts[0], nil
}

// theirs is the platform's number in the route.
func theirs(c *fiber.Ctx) string {
	no, err := url.PathUnescape(c.Params("theirs"))
	if err != nil {
		return ""
	}
	return no
}

// takeMedia keeps the files of a message. One that may not come in is left out
// and counted by its place, for its name may be that of a person; the ticket is
// worth more than its pictures.
func (s *server) takeMedia(ctx context.Context, files []exchange.Media) (out []dispatch.Attachment, notes []string, err error) {
	for i, m := range files {
		if s.Files == nil {
			notes = append(notes, fmt.Sprintf("file %d attachments_off", i+1))
			continue
		}
		a, err := s.takeOne(ctx, m)
		var e *dispatch.Error
		switch {
		case err == nil && !slices.ContainsFunc(out, func(o dispatch.Attachment) bool { return o.ID == a.ID }):
			out = append(out, a)
		case err == nil:
		case errors.As(err, &e) && e.Code == dispatch.Invalid:
			notes = append(notes, fmt.Sprintf("file %d %s", i+1, e.Key))
		default:
			return nil, nil, err
		}
	}
	return out, notes, nil
}

func (s *server) takeOne(ctx context.Context, m exchange.Media) (dispatch.Attachment, error) {
	if m.URL != "" {
		return s.Files.Fetch(ctx, m.URL)
	}
	b, err := m.Bytes()
	if err != nil {
		return dispatch.Attachment{}, err
	}
	return s.Files.Take(ctx, m.Name, bytes.NewReader(b))
}

// upstreamEvent takes what a platform says later about a ticket: that it is
// pressed for, withdrawn, called back, due at another time.
func (s *server) upstreamEvent(c *fiber.Ctx) error {
	p, err := s.proven(c)
	if err != nil {
		return err
	}
	f, err := signedBody[exchange.Word](c)
	var v handedView
	if err == nil {
		v, err = s.takeEvent(c.UserContext(), p, f)
	}
	s.exchanged(c.UserContext(), p, ExchangedLine{What: clip(f.Kind, 40), No: clip(f.No, 100), Ticket: v.No, Notes: v.Notes}, err)
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func (s *server) takeEvent(ctx context.Context, p platform, f exchange.Word) (v handedView, err error) {
	a, err := f.Action(p.code())
	if err != nil {
		return v, err
	}
	t, err := s.theirTicket(ctx, p, f.No)
	if err != nil {
		return v, err
	}
	v = handedView{No: t.No, UpstreamNo: t.Upstream.No, State: t.State, Notes: []string{}}
	mark := p.code() + "/event/" + digest(f.No + "\n" + f.ID)[:32]
	switch _, err := s.store.Record(ctx, dispatch.KindNonce, mark); {
	case err == nil: // it came before, and much may have happened since
		return v, nil
	case dispatch.CodeOf(err) != dispatch.NotFound:
		return v, err
	}
	files, notes, err := s.takeMedia(ctx, f.Attachments)
	if err != nil {
		return v, err
	}
	a.Attachments, v.Notes = files, append(v.Notes, notes...)
	on := t.No
	if t.MergedInto != "" && (a.Kind == dispatch.DoUrge || a.Kind == dispatch.DoAppend || a.Kind == dispatch.DoAttach) {
		on, a.Of = t.MergedInto, t.No // the master is what is worked on
	}
	after, err := s.Service.Act(ctx, on, a, p.actor())
	if err != nil {
		return v, err
	}
	if on == t.No {
		v.State = after.State
	}
	return v, s.heard(ctx, mark)
}

// heard remembers an event of a platform: a ticket itself knows only the last few
// again.
func (s *server) heard(ctx context.Context, mark string) error {
	now := s.now()
	_, err := s.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindNonce, ID: mark, Body: []byte("{}"), At: now, Expires: now.Add(exchangedKeep)})
	if err != nil && (dispatch.CodeOf(err) == dispatch.Exists || dispatch.CodeOf(err) == dispatch.Conflict) {
		return nil
	}
	return err
}

// upstreamStatus tells a platform where its ticket stands.
func (s *server) upstreamStatus(c *fiber.Ctx) error {
	p, err := s.proven(c)
	if err != nil {
		return err
	}
	t, err := s.theirTicket(c.UserContext(), p, theirs(c))
	if err != nil {
		return err
	}
	return c.JSON(handedView{No: t.No, UpstreamNo: t.Upstream.No, State: t.State, Known: true, Notes: []string{}})
}

// upstreamFile gives a platform a file of the reply to its ticket.
func (s *server) upstreamFile(c *fiber.Ctx) error {
	p, err := s.proven(c)
	if err != nil {
		return err
	}
	t, err := s.theirTicket(c.UserContext(), p, theirs(c))
	if err != nil {
		return err
	}
	passed := slices.DeleteFunc(t.RepliedFiles(), func(dispatch.AttachedFile) bool { return t.State == dispatch.StateReplied })
	f, err := s.pick(c, t, passed)
	if err != nil {
		return err
	}
	return s.sendFile(c, f)
}

package api

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type listenForm struct {
	Reason string `json:"reason" need:"true"`
}

type recordingView struct {
	URL string `json:"url"`
}

// listen is POST /calls/{id}/recording {reason}: where the recording is, which is
// on record (调听录音). Of a call about a sealed ticket only those may know who may
// see the caller.
func (s *server) listen(c *fiber.Ctx) error {
	f, err := decode[listenForm](c)
	if err != nil {
		return err
	}
	if strings.TrimSpace(f.Reason) == "" {
		return dispatch.FieldError("reason", "required")
	}
	if err := dispatch.Plain("reason", f.Reason, 200); err != nil {
		return err
	}
	ctx, by := c.UserContext(), actorOf(c)
	d, err := s.loadCall(ctx, c.Params("id"))
	if err != nil {
		return err
	}
	no := ""
	for _, no = range d.Tickets {
		t, err := s.store.Ticket(ctx, no)
		if err != nil {
			return err
		}
		if t.IsSealed() && !dispatch.MayReveal(t, by, s.now()) {
			return dispatch.Errorf(dispatch.Forbidden, "recording_sealed")
		}
	}
	switch {
	case s.Phone.Recording == "":
		return dispatch.Errorf(dispatch.Conflict, "recording_off")
	case d.Recording.Text == "":
		return dispatch.Errorf(dispatch.NotFound, "recording_none")
	}
	if err := s.limits.take("reveal", by.ID, s.Config.Limits.RevealPerHour, 60, time.Hour); err != nil {
		return err
	}
	s.saw(ctx, by, no, sawRecording, []string{"recording"}, f.Reason)
	at := strings.NewReplacer("{recording}", escapedPath(d.Recording.Text), "{call}", url.PathEscape(d.ID)).Replace(s.Phone.Recording)
	return c.JSON(recordingView{at})
}

// escapedPath keeps the slashes of a reference and nothing else that means
// something in an address; it leads nowhere above its place.
func escapedPath(ref string) string {
	parts := strings.Split(strings.Trim(ref, "/"), "/")
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" || p == "." || p == ".." })
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}

type dialForm struct {
	No     string `json:"no,omitempty"`     // who called about a ticket
	Missed string `json:"missed,omitempty"` // a number that the asker has claimed
}

type dialView struct {
	Extension string `json:"extension"`
}

// dial is POST /calls/dial (点击拨号): the asker's extension rings, then the number
// is called. The number passes nobody's screen.
func (s *server) dial(c *fiber.Ctx) error {
	f, err := decode[dialForm](c)
	if err != nil {
		return err
	}
	if s.Phone.Dial == nil {
		return dispatch.Errorf(dispatch.Conflict, "dial_off")
	}
	ctx, by := c.UserContext(), actorOf(c)
	at, err := s.seatOf(ctx, by.ID)
	if err != nil {
		return err
	}
	if at.Extension == "" {
		return dispatch.Errorf(dispatch.Conflict, "desk_none")
	}
	if err := s.limits.take("dial", by.ID, 0, 60, time.Hour); err != nil {
		return err
	}
	number, err := s.dialled(ctx, f, by)
	if err != nil {
		return err
	}
	s.saw(ctx, by, f.No, sawDial, []string{"phone"}, "")
	if err := s.Phone.Dial(ctx, at.Extension, number); err != nil {
		s.Log.Warn("dial", "actor", by.ID, "err", err)
		if errors.Is(err, context.DeadlineExceeded) {
			return dispatch.Errorf(dispatch.Unavailable, "dial_slow")
		}
		return dispatch.Errorf(dispatch.Unavailable, "dial_failed")
	}
	return c.JSON(dialView{at.Extension})
}

// dialled is the number somebody may call.
func (s *server) dialled(ctx context.Context, f dialForm, by dispatch.Actor) (number string, err error) {
	switch {
	case f.No != "" && isNo(f.No):
		t, err := s.store.Ticket(ctx, f.No)
		if err != nil {
			return "", err
		}
		if !dispatch.MayReveal(t, by, s.now()) {
			return "", dispatch.Errorf(dispatch.Forbidden, "role_may_not")
		}
		p, err := s.person(ctx, t.No)
		if err != nil {
			return "", err
		}
		number = p.Phone
	case f.Missed != "":
		d, _, err := load[missedDoc](ctx, s.store, dispatch.KindMissed, f.Missed)
		if err != nil {
			return "", err
		}
		if d.Held(s.now()).Claimed != by.ID {
			return "", dispatch.Errorf(dispatch.Conflict, "missed_not_mine")
		}
		if err := s.Outlets.Open(MissedSeal(d.ID), d.Sealed, &number); err != nil {
			return "", err
		}
	default:
		return "", dispatch.FieldError("no", "required")
	}
	normal, ok := dispatch.NormalPhone(number)
	if !ok {
		return "", dispatch.Errorf(dispatch.Conflict, "dial_nobody")
	}
	return normal, nil
}

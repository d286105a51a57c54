package api

import (
	"context"
	"mime/multipart"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/open311"
)

// civicRemark takes what a citizen said about a request elsewhere (FixMyStreet). On
// a ticket that is worked on the words are added to it; without words it is asked
// how long it takes, and where nobody works on it any more nothing is done. That it
// is settled, or is not after all, is noted: a person decides. Sent again with the
// same update_id nothing happens twice.
func (s *server) civicRemark(c *fiber.Ctx, o civic) error {
	form, heads, err := civicForm(c)
	if err != nil {
		return err
	}
	var f open311.Faults
	p, err := s.civicKey(c, form.Get("api_key"), &f)
	if err != nil {
		return err
	}
	o.jurisdiction(form.Get("jurisdiction_id"), &f)
	r := open311.ReadRemark(form, &f)
	if err := f.Err(); err != nil {
		return err
	}
	mark := digest(strings.Join([]string{p.ID, r.Request, r.ID}, "\n"))[:32]
	if o.trial {
		_, err = s.trial(c.UserContext(), r.Request, false)
	} else {
		err = s.takeRemark(c.UserContext(), p, r, mark, heads)
	}
	if err != nil {
		return err
	}
	return s.civicSend(c, "service_request_updates", "request_update", []open311.UpdateTaken{{ID: r.Request + "-c" + mark[:12]}})
}

func (s *server) takeRemark(ctx context.Context, p principal, r open311.Remark, mark string, heads []*multipart.FileHeader) error {
	_, known, err := s.civicMemory(ctx, civicUpdateID+mark)
	if err != nil || known {
		return err
	}
	t, err := s.publishedTicket(ctx, r.Request)
	if err != nil {
		return err
	}
	a, by := remarkAction(t, r, p, len(r.Media)+len(heads) > 0)
	if a.Kind == "" {
		return s.civicKeep(ctx, civicUpdateID+mark, civicTaken{No: t.No}, civicUpdateLife)
	}
	if err := s.limits.take("remark", t.No, remarksPerHour, remarksPerHour, time.Hour); err != nil {
		return err
	}
	var without []missing
	if a.Kind != dispatch.DoUrge {
		if a.Attachments, without, err = s.civicFiles(ctx, p, r.Media, heads); err != nil {
			return err
		}
	}
	to := t.No
	if t.State == dispatch.StateMerged && a.Kind != dispatch.DoNote { // the master is worked on
		to, a.Of = t.MergedInto, t.No
	}
	a.Key = mark
	if _, err := s.Service.Act(ctx, to, a, by); err != nil {
		return err
	}
	s.await(ctx, to, without, p.desk(), mark)
	return s.civicKeep(ctx, civicUpdateID+mark, civicTaken{No: t.No}, civicUpdateLife)
}

// remarksPerHour is how many updates of one request are taken in an hour: a program
// that was away sends what it has kept.
const remarksPerHour = 60

// remarkAction is what a remark can do here, and as whom; without a kind there is
// nothing to do.
func remarkAction(t dispatch.Ticket, r open311.Remark, p principal, pictures bool) (dispatch.Action, dispatch.Actor) {
	said := dispatch.Scrub(r.About, dispatch.Person{Name: r.Name, Phone: r.Phone}, true)
	if r.Email != "" {
		said = strings.ReplaceAll(said, r.Email, "***")
	}
	note := ""
	switch {
	case r.Claims():
		note = saysFixedText
	case r.Status == open311.Reopened:
		note = saysReopenText
	case said == "" && pictures:
		said = saysPictureText
	}
	working := t.State.Open() || t.State == dispatch.StateMerged
	switch {
	case note == "" && said == "" && working:
		return dispatch.Action{Kind: dispatch.DoUrge}, p.behalf()
	case note == "" && said == "":
		return dispatch.Action{}, p.Actor
	case note == "" && working:
		return dispatch.Action{Kind: dispatch.DoAppend, Text: said}, p.behalf()
	default:
		return dispatch.Action{Kind: dispatch.DoNote, Text: note + said}, p.desk()
	}
}

package api

import (
	"cmp"
	"context"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/open311"
	"hotline/sla"
)

// civicRequests lists published requests, the newest first.
func (s *server) civicRequests(c *fiber.Ctx, o civic) error {
	var f open311.Faults
	w := open311.ReadWindow(queryOf(c), s.now(), &f)
	if err := f.Err(); err != nil {
		return err
	}
	if o.trial {
		list, err := s.trials(c.UserContext(), w)
		if err != nil {
			return err
		}
		return s.civicSend(c, "service_requests", "request", list)
	}
	out := []open311.Request{}
	list, err := s.publishedIn(c.UserContext(), o, w)
	if err != nil {
		return err
	}
	for _, t := range list {
		v, err := s.requestOf(c.UserContext(), o, t, w.Extended)
		if err != nil {
			return err
		}
		out = append(out, v)
	}
	return s.civicSend(c, "service_requests", "request", out)
}

// queryOf is the query of a request; what cannot be read is left out.
func queryOf(c *fiber.Ctx) url.Values {
	v, _ := url.ParseQuery(string(c.Context().URI().QueryString()))
	return v
}

// civicRequest gives one request. One that is not published is not there.
func (s *server) civicRequest(c *fiber.Ctx, o civic) error {
	id, _ := open311.Split(civicParam(c, "service_request_id"))
	extended := open311.Extensions(c.Query("extensions"))
	v, err := open311.Request{}, error(nil)
	if o.trial {
		v, err = s.trial(c.UserContext(), id, extended)
	} else {
		var t dispatch.Ticket
		if t, err = s.publishedTicket(c.UserContext(), id); err == nil {
			v, err = s.requestOf(c.UserContext(), o, t, extended)
		}
	}
	if err != nil {
		return err
	}
	return s.civicSend(c, "service_requests", "request", []open311.Request{v})
}

// publishedTicket reads a ticket that everybody may see.
func (s *server) publishedTicket(ctx context.Context, no string) (dispatch.Ticket, error) {
	unknown := open311.Faults{{Code: open311.NotFound, About: "service_request_id was not found"}}
	if !isNo(no) {
		return dispatch.Ticket{}, unknown
	}
	t, err := s.store.Ticket(ctx, no)
	switch {
	case err != nil && dispatch.CodeOf(err) == dispatch.NotFound, err == nil && !t.Published():
		return t, unknown
	}
	return t, err
}

// publishedIn finds the tickets of a window. The days without any cost nothing.
func (s *server) publishedIn(ctx context.Context, o civic, w open311.Window) ([]dispatch.Ticket, error) {
	if len(w.IDs) > 0 {
		return s.publishedOf(ctx, w.IDs)
	}
	days, err := s.busyDays(ctx, dispatch.PublicDay, w.From, w.To)
	if err != nil {
		return nil, err
	}
	most := w.Page * w.Size
	var out []dispatch.Ticket
	for _, queue := range days {
		day, err := s.queueOf(ctx, dispatch.Filter{Queue: queue, States: statesOf(w.Status)})
		if err != nil {
			return nil, err
		}
		day = slices.DeleteFunc(day, func(t dispatch.Ticket) bool { return !fits(o, w, t) })
		slices.SortFunc(day, func(a, b dispatch.Ticket) int {
			return cmp.Or(b.RegisteredAt.Compare(a.RegisteredAt), strings.Compare(b.No, a.No))
		})
		if out = append(out, day...); len(out) >= most {
			break
		}
	}
	from, to := w.Bounds(len(out))
	return out[from:to], nil
}

func (s *server) publishedOf(ctx context.Context, ids []string) ([]dispatch.Ticket, error) {
	var out []dispatch.Ticket
	for _, id := range ids {
		t, err := s.publishedTicket(ctx, id)
		if _, unknown := err.(open311.Faults); unknown {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// busyDays names the queues of the days between two moments that hold anything,
// the latest first.
func (s *server) busyDays(ctx context.Context, name func(time.Time) string, from, to time.Time) ([]string, error) {
	var all []string
	day := func(at time.Time) time.Time {
		l := at.In(sla.Zone)
		return time.Date(l.Year(), l.Month(), l.Day(), 12, 0, 0, 0, sla.Zone)
	}
	if now := s.now(); to.After(now) {
		to = now
	}
	for at := day(to); !at.Before(day(from)); at = at.AddDate(0, 0, -1) {
		all = append(all, name(at))
	}
	counts, err := s.store.Counts(ctx, all)
	return slices.DeleteFunc(all, func(q string) bool { return counts[q] == 0 }), err
}

// queueOf reads a whole queue.
func (s *server) queueOf(ctx context.Context, f dispatch.Filter) ([]dispatch.Ticket, error) {
	var out []dispatch.Ticket
	for after := ""; ; {
		page, next, err := s.store.Tickets(ctx, f, dispatch.Page{Limit: 200, After: after})
		if err != nil {
			return nil, err
		}
		if out = append(out, page...); next == "" {
			return out, nil
		}
		after = next
	}
}

// statesOf are the states behind a status; none for both.
func statesOf(status string) []dispatch.State {
	if status == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(dispatch.States), func(st dispatch.State) bool { return civicStatus(st) != status })
}

// civicStatus is the status of the standard. A merged ticket is open: it has its
// own end.
func civicStatus(st dispatch.State) string {
	if st.Open() || st == dispatch.StateMerged {
		return "open"
	}
	return "closed"
}

// fits looks at what is published of a ticket, and at nothing else.
func fits(o civic, w open311.Window, t dispatch.Ticket) bool {
	if !t.Published() || t.RegisteredAt.Before(w.From) || t.RegisteredAt.After(w.To) || t.UpdatedAt.Before(w.Since) {
		return false
	}
	if len(w.Services) > 0 && !slices.Contains(w.Services, o.serviceOf(t.Category).Code) {
		return false
	}
	if w.Box != nil {
		lat, long := spotOf(t, o.serviceOf(t.Category).Coarse)
		return lat != nil && w.Box.Holds(*lat, *long)
	}
	return true
}

// spotOf are the coordinates everybody may see; nil where there are none.
func spotOf(t dispatch.Ticket, coarse bool) (lat, long *float64) {
	if t.Place.Lat == 0 && t.Place.Lon == 0 {
		return nil, nil
	}
	la, lo := t.Place.Lat, t.Place.Lon
	if coarse {
		la, lo = open311.Coarse(la), open311.Coarse(lo)
	}
	return &la, &lo
}

// requestOf is what everybody may see of a published ticket.
func (s *server) requestOf(ctx context.Context, o civic, t dispatch.Ticket, extended bool) (open311.Request, error) {
	v := s.openRequest(o, t)
	if !extended {
		return v, nil
	}
	events, err := s.store.Events(ctx, t.No)
	s.extend(o, t, events, &v)
	return v, err
}

// openRequest is a ticket in the words of the standard.
func (s *server) openRequest(o civic, t dispatch.Ticket) open311.Request {
	r := o.serviceOf(t.Category)
	v := open311.Request{ID: t.No, Status: civicStatus(t.State), Name: r.Name, Code: r.Code, About: openWords(withoutAnswers(t.Text)),
		Agency: open311.Text(s.unitName(t.Lead)), Notice: open311.Text(r.Notice), Requested: open311.Stamp(t.RegisteredAt), Updated: open311.Stamp(t.UpdatedAt),
		Address: addressOf(t, r.Coarse), Media: s.mediaOf(o, t, r.Coarse)}
	if v.Status == "closed" && !t.ClosedAt.IsZero() {
		v.Updated = open311.Stamp(t.ClosedAt)
	}
	if clock, i := t.Clock(sla.ResolveClock); i >= 0 && v.Status == "open" {
		v.Expected = open311.Text(open311.Stamp(clock.Due))
	}
	v.Lat, v.Long = spotOf(t, r.Coarse)
	step := s.standing(o, t)
	v.Notes = &step.About
	return v
}

// extend adds what is beyond the standard.
func (s *server) extend(o civic, t dispatch.Ticket, events []dispatch.Event, v *open311.Request) {
	v.Extended = &open311.Extended{Title: openWords(t.Title), Status: s.standing(o, t).Status, Town: t.Place.Town, Media: orEmpty([]string(v.Media))}
	for _, u := range s.stepsOf(o, t, events) {
		v.History = append(v.History, open311.Note{At: u.Updated, Status: u.Status, About: u.About})
	}
}

// addressOf is never empty: some clients refuse a request without one.
func addressOf(t dispatch.Ticket, coarse bool) string {
	if coarse {
		return cmp.Or(t.Place.Town, noPlaceText)
	}
	return cmp.Or(open311.Redact(t.Place.Address), t.Place.Town, noAddressText)
}

// mediaOf are the addresses here of the pictures that came with the request. Where
// the client had them is nobody else's business: that address may hold a key, and
// may show something else tomorrow.
func (s *server) mediaOf(o civic, t dispatch.Ticket, coarse bool) open311.Media {
	var out open311.Media
	for _, f := range s.openPictures(o, t, coarse) {
		out = append(out, o.base+civicBase+"/media/"+t.No+"/"+f.ID)
	}
	return out
}

func (s *server) openPictures(o civic, t dispatch.Ticket, coarse bool) []dispatch.AttachedFile {
	if !o.Pictures || coarse || s.Files == nil || !t.Published() || t.FilesGone(s.Config.FilesKeep, s.now()) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(t.Attachments), func(f dispatch.AttachedFile) bool {
		came := f.On == dispatch.Registered || f.On == dispatch.Attached && f.Role == dispatch.RoleSystem // fetched later
		return !came || !strings.HasPrefix(f.Type, "image/")
	})
}

// civicMedia gives a published picture.
func (s *server) civicMedia(c *fiber.Ctx, o civic) error {
	t, err := s.publishedTicket(c.UserContext(), c.Params("no"))
	if err != nil {
		return err
	}
	f, err := s.pick(c, t, s.openPictures(o, t, o.serviceOf(t.Category).Coarse))
	if err != nil {
		return err
	}
	f.Name = "picture" + path.Ext(f.Name) // its own may tell who sent it
	if err := s.sendFile(c, f); err != nil {
		return err
	}
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
	return nil
}

package api

import (
	"context"
	"encoding/json"
	"regexp"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/phone"
)

// seatDoc says who sits at an extension (分机), and which calls it had last: while
// one is talked another may ring.
type seatDoc struct {
	Extension string    `json:"extension"`
	User      string    `json:"user,omitempty"`
	Since     time.Time `json:"since,omitzero"`
	Calls     []string  `json:"calls,omitempty"` // the newest first
	// Talked are those of them that were answered there: however many ring meanwhile,
	// the one that is talked stays.
	Talked []string `json:"talked,omitempty"`
}

// known are the calls of the seat, the newest first.
func (at seatDoc) known() []string {
	all := slices.Concat(at.Calls, at.Talked)
	slices.Sort(all)
	return slices.Compact(all)
}

// noted is a list with a call more; what is told late comes behind.
func noted(calls []string, id string) []string {
	calls = append(slices.Clone(calls), id)
	slices.Sort(calls)
	calls = slices.Compact(calls)
	return calls[:min(len(calls), seatCalls)]
}

// seatKeep is how long an extension stays somebody's that nothing is heard of.
const seatKeep = 400 * 24 * time.Hour

// seatCalls is how many calls an extension is known to have had.
const seatCalls = 4

var extensionForm = regexp.MustCompile(`^[0-9]{2,12}$`)

// seatAt is who sits at an extension; nobody at one that is not known.
func (s *server) seatAt(ctx context.Context, extension string) (seatDoc, error) {
	if extension == "" {
		return seatDoc{}, nil
	}
	d, _, err := load[seatDoc](ctx, s.store, dispatch.KindExtension, extension)
	if isNotFound(err) {
		return seatDoc{Extension: extension}, nil
	}
	return d, err
}

// seats lists all extensions.
func (s *server) seats(ctx context.Context) ([]seatDoc, error) {
	var out []seatDoc
	err := dispatch.EachRecord(ctx, s.store, dispatch.KindExtension, func(r dispatch.Record) error {
		var d seatDoc
		err := json.Unmarshal(r.Body, &d)
		out = append(out, d)
		return err
	})
	return out, err
}

// seatOf is where a person sits.
func (s *server) seatOf(ctx context.Context, user string) (seatDoc, error) {
	all, err := s.seats(ctx)
	if i := slices.IndexFunc(all, func(d seatDoc) bool { return d.User == user }); err == nil && i >= 0 {
		return all[i], nil
	}
	return seatDoc{}, err
}

// show tells the desks that have part in a call, and nobody else, that it changed
// (来电弹屏). What they are told names the call only; who calls they ask for.
func (s *server) show(ctx context.Context, d callDoc, e phone.Event, seat seatDoc) error {
	if e.Kind == phone.Recorded {
		return nil
	}
	if seat.User != "" && d.RingsAt(e.Extension) {
		_, err := amend(ctx, s, dispatch.KindExtension, e.Extension, seatKeep, func(v seatDoc, found bool) (seatDoc, bool, error) {
			list := &v.Calls
			if len(d.Answers) > 0 {
				list = &v.Talked
			}
			was := *list
			*list = noted(was, d.ID)
			return v, found && !slices.Equal(was, *list), nil
		})
		if err != nil {
			return err
		}
	}
	var users []string
	for _, x := range d.Extensions() {
		at := seat
		if x != e.Extension {
			var err error
			if at, err = s.seatAt(ctx, x); err != nil {
				return err
			}
		}
		if at.User != "" && at.had(d.Call) && !slices.Contains(users, at.User) {
			users = append(users, at.User)
		}
	}
	return s.tellDesks(ctx, d, users)
}

// tellDesks has some people's consoles ask what is at their desks; of no call, it
// is that they do not sit where they did.
func (s *server) tellDesks(ctx context.Context, d callDoc, users []string) error {
	if len(users) == 0 || s.Consoles == nil {
		return nil
	}
	if err := s.store.Post(ctx, []dispatch.Notice{notify.Call(d.ID, string(d.State()), newID(16), s.now(), users)}); err != nil {
		return err
	}
	s.Service.Wake()
	return nil
}

type seatForm struct {
	Extension string `json:"extension"`
	Take      bool   `json:"take,omitempty"`
}

type deskView struct {
	Extension string `json:"extension"`
	// Dial says that the telephone system can be told to call.
	Dial bool `json:"dial"`
	// Recordings says that recordings can be listened to.
	Recordings bool `json:"recordings"`
}

// myExtension is GET /me/extension.
func (s *server) myExtension(c *fiber.Ctx) error {
	at, err := s.seatOf(c.UserContext(), actorOf(c).ID)
	if err != nil {
		return err
	}
	return c.JSON(s.deskView(at.Extension))
}

func (s *server) deskView(extension string) deskView {
	return deskView{extension, s.Phone.Dial != nil, s.Phone.Recording != ""}
}

// sitDown is PUT /me/extension (签入分机): one person at a time; who takes a seat
// that another has says so. "" leaves.
func (s *server) sitDown(c *fiber.Ctx) error {
	f, err := decode[seatForm](c)
	if err != nil {
		return err
	}
	if err := s.seat(c.UserContext(), actorOf(c).ID, f); err != nil {
		return err
	}
	return c.JSON(s.deskView(f.Extension))
}

// seatUser is PUT /users/{username}/extension.
func (s *server) seatUser(c *fiber.Ctx) error {
	f, err := decode[seatForm](c)
	if err != nil {
		return err
	}
	u, _, err := s.sessions.user(c.UserContext(), c.Params("username"))
	if err != nil {
		return err
	}
	if err := s.seat(c.UserContext(), u.Username, f); err != nil {
		return err
	}
	if err := s.tellDesks(c.UserContext(), callDoc{}, []string{u.Username}); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "extension_changed", u.Username, f.Extension)
	return c.JSON(s.deskView(f.Extension))
}

// seat puts a person at an extension. Who sat there is told, so that their page
// shows it.
func (s *server) seat(ctx context.Context, user string, f seatForm) error {
	if f.Extension != "" && !extensionForm.MatchString(f.Extension) {
		return dispatch.FieldError("extension", "extension_form")
	}
	var left []string
	if f.Extension != "" {
		_, err := amend(ctx, s, dispatch.KindExtension, f.Extension, seatKeep, func(v seatDoc, found bool) (seatDoc, bool, error) {
			if found && v.User != "" && v.User != user && !f.Take {
				return v, false, dispatch.Errorf(dispatch.Conflict, "extension_taken", v.User)
			}
			if left = nil; v.User != "" && v.User != user {
				left = []string{v.User}
			}
			same := v.User == user
			return seatDoc{Extension: f.Extension, User: user, Since: s.now().UTC()}, !same, nil
		})
		if err != nil {
			return err
		}
	}
	all, err := s.seats(ctx)
	if err != nil {
		return err
	}
	for _, at := range all { // nobody sits at two
		if at.User != user || at.Extension == f.Extension {
			continue
		}
		if err := s.store.DeleteRecord(ctx, dispatch.KindExtension, at.Extension); err != nil && !isNotFound(err) {
			return err
		}
	}
	return s.tellDesks(ctx, callDoc{}, left)
}

type seatView struct {
	Extension string    `json:"extension"`
	User      string    `json:"user"`
	Name      string    `json:"name"`
	Since     time.Time `json:"since"`
}

// listExtensions is GET /extensions.
func (s *server) listExtensions(c *fiber.Ctx) error {
	all, err := s.seats(c.UserContext())
	if err != nil {
		return err
	}
	v := itemsView[seatView]{Items: []seatView{}}
	for _, at := range all {
		v.Items = append(v.Items, seatView{at.Extension, at.User, s.userName(c.UserContext(), at.User), at.Since})
	}
	return c.JSON(v)
}

// userName is the name of an account, or its username once it is gone.
func (s *server) userName(ctx context.Context, username string) string {
	if username == "" {
		return ""
	}
	u, _, err := s.sessions.user(ctx, username)
	if err != nil || u.Name == "" {
		return username
	}
	return u.Name
}

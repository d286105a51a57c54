package api

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/open311"
)

// What is remembered of Open311 beside the tickets, by the beginning of its name:
// tokens, requests made a moment ago, updates taken, requests to the test endpoint,
// pictures that could not be had yet.
const (
	civicTokenID  = "token/"
	civicSeenID   = "seen/"
	civicUpdateID = "update/"
	civicTrialID  = "trial/"
	civicMediaID  = "media/"
)

// How long they are remembered.
const (
	civicTokenLife  = 90 * 24 * time.Hour
	civicSeenLife   = 10 * time.Minute // the same request again is a retry
	civicUpdateLife = 90 * 24 * time.Hour
	civicTrialLife  = 24 * time.Hour
	civicMediaLife  = 24 * time.Hour
)

// civicTaken is what became of a request.
type civicTaken struct {
	No    string `json:"no"`
	Token string `json:"token,omitempty"`
}

// civicForm reads a form with its files, whichever way it was sent; what stands in
// the address counts where the form says nothing.
func civicForm(c *fiber.Ctx) (url.Values, []*multipart.FileHeader, error) {
	form, heads := url.Values{}, []*multipart.FileHeader(nil)
	kind, _, _ := strings.Cut(strings.ToLower(c.Get(fiber.HeaderContentType)), ";")
	switch kind = strings.TrimSpace(kind); {
	case kind == fiber.MIMEMultipartForm:
		m := formOf(c)
		maps.Copy(form, m.Value)
		for _, name := range slices.Sorted(maps.Keys(m.File)) {
			heads = append(heads, m.File[name]...)
		}
	case kind == fiber.MIMEApplicationForm || kind == "" || len(c.BodyRaw()) == 0:
		var err error
		if form, err = open311.ParseForm(string(c.BodyRaw())); err != nil {
			return nil, nil, err
		}
	default:
		return nil, nil, open311.Faults{{Code: open311.BadRequest, About: "Send a form: application/x-www-form-urlencoded or multipart/form-data"}}
	}
	for name, values := range queryOf(c) {
		if form.Get(name) == "" {
			form[name] = values
		}
	}
	return form, heads, nil
}

// civicUpload tells whether a form with media may be sent to the path.
func civicUpload(path string) bool {
	path, _ = open311.Split(civicPath(path))
	for _, base := range []string{civicBase, civicTry} {
		if path == base+"/requests" || path == base+"/servicerequestupdates" {
			return true
		}
	}
	return false
}

// civicKey finds the program behind an api_key, which is a token with the scope
// open311; a program may also send it as others do, in Authorization.
func (s *server) civicKey(c *fiber.Ctx, key string, f *open311.Faults) (principal, error) {
	if key = strings.TrimSpace(key); key == "" {
		key, _ = strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer ")
	}
	if key == "" {
		f.Denied("Missing api_key")
		return principal{}, nil
	}
	p, err := s.program(c, key)
	switch {
	case err != nil && dispatch.CodeOf(err) == dispatch.Unauthorized:
		f.Denied("Invalid api_key")
		return principal{}, nil
	case err != nil:
		return principal{}, err
	case !slices.Contains(p.scopes, scopeOpen311):
		f.Denied("The api_key is not for Open311")
		return principal{}, nil
	}
	c.Locals(principalKey{}, p)
	return p, nil
}

// behalf is a citizen who speaks through the program of a key.
func (p principal) behalf() dispatch.Actor {
	return dispatch.Actor{ID: p.ID, Name: p.Name, Role: dispatch.RoleCitizen}
}

// desk is the program as one who puts down at the hotline what came in.
func (p principal) desk() dispatch.Actor {
	return dispatch.Actor{ID: p.ID, Name: p.Name, Role: dispatch.RoleAgent}
}

// civicPost registers a request. Made again by the same program within ten minutes
// it is the same one.
func (s *server) civicPost(c *fiber.Ctx, o civic) error {
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
	sub := open311.ReadSubmission(form, &f)
	r, known := o.Rule(sub.Service)
	if sub.Service != "" && (!known || !r.Published) {
		f.Missing("service_code was not found")
	}
	answers := r.Answered(sub.Answers, &f)
	if _, ok := dispatch.NormalPhone(sub.Phone); !ok && sub.Phone != "" {
		f.Bad("phone is not a telephone number")
	}
	if err := f.Err(); err != nil {
		return err
	}
	same := civicDigest(o, p, form, heads)
	taken, done, err := s.civicMemory(c.UserContext(), civicSeenID+same)
	if err == nil && !done {
		if o.trial {
			taken.No, err = s.tryRequest(c.UserContext(), o, p, sub, r)
		} else {
			taken.No, err = s.civicLog(c, p, sub, r, answers, heads, same)
		}
		if err == nil {
			taken, err = s.remember(c.UserContext(), o, taken, same)
		}
	}
	if err != nil {
		return err
	}
	v := open311.Taken{ID: taken.No, Notice: open311.Text(r.Notice)}
	if taken.Token != "" {
		v.ID, v.Token = "", taken.Token
	}
	return s.civicSend(c, "service_requests", "request", []open311.Taken{v})
}

// civicDigest stands for a program and everything it sent, and to which endpoint.
func civicDigest(o civic, p principal, form url.Values, heads []*multipart.FileHeader) string {
	said := url.Values{}
	for name, values := range form {
		if name != "api_key" {
			said[name] = values
		}
	}
	text := p.ID + "\n" + said.Encode()
	if o.trial {
		text = "test\n" + text
	}
	for _, h := range heads {
		text += fmt.Sprintf("\n%s %d", h.Filename, h.Size)
	}
	return digest(text)[:32]
}

// civicLog makes a ticket of a request. Who made it goes into the person record;
// without a name, a number and an address it is anonymous.
func (s *server) civicLog(c *fiber.Ctx, p principal, sub open311.Submission, r open311.Rule, answers []open311.Answer, heads []*multipart.FileHeader, same string) (string, error) {
	ctx := c.UserContext()
	about := cmp.Or(sub.About, r.Name)
	in := dispatch.Intake{
		Matter: dispatch.Matter{Type: dispatch.Type(cmp.Or(r.Demand, string(dispatch.Help))), Channel: dispatch.App, Title: titleOrProposal("", about),
			Text: withAnswers(about, answers), Category: r.Category, Place: dispatch.Place{Address: placeText(sub), Lat: sub.Lat, Lon: sub.Long}},
		Person:    dispatch.Person{Name: sub.Name(), Phone: sub.Phone, Email: sub.Email},
		Anonymous: sub.Phone == "" && sub.Email == "", WantsReply: sub.Phone != "", Public: true,
	}
	if dispatch.Fold(in.Title) == "" {
		in.Title = r.Name
	}
	var err error
	if in.IdemKey, err = idempotencyKey(c, "open311"); err != nil {
		return "", err
	}
	if in.IdemKey == "" { // for two at the same moment; later ones are remembered
		in.IdemKey = digest(same + s.now().UTC().Truncate(civicSeenLife).String())[:32]
	}
	files, missing, err := s.civicFiles(ctx, p, sub.Media, heads)
	if err != nil {
		return "", err
	}
	in.Attachments = files
	t, err := s.log(ctx, in, nil, dispatch.Action{}, p.behalf())
	if err == nil {
		s.await(ctx, t.No, missing, dispatch.System(), same)
	}
	return t.No, err
}

// remember notes what became of a request, and makes its token where one is
// answered with.
func (s *server) remember(ctx context.Context, o civic, taken civicTaken, same string) (civicTaken, error) {
	if o.Tokens {
		taken.Token = newID(16)
		if err := s.civicKeep(ctx, civicTokenID+taken.Token, taken, civicTokenLife); err != nil {
			return taken, err
		}
	}
	return taken, s.civicKeep(ctx, civicSeenID+same, taken, civicSeenLife)
}

// civicMemory reads what is remembered.
func (s *server) civicMemory(ctx context.Context, id string) (taken civicTaken, found bool, err error) {
	taken, _, err = load[civicTaken](ctx, s.store, dispatch.KindOpen311, id)
	if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
		return civicTaken{}, false, nil
	}
	return taken, err == nil, err
}

// civicKeep remembers a value for a while. Another request may have done so first.
func (s *server) civicKeep(ctx context.Context, id string, v any, life time.Duration) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	now := s.now()
	_, err = s.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindOpen311, ID: id, Body: body, At: now, Expires: now.Add(life)})
	if err != nil && dispatch.CodeOf(err) == dispatch.Exists {
		return nil
	}
	return err
}

// civicToken tells the number behind a token.
func (s *server) civicToken(c *fiber.Ctx, o civic) error {
	token, _ := open311.Split(civicParam(c, "token"))
	taken, found, err := civicTaken{}, false, error(nil)
	if isToken(token) {
		taken, found, err = s.civicMemory(c.UserContext(), civicTokenID+token)
	}
	if err != nil {
		return err
	}
	if !found || isTrial(taken.No) != o.trial {
		return open311.Faults{{Code: open311.NotFound, About: "token was not found"}}
	}
	return s.civicSend(c, "service_requests", "request", []open311.Resolved{{ID: taken.No, Token: token}})
}

// isToken tells whether s is spelt like a token.
func isToken(s string) bool {
	return len(s) == 32 && !strings.ContainsFunc(s, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') })
}

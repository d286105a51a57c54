package api

import (
	"context"
	"encoding/json"
	"mime/multipart"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

const (
	// uploadLife is how long a file may wait to be attached.
	uploadLife = 24 * time.Hour
	// uploadTime bounds how long a phone with a poor line may take to send one.
	uploadTime = 3 * time.Minute
	// formRoom is what a form takes beside its file.
	formRoom = 64 << 10
)

// upload is a file that somebody sent and nobody else may attach.
type upload struct {
	dispatch.Attachment
	At time.Time `json:"at"`
	By string    `json:"by"`
}

// uploadPaths are the routes whose bodies may be as big as a file.
var uploadPaths = []string{"/api/v1/files", "/api/v1/public/files"}

// bodyBound is what a body may be.
type bodyBound struct {
	most int
	life time.Duration
	form bool // with files
}

// boundFor is how big the body of a route may be, and how long it may take.
func (s *server) boundFor(c *fiber.Ctx) bodyBound {
	path := strings.TrimSuffix(c.Path(), "/")
	switch {
	case strings.HasPrefix(path, "/api/v1/upstream/"):
		return bodyBound{most: upstreamBody, life: uploadTime}
	case path == "/api/v1/imports" && s.Imports != nil:
		return bodyBound{int(s.Imports.MaxSize) + formRoom, uploadTime, true}
	case s.Files != nil && (slices.Contains(uploadPaths, path) || civicUpload(path)):
		return bodyBound{int(s.Files.MaxSize()) + formRoom, uploadTime, true}
	}
	return bodyBound{maxBody, readTime, path == "/api/v1/imports" || slices.Contains(uploadPaths, path) || civicUpload(path)}
}

// takeFile takes in a file of somebody who is signed in (上传附件).
func (s *server) takeFile(c *fiber.Ctx) error {
	by := actorOf(c)
	if err := s.limits.take("files", by.ID, s.Config.Limits.FilesPerHour, 300, time.Hour); err != nil {
		return err
	}
	return s.takeInto(c, ownerMark(by), "")
}

// takeInto keeps the file of a form and notes whose it is.
func (s *server) takeInto(c *fiber.Ctx, mark, secret string) error {
	if s.Files == nil {
		return dispatch.Errorf(dispatch.Unavailable, "attachments_off")
	}
	head, err := fileOf(c)
	if err != nil {
		return err
	}
	a, err := s.keepFile(c.UserContext(), head)
	if err != nil {
		return err
	}
	if err := s.noteUpload(c.UserContext(), a, mark, actorOf(c)); err != nil {
		return err
	}
	if secret != "" {
		a.ID += "-" + secret
	}
	return c.Status(fiber.StatusCreated).JSON(a)
}

func (s *server) keepFile(ctx context.Context, head *multipart.FileHeader) (dispatch.Attachment, error) {
	f, err := head.Open()
	if err != nil {
		return dispatch.Attachment{}, err
	}
	defer f.Close()
	return s.Files.Take(ctx, head.Filename, f)
}

// noteUpload remembers who sent a file, for a day. Sent twice it waits anew.
func (s *server) noteUpload(ctx context.Context, a dispatch.Attachment, mark string, by dispatch.Actor) error {
	now := s.now()
	body, err := json.Marshal(upload{a, now.UTC(), by.ID})
	if err != nil {
		return err
	}
	r := dispatch.Record{Kind: dispatch.KindUpload, ID: a.ID + "-" + mark, Body: body, At: now, Expires: now.Add(uploadLife)}
	known, err := s.store.Record(ctx, r.Kind, r.ID)
	if err == nil {
		r.Version = known.Version
	} else if dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	if _, err = s.store.PutRecord(ctx, r); dispatch.CodeOf(err) == dispatch.Conflict || dispatch.CodeOf(err) == dispatch.Exists {
		return nil // the same file at the same moment, by the same hand
	}
	return err
}

// ownerMark stands for a person in the name of an upload.
func ownerMark(by dispatch.Actor) string { return digest("upload\n" + by.ID)[:32] }

// sent are attachments of which a form gives nothing but the IDs.
func sent(ids []string) []dispatch.Attachment {
	if len(ids) == 0 {
		return nil
	}
	out := make([]dispatch.Attachment, len(ids))
	for i, id := range ids {
		out[i].ID = id
	}
	return out
}

// mostClaimed bounds how many IDs are looked up; the rules allow fewer.
const mostClaimed = 100

// claim looks up the files an action names among those its actor sent (认领附件).
// What somebody else sent, or nobody, is not there.
func (s *server) claim(ctx context.Context, files []dispatch.Attachment, by dispatch.Actor) ([]dispatch.Attachment, error) {
	if len(files) > mostClaimed {
		return nil, dispatch.FieldError("attachments", "too_many", mostClaimed)
	}
	for i, f := range files {
		name := f.ID + "-" + ownerMark(by)
		if by.Role == dispatch.RoleCitizen {
			name = f.ID
		}
		id, mark, _ := strings.Cut(name, "-")
		if !dispatch.IsFileID(id) || !dispatch.IsFileID(mark) {
			return nil, dispatch.FieldError("attachments", "attachments_unknown")
		}
		r, err := s.store.Record(ctx, dispatch.KindUpload, name)
		if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
			return nil, dispatch.FieldError("attachments", "attachments_unknown")
		}
		if err != nil {
			return nil, err
		}
		var u upload
		if err := json.Unmarshal(r.Body, &u); err != nil {
			return nil, err
		}
		files[i] = u.Attachment
	}
	return files, nil
}

type limitsView struct {
	MaxSize  int64    `json:"max_size"`
	MaxCount int      `json:"max_count"`
	Types    []string `json:"types"`
}

// fileLimits tells a page what may be sent, before it is.
func (s *server) fileLimits(c *fiber.Ctx) error {
	v := limitsView{MaxCount: s.Service.Rules().Files.OrDefault().Step, Types: []string{}}
	if s.Files != nil {
		v.MaxSize, v.Types = s.Files.MaxSize(), s.Files.Types()
	}
	return c.JSON(v)
}

// fileView is an attachment on its ticket's page.
type fileView struct {
	dispatch.Attachment
	At   time.Time     `json:"at"`
	On   dispatch.Kind `json:"on"`
	By   string        `json:"by"`
	Unit string        `json:"unit,omitempty"`
	// Reply marks those that the reply as it stands carries.
	Reply bool `json:"reply,omitempty"`
	Gone  bool `json:"gone,omitempty"` // kept as long as it may be (保存期满)
}

func (s *server) filesOf(t dispatch.Ticket, by dispatch.Actor) []fileView {
	gone := t.FilesGone(s.Config.FilesKeep, s.now())
	var out []fileView
	for _, f := range t.FilesFor(by) {
		reply := t.Reply != nil && f.On == dispatch.Replied && f.At.Equal(t.Reply.At)
		out = append(out, fileView{Attachment: f.Attachment, At: f.At, On: f.On, By: f.By, Unit: s.unitName(f.Unit), Reply: reply, Gone: gone})
	}
	return out
}

// publicFileView is an attachment as its citizen sees it.
type publicFileView struct {
	dispatch.Attachment
	At    time.Time `json:"at"`
	Reply bool      `json:"reply,omitempty"`
}

func (s *server) publicFiles(t, way dispatch.Ticket) []publicFileView {
	var out []publicFileView
	for _, f := range s.citizensFiles(t, way) {
		out = append(out, publicFileView{f.Attachment, f.At, f.On == dispatch.Replied})
	}
	return out
}

func (s *server) citizensFiles(t, way dispatch.Ticket) []dispatch.AttachedFile {
	if t.FilesGone(s.Config.FilesKeep, s.now()) {
		return nil
	}
	return dispatch.FilesOfCitizen(t, way, told(way.State))
}

// ticketFile gives a file of a ticket to whoever may read the ticket.
func (s *server) ticketFile(c *fiber.Ctx) error {
	t, f, err := s.fileOf(c)
	if err != nil {
		return err
	}
	if by := actorOf(c); t.IsSealed() && s.anew(by, t.No+f.ID) {
		s.saw(c.UserContext(), by, t.No, sawFile, []string{f.ID}, "")
	}
	return s.sendFile(c, f)
}

func (s *server) ticketThumb(c *fiber.Ctx) error {
	_, f, err := s.fileOf(c)
	if err != nil {
		return err
	}
	return s.sendThumb(c, f)
}

// fileOf finds the file of the route on the ticket of the route.
func (s *server) fileOf(c *fiber.Ctx) (dispatch.Ticket, dispatch.AttachedFile, error) {
	t, err := s.visible(c)
	if err != nil {
		return t, dispatch.AttachedFile{}, err
	}
	f, err := s.pick(c, t, t.FilesFor(actorOf(c)))
	return t, f, err
}

func (s *server) pick(c *fiber.Ctx, t dispatch.Ticket, list []dispatch.AttachedFile) (dispatch.AttachedFile, error) {
	i := slices.IndexFunc(list, func(f dispatch.AttachedFile) bool { return f.ID == c.Params("id") })
	switch {
	case i < 0 || s.Files == nil:
		return dispatch.AttachedFile{}, dispatch.Errorf(dispatch.NotFound, "file_unknown")
	case t.FilesGone(s.Config.FilesKeep, s.now()):
		return dispatch.AttachedFile{}, dispatch.Errorf(dispatch.NotFound, "file_gone")
	}
	return list[i], nil
}

// publicFile gives a citizen with number and code a file that came from there, or
// one that the reply carries.
func (s *server) publicFile(c *fiber.Ctx) error {
	f, err := s.publicFileOf(c)
	if err != nil {
		return err
	}
	return s.sendFile(c, f)
}

func (s *server) publicThumb(c *fiber.Ctx) error {
	f, err := s.publicFileOf(c)
	if err != nil {
		return err
	}
	return s.sendThumb(c, f)
}

func (s *server) publicFileOf(c *fiber.Ctx) (dispatch.AttachedFile, error) {
	code, err := query(c, "code", 40)
	if err != nil {
		return dispatch.AttachedFile{}, err
	}
	t, err := s.tracked(c, code)
	if err != nil {
		return dispatch.AttachedFile{}, err
	}
	way := t
	if follows(t) {
		if way, err = s.store.Ticket(c.UserContext(), t.MergedInto); err != nil {
			return dispatch.AttachedFile{}, err
		}
	}
	return s.pick(c, t, s.citizensFiles(t, way))
}

package dispatch

import (
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Attachment is a file that goes with what somebody says (附件). Its bytes lie
// elsewhere, under ID: the first 32 hex digits of the SHA-256 of what is kept, so
// that the chain of events vouches for the picture as for the words.
type Attachment struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Type  string `json:"type"` // what the bytes are, whatever the name says
	Size  int64  `json:"size"`
	Thumb bool   `json:"thumb,omitempty"` // there is a small picture of it
	W     int    `json:"w,omitempty"`
	H     int    `json:"h,omitempty"`
}

// AttachedFile is an attachment on its ticket: with which step it came and from
// whom.
type AttachedFile struct {
	Attachment
	At   time.Time `json:"at"`
	On   Kind      `json:"on"`
	By   string    `json:"by"`
	Role Role      `json:"role"`
	Unit string    `json:"unit,omitempty"`
	Of   string    `json:"of,omitempty"` // the merged ticket whose citizen sent it
}

// FileRules bound what may be attached.
type FileRules struct {
	Step   int // to one step; 0: DefaultFileRules
	Ticket int // to a ticket in all
}

// DefaultFileRules are nine files a step, as citizens know it from their phones.
func DefaultFileRules() FileRules { return FileRules{Step: 9, Ticket: 60} }

// OrDefault are the rules, or those that hold where none are set.
func (f FileRules) OrDefault() FileRules {
	if f.Step == 0 {
		return DefaultFileRules()
	}
	return f
}

// takesFiles are the actions that may carry attachments.
var takesFiles = []ActionKind{DoAttach, DoAppend, DoNote, DoContact, DoReply, DoPart, DoReturn, DoExtend}

// attach puts the files of an action on its first event. An action that changes
// nothing carries none.
func (r Rules) attach(t Ticket, a Action, ds []draft) ([]draft, error) {
	if len(a.Attachments) == 0 {
		return ds, nil
	}
	if !slices.Contains(takesFiles, a.Kind) {
		return nil, FieldError("attachments", "attachments_unwanted")
	}
	if err := r.filesFault(len(t.Attachments), a.Attachments); err != nil || len(ds) == 0 {
		return ds, err
	}
	ds[0].data.Attachments = slices.Clone(a.Attachments)
	if a.Kind == DoAppend {
		ds[0].data.Other = a.Of
	}
	return ds, nil
}

// attachOnly adds files to the ticket beside its steps (补充附件). What it has
// already is not added twice.
func attachOnly(t Ticket, a Action, by Actor) ([]draft, error) {
	if len(a.Attachments) == 0 {
		return nil, FieldError("attachments", "required")
	}
	if err := optional("note", a.Text); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(a.Attachments, func(f Attachment) bool { return !t.hasFile(f.ID) }) {
		return nil, nil
	}
	return []draft{{Attached, Data{Text: a.Text, Unit: by.Unit}}}, nil
}

func (t Ticket) hasFile(id string) bool {
	return slices.ContainsFunc(t.Attachments, func(f AttachedFile) bool { return f.ID == id })
}

// filesFault checks the files of one step of a ticket that has some already.
func (r Rules) filesFault(before int, files []Attachment) error {
	most := r.Files.OrDefault()
	switch {
	case len(files) > most.Step:
		return FieldError("attachments", "too_many", most.Step)
	case before+len(files) > most.Ticket:
		return FieldError("attachments", "attachments_full", most.Ticket)
	}
	for i, f := range files {
		if !IsFileID(f.ID) || f.Type == "" || slices.ContainsFunc(files[:i], func(o Attachment) bool { return o.ID == f.ID }) {
			return FieldError("attachments", "attachments_unknown")
		}
		if err := Plain("attachments", f.Name, MaxShort); err != nil {
			return err
		}
	}
	return nil
}

// IsFileID tells whether s is spelt like the ID of an attachment.
func IsFileID(s string) bool {
	return len(s) == 32 && !strings.ContainsFunc(s, func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') })
}

// attached folds the files that came with an event.
func (t *Ticket) attached(e Event) {
	if len(e.Data.Attachments) == 0 {
		return
	}
	t.Attachments = slices.Clone(t.Attachments)
	for _, f := range e.Data.Attachments {
		if e.Kind == Attached && t.hasFile(f.ID) {
			continue
		}
		file := AttachedFile{Attachment: f, At: e.At, On: e.Kind, By: e.Actor.ID, Role: e.Actor.Role, Unit: e.Actor.Unit}
		if e.Kind == Appended {
			file.Of = e.Data.Other
		}
		t.Attachments = append(t.Attachments, file)
	}
}

// FilesFor are the attachments a reader of the ticket may have. Those of a sealed
// one have no names of their own for all but the few: a name may tell who called.
func (t Ticket) FilesFor(by Actor) []AttachedFile {
	if !CanRead(t, by) {
		return nil
	}
	out := slices.Clone(t.Attachments)
	if t.IsSealed() && !isFew(t, by) {
		for i := range out {
			out[i].Name = plainName(out[i].Attachment)
		}
	}
	return out
}

// FilesOfCitizen are the attachments the citizen of a ticket may have back: what
// came with the demand or from the citizen's own page, and what the reply that
// was passed carries. way is the ticket that is worked on, t itself or the one it
// is merged into.
func FilesOfCitizen(t, way Ticket, told bool) []AttachedFile {
	var out []AttachedFile
	for _, f := range t.Attachments {
		if f.Of == "" && (f.On == Registered || (f.On == Appended && f.Role == RoleCitizen)) {
			out = append(out, f)
		}
	}
	for _, f := range way.Attachments {
		own := way.No != t.No && f.Of == t.No
		if own || (told && way.Reply != nil && f.On == Replied && f.At.Equal(way.Reply.At)) {
			out = append(out, f)
		}
	}
	return out
}

// RepliedFiles are the attachments of the reply as it stands.
func (t Ticket) RepliedFiles() []AttachedFile {
	return slices.DeleteFunc(slices.Clone(t.Attachments), func(f AttachedFile) bool {
		return t.Reply == nil || f.On != Replied || !f.At.Equal(t.Reply.At)
	})
}

// FilesGone tells whether the bytes of the ticket's attachments were kept long
// enough and are there no more; keep is how long they stay after the end, zero
// for ever.
func (t Ticket) FilesGone(keep time.Duration, now time.Time) bool {
	return keep > 0 && !t.State.Open() && !t.ClosedAt.IsZero() && !now.Before(t.ClosedAt.Add(keep))
}

// plainName is a name that tells nothing but the kind.
func plainName(f Attachment) string { return "file-" + f.ID[:min(6, len(f.ID))] + path.Ext(f.Name) }

// plainFiles are the files of an event of a sealed ticket.
func plainFiles(files []Attachment) []Attachment {
	out := slices.Clone(files)
	for i := range out {
		out[i].Name = plainName(out[i])
	}
	return out
}

// scrubFiles are the files with names that do not tell who called, open ticket or
// sealed: nobody reads a name to learn what was said.
func (p *Person) scrubFiles(files []Attachment) []Attachment {
	if p == nil || len(files) == 0 {
		return files
	}
	out := slices.Clone(files)
	for i := range out {
		ext := path.Ext(out[i].Name)
		name := Scrub(strings.TrimSuffix(out[i].Name, ext), *p, true)
		if utf8.RuneCountInString(name+ext) > MaxShort {
			name = string([]rune(name)[:MaxShort-utf8.RuneCountInString(ext)])
		}
		out[i].Name = name + ext
	}
	return out
}

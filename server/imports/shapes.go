package imports

import (
	"strconv"
	"strings"
	"unicode"

	"hotline/dispatch"
	"hotline/server/tables"
)

// The shapes of files that need no mapping.
const (
	Messages = "messages" // 网民留言
	Votes    = "votes"    // 论坛帖子
	Requests = "requests" // 服务请求
)

// ShapeOf tells the known shapes apart by their columns; "" is none of them.
func ShapeOf(columns []string) string {
	has := func(keys ...string) bool {
		for _, k := range keys {
			found := false
			for _, c := range columns {
				found = found || c == k
			}
			if !found {
				return false
			}
		}
		return true
	}
	switch {
	case has("id", "time", "reply"):
		return Messages
	case has("id", "user", "title", "time", "up"):
		return Votes
	case has("id", "title", "time"):
		return Messages
	case has("id", "agency", "created"):
		return Requests
	default:
		return ""
	}
}

// Read understands a row of a known shape.
func Read(shape string, r tables.Row) (Past, error) {
	if r.Bad != "" {
		return Past{}, dispatch.Errorf(dispatch.Invalid, r.Bad)
	}
	var p Past
	var err error
	switch shape {
	case Messages, Votes:
		if p, err = messageRow(r.Fields); err == nil && shape == Votes {
			err = p.vote(r.Fields)
		}
	default:
		p, err = requestRow(r.Fields)
	}
	p.Line = r.Line
	return p, err
}

// Valid brings what a row says into form and finds its first fault.
func (p *Past) Valid() error {
	p.In = p.In.Normal()
	if faults := p.In.Validate(); len(faults) > 0 {
		return faults[0]
	}
	return nil
}

// messageRow is a citizen's message with the unit's published reply.
func messageRow(f map[string]string) (Past, error) {
	at, err := Moment("time", f["time"], "")
	if err != nil {
		return Past{}, err
	}
	p := Past{At: at, In: dispatch.Intake{
		Matter: dispatch.Matter{Type: dispatch.Complaint, Channel: dispatch.Mailbox, Urgency: dispatch.General,
			Title: clean(f["title"], dispatch.MaxTitle), Text: clean(f["text"], dispatch.MaxText)},
		Anonymous: true, Upstream: &dispatch.Upstream{Platform: "messages", No: f["id"]},
	}}
	if p.In.Text == "" {
		p.In.Text = p.In.Title
	}
	if dispatch.Fold(p.In.Title) == "" { // only marks: the text will name it
		p.In.Title = ""
	}
	if f["reply"] == "" {
		return p, nil
	}
	replied, err := Moment("reply_time", f["reply_time"], "")
	if err != nil {
		return Past{}, err
	}
	if replied.Before(at) {
		return Past{}, dispatch.FieldError("reply_time", "moment_order")
	}
	p.Past = dispatch.Past{Replied: replied, Closed: replied, Reply: clean(f["reply"], dispatch.MaxText)}
	return p, nil
}

// vote adds to a message what a forum knows: who wrote it and how others voted.
// Nothing is known of what became of it, so that it is history that ended, and
// nobody is late.
func (p *Past) vote(f map[string]string) error {
	p.Caller = "messages/" + f["user"]
	p.Past.Ended = true
	for name, into := range map[string]*int{"up": &p.In.Upstream.Up, "down": &p.In.Upstream.Down} {
		if f[name] == "" {
			continue
		}
		n, err := strconv.Atoi(f[name])
		if err != nil || n < 0 {
			return dispatch.FieldError(name, "wrong_type", "int")
		}
		*into = n
	}
	return nil
}

// requestRow is a service request whose agency is the unit.
func requestRow(f map[string]string) (Past, error) {
	at, err := Moment("created", f["created"], "")
	if err != nil {
		return Past{}, err
	}
	if dispatch.Fold(f["agency"]) == "" {
		return Past{}, dispatch.FieldError("agency", "required")
	}
	p := Past{At: at, Group: dispatch.Bureau, In: dispatch.Intake{
		Matter: dispatch.Matter{Type: dispatch.Help, Channel: channelOf(f["channel"]), Urgency: dispatch.General, Category: f["agency"],
			Title: clean(f["type"], dispatch.MaxTitle), Text: clean(f["type"], dispatch.MaxText), Place: dispatch.Place{Address: clean(f["address"], dispatch.MaxShort)}},
		Anonymous: true, Upstream: &dispatch.Upstream{Platform: "requests", No: f["id"]},
	}}
	p.Past.Lead = slug(f["agency"])
	p.Past.Unlimited = f["due"] == ""
	if !p.Past.Unlimited {
		if p.Past.Due, err = Moment("due", f["due"], ""); err != nil {
			return Past{}, err
		}
	}
	if f["closed"] != "" {
		closed, err := Moment("closed", f["closed"], "")
		if err != nil {
			return Past{}, err
		}
		if closed.Before(at) {
			return Past{}, dispatch.FieldError("closed", "moment_order")
		}
		p.Past.Replied, p.Past.Closed, p.Past.Reply = closed, closed, f["status"]
	}
	return p, nil
}

func channelOf(s string) dispatch.Channel {
	switch strings.ToLower(s) {
	case "api", "web":
		return dispatch.Web
	case "mail", "email":
		return dispatch.Mail
	case "internal", "system":
		return dispatch.Grid
	default:
		return dispatch.Phone
	}
}

// slug makes a unit code of a name.
func slug(s string) string {
	var b strings.Builder
	for _, r := range dispatch.Fold(s) {
		if r == ' ' {
			b.WriteByte('-')
		} else {
			b.WriteRune(r)
		}
	}
	if dispatch.CodeTaken(b.String()) {
		b.WriteString("-unit")
	}
	return b.String()
}

// clean drops what a title or text may not hold, so that old records with
// stray marks are not lost, and cuts what is too long.
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '<' || r == '>':
			return ' '
		case unicode.Is(unicode.So, r), unicode.Is(unicode.Sk, r), r == 0x200D, r == 0xFE0F, r == unicode.ReplacementChar:
			return -1
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return ' '
		}
		return r
	}, s)
	r := []rune(strings.TrimSpace(s))
	return string(r[:min(len(r), most)])
}

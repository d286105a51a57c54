package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"hotline/dispatch"
)

// Import brings the history of another system into the store (导入历史工单). A row
// is known by platform and number, so that importing a file again, or going on
// after a break, brings nothing twice.
type Import struct {
	store    dispatch.Store
	dir      *Directory
	now      func() time.Time
	hash     func(string) string
	progress io.Writer
	report   io.Writer // rejected rows: line, reason

	batch  []past
	Result ImportResult
}

// ImportResult is what an import did.
type ImportResult struct {
	Rows     int `json:"rows"`
	New      int `json:"new"`
	Known    int `json:"known"`
	Rejected int `json:"rejected"`
	Resumed  int `json:"resumed"`
}

// past is a row understood: a matter, when it came, and how it went.
type past struct {
	line int
	in   dispatch.Intake
	at   time.Time
	past dispatch.Past
	// caller tells one writer from another; only its hash is kept.
	caller string
	group  dispatch.Group // of a unit that has to be made
}

// importBatch is how many tickets are written together; a break loses at most
// the progress of one batch, never a ticket.
const importBatch = 200

// wholeFile marks a file that was read to its end.
const wholeFile = 1 << 40

// progressMark is where an import of one file stands.
type progressMark struct {
	Line int          `json:"line"`
	Sum  ImportResult `json:"sum"`
}

// File imports a JSONL or XLSX file. Bad rows are reported and passed over.
func (m *Import) File(ctx context.Context, path string) error {
	id, err := fileID(path)
	if err != nil {
		return err
	}
	mark, err := m.mark(ctx, id)
	if err != nil {
		return err
	}
	m.Result = mark.Sum
	m.Result.Resumed = mark.Line
	format := ""
	last := time.Time{}
	err = readRows(path, func(r row, share float64) error {
		if format == "" {
			if format = formatOf(r.fields); format == "" && r.bad == "" {
				return usage{fmt.Sprintf("line %d: unknown fields %s; want id, title, text, time, reply, reply_time or id, user, title, text, time, up, down or id, type, agency, created, due, closed", r.line, names(r.fields))}
			}
		}
		if r.line <= mark.Line {
			return nil
		}
		m.row(format, r)
		if now := time.Now(); now.Sub(last) > 200*time.Millisecond {
			last = now
			m.bar(share)
		}
		if len(m.batch) < importBatch {
			return nil
		}
		return m.flush(ctx, id, r.line)
	})
	if err == nil {
		err = m.flush(ctx, id, wholeFile)
	}
	if err == nil {
		m.bar(1)
		last = time.Now()
	}
	if !last.IsZero() { // a bar was drawn
		fmt.Fprintln(m.progress)
	}
	return err
}

// row understands one row or rejects it with a reason.
func (m *Import) row(format string, r row) {
	m.Result.Rows++
	p, err := past{}, error(nil)
	switch {
	case r.bad != "":
		err = fmt.Errorf("%s", r.bad)
	case format == "messages", format == "votes":
		if p, err = messageRow(r.fields); err == nil && format == "votes" {
			err = p.vote(r.fields)
		}
	default:
		p, err = requestRow(r.fields)
	}
	if err == nil {
		p.in = p.in.Normal()
		if faults := p.in.Validate(); len(faults) > 0 {
			err = faults[0]
		}
	}
	if err != nil {
		m.Result.Rejected++
		fmt.Fprintf(m.report, "%d\t%s\n", r.line, strings.ReplaceAll(err.Error(), "\n", " "))
		return
	}
	p.line = r.line
	m.batch = append(m.batch, p)
}

// flush writes the batch and then where it got to.
func (m *Import) flush(ctx context.Context, id string, line int) error {
	if err := m.units(ctx); err != nil {
		return err
	}
	ws, err := m.writes(ctx)
	if err != nil {
		return err
	}
	n, err := m.store.Import(ctx, ws)
	if err != nil {
		return err
	}
	m.Result.New += n
	m.Result.Known += len(ws) - n
	m.batch = m.batch[:0]
	return put(ctx, m.store, dispatch.KindImport, id, progressMark{Line: line, Sum: m.Result}, m.now())
}

// units makes the units the batch names and nobody has yet.
func (m *Import) units(ctx context.Context) error {
	made := false
	wanted := []dispatch.Unit{{Code: ownDesk, Name: "热线受理中心", Group: dispatch.Bureau, Active: true}}
	for _, p := range m.batch {
		if p.group != "" {
			wanted = append(wanted, dispatch.Unit{Code: p.past.Lead, Name: p.in.Matter.Category, Group: p.group, Active: true})
		}
	}
	for i, u := range wanted {
		if _, ok := m.dir.Unit(u.Code); ok || slices.ContainsFunc(wanted[:i], func(w dispatch.Unit) bool { return w.Code == u.Code }) {
			continue
		}
		if err := put(ctx, m.store, dispatch.KindUnit, u.Code, u, m.now()); err != nil {
			return err
		}
		made = true
	}
	if made {
		return m.dir.Reload(ctx)
	}
	return nil
}

// writes makes the tickets of the batch, with numbers of the days they came.
func (m *Import) writes(ctx context.Context) ([]dispatch.Write, error) {
	byDay := map[string][]*past{}
	for i := range m.batch {
		day := dispatch.Day(m.batch[i].at)
		byDay[day] = append(byDay[day], &m.batch[i])
	}
	var ws []dispatch.Write
	for day, ps := range byDay {
		serial, err := m.store.NextSerial(ctx, day, len(ps))
		if err != nil {
			return nil, err
		}
		for i, p := range ps {
			w, err := m.write(ctx, *p, dispatch.FormatNo(day, serial+i))
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", p.line, err)
			}
			ws = append(ws, w)
		}
	}
	return ws, nil
}

// write makes one ticket: routed by the catalogue unless the file names its unit.
func (m *Import) write(ctx context.Context, p past, no string) (dispatch.Write, error) {
	rules := m.dir.Rules()
	if p.group != "" {
		p.in.Matter.Category = ""
	}
	routing := m.dir.Route(ctx, dispatch.Facts{Matter: p.in.Matter})
	if p.past.Lead == "" {
		p.past.Lead, _ = routing.Chosen()
	} else {
		routing = dispatch.Routing{Decision: dispatch.Manual, Candidates: []dispatch.Candidate{}}
	}
	if p.in.Matter.Category == "" {
		p.in.Matter.Category = routing.Category
	}
	if p.past.Lead == "" {
		p.past.Lead = ownDesk
	}
	if p.past.Ended {
		p.past.Lead = ""
	}
	hash := ""
	if p.caller != "" && m.hash != nil {
		hash = m.hash(p.caller)
	}
	t, events, err := rules.History(p.in, no, queryCode(), hash, &routing, p.past, p.at)
	if err != nil {
		return dispatch.Write{}, err
	}
	if t.State.Open() { // its late steps are history, not news
		after, more, err := rules.Apply(t, dispatch.Action{Kind: dispatch.DoEscalate}, dispatch.System(), m.now())
		if err != nil {
			return dispatch.Write{}, err
		}
		t, events = after, append(events, more...)
	}
	return dispatch.Write{Ticket: t, Events: events, Person: &dispatch.Person{}}, nil
}

// ownDesk is the hotline's own unit, for what no rule knows.
const ownDesk = "hotline"

func (m *Import) mark(ctx context.Context, id string) (progressMark, error) {
	var mark progressMark
	r, err := m.store.Record(ctx, dispatch.KindImport, id)
	if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
		return mark, nil
	}
	if err != nil {
		return mark, err
	}
	return mark, json.Unmarshal(r.Body, &mark)
}

// bar draws how far it is.
func (m *Import) bar(share float64) {
	const width = 30
	full := min(int(share*width), width)
	fmt.Fprintf(m.progress, "\r[%s%s] %3.0f%%  %d rows, %d new, %d known, %d rejected", strings.Repeat("=", full), strings.Repeat(" ", width-full),
		share*100, m.Result.Rows, m.Result.New, m.Result.Known, m.Result.Rejected)
}

// fileID knows a file by its content, so that going on needs no name.
func fileID(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// formatOf tells the known shapes of rows apart by their fields.
func formatOf(f map[string]string) string {
	has := func(keys ...string) bool {
		for _, k := range keys {
			if _, ok := f[k]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has("id", "time", "reply"):
		return "messages"
	case has("id", "user", "title", "time", "up"):
		return "votes"
	case has("id", "title", "time"):
		return "messages"
	case has("id", "agency", "created"):
		return "requests"
	default:
		return ""
	}
}

func names(f map[string]string) string {
	var out []string
	for k := range f {
		out = append(out, k)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// messageRow is a citizen's message with the unit's published reply.
func messageRow(f map[string]string) (past, error) {
	at, err := localTime(f["time"])
	if err != nil {
		return past{}, fmt.Errorf("time: %w", err)
	}
	p := past{at: at, in: dispatch.Intake{
		Matter: dispatch.Matter{Type: dispatch.Complaint, Channel: dispatch.Mailbox, Urgency: dispatch.General,
			Title: clean(f["title"], dispatch.MaxTitle), Text: clean(f["text"], dispatch.MaxText)},
		Anonymous: true, Upstream: &dispatch.Upstream{Platform: "messages", No: f["id"]},
	}}
	if p.in.Text == "" {
		p.in.Text = p.in.Title
	}
	if dispatch.Fold(p.in.Title) == "" { // only marks: the text will name it
		p.in.Title = ""
	}
	if f["reply"] == "" {
		return p, nil
	}
	replied, err := localTime(f["reply_time"])
	if err != nil {
		return past{}, fmt.Errorf("reply_time: %w", err)
	}
	if replied.Before(at) {
		return past{}, fmt.Errorf("reply_time is before time")
	}
	p.past = dispatch.Past{Replied: replied, Closed: replied, Reply: clean(f["reply"], dispatch.MaxText)}
	return p, nil
}

// vote adds to a message what a forum knows: who wrote it and how others voted.
// Nothing is known of what became of it, so that it is history that ended, and
// nobody is late.
func (p *past) vote(f map[string]string) error {
	p.caller = "messages/" + f["user"]
	p.past.Ended = true
	for name, into := range map[string]*int{"up": &p.in.Upstream.Up, "down": &p.in.Upstream.Down} {
		if f[name] == "" {
			continue
		}
		n, err := strconv.Atoi(f[name])
		if err != nil || n < 0 {
			return fmt.Errorf("%s: %q is no number of votes", name, f[name])
		}
		*into = n
	}
	return nil
}

// requestRow is a service request whose agency is the unit.
func requestRow(f map[string]string) (past, error) {
	at, err := localTime(f["created"])
	if err != nil {
		return past{}, fmt.Errorf("created: %w", err)
	}
	if dispatch.Fold(f["agency"]) == "" {
		return past{}, fmt.Errorf("agency is missing")
	}
	p := past{at: at, group: dispatch.Bureau, in: dispatch.Intake{
		Matter: dispatch.Matter{Type: dispatch.Help, Channel: channelOf(f["channel"]), Urgency: dispatch.General, Category: f["agency"],
			Title: clean(f["type"], dispatch.MaxTitle), Text: clean(f["type"], dispatch.MaxText), Place: dispatch.Place{Address: clean(f["address"], dispatch.MaxShort)}},
		Anonymous: true, Upstream: &dispatch.Upstream{Platform: "requests", No: f["id"]},
	}}
	p.past.Lead = slug(f["agency"])
	p.past.Unlimited = f["due"] == ""
	if !p.past.Unlimited {
		if p.past.Due, err = localTime(f["due"]); err != nil {
			return past{}, fmt.Errorf("due: %w", err)
		}
	}
	if f["closed"] != "" {
		closed, err := localTime(f["closed"])
		if err != nil {
			return past{}, fmt.Errorf("closed: %w", err)
		}
		if closed.Before(at) {
			return past{}, fmt.Errorf("closed is before created")
		}
		p.past.Replied, p.past.Closed, p.past.Reply = closed, closed, f["status"]
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

package dispatch

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"hotline/sla"
)

// Bounds of what a person may type, in characters.
const (
	MaxTitle = 100
	MaxText  = 10_000
	MaxShort = 200
)

// Intake is what is logged (登记) before it has a number.
type Intake struct {
	Matter
	Person    Person
	Anonymous bool
	// Confidential hides who called from the unit (要求保密).
	Confidential bool
	WantsReply   bool
	CallID       string
	Upstream     *Upstream
	IdemKey      string
	Report       *ReportFacts // of a report (举报)
	Attachments  []Attachment
	// Progress is the way the citizen wants to be told of the progress (进展通知).
	Progress OutletKind
	// Public is that the citizen agrees to see the matter published (同意公开), without
	// who said it. What is sealed is not published all the same.
	Public bool
}

// sealed tells whether the ticket will be: a report, or the caller asks for it.
func (in Intake) sealed() bool { return in.Confidential || in.Type == Report }

// mayTell tells whether the citizen may be written to: who asked for it, is known
// and wants a reply. A message about what is sealed (保密件) would give it away to
// whoever holds the telephone.
func (in Intake) mayTell() bool {
	switch {
	case in.Anonymous || !in.WantsReply || in.sealed():
		return false
	case in.Progress == TextMessage:
		return in.Person.Phone != ""
	}
	return in.Progress == WeChatMessage && in.Person.WeChat != ""
}

var tag = regexp.MustCompile(`<[A-Za-z/!?]`)

// Normal brings the intake into form: trimmed, a title proposed from the text,
// the telephone number in one spelling.
func (in Intake) Normal() Intake {
	in.Title, in.Text = strings.TrimSpace(in.Title), strings.TrimSpace(in.Text)
	if in.Title == "" {
		in.Title = ProposeTitle(in.Text)
	}
	in.Place.Address, in.Place.Town = strings.TrimSpace(in.Place.Address), strings.TrimSpace(in.Place.Town)
	in.Person.Name, in.Person.Address = strings.TrimSpace(in.Person.Name), strings.TrimSpace(in.Person.Address)
	if p, ok := NormalPhone(in.Person.Phone); ok {
		in.Person.Phone = p
	}
	if in.Urgency == "" {
		in.Urgency = General
	}
	if in.Type == "" {
		in.Type = Help
	}
	if in.Type != Report {
		in.Report = nil
	}
	if !in.mayTell() {
		in.Progress, in.Person.WeChat = "", ""
	}
	if in.Report != nil {
		in.Person.Accused = in.Report.AccusedPeople
	}
	in.Matter = in.Person.scrubMatter(in.Matter, in.sealed() || in.Public)
	in.Attachments = in.Person.scrubFiles(in.Attachments)
	return in
}

// ProposeTitle makes a title of the first sentence of a text.
func ProposeTitle(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, "。！？!?\n；;"); i > 0 {
		text = text[:i]
	}
	r := []rune(text)
	if len(r) > 40 {
		r = r[:40]
	}
	return strings.TrimRight(string(r), "，,、 ")
}

// Validate lists every fault of the intake at once.
func (in Intake) Validate() []*Error {
	var out []*Error
	add := func(err error) {
		if e, ok := err.(*Error); ok && e != nil {
			out = append(out, e)
		}
	}
	add(oneOf("type", in.Type, Types))
	add(oneOf("channel", in.Channel, Channels))
	add(oneOf("urgency", in.Urgency, Urgencies))
	add(title(in.Title))
	add(need("text", in.Text))
	add(Plain("category", in.Category, MaxShort))
	add(Plain("place.address", in.Place.Address, MaxShort))
	add(Plain("place.town", in.Place.Town, 50))
	add(coordinate("place.lon", in.Place.Lon, 180))
	add(coordinate("place.lat", in.Place.Lat, 90))
	add(Plain("caller.name", in.Person.Name, 50))
	add(Plain("caller.address", in.Person.Address, MaxShort))
	add(Plain("caller.email", in.Person.Email, 254))
	add(Plain("call_id", in.CallID, 100))
	if _, ok := NormalPhone(in.Person.Phone); !ok && !(in.Person.Phone == "" && (in.Anonymous || in.Upstream != nil || in.Person.Email != "")) {
		add(FieldError("caller.phone", "phone"))
	}
	in.Report.validate(add)
	if u := in.Upstream; u != nil {
		add(code("upstream.platform", u.Platform))
		add(code("upstream.no", u.No))
		if !u.Due.IsZero() && (u.Due.Year() < 2000 || u.Due.Year() > 2100) {
			add(FieldError("upstream.due", "date_range"))
		}
	}
	return out
}

func oneOf[T ~string](field string, v T, list []T) error {
	if !slices.Contains(list, v) {
		return FieldError(field, "unknown_value")
	}
	return nil
}

// title wants words: letters or digits, no pictures and no markup, since it is
// read out, printed and pushed.
func title(s string) error {
	if Fold(s) == "" {
		return FieldError("title", "required")
	}
	for _, r := range s {
		if unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) || r == 0x200D || r == 0xFE0F {
			return FieldError("title", "no_emoji")
		}
	}
	return Plain("title", s, MaxTitle)
}

// Plain checks a field that is shown and printed, and may be empty: no markup, no
// control characters.
func Plain(field, s string, most int) error {
	switch {
	case !utf8.ValidString(s):
		return FieldError(field, "not_utf8")
	case utf8.RuneCountInString(s) > most:
		return FieldError(field, "too_long", most)
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' }):
		return FieldError(field, "control_characters")
	case tag.MatchString(s):
		return FieldError(field, "no_markup")
	}
	return nil
}

func optional(field, s string) error { return Plain(field, s, MaxText) }

// code checks an identifier of another system.
func code(field, s string) error {
	if s == "" {
		return FieldError(field, "required")
	}
	return Plain(field, s, 64)
}

func coordinate(field string, v, most float64) error {
	if math.IsNaN(v) || math.Abs(v) > most {
		return FieldError(field, "out_of_range", -most, most)
	}
	return nil
}

// Register makes the ticket of a valid intake (登记): the dispatch clock starts.
func (r Rules) Register(in Intake, no, queryCode, phoneHash string, routing *Routing, by Actor, now time.Time) (Ticket, []Event, error) {
	if errs := in.Validate(); len(errs) > 0 {
		return Ticket{}, nil, errs[0]
	}
	now = stamp(now)
	if u := in.Upstream; u != nil && !u.Due.IsZero() {
		known := *u
		known.Due = stamp(u.Due)
		in.Upstream = &known
	}
	t := Ticket{No: no, Matter: in.Matter, Upstream: in.Upstream}
	if in.sealed() {
		phoneHash = "" // nobody finds it by the number
	}
	seals, err := r.seals(in)
	if err == nil {
		err = r.filesFault(0, in.Attachments)
	}
	if err != nil {
		return Ticket{}, nil, err
	}
	contact := Contact{Anonymous: in.Anonymous, Confidential: in.Confidential, WantsReply: in.WantsReply && !in.Anonymous, PhoneHash: phoneHash, Progress: in.Progress,
		Public: in.Public && !in.sealed()}
	d := Data{Matter: &in.Matter, Contact: &contact, Upstream: in.Upstream, Code: queryCode, CallID: in.CallID, IdemKey: in.IdemKey,
		Routing: routing, Policy: r.Policy.Version, Calendar: r.Calendar.Version, Catalogue: r.CatalogueVersion, Attachments: in.Attachments}
	d.Clocks = r.startNext(t, nil, sla.DispatchClock, "", now, r.limits(t).Dispatch)
	return record(Ticket{No: no}, append([]draft{{Registered, d}}, seals...), "", by, now)
}

// Past is what is known of a ticket that was handled elsewhere: when it reached
// its unit, when it was due and when it was done. Zero Due follows the policy
// unless the ticket had no deadline (Unlimited); zero Replied or Closed means
// that it still waits. Of an Ended one nothing but the matter is known: no unit
// had it here and no clock is judged.
type Past struct {
	Lead      string
	Due       time.Time
	Unlimited bool
	Replied   time.Time
	Reply     string
	Closed    time.Time
	Ended     bool
}

// History makes the ticket of a matter handled elsewhere (导入历史工单), with its
// true times. Acceptance and contact were not recorded there, so their clocks
// are waived: nothing is claimed that is not known.
func (r Rules) History(in Intake, no, queryCode, phoneHash string, routing *Routing, p Past, at time.Time) (Ticket, []Event, error) {
	by := Actor{ID: "import", Role: RoleSystem}
	t, events, err := r.Register(in, no, queryCode, phoneHash, routing, by, at)
	if err != nil {
		return t, nil, err
	}
	step := func(at time.Time, ds ...draft) {
		var es []Event
		t, es, err = record(t, ds, "", by, stamp(at))
		events = append(events, es...)
	}
	if p.Ended {
		step(at, draft{Terminated, Data{Reason: "imported"}})
		return t, events, err
	}
	step(at, draft{Dispatched, Data{Lead: p.Lead, Routing: routing, Clocks: r.pastClocks(t, p, stamp(at)),
		Policy: r.Policy.Version, Calendar: r.Calendar.Version, Catalogue: r.CatalogueVersion}})
	if !p.Replied.IsZero() {
		step(p.Replied, draft{Replied, Data{Unit: p.Lead, Text: p.Reply, Yes: true,
			Clocks: t.change(openOf(sla.ResolveClock), r.meet(stamp(p.Replied)))}})
	}
	if !p.Closed.IsZero() {
		step(p.Closed, draft{Closed, Data{Reason: "imported"}})
	}
	return t, events, err
}

// pastClocks are the clocks of an imported ticket at its dispatch.
func (r Rules) pastClocks(t Ticket, p Past, at time.Time) []ClockChange {
	l := r.limits(t)
	cs := t.change(openOf(sla.DispatchClock), r.meet(at))
	cs = r.startNext(t, cs, sla.AcceptClock, p.Lead, at, l.Accept)
	cs = r.startNext(t, cs, sla.ContactClock, p.Lead, at, l.Contact)
	for i := range cs {
		cs[i].Clock = cs[i].Clock.Waive() // a no-op for the met dispatch clock
	}
	switch {
	case p.Unlimited:
		return cs
	case p.Due.IsZero():
		return r.startNext(t, cs, sla.ResolveClock, p.Lead, at, l.Resolve)
	}
	c := sla.StartClock(sla.ResolveClock, p.Lead, at, sla.Limit{}, p.Due, r.Calendar, r.Policy.Ladder)
	return append(cs, ClockChange{I: len(t.Clocks) + len(cs) - 1, Clock: c})
}

package api

import (
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// The wire shapes of a ticket. They are apart from the domain's, so that a
// change of one does not change the other unseen.

type clockView struct {
	Kind        sla.ClockKind  `json:"kind"`
	Unit        string         `json:"unit,omitempty"`
	Start       time.Time      `json:"start"`
	Due         time.Time      `json:"due"`
	MetAt       time.Time      `json:"met_at,omitzero"`
	State       sla.ClockState `json:"state"`
	Steps       int            `json:"steps"`
	Provisional bool           `json:"provisional,omitempty"`
	Capped      bool           `json:"capped,omitempty"`
	Why         []sla.Line     `json:"why,omitempty"` // how the due time came about
}

type placeView struct {
	Address string  `json:"address"`
	Town    string  `json:"town,omitempty"`
	Lon     float64 `json:"lon,omitempty"`
	Lat     float64 `json:"lat,omitempty"`
}

type callerView struct {
	Name         string `json:"name"`
	Phone        string `json:"phone"`
	Address      string `json:"address,omitempty"`
	Email        string `json:"email,omitempty"`
	Masked       bool   `json:"masked"`
	Anonymous    bool   `json:"anonymous"`
	Confidential bool   `json:"confidential"`
	WantsReply   bool   `json:"wants_reply"`
	Calls90d     int    `json:"calls_90d,omitempty"`
}

type requestView struct {
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	Reason    string    `json:"reason"`
	Basis     string    `json:"basis,omitempty"`
	Suggested string    `json:"suggested,omitempty"`
	Days      int       `json:"days,omitempty"`
	Due       time.Time `json:"due"`
}

type overlaysView struct {
	Overdue        bool          `json:"overdue"`
	Return         *requestView  `json:"return,omitempty"`
	Extension      *requestView  `json:"extension,omitempty"`
	Returns        int           `json:"returns"`
	Redo           int           `json:"redo"`
	Level          int           `json:"level"`
	Urges          int           `json:"urges"`
	Difficult      bool          `json:"difficult"`
	Designated     bool          `json:"designated"`
	Dispatches     int           `json:"dispatches"`
	Merged         int           `json:"merged"`
	Heat           int           `json:"heat"`
	Excluded       string        `json:"excluded,omitempty"`
	SuspendedUntil time.Time     `json:"suspended_until,omitzero"`
	Sealed         bool          `json:"sealed,omitempty"`
	ReturnUntil    time.Time     `json:"return_until,omitzero"`
	Deemed         bool          `json:"deemed"`
	PingPong       bool          `json:"ping_pong"`
	Conference     string        `json:"conference" words:"- needed called held"`
	ConferenceAt   time.Time     `json:"conference_at,omitzero"`
	Tell           string        `json:"tell,omitempty"`                     // of what the citizen is still to be told
	Light          string        `json:"light,omitempty" words:"red yellow"` // red, yellow
	LightWhy       string        `json:"light_why,omitempty"`
	StandIn        dispatch.Post `json:"stand_in,omitempty"` // the post that has to take it on now
	FailedOver     time.Time     `json:"failed_over,omitzero"`
}

type upstreamView struct {
	Platform string    `json:"platform"`
	Name     string    `json:"name,omitempty"` // of the platform; on the ticket's page
	No       string    `json:"no"`
	Due      time.Time `json:"due,omitzero"`
	// Return is the request that it take the ticket back (退回上级).
	Return *upReturnView `json:"return,omitempty"`
}

type upReturnView struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Reason  string    `json:"reason"`
	Basis   string    `json:"basis"`
	Decided time.Time `json:"decided_at,omitzero"`
	Refused string    `json:"refused,omitempty"` // why the platform did not take it
}

func upstreamOf(t dispatch.Ticket) *upstreamView {
	u := t.Upstream
	if u == nil {
		return nil
	}
	v := &upstreamView{Platform: u.Platform, No: u.No, Due: u.Due}
	if r := u.Return; r != nil {
		v.Return = &upReturnView{r.At, r.By, r.Reason, r.Basis, r.Decided, r.Refused}
	}
	return v
}

// ticketRow is a ticket in a list.
type ticketRow struct {
	No              string           `json:"no"`
	Code            string           `json:"code,omitempty"`
	State           dispatch.State   `json:"state"`
	Type            dispatch.Type    `json:"type"`
	Channel         dispatch.Channel `json:"channel"`
	Urgency         dispatch.Urgency `json:"urgency"`
	Title           string           `json:"title"`
	Category        string           `json:"category,omitempty"`
	CategoryName    string           `json:"category_name,omitempty"`
	Place           placeView        `json:"place"`
	Caller          callerView       `json:"caller"`
	Lead            string           `json:"lead,omitempty"`
	LeadName        string           `json:"lead_name,omitempty"`
	CoUnits         []string         `json:"co_units"`
	Parts           []partRow        `json:"parts,omitempty"` // while several units have it
	FirstUnit       string           `json:"first_unit,omitempty"`
	FirstUnitName   string           `json:"first_unit_name,omitempty"`
	Assist          *assistView      `json:"assist,omitempty"`
	Clocks          []clockView      `json:"clocks"`
	Current         sla.ClockKind    `json:"current,omitempty"`
	Overlays        overlaysView     `json:"overlays"`
	Upstream        *upstreamView    `json:"upstream,omitempty"`
	MergedInto      string           `json:"merged_into,omitempty"`
	PolicyVersion   string           `json:"policy_version"`
	CalendarVersion string           `json:"calendar_version"`
	Version         int              `json:"version"`
	RegisteredAt    time.Time        `json:"registered_at"`
	DispatchedAt    time.Time        `json:"dispatched_at,omitzero"`
	DeliveredAt     time.Time        `json:"delivered_at,omitzero"`
	ClosedAt        time.Time        `json:"closed_at,omitzero"`
	UpdatedAt       time.Time        `json:"updated_at"`
	Why             string           `json:"why,omitempty"` // why it was not dispatched by itself
	ReplyCheck      *replyMarkView   `json:"reply_check,omitempty"`
	aftercareView
}

// row makes the list form of a ticket for a reader; it needs no read of who
// called.
func (s *server) row(t dispatch.Ticket, by dispatch.Actor) ticketRow {
	v := ticketRow{
		No: t.No, State: t.State, Type: t.Type, Channel: t.Channel, Urgency: t.Urgency, Title: t.Title,
		Category: t.Category, CategoryName: s.categoryName(t.Category), Place: placeView(t.Place),
		Caller: callerOf(t, dispatch.Person{}, by, false), Lead: t.Lead, LeadName: s.unitName(t.Lead), CoUnits: orEmpty(t.CoUnits), Parts: s.partRows(t),
		FirstUnit: t.FirstUnit, FirstUnitName: s.unitName(t.FirstUnit), Assist: s.assistOf(t),
		Clocks: clocksOf(t, by), Current: currentOf(t, by), Overlays: overlaysOf(t), MergedInto: t.MergedInto,
		PolicyVersion: t.PolicyVersion, CalendarVersion: t.CalendarVersion, Version: t.Version,
		RegisteredAt: t.RegisteredAt, DispatchedAt: t.DispatchedAt, DeliveredAt: t.DeliveredAt, ClosedAt: t.ClosedAt, UpdatedAt: t.UpdatedAt, ReplyCheck: replyMark(t, by), aftercareView: aftercareOf(t), Upstream: upstreamOf(t),
	}
	lamp := s.lamp(t)
	v.Overlays.Light, v.Overlays.LightWhy = lamp.Colour, lamp.Why
	if t.State == dispatch.StateDispatched {
		v.Overlays.StandIn, v.Overlays.FailedOver = t.StandIn, t.FailedOver
	}
	if by.Role.Hotline() {
		v.Code = t.Code
	}
	if t.Routing != nil && t.State == dispatch.StateRegistered {
		v.Why = t.Routing.Why
	}
	cover(&v, t, by)
	return v
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// callerOf is who called as the reader may see it; full only after a reveal.
func callerOf(t dispatch.Ticket, p dispatch.Person, by dispatch.Actor, full bool) callerView {
	switch {
	case dispatch.Sealed(t, by):
		p = dispatch.Person{}
	case !full:
		p = p.Mask()
	}
	return callerView{Name: p.Name, Phone: p.Phone, Address: p.Address, Email: p.Email, Masked: !full, Anonymous: t.Contact.Anonymous,
		Confidential: t.Contact.Confidential, WantsReply: t.Contact.WantsReply}
}

// clockOrder is the order in which pages show clocks.
var clockOrder = []sla.ClockKind{sla.DispatchClock, sla.AcceptClock, sla.ContactClock, sla.ResolveClock, sla.ReviewClock, sla.CallbackClock, sla.ReturnClock}

// clocksOf lists the clocks that have a due time, the newest of a kind first. A
// co-handler sees the clock of its own share as its time to resolve.
func clocksOf(t dispatch.Ticket, by dispatch.Actor) []clockView {
	out := []clockView{}
	for _, kind := range clockOrder {
		for i := len(t.Clocks) - 1; i >= 0; i-- {
			if k := kindFor(t, t.Clocks[i], by); k == kind && !t.Clocks[i].Due.IsZero() {
				out = append(out, clockOf(t.Clocks[i], k))
			}
		}
	}
	return out
}

// kindFor is as what the reader sees a clock; "" not at all.
func kindFor(t dispatch.Ticket, c sla.Clock, by dispatch.Actor) sla.ClockKind {
	helps := by.Role == dispatch.RoleLiaison && by.Unit != t.Lead
	switch {
	case helps && !t.Handles(by.Unit): // only asked to a conference: none of its time runs
		return ""
	case helps && c.Kind == dispatch.ClockPart && c.Unit == by.Unit:
		return sla.ResolveClock
	case c.Kind == dispatch.ClockPart, helps && c.Kind == sla.ResolveClock:
		return ""
	}
	return c.Kind
}

func clockOf(c sla.Clock, kind sla.ClockKind) clockView {
	return clockView{Kind: kind, Unit: c.Unit, Start: c.Start, Due: c.Due, MetAt: c.MetAt, State: c.State(), Steps: c.Steps,
		Provisional: c.Provisional, Capped: c.Capped, Why: c.Why}
}

// currentOf is the clock a row shows: the first due of those that wait for the
// reader's own unit, else of all.
func currentOf(t dispatch.Ticket, by dispatch.Actor) sla.ClockKind {
	var best sla.Clock
	var kind sla.ClockKind
	for _, c := range t.Clocks {
		k := kindFor(t, c, by)
		if k == "" || !c.Open() || c.Due.IsZero() {
			continue
		}
		own, bestOwn := by.Unit != "" && c.Unit == by.Unit, by.Unit != "" && best.Unit == by.Unit
		if kind == "" || (own && !bestOwn) || (own == bestOwn && c.Due.Before(best.Due)) {
			best, kind = c, k
		}
	}
	return kind
}

func overlaysOf(t dispatch.Ticket) overlaysView {
	v := overlaysView{Overdue: t.Overdue(), Return: requestOf(t.Return), Extension: requestOf(t.Extension), Returns: len(t.Returns), Redo: t.Redo,
		Level: t.Level, Urges: t.Urges, Difficult: t.Difficult, Designated: t.Designated, Dispatches: t.Dispatches, Merged: len(t.Children),
		Heat: t.Heat(), Excluded: t.Excluded, SuspendedUntil: t.Suspended,
		ReturnUntil: t.ReturnUntil, Deemed: t.Deemed, PingPong: t.PingPong, Conference: t.Conference.State(), Tell: t.Tell()}
	if v.Conference == dispatch.ConferenceCalled {
		v.ConferenceAt = t.Conference.At
	}
	return v
}

func requestOf(r *dispatch.Request) *requestView {
	if r == nil {
		return nil
	}
	return &requestView{At: r.At, By: r.By, Reason: r.Reason, Basis: r.Basis, Suggested: r.Suggested, Days: r.Days, Due: r.Due}
}

func (s *server) unitName(code string) string {
	u, _ := s.Directory.Unit(code)
	return u.Name
}

func (s *server) categoryName(code string) string {
	list := s.Directory.Categories()
	i := slices.IndexFunc(list, func(c dispatch.Category) bool { return c.Code == code })
	if i < 0 || code == "" {
		return ""
	}
	return list[i].Name
}

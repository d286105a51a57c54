package imports

import (
	"slices"
	"strconv"
	"strings"

	"hotline/dispatch"
)

// ticket understands a row of the city's platform (上级平台工单).
func (r *row) ticket() (dispatch.Intake, string) {
	in := dispatch.Intake{
		Matter: dispatch.Matter{
			Type: dispatch.Type(r.word("type", "")), Channel: dispatch.Channel(r.word("channel", string(dispatch.FromAbove))), Urgency: dispatch.Urgency(r.word("urgency", "")),
			Title: clean(r.text("title"), dispatch.MaxTitle), Text: clean(r.text("text"), dispatch.MaxText), Category: r.category("category"),
			Place: dispatch.Place{Address: clean(r.text("address"), dispatch.MaxShort), Town: clean(r.text("town"), 50)},
		},
		Person:    dispatch.Person{Name: clean(r.text("name"), 50), Phone: r.name("phone"), Address: clean(r.text("home"), dispatch.MaxShort)},
		Anonymous: r.flag("anonymous"), Confidential: r.flag("confidential"), WantsReply: r.word("wants_reply", "1") == "1",
		Upstream: &dispatch.Upstream{Platform: r.text("platform"), No: r.name("no"), Due: r.time("due")},
	}
	if _, ok := dispatch.NormalPhone(in.Person.Phone); !ok && in.Person.Phone != "" {
		r.fail(dispatch.FieldError("phone", "phone"))
	}
	in.Anonymous = in.Anonymous || in.Person.Phone == "" && in.Person.Name == ""
	if in.Upstream.No == "" {
		in.Upstream.No = r.sum()
	}
	return in, r.unit("lead")
}

// past understands a row of history (历史工单).
func (r *row) past() Past {
	in, lead := r.ticket()
	p := Past{Line: r.Line, In: in, At: r.time("at"), Past: dispatch.Past{Lead: lead, Due: in.Upstream.Due, Unlimited: r.mapping["due"].Column != "" && in.Upstream.Due.IsZero(),
		Replied: r.time("replied"), Closed: r.time("closed"), Reply: clean(r.text("reply"), dispatch.MaxText)}}
	p.Caller = in.Person.Phone
	if p.Past.Replied.IsZero() && p.Past.Reply != "" {
		p.Past.Replied = p.Past.Closed
	}
	for key, at := range map[string]bool{"replied": !p.Past.Replied.IsZero() && p.Past.Replied.Before(p.At), "closed": !p.Past.Closed.IsZero() && p.Past.Closed.Before(p.At)} {
		if at {
			r.fail(dispatch.FieldError(key, "moment_order"))
		}
	}
	return p
}

// unitRow understands a row of the list of units (承办单位).
func (r *row) unitRow() dispatch.Unit {
	return dispatch.Unit{Code: r.name("code"), Name: r.text("name"), Short: r.text("short"), Group: dispatch.Group(r.word("group", "")), Parent: r.unit("parent"),
		Phone: r.name("phone"), Areas: r.list("areas"), Active: r.word("active", "1") == "1", Successor: r.unit("successor")}
}

// userRow understands a row of the list of accounts (账号).
func (r *row) userRow() dispatch.User {
	return dispatch.User{Username: r.name("username"), Name: r.text("name"), Role: dispatch.Role(r.word("role", "")), Unit: r.unit("unit"), Post: dispatch.Post(r.word("post", "")), Active: r.word("active", "1") == "1"}
}

// entry understands a row of a dispatch catalogue (派单目录). What it does not say
// the entry above it does, where the file names one.
func (r *row) entry() *dispatch.Entry {
	e := &dispatch.Entry{ID: r.name("id"), Name: r.text("name"), Category: r.category("category"), Towns: r.list("towns"),
		Words:   dispatch.Words{Any: r.list("any"), All: r.list("all"), None: r.list("none")},
		Urgency: dispatch.Urgency(r.word("urgency", "")), Basis: r.text("basis"), ByHand: r.flag("by_hand"), Note: r.text("note"), Continue: r.flag("continue")}
	for _, v := range r.list("types") {
		code, ok := wordOf("type", v)
		if !ok {
			r.strange("types", v)
		}
		e.Types = append(e.Types, dispatch.Type(code))
	}
	e.Confidence = r.share("confidence")
	e.Lead = r.leadOf("lead")
	e.CoUnits = r.coUnits(e.Lead)
	if e.ID == "" {
		e.ID = r.sum()
	}
	if tree := r.mapping["parent"].Column != ""; !tree && e.Lead == "" {
		r.fail(dispatch.FieldError("lead", "required"))
	} else if !tree && len(e.Any) == 0 && len(e.All) == 0 && len(e.Towns) == 0 && len(e.Types) == 0 && e.Category == "" {
		r.fail(dispatch.FieldError("any", "entry_words"))
	}
	return e
}

// coUnits are the units that help.
func (r *row) coUnits(lead string) (out []string) {
	if r.raw("co_units") == noUnits {
		return []string{}
	}
	for _, u := range r.list("co_units") {
		if code := r.unitOf("co_units", u); code != "" && code != lead && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}

// share is a number from 0 to 1, or a percentage.
func (r *row) share(key string) float64 {
	v := r.raw(key)
	if v == "" {
		return 0
	}
	percent := strings.TrimRight(v, "%％ ")
	f, err := strconv.ParseFloat(percent, 64)
	if percent != v {
		f /= 100
	}
	if err != nil || f < 0 || f > 1 {
		r.fail(dispatch.FieldError(key, "out_of_range", 0, 1))
	}
	return f
}

// leadOf is a unit, or the township of the place.
func (r *row) leadOf(key string) string {
	switch v := r.text(key); v {
	case "":
		return ""
	case dispatch.AtTown, ownTown:
		return dispatch.AtTown
	default:
		return r.unitOf(key, v)
	}
}

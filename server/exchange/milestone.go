package exchange

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"hotline/dispatch"
)

// Milestone is what goes up to a platform (回传). ID is the same for every attempt
// and every repetition, Seq grows along the ticket.
type Milestone struct {
	ID        string             `json:"id"`
	No        string             `json:"no"`     // the platform's number
	Ticket    string             `json:"ticket"` // ours
	Seq       int                `json:"seq"`
	Milestone dispatch.Milestone `json:"milestone"`
	Status    string             `json:"status,omitempty"` // the platform's code for it
	At        time.Time          `json:"at"`
	Unit      string             `json:"unit,omitempty"`

	Text     string    `json:"text,omitempty"`
	Resolved *bool     `json:"resolved,omitempty"`
	Method   string    `json:"method,omitempty"`
	Reached  *bool     `json:"reached,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Basis    string    `json:"basis,omitempty"`
	Days     int       `json:"days,omitempty"`
	Due      time.Time `json:"due,omitzero"`
	End      string    `json:"end,omitempty"` // how it ended: closed, answered, declined …

	Attachments []File `json:"attachments,omitempty"`
}

// File is an attachment on its way up: small ones with their bytes, others to be
// fetched by a signed GET of Path.
type File struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size"`
	Data string `json:"data,omitempty"`
	Path string `json:"path,omitempty"`
}

// inlineMost is how big all files of one milestone may be together to travel in it.
const inlineMost = 4 << 20

// MilestoneOf makes the message of an event. name gives the name of a unit, open the
// bytes of an attachment.
func MilestoneOf(ctx context.Context, p dispatch.Platform, t dispatch.Ticket, e dispatch.Event, m dispatch.Milestone,
	name func(code string) string, open func(ctx context.Context, id string) ([]byte, error)) Milestone {
	d := e.Data
	out := Milestone{ID: fmt.Sprintf("%s-%d", t.No, e.Seq), No: t.Upstream.No, Ticket: t.No, Seq: e.Seq, Milestone: m, Status: p.Statuses[m], At: e.At}
	if unit := d.Unit; unit != "" {
		out.Unit = name(unit)
	} else if t.Lead != "" {
		out.Unit = name(t.Lead)
	}
	switch m {
	case dispatch.MileContacted:
		out.Method, out.Reached = d.Method, &d.Reached
	case dispatch.MileReplied:
		out.reply(ctx, p, t, open)
	case dispatch.MileExtensionAsked, dispatch.MileReturnAsked, dispatch.MileReturned:
		out.Reason, out.Basis, out.Days = d.Reason, d.Basis, d.Days
	case dispatch.MileExtended:
		out.Due, out.Days, out.Reason = d.Due, d.Days, d.Reason
	case dispatch.MileClosed:
		out.End, out.Reason, out.Text = string(e.Kind), d.Reason, d.Text
		if e.Kind == dispatch.Declined {
			out.Text = d.Route
		}
	default:
		out.Reason = d.Reason
	}
	return out
}

func (m *Milestone) reply(ctx context.Context, p dispatch.Platform, t dispatch.Ticket, open func(context.Context, string) ([]byte, error)) {
	if t.Reply == nil {
		return
	}
	m.Text, m.Resolved = t.Reply.Text, &t.Reply.Resolved
	room := int64(inlineMost)
	for _, f := range t.RepliedFiles() {
		out := File{ID: f.ID, Name: f.Name, Type: f.Type, Size: f.Size}
		if f.Size <= room && open != nil {
			if b, err := open(ctx, f.ID); err == nil {
				out.Data = base64.StdEncoding.EncodeToString(b)
				room -= f.Size
			}
		}
		if out.Data == "" {
			out.Path = fmt.Sprintf("/api/v1/upstream/%s/tickets/%s/files/%s", p.Code, PathOf(t.Upstream.No), f.ID)
		}
		m.Attachments = append(m.Attachments, out)
	}
}

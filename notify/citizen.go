package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"time"

	"hotline/dispatch"
)

// What a citizen is told of the progress (进展通知).
const (
	CitizenAccepted = "citizen_accepted"
	CitizenReplied  = "citizen_replied"
	CitizenClosed   = "citizen_closed"
	CitizenRate     = "citizen_rate"
)

// citizensFeed is the feed of what citizens are told. Nobody listens to it: its
// frames are carried by text message and by WeChat.
const citizensFeed = "citizens"

// citizen tells whoever raised the matter, if they asked for it: that a unit has
// it, that there is an answer, that the hotline did not get through and would like
// to hear how it went, and how it ended.
func (l *letter) citizen(e dispatch.Event) {
	t := l.after
	if t.Contact.Progress == "" || t.IsSealed() || t.Type == dispatch.Report || e.Actor.Role == dispatch.RoleCitizen {
		return
	}
	kind := ""
	switch e.Kind {
	case dispatch.Accepted:
		if e.Data.Unit == t.Lead {
			kind = CitizenAccepted
		}
	case dispatch.Reviewed, dispatch.Inherited:
		if t.State == dispatch.StateReviewed {
			kind = CitizenReplied
		}
	case dispatch.CalledBack:
		if !e.Data.Reached && t.State == dispatch.StateReviewed {
			kind = CitizenRate
		}
	case dispatch.Closed, dispatch.Terminated, dispatch.Declined, dispatch.Transferred, dispatch.Answered:
		kind = CitizenClosed
	default: // the rest is on the page
	}
	if kind == "" {
		return
	}
	l.out = append(l.out, dispatch.Notice{Key: t.No + "/" + kind + "/" + e.At.UTC().Format("20060102150405.000"), Recipient: citizensFeed, Kind: kind, No: t.No,
		Version: t.Version, State: t.State, At: e.At, Text: say("channel_"+kind, words{State: string(t.State)})})
}

// ToCitizen tells whether a delivery is for the citizen of its ticket.
func ToCitizen(d dispatch.Delivery) bool { return d.Frame.Recipient == citizensFeed }

// CitizenChannel names the way citizens are written to.
func CitizenChannel(kind dispatch.OutletKind) string { return "citizen/" + string(kind) }

// ForCitizen is what a citizen reads: the number of the matter and how it stands,
// nothing of what it is about, since others may hold the telephone.
func (g Wording) ForCitizen(f dispatch.Frame) Words {
	w := Words{Link: g.Base}
	if g.Base != "" {
		w.Link = strings.TrimRight(g.Base, "/") + "/track"
	}
	w.Title = f.Text
	w.Lines = []string{say("channel_citizen", words{Name: g.Name, No: f.No, Text: f.Text, Title: w.Link})}
	return w
}

// Herald makes the deliveries to citizens (进展通知): it follows their feed behind a
// cursor, and a frame that is read twice after a crash is the same delivery.
type Herald struct {
	Store dispatch.Store
	Quiet dispatch.Quiet
	Log   *slog.Logger
	Now   func() time.Time
	// Hold keeps the work to one server at a time; Wake is called when there is
	// something to send.
	Hold func(ctx context.Context, name string, ttl time.Duration) (bool, error)
	Wake func()
	// Every is how often the feed is looked at; 0: every two seconds.
	Every time.Duration

	last int64 // where the feed ended when it was all told
}

// heraldBook is the setting that holds the cursor.
const heraldBook = "citizen_notices"

type heraldCursor struct {
	Told int64 `json:"told"`
}

// Run tells until ctx ends, then returns nil.
func (h *Herald) Run(ctx context.Context) error {
	ticker := time.NewTicker(cmp.Or(h.Every, 2*time.Second))
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
		if err := h.Tell(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("tell citizens", "error", err)
		}
	}
}

// Tell makes the deliveries of what is new in the feed, if no other server does.
func (h *Herald) Tell(ctx context.Context) error {
	_, last, err := h.Store.FeedSpan(ctx, citizensFeed)
	if err != nil || last == h.last {
		return err
	}
	if held, err := h.Hold(ctx, heraldBook, planLease); err != nil || !held {
		return err
	}
	var at heraldCursor
	rec, err := h.Store.Record(ctx, dispatch.KindSetting, heraldBook)
	switch {
	case err == nil:
		if err := json.Unmarshal(rec.Body, &at); err != nil {
			return err
		}
	case dispatch.CodeOf(err) == dispatch.NotFound:
		rec = dispatch.Record{Kind: dispatch.KindSetting, ID: heraldBook}
	default:
		return err
	}
	for at.Told < last {
		frames, err := h.Store.Feed(ctx, citizensFeed, at.Told, planPage)
		if err != nil {
			return err
		}
		if len(frames) == 0 { // trimmed
			at.Told = last
			break
		}
		if err := h.deliver(ctx, frames); err != nil {
			return err
		}
		at.Told = frames[len(frames)-1].ID
	}
	if rec.Body, err = json.Marshal(at); err != nil {
		return err
	}
	rec.At = h.Now()
	if _, err := h.Store.PutRecord(ctx, rec); err != nil && dispatch.CodeOf(err) != dispatch.Conflict && dispatch.CodeOf(err) != dispatch.Exists {
		return err
	}
	h.last = last
	h.Wake()
	return nil
}

// deliver makes one delivery of each frame, by the way the ticket's citizen chose.
func (h *Herald) deliver(ctx context.Context, frames []dispatch.Frame) error {
	var ds []dispatch.Delivery
	for _, f := range frames {
		t, err := h.Store.Ticket(ctx, f.No)
		if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
			return err
		}
		kind := t.Contact.Progress
		if err != nil || kind == "" || h.Now().Sub(f.At) > planOld {
			continue
		}
		// The mark is of the matter, not of the number: the log must not join what
		// one person raised.
		d := dispatch.NewDelivery(f, CitizenChannel(kind), kind, dispatch.TargetMark(f.No), h.Now())
		if end, quiet := h.Quiet.Until(h.Now(), f.Urgency); quiet {
			d.Due, d.Reason = end, dispatch.InQuiet
		}
		ds = append(ds, d)
	}
	return h.Store.PutDeliveries(ctx, ds)
}

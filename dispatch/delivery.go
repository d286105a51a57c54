package dispatch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// DeliveryState is where a message stands.
type DeliveryState string

// The states of a delivery (送达日志).
const (
	DeliveryWaiting DeliveryState = "waiting"
	DeliverySent    DeliveryState = "sent"
	DeliveryDead    DeliveryState = "dead"    // 死信: it was given up
	DeliveryDropped DeliveryState = "dropped" // nobody needs it any more
)

// DeliveryStates lists all.
var DeliveryStates = []DeliveryState{DeliveryWaiting, DeliverySent, DeliveryDead, DeliveryDropped}

// The reasons why a delivery waits or was not sent; those of senders are in
// package notify.
const (
	WasAcked  = "acked"     // a console acknowledged it in time
	InQuiet   = "quiet"     // held until the quiet hours end
	InWindow  = "gathering" // held for others to go with it
	InGroup   = "grouped"   // it went out in one message with others
	IsPrivate = "private"   // not everybody behind the channel may know of it
	IsRevoked = "revoked"   // channel, address or ticket is not concerned any more
	IsTooOld  = "too_old"   // tried for as long as it is worth
	IsPaused  = "paused"    // the link to the program is switched off
	ByHand    = "by_hand"
)

// Delivery is one message on its way to one target over one channel (送达). It
// holds no address and nothing of a caller.
type Delivery struct {
	// ID is made of the frame, the channel and the target, and begins with the
	// frame's time and number: a notice becomes one delivery for each target, whoever
	// plans it, and those of one write keep their order.
	ID      string        `json:"id"`
	Version int           `json:"version"`          // 1 at creation, +1 for each change
	Channel string        `json:"channel"`          // its ID, or OwnChannel
	Kind    OutletKind    `json:"kind"`             //
	Target  string        `json:"target,omitempty"` // TargetMark of the address
	Always  bool          `json:"always,omitempty"` // an acknowledgement does not end it
	Frame   Frame         `json:"frame"`            //
	Created time.Time     `json:"created"`          //
	Due     time.Time     `json:"due"`              // of the next attempt while it waits
	State   DeliveryState `json:"state"`            //
	Reason  string        `json:"reason,omitempty"` //
	// Attempts counts those begun. Taken is set from the beginning of one until its
	// outcome is stored: what is found taken and due was broken off by a crash.
	Attempts int     `json:"attempts,omitempty"`
	Taken    bool    `json:"taken,omitempty"`
	Last     Sending `json:"last,omitzero"`
	// Group is the delivery in whose message this one goes out.
	Group string `json:"group,omitempty"`
}

// Sending is what came of sending. Reason is a code, never the text of an
// answer, which could hold a secret.
type Sending struct {
	At     time.Time `json:"at"`
	Status int       `json:"status,omitempty"` // of HTTP or SMTP
	Reason string    `json:"reason,omitempty"` // empty: taken by the receiver
	Millis int64     `json:"millis,omitempty"`
}

// NewDelivery is the message of a frame to one target.
func NewDelivery(f Frame, channel string, kind OutletKind, target string, now time.Time) Delivery {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%s/%s/%s", f.Recipient, f.ID, channel, kind, target))
	return Delivery{ID: deliveryMark(f.At) + fmt.Sprintf("%08x", uint32(max(f.ID, -f.ID))) + hex.EncodeToString(sum[:6]), Channel: channel, Kind: kind, Target: target, Frame: f,
		Created: now, Due: now, State: DeliveryWaiting}
}

// deliveryMark is how the ids of deliveries of a moment begin: they sort by time.
func deliveryMark(at time.Time) string { return fmt.Sprintf("%012x", max(at.UnixMilli(), 0)) }

// Lane is what keeps its order: the messages about one ticket to one target. A
// message without a ticket is a lane of its own.
func (d Delivery) Lane() string {
	no := d.Frame.No
	if no == "" {
		no = d.ID
	}
	return strings.Join([]string{d.Channel, string(d.Kind), d.Target, no}, "/")
}

// User is whose own channel it goes over; "" for channels of units.
func (d Delivery) User() string {
	rest, own := strings.CutPrefix(d.Channel, "user:")
	user, _, _ := strings.Cut(rest, "/")
	if !own {
		return ""
	}
	return user
}

// OwnChannel names a person's own channel of a kind.
func OwnChannel(user string, kind OutletKind) string { return "user:" + user + "/" + string(kind) }

// ReachSeal is what a person's settings are bound to when they are sealed.
func ReachSeal(user string) string { return "contact/" + user }

// Unit is the unit whose feed the frame is in; "" for those of roles.
func (d Delivery) Unit() string {
	unit, ok := strings.CutPrefix(d.Frame.Recipient, "unit:")
	if !ok {
		return ""
	}
	return unit
}

// ShownTo tells whether a person may know of the delivery: who may not know of
// the ticket learns nothing from the log either.
func (d Delivery) ShownTo(user string) bool {
	return !slices.Contains(d.Frame.Hide, user) && (len(d.Frame.Only) == 0 || slices.Contains(d.Frame.Only, user))
}

// End settles the delivery.
func (d Delivery) End(s DeliveryState, reason string) Delivery {
	d.State, d.Reason, d.Taken = s, reason, false
	return d
}

// Revive sends a dead or dropped delivery on its way once more.
func (d Delivery) Revive(now time.Time) Delivery {
	d.State, d.Reason, d.Taken, d.Due, d.Created, d.Group = DeliveryWaiting, ByHand, false, now, now, ""
	return d
}

// DeliveryFilter chooses deliveries; zero fields do not filter.
type DeliveryFilter struct {
	State     DeliveryState
	Channel   string
	Recipient string
	No        string
	Group     string
	Due       time.Time // waiting and due by then
}

// DeliveryCount is how many deliveries of a kind wait or are dead.
type DeliveryCount struct {
	Kind   OutletKind
	State  DeliveryState
	N      int
	Oldest time.Time // when the frame of the oldest came
}

// Head is how far a feed is and how far it is acknowledged.
type Head struct {
	Recipient string
	Last      int64
	Acked     int64
}

// Outbound keeps the messages of other channels (外部通道); every Store does. The
// rules of Store hold here too.
type Outbound interface {
	// Heads lists all feeds that have frames.
	Heads(ctx context.Context) ([]Head, error)
	// PutDeliveries stores those whose ID is not known yet, with version 1, and
	// leaves the others as they are.
	PutDeliveries(ctx context.Context, ds []Delivery) error
	// DueDeliveries lists what waits and is due at or before now, earliest first,
	// but for the channels named. What stands behind another that waits in its Lane
	// is not due; the one with the lowest ID stands first.
	DueDeliveries(ctx context.Context, now time.Time, except []string, limit int) ([]Delivery, error)
	Delivery(ctx context.Context, id string) (Delivery, error)
	// UpdateDelivery writes when the stored version is d.Version, and returns what
	// is stored then; Conflict otherwise. ID, channel and frame do not change.
	UpdateDelivery(ctx context.Context, d Delivery) (Delivery, error)
	// Deliveries lists one page, newest first; next is "" at the end.
	Deliveries(ctx context.Context, f DeliveryFilter, p Page) (items []Delivery, next string, err error)
	// DeliveryCounts counts what waits and what is dead.
	DeliveryCounts(ctx context.Context) ([]DeliveryCount, error)
	// TrimDeliveries drops what ended and whose frame came before that moment, and
	// tells how many.
	TrimDeliveries(ctx context.Context, before time.Time) (int, error)
}

// DeliveryBefore is below the id of every delivery of a frame from at on.
func DeliveryBefore(at time.Time) string { return deliveryMark(at) }

// DeliveryTime is when the frame of a delivery came, by its id.
func DeliveryTime(id string) time.Time {
	if len(id) < 12 {
		return time.Time{}
	}
	milli, err := strconv.ParseInt(id[:12], 16, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(milli).UTC()
}

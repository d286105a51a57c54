package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"hotline/dispatch"
)

// Section is one kind of what a store holds (搬迁部分). Sections are moved in the
// order of Sections: frames after tickets, so that a ticket copied with its
// newest event finds the frames that tell of it, and after heads, which grow
// with what came meanwhile.
type Section string

// The sections of a store.
const (
	SectionTickets Section = "tickets" // with events and callers, sealed as they are
	SectionSerials Section = "serials" // the counters ticket numbers come from
	SectionHeads   Section = "heads"   // ends and acknowledgements of feeds
	SectionFrames  Section = "frames"  // feeds with their ids
	SectionRecords Section = "records"

	SectionDeliveries Section = "deliveries" // messages over other channels
)

// Sections lists all of them in the order in which they are moved.
func Sections() []Section {
	return []Section{SectionTickets, SectionSerials, SectionHeads, SectionFrames, SectionDeliveries, SectionRecords}
}

// Piece is one thing of a store on its way into another. Key orders the pieces
// of a section by bytes, alike in every store.
type Piece interface{ Key() string }

// MovedTicket is a ticket with its history and its caller as they are stored.
type MovedTicket struct {
	No     int64
	Doc    string
	Events []string
	Person string // "" when nobody is kept
}

// MovedSerial is the last number given away on a day.
type MovedSerial struct {
	Day string
	N   int
}

// MovedFrame is a frame of a feed.
type MovedFrame struct {
	Recipient string
	ID        int64
	At        int64 // milliseconds
	Doc       string
}

// MovedHead is the end of a feed and how far it is acknowledged.
type MovedHead struct {
	Recipient string
	ID, Acked int64
}

// MovedRecord is a record with its version and its end.
type MovedRecord struct {
	Kind, ID    string
	Version     int
	Body        string
	At, Expires int64 // milliseconds; 0: never
}

// MovedDelivery is a message over another channel.
type MovedDelivery struct{ ID, Doc string }

// Key orders deliveries by id.
func (d MovedDelivery) Key() string { return d.ID }

// Key orders tickets by number.
func (t MovedTicket) Key() string { return padded(t.No) }

// Key orders serials by day.
func (s MovedSerial) Key() string { return s.Day }

// Key orders frames by recipient and number.
func (f MovedFrame) Key() string { return f.Recipient + " " + padded(f.ID) }

// Key orders heads by recipient.
func (h MovedHead) Key() string { return h.Recipient }

// Key orders records by kind and id; kinds hold no slash.
func (r MovedRecord) Key() string { return r.Kind + "/" + r.ID }

func padded(n int64) string { return fmt.Sprintf("%020d", n) }

// TicketAfter is the number behind which a page of tickets begins.
func TicketAfter(after string) int64 {
	n, _ := strconv.ParseInt(after, 10, 64) // "" is the beginning
	return n
}

// FrameAfter is the recipient and number behind which a page of frames begins.
func FrameAfter(after string) (recipient string, id int64) {
	at := strings.LastIndexByte(after, ' ')
	if at < 0 {
		return "", 0
	}
	return after[:at], TicketAfter(after[at+1:])
}

// RecordAfter is the kind and id behind which a page of records begins.
func RecordAfter(after string) (kind, id string) {
	kind, id, _ = strings.Cut(after, "/")
	return kind, id
}

// Mover is a store whose content can be carried into another (搬迁). What a
// store makes by itself of what it is given (accounts, search index, counters
// of queues) is made anew by the target and is no piece.
type Mover interface {
	dispatch.Store
	// Pieces lists up to limit pieces of a section, with Key > after, by Key.
	Pieces(ctx context.Context, s Section, after string, limit int) ([]Piece, error)
	// PutPieces stores pieces of one section, replacing those of the same key.
	// What was stored stays if the call is broken off, and it may be repeated.
	PutPieces(ctx context.Context, s Section, pieces []Piece) error
	// DropPieces removes pieces; tickets, serials and heads cannot be.
	DropPieces(ctx context.Context, s Section, pieces []Piece) error
	// Sizes counts the pieces of every section.
	Sizes(ctx context.Context) (map[Section]int, error)
	// Settle puts notices that wait outside of their feeds into them.
	Settle(ctx context.Context) error
}

// The records of a move, which stay in their store: which store this is as a
// source, and how far it is as a target.
const (
	KindMove   = "move"
	MoveSource = "source"
	MoveTarget = "target"
)

// Staying are the kinds of records that belong to a store and its servers and
// are not moved.
func Staying() []string { return []string{KindMove, dispatch.KindLease, dispatch.KindServer} }

// Undroppable is the error of DropPieces where the target has what the source
// never had: it is not the same store any more.
func Undroppable(s Section, p Piece) error {
	return &dispatch.Error{Code: dispatch.Conflict, Key: "move_foreign", Err: fmt.Errorf("the target has %s %s, which the source has not", s, p.Key())}
}

// Opened reads the ticket, by which a store fills its indexes.
func (t MovedTicket) Opened() (out dispatch.Ticket, err error) {
	if err := json.Unmarshal([]byte(t.Doc), &out); err != nil {
		return out, fmt.Errorf("ticket %s: %w", No(t.No), err)
	}
	if out.No != No(t.No) || out.Version != len(t.Events) {
		return out, broken("ticket %s is stored as %s, version %d with %d events", No(t.No), out.No, out.Version, len(t.Events))
	}
	return out, nil
}

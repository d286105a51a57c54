package dispatch

import (
	"context"
	"time"

	"hotline/sla"
)

// Write is what one change makes durable together or not at all.
type Write struct {
	Ticket  Ticket
	Events  []Event  // the new ones
	Person  *Person  // nil leaves the person record alone
	Notices []Notice // for the outbox
}

// Notice is something a recipient is to be told about a ticket. It never holds
// personal data. Key (ticket/seq/recipient) is unique: a notice relayed twice
// is one frame.
type Notice struct {
	Key       string        `json:"key"`
	Recipient string        `json:"recipient"` // unit:<code> or role:<role>
	Kind      string        `json:"kind"`
	No        string        `json:"no"`
	Version   int           `json:"version"`
	State     State         `json:"state"`
	Urgency   Urgency       `json:"urgency"`
	Title     string        `json:"title"`
	Type      Type          `json:"type,omitempty"` // for programs
	At        time.Time     `json:"at"`
	Unit      string        `json:"unit,omitempty"`
	Level     int           `json:"level,omitempty"`
	Clock     sla.ClockKind `json:"clock,omitempty"`
	Text      string        `json:"text,omitempty"`
	// Only names who of the feed may read it, Hide who may not; both empty: all.
	Only []string `json:"only,omitempty"`
	Hide []string `json:"hide,omitempty"`
}

// Frame is a notice in its recipient's feed; IDs start at 1 and increase by
// one for each recipient.
type Frame struct {
	ID int64 `json:"id"`
	Notice
}

// Filter chooses tickets. Zero fields do not filter. Queue lists by the clock
// (Ticket.SortAt), everything else by number, newest first.
type Filter struct {
	Queue     string
	States    []State
	Unit      string // leads or helps
	Q         string // words; every one must be found in title, text, address or number
	Type      Type
	Urgency   Urgency
	Category  string // this category or one below it (prefix)
	Town      string
	From, To  time.Time // RegisteredAt, From ≤ t < To
	PhoneHash string
	Parent    string // tickets merged into this one
	Upstream  string // UpstreamKey of the one ticket to find
}

// Page is a keyset page: After is the Next of the page before.
type Page struct {
	Limit int
	After string
}

// Record is a versioned document of the directory: a unit, a user, a version
// of the catalogue, a session, a lease, a published score. Body is JSON.
type Record struct {
	Kind    string
	ID      string
	Version int // 1 at creation, +1 for each change
	Body    []byte
	At      time.Time // of the last change
	Expires time.Time // zero: never; expired records are not found
}

// The kinds of records.
const (
	KindUnit      = "unit"
	KindUser      = "user"
	KindCategory  = "category"
	KindCatalogue = "catalogue" // id = version name
	KindPolicy    = "policy"
	KindCalendar  = "calendar"
	KindScheme    = "scheme" // the newest version of each
	KindToken     = "token"
	KindSession   = "session"
	KindFactor    = "second_factor" // id = username; its secret is sealed
	KindLease     = "lease"
	KindJob       = "job"
	KindJobAsked  = "job_asked" // id = name of the job; a run somebody asked for
	KindServer    = "server"    // a server at work; it expires soon after the server is gone
	KindScore     = "score"     // id = month
	KindBrief     = "brief"
	KindFinding   = "finding"
	KindSetting   = "setting"
	KindImport    = "import"     // progress of a file
	KindRoster    = "roster"     // a shift
	KindInspected = "inspection" // a run; id = dispatch.RunID
	KindApart     = "apart"      // id = a ticket; which others are another matter
	KindOpen311   = "open311"    // a token, a request or an update taken by Open311
	KindUpload    = "upload"     // a file somebody sent and has not attached yet
	KindNonce     = "nonce"      // of a signed request, so that it works once
	KindExchanged = "exchanged"  // what came in from an upstream platform
	KindReconcile = "reconcile"  // id = platform; what the last comparison found
	KindChallenge = "challenge"  // a proof of work that was used
	KindTalk      = "talk"       // a conversation with a citizen; it is sealed

	KindCall      = "call"      // 通话; the newest come first by id
	KindCallName  = "call_name" // id = mark of what the telephone system calls it
	KindCallDay   = "call_day"  // id = a local day: its figures
	KindCallOf    = "call_of"   // id = look-up key of the number, a slash, and the call
	KindMissed    = "missed"    // 漏接待回拨; id = mark of the number's look-up key
	KindExtension = "extension" // 分机; who sits there

	KindSchemeVersion = "scheme_version" // id = name@version
	KindBriefIssued   = "brief_issued"   // that a correction took the place of
)

// SettingSchemes is the record that says which scheme holds from which month on.
const SettingSchemes = "scheme_months"

// SettingEpoch is the record that names this life of the store: made at its
// first start, and anew after a backup was restored. A cursor of another life
// means nothing in this one.
const SettingEpoch = "feed_epoch"

// Store keeps tickets, their events, persons, notices and the directory.
//
// Rules for every implementation (server/store/storetest checks them):
//   - a call that returned nil is durable: it survives a crash of the process;
//   - times come back in UTC with millisecond resolution, equal to those given;
//   - unknown things are a NotFound *Error, taken keys an Exists *Error;
//   - a full or unreachable store is an Unavailable *Error, and nothing is half
//     written;
//   - fn of Create and Update may run more than once and must be pure.
type Store interface {
	// Create takes the next number of the local day (20261123), on which fn must
	// register the ticket, and stores what fn makes of it. Numbers are unique and
	// increase within a day; a gap is only where a crash fell or a ticket was
	// refused. Exists when the upstream number or the idempotency key is taken:
	// then the ticket that has it is returned too.
	Create(ctx context.Context, day string, fn func(no string) (Write, error)) (Ticket, error)
	// Update reads a ticket, lets fn change it and stores the result if nobody
	// else did meanwhile, retrying a few times, then Conflict. When fn returns
	// no events, nothing is written and the ticket is returned as it is.
	Update(ctx context.Context, no string, fn func(Ticket) (Write, error)) (Ticket, error)
	// Import stores whole histories (numbers given) in one go; those whose
	// upstream number is already there are passed over. It returns how many
	// were new. The notices of an import are ignored.
	Import(ctx context.Context, ws []Write) (int, error)
	// NextSerial reserves n numbers of a day for Import and returns the first.
	NextSerial(ctx context.Context, day string, n int) (int, error)

	Ticket(ctx context.Context, no string) (Ticket, error)
	Events(ctx context.Context, no string) ([]Event, error)
	Person(ctx context.Context, no string) (Person, error)
	// ErasePerson forgets who called (保存期满), keeping ticket and events.
	ErasePerson(ctx context.Context, no string) error
	// Reseal seals anew (换钥) the persons behind a ticket number, looking at no
	// more than limit of them, that another key than the active one sealed, or
	// none. next is the number to go on behind, "" at the end; done counts what
	// was written. Who was changed or erased meanwhile stays so.
	Reseal(ctx context.Context, after string, limit int) (next string, done int, err error)
	// Seals counts the persons by the key that sealed them; "" are those stored
	// as they are.
	Seals(ctx context.Context) (map[string]int, error)
	// Tickets lists one page; next is "" at the end.
	Tickets(ctx context.Context, f Filter, p Page) (items []Ticket, next string, err error)
	// Near lists for each question the tickets that share most marks
	// (Ticket.Marks) with those asked for, newest first among equals; none that
	// share none. Of a mark that very many tickets have, only the newest hundred
	// need be found, so that an answer takes the same time whatever is stored.
	// The tickets come without clocks and routing: they are for comparing.
	Near(ctx context.Context, questions ...Nearness) ([][]Ticket, error)
	// Each calls fn for every ticket of the filter, in number order, without
	// holding anything that would stop a writer.
	Each(ctx context.Context, f Filter, fn func(Ticket) error) error
	// Accounts calls fn, in no order, with what reports need of every ticket
	// registered before to that counts in a period from from on (Account.Until).
	Accounts(ctx context.Context, from, to time.Time, fn func(Account) error) error
	// Counts gives the kept number of tickets for queues and tallies (see
	// Ticket.Queues, Ticket.Tallies) without counting rows.
	Counts(ctx context.Context, names []string) (map[string]int, error)
	// Due lists tickets whose next step (Ticket.NextAt) is at or before now,
	// earliest first.
	Due(ctx context.Context, now time.Time, limit int) ([]string, error)

	// Relay moves notices of committed writes into their recipients' feeds and
	// returns the new frames in order. Safe to call from anywhere at any time;
	// a notice becomes exactly one frame whatever crashes between. A frame is
	// returned once, by one of the servers (a store may keep it for the one that
	// wrote it); if that one ends first, whoever needs the frame has to look into
	// the feed.
	Relay(ctx context.Context, limit int) ([]Frame, error)
	// Post puts notices that belong to no ticket (通报) into their recipients' feeds.
	// Each key is to be posted once; Relay, or a look at the feed, finds the frames.
	Post(ctx context.Context, notices []Notice) error
	// Feed lists a recipient's frames with ID > after.
	Feed(ctx context.Context, recipient string, after int64, limit int) ([]Frame, error)
	// FeedSpan gives the first kept and the last frame ID (0, 0: none yet); the
	// first is last+1 when all were trimmed.
	FeedSpan(ctx context.Context, recipient string) (first, last int64, err error)
	// Unacked lists the recipient's frames up to id that are not acknowledged.
	Unacked(ctx context.Context, recipient string, id int64) ([]Frame, error)
	// Ack records that the recipient has everything up to id. What is not there
	// yet cannot be acknowledged, and nothing is taken back.
	Ack(ctx context.Context, recipient string, id int64) error
	// TrimFeed drops frames older than before, and tells how many.
	TrimFeed(ctx context.Context, before time.Time) (int, error)
	Outbound

	Record(ctx context.Context, kind, id string) (Record, error)
	// Records lists records of a kind by ID, those with ID > after.
	Records(ctx context.Context, kind, after string, limit int) ([]Record, error)
	// PutRecord writes when the stored version is r.Version (0: must not exist
	// or be expired), and returns the new version. Conflict (or Exists, for 0)
	// otherwise.
	PutRecord(ctx context.Context, r Record) (int, error)
	DeleteRecord(ctx context.Context, kind, id string) error
	// Sweep drops expired records, and tells how many.
	Sweep(ctx context.Context, now time.Time) (int, error)

	Ping(ctx context.Context) error
	Close() error
}

// Watcher is a store that several servers share and that tells each of them
// what the others did.
type Watcher interface {
	// Watch calls fn until ctx ends, and then returns nil: at its start, and after
	// every trouble, with the last frame of every feed; else with the feeds that
	// have grown since. What it tells of can be read. It may tell the same twice.
	Watch(ctx context.Context, fn func(last map[string]int64)) error
}

// EachRecord walks all records of a kind, a page at a time.
func EachRecord(ctx context.Context, st Store, kind string, fn func(Record) error) error {
	for after := ""; ; {
		rs, err := st.Records(ctx, kind, after, 500)
		if err != nil || len(rs) == 0 {
			return err
		}
		for _, r := range rs {
			if err := fn(r); err != nil {
				return err
			}
			after = r.ID
		}
	}
}

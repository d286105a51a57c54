package dispatch

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"hotline/sla"
)

// Type is the kind of demand (诉求类型).
type Type string

// The kinds of domain §3.1.
const (
	Consult    Type = "consult"    // 咨询
	Help       Type = "help"       // 求助
	Complaint  Type = "complaint"  // 投诉
	Report     Type = "report"     // 举报
	Suggestion Type = "suggestion" // 建议
	Praise     Type = "praise"     // 表扬
	Other      Type = "other"      // 其他
)

// Types lists all kinds in the order of the agent's keys 1–7.
var Types = []Type{Consult, Help, Complaint, Report, Suggestion, Praise, Other}

// Channel is where the demand came from (来源渠道).
type Channel string

// The channels of domain §3.2.
const (
	Phone       Channel = "phone"
	WeChat      Channel = "wechat"
	Web         Channel = "web"
	App         Channel = "app"
	Mail        Channel = "mail"
	SMS         Channel = "sms"
	Video       Channel = "video"
	FromAbove   Channel = "upstream" // 上级平台
	Mailbox     Channel = "mailbox"  // 书记市长信箱
	Grid        Channel = "grid"     // 网格员
	Leader      Channel = "leader"   // 领导交办
	Transfer110 Channel = "transfer" // 110 转办
	WalkIn      Channel = "walk_in"
	GoodBad     Channel = "review" // 好差评
)

// Channels lists all channels.
var Channels = []Channel{Phone, WeChat, Web, App, Mail, SMS, Video, FromAbove, Mailbox, Grid, Leader, Transfer110, WalkIn, GoodBad}

// Urgency is the level of domain §3.4; the first two ignore holidays.
type Urgency string

// The urgencies.
const (
	Life    Urgency = "life"    // 危及生命财产
	Utility Urgency = "utility" // 水电气热等民生保障
	General Urgency = "general" // 一般
)

// Urgencies lists all, most urgent first.
var Urgencies = []Urgency{Life, Utility, General}

// Place is where the matter is. Lon and Lat are WGS84 degrees, both zero when
// unknown.
type Place struct {
	Address string  `json:"address,omitempty"`
	Town    string  `json:"town,omitempty"`
	Lon     float64 `json:"lon,omitempty"`
	Lat     float64 `json:"lat,omitempty"`
}

// NoTown as the Town of a Filter chooses tickets whose township is not known.
const NoTown = "-"

// Matter is what the citizen said, without who said it.
type Matter struct {
	Type     Type    `json:"type"`
	Channel  Channel `json:"channel"`
	Urgency  Urgency `json:"urgency"`
	Title    string  `json:"title"`
	Text     string  `json:"text"`
	Category string  `json:"category,omitempty"`
	Place    Place   `json:"place,omitzero"`
}

// Contact says how the caller may be met, without who it is. PhoneHash is the
// keyed hash by which earlier calls of the same number are found.
type Contact struct {
	Anonymous    bool   `json:"anonymous,omitempty"`    // 匿名
	Confidential bool   `json:"confidential,omitempty"` // 要求保密
	WantsReply   bool   `json:"wants_reply,omitempty"`
	PhoneHash    string `json:"phone_hash,omitempty"`
	// Progress is how the citizen asked to be told of the progress (进展通知); empty:
	// not at all.
	Progress OutletKind `json:"progress,omitempty"`
	Public   bool       `json:"public,omitempty"` // agreed to be published (同意公开)
}

// Upstream is the ticket's life on the city's platform (上级平台). A number is
// unique within its platform; Due caps our own deadlines. Up and Down are the
// votes of other citizens, where the platform has them.
type Upstream struct {
	Platform string    `json:"platform"`
	No       string    `json:"no"`
	Due      time.Time `json:"due,omitzero"`
	Up       int       `json:"up,omitempty"`
	Down     int       `json:"down,omitempty"`
	// Digest is of what the platform handed down, by which the same is known again.
	Digest string    `json:"digest,omitempty"`
	Return *UpReturn `json:"return,omitempty"`
}

// Request is a return (退单) or an extension (延期) that waits for a decision.
type Request struct {
	At        time.Time `json:"at"`
	By        string    `json:"by"`
	Unit      string    `json:"unit"`
	Reason    string    `json:"reason"`
	Basis     string    `json:"basis,omitempty"`
	Suggested string    `json:"suggested,omitempty"`
	Days      int       `json:"days,omitempty"`
	Due       time.Time `json:"due"`
}

// Attempt is one try to reach the citizen (联系).
type Attempt struct {
	At      time.Time `json:"at"`
	Method  string    `json:"method"`
	Reached bool      `json:"reached"`
}

// Part is a co-handler's share (协办): accepted, then done with its own words.
type Part struct {
	Unit      string    `json:"unit"`
	Delivered time.Time `json:"delivered,omitzero"`
	Accepted  time.Time `json:"accepted,omitzero"`
	Done      time.Time `json:"done,omitzero"`
	Text      string    `json:"text,omitempty"`
	Task      string    `json:"task,omitempty"`
	// Overridden is why the lead answered without it; it may still be handed in
	// when the reply comes back.
	Overridden string `json:"overridden,omitempty"`
}

// Reply is the unit's answer (答复).
type Reply struct {
	Text     string    `json:"text"`
	Resolved bool      `json:"resolved"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Unit     string    `json:"unit"`
	Override string    `json:"override,omitempty"`
	// Check is how the reply read when it was handed in; nil before there was one.
	Check *ReplyMark `json:"check,omitempty"`
	// Evidence is what was done, when and seen by whom, where nobody can be called.
	Evidence string `json:"evidence,omitempty"`
	Reviewer string `json:"reviewer,omitempty"` // who passed it
}

// Callback is one call-back (回访). The answers count only when reached. Round is
// how many redos there were before, Code why the citizen is not satisfied.
type Callback struct {
	At        time.Time `json:"at"`
	Round     int       `json:"round,omitempty"`
	Reached   bool      `json:"reached"`
	Contacted bool      `json:"contacted,omitempty"`
	Resolved  bool      `json:"resolved,omitempty"`
	Satisfied bool      `json:"satisfied,omitempty"`
	Code      string    `json:"code,omitempty"`
	Reason    string    `json:"reason,omitempty"`
}

// Rating is the citizen's own answer on the public page; it counts once for each
// round. One that waits came after the end and is to be looked at.
type Rating struct {
	At        time.Time `json:"at"`
	Round     int       `json:"round,omitempty"`
	Resolved  bool      `json:"resolved"`
	Satisfied bool      `json:"satisfied"`
	Text      string    `json:"text,omitempty"`
	Waiting   bool      `json:"waiting,omitempty"`
}

// Return is a decided return, kept for the scores: Approved ones do not harm
// the returner, refused ones count as improper (退单不当).
type Return struct {
	At        time.Time `json:"at"`
	Unit      string    `json:"unit"`
	Approved  bool      `json:"approved"`
	Asked     time.Time `json:"asked,omitzero"`
	Reason    string    `json:"reason,omitempty"`
	ByTimeout bool      `json:"by_timeout,omitempty"` // nobody answered (超时默认同意)
}

// Ticket is the fold of its events. Values are copied, never shared: Apply
// returns a new one. The caller's name, phone and address are in Person.
type Ticket struct {
	No      string `json:"no"`
	Code    string `json:"code"`    // the citizen's query code (提取码)
	Version int    `json:"version"` // the number of events behind it
	// Changed is the newest event that is not a mark: whoever saw that version
	// has seen all that a step rests on.
	Changed int   `json:"changed,omitempty"`
	State   State `json:"state"`
	Matter
	Contact  Contact   `json:"contact,omitzero"`
	CallID   string    `json:"call_id,omitempty"`
	Upstream *Upstream `json:"upstream,omitempty"`

	Lead    string   `json:"lead,omitempty"`
	CoUnits []string `json:"co_units,omitempty"`
	Parts   []Part   `json:"parts,omitempty"`
	Task    string   `json:"task,omitempty"` // what the lead has to do
	// FirstUnit is the first unit it was dispatched to (首接单位).
	FirstUnit string         `json:"first_unit,omitempty"`
	Assist    *AssistRequest `json:"assist,omitempty"`
	Routing   *Routing       `json:"routing,omitempty"`

	Clocks      []sla.Clock  `json:"clocks,omitempty"`
	Return      *Request     `json:"return,omitempty"`
	Extension   *Request     `json:"extension,omitempty"`
	Extended    int          `json:"extended,omitempty"`
	Extensions  []Extension  `json:"extensions,omitempty"`
	Suspensions []Suspension `json:"suspensions,omitempty"`
	Handovers   []Handover   `json:"handovers,omitempty"`
	Returns     []Return     `json:"returns,omitempty"`
	Attempts    []Attempt    `json:"attempts,omitempty"`

	ReturnUntil time.Time   `json:"return_until,omitzero"` // end of the return window (退单截止)
	Deemed      bool        `json:"deemed,omitempty"`      // taken by silence (视同受理)
	PingPong    bool        `json:"ping_pong,omitempty"`   // two units name each other (互相推诿)
	Conference  *Conference `json:"conference,omitempty"`

	Dispatches int         `json:"dispatches,omitempty"`
	Redo       int         `json:"redo,omitempty"`
	Level      int         `json:"level,omitempty"` // supervision 0–6 (督办)
	Urges      int         `json:"urges,omitempty"`
	UrgedAt    time.Time   `json:"urged_at,omitzero"`
	Appends    int         `json:"appends,omitempty"`
	Letters    []Letter    `json:"letters,omitempty"`
	Oversights []Oversight `json:"oversights,omitempty"`
	Attention  string      `json:"attention,omitempty"` // why it came back: review, redo, return
	Difficult  bool        `json:"difficult,omitempty"`
	Designated bool        `json:"designated,omitempty"`
	Excluded   string      `json:"excluded,omitempty"`
	Suspended  time.Time   `json:"suspended,omitzero"`
	Findings   int         `json:"findings,omitempty"` // failed reviews (答复不规范)
	Seen       []string    `json:"seen,omitempty"`     // units that opened it

	Seal    *Seal    `json:"seal,omitempty"`
	Recusal *Recusal `json:"recusal,omitempty"`

	MergedInto string    `json:"merged_into,omitempty"`
	Before     State     `json:"before,omitempty"` // the state a merged ticket had
	Held       time.Time `json:"held,omitzero"`    // the suspension a merged ticket had
	// Children are the tickets merged into this one. One that is merged itself
	// keeps those that came with it, to have them back.
	Children []string `json:"children,omitempty"`

	Reply     *Reply     `json:"reply,omitempty"`
	Callbacks []Callback `json:"callbacks,omitempty"`
	Rating    *Rating    `json:"rating,omitempty"`
	// UnhappyRounds is how many answers in a row the citizen was dissatisfied with.
	UnhappyRounds int    `json:"unhappy_rounds,omitempty"`
	Spot          string `json:"spot,omitempty"` // spot check of an anonymous ticket (抽查)
	Asked         *Ask   `json:"asked,omitempty"`
	Asks          int    `json:"asks,omitempty"`
	Outcome       string `json:"outcome,omitempty"` // reason of an early end
	Route         string `json:"route,omitempty"`   // the right way told to the caller

	Attachments []AttachedFile `json:"attachments,omitempty"`

	PolicyVersion    string `json:"policy_version,omitempty"`
	CalendarVersion  string `json:"calendar_version,omitempty"`
	CatalogueVersion string `json:"catalogue_version,omitempty"`

	RegisteredAt time.Time `json:"registered_at"`
	DispatchedAt time.Time `json:"dispatched_at,omitzero"`
	DeliveredAt  time.Time `json:"delivered_at,omitzero"`
	FailoverAt   time.Time `json:"failover_at,omitzero"` // when the other post takes over
	FailedOver   time.Time `json:"failed_over,omitzero"` // when it did
	StandIn      Post      `json:"stand_in,omitempty"`   // which post that is; "": there is none
	ProgressAt   time.Time `json:"progress_at,omitzero"` // when the unit last did something, or had to begin
	ClosedAt     time.Time `json:"closed_at,omitzero"`
	UpdatedAt    time.Time `json:"updated_at"`

	Head string   `json:"head"`           // hash of the last event
	Keys []string `json:"keys,omitempty"` // idempotency keys of the last actions
	// IdemKey is the idempotency key of the registration, unique in the store.
	IdemKey string `json:"idem_key,omitempty"`
}

// Heat is how many callers and urges stand behind the matter (热度).
func (t Ticket) Heat() int { return 1 + len(t.Children) + t.Appends + t.Urges }

// Cluster is how many callers' tickets a master has together with its own (并单数);
// 0 when nothing is merged into it.
func (t Ticket) Cluster() int {
	if len(t.Children) == 0 {
		return 0
	}
	return 1 + len(t.Children)
}

// Overdue tells whether any clock of a unit was recorded late.
func (t Ticket) Overdue() bool {
	for _, c := range t.Clocks {
		if c.Overdue && c.Open() {
			return true
		}
	}
	return false
}

// Clock is the newest clock of a kind, and its place in t.Clocks (-1: none).
func (t Ticket) Clock(kind sla.ClockKind) (sla.Clock, int) {
	for i := len(t.Clocks) - 1; i >= 0; i-- {
		if t.Clocks[i].Kind == kind {
			return t.Clocks[i], i
		}
	}
	return sla.Clock{}, -1
}

// Current is the running clock that is due first: the one a row shows and by
// which queues sort. A co-handler's own clock does not move the lead's ticket.
func (t Ticket) Current() (sla.Clock, bool) {
	var best sla.Clock
	found := false
	for _, c := range t.Clocks {
		if c.Kind != ClockPart && c.Open() && (!found || c.Due.Before(best.Due)) {
			best, found = c, true
		}
	}
	return best, found
}

// Handles tells whether the unit leads or helps on the ticket.
func (t Ticket) Handles(unit string) bool {
	return unit != "" && (t.Lead == unit || t.coIndex(unit) >= 0)
}

func (t Ticket) coIndex(unit string) int {
	for i, u := range t.CoUnits {
		if u == unit {
			return i
		}
	}
	return -1
}

// ContactWaived tells whether a reply needs no contact record: the caller is
// anonymous, sealed from the unit, wants no reply, or was tried three times in two day-parts
// (domain §14.2-4).
func (t Ticket) ContactWaived() bool {
	return t.Contact.Anonymous || !t.Contact.WantsReply || t.IsSealed() || t.triedEnough()
}

func (t Ticket) triedEnough() bool {
	if len(t.Attempts) < 3 {
		return false
	}
	parts := map[string]bool{}
	for _, a := range t.Attempts {
		parts[dayPart(a.At)] = true
	}
	return len(parts) >= 2
}

// dayPart names the morning, afternoon or evening of a local day.
func dayPart(at time.Time) string {
	l := at.In(sla.Zone)
	part := "evening"
	if l.Hour() < 12 {
		part = "morning"
	} else if l.Hour() < 18 {
		part = "afternoon"
	}
	return l.Format(time.DateOnly) + part
}

// FormatNo makes a ticket number (工单编号) of a local day (20261123) and a
// serial: at least four digits after the day.
func FormatNo(day string, serial int) string { return fmt.Sprintf("%s-%04d", day, serial) }

// Day is the local day of a moment as ticket numbers write it.
func Day(at time.Time) string { return at.In(sla.Zone).Format("20060102") }

// NoKey orders ticket numbers: day and serial as one integer. It is the key
// both stores sort by, since "20261123-10000" sorts before "-9999" as text.
func NoKey(no string) (int64, bool) {
	day, serial, ok := strings.Cut(no, "-")
	if !ok || len(day) != 8 || len(serial) < 4 || len(serial) > 7 {
		return 0, false
	}
	d, err1 := strconv.ParseUint(day, 10, 32)
	s, err2 := strconv.ParseUint(serial, 10, 32)
	if err1 != nil || err2 != nil {
		return 0, false
	}
	return int64(d)*10_000_000 + int64(s), true
}

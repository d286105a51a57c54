package sla

import "time"

// Month is the scored month (月度考核) as a value: on the wire, in the store and
// behind the brief.
type Month struct {
	Month  string    `json:"month"`
	Scheme SchemeRef `json:"scheme"`
	// MinVolume is how many due tickets a ranked unit has at least.
	MinVolume int     `json:"min_volume,omitempty"`
	Totals    Totals  `json:"totals"`
	Intake    Intake  `json:"intake"`
	Groups    []Group `json:"groups"`
	// Lists is the red and black list where the scheme has one.
	Lists *MonthLists `json:"lists,omitempty"`
	// PublishedAt is when the month was closed for good (发布); zero while it runs.
	PublishedAt time.Time `json:"published_at,omitzero"`
}

// Totals are the month's figures over all units:
// carried in + dispatched - uncounted - carried out = due = on time + late.
type Totals struct {
	Registered      int    `json:"registered"`       // 受理: distinct tickets
	Dispatched      int    `json:"dispatched"`       // 派单
	Direct          int    `json:"direct"`           // 直接答复
	CarriedIn       int    `json:"carried_in"`       // 上月结转
	CarriedOut      int    `json:"carried_out"`      // 结转下月
	Due             int    `json:"due"`              // 应办结
	OnTime          int    `json:"on_time"`          // 按时办结
	Late            int    `json:"late"`             // 超时
	Open            int    `json:"open"`             // late and still not resolved
	Uncounted       int    `json:"uncounted"`        // dispatched without a resolve clock, or excluded
	Excluded        int    `json:"excluded"`         // 剔除
	Returns         int    `json:"returns"`          // 退单
	ImproperReturns int    `json:"improper_returns"` // 退单不当
	Redos           int    `json:"redos"`            // tickets done again
	Praises         int    `json:"praises"`          // 表扬
	Difficult       int    `json:"difficult"`        // 疑难
	Units           int    `json:"units"`
	Ranked          int    `json:"ranked"`
	Observed        int    `json:"observed"`
	None            int    `json:"none"`
	Rates           []Rate `json:"rates"` // of every known metric
}

// Intake is what came in, ticket by ticket, most frequent first.
type Intake struct {
	Channels   []Tally `json:"channels"`
	Types      []Tally `json:"types"`
	Categories []Tally `json:"categories"`
	Towns      []Tally `json:"towns"`
}

// Tally is how many tickets carry a code.
type Tally struct {
	Key   string `json:"key"`
	Count int    `json:"count"`
}

// Rate is a share with its counts; Rate is absent where there is nothing to
// divide by.
type Rate struct {
	Key  string `json:"key"`
	Num  int    `json:"num"`
	Den  int    `json:"den"`
	Rate *Dec   `json:"rate,omitempty"`
}

// Group is the units ranked together (镇街, 委办局, 企业).
type Group struct {
	Key      string `json:"key"`
	Name     string `json:"name"`
	Ranked   []Row  `json:"ranked"`
	Observed []Row  `json:"observed"` // fewer due tickets than the scheme's minimum
	None     []Row  `json:"none"`     // no due ticket
}

// Row is one unit's month. Rank is zero for a unit that is not ranked.
type Row struct {
	Unit       string  `json:"unit"`
	Name       string  `json:"name"`
	Rank       int     `json:"rank,omitempty"`
	Total      Dec     `json:"total"`
	RawTotal   *Dec    `json:"raw_total,omitempty"` // without smoothing, where the scheme smooths
	Bonus      Dec     `json:"bonus"`
	Penalty    Dec     `json:"penalty"`
	Parts      []Part  `json:"parts"`
	Extras     []Part  `json:"extras,omitempty"` // what bonus and penalty are made of
	Dispatched int     `json:"dispatched"`
	CarriedIn  int     `json:"carried_in"`
	CarriedOut int     `json:"carried_out"`
	Due        int     `json:"due"`
	Late       int     `json:"late"`
	Note       RowNote `json:"note,omitempty"`
}

// LostKind is what points were lost for.
type LostKind string

// The kinds of loss.
const (
	LostTime    LostKind = "time"
	LostQuality LostKind = "quality"
)

// LostKinds lists the kinds.
func LostKinds() []LostKind { return []LostKind{LostTime, LostQuality} }

// Part is one segment of a score.
type Part struct {
	Key      string   `json:"key"`
	Name     string   `json:"name"`
	Max      Dec      `json:"max"`
	Points   Dec      `json:"points"`
	Lost     Dec      `json:"lost"`
	LostKind LostKind `json:"lost_kind,omitempty"`
	Rate     *Dec     `json:"rate,omitempty"`
	Smoothed *Dec     `json:"smoothed,omitempty"` // the rate scored where the scheme smooths
	Prior    *Prior   `json:"prior,omitempty"`    // what it was smoothed with
	Num      int      `json:"num"`
	Den      int      `json:"den"`
	Nos      []string `json:"nos,omitempty"` // the tickets that cost points
}

// RowNote says beside a Row how little its rates rest on.
type RowNote string

// The notes of a Row.
const (
	NoteFewDue RowNote = "few_due" // fewer than 20 due tickets: one late ticket weighs heavily
	NoteMinDue RowNote = "min_due" // fewer than the scheme's minimum
	NoteNoDue  RowNote = "no_due"
)

// RowNotes lists the notes.
func RowNotes() []RowNote { return []RowNote{NoteFewDue, NoteMinDue, NoteNoDue} }

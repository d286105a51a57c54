package dispatch

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"sync"
	"time"
)

// Judgement (派单评判) is what became of one dispatch: the unit kept the ticket, or
// gave it back with approval. A refused return (退单不当) says nothing against the
// dispatch and is no judgement.
type Judgement struct {
	Unit     string
	Category string
	At       time.Time
	Kept     bool
	From     string // the unit that gave it back before; "" for a first dispatch
}

// settled is how long after its dispatch an accepted ticket counts as kept:
// returns are asked for within hours (退单时限).
const settled = 72 * time.Hour

// Judgements lists what is known by now of the ticket's dispatches, in order.
func (t Ticket) Judgements(now time.Time) []Judgement {
	var out []Judgement
	from := ""
	for _, r := range t.Returns {
		if r.Approved && !r.ByTimeout { // nobody judged what nobody answered
			out = append(out, Judgement{Unit: r.Unit, Category: t.Category, At: r.At, From: from})
			from = r.Unit
		}
	}
	if unit := t.keeper(now); unit != "" && t.Excluded == "" {
		out = append(out, Judgement{Unit: unit, Category: t.Category, At: t.DispatchedAt, Kept: true, From: from})
	}
	return out
}

// keeper is the unit that has made the ticket its own; empty while that is open.
func (t Ticket) keeper(now time.Time) string {
	switch t.State {
	case StateContacted, StateReplied, StateReviewed, StateClosed:
		return t.Lead
	case StateAccepted:
		if t.Return == nil && now.Sub(t.DispatchedAt) > settled {
			return t.Lead
		}
	}
	return ""
}

// Track is what became of a unit's tickets of a kind in the last 90 days. Last and
// LastReturned are the newest of them, at most twenty.
type Track struct {
	Kept         int // dispatches that stayed
	Returned     int // approved returns
	Last         int
	LastReturned int
}

// How a record speaks: one return is an accident, and a few good ones are taken
// as given.
const (
	trackSpan    = 90 // days
	trackLast    = 20
	leastReturns = 2
	givenKept    = 4
	maxTracks    = 100_000
)

// standing is the share of the newest tickets that stayed, by which the unit's
// claim on the next one is multiplied: a unit that keeps returning a kind of
// ticket stops getting it, and a unit that changed is forgiven.
func (t Track) standing() float64 {
	if t.LastReturned < leastReturns {
		return 1
	}
	return float64(t.Last-t.LastReturned+givenKept) / float64(t.Last+givenKept)
}

// kindOf is the level of the classification at which records are kept: its
// second. Categories that are no such codes stand for themselves.
func kindOf(category string) string {
	for _, r := range category {
		if r < '0' || r > '9' {
			return category
		}
	}
	return category[:min(4, len(category))]
}

// History (派单履历) is the record of the units by kind of matter. It may be read
// and added to at the same time.
type History struct {
	mu     sync.RWMutex
	duties map[duty]*ledger
}

// duty is a unit with a kind of matter.
type duty struct{ unit, kind string }

// ledger is one unit with one kind. A set bit of last is a return, the newest
// lowest. heirs kept what the unit had given back.
type ledger struct {
	days  []dayCount
	last  uint32
	n     int
	heirs map[string]int
}

type dayCount struct {
	Day      int32 `json:"d"` // since 1970
	Kept     int32 `json:"k,omitempty"`
	Returned int32 `json:"r,omitempty"`
}

func newHistory() *History { return &History{duties: map[duty]*ledger{}} }

func dayOf(at time.Time) int32 { return int32(at.Unix() / 86400) }

// Add takes a judgement into the record.
func (h *History) Add(j Judgement) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.ledger(j.Unit, j.Category)
	if r == nil {
		return
	}
	d := r.day(dayOf(j.At))
	r.last <<= 1
	r.n = min(trackLast, r.n+1)
	if j.Kept {
		d.Kept++
	} else {
		d.Returned++
		r.last |= 1
	}
	if giver := h.ledger(j.From, j.Category); j.Kept && giver != nil && j.From != j.Unit {
		giver.heirs[j.Unit]++
	}
}

// Drop takes a judgement back that no longer holds.
func (h *History) Drop(j Judgement) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.duties[duty{j.Unit, kindOf(j.Category)}]
	if r == nil {
		return
	}
	if d := r.day(dayOf(j.At)); j.Kept {
		d.Kept = max(0, d.Kept-1)
	} else {
		d.Returned = max(0, d.Returned-1)
	}
	r.last >>= 1
	r.n = max(0, r.n-1)
}

// ledger finds or makes the record of a unit; nil when there is no unit or no
// room.
func (h *History) ledger(unit, category string) *ledger {
	key := duty{unit, kindOf(category)}
	r := h.duties[key]
	if r == nil && unit != "" && len(h.duties) < maxTracks {
		r = &ledger{heirs: map[string]int{}}
		h.duties[key] = r
	}
	return r
}

// day finds or makes the count of a day, and forgets those that are too old.
func (r *ledger) day(day int32) *dayCount {
	at := func() (int, bool) {
		return slices.BinarySearchFunc(r.days, day, func(d dayCount, day int32) int { return cmp.Compare(d.Day, day) })
	}
	i, found := at()
	if !found {
		r.days = slices.Insert(r.days, i, dayCount{Day: day})
		oldest := r.days[len(r.days)-1].Day - trackSpan
		r.days = slices.DeleteFunc(r.days, func(d dayCount) bool { return d.Day <= oldest })
		if i, found = at(); !found { // older than anything that counts
			return &dayCount{}
		}
	}
	return &r.days[i]
}

// Track is the record of a unit with a kind of matter as it stands at a moment.
func (h *History) Track(unit, category string, now time.Time) Track {
	h.mu.RLock()
	defer h.mu.RUnlock()
	r := h.duties[duty{unit, kindOf(category)}]
	if r == nil {
		return Track{}
	}
	return r.track(now)
}

func (r *ledger) track(now time.Time) Track {
	t := Track{}
	from := dayOf(now) - trackSpan
	for _, d := range r.days {
		if d.Day > from {
			t.Kept += int(d.Kept)
			t.Returned += int(d.Returned)
		}
	}
	t.Last = min(r.n, t.Kept+t.Returned)
	t.LastReturned = min(bits.OnesCount32(r.last&(1<<t.Last-1)), t.Returned)
	return t
}

// heirs lists who kept what a unit gave back of a kind, the most first.
func (h *History) heirs(unit, category string) []heir {
	h.mu.RLock()
	defer h.mu.RUnlock()
	r := h.duties[duty{unit, kindOf(category)}]
	if r == nil {
		return nil
	}
	var out []heir
	for u, n := range r.heirs {
		out = append(out, heir{u, n})
	}
	slices.SortFunc(out, func(a, b heir) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.unit, b.unit)) })
	return out[:min(len(out), maxLeads)]
}

type heir struct {
	unit string
	n    int
}

// Pair is a unit with a kind of matter that comes back.
type Pair struct {
	Unit     string
	Category string
	Track
}

// Worst lists the pairs with most approved returns, at most n.
func (h *History) Worst(n int, now time.Time) []Pair {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var out []Pair
	for key, r := range h.duties {
		if t := r.track(now); t.Returned > 0 {
			out = append(out, Pair{key.unit, key.kind, t})
		}
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(b.Returned, a.Returned), cmp.Compare(a.Kept, b.Kept), cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Category, b.Category))
	})
	return out[:min(len(out), n)]
}

// savedRecord is a record as a model file holds it.
type savedRecord struct {
	Unit  string         `json:"unit"`
	Kind  string         `json:"kind"`
	Days  []dayCount     `json:"days"`
	Last  uint32         `json:"last"`
	N     int            `json:"n"`
	Heirs map[string]int `json:"heirs,omitempty"`
}

// save lists the records in order, so that the same history is the same file.
func (h *History) save() []savedRecord {
	h.mu.RLock()
	defer h.mu.RUnlock()
	out := make([]savedRecord, 0, len(h.duties))
	for key, r := range h.duties {
		out = append(out, savedRecord{key.unit, key.kind, slices.Clone(r.days), r.last, r.n, maps.Clone(r.heirs)})
	}
	slices.SortFunc(out, func(a, b savedRecord) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}

func loadHistory(saved []savedRecord) *History {
	h := newHistory()
	for _, s := range saved {
		r := &ledger{days: s.Days, last: s.Last, n: min(trackLast, max(0, s.N)), heirs: s.Heirs}
		if r.heirs == nil {
			r.heirs = map[string]int{}
		}
		h.duties[duty{s.Unit, s.Kind}] = r
	}
	return h
}

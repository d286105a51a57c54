package sla

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SignalKind is a pattern that may have an honest reason.
type SignalKind string

// The kinds of signals.
const (
	SignalLateAccept  SignalKind = "late_accept_cluster"  // 卡点接单: taken on just before the limit
	SignalNoCall      SignalKind = "contact_without_call" // 联系存疑: a call noted that left no trace
	SignalRepeated    SignalKind = "closed_then_repeated" // 办结后重复来电
	SignalGap         SignalKind = "satisfaction_gap"     // 满意率远高于解决率
	SignalMonthEnd    SignalKind = "month_end_answers"    // 月末集中办结
	SignalLateReturns SignalKind = "late_returns"         // 临期退单
)

// SignalKinds lists the kinds in the order pages show them.
func SignalKinds() []SignalKind {
	return []SignalKind{SignalLateAccept, SignalNoCall, SignalRepeated, SignalGap, SignalMonthEnd, SignalLateReturns}
}

const (
	// fewestCases is how many of a unit's tickets must show a pattern before it is
	// said of the unit: less is an accident.
	fewestCases = 3
	// fewestBase is how many tickets a share must be taken of.
	fewestBase = 8
	// lastAccept and lastReturn are the ends of a limit that count as just before
	// it: a twentieth of the accept limit, a fifth of the resolve limit.
	lastAccept, lastReturn = 20, 5
	// hasty is how soon after accepting nobody has been on the telephone yet.
	hasty = time.Minute
	// batch is how many tickets of a unit contacted in one minute are no calls.
	batch = 3
	// again is how soon after the end the same caller's call is a repeat.
	again = 30 * 24 * time.Hour
	// monthEndDays are the last days of a month in which answers gather.
	monthEndDays = 3
	// fewestOthers is how many units of the group make a usual share.
	fewestOthers = 3
	// chance is how likely a signal may be by accident, at the usual share.
	chance = 0.01
)

// usually is the share up to which a pattern is ordinary, whatever others do.
func usually(kind SignalKind) float64 {
	switch kind {
	case SignalMonthEnd, SignalLateReturns:
		return 0.30
	case SignalGap:
		return 0.25
	}
	return 0.10
}

// Signal is a pattern in one unit's month, for a person to look at (提示，不是结论).
// It is never scored.
type Signal struct {
	Unit   string     `json:"unit"`
	Name   string     `json:"name"`
	Group  string     `json:"group"`
	Kind   SignalKind `json:"kind"`
	Count  int        `json:"count"`
	Of     int        `json:"of"`
	Share  Dec        `json:"share"`  // in percent
	Usual  Dec        `json:"usual"`  // the median share of the group's other units
	Others int        `json:"others"` // how many units that is of; 0: too few to say
	Text   string     `json:"text"`
	Nos    []string   `json:"nos"`
}

// cases are a unit's tickets that show a pattern, of all that could.
type cases struct {
	of  int
	nos []string
}

func (c *cases) add(no string, shows bool) {
	c.of++
	if shows {
		c.nos = append(c.nos, no)
	}
}

func (c *cases) share() float64 {
	if c.of == 0 {
		return 0
	}
	return float64(len(c.nos)) / float64(c.of)
}

// Signals looks for patterns in a month. A unit is named only where enough of its
// tickets show one, at twice the usual of its group at least, and more than
// chance would give; small units stay out of it.
func Signals(month string, units []ScoredUnit, traces []Trace) []Signal {
	out := []Signal{}
	from, to, err := PeriodBounds(month)
	if err != nil {
		return out
	}
	w := watch{from: from, to: to, found: map[SignalKind]map[string]*cases{}}
	for _, kind := range SignalKinds() {
		w.found[kind] = map[string]*cases{}
	}
	w.look(traces)
	for _, kind := range SignalKinds() {
		for _, u := range units {
			if s, ok := w.signal(kind, u, units); ok {
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Signal) int { return cmp.Compare(a.Unit, b.Unit) })
	return out
}

// signal tells whether a pattern stands out in a unit.
func (w *watch) signal(kind SignalKind, u ScoredUnit, units []ScoredUnit) (Signal, bool) {
	c := w.found[kind][u.Code]
	if c == nil || len(c.nos) < fewestCases || c.of < fewestBase {
		return Signal{}, false
	}
	usual, others := w.usual(kind, u, units)
	share, base := c.share(), max(usual, usually(kind))
	cdf := binomial(c.of, base)
	if share < 2*usual || share <= base || 1-cdf[len(c.nos)-1] > chance {
		return Signal{}, false
	}
	s := Signal{Unit: u.Code, Name: u.Name, Group: u.Group, Kind: kind, Count: len(c.nos), Of: c.of, Others: others,
		Share: percent(len(c.nos), c.of, 2), Usual: Dec(usual*100_00 + 0.5), Nos: slices.Sorted(slices.Values(c.nos))}
	s.Text = s.text()
	return s, true
}

// usual is the median share of the other units of the group that have enough
// tickets to have one.
func (w *watch) usual(kind SignalKind, u ScoredUnit, units []ScoredUnit) (share float64, others int) {
	var shares []float64
	for _, other := range units {
		if c := w.found[kind][other.Code]; other.Code != u.Code && other.Group == u.Group && c != nil && c.of >= fewestBase {
			shares = append(shares, c.share())
		}
	}
	if len(shares) < fewestOthers {
		return 0, 0
	}
	slices.Sort(shares)
	return shares[len(shares)/2], len(shares)
}

//go:embed text/signals.json
var signalText []byte

// text says what was seen, what is usual, and what honest reason there may be.
func (s Signal) text() string {
	var texts map[string]string
	if err := json.Unmarshal(signalText, &texts); err != nil {
		panic("sla: the texts of the signals: " + err.Error())
	}
	usual := texts["unknown"]
	if s.Others > 0 {
		usual = strings.ReplaceAll(texts["usual"], "{usual}", s.Usual.String())
	}
	return strings.NewReplacer("{of}", strconv.Itoa(s.Of), "{count}", strconv.Itoa(s.Count), "{share}", s.Share.String(), "{usual}", usual).Replace(texts[string(s.Kind)])
}

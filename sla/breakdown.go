package sla

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Dimension is a way a month can be taken apart (构成).
type Dimension string

// The dimensions.
const (
	ByChannel  Dimension = "channel"  // 来源
	ByType     Dimension = "type"     // 诉求类型
	ByCategory Dimension = "category" // 诉求类别
	ByTown     Dimension = "town"     // 镇街
	ByGroup    Dimension = "group"    // 考核分组
	ByUnit     Dimension = "unit"     // 承办单位
	ByMonth    Dimension = "month"    // twelve months side by side
)

// Dimensions lists the ways a month can be taken apart, in the order pages offer
// them.
func Dimensions() []Dimension {
	return []Dimension{ByGroup, ByUnit, ByChannel, ByType, ByCategory, ByTown, ByMonth}
}

// Figures are the counts of a month or of one slice of it. Two balances hold:
// CarriedIn + Dispatched - Uncounted - CarriedOut = Due, and OnTime + Late = Due.
// There are two denominators: what fell due in the month (应办结) and what was
// completed in it (当月办结). They differ by what is late and what was early.
type Figures struct {
	Registered    int  `json:"registered"`  // 受理: distinct tickets
	Dispatched    int  `json:"dispatched"`  // 派单
	CarriedIn     int  `json:"carried_in"`  // 上月结转
	CarriedOut    int  `json:"carried_out"` // 结转下月
	Uncounted     int  `json:"uncounted"`   // dispatched without a resolve clock, or excluded
	Due           int  `json:"due"`         // 应办结
	OnTime        int  `json:"on_time"`     // 按时办结
	Late          int  `json:"late"`        // 超时
	Closed        int  `json:"closed"`      // 当月办结: completed by the unit in the month
	ResolveDue    Rate `json:"resolve_due"`
	ResolveClosed Rate `json:"resolve_closed"`
	Satisfaction  Rate `json:"satisfaction"`
	Resolution    Rate `json:"resolution"`
}

// Slice is one line of a breakdown, with what changed against the month before
// (环比) and the same month a year ago (同比); absent where there is none.
type Slice struct {
	Key  string `json:"key"`
	Name string `json:"name"`
	Figures
	MoM *Change `json:"mom,omitempty"`
	YoY *Change `json:"yoy,omitempty"`
}

// Breakdown is a month taken apart by one dimension. Its rows add up to Totals.
type Breakdown struct {
	Month  string    `json:"month"`
	By     Dimension `json:"by"`
	Unit   string    `json:"unit,omitempty"`
	Rows   []Slice   `json:"rows"`
	Totals Slice     `json:"totals"`
}

// Change is how figures differ from those of another month: counts in percent,
// rates in percentage points; absent where there was nothing to compare with.
type Change struct {
	Month         string `json:"month"`
	Registered    *Dec   `json:"registered,omitempty"`
	Dispatched    *Dec   `json:"dispatched,omitempty"`
	Due           *Dec   `json:"due,omitempty"`
	Late          *Dec   `json:"late,omitempty"`
	Closed        *Dec   `json:"closed,omitempty"`
	ResolveDue    *Dec   `json:"resolve_due,omitempty"`
	ResolveClosed *Dec   `json:"resolve_closed,omitempty"`
	Satisfaction  *Dec   `json:"satisfaction,omitempty"`
	Resolution    *Dec   `json:"resolution,omitempty"`
}

// BreakDown takes the records of a month apart. Like Score it counts a clock in
// the month of its due time and an answer in the month of the call-back, whatever
// the zone of the server, and records of units not listed count in the intake
// alone. A ticket is registered once, with its lead; one without a lead, or
// answered on the line, stands under the empty key of units and groups. With a
// unit named, only what that unit leads is taken apart.
func BreakDown(month string, by Dimension, unit string, units []ScoredUnit, recs []Record) Breakdown {
	b := Breakdown{Month: month, By: by, Unit: unit, Rows: []Slice{}}
	from, to, err := PeriodBounds(month)
	if err != nil {
		return b
	}
	a := newApart(by, unit, from, to, units)
	for i := range recs {
		a.add(&recs[i])
	}
	a.register(recs)
	for key, f := range a.slices {
		f.close()
		b.Rows = append(b.Rows, Slice{Key: key, Name: a.units[key].Name, Figures: *f})
	}
	b.Sum()
	slices.SortFunc(b.Rows, func(x, y Slice) int {
		return cmp.Or(y.Registered-x.Registered, y.Due-x.Due, cmp.Compare(x.Key, y.Key))
	})
	return b
}

// Sum adds the rows up.
func (b *Breakdown) Sum() {
	b.Totals = Slice{}
	for _, row := range b.Rows {
		b.Totals.plus(row.Figures)
	}
	b.Totals.close()
}

// apart counts records into slices.
type apart struct {
	by       Dimension
	unit     string
	from, to time.Time
	units    map[string]ScoredUnit
	slices   map[string]*Figures
}

func newApart(by Dimension, unit string, from, to time.Time, units []ScoredUnit) *apart {
	a := &apart{by: by, unit: unit, from: from, to: to, units: map[string]ScoredUnit{}, slices: map[string]*Figures{}}
	for _, u := range units {
		if unit == "" || u.Code == unit {
			a.units[u.Code] = u
		}
	}
	return a
}

func (a *apart) in(t time.Time) bool { return !t.Before(a.from) && t.Before(a.to) }

func (a *apart) of(key string) *Figures {
	f := a.slices[key]
	if f == nil {
		f = &Figures{}
		a.slices[key] = f
	}
	return f
}

// key is the slice a record belongs to.
func (a *apart) key(r *Record) string {
	switch a.by {
	case ByChannel:
		return r.Channel
	case ByType:
		return r.Type
	case ByCategory:
		return r.Category
	case ByTown:
		return r.Town
	case ByGroup:
		return a.units[r.Unit].Group
	case ByUnit:
		return a.units[r.Unit].Code
	}
	return ""
}

// register counts each ticket of the intake once.
func (a *apart) register(recs []Record) {
	for _, r := range a.leads(recs) {
		a.of(a.home(r)).Registered++
	}
}

// leads are the records that stand for the tickets of the intake: that of the
// lead, not of a unit that gave it back.
func (a *apart) leads(recs []Record) map[string]*Record {
	lead := map[string]*Record{}
	for i := range recs {
		r := &recs[i]
		if !a.in(r.Registered) {
			continue
		}
		if had := lead[r.No]; had == nil || r.Dispatched.After(had.Dispatched) {
			lead[r.No] = r
		}
	}
	if a.unit != "" {
		maps.DeleteFunc(lead, func(_ string, r *Record) bool { return r.Dispatched.IsZero() || r.Unit != a.unit })
	}
	return lead
}

// home is the slice a ticket is registered in; one without a lead is no unit's.
func (a *apart) home(r *Record) string {
	if r.Dispatched.IsZero() && (a.by == ByGroup || a.by == ByUnit) {
		return ""
	}
	return a.key(r)
}

func (a *apart) add(r *Record) {
	if a.units[r.Unit].Code == "" {
		return
	}
	flowing := r.Excluded == "" && r.Resolve.Applies && !r.Resolve.Due.IsZero()
	if a.in(r.Dispatched) {
		f := a.of(a.key(r))
		f.Dispatched++
		f.Uncounted += one(!flowing)
	}
	if flowing {
		a.flow(r)
	}
	if r.Excluded == "" && a.in(r.CallbackAt) {
		f := a.of(a.key(r))
		f.Satisfaction.answer(r.Satisfied)
		f.Resolution.answer(r.Resolved)
	}
}

// flow follows a resolve clock through the month: in, out, due and completed.
func (a *apart) flow(r *Record) {
	m := r.Resolve
	touches := a.in(m.Due) || a.in(m.Met) || r.Dispatched.Before(a.to) && !m.Due.Before(a.from)
	if !touches {
		return
	}
	f := a.of(a.key(r))
	if r.Dispatched.Before(a.to) {
		f.CarriedIn += one(r.Dispatched.Before(a.from) && !m.Due.Before(a.from))
		f.CarriedOut += one(!m.Due.Before(a.to) || m.Pending && !m.Due.Before(a.from))
	}
	if m.counts() && a.in(m.Due) {
		f.Due++
		f.Late += one(m.Late())
	}
	if a.in(m.Met) {
		f.ResolveClosed.Den++
		f.ResolveClosed.Num += one(!m.Met.After(m.Due))
	}
}

func (r *Rate) answer(a Answer) {
	r.Num += one(a == Yes)
	r.Den += one(a != NoAnswer)
}

// close sets what follows from the counts.
func (f *Figures) close() {
	f.OnTime, f.Closed = f.Due-f.Late, f.ResolveClosed.Den
	f.ResolveDue = Rate{Num: f.OnTime, Den: f.Due}
	for key, r := range map[string]*Rate{"resolve_due": &f.ResolveDue, "resolve_closed": &f.ResolveClosed, MetricSatisfaction: &f.Satisfaction, MetricResolution: &f.Resolution} {
		r.Key, r.Rate = key, (&count{num: r.Num, den: r.Den}).rate(2)
	}
}

func (f *Figures) plus(g Figures) {
	for _, n := range []struct {
		into *int
		add  int
	}{
		{&f.Registered, g.Registered}, {&f.Dispatched, g.Dispatched}, {&f.CarriedIn, g.CarriedIn}, {&f.CarriedOut, g.CarriedOut},
		{&f.Uncounted, g.Uncounted}, {&f.Due, g.Due}, {&f.Late, g.Late},
		{&f.ResolveClosed.Num, g.ResolveClosed.Num}, {&f.ResolveClosed.Den, g.ResolveClosed.Den},
		{&f.Satisfaction.Num, g.Satisfaction.Num}, {&f.Satisfaction.Den, g.Satisfaction.Den},
		{&f.Resolution.Num, g.Resolution.Num}, {&f.Resolution.Den, g.Resolution.Den},
	} {
		*n.into += n.add
	}
}

// Compare sets what changed against the month before and the same month a year
// ago; nil where that month has nothing.
func (b *Breakdown) Compare(before, lastYear *Breakdown) {
	for i := range b.Rows {
		row := &b.Rows[i]
		row.MoM, row.YoY = before.change(row.Key, row.Figures), lastYear.change(row.Key, row.Figures)
	}
	b.Totals.MoM, b.Totals.YoY = before.whole(b.Totals.Figures), lastYear.whole(b.Totals.Figures)
}

func (b *Breakdown) change(key string, now Figures) *Change {
	if b == nil {
		return nil
	}
	if i := slices.IndexFunc(b.Rows, func(s Slice) bool { return s.Key == key }); i >= 0 {
		return changeFrom(b.Month, b.Rows[i].Figures, now)
	}
	return nil
}

func (b *Breakdown) whole(now Figures) *Change {
	if b == nil {
		return nil
	}
	return changeFrom(b.Month, b.Totals.Figures, now)
}

func changeFrom(month string, was, now Figures) *Change {
	percentOf := func(was, now int) *Dec {
		if was == 0 {
			return nil
		}
		d := Dec(floorDiv((now-was)*100_00*2+was, 2*was))
		return &d
	}
	pointsOf := func(was, now Rate) *Dec {
		if was.Rate == nil || now.Rate == nil {
			return nil
		}
		d := *now.Rate - *was.Rate
		return &d
	}
	return &Change{
		Month: month, Registered: percentOf(was.Registered, now.Registered), Dispatched: percentOf(was.Dispatched, now.Dispatched),
		Due: percentOf(was.Due, now.Due), Late: percentOf(was.Late, now.Late), Closed: percentOf(was.Closed, now.Closed),
		ResolveDue: pointsOf(was.ResolveDue, now.ResolveDue), ResolveClosed: pointsOf(was.ResolveClosed, now.ResolveClosed),
		Satisfaction: pointsOf(was.Satisfaction, now.Satisfaction), Resolution: pointsOf(was.Resolution, now.Resolution),
	}
}

// TwelveMonths lists the months of a year like "2026", or the twelve up to a
// month like "2026-10", oldest first.
func TwelveMonths(period string) []string {
	from, to, err := MonthBounds(period)
	if err != nil {
		return nil
	}
	first := from.In(Zone)
	if len(period) == len(monthLayout) {
		first = to.In(Zone).AddDate(-1, 0, 0)
	}
	months := make([]string, 12)
	for i := range months {
		months[i] = MonthOf(first.AddDate(0, i, 0))
	}
	return months
}

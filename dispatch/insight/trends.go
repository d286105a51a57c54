package insight

import (
	"cmp"
	"slices"
	"time"

	"hotline/sla"
)

// Trends is where and when the demands of a window come (趋势).
type Trends struct {
	Window   Window
	Intake   int
	Previous int
	Matrix   Matrix
	Units    []UnitCount
	Notes    []Note
}

// Matrix counts second-level categories by township (类别 × 镇街).
type Matrix struct {
	Towns  []string // in the order given; "" last: not known
	Rows   []Row
	Totals []int
	Total  int
}

// Row is a category; "" are all others.
type Row struct {
	Category string
	Cells    []Cell
	Total    int
}

// Cell is a number of demands and what would be usual; Hot from three times of it.
type Cell struct {
	Count int
	Usual float64
	Hot   bool
}

// UnitCount is a unit's demands now and in the same time before.
type UnitCount struct {
	Unit            string
	Count, Previous int
}

const (
	matrixRows = 12
	unitRows   = 10
	// hotCell is the growth of a frame in the matrix, and hotCount its least count.
	hotCell  = 3
	hotCount = 5
)

// spot is a cell of the matrix before it is laid out.
type spot struct{ category, town string }

// Counter counts the items of a window, and those before it, one by one.
type Counter struct {
	w        Window
	cal      *sla.Calendar
	towns    []string
	intake   int
	previous int
	now      map[spot]int
	before   *ledger[spot]
	units    map[string]*UnitCount
	hours    [24]int
}

// NewCounter starts counting; towns are the columns of the matrix.
func NewCounter(w Window, towns []string, cal *sla.Calendar) *Counter {
	return &Counter{w: w, cal: cal, towns: towns, now: map[spot]int{}, before: newLedger[spot](w), units: map[string]*UnitCount{}}
}

// Count takes an item of the window or of the days before it.
func (c *Counter) Count(it Item) {
	at := spot{branch(it.Category), it.Town}
	if !slices.Contains(c.towns, at.town) {
		at.town = ""
	}
	in, before := c.w.Holds(it.At), c.w.Previous().Holds(it.At)
	if in {
		c.intake++
		c.now[at]++
		c.hours[it.At.In(sla.Zone).Hour()]++
	} else {
		c.before.note(at, it.At)
	}
	if before {
		c.previous++
	}
	if it.Unit == "" || !in && !before {
		return
	}
	c.unit(it.Unit, in)
	for _, helper := range it.Helpers {
		c.unit(helper, in)
	}
}

// unit counts an item for a unit that leads or helps, as lists of a unit do.
func (c *Counter) unit(code string, in bool) {
	u := c.units[code]
	if u == nil {
		u = &UnitCount{Unit: code}
		c.units[code] = u
	}
	if in {
		u.Count++
	} else {
		u.Previous++
	}
}

// Trends lays out what was counted.
func (c *Counter) Trends() Trends {
	c.before.compare(c.w, c.cal)
	t := Trends{Window: c.w, Intake: c.intake, Previous: c.previous, Matrix: c.matrix()}
	for _, u := range c.units {
		if u.Count > 0 {
			t.Units = append(t.Units, *u)
		}
	}
	slices.SortFunc(t.Units, func(a, b UnitCount) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Unit, b.Unit)) })
	t.Units = t.Units[:min(len(t.Units), unitRows)]
	return t
}

func (c *Counter) matrix() Matrix {
	m := Matrix{Towns: append(slices.Clone(c.towns), "")}
	rows, others := c.categories()
	for _, cat := range rows {
		m.Rows = append(m.Rows, c.row(cat, []string{cat}, m.Towns))
	}
	if len(others) > 0 {
		m.Rows = append(m.Rows, c.row("", others, m.Towns))
	}
	m.Totals = make([]int, len(m.Towns))
	for _, r := range m.Rows {
		m.Total += r.Total
		for i, cell := range r.Cells {
			m.Totals[i] += cell.Count
		}
	}
	return m
}

// categories are those with a row of their own, by number, and all others.
func (c *Counter) categories() (rows, others []string) {
	sum := map[string]int{}
	for at, n := range c.now {
		sum[at.category] += n
	}
	var list []Count
	for cat, n := range sum {
		list = append(list, Count{cat, n})
	}
	slices.SortFunc(list, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	for _, l := range list {
		if l.Name != "" && len(rows) < matrixRows {
			rows = append(rows, l.Name)
		} else {
			others = append(others, l.Name)
		}
	}
	return rows, others
}

func (c *Counter) row(name string, categories, towns []string) Row {
	r := Row{Category: name, Cells: make([]Cell, len(towns))}
	for i, town := range towns {
		cell := &r.Cells[i]
		for _, cat := range categories {
			cell.Count += c.now[spot{cat, town}]
			cell.Usual += c.before.usual(spot{cat, town})
		}
		known := !c.w.Long() && c.before.days() >= 7
		cell.Hot = known && cell.Count >= hotCount && float64(cell.Count) >= hotCell*max(cell.Usual, 1)
		r.Total += cell.Count
	}
	return r
}

// Day is the intake of a local day.
type Day struct {
	Day   time.Time
	Count int
	Off   bool
}

// Year is the calendar of daily intake (每日受理).
type Year struct {
	Year     int
	Total    int
	Max, Min *Day
	Steps    []int // where the shades begin
	Days     []Day
	Events   []Event
}

// Event is a day worth a word under the calendar.
type Event struct {
	Day   time.Time
	Label string
	Count int // of a peak; 0 for a festival
}

// Peaks are the days that stand out of the days around them, the highest first.
func (y Year) Peaks(most int) []Day {
	var out []Day
	for i, d := range y.Days {
		if d.Count >= peakLeast && float64(d.Count) >= peakRatio*y.around(i) {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b Day) int { return cmp.Compare(b.Count, a.Count) })
	var kept []Day
	for _, d := range out { // one of a run of high days
		near := slices.ContainsFunc(kept, func(k Day) bool { return d.Day.Sub(k.Day).Abs() < 14*day })
		if !near && len(kept) < most {
			kept = append(kept, d)
		}
	}
	return kept
}

const (
	peakLeast = 20
	peakRatio = 1.3
)

// around is the average of the two weeks before and after a day, days of the
// same kind only.
func (y Year) around(i int) float64 {
	sum, n := 0, 0
	for k := max(0, i-14); k <= min(len(y.Days)-1, i+14); k++ {
		if k != i && y.Days[k].Off == y.Days[i].Off && y.Days[k].Count > 0 {
			sum, n = sum+y.Days[k].Count, n+1
		}
	}
	if n == 0 {
		return float64(y.Days[i].Count)
	}
	return float64(sum) / float64(n)
}

// NewYear lays out the days of a year until now; days before the first intake are
// left out of the least one.
func NewYear(days []Day, cal *sla.Calendar) Year {
	y := Year{Days: days}
	begun := false
	var counts []int
	for i := range days {
		d := &days[i]
		d.Off = !cal.Workday(d.Day)
		y.Total += d.Count
		if begun = begun || d.Count > 0; !begun {
			continue
		}
		counts = append(counts, d.Count)
		if y.Max == nil || d.Count > y.Max.Count {
			y.Max = d
		}
		if i < len(days)-1 && (y.Min == nil || d.Count < y.Min.Count) { // the last day is not over
			y.Min = d
		}
	}
	if len(days) > 0 {
		y.Year = days[0].Day.In(sla.Zone).Year()
		y.Events = festivals(y.Year, days[0].Day, days[len(days)-1].Day, cal)
	}
	y.Steps = steps(counts)
	return y
}

// shades are the boundaries between the five shades of the calendar.
const shades = 4

// steps are round numbers that cut the days into shades.
func steps(counts []int) []int {
	slices.Sort(counts)
	low, high := 0, 5
	if n := len(counts); n > 0 {
		low, high = counts[n/10], max(counts[n-1-n/20], counts[n/10]+shades)
	}
	unit := 1
	for _, u := range []int{1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000} {
		if unit = u; u*shades >= high-low {
			break
		}
	}
	first := max(unit, (low+unit/2)/unit*unit)
	out := make([]int, shades)
	for i := range out {
		out[i] = first + i*unit
	}
	return out
}

// festivals are the first days of the year's holidays.
func festivals(year int, from, to time.Time, cal *sla.Calendar) []Event {
	var out []Event
	for _, y := range cal.Data().Years {
		if y.Year != year {
			continue
		}
		for _, d := range y.Off {
			at, err := time.ParseInLocation(time.DateOnly, d.From, sla.Zone)
			if err == nil && d.Name != "" && !at.Before(from) && !at.After(to) {
				out = append(out, Event{Day: at, Label: d.Name})
			}
		}
	}
	return out
}

// Hours counts the items of the window by the hour of the day.
func (c *Counter) Hours() [24]int { return c.hours }

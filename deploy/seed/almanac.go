package seed

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"time"

	"hotline/dispatch"
)

// almanac is what a year brings (events.json): seasons, feasts, happenings.
type almanac struct {
	NewYears   []string             `json:"new_years"` // first days of the lunar years
	Volume     [12]float64          `json:"volume"`    // of all demands, by month
	Seasons    map[string][]float64 `json:"seasons"`   // of a category, by month
	Kinds      []kind               `json:"kinds"`
	Happenings []Happening          `json:"happenings"`

	matters map[string]*matter // by kind
	flares  []*matter          // what befalls a place for a few hours
}

// kind is what may happen, and how people word it.
type kind struct {
	ID       string        `json:"id"`
	Category string        `json:"category"`
	Unit     string        `json:"unit"`
	Type     dispatch.Type `json:"type"`
	Titles   []string      `json:"titles"`
	Texts    []string      `json:"texts"`
	Paste    string        `json:"paste"`
	Flare    bool          `json:"flare,omitempty"`
}

// Happening is something that brings calls on certain days of every year (事件): a
// kind of matter at a place, or more of a category everywhere.
type Happening struct {
	Kind     string   `json:"kind,omitempty"`
	Category string   `json:"category,omitempty"`
	From     string   `json:"from"` // month and day
	Days     int      `json:"days"`
	Count    float64  `json:"count"` // calls in all
	Shape    string   `json:"shape"` // fade, steady or grow
	Town     string   `json:"town,omitempty"`
	Spots    []string `json:"spots,omitempty"`
	Before   float64  `json:"before,omitempty"` // calls a day in the three weeks before
	Label    string   `json:"label,omitempty"`
}

// Happenings are all of them.
func Happenings() []Happening { return whole().almanac.Happenings }

func readAlmanac(p phrases) almanac {
	a := read[almanac]("events.json", eventsJSON)
	a.matters = map[string]*matter{}
	for _, k := range a.Kinds {
		m := newMatter(p, Template{Type: k.Type, Category: k.Category, Unit: k.Unit, Weight: 1}, k.Titles, k.Texts)
		m.paste = p.callers.read(k.Paste)
		a.matters[k.ID] = &m
		if k.Flare {
			a.flares = append(a.flares, &m)
		}
	}
	return a
}

// season is how much more of a category comes in a month (0–11).
func (a almanac) season(category string, month int) float64 {
	if s, ok := prefixed(a.Seasons, category); ok {
		return s[month]
	}
	return 1
}

// Ordinary calls of a working day and of a day off.
const (
	workdayCalls = 88
	dayOffCalls  = 59
)

// volume is how many ordinary calls a day brings.
func (a almanac) volume(day time.Time, workday bool) float64 {
	n := float64(dayOffCalls)
	if workday {
		n = workdayCalls
	}
	return n * a.Volume[day.Month()-1] * a.newYear(day)
}

// newYear is the quiet around the Spring Festival.
func (a almanac) newYear(day time.Time) float64 {
	for _, s := range a.NewYears {
		first, err := time.ParseInLocation(time.DateOnly, s, day.Location())
		if err != nil {
			continue
		}
		switch d := days(first, day); {
		case d < -8 || d > 14:
		case d < 0:
			return 0.9
		case d < 2:
			return 0.82
		case d < 8:
			return 0.88
		default:
			return 0.94
		}
	}
	return 1
}

// days counts the days from one to another.
func days(from, to time.Time) int { return int(math.Round(to.Sub(from).Hours() / 24)) }

// start is when the happening nearest to a day begins.
func (h Happening) start(day time.Time) time.Time {
	for _, year := range []int{day.Year(), day.Year() - 1, day.Year() + 1} {
		at, err := time.ParseInLocation(time.DateOnly, fmt.Sprintf("%04d-%s", year, h.From), day.Location())
		if d := days(at, day); err == nil && d >= -30 && d < h.Days+30 {
			return at
		}
	}
	return time.Time{}
}

// Expected is how many calls a day of the happening brings.
func (h Happening) Expected(day time.Time) float64 {
	start := h.start(day)
	if start.IsZero() {
		return 0
	}
	switch i := days(start, day); {
	case i < -21 || i >= h.Days+14:
		return 0
	case i < 0:
		return h.Before
	case i >= h.Days:
		return h.Before / 2
	default:
		sum := 0.0
		for d := range h.Days {
			sum += h.weight(d)
		}
		return h.Count * h.weight(i) / sum
	}
}

// weight is the shape of a happening on its i-th day.
func (h Happening) weight(i int) float64 {
	switch {
	case h.Shape == "steady":
		return 1
	case h.Shape == "grow":
		return float64(i + 1)
	case i == 0:
		return 0.65
	}
	return math.Exp(-4 * float64(i-1) / float64(h.Days))
}

// id names a happening of one year.
func (h Happening) id(day time.Time) string {
	return h.Kind + h.Category + "-" + h.Town + "-" + h.start(day).Format("20060102")
}

// pool is the first of the numbers from which people call about something.
func pool(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return int(h.Sum32() % 10_000)
}

// spotAt finds the place and the slot of a named spot.
func (w *world) spotAt(town, spot string) (*place, slot) {
	for i := range w.places {
		p := &w.places[i]
		if p.Town != town {
			continue
		}
		for k, list := range map[slot][]string{anyEstate: p.Estates, anyRoad: p.Roads, anyVillage: p.Villages, anyCommunity: p.Communities} {
			if slices.Contains(list, spot) {
				return p, k
			}
		}
		return p, noSlot
	}
	return nil, noSlot
}

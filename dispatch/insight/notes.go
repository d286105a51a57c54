package insight

import (
	"cmp"
	"slices"
	"time"

	"hotline/sla"
)

// Note is a finding with its evidence and what may be done (规律和建议). It is
// computed; a person confirms it.
type Note struct {
	Title, Evidence, Advice string
}

// notes bounds the findings that are shown.
const notes = 3

// Names say what codes are called.
type Names struct {
	Category func(code string) string
	Unit     func(code string) string
}

// Notes finds what is regular and what stands out, at most three findings: a
// growing issue, a place that makes a category, a peak of days, days off, hours.
func Notes(t Trends, h Hot, y Year, hours [24]int, n Names) []Note {
	var out []Note
	for _, find := range []func() (Note, bool){
		func() (Note, bool) { return newIssue(h, n) },
		func() (Note, bool) { return oneSpot(t, h, n) },
		func() (Note, bool) { return busyDays(y) },
		func() (Note, bool) { return daysOff(y) },
		func() (Note, bool) { return busyHours(hours) },
	} {
		if note, ok := find(); ok && len(out) < notes {
			out = append(out, note)
		}
	}
	return out
}

// newIssue is the hottest of the emerging issues.
func newIssue(h Hot, n Names) (Note, bool) {
	for _, is := range h.Issues {
		if is.Emerging && is.Title != "" {
			return noteEmerging(is, h.Window.Days(), n.Unit(is.Unit)), true
		}
	}
	return Note{}, false
}

// oneSpot is a cell of the matrix most of which is one issue at one place.
func oneSpot(t Trends, h Hot, n Names) (Note, bool) {
	best, found := Note{}, 0
	for _, is := range h.Issues {
		i := slices.Index(t.Matrix.Towns, is.Town)
		if is.Emerging || is.Town == "" || is.Place == "" || i < 0 || is.Category == "" {
			continue
		}
		for _, r := range t.Matrix.Rows {
			here := 0
			for _, it := range is.Items {
				if it.Town == is.Town && branch(it.Category) == r.Category {
					here++
				}
			}
			if r.Category == branch(is.Category) && here > found && 5*here >= 3*r.Cells[i].Count {
				best, found = noteSpot(is, n.Category(r.Category), r.Cells[i].Count, here, n.Unit(is.Unit)), here
			}
		}
	}
	return best, found > 0
}

// run is how many days are a peak.
const run = 3

// busyDays are the three days in a row of the last 60 that stand out most of
// their month.
func busyDays(y Year) (Note, bool) {
	best, ratio := -1, 1.3
	for i := max(0, len(y.Days)-60); i+run <= len(y.Days)-1; i++ {
		mean := monthMean(y.Days, y.Days[i].Day)
		if r := float64(sum(y.Days[i:i+run])) / run / max(mean, 1); r > ratio {
			best, ratio = i, r
		}
	}
	if best < 0 {
		return Note{}, false
	}
	return noteDays(y.Days[best].Day, y.Days[best+run-1].Day, sum(y.Days[best:best+run]), ratio), true
}

func sum(days []Day) int {
	n := 0
	for _, d := range days {
		n += d.Count
	}
	return n
}

// monthMean is the average intake of the days of a month.
func monthMean(days []Day, of time.Time) float64 {
	total, n := 0, 0
	for _, d := range days[:len(days)-1] {
		if sla.MonthOf(d.Day) == sla.MonthOf(of) && d.Count > 0 {
			total, n = total+d.Count, n+1
		}
	}
	return float64(total) / float64(max(n, 1))
}

// daysOff compares days off with working days, when both are known well enough.
func daysOff(y Year) (Note, bool) {
	var work, off []Day
	for i, d := range y.Days {
		switch {
		case d.Count == 0 || i == len(y.Days)-1:
		case d.Off:
			off = append(off, d)
		default:
			work = append(work, d)
		}
	}
	if len(off) < 8 || len(work) < 20 {
		return Note{}, false
	}
	a, b := float64(sum(work))/float64(len(work)), float64(sum(off))/float64(len(off))
	if b > 0.9*a {
		return Note{}, false
	}
	return noteOff(a, b), true
}

// busyHours are the two hours in a row with most calls.
func busyHours(hours [24]int) (Note, bool) {
	total, best := 0, 0
	for i, n := range hours {
		total += n
		if i < 23 && cmp.Compare(n+hours[i+1], hours[best]+hours[best+1]) > 0 {
			best = i
		}
	}
	two := hours[best] + hours[best+1]
	if total < 100 || 6*two < total {
		return Note{}, false
	}
	return noteHours(best, two, total), true
}

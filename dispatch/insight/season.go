package insight

import (
	"time"

	"hotline/sla"
)

// ledger counts things of the days before a window, to say what would be usual
// in it (平时): for each day of the window the average of the same weekday, working
// like working and off like off. Of the last day only the part counts that has
// passed.
type ledger[K comparable] struct {
	first, n int // the days that are counted
	partial  time.Duration
	full     map[K][]int32 // by day
	early    map[K][]int32 // until the time of day at which the window ends
	alike    [][]int       // for each day of the window, the days it is compared with
	begun    int           // the first day on which anything came; -1: none yet
}

func newLedger[K comparable](w Window) *ledger[K] {
	return &ledger[K]{first: dayNumber(w.Base()), n: w.baseDays(), partial: clockTime(w.To), full: map[K][]int32{}, early: map[K][]int32{}, begun: -1}
}

// note counts one thing at a moment; moments outside the days pass by.
func (l *ledger[K]) note(k K, at time.Time) {
	d := dayNumber(at) - l.first
	if d < 0 || d >= l.n {
		return
	}
	if l.begun < 0 || d < l.begun {
		l.begun = d
	}
	if l.full[k] == nil {
		l.full[k], l.early[k] = make([]int32, l.n), make([]int32, l.n)
	}
	l.full[k][d]++
	if clockTime(at) < l.partial {
		l.early[k][d]++
	}
}

// compare chooses for each day of the window the days it is compared with.
func (l *ledger[K]) compare(w Window, cal *sla.Calendar) {
	l.alike = make([][]int, w.Days())
	if l.begun < 0 {
		return
	}
	for i := range l.alike {
		at := w.From.AddDate(0, 0, i)
		var same, kind, all []int
		for d := l.begun; d < l.n; d++ {
			b := w.Base().AddDate(0, 0, d)
			all = append(all, d)
			if cal.Workday(b) == cal.Workday(at) {
				if kind = append(kind, d); b.In(sla.Zone).Weekday() == at.In(sla.Zone).Weekday() {
					same = append(same, d)
				}
			}
		}
		for _, list := range [][]int{same, kind, all} {
			if len(list) > 0 {
				l.alike[i] = list
				break
			}
		}
	}
}

// usual is what would be usual of a thing in the whole window.
func (l *ledger[K]) usual(k K) float64 {
	sum := 0.0
	for i, days := range l.alike {
		counts := l.full[k]
		if i == len(l.alike)-1 && l.partial > 0 {
			counts = l.early[k]
		}
		if counts == nil || len(days) == 0 {
			continue
		}
		n := 0
		for _, d := range days {
			n += int(counts[d])
		}
		sum += float64(n) / float64(len(days))
	}
	return sum
}

// days is how many days before the window are known.
func (l *ledger[K]) days() int {
	if l.begun < 0 {
		return 0
	}
	return l.n - l.begun
}

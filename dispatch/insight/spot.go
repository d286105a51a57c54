package insight

import (
	"slices"
	"strings"
)

// spotFinder finds the names of places (地名) in texts: what ends like a road, an
// estate, a school or a company, back to where a name can begin.
type spotFinder struct {
	endings map[unit][][]unit // by last unit, longest first
	stops   map[unit]bool
	leads   [][]unit
	tails   [][]unit
	not     map[string]bool
	admin   map[unit]bool
	joins   map[unit]bool // what makes a name with the word for and
}

// and is the word that joins two names, and begins some.
const and = unit('和')

func newSpotFinder() *spotFinder {
	f := &spotFinder{endings: map[unit][][]unit{}, stops: map[unit]bool{gap: true}, not: map[string]bool{}, admin: map[unit]bool{}, joins: map[unit]bool{}}
	for _, e := range placeEndings {
		us := han(e)
		last := us[len(us)-1]
		f.endings[last] = append(f.endings[last], us)
	}
	for _, list := range f.endings {
		slices.SortFunc(list, func(a, b []unit) int { return len(b) - len(a) })
	}
	for _, r := range placeStops {
		f.stops[unit(r)] = true
	}
	for _, w := range placeLeads {
		f.leads = append(f.leads, han(w))
	}
	for _, w := range placeTails {
		f.tails = append(f.tails, han(w))
	}
	for _, w := range notPlaces {
		f.not[w] = true
	}
	for _, r := range "省市区县镇乡道" {
		f.admin[unit(r)] = true
	}
	for _, r := range andNames {
		f.joins[unit(r)] = true
	}
	return f
}

// longestName is how many units the name of a place may have.
const longestName = 9

// span is a piece of a text: units [from, to).
type span struct{ from, to int }

// find lists the names of places in a text.
func (f *spotFinder) find(us []unit) []span {
	var out []span
	for i := 0; i < len(us); i++ {
		n := f.ending(us, i)
		if n == 0 || f.longer(us, i) || i+1 < len(us) && us[i+1] == unit(lampAfter) {
			continue
		}
		from := f.begin(us, i+1-n, i+1)
		if len(out) > 0 && from < out[len(out)-1].to {
			from = out[len(out)-1].to
		}
		to := f.trim(us, from, i+1)
		if to-from >= 2 {
			out = append(out, span{from, to})
		}
	}
	return out
}

// ending is the length of the ending whose last unit is at i.
func (f *spotFinder) ending(us []unit, i int) int {
	for _, e := range f.endings[us[i]] {
		if i+1 >= len(e) && slices.Equal(us[i+1-len(e):i+1], e) {
			return len(e)
		}
	}
	return 0
}

// longer tells whether the ending at i is the beginning of a longer one.
func (f *spotFinder) longer(us []unit, i int) bool {
	for k := i + 1; k <= i+3 && k < len(us); k++ {
		if n := f.ending(us, k); n > k-i {
			return true
		}
	}
	return false
}

// begin goes back from an ending to where the name begins.
func (f *spotFinder) begin(us []unit, ending, to int) int {
	from := ending
	for from > 0 && to-from < longestName && !f.stops[us[from-1]] {
		if us[from-1] >= firstWord { // A7 of A7县, B of B栋
			break
		}
		from--
	}
	if from > 0 && us[from-1] >= firstWord && from < ending && f.admin[us[from]] { // A7县星沙…
		from++
	}
	for moved := true; moved; {
		moved = false
		for _, w := range f.leads {
			if i := lastIndex(us[from:ending], w); i >= 0 {
				from, moved = from+i+len(w), true
			}
		}
	}
	if from+1 < to && us[from] == and && !f.joins[us[from+1]] { // 甲小区和乙小区
		from++
	}
	for i := ending - 1; i > from; i-- { // 某街道某小区
		if f.admin[us[i]] && i-from >= 2 {
			from = i + 1
			break
		}
	}
	return from
}

// pairs are the pairs of a name but the one that says only what kind of place it
// is.
func (f *spotFinder) pairs(name []unit, into []termCount, weight float32) []termCount {
	if n := len(name); n > 3 && f.ending(name, n-1) >= 2 {
		name = name[:n-1]
	}
	return pairs(name, into, weight, placeMark)
}

// trim cuts the tail that says only what kind of place it is; nothing is left of
// a word that names no place.
func (f *spotFinder) trim(us []unit, from, to int) int {
	name := spellHan(us[from:to])
	if f.not[name] || slices.ContainsFunc(notEndings, func(e string) bool { return strings.HasSuffix(name, e) }) {
		return from
	}
	for _, t := range f.tails {
		if n := len(t); to-from >= n && slices.Equal(us[to-n:to], t) {
			to -= n
			break
		}
	}
	if f.not[spellHan(us[from:to])] {
		return from
	}
	return to
}

func spellHan(us []unit) string {
	r := make([]rune, len(us))
	for i, u := range us {
		r[i] = rune(u)
	}
	return string(r)
}

func lastIndex(us, w []unit) int {
	for i := len(us) - len(w); i >= 0; i-- { // the last one
		if slices.Equal(us[i:i+len(w)], w) {
			return i
		}
	}
	return -1
}

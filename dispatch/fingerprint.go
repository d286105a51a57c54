package dispatch

import (
	_ "embed"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Mark is one mark of a ticket's fingerprint (指纹): a number that tickets about
// the same matter have in common. Stores index marks and find by them the few
// tickets worth comparing among a million; what a mark stands for they do not
// know. A mark fits into 40 bits.
type Mark uint64

// Nearness asks a store for tickets like another one.
type Nearness struct {
	Marks  []Mark    // of what is being compared
	From   time.Time // registered at or after it; zero: any time
	States []State   // none: any
	Limit  int       // at most so many tickets
}

const (
	storedText = 12  // text marks a ticket keeps
	askedText  = 16  // text marks a question asks for
	storedHead = 100 // characters of title and text a ticket's marks are taken from
	askedHead  = 150 // and a question's
)

// The kinds of marks, which keep equal words of different kinds apart.
const (
	markText     = 't'
	markSpot     = 's'
	markCell     = 'c'
	markTown     = 'w'
	markCategory = 'k'
)

// Marks is the fingerprint of a ticket: it never changes after registration, so
// a store writes it once.
//
// The text marks are the pairs of characters of its beginning that come first in
// a fixed random order, uncommon pairs before common ones. Two texts that share
// words share marks, however the words are arranged, and a text half typed
// shares them with the whole one. The place marks join the spot, the square and
// the town with the kind of matter.
func (t Ticket) Marks() []Mark {
	if t.IsSealed() { // it is like no other ticket
		return nil
	}
	out := textMarks(t.Title+"\n"+t.Text, storedHead, storedText)
	if t.Category == "" {
		return out
	}
	if spot := spotKey(t.Place); spot != "" {
		out = append(out, mark(markSpot, firstLevel(t.Category), spot))
	}
	if x, y, ok := cell(t.Place); ok {
		out = append(out, cellMark(t.Category, int(math.Floor(x)), int(math.Floor(y))))
	}
	if t.Place.Town != "" {
		out = append(out, mark(markTown, secondLevel(t.Category), t.Place.Town))
	}
	return append(out, mark(markCategory, secondLevel(t.Category)))
}

// wordMarks are the marks by which tickets in like words are asked for.
func (f Facts) wordMarks() []Mark { return textMarks(f.Title+"\n"+f.Text, askedHead, askedText) }

// earlierMarks are the marks by which tickets like this one of any time are asked
// for: in like words, else of the same kind of matter.
func (f Facts) earlierMarks() []Mark {
	out := f.wordMarks()
	if f.Category != "" {
		out = append(out, mark(markCategory, secondLevel(f.Category)))
	}
	return out
}

// placeMarks are the marks by which tickets of the place and kind of matter are
// asked for: those of the spot, of the four squares that lie nearest, and of the
// town.
func (f Facts) placeMarks() []Mark {
	if f.Category == "" {
		return nil
	}
	var out []Mark
	if spot := spotKey(f.Place); spot != "" {
		out = append(out, mark(markSpot, firstLevel(f.Category), spot))
	}
	if x, y, ok := cell(f.Place); ok {
		for _, dx := range []float64{-0.5, 0.5} {
			for _, dy := range []float64{-0.5, 0.5} {
				out = append(out, cellMark(f.Category, int(math.Floor(x+dx)), int(math.Floor(y+dy))))
			}
		}
	}
	if f.Place.Town != "" {
		out = append(out, mark(markTown, secondLevel(f.Category), f.Place.Town))
	}
	return out
}

// firstLevel and secondLevel are the first and the second level of a category.
func firstLevel(category string) string  { return category[:min(2, len(category))] }
func secondLevel(category string) string { return category[:min(4, len(category))] }

// spotKey is the beginning of the spot, which different ways to write an address
// have in common.
func spotKey(p Place) string {
	r := []rune(Spot(p))
	return string(r[:min(4, len(r))])
}

// cellSize is the side of a square of the map in degrees, about a kilometre here:
// what lies within half of it lies in one of the four nearest squares.
const cellSize = 0.01

// cell is a place in squares of the map.
func cell(p Place) (x, y float64, ok bool) {
	if p.Lon == 0 && p.Lat == 0 {
		return 0, 0, false
	}
	return p.Lon / cellSize, p.Lat / cellSize, true
}

func cellMark(category string, x, y int) Mark {
	return mark(markCell, firstLevel(category), strconv.Itoa(x), strconv.Itoa(y))
}

// textMarks are at most n marks of the first characters of a text.
func textMarks(text string, head, n int) []Mark {
	pairs := pairsOf(text, head)
	ranked := make([]Mark, len(pairs))
	for i, p := range pairs {
		ranked[i] = mix(uint64(p)*31 + markText)
		if p.common() {
			ranked[i] |= behind
		}
	}
	slices.Sort(ranked)
	out := make([]Mark, min(n, len(ranked)), n+4)
	for i := range out {
		out[i] = ranked[i] &^ behind
	}
	return out
}

// behind is a bit no mark has: it puts a pair behind the telling ones.
const behind Mark = 1 << markBits

// pair is two neighbouring characters in one number.
type pair uint64

func pairing(a, b rune) pair { return pair(a)<<32 | pair(b) }

// common tells whether the pair says little of the matter: one that everybody
// writes, or with a digit or Latin letter.
func (p pair) common() bool {
	_, listed := commonPairs[p]
	return listed || p>>32 < unicode.MaxASCII || uint32(p) < unicode.MaxASCII
}

// commonText lists pairs of characters that stand in every fiftieth complaint or
// more often.
//
//go:embed common.txt
var commonText string

var commonPairs = func() map[pair]struct{} {
	out := map[pair]struct{}{}
	for w := range strings.FieldsSeq(commonText) {
		r := []rune(w)
		out[pairing(r[0], r[1])] = struct{}{}
	}
	return out
}()

// pairsOf lists the distinct pairs of letters and digits in the first characters
// of a text, in ascending order. Work is bounded by limit, however long the
// text.
func pairsOf(s string, limit int) []pair {
	out := make([]pair, 0, min(limit, len(s)/3+1))
	last, n := rune(0), 0
	for _, r := range Fold(beginning(s, 2*limit)) {
		if n++; n > limit {
			break
		}
		if r == ' ' {
			last = 0
			continue
		}
		if last != 0 {
			out = append(out, pairing(last, r))
		}
		last = r
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// beginning is the first n characters of a text.
func beginning(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// mark hashes words of a kind.
func mark(kind byte, words ...string) Mark {
	h := uint64(14695981039346656037)
	add := func(b byte) { h = (h ^ uint64(b)) * 1099511628211 }
	add(kind)
	for _, w := range words {
		for i := range len(w) {
			add(w[i])
		}
		add(0)
	}
	return mix(h)
}

// markBits is the size of a mark: enough that two of a million tickets hardly
// ever share one by chance.
const markBits = 40

// mix spreads a number over the bits of a mark.
func mix(x uint64) Mark {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return Mark(x >> (64 - markBits))
}

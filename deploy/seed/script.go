package seed

import (
	"math/rand/v2"
	"strings"
)

// A phrase of the data files is plain text with {slots} and choices: "a(b|c)d"
// says "abd" or "acd". It is read once into a script, which is cheap to speak.
type script []piece

// piece is literal text, a slot, or one of several scripts.
type piece struct {
	text   string
	slot   slot
	choice []script
}

// slot is a place in a phrase that the scene fills.
type slot uint8

const (
	noSlot slot = iota
	anyEstate
	anyRoad
	anyVillage
	anyCommunity
	theTown
	theSpot // the first of the above that the matter names
	aTime
	aNumber
	someDegrees
	someDays
	someMonths
	someMoney
	somePeople
	someTimes
	slots
)

var slotNames = [slots]string{"", "{estate}", "{road}", "{village}", "{community}", "{town}", "{spot}",
	"{time}", "{n}", "{deg}", "{days}", "{months}", "{money}", "{people}", "{k}"}

// compiler reads phrases; each word of same may be said in other words.
type compiler struct{ same [][]string }

func (c compiler) all(phrases []string) []script {
	out := make([]script, len(phrases))
	for i, p := range phrases {
		out[i] = c.read(p)
	}
	return out
}

// read compiles one phrase. Brackets that do not close run to the end.
func (c compiler) read(s string) script {
	sc, _ := c.sequence(s)
	return sc
}

// sequence reads up to the bar or bracket that ends it and gives the rest.
func (c compiler) sequence(s string) (sc script, rest string) {
	for s != "" {
		switch s[0] {
		case '|', ')':
			return sc, s
		case '(':
			var p piece
			p.choice, s = c.choices(s[1:])
			sc = append(sc, p)
		case '{':
			k, n := slotAt(s)
			sc, s = append(sc, piece{slot: k, text: s[:n]}), s[n:]
		default:
			n := strings.IndexAny(s, "|)({")
			if n < 0 {
				n = len(s)
			}
			sc, s = append(sc, c.words(s[:n])...), s[n:]
		}
	}
	return sc, ""
}

func (c compiler) choices(s string) (out []script, rest string) {
	for {
		var sc script
		sc, s = c.sequence(s)
		out = append(out, sc)
		if s == "" || s[0] == ')' {
			return out, strings.TrimPrefix(s, ")")
		}
		s = s[1:] // the bar
	}
}

// slotAt tells which slot stands at the front; an unknown one is spoken as it
// is written, which a test finds.
func slotAt(s string) (slot, int) {
	for k := anyEstate; k < slots; k++ {
		if strings.HasPrefix(s, slotNames[k]) {
			return k, len(slotNames[k])
		}
	}
	return noSlot, 1
}

// words cuts literal text where a word has others of the same meaning.
func (c compiler) words(s string) script {
	var out script
	from := 0
	for at := 0; at < len(s); {
		list := c.sameAt(s[at:])
		if list == nil {
			at++
			continue
		}
		if at > from {
			out = append(out, piece{text: s[from:at]})
		}
		p := piece{}
		for _, w := range list[1:] {
			p.choice = append(p.choice, script{{text: w}})
		}
		out = append(out, p)
		at += len(list[0])
		from = at
	}
	if from < len(s) {
		out = append(out, piece{text: s[from:]})
	}
	return out
}

func (c compiler) sameAt(s string) []string {
	for _, list := range c.same {
		if strings.HasPrefix(s, list[0]) {
			return list
		}
	}
	return nil
}

// has tells whether a slot occurs anywhere in the script.
func (sc script) has(k slot) bool {
	for _, p := range sc {
		if p.slot == k {
			return true
		}
		for _, c := range p.choice {
			if c.has(k) {
				return true
			}
		}
	}
	return false
}

// speak appends the script to what was said so far.
func (s *scene) speak(b []byte, sc script) []byte {
	for _, p := range sc {
		switch {
		case p.choice != nil:
			b = s.speak(b, pick(s.r, p.choice))
		case p.slot != noSlot:
			b = append(b, s.value(p.slot)...)
		default:
			b = append(b, p.text...)
		}
	}
	return b
}

func (s *scene) line(sc script) string { return string(s.speak(nil, sc)) }

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

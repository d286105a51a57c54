package dispatch

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Search in Chinese has no spaces to cut at, so both stores index pairs of
// neighbouring characters (bigrams) and whole words of letters and digits; the
// candidates found by them are then checked against the text itself, which
// makes words of one, two and four characters behave alike on every store.

// Fold brings text into the form that is indexed and compared: lower case, full
// width letters and digits made narrow, everything that is neither a letter nor
// a digit a space.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := true
	for _, r := range s {
		switch {
		case r >= 0x4E00 && r <= 0x9FFF: // most of what is written
			b.WriteRune(r)
			space = false
			continue
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == 0x3000:
			r = ' '
		}
		r = unicode.ToLower(r)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
			space = false
		} else if !space {
			b.WriteByte(' ')
			space = true
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// Grams gives the distinct index terms of a text: single Han characters, pairs
// of neighbouring ones, and words of letters or digits. Registration waits for
// it, so terms are cut out of the folded text, not copied.
func Grams(s string) []string {
	text := Fold(s)
	seen := make(map[string]struct{}, len(text)/2)
	out := make([]string, 0, len(text)/2)
	add := func(g string) {
		if _, old := seen[g]; !old && g != "" {
			seen[g] = struct{}{}
			out = append(out, g)
		}
	}
	last, word := -1, 0 // where the Han character before began, -1: none; where the word began
	for i, r := range text {
		switch {
		case isHan(r):
			add(text[word:i])
			word = i + utf8.RuneLen(r)
			add(text[i:word])
			if last >= 0 {
				add(text[last:word])
			}
			last = i
		case r == ' ':
			add(text[word:i])
			last, word = -1, i+1
		default:
			last = -1
		}
	}
	add(text[word:])
	return out
}

func isHan(r rune) bool {
	return (r >= 0x4E00 && r <= 0x9FFF) || (r >= 0x2E80 && unicode.Is(unicode.Han, r))
}

// QueryGrams gives the terms a text must have to hold the query: the pairs of
// each run of Han characters (or the one character), and prefixes of words.
// Prefixes are terms that end in "*".
func QueryGrams(q string) []string {
	seen := map[string]bool{}
	var out []string
	add := func(g string) {
		if !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	walk(q, func(han bool, run []rune) {
		switch {
		case !han:
			add(string(run) + "*")
		case len(run) == 1:
			add(string(run))
		default:
			for i := 0; i+1 < len(run); i++ {
				add(string(run[i : i+2]))
			}
		}
	})
	return out
}

// Found tells whether every word of the query stands in the text: the check
// after the index.
func Found(text, q string) bool {
	folded := Fold(text)
	for _, w := range strings.Fields(Fold(q)) {
		if !strings.Contains(folded, w) {
			return false
		}
	}
	return true
}

// walk cuts folded text into runs of Han characters and of other letters.
func walk(s string, fn func(han bool, run []rune)) {
	var run []rune
	han := false
	flush := func() {
		if len(run) > 0 {
			fn(han, run)
			run = run[:0]
		}
	}
	for _, r := range Fold(s) {
		if r == ' ' {
			flush()
			continue
		}
		if h := isHan(r); h != han {
			flush()
			han = h
		}
		run = append(run, r)
	}
	flush()
}

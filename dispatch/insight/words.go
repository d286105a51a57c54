package insight

import (
	"slices"
	"strings"
	"unicode"

	"hotline/dispatch"
)

// unit is one Chinese character, or a whole word of other letters and digits
// under a number of its own: pairs of units are what texts are compared by.
type unit = uint32

const (
	// gap stands between pieces of a text that are not neighbours.
	gap unit = 0
	// firstWord is above every character.
	firstWord unit = unicode.MaxRune + 1
	// longestWord bounds what is read of a word that is not Chinese.
	longestWord = 40
)

// lexicon numbers the words that are not Chinese.
type lexicon struct {
	numbers map[string]unit
	names   []string
}

func newLexicon() *lexicon { return &lexicon{numbers: map[string]unit{}} }

func (l *lexicon) number(word string) unit {
	if n, ok := l.numbers[word]; ok {
		return n
	}
	n := firstWord + unit(len(l.names))
	l.numbers[word] = n
	l.names = append(l.names, word)
	return n
}

// units cuts the beginning of a text.
func (l *lexicon) units(text string, most int) []unit {
	out := make([]unit, 0, min(most, len(text)))
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			out = append(out, l.number(word.String()))
			word.Reset()
		}
	}
	for _, r := range dispatch.Fold(begin(text, 2*most)) {
		if len(out) >= most {
			break
		}
		switch {
		case r == ' ':
			if end(); len(out) > 0 {
				out = append(out, gap)
			}
		case unicode.Is(unicode.Han, r):
			end()
			out = append(out, unit(r))
		case word.Len() < longestWord:
			word.WriteRune(r)
		}
	}
	end()
	return out
}

// begin is the beginning of a text, at most so many characters.
func begin(text string, most int) string {
	n := 0
	for i := range text {
		if n++; n > most {
			return text[:i]
		}
	}
	return text
}

// spell writes units as text.
func (l *lexicon) spell(us []unit) string {
	var b strings.Builder
	for _, u := range us {
		switch {
		case u >= firstWord:
			b.WriteString(l.names[u-firstWord])
		case u != gap:
			b.WriteRune(rune(u))
		}
	}
	return b.String()
}

func han(s string) []unit {
	var out []unit
	for _, r := range s {
		out = append(out, unit(r))
	}
	return out
}

// phrases are words to be found in texts, by their first unit, longest first.
type phrases map[unit][][]unit

func newPhrases(words []string) phrases {
	p := phrases{}
	for _, w := range words {
		us := han(w)
		p[us[0]] = append(p[us[0]], us)
	}
	for _, list := range p {
		slices.SortFunc(list, func(a, b []unit) int { return len(b) - len(a) })
	}
	return p
}

// at is the length of the longest phrase that begins at a place of a text.
func (p phrases) at(us []unit, i int) int {
	for _, w := range p[us[i]] {
		if i+len(w) <= len(us) && slices.Equal(us[i:i+len(w)], w) {
			return len(w)
		}
	}
	return 0
}

// blank puts gaps where a phrase stands.
func (p phrases) blank(us []unit) {
	for i := 0; i < len(us); i++ {
		for n := p.at(us, i); n > 0; n-- {
			us[i+n-1] = gap
		}
	}
}

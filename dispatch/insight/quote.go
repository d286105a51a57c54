package insight

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"hotline/dispatch"
)

// A quote is a whole sentence of some length.
const (
	shortQuote = 12
	longQuote  = 48
	quotes     = 3
	// readText bounds what is read of a text.
	readText = 600
	// quoted bounds the tickets that are read for quotes.
	quoted = 80
	// sameWords is the likeness from which two sentences say the same.
	sameWords = 0.55
)

type sentence struct {
	item  Item
	text  string
	score float64
}

// quotes are the sentences that say best what the issue is about, of different
// people, scrubbed.
func (f *Finder) quotes(g *group) []Quote {
	var all []sentence
	read := map[string]sentence{} // by text: many may be the same
	for _, m := range g.members[:min(len(g.members), quoted)] {
		it := f.items[m]
		if it.Sealed {
			continue
		}
		for _, text := range cut(begin(it.Text, readText)) {
			s, known := read[text]
			if !known {
				s = f.sentence(g, text)
				read[text] = s
			}
			if s.score > 0 {
				s.item = it
				all = append(all, s)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b sentence) int { return cmp.Compare(b.score, a.score) })
	var out []Quote
	callers := map[string]bool{}
	for _, s := range all {
		who := cmp.Or(s.item.Caller, s.item.No)
		if callers[who] || slices.ContainsFunc(out, func(q Quote) bool { return dispatch.Similarity(q.Text, s.text) > sameWords }) {
			continue
		}
		callers[who] = true
		if out = append(out, Quote{s.item.No, s.text}); len(out) == quotes {
			break
		}
	}
	return out
}

// sentence is a text as it may be quoted, with how near it is to the centre of
// the group; nothing if it may not.
func (f *Finder) sentence(g *group, text string) sentence {
	if text = Scrub(text); !quotable(text) {
		return sentence{}
	}
	d := f.corpus.doc(Item{Text: text})
	score := d.matter.dot(g.matter.sum) / float64(g.n)
	if strings.Contains(text, scrubbedNumber) || strings.Contains(text, scrubbedDoor) {
		score /= 2
	}
	return sentence{text: text, score: score}
}

// cut splits a text into sentences; one that is too long ends at a comma.
func cut(text string) []string {
	var out []string
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。！？!?；;\n\r\t", r) }) {
		s = strings.Trim(strings.Join(strings.Fields(s), ""), "，,、：:“”\"'（）() 　1234567890.．一二三四五")
		if utf8.RuneCountInString(s) > longQuote {
			head := begin(s, longQuote)
			i := strings.LastIndexAny(head, "，,、")
			if i < 0 {
				continue
			}
			s = head[:i]
		}
		if s != "" {
			out = append(out, s+"。")
		}
	}
	return out
}

// quotable wants a sentence that says something, to nobody and of nobody.
func quotable(s string) bool {
	return utf8.RuneCountInString(s) >= shortQuote && !named.MatchString(s) && !slices.ContainsFunc(greetings, func(g string) bool { return strings.Contains(s, g) })
}

package dispatch

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// maxRead bounds what is read of a ticket or a reply, and maxClause what is read
// of a stretch without marks, in characters.
const (
	maxRead   = 1500
	maxClause = 80
)

// gram is a run of two or three characters; the third of a pair is zero.
type gram [3]rune

// ticketText is a ticket as a reply is held against it.
type ticketText struct {
	title, text map[gram]bool
	words       map[gram]bool // single characters of the title
}

func readTicket(w replyWords, m Matter) ticketText {
	return ticketText{title: w.grams(m.Title), text: w.grams(first(m.Text, maxRead)), words: w.singles(m.Title)}
}

// telling tells whether the ticket says enough to hold a reply against it.
func (t ticketText) telling() bool { return len(t.title)+len(t.text) >= 4 }

// clause is a stretch of a reply between two marks.
type clause struct {
	text   string // as written
	folded []rune
	told   int  // characters beside courtesy and commonplaces
	own    bool // the citizen's words, said back
	signed bool // the date under the letter
	hollow bool // a commonplace stands in it
}

// says tells whether the clause has something of its own.
func (c clause) says() bool { return !c.own && !c.signed && c.told >= 2 }

// dated tells whether the clause says when.
func (c clause) dated() bool { return !c.signed && dateForm.MatchString(first(c.text, maxClause)) }

// deadline tells whether the clause says by when all is well, or that it is.
func (c clause) deadline() bool {
	return c.says() && deadlineForm.MatchString(first(c.text, maxClause))
}

// replyText is a reply, read.
type replyText struct {
	clauses   []clause
	grams     map[gram]bool
	words     map[gram]bool // single characters
	substance int           // characters of the clauses that say something
	length    int           // characters of all but the signature
	back      int           // characters that are the citizen's own words
}

func readReply(w replyWords, m Matter, text string) replyText {
	text = first(text, maxRead)
	theirs := fours(m.Title + "\n" + first(m.Text, maxRead))
	p := replyText{grams: w.grams(text), words: w.singles(text)}
	for _, s := range strings.FieldsFunc(text, isMark) {
		c := readClause(w, s, theirs)
		if len(c.folded) == 0 {
			continue
		}
		p.clauses = append(p.clauses, c)
		n := len(c.folded)
		if !c.signed {
			p.length += n
		}
		switch {
		case c.own:
			p.back += n
		case c.says():
			p.substance += c.told
		}
	}
	return p
}

func readClause(w replyWords, s string, theirs map[[4]rune]bool) clause {
	c := clause{text: strings.TrimSpace(s), folded: []rune(Fold(s))}
	c.signed = len(c.text) < 150 && strings.ContainsAny(c.text, "0123456789") && signedForm.MatchString(c.text)
	rest := w.office.blank(c.folded)
	for _, r := range rest {
		if unicode.Is(unicode.Han, r) && !w.small[r] {
			c.told++
		}
	}
	// What little is left beside commonplaces is mostly a name.
	if c.hollow = w.hollow.standsIn(c.folded); c.hollow && c.told*3 < len(c.folded) && c.told < 6 {
		c.told = 0
	}
	c.own = covered(c.folded, theirs)*10 >= 7*len(c.folded)
	return c
}

// isMark tells whether a character ends a clause.
func isMark(r rune) bool { return strings.ContainsRune("，。！？；：,!?;\n\r\t、", r) }

// relevance is how much of the ticket's telling content stands in the reply. The
// title tells most. No statistics of a corpus go in, so that it holds in any
// district and for a reply of one line.
func (p replyText) relevance(t ticketText) float64 {
	pairs, threes := shared(t.title, p.grams)
	xPairs, xThrees := shared(t.text, p.grams)
	size := math.Sqrt(float64(sizeOf(t.text)+5) * float64(sizeOf(p.grams)+5))
	rel := (float64(pairs)+0.5*float64(threes))/float64(sizeOf(t.title)+2) + 2*float64(xPairs+xThrees)/size
	if p.length > shortReply {
		return rel
	}
	// Two or three lines may say the same in other words: then single characters
	// of the title count, from the second on.
	ones := 0
	for g := range t.words {
		if p.words[g] {
			ones++
		}
	}
	return rel + float64(max(0, ones-1))/float64(len(t.words)+2)
}

// hollow tells whether the reply consists of courtesy and commonplaces. One that
// is only short has none of them.
func (p replyText) hollow() bool {
	if p.back*2 > p.length {
		return false
	}
	idle := p.substance == 0 || slices.ContainsFunc(p.clauses, func(c clause) bool { return c.hollow })
	return idle && (p.substance < leastSubstance || p.substance*8 < p.length-p.back)
}

// hollowQuote is the first commonplace of the reply, else its beginning.
func (p replyText) hollowQuote() string {
	i := slices.IndexFunc(p.clauses, func(c clause) bool { return c.hollow && !c.says() })
	if i < 0 {
		i = slices.IndexFunc(p.clauses, func(c clause) bool { return c.hollow })
	}
	return p.quote(i)
}

// firstSaying is where the reply begins to say something.
func (p replyText) firstSaying() string {
	return p.quote(slices.IndexFunc(p.clauses, clause.says))
}

func (p replyText) quote(i int) string {
	if len(p.clauses) == 0 {
		return ""
	}
	return clip(p.clauses[max(0, i)].text, 60)
}

// copied tells whether the reply is mostly the citizen's own words and adds
// little to them.
func (p replyText) copied() (string, bool) {
	if p.length == 0 || float64(p.back) < copiedShare*float64(p.length) || p.substance >= 2*leastSubstance || p.back < 12 {
		return "", false
	}
	best := 0
	for i, c := range p.clauses {
		if c.own && len(c.folded) > len(p.clauses[best].folded) {
			best = i
		}
	}
	return p.quote(best), true
}

// measures tells whether the reply names what was done or how things stand.
func (p replyText) measures(w replyWords) bool {
	return slices.ContainsFunc(p.clauses, func(c clause) bool { return c.says() && w.done.standsIn(c.folded) })
}

// dated tells whether the reply says when.
func (p replyText) dated() bool {
	return slices.ContainsFunc(p.clauses, clause.dated)
}

// openPromise is a promise without a date near it, in a reply that nowhere says
// by when.
func (p replyText) openPromise(w replyWords) string {
	for i, c := range p.clauses {
		if c.own || c.signed || c.told < 2 || !w.promise.standsIn(c.folded) {
			continue
		}
		near := p.clauses[max(0, i-1):min(len(p.clauses), i+2)]
		if !slices.ContainsFunc(near, clause.dated) && !slices.ContainsFunc(p.clauses, clause.deadline) {
			return clip(c.text, 60)
		}
	}
	return ""
}

// blank takes the words out of a folded text, the longest first.
func (x *wordIndex) blank(text []rune) []rune {
	r := slices.Clone(text)
	for i := 0; i < len(r); {
		n := x.longest(r, i)
		for j := i; j < i+n; j++ {
			r[j] = ' '
		}
		i += max(1, n)
	}
	return r
}

// longest is the length of the longest word at a place of the text.
func (x *wordIndex) longest(text []rune, i int) int {
	n := 0
	heads := [2][]int32{x.heads[[2]rune{text[i], 0}]}
	if i+1 < len(text) {
		heads[1] = x.heads[[2]rune{text[i], text[i+1]}]
	}
	for _, ids := range heads {
		for _, id := range ids {
			if len(x.runes[id]) > n && x.at(text, i, id) {
				n = len(x.runes[id])
			}
		}
	}
	return n
}

// standsIn tells whether one of the words stands in a folded text.
func (x *wordIndex) standsIn(text []rune) bool {
	for i := range text {
		if x.longest(text, i) > 0 {
			return true
		}
	}
	return false
}

// grams are the telling pairs and triples of a text: no courtesy, no commonplace,
// no joining word, no bare number.
func (w replyWords) grams(s string) map[gram]bool {
	r := w.quiet.blank([]rune(Fold(s)))
	out := make(map[gram]bool, 2*len(r))
	silent := func(c rune) bool { return c == ' ' || w.small[c] }
	for i := range r {
		if i+1 >= len(r) || silent(r[i]) || silent(r[i+1]) || unicode.IsDigit(r[i]) && unicode.IsDigit(r[i+1]) {
			continue
		}
		out[gram{r[i], r[i+1]}] = true
		if i+2 < len(r) && !silent(r[i+2]) {
			out[gram{r[i], r[i+1], r[i+2]}] = true
		}
	}
	return out
}

// singles are the telling characters of a text.
func (w replyWords) singles(s string) map[gram]bool {
	out := map[gram]bool{}
	for _, c := range w.quiet.blank([]rune(Fold(s))) {
		if unicode.Is(unicode.Han, c) && !w.small[c] {
			out[gram{c}] = true
		}
	}
	return out
}

// shared counts the pairs and triples that two texts have in common.
func shared(a, b map[gram]bool) (pairs, threes int) {
	if len(a) > len(b) {
		a, b = b, a
	}
	for g := range a {
		switch {
		case !b[g]:
		case g[2] == 0:
			pairs++
		default:
			threes++
		}
	}
	return pairs, threes
}

// sizeOf is the number of pairs.
func sizeOf(grams map[gram]bool) int {
	n := 0
	for g := range grams {
		if g[2] == 0 {
			n++
		}
	}
	return n
}

// fours are the runs of four characters of a text.
func fours(s string) map[[4]rune]bool {
	r := []rune(Fold(s))
	out := make(map[[4]rune]bool, len(r))
	for i := 0; i+4 <= len(r); i++ {
		out[[4]rune(r[i:i+4])] = true
	}
	return out
}

// covered counts the characters of a folded text that lie in runs of four from
// another.
func covered(r []rune, theirs map[[4]rune]bool) int {
	n, end := 0, 0
	for i := 0; i+4 <= len(r); i++ {
		if theirs[[4]rune(r[i:i+4])] {
			n += i + 4 - max(end, i)
			end = i + 4
		}
	}
	return n
}

func runes(s string) int { return len([]rune(s)) }

// first is the beginning of a text.
func first(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

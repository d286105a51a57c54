package dispatch

import (
	"regexp"
	"slices"
	"strings"
)

// askKind is what sort of answer a question wants.
type askKind int

const (
	askWhen     askKind = iota // 何时
	askWhy                     // 为何
	askHowMuch                 // 多少
	askWhere                   // 何处、何人、何种手续
	askWhether                 // 能否、是否
	askHow                     // 如何
	askThorough                // 彻底、尽快解决: by when
	askDemand                  // 请解决
)

// maxAsked is how many questions of a ticket are listed, and maxDemands how many
// of them may be mere demands.
const (
	maxAsked   = 4
	maxDemands = 1
)

// question is a sentence of the ticket that asks for something.
type question struct {
	kind  askKind
	text  string
	grams map[gram]bool
}

// asked lists what the citizen asked and whether the reply speaks to it.
func asked(w replyWords, m Matter, p replyText, answers bool) []Asked {
	var out []Asked
	for _, q := range questions(w, m) {
		out = append(out, Asked{Text: q.text, Answered: answers && p.answers(w, q)})
	}
	return out
}

// questions finds what is asked. Questions come before demands, of which the
// last counts, since a message ends with what is wanted. Who asks when need not
// be told that he wants it soon.
func questions(w replyWords, m Matter) []question {
	var asks, demands []question
	for _, s := range sentences(m.Title + "\n" + first(m.Text, maxRead)) {
		q, ok := ask(w, s)
		switch {
		case !ok || slices.ContainsFunc(asks, q.like):
		case q.kind == askDemand || q.kind == askThorough:
			demands = append(demands, q)
		default:
			asks = append(asks, q)
		}
	}
	asks = asks[:min(len(asks), maxAsked)]
	when := slices.ContainsFunc(asks, func(q question) bool { return q.kind == askWhen })
	demands = slices.DeleteFunc(demands, func(q question) bool { return when && q.kind == askThorough })
	if len(asks) > 2 {
		demands = nil
	}
	return append(asks, demands[max(0, len(demands)-maxDemands):]...)
}

// like tells whether two questions ask the same.
func (q question) like(other question) bool {
	pairs, _ := shared(q.grams, other.grams)
	least := min(sizeOf(q.grams), sizeOf(other.grams))
	return q.text == other.text || q.kind == other.kind && least > 0 && pairs*2 >= least
}

// ask finds what a sentence asks. The clause that asks is what is shown; when it
// alone is too short to be understood, the one before goes with it.
func ask(w replyWords, sentence string) (question, bool) {
	clauses := strings.FieldsFunc(sentence, func(r rune) bool { return strings.ContainsRune("，,：:", r) })
	var asking []int
	for i, c := range clauses {
		clauses[i] = first(strings.TrimSpace(c), maxClause)
		if w.asks.standsIn([]rune(clauses[i])) && !rhetoricForm.MatchString(clauses[i]) {
			asking = append(asking, i)
		}
	}
	for _, f := range askForms {
		for _, i := range asking {
			c := clauses[i]
			if !f.form.MatchString(c) {
				continue
			}
			if runes(c) < 6 && i > 0 {
				c = clauses[i-1] + "，" + c
			}
			if runes(c) >= 4 {
				q := question{kind: f.kind, text: clip(c, 40), grams: w.grams(sentence)}
				return q, f.kind != askDemand || len(w.grams(c)) > 0
			}
		}
	}
	return question{}, false
}

// sentenceEnd parts sentences and keeps a question mark with its own.
var sentenceEnd = regexp.MustCompile(`[^。！!；;？?\n\r]+[？?]?`)

func sentences(s string) []string { return sentenceEnd.FindAllString(s, -1) }

// answers tells whether the reply has what the question wants, in a clause of
// its own, and something of what the question is about.
func (p replyText) answers(w replyWords, q question) bool {
	about := len(q.grams) == 0
	if !about {
		pairs, _ := shared(q.grams, p.grams)
		about = pairs > 0
	}
	has := func(x *wordIndex) func(clause) bool {
		return func(c clause) bool { return x.standsIn(c.folded) }
	}
	says := func(fits func(clause) bool) bool {
		return slices.ContainsFunc(p.clauses, func(c clause) bool { return c.says() && fits(c) })
	}
	switch q.kind {
	case askWhen:
		return says(func(c clause) bool { return c.deadline() || calendarForm.MatchString(first(c.text, maxClause)) })
	case askThorough:
		return says(clause.deadline)
	case askWhy:
		return says(has(w.cause))
	case askHowMuch:
		return about && says(func(c clause) bool {
			return strings.ContainsAny(c.text, "0123456789一二三四五六七八九十百千万%")
		})
	case askWhere:
		return about && says(has(w.place))
	case askWhether: // a plain yes or no often says the question back
		return about && slices.ContainsFunc(p.clauses, func(c clause) bool { return c.told >= 2 && has(w.verdict)(c) && !strings.Contains(c.text, "是否") })
	default:
		return about && says(func(c clause) bool { return has(w.done)(c) || has(w.verdict)(c) })
	}
}

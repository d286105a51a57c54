package dispatch

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// FindingKey names what speaks against a reply.
type FindingKey string

// The findings, gravest first.
const (
	Perfunctory        FindingKey = "perfunctory"          // 空话套话
	Irrelevant         FindingKey = "irrelevant"           // 答非所问
	Copied             FindingKey = "copied"               // 照抄诉求
	TooShort           FindingKey = "too_short"            // 过短
	Unfilled           FindingKey = "unfilled"             // 模板未填
	Privacy            FindingKey = "privacy"              // 泄露个人信息
	Unanswered         FindingKey = "unanswered"           // 问而未答
	NoMeasure          FindingKey = "no_measure"           // 无措施
	PromiseWithoutDate FindingKey = "promise_without_date" // 承诺无期限
	NoDate             FindingKey = "no_date"              // 无时间
	Template           FindingKey = "template"             // 千篇一律
)

// FindingKeys lists them all.
var FindingKeys = []FindingKey{Perfunctory, Irrelevant, Copied, TooShort, Unfilled, Privacy, Unanswered, NoMeasure, PromiseWithoutDate, NoDate, Template}

// Warns tells whether a reply with the finding is handed in only with a reason.
// The others are hints.
func (k FindingKey) Warns() bool {
	switch k {
	case Perfunctory, Irrelevant, Copied, TooShort, Unfilled, Privacy:
		return true
	default:
		return false
	}
}

// Finding is one thing that speaks against a reply, with the fragment of the
// reply it rests on, or the question that was passed over.
type Finding struct {
	Key      FindingKey
	Quote    string
	Question string
	Count    int // how many earlier replies read the same
}

// Asked is a question or demand of the citizen (所问) and whether the reply
// speaks to it.
type Asked struct {
	Text     string
	Answered bool
}

// ReplyCheck is how a reply reads against the ticket (答复质检). It decides
// nothing: a warning asks the unit for a reason and moves the reply up in the
// reviewer's queue.
type ReplyCheck struct {
	Score    float64 // 0–1; the lowest should be looked at first
	Findings []Finding
	Clear    []FindingKey // what every reply is looked at for and was not found
	Asked    []Asked
}

// Weak tells whether any finding is a warning.
func (c ReplyCheck) Weak() bool {
	return slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Key.Warns() })
}

// Mark is the part of a check that is kept with the reply.
func (c ReplyCheck) Mark() *ReplyMark {
	m := &ReplyMark{Score: c.Score, Weak: c.Weak()}
	for _, f := range c.Findings {
		if !slices.Contains(m.Findings, f.Key) {
			m.Findings = append(m.Findings, f.Key)
		}
	}
	return m
}

// ReplyMark is what is kept of a check with the reply, so that it can be looked
// into later: whether it was weak by the rules of its time, and why.
type ReplyMark struct {
	Score    float64      `json:"score"`
	Weak     bool         `json:"weak,omitempty"`
	Findings []FindingKey `json:"findings,omitempty"`
}

const (
	// relevantFrom is the least a reply must share with the ticket. It was set
	// on published replies so that few true ones fall below.
	relevantFrom = 0.10
	// shortReply is up to how many characters a reply is short.
	shortReply = 160
	// leastSubstance is how many characters a reply must have beside courtesy,
	// commonplaces and the citizen's own words.
	leastSubstance = 8
	// leastJudged is how many such characters a reply must have to be called
	// irrelevant: "the bulb is changed" shares nothing with "the lamp is dark".
	leastJudged = 12
	// sameReply is the likeness from which two replies are one template, and
	// oftenSame how many such there must be.
	sameReply, oftenSame = 0.9, 3
	// copiedShare is how much of a reply may be the citizen's own words when
	// little else stands in it.
	copiedShare = 0.6
)

// CheckReply reads a unit's reply against the matter. Earlier are replies of the
// same unit to other tickets. It bounds what it reads, and holds for any text.
func (r Rules) CheckReply(m Matter, text string, earlier []string) ReplyCheck {
	w := wordsOfReplies()
	ticket, reply := readTicket(w, m), readReply(w, m, text)
	rel := reply.relevance(ticket)
	c := ReplyCheck{}
	add := func(f Finding) { c.Findings = append(c.Findings, f) }

	text = first(text, MaxText)
	hollow, short := reply.hollow(), runes(Fold(text)) < r.MinReply
	touches := rel >= relevantFrom || !ticket.telling()
	related := touches || short || reply.substance < leastJudged // a few words could be about anything
	if touches {
		c.Clear = append(c.Clear, Irrelevant)
	}
	switch {
	case hollow:
		add(Finding{Key: Perfunctory, Quote: reply.hollowQuote()})
	case !related:
		add(Finding{Key: Irrelevant, Quote: reply.firstSaying()})
	}
	if !hollow {
		c.Clear = append(c.Clear, Perfunctory)
	}
	if quote, ok := reply.copied(); ok {
		add(Finding{Key: Copied, Quote: quote})
	}
	if short {
		add(Finding{Key: TooShort})
	}
	if q := unfilledForm.FindString(text); q != "" {
		add(Finding{Key: Unfilled, Quote: q})
	}
	if q := privateNumber(text); q != "" {
		add(Finding{Key: Privacy, Quote: q})
	}
	c.Asked = asked(w, m, reply, !hollow && related)
	for _, a := range c.Asked {
		if !a.Answered {
			add(Finding{Key: Unanswered, Question: a.Text})
		}
	}
	c.Clear = append(c.Clear, reply.hints(w, m, add)...)
	if n := alike(text, earlier); n >= oftenSame {
		add(Finding{Key: Template, Count: n})
	}
	c.Score = reply.score(rel, c)
	return c
}

// hints are the findings about what was done and by when, and those of them that
// are not. A question about rules wants neither.
func (p replyText) hints(w replyWords, m Matter, add func(Finding)) (clear []FindingKey) {
	if m.Type == Consult || m.Type == Praise || m.Type == Suggestion {
		return nil
	}
	if p.measures(w) {
		clear = append(clear, NoMeasure)
	} else {
		add(Finding{Key: NoMeasure})
	}
	if q := p.openPromise(w); q != "" {
		add(Finding{Key: PromiseWithoutDate, Quote: q})
	} else if p.dated() {
		clear = append(clear, NoDate)
	} else {
		add(Finding{Key: NoDate})
	}
	return clear
}

// score weighs how much a reply shares with the ticket, how much of what was
// asked it answers and how much of it says something, less for every warning.
func (p replyText) score(rel float64, c ReplyCheck) float64 {
	answered, asked := 0, len(c.Asked)
	s := 0.4 * min(1, rel/(6*relevantFrom))
	for _, a := range c.Asked {
		if a.Answered {
			answered++
		}
	}
	if asked == 0 {
		answered, asked = 1, 1
	}
	s += 0.3*float64(answered)/float64(asked) + 0.3*min(1, float64(p.substance)/60)
	for _, f := range c.Findings {
		switch {
		case f.Key.Warns():
			s -= 0.3
		case f.Key != Unanswered: // counted above
			s -= 0.05
		}
	}
	return math.Round(100*max(0, min(1, s))) / 100
}

// privateNumber finds a mobile or identity number, which has no place in a
// reply.
func privateNumber(text string) string {
	for _, form := range []*regexp.Regexp{mobileForm, identityForm} {
		if m := form.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	return ""
}

// alike counts the earlier replies that read the same.
func alike(text string, earlier []string) int {
	if len(earlier) < oftenSame {
		return 0
	}
	n := 0
	for _, e := range earlier {
		if Similarity(text, e) >= sameReply {
			n++
		}
	}
	return n
}

// clip cuts a text to at most n characters.
func clip(s string, n int) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}

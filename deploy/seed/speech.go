package seed

import (
	"math/rand/v2"
	"strings"

	"hotline/dispatch"
)

// rawPhrases is how people speak (phrases.json).
type rawPhrases struct {
	Openings []string                   `json:"openings"`
	Who      []string                   `json:"who"`
	Since    []string                   `json:"since"`
	Effort   []string                   `json:"effort"`
	Follow   map[string][]string        `json:"follow"` // by prefix of the category
	Noise    []string                   `json:"noise"`
	Asks     map[dispatch.Type][]string `json:"asks"`
	Thanks   []string                   `json:"thanks"`
	Vague    []string                   `json:"vague"`
	Tails    []string                   `json:"tails"`
	Times    []string                   `json:"times"`
	People   []string                   `json:"people"`
	Money    []string                   `json:"money"`
	Months   []string                   `json:"months"`
	Typos    [][]string                 `json:"typos"`
	Synonyms [][]string                 `json:"synonyms"`
	// Rewordings are the same for titles, which agents write.
	Rewordings [][]string `json:"rewordings"`
	Replies    rawReplies `json:"replies"`
}

// phrases are they, ready to be spoken.
type phrases struct {
	callers, agents compiler // what they make of other phrases

	openings, who, since, effort, noise, thanks, vague, tails []script

	follow map[string][]script
	asks   map[dispatch.Type][]script
	words  map[slot][]string // what fills the slots that are no places
	typos  [][]string
	reply  replies
}

func (p rawPhrases) compile() phrases {
	c, agents := compiler{same: p.Synonyms}, compiler{same: p.Rewordings}
	out := phrases{callers: c, agents: agents, openings: c.all(p.Openings), who: c.all(p.Who), since: c.all(p.Since), effort: c.all(p.Effort),
		noise: c.all(p.Noise), thanks: c.all(p.Thanks), vague: agents.all(p.Vague), tails: agents.all(p.Tails),
		follow: map[string][]script{}, asks: map[dispatch.Type][]script{}, typos: p.Typos, reply: p.Replies.compile(),
		words: map[slot][]string{aTime: p.Times, someMonths: p.Months, someMoney: p.Money, somePeople: p.People}}
	for category, list := range p.Follow {
		out.follow[category] = c.all(list)
	}
	for t, list := range p.Asks {
		out.asks[t] = c.all(list)
	}
	return out
}

// scene is where and when one demand is made. A slot has one value in it, so
// that title and text speak of the same building.
type scene struct {
	r      *rand.Rand
	w      *world
	place  *place
	spot   slot
	values [slots]string
}

func (s *scene) value(k slot) string {
	if s.values[k] == "" {
		s.values[k] = s.invent(k)
	}
	return s.values[k]
}

func (s *scene) invent(k slot) string {
	switch k {
	case anyEstate:
		return pick(s.r, s.place.Estates)
	case anyRoad:
		return pick(s.r, s.place.Roads)
	case anyVillage:
		if len(s.place.Villages) == 0 {
			return s.value(anyCommunity)
		}
		return pick(s.r, s.place.Villages)
	case anyCommunity:
		return pick(s.r, s.place.Communities)
	case theTown:
		return s.place.Town
	case theSpot:
		return s.value(s.spot)
	case aNumber:
		return number(1 + s.r.IntN(28))
	case someDegrees:
		return number(10 + s.r.IntN(7))
	case someDays:
		return number(2 + s.r.IntN(6))
	case someTimes:
		return number(2 + s.r.IntN(4))
	}
	return pick(s.r, s.w.phrases.words[k])
}

// number writes 0–99.
func number(n int) string {
	if n >= 10 {
		return string([]byte{byte('0' + n/10), byte('0' + n%10)})
	}
	return string([]byte{byte('0' + n)})
}

func (s *scene) chance(p float64) bool { return s.r.Float64() < p }

// title is what an agent writes: the matter, at times with what is asked, and
// now and then nothing that helps.
func (s *scene) title(m *matter) string {
	b := make([]byte, 0, 96)
	if s.chance(0.03) {
		return string(s.speak(b, pick(s.r, s.w.phrases.vague)))
	}
	b = s.speak(b, pick(s.r, m.title))
	if len(b) < 75 && s.chance(0.16) {
		b = s.speak(b, pick(s.r, s.w.phrases.tails))
	}
	return string(b)
}

// text is what the caller says: who and since when, the matter, what follows
// from it, what was tried, another matter besides, what is asked, thanks. Any
// part but the matter may be missing.
func (s *scene) text(m *matter) string {
	p, b := &s.w.phrases, make([]byte, 0, 512)
	if m.paste != nil && s.chance(0.1) {
		return string(s.speak(b, m.paste))
	}
	part := func(share float64, list []script) {
		if len(list) > 0 && s.chance(share) {
			b = s.speak(b, pick(s.r, list))
		}
	}
	part(0.35, p.openings)
	part(0.3, p.who)
	part(0.2, p.since)
	b = s.speak(b, pick(s.r, m.text))
	follow, _ := prefixed(p.follow, m.Category)
	part(0.4, follow)
	part(0.3, p.effort)
	part(0.1, p.noise)
	part(0.6, p.asks[m.Type])
	part(0.25, p.thanks)
	return s.slip(string(b))
}

// slip is what hurry does to writing: lost punctuation and wrong characters.
func (s *scene) slip(text string) string {
	switch x := s.r.Float64(); {
	case x < 0.06:
		text = noMarks.Replace(text)
	case x < 0.12:
		text = spaces.Replace(text)
	case x < 0.2:
		text = strings.TrimSuffix(commas.Replace(text), "，") + "。"
	}
	if s.chance(0.1) {
		typo := pick(s.r, s.w.phrases.typos)
		text = strings.Replace(text, typo[0], typo[1], 1)
	}
	return text
}

var (
	noMarks = pairs([][]string{{"，", ""}, {"。", ""}, {"？", ""}, {"、", ""}, {"！", ""}})
	spaces  = pairs([][]string{{"，", " "}, {"。", " "}, {"？", " "}, {"！", " "}})
	commas  = pairs([][]string{{"。", "，"}, {"！", "，"}})
)

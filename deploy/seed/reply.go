package seed

import "math/rand/v2"

// rawReplies is how units answer (phrases.json).
type rawReplies struct {
	Open  []string            `json:"open"`
	Found []string            `json:"found"`
	Done  map[string][]string `json:"done"` // by prefix of the category
	End   []string            `json:"end"`
	Thin  []string            `json:"thin"`
}

type replies struct {
	open, found, end, thin []script
	done                   map[string][]script
}

func (p rawReplies) compile() replies {
	var c compiler
	out := replies{open: c.all(p.Open), found: c.all(p.Found), end: c.all(p.End), thin: c.all(p.Thin), done: map[string][]script{}}
	for category, list := range p.Done {
		out.done[category] = c.all(list)
	}
	return out
}

// Reply is what a unit may answer to a demand (答复): what was found, what was
// done, how it stands. A few say nothing.
func Reply(r *rand.Rand, category, title string) string {
	w := whole()
	p, s := &w.phrases.reply, scene{r: r, w: w}
	if s.chance(0.05) {
		return s.line(pick(r, p.thin))
	}
	done, ok := prefixed(p.done, category)
	if !ok {
		done = p.done["13"]
	}
	b := make([]byte, 0, 512)
	b = s.speak(b, pick(r, p.open))
	b = append(append(b, title...), "一事，"...)
	for _, list := range [][]script{p.found, done, p.end} {
		b = s.speak(b, pick(r, list))
	}
	return string(b)
}

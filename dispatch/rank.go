package dispatch

import (
	"cmp"
	"slices"
)

// leastCategory is how sure the model must be of a category before the catalogue
// is asked whose matter that is.
const leastCategory = 0.4

// classify lets the model propose the category where no rule fits, or only a
// word of the long text does: the catalogue maps category and area to the unit.
func (p *proposal) classify() {
	best := p.found[0]
	if p.r.f.Category != "" || (best.Scope != ByRoot && best.Scope != ByText) {
		return
	}
	guesses := p.e.Categories(p.r.f)
	if len(guesses) == 0 || guesses[0].P < leastCategory {
		return
	}
	p.guessed = guesses[0].Label
	m, ok := p.c.ofGuess(p.r, p.guessed, guesses[0].P)
	switch {
	case !ok:
	case best.Scope == ByRoot:
		p.found = []Match{m}
	case m.Confidence() > best.Confidence():
		p.found = slices.Insert(p.found, 0, m)
	default:
		p.found = slices.Insert(p.found, 1, m)
	}
}

// How sure the model must be by itself where no word of the catalogue stands in
// the ticket, and how much of its text may be new to it: a greeting is like many
// tickets a little.
const (
	leastAlone  = 0.9
	mostUnknown = 0.5
)

// vague tells that nothing speaks clearly: neither a rule nor the model.
func (p *proposal) vague() bool {
	if p.best.Scope != ByRoot && (p.best.Scope != ByModel || len(p.best.Words) > 0) {
		return false
	}
	sure := 0.0
	if !p.e.modelled() {
		sure = p.best.share
	}
	for _, cl := range p.claims {
		sure = max(sure, cl.model)
	}
	return sure < leastAlone || p.e.Unknown(p.r.f.Matter) > mostUnknown
}

// byModel puts the units among the claims that the model would give it to.
func (p *proposal) byModel() {
	for _, g := range p.e.Units(p.r.f, p.r.town.Name) {
		if p.mayLead(g.Label) {
			p.claim(g.Label).model = g.P
		}
	}
}

// heirs are the units that kept what one gave back, as far as they may lead.
func (p *proposal) heirs(code string) []heir {
	return slices.DeleteFunc(p.e.heirs(code, p.category()), func(h heir) bool { return !p.mayLead(h.unit) })
}

// stakes are the claims of those that may lead.
func (p *proposal) stakes() []stake {
	var out []stake
	for _, cl := range p.claims {
		if p.mayLead(cl.unit) {
			out = append(out, cl.stake)
		}
	}
	return out
}

// rank turns claims into candidates, the best first. Units that may not lead
// keep the score of their rule.
func (p *proposal) rank() {
	scores, best := map[string]float64{}, ""
	for i, s := range order(p.stakes(), p.e.weight(), p.e.modelled()) {
		if scores[s.unit] = s.score; i == 0 {
			best = s.unit
		}
		if cl := p.claim(s.unit); s.from != "" {
			cl.from, cl.kept = s.from, s.kept
		}
	}
	for _, cl := range p.claims {
		score, leads := scores[cl.unit]
		switch {
		case !leads:
			score = cl.rule
		case cl.rule == 0 && score < leastShare && score < scores[best]:
			continue // hardly worth a line
		}
		p.list = append(p.list, Candidate{Unit: cl.unit, Role: p.role(p.units[cl.unit]), Score: score})
	}
	slices.SortStableFunc(p.list, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
	for i := range p.list {
		p.list[i].Reasons = p.reasons(*p.claim(p.list[i].Unit))
	}
}

// standingOf is a score after pool and record.
type standingOf struct {
	unit  string
	score float64
	from  string
	kept  int
}

// order ranks stakes. What a unit loses for its returns goes to those that kept
// them, as far as they did.
func order(stakes []stake, weight float64, modelled bool) []standingOf {
	out := make([]standingOf, len(stakes))
	pooled := make([]float64, len(stakes))
	if modelled {
		pooled = pool(stakes, weight)
	}
	for i, s := range stakes {
		out[i] = standingOf{unit: s.unit, score: pooled[i]}
		if !modelled {
			out[i].score = s.rule * s.standing
		}
	}
	for i, s := range stakes {
		lost, all := out[i].score*(1/s.standing-1), 1
		for _, h := range s.heirs {
			all += h.n
		}
		for _, h := range s.heirs {
			j := slices.IndexFunc(out, func(o standingOf) bool { return o.unit == h.unit })
			if j < 0 {
				j, out = len(out), append(out, standingOf{unit: h.unit})
			}
			out[j].score += lost * float64(h.n) / float64(all)
			out[j].from, out[j].kept = s.unit, h.n
		}
	}
	slices.SortStableFunc(out, func(a, b standingOf) int { return cmp.Compare(b.score, a.score) })
	return out
}

// wordsShown is how many words of the model stand in a reason.
const wordsShown = 4

// tell adds to the first candidate the words its model rests on. It is asked only
// where a person will look or no word of the catalogue tells, since it takes as
// long as the decision itself.
func (p *proposal) tell(d Decision) {
	i := p.at(p.first())
	if i < 0 || (d == Auto && slices.ContainsFunc(p.list[i].Reasons, func(r Reason) bool { return r.Kind == "words" })) {
		return
	}
	at := slices.IndexFunc(p.list[i].Reasons, func(r Reason) bool { return r.Kind == "model" && r.Ref == "" })
	if at < 0 {
		return
	}
	var words []string
	for _, w := range p.e.Words(p.r.f, p.r.town.Name, p.list[i].Unit, wordsShown) {
		if w.Weight > 0 {
			words = append(words, w.Word)
		}
	}
	p.list[i].Reasons[at] = reasonModel(p.claim(p.list[i].Unit).model, words)
}

// reasons lists the evidence for a claim.
func (p *proposal) reasons(cl claim) []Reason {
	out := []Reason{}
	u := p.units[cl.unit]
	if m := cl.match; m != nil {
		out = append(out, reasonRule(m.Entry))
		if len(m.Words) > 0 {
			out = append(out, reasonWords(m.Words))
		}
		if m.Scope == ByModel {
			out = append(out, reasonCategory(m.Entry, m.share))
		}
		if m.Entry.Lead == AtTown {
			out = append(out, reasonArea(p.r.town.Name, p.r.inferred))
		}
	} else if cl.rule > 0 {
		out = append(out, reasonArea(p.r.town.Name, p.r.inferred))
	}
	if cl.model > 0 {
		out = append(out, reasonModel(cl.model, nil))
	}
	if cl.track.Kept+cl.track.Returned > 0 {
		out = append(out, reasonPast(cl.track))
	}
	if cl.from != "" {
		out = append(out, reasonHeir(p.units[cl.from], cl.kept))
	}
	if !u.Active {
		out = append(out, reasonInactive(u))
	}
	return out
}

// promise turns the first candidate's score into the probability that it keeps
// the ticket; the others share what is left. Without a promise the scores of the
// rules stand.
func (p *proposal) promise() {
	i := slices.IndexFunc(p.list, func(c Candidate) bool { return c.Role == "lead" })
	if i >= 0 {
		p.sure = p.list[i].Score
	}
	per := 100.0
	if pr := p.e.Promise(); pr != nil && i >= 0 {
		per = steps
		p.sure = pr.Calibration.P(p.sure)
		rest := 0.0
		for _, c := range p.list[i+1:] {
			rest += c.Score
		}
		for j := range p.list[i+1:] {
			c := &p.list[i+1+j]
			c.Score = min(p.sure, (1-p.sure)*c.Score/max(rest, 1-p.list[i].Score))
		}
		p.list[i].Score = p.sure
	} else if i >= 0 {
		p.sure = rounded(p.sure, per)
	}
	for j := range p.list {
		p.list[j].Score = rounded(p.list[j].Score, per)
	}
}

// threshold is what the first candidate must reach.
func (p *proposal) threshold() float64 {
	if t, promised := p.e.Threshold(); promised {
		return t
	}
	return p.c.threshold()
}

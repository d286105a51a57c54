package dispatch

import (
	"cmp"
	"math"
	"slices"
)

// How far evidence carries: words only in the long text, a category without a
// telling word, a second entry that fits as well and is sure enough itself to be
// a rival, and the lead that the first candidate needs.
const (
	textWeight  = 0.88
	bareWeight  = 0.95
	rivalWeight = 0.6
	rivalLeast  = 0.9
	leastMargin = 0.2
	leastShare  = 0.05
	maxLeads    = 3
)

// Route decides who should have the ticket: candidates ranked with the evidence
// for each, and whether the best is sure enough to be dispatched without a
// person. Emergencies and matters of another way come with advice; they are
// never decided here. past may be nil.
func (c *Catalogue) Route(f Facts, units map[string]Unit, past map[string]Track) Routing {
	r := c.read(f)
	found := c.match(r)
	best := found[0]
	p := proposal{c: c, r: r, units: units, past: past}
	p.rank(found)
	p.addCo(best)
	p.bar(best)
	out := Routing{
		Decision: Triage, Category: best.Entry.Category, Rule: best.Entry.ID, Town: r.town.Name, Urgency: best.Entry.Urgency,
		CatalogueVersion: c.Version, Threshold: c.threshold(), Candidates: p.list,
	}
	if f.Category != "" {
		out.Category = f.Category
	}
	if out.Why = p.doubt(best); out.Why == "" {
		out.Decision = Auto
	}
	c.halt(r, &out)
	return out
}

func (c *Catalogue) threshold() float64 { return or(c.Threshold, DefaultThreshold) }

// halt lets emergencies, then matters of another way, go before any unit.
func (c *Catalogue) halt(r reading, out *Routing) {
	for _, h := range c.halts {
		if !h.words.holds(r.all) || (h.advice.Number == "" && !h.words.holds(r.title) && len(c.index.told(h.words, r.all)) < 2) {
			continue // one word of a long text does not make it a matter of another way
		}
		advice := h.advice
		out.Advice, out.Rule = &advice, h.id
		if advice.Kind == "emergency" {
			out.Decision, out.Urgency, out.Why = Emergency, Life, whyEmergency(advice)
		} else {
			out.Decision, out.Why = NotOurs, whyNotAccepted(advice)
		}
		return
	}
}

// proposal gathers the candidates of one ticket.
type proposal struct {
	c     *Catalogue
	r     reading
	units map[string]Unit
	past  map[string]Track
	list  []Candidate
}

// lead is the unit an entry names, AtTown resolved; empty when that is unknown.
func (p *proposal) unit(code string) string {
	if code == AtTown {
		return p.r.town.Unit
	}
	return code
}

// rival is another entry that fits, with what speaks for it.
type rival struct {
	m      Match
	unit   string
	weight float64
}

// rank makes lead candidates of the match and of the entries that fit besides
// it. Entries of the same scope take confidence from each other; a word in the
// long text takes none from a title.
func (p *proposal) rank(found []Match) {
	best := found[0]
	if best.Scope == ByRoot {
		p.byArea()
		return
	}
	rivals := p.rivals(found)
	weight := p.weigh(best, p.unit(best.Entry.Lead))
	sum := weight
	for _, r := range rivals {
		if r.takes(best) {
			sum += rivalWeight * r.weight
		}
	}
	p.add(best, weight*weight/sum)
	for _, r := range rivals {
		share := rivalWeight * r.weight / sum * weight
		if !r.takes(best) {
			share = min(share/2, 1-weight)
		}
		if share >= leastShare {
			p.add(r.m, share)
		}
	}
	slices.SortStableFunc(p.list, func(a, b Candidate) int { return cmp.Compare(b.Score, a.Score) })
}

// takes tells whether the rival takes confidence from the best.
func (r rival) takes(best Match) bool { return r.m.Scope == best.Scope && r.weight >= rivalLeast }

func (p *proposal) rivals(found []Match) []rival {
	seen := []string{p.unit(found[0].Entry.Lead)}
	others := slices.Clone(found[1:])
	title := func(n *node) bool { return n.fits(p.r, p.r.title) }
	text := func(n *node) bool { return n.fits(p.r, p.r.all) }
	others = append(others, p.c.matches(p.c.root.every(title), ByTitle, p.r.title)...)
	others = append(others, p.c.matches(p.c.root.every(text), ByText, p.r.all)...)
	var out []rival
	for _, m := range others {
		unit := p.unit(m.Entry.Lead)
		if unit == "" || slices.Contains(seen, unit) || len(out) == maxLeads-1 {
			continue
		}
		seen = append(seen, unit)
		out = append(out, rival{m, unit, p.weigh(m, unit)})
	}
	return out
}

// weigh is how sure an entry is of its unit by itself.
func (p *proposal) weigh(m Match, unit string) float64 {
	w := or(m.Entry.Confidence, 0.5)
	switch {
	case m.Scope == ByText:
		w *= textWeight
	case len(m.Words) == 0:
		w *= bareWeight
	}
	if h := p.past[unit]; h.Kept+h.Returned >= 5 {
		w *= 1 - 0.5*float64(h.Returned)/float64(h.Kept+h.Returned)
	}
	return w
}

// add puts a unit on the list with the evidence for it.
func (p *proposal) add(m Match, score float64) {
	code := p.unit(m.Entry.Lead)
	u, known := p.units[code]
	if code == "" || !known {
		return
	}
	c := Candidate{Unit: code, Role: "lead", Score: hundredths(score), Reasons: []Reason{reasonRule(m.Entry)}}
	if len(m.Words) > 0 {
		c.Reasons = append(c.Reasons, reasonWords(m.Words))
	}
	if m.Entry.Lead == AtTown {
		c.Reasons = append(c.Reasons, reasonArea(p.r.town.Name, p.r.inferred))
	}
	if h := p.past[code]; h.Kept+h.Returned > 0 {
		c.Reasons, c.Similar = append(c.Reasons, reasonPast(h)), h.Similar
	}
	if !u.Active {
		c.Role, c.Reasons = "barred", append(c.Reasons, reasonInactive(u))
	}
	p.list = append(p.list, c)
}

// byArea offers the township of the place when the catalogue has no entry.
func (p *proposal) byArea() {
	if u, ok := p.units[p.r.town.Unit]; ok && u.Active && !p.c.departmentOnly(p.r.f.Category) {
		p.list = append(p.list, Candidate{Unit: u.Code, Role: "lead", Score: 0.1, Reasons: []Reason{reasonArea(p.r.town.Name, p.r.inferred)}})
	}
}

// addCo marks or adds the co-handlers of the best entry.
func (p *proposal) addCo(best Match) {
	for _, co := range best.Entry.CoUnits {
		code := p.unit(co)
		u, known := p.units[code]
		if !known || !u.Active || code == p.unit(best.Entry.Lead) {
			continue
		}
		reasons := []Reason{reasonCo(best.Entry)}
		if co == AtTown {
			reasons = append(reasons, reasonArea(p.r.town.Name, p.r.inferred))
		}
		if i := p.at(code); i >= 0 {
			p.list[i].Role, p.list[i].Reasons = "co", append(reasons, p.list[i].Reasons...)
			continue
		}
		p.list = append(p.list, Candidate{Unit: code, Role: "co", Score: 0.01, Reasons: reasons})
	}
}

// bar keeps the township of the place in sight where it may not lead, and says
// why; so nobody wonders where it is.
func (p *proposal) bar(best Match) {
	category := or(p.r.f.Category, best.Entry.Category)
	if !p.c.departmentOnly(category) {
		return
	}
	guard := reasonBarred(best.chapter)
	for i, c := range p.list {
		if p.units[c.Unit].Group != Town {
			continue
		}
		p.list[i].Reasons = append(c.Reasons, guard)
		if c.Role == "lead" {
			p.list[i].Role = "barred"
		}
	}
	if u, ok := p.units[p.r.town.Unit]; ok && p.at(u.Code) < 0 {
		p.list = append(p.list, Candidate{Unit: u.Code, Role: "barred", Score: 0.01, Reasons: []Reason{guard}})
	}
}

func (p *proposal) at(code string) int {
	return slices.IndexFunc(p.list, func(c Candidate) bool { return c.Unit == code })
}

// doubt says why a person must choose; empty when the best is sure enough.
func (p *proposal) doubt(best Match) string {
	if best.Scope == ByRoot {
		return whyRoot
	}
	lead := p.unit(best.Entry.Lead)
	i := p.at(lead)
	switch {
	case best.Entry.Lead == AtTown && lead == "":
		return whyNoTown(best.Entry)
	case i < 0:
		return whyUnknown(best.Entry)
	case p.list[i].Role != "lead":
		return whyBarred(p.units[lead])
	case best.Entry.ByHand:
		return whyByHand(best.Entry)
	}
	first, second := p.list[i].Score, 0.0
	for j, c := range p.list {
		if j != i && c.Role == "lead" {
			second = max(second, c.Score)
		}
	}
	switch {
	case first < p.c.threshold():
		return whyBelow(first, p.c.threshold(), best)
	case first-second < leastMargin:
		return whyClose(first, second)
	}
	return ""
}

// hundredths keeps scores as people read them, within (0, 1].
func hundredths(x float64) float64 { return min(1, max(0.01, math.Round(x*100)/100)) }

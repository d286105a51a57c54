package dispatch

import (
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
// person. The catalogue's rules and the experience's models meet in one list;
// the hard rules (emergencies, matters of another way, entries by hand, barred
// and inactive units) stand whatever a model says. e may be nil.
func (c *Catalogue) Route(f Facts, units map[string]Unit, e *Experience) Routing {
	p := c.propose(f, units, e)
	p.rank()
	p.addCo()
	p.bar()
	p.promise()
	out := Routing{
		Decision: Triage, Category: p.category(), Rule: p.best.Entry.ID, Town: p.r.town.Name, Spot: c.spot(p.r), Urgency: p.best.Entry.Urgency,
		CatalogueVersion: c.Version, Threshold: min(1, p.threshold()), Candidates: p.list,
	}
	if out.Why = p.doubt(); out.Why == "" {
		out.Decision = Auto
	}
	c.halt(p.r, &out)
	p.tell(out.Decision)
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

// proposal gathers the candidates of one ticket: first the claims with what
// speaks for each, then the list as it is shown.
type proposal struct {
	c     *Catalogue
	r     reading
	units map[string]Unit
	e     *Experience

	found   []Match
	best    Match
	guessed string // the category the model proposes where no entry fits
	claims  []claim
	list    []Candidate
	sure    float64 // of the first candidate, unrounded
}

// claim is a unit that may get the ticket. match is the entry that names it, if
// one does.
type claim struct {
	stake
	match *Match
	track Track
	from  string // the unit whose returns it kept
	kept  int    // how many of them
}

func (c *Catalogue) propose(f Facts, units map[string]Unit, e *Experience) *proposal {
	r := c.read(f)
	p := &proposal{c: c, r: r, units: units, e: e, found: c.match(r)}
	p.classify()
	p.best = p.found[0]
	p.byRules()
	p.byModel()
	for i := range p.claims {
		cl := &p.claims[i]
		cl.track = e.track(cl.unit, p.category())
		cl.standing = cl.track.standing()
		if cl.standing < 1 {
			cl.heirs = p.heirs(cl.unit)
		}
	}
	return p
}

// category is the class of the matter: as given, by the entry, by the model.
func (p *proposal) category() string {
	return or(p.r.f.Category, or(p.best.Entry.Category, p.guessed))
}

// lead is the unit an entry names, AtTown resolved; empty when that is unknown.
func (p *proposal) unit(code string) string {
	if code == AtTown {
		return p.r.town.Unit
	}
	return code
}

// role is what the unit may be in this matter.
func (p *proposal) role(u Unit) string {
	if !u.Active || slices.Contains(p.r.f.Recused, u.Code) || (u.Group == Town && p.c.departmentOnly(p.category())) {
		return "barred"
	}
	return "lead"
}

func (p *proposal) mayLead(code string) bool {
	u, known := p.units[code]
	return known && p.role(u) == "lead"
}

// claim finds or makes the claim of a unit.
func (p *proposal) claim(code string) *claim {
	for i := range p.claims {
		if p.claims[i].unit == code {
			return &p.claims[i]
		}
	}
	p.claims = append(p.claims, claim{stake: stake{unit: code, standing: 1}})
	return &p.claims[len(p.claims)-1]
}

// rival is another entry that fits, with what speaks for it.
type rival struct {
	m      Match
	unit   string
	weight float64
}

// byRules makes claims of the match and of the entries that fit besides it.
// Entries of the same scope take confidence from each other; a word in the long
// text takes none from a title.
func (p *proposal) byRules() {
	if p.best.Scope == ByRoot {
		p.byArea()
		return
	}
	rivals := p.rivals()
	weight := p.best.Confidence()
	sum := weight
	for _, r := range rivals {
		if r.takes(p.best) {
			sum += rivalWeight * r.weight
		}
	}
	p.rule(p.best, weight*weight/sum)
	for _, r := range rivals {
		share := rivalWeight * r.weight / sum * weight
		if !r.takes(p.best) {
			share = min(share/2, 1-weight)
		}
		if share >= leastShare {
			p.rule(r.m, share)
		}
	}
}

// rule puts the unit of an entry among the claims.
func (p *proposal) rule(m Match, score float64) {
	code := p.unit(m.Entry.Lead)
	if _, known := p.units[code]; code != "" && known {
		cl := p.claim(code)
		cl.rule, cl.match = score, &m
	}
}

// takes tells whether the rival takes confidence from the best.
func (r rival) takes(best Match) bool { return r.m.Scope == best.Scope && r.weight >= rivalLeast }

func (p *proposal) rivals() []rival {
	seen := []string{p.unit(p.best.Entry.Lead)}
	others := slices.Clone(p.found[1:])
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
		out = append(out, rival{m, unit, m.Confidence()})
	}
	return out
}

// areaScore is what the place alone says for its township.
const areaScore = 0.1

// byArea offers the township of the place when the catalogue has no entry.
func (p *proposal) byArea() {
	if u, ok := p.units[p.r.town.Unit]; ok && p.mayLead(u.Code) {
		p.claim(u.Code).rule = areaScore
	}
}

// addCo marks or adds the co-handlers of the entry that names the first
// candidate; another unit's own co-handlers are not known.
func (p *proposal) addCo() {
	lead := p.first()
	for _, co := range p.best.Entry.CoUnits {
		code := p.unit(co)
		u, known := p.units[code]
		if !known || !u.Active || slices.Contains(p.r.f.Recused, code) || code == p.unit(p.best.Entry.Lead) || code == lead {
			continue
		}
		reasons := []Reason{reasonCo(p.best.Entry)}
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
func (p *proposal) bar() {
	for i, c := range p.list {
		if slices.Contains(p.r.f.Recused, c.Unit) {
			p.list[i] = c.barred()
		}
	}
	if !p.c.departmentOnly(p.category()) {
		return
	}
	guard := reasonBarred(p.best.chapter)
	for i, c := range p.list {
		if p.units[c.Unit].Group == Town {
			p.list[i].Reasons = append(c.Reasons, guard)
		}
	}
	if u, ok := p.units[p.r.town.Unit]; ok && p.at(u.Code) < 0 {
		p.list = append(p.list, Candidate{Unit: u.Code, Role: "barred", Score: 0.01, Reasons: []Reason{guard}})
	}
}

func (p *proposal) at(code string) int {
	return slices.IndexFunc(p.list, func(c Candidate) bool { return c.Unit == code })
}

// first is the unit that would lead; empty when none may.
func (p *proposal) first() string {
	lead, _ := Routing{Candidates: p.list}.Chosen()
	return lead
}

// doubt says why a person must choose; empty when the best is sure enough.
func (p *proposal) doubt() string {
	if why := p.hard(); why != "" {
		return why
	}
	first, second := -1, 0.0
	for i, c := range p.list {
		switch {
		case c.Role == "lead" && first < 0:
			first = i
		case c.Role == "lead":
			second = max(second, c.Score)
		}
	}
	_, promised := p.e.Threshold()
	switch lead := p.unit(p.best.Entry.Lead); {
	case first < 0 || p.category() == "" || (p.best.Scope == ByRoot && !promised):
		return whyRoot
	case p.best.Scope != ByRoot && !promised && p.list[first].Unit != lead:
		return whyRecord(p.units[lead], p.units[p.list[first].Unit])
	case p.sure < p.threshold() && p.best.Scope == ByRoot:
		return whyRoot
	case p.sure < p.threshold():
		return whyBelow(p.sure, p.threshold(), p.best)
	case p.list[first].Score-second < leastMargin:
		return whyClose(p.list[first].Score, second)
	}
	return ""
}

// hard is the doubt that no probability overrules.
func (p *proposal) hard() string {
	if p.vague() {
		return whyRoot
	}
	if p.best.Scope == ByRoot {
		return ""
	}
	lead := p.unit(p.best.Entry.Lead)
	u, known := p.units[lead]
	switch {
	case p.best.Entry.Lead == AtTown && lead == "":
		return whyNoTown(p.best.Entry)
	case !known:
		return whyUnknown(p.best.Entry)
	case slices.Contains(p.r.f.Recused, lead):
		return whyRecused(u)
	case p.role(u) != "lead":
		return whyBarred(u)
	case p.best.Entry.ByHand:
		return whyByHand(p.best.Entry)
	}
	return ""
}

// rounded keeps scores as people read them, within (0, 1].
func rounded(x, per float64) float64 { return min(1, max(0.01, math.Round(x*per)/per)) }

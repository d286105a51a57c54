package dispatch

import "slices"

// Scope says by what an entry was found. An earlier scope goes before a later
// one: what the agent chose before what the title says, the title before the
// long text, in which people mention much that is not their matter.
type Scope string

// The scopes in their order.
const (
	ByCategory Scope = "category" // the category was given
	ByTitle    Scope = "title"
	ByText     Scope = "text"
	ByModel    Scope = "model" // the text model proposed the category
	ByRoot     Scope = "root"  // nothing fits
)

// Match is an entry that fits, and how it was reached.
type Match struct {
	Entry Entry    `json:"entry"` // with inherited options
	Path  []string `json:"path"`  // ids from the root
	Scope Scope    `json:"scope"`
	Words []string `json:"words,omitempty"` // the telling words

	chapter string
	share   float64 // how sure the model is of the category (ByModel)
}

// Confidence is how sure the entry is of its unit, for the way it was found.
func (m Match) Confidence() float64 {
	w := or(m.Entry.Confidence, 0.5)
	switch {
	case m.Scope == ByRoot:
		return 0
	case m.Scope == ByModel:
		w *= m.share
	}
	switch {
	case m.Scope == ByText:
		w *= textWeight
	case len(m.Words) == 0:
		w *= bareWeight
	}
	return w
}

// Match walks the route tree: the first entry that fits, those behind it as long
// as entries say continue, and the root when nothing fits.
func (c *Catalogue) Match(f Facts) []Match { return c.match(c.read(f)) }

// TownOf tells in which township the matter lies: as given, else by the names of
// towns, villages and communities in address, title and text. Empty: unknown.
func (c *Catalogue) TownOf(f Facts) string { return c.read(f).town.Name }

// reading is what the catalogue finds in a ticket.
type reading struct {
	f        Facts
	town     TownArea // only the name when the catalogue does not list it
	inferred bool
	title    hits
	all      hits
}

func (c *Catalogue) read(f Facts) reading {
	r := reading{f: f, title: c.index.find(f.Title)}
	r.all = c.index.find(f.Title + "\n" + f.Text + "\n" + f.Place.Address)
	if f.Place.Town != "" {
		if r.town = c.area(c.index.find(f.Place.Town)); r.town.Name == "" {
			r.town.Name = f.Place.Town
		}
		return r
	}
	for _, found := range []hits{c.index.find(f.Place.Address), r.title, r.all} {
		if r.town = c.area(found); r.town.Name != "" {
			r.inferred = true
			return r
		}
	}
	return r
}

// area is the town that is named first; of two names at one place the longer.
func (c *Catalogue) area(found hits) TownArea {
	best, at := int32(-1), 0
	for id, pos := range found.at {
		if _, is := c.areas[id]; !is {
			continue
		}
		if best < 0 || pos < at || (pos == at && len(c.index.runes[id]) > len(c.index.runes[best])) {
			best, at = id, pos
		}
	}
	return c.areas[best]
}

// spot is the estate, road or village that the words name first, where no
// address was given; one of the town, if that is known.
func (c *Catalogue) spot(r reading) string {
	if r.f.Place.Address != "" {
		return ""
	}
	for _, found := range []hits{r.title, r.all} {
		best, at := int32(-1), 0
		for id, pos := range found.at {
			area, is := c.areas[id]
			if !is || c.index.text[id] == Fold(area.Name) || (r.town.Name != "" && area.Name != r.town.Name) {
				continue
			}
			if best < 0 || pos < at || (pos == at && len(c.index.runes[id]) > len(c.index.runes[best])) {
				best, at = id, pos
			}
		}
		if best >= 0 {
			return c.index.text[best]
		}
	}
	return ""
}

func (c *Catalogue) match(r reading) []Match {
	if given := r.f.Category; given != "" {
		related := func(n *node) bool {
			return under(n.entry.Category, given) || under(given, n.entry.Category) || n.entry.Category == ""
		}
		if found, _ := c.root.walk(func(n *node) bool { return related(n) && n.fits(r, r.all) }); len(found) > 0 {
			return c.matches(found, ByCategory, r.all)
		}
		if n := c.root.ofCategory(given); n != nil {
			return c.matches([]*node{n}, ByCategory, hits{})
		}
	}
	for _, s := range []struct {
		scope Scope
		found hits
	}{{ByTitle, r.title}, {ByText, r.all}} {
		if list, _ := c.root.walk(func(n *node) bool { return n.fits(r, s.found) }); len(list) > 0 {
			return c.matches(list, s.scope, s.found)
		}
	}
	return []Match{{Entry: c.root.entry, Path: c.root.path, Scope: ByRoot}}
}

// ofGuess is the entry of a category that the model proposes.
func (c *Catalogue) ofGuess(r reading, category string, share float64) (Match, bool) {
	r.f.Category = category
	m := c.match(r)[0]
	ok := m.Scope == ByCategory
	m.Scope, m.share = ByModel, share
	return m, ok
}

func (c *Catalogue) matches(list []*node, scope Scope, found hits) []Match {
	out := make([]Match, len(list))
	for i, n := range list {
		out[i] = Match{Entry: n.entry, Path: n.path, Scope: scope, Words: c.index.told(n.tells, found), chapter: n.chapter}
	}
	return out
}

// fits checks the entry's own guards.
func (n *node) fits(r reading, found hits) bool {
	e := &n.entry
	return (len(e.Towns) == 0 || slices.Contains(e.Towns, r.town.Name) || wordSet{any: n.spots}.one(r.all)) &&
		(len(e.Types) == 0 || slices.Contains(e.Types, r.f.Type)) &&
		n.words.holds(found)
}

// walk is the route tree's depth-first search below n; stop tells that an entry
// took the ticket for good.
func (n *node) walk(fits func(*node) bool) (found []*node, stop bool) {
	for _, child := range n.children {
		if child.own && !fits(child) {
			continue
		}
		list, done := child.walk(fits)
		if len(list) == 0 && child.own {
			list, done = []*node{child}, true
		}
		found = append(found, list...)
		if len(list) > 0 && done && !child.entry.Continue {
			return found, true
		}
	}
	return found, false
}

// every lists all entries below n that fit and have no fitting entry below.
func (n *node) every(fits func(*node) bool) []*node {
	var found []*node
	for _, child := range n.children {
		if child.own && !fits(child) {
			continue
		}
		list := child.every(fits)
		if len(list) == 0 && child.own {
			list = []*node{child}
		}
		found = append(found, list...)
	}
	return found
}

// ofCategory is the first entry of exactly the category that names a unit.
func (n *node) ofCategory(category string) *node {
	if n.entry.Category == category && n.entry.Lead != "" && len(n.path) > 1 {
		return n
	}
	for _, child := range n.children {
		if found := child.ofCategory(category); found != nil {
			return found
		}
	}
	return nil
}

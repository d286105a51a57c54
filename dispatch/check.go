package dispatch

import (
	"fmt"
	"slices"
	"strings"
)

// Validate lists every fault of the catalogue at once, so that its keeper mends
// them in one go: unknown units, dead entries, a township that would lead a
// matter of the departments, a root that does not catch all.
func (c *Catalogue) Validate(units map[string]Unit) []error {
	k := checker{c: c, units: units, ids: map[string]bool{}, towns: map[string]bool{}}
	if c.Version == "" {
		k.fault("catalogue", "version is missing")
	}
	if c.Threshold < 0 || c.Threshold > 1 {
		k.fault("catalogue", "threshold is not between 0 and 1")
	}
	for _, t := range c.Towns {
		k.town(t)
	}
	if c.root.own {
		k.fault(c.Root.ID, "the root does not catch all: it has words, towns or types")
	}
	k.entry(c.root, true)
	for _, e := range c.Emergencies {
		k.halt(e.ID, e.Name, e.Say, e.Route, e.Words)
		if !slices.Contains([]string{"110", "119", "120", "122"}, e.Number) {
			k.fault(e.ID, "number %q is not 110, 119, 120 or 122", e.Number)
		}
	}
	for _, r := range c.NotAccepted {
		k.halt(r.ID, r.Name, r.Say, r.Route, r.Words)
	}
	return k.faults
}

type checker struct {
	c      *Catalogue
	units  map[string]Unit
	ids    map[string]bool
	towns  map[string]bool
	faults []error
}

func (k *checker) fault(id, format string, args ...any) {
	k.faults = append(k.faults, fmt.Errorf("%s: %s", id, fmt.Sprintf(format, args...)))
}

func (k *checker) id(id, name string) {
	switch {
	case id == "":
		k.fault("entry "+name, "id is missing")
	case k.ids[id]:
		k.fault(id, "id is given twice")
	}
	k.ids[id] = true
	if name == "" {
		k.fault(id, "name is missing")
	}
}

func (k *checker) town(t TownArea) {
	if t.Name == "" || len([]rune(t.Name)) > 50 || k.towns[t.Name] {
		k.fault("town "+t.Name, "name is missing, too long or given twice")
	}
	k.towns[t.Name] = true
	for _, p := range t.Places {
		k.towns[p] = true
	}
	if u, ok := k.units[t.Unit]; !ok || u.Group != Town {
		k.fault("town "+t.Name, "unit %q is no township", t.Unit)
	}
}

func (k *checker) halt(id, name, say, route string, w Words) {
	k.id(id, name)
	k.words(id, w)
	if len(w.Any)+len(w.All) == 0 {
		k.fault(id, "there are no words")
	}
	if say == "" || route == "" {
		k.fault(id, "what to say or the right route is missing")
	}
}

func (k *checker) words(id string, w Words) {
	for _, s := range slices.Concat(w.Any, w.All, w.None) {
		if Fold(s) == "" {
			k.fault(id, "word %q is empty", s)
		}
	}
	for _, s := range slices.Concat(w.Any, w.All) {
		for _, not := range w.None {
			if Fold(not) != "" && strings.Contains(Fold(s), Fold(not)) && (len(w.Any) == 1 || slices.Contains(w.All, s)) {
				k.fault(id, "dead: %q is wanted and %q is not", s, not)
			}
		}
	}
}

// entry checks one entry and its children.
func (k *checker) entry(n *node, root bool) {
	e := n.entry
	k.id(e.ID, e.Name)
	k.words(e.ID, e.Words)
	for _, t := range e.Types {
		if !slices.Contains(Types, t) {
			k.fault(e.ID, "type %q is unknown", t)
		}
	}
	for _, t := range e.Towns {
		if !k.towns[t] {
			k.fault(e.ID, "town %q is neither a town nor a place of one", t)
		}
	}
	if e.Urgency != "" && !slices.Contains(Urgencies, e.Urgency) {
		k.fault(e.ID, "urgency %q is unknown", e.Urgency)
	}
	if e.Confidence < 0 || e.Confidence > 1 {
		k.fault(e.ID, "confidence is not between 0 and 1")
	}
	if !root && len(n.children) == 0 && !n.own && e.Category == "" {
		k.fault(e.ID, "dead: nothing says when it fits")
	}
	k.duty(n, root)
	k.dead(n)
	for _, child := range n.children {
		k.entry(child, false)
	}
}

// duty checks who is to have the ticket.
func (k *checker) duty(n *node, root bool) {
	e := n.entry
	if e.Lead == "" && !root && len(n.children) == 0 {
		k.fault(e.ID, "lead is missing")
	}
	for i, u := range append([]string{e.Lead}, e.CoUnits...) {
		switch unit, ok := k.units[u]; {
		case u == "" && i == 0, u == AtTown:
		case !ok:
			k.fault(e.ID, "unit %q is unknown", u)
		case !unit.Active:
			k.fault(e.ID, "unit %q is not active", u)
		}
		if i > 0 && (u == e.Lead || slices.Contains(e.CoUnits[:i-1], u)) {
			k.fault(e.ID, "unit %q is named twice", u)
		}
	}
	isTown := e.Lead == AtTown || (e.Lead != "" && k.units[e.Lead].Group == Town)
	if isTown && k.c.departmentOnly(e.Category) {
		k.fault(e.ID, "a township leads %s, which is only for departments", e.Category)
	}
}

// dead finds the children that never get a ticket, since an earlier one without
// continue takes everything that would fit them.
func (k *checker) dead(n *node) {
	for i, later := range n.children {
		for _, earlier := range n.children[:i] {
			if earlier.own && later.own && !earlier.entry.Continue && covers(earlier.entry, later.entry) {
				k.fault(later.entry.ID, "dead: %s takes all of it", earlier.entry.ID)
				break
			}
		}
	}
}

// covers tells whether a fits whenever b does.
func covers(a, b Entry) bool {
	within := func(words []string, w string) bool { // one of words stands in w
		return slices.ContainsFunc(words, func(s string) bool { return strings.Contains(Fold(w), Fold(s)) })
	}
	if len(a.Towns) > 0 && (len(b.Towns) == 0 || slices.ContainsFunc(b.Towns, func(t string) bool { return !slices.Contains(a.Towns, t) })) {
		return false
	}
	if len(a.Types) > 0 && (len(b.Types) == 0 || slices.ContainsFunc(b.Types, func(t Type) bool { return !slices.Contains(a.Types, t) })) {
		return false
	}
	for _, not := range a.None {
		if !slices.Contains(b.None, not) {
			return false
		}
	}
	for _, want := range a.All {
		if !slices.ContainsFunc(b.All, func(w string) bool { return strings.Contains(Fold(w), Fold(want)) }) {
			return false
		}
	}
	if len(a.Any) == 0 || slices.ContainsFunc(b.All, func(w string) bool { return within(a.Any, w) }) {
		return true
	}
	return len(b.Any) > 0 && !slices.ContainsFunc(b.Any, func(w string) bool { return !within(a.Any, w) })
}

// departmentOnly tells whether no township may lead the category.
func (c *Catalogue) departmentOnly(category string) bool {
	return category != "" && slices.ContainsFunc(c.DepartmentOnly, func(p string) bool { return under(category, p) })
}

package dispatch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
)

// Catalogue is the dispatch catalogue (派单目录): who has which duty, as versioned
// data. The entries form a route tree like that of an alert router: options are
// inherited downwards by value, the first entry that fits wins unless it says
// continue, and the root catches what nothing else does. A value comes from
// ParseCatalogue, is not changed afterwards and may be shared.
type Catalogue struct {
	Version string `json:"version"`
	// Threshold is the least confidence for automatic dispatch (自动派单线); zero
	// means DefaultThreshold.
	Threshold   float64    `json:"threshold,omitempty"`
	Root        *Entry     `json:"root"`
	Towns       []TownArea `json:"towns,omitempty"`
	Emergencies []Alarm    `json:"emergencies,omitempty"`
	NotAccepted []Refusal  `json:"not_accepted,omitempty"`
	// DepartmentOnly are category prefixes no township may lead (部门专属事项).
	DepartmentOnly []string `json:"department_only,omitempty"`

	index *wordIndex
	root  *node
	areas map[int32]TownArea // by word
	halts []halt
}

// DefaultThreshold is the confidence that automatic dispatch needs unless the
// catalogue says otherwise.
const DefaultThreshold = 0.97

// AtTown stands in for the township of the place (属地) where a unit is named.
const AtTown = "@town"

// Words are the keywords of an entry: one of Any, every one of All and none of
// None must stand in the text.
type Words struct {
	Any  []string `json:"any,omitempty"`
	All  []string `json:"all,omitempty"`
	None []string `json:"none,omitempty"`
}

// Entry is a line of the catalogue. Empty options are inherited from the entry
// above. An entry without words, towns or types of its own is a chapter: it
// hands its options down and catches nothing, unless the category is given and
// is exactly its own.
type Entry struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Category string `json:"category,omitempty"`

	Words
	Towns []string `json:"towns,omitempty"` // only in these towns, or at these places of them
	Types []Type   `json:"types,omitempty"` // only such demands

	Urgency    Urgency  `json:"urgency,omitempty"`
	Lead       string   `json:"lead,omitempty"`       // 主办: a unit code or AtTown
	CoUnits    []string `json:"co_units,omitzero"`    // 协办; an empty list takes the inherited ones away
	Basis      string   `json:"basis,omitempty"`      // 职责依据
	Confidence float64  `json:"confidence,omitempty"` // how often the entry is right, 0–1
	ByHand     bool     `json:"by_hand,omitempty"`    // never dispatched automatically
	Note       string   `json:"note,omitempty"`       // why a person must look

	Continue bool     `json:"continue,omitempty"`
	Children []*Entry `json:"children,omitempty"`
}

// TownArea is a township (镇街), the unit that answers for it, and the villages
// and communities (村、社区) by whose names it is known in a text.
type TownArea struct {
	Name   string   `json:"name"`
	Unit   string   `json:"unit"`
	Places []string `json:"places,omitempty"`
}

// Alarm (险情) tells what to say before anything else when life is in danger.
type Alarm struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Number string `json:"number"` // 110, 119, 120 or 122
	Words
	Say   string `json:"say"`
	Route string `json:"route"`
}

// Refusal is a matter of another way (不予受理): why, and which way is right.
type Refusal struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Words
	Say   string `json:"say"`
	Route string `json:"route"`
}

// Bounds of a catalogue, so that a file from outside cannot hold a server.
const (
	maxDepth   = 8
	maxEntries = 20_000
)

// ParseCatalogue reads a catalogue and makes it ready to match. It refuses what
// cannot be read; whether the rules make sense is the matter of Validate.
func ParseCatalogue(data []byte) (*Catalogue, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	var c Catalogue
	if err := dec.Decode(&c); err != nil {
		return nil, &Error{Code: Invalid, Key: "catalogue_unreadable", Err: err}
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, &Error{Code: Invalid, Key: "catalogue_unreadable", Err: fmt.Errorf("data after the catalogue")}
	}
	if c.Root == nil {
		return nil, Errorf(Invalid, "catalogue_root")
	}
	n := 0
	if err := bounded(c.Root, 0, &n); err != nil {
		return nil, err
	}
	c.compile()
	return &c, nil
}

func bounded(e *Entry, depth int, n *int) error {
	if *n++; depth > maxDepth || *n > maxEntries {
		return Errorf(Invalid, "catalogue_size", maxDepth, maxEntries)
	}
	for _, child := range e.Children {
		if child == nil {
			return Errorf(Invalid, "catalogue_unreadable")
		}
		if err := bounded(child, depth+1, n); err != nil {
			return err
		}
	}
	return nil
}

// node is an entry ready to match: options inherited, words numbered.
type node struct {
	entry    Entry // without children
	own      bool  // has guards of its own
	words    wordSet
	spots    []int32 // the places among its towns
	tells    wordSet // words and places, and those of the entries above
	path     []string
	chapter  string // what the matter is called: the nearest chapter above
	children []*node
}

// halt is an emergency or a refusal ready to match.
type halt struct {
	id     string
	words  wordSet
	advice Advice
}

func (c *Catalogue) compile() {
	c.index = newWordIndex()
	c.areas = map[int32]TownArea{}
	for _, t := range c.Towns {
		for _, w := range append([]string{t.Name}, t.Places...) {
			if id := c.index.add(w); id >= 0 {
				c.areas[id] = t
				c.index.places[id] = true
			}
		}
	}
	c.root = c.inherit(c.Root, nil)
	for _, e := range c.Emergencies {
		c.halts = append(c.halts, halt{e.ID, c.index.set(e.Words), Advice{Kind: "emergency", Number: e.Number, Say: e.Say, Route: e.Route}})
	}
	for _, r := range c.NotAccepted {
		c.halts = append(c.halts, halt{r.ID, c.index.set(r.Words), Advice{Kind: "not_accepted", Say: r.Say, Route: r.Route}})
	}
}

// inherit copies what the parent hands down into a child's empty options, so
// that a match never walks up.
func (c *Catalogue) inherit(e *Entry, parent *node) *node {
	n := &node{entry: *e, words: c.index.set(e.Words)}
	n.entry.Children = nil
	n.own = len(e.Any)+len(e.All)+len(e.None)+len(e.Towns)+len(e.Types) > 0
	for _, t := range e.Towns {
		if id := c.index.add(t); id >= 0 && c.areas[id].Name != t {
			n.spots = append(n.spots, id)
		}
	}
	n.tells, n.chapter = n.words.with(wordSet{any: n.spots}), e.Name
	if parent != nil {
		p := parent.entry
		n.path = append(slices.Clone(parent.path), e.ID)
		n.tells = parent.tells.with(n.tells)
		switch {
		case parent.own:
			n.chapter = parent.chapter
		case len(parent.path) > 1:
			n.chapter = p.Name
		}
		n.entry.Category = or(e.Category, p.Category)
		n.entry.Urgency = or(e.Urgency, p.Urgency)
		n.entry.Lead = or(e.Lead, p.Lead)
		n.entry.Basis = or(e.Basis, p.Basis)
		n.entry.Confidence = or(e.Confidence, p.Confidence)
		n.entry.Note = or(e.Note, p.Note)
		n.entry.ByHand = e.ByHand || p.ByHand
		if e.CoUnits == nil {
			n.entry.CoUnits = p.CoUnits
		}
	} else {
		n.path = []string{e.ID}
	}
	for _, child := range e.Children {
		n.children = append(n.children, c.inherit(child, n))
	}
	return n
}

// or is the first value unless it is zero.
func or[T comparable](a, b T) T {
	var zero T
	if a != zero {
		return a
	}
	return b
}

// Entries lists every entry in order with its inherited options, children left
// out.
func (c *Catalogue) Entries() []Entry {
	var out []Entry
	var walk func(n *node)
	walk = func(n *node) {
		out = append(out, n.entry)
		for _, child := range n.children {
			walk(child)
		}
	}
	walk(c.root)
	return out
}

// Difference is one entry that two versions of a catalogue do not share.
type Difference struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`             // added, removed or changed
	Fields []string `json:"fields,omitempty"` // of a changed one
}

// Diff tells what changes for tickets from one version to the next: entries with
// their inherited options, in the order of b, the removed ones last.
func Diff(a, b *Catalogue) []Difference {
	before := map[string]Entry{}
	for _, e := range a.Entries() {
		before[e.ID] = e
	}
	var out []Difference
	for _, e := range b.Entries() {
		old, known := before[e.ID]
		delete(before, e.ID)
		if !known {
			out = append(out, Difference{ID: e.ID, Name: e.Name, Kind: "added"})
		} else if fields := changed(old, e); len(fields) > 0 {
			out = append(out, Difference{ID: e.ID, Name: e.Name, Kind: "changed", Fields: fields})
		}
	}
	for _, e := range a.Entries() {
		if _, gone := before[e.ID]; gone {
			out = append(out, Difference{ID: e.ID, Name: e.Name, Kind: "removed"})
		}
	}
	return out
}

// changed names the JSON fields in which two entries differ.
func changed(a, b Entry) []string {
	var fa, fb map[string]any
	toMap := func(e Entry, m *map[string]any) {
		if body, err := json.Marshal(e); err == nil {
			_ = json.Unmarshal(body, m) // what Marshal wrote is readable
		}
	}
	toMap(a, &fa)
	toMap(b, &fb)
	var out []string
	for k := range fb {
		if !reflect.DeepEqual(fa[k], fb[k]) {
			out = append(out, k)
		}
	}
	for k := range fa {
		if _, ok := fb[k]; !ok {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

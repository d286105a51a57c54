package seed

import (
	_ "embed"
	"hash/fnv"
	"slices"
	"strings"
	"sync"

	"hotline/dispatch"
)

//go:embed templates.json
var templatesJSON []byte

//go:embed phrases.json
var phrasesJSON []byte

//go:embed places.json
var placesJSON []byte

//go:embed events.json
var eventsJSON []byte

// AtHeat stands for the heat company that serves the place, as
// dispatch.AtTown does for its township.
const AtHeat = "@heat"

// Template is a matter that somebody may call about (诉求模板): phrases with
// slots and choices, its category, and the unit that should have it (@town, @heat:
// that of the place). A unit that serves only some towns is called about from
// those. A contested matter (争议事项) reads as if it were another unit's.
type Template struct {
	Type      dispatch.Type `json:"type"`
	Category  string        `json:"category"`
	Unit      string        `json:"unit"`
	Weight    int           `json:"weight"` // how many of it come in a month and a half
	Title     string        `json:"title"`
	Text      string        `json:"text"`
	Contested bool          `json:"contested,omitempty"`
	// Other keeps Share in a hundred of a matter whose owner the words do not tell.
	Other string `json:"other,omitempty"`
	Share int    `json:"share,omitempty"`
}

// Templates are all of them.
func Templates() []Template {
	list := read[[]Template]("templates.json", templatesJSON)
	for i, t := range list {
		if t.Other == "" {
			list[i].Share = 0
		}
	}
	return list
}

// place is a township with the names that fill the slots.
type place struct {
	Town        string   `json:"town"`
	Weight      int      `json:"weight"` // how much of the district lives there
	Lon         float64  `json:"lon"`
	Lat         float64  `json:"lat"`
	Estates     []string `json:"estates"`
	Communities []string `json:"communities"`
	Roads       []string `json:"roads"`
	Villages    []string `json:"villages"`
}

// matter is a template ready to be spoken.
type matter struct {
	Template
	title, text []script
	spot        slot // where it is: the first place the words name
	rural       bool
	paste       script // what neighbours copy from each other; only of events
}

// world is the district as the generator needs it, read once.
type world struct {
	matters []matter
	months  [12]sampler // matters by month
	year    sampler     // regardless of the season
	places  []place
	phrases phrases
	almanac almanac
	towns   map[string]string   // unit by town
	heat    map[string]string   // heat company by town
	areas   map[string][]string // towns by unit that serves only these
}

var whole = sync.OnceValue(func() *world {
	w := &world{places: read[[]place]("places.json", placesJSON), phrases: read[rawPhrases]("phrases.json", phrasesJSON).compile(),
		towns: map[string]string{}, heat: map[string]string{}, areas: map[string][]string{}}
	for _, t := range Catalogue().Towns {
		w.towns[t.Name] = t.Unit
	}
	for _, u := range Units() {
		if len(u.Areas) > 0 {
			w.areas[u.Code] = u.Areas
		}
		for _, town := range u.Areas {
			if u.Group == dispatch.Company && u.Parent == "zhujian" {
				w.heat[town] = u.Code
			}
		}
	}
	for _, t := range Templates() {
		w.matters = append(w.matters, newMatter(w.phrases, t, []string{t.Title}, []string{t.Text}))
	}
	w.almanac = readAlmanac(w.phrases)
	w.year = newSampler(len(w.matters), func(i int) float64 { return float64(w.matters[i].Weight) })
	for m := range w.months {
		w.months[m] = newSampler(len(w.matters), func(i int) float64 {
			return float64(w.matters[i].Weight) * w.almanac.season(w.matters[i].Category, m)
		})
	}
	return w
})

func newMatter(p phrases, t Template, titles, texts []string) matter {
	m := matter{Template: t, title: p.agents.all(titles), text: p.callers.all(texts), spot: anyCommunity}
	for k := anyCommunity; k >= anyEstate; k-- {
		if m.has(k) {
			m.spot = k
		}
	}
	m.rural = m.has(anyVillage)
	return m
}

func (m matter) has(k slot) bool {
	in := func(sc script) bool { return sc.has(k) }
	return slices.ContainsFunc(m.title, in) || slices.ContainsFunc(m.text, in)
}

// unitAt resolves a unit that depends on the place.
func (w *world) unitAt(code, town string) string {
	switch code {
	case dispatch.AtTown:
		return w.towns[town]
	case AtHeat:
		return w.heat[town]
	}
	return code
}

// mayBe tells whether a matter can happen in a town: in the area of its unit,
// and where there are villages if it speaks of one.
func (w *world) mayBe(m *matter, p *place) bool {
	area := w.areas[m.Unit]
	return !(m.rural && len(p.Villages) == 0) && (len(area) == 0 || slices.Contains(area, p.Town))
}

// where is the coordinate of a named spot: always the same, within about a
// kilometre of the middle of its town.
func where(p *place, spot string) (lon, lat float64) {
	h := fnv.New64a()
	_, _ = h.Write([]byte(spot))
	n := h.Sum64()
	return p.Lon + (float64(n%1000)/1000-0.5)*0.018, p.Lat + (float64(n/1000%1000)/1000-0.5)*0.018
}

// sampler draws an index as often as its weight says.
type sampler struct{ sums []float64 }

func newSampler(n int, weight func(int) float64) sampler {
	s, sum := sampler{sums: make([]float64, n)}, 0.0
	for i := range n {
		sum += weight(i)
		s.sums[i] = sum
	}
	return s
}

func (s sampler) draw(x float64) int { // 0 ≤ x < 1
	i, _ := slices.BinarySearch(s.sums, x*s.sums[len(s.sums)-1])
	return min(i, len(s.sums)-1)
}

// prefixed finds the value of the longest prefix of a category code.
func prefixed[T any](m map[string]T, category string) (v T, ok bool) {
	for n := len(category); n > 0; n-- {
		if v, ok = m[category[:n]]; ok {
			return v, true
		}
	}
	return v, false
}

func pairs(list [][]string) *strings.Replacer {
	var flat []string
	for _, p := range list {
		flat = append(flat, p...)
	}
	return strings.NewReplacer(flat...)
}

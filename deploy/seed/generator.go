package seed

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"hotline/dispatch"
)

//go:embed templates.json
var templatesJSON []byte

// Template is what somebody may call about, with slots for place and time, its
// category, and the unit that should have it (@town: that of the place). A unit
// that serves only some towns is called about from those.
type Template struct {
	Type     dispatch.Type `json:"type"`
	Category string        `json:"category"`
	Unit     string        `json:"unit"`
	Weight   int           `json:"weight"` // how many of it come in a month
	Title    string        `json:"title"`
	Text     string        `json:"text"`
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

type corpus struct {
	Templates []Template `json:"templates"`
	Places    []place    `json:"places"`
	Times     []string   `json:"times"`
	Replies   []string   `json:"replies"`
}

var whole = sync.OnceValue(func() corpus { return read[corpus]("templates.json", templatesJSON) })

// Templates are all of them.
func Templates() []Template { return whole().Templates }

// Reply is what a unit may answer; it fits any demand.
func Reply(r *rand.Rand) string { return pick(r, whole().Replies) }

// Sample is one made-up demand and the unit that should lead it.
type Sample struct {
	Intake   dispatch.Intake
	Category string
	Unit     string
}

// Generator makes samples: the same source of chance gives the same samples.
type Generator struct {
	r     *rand.Rand
	data  corpus
	towns map[string]string   // unit by town
	areas map[string][]string // towns by unit that serves only these
}

// NewGenerator makes a generator on a source of chance.
func NewGenerator(r *rand.Rand) *Generator {
	g := &Generator{r: r, data: whole(), towns: map[string]string{}, areas: map[string][]string{}}
	for _, t := range Catalogue().Towns {
		g.towns[t.Name] = t.Unit
	}
	for _, u := range Units() {
		if len(u.Areas) > 0 {
			g.areas[u.Code] = u.Areas
		}
	}
	return g
}

// Next is another demand; what is common comes more often.
func (g *Generator) Next() Sample {
	return g.Of(weighted(g.r, g.data.Templates, func(t Template) int { return t.Weight }))
}

// Of is a demand of a template.
func (g *Generator) Of(t Template) Sample {
	p := g.place(t)
	names, spot := g.names(t, p)
	fill := strings.NewReplacer(append(names, "{town}", p.Town, "{time}", pick(g.r, g.data.Times),
		"{n}", fmt.Sprint(1+g.r.IntN(28)), "{deg}", fmt.Sprint(10+g.r.IntN(6)), "{days}", fmt.Sprint(2+g.r.IntN(6)))...)
	in := dispatch.Intake{WantsReply: g.r.IntN(20) > 0, Anonymous: g.r.IntN(50) == 0}
	in.Type, in.Channel = t.Type, g.channel()
	in.Title, in.Text = fill.Replace(t.Title), fill.Replace(t.Text)
	in.Place = dispatch.Place{Address: p.Town + spot, Town: p.Town, Lon: g.near(p.Lon), Lat: g.near(p.Lat)}
	if strings.Contains(t.Title, "{estate}") {
		in.Place.Address += fmt.Sprintf("%d号楼%d单元", 1+g.r.IntN(28), 1+g.r.IntN(4))
	}
	if !in.Anonymous {
		in.Person = g.person()
	} else {
		in.WantsReply = false
	}
	unit := t.Unit
	if unit == dispatch.AtTown {
		unit = g.towns[p.Town]
	}
	return Sample{Intake: in, Category: t.Category, Unit: unit}
}

// place is where a template may happen: in the area of its unit, and in a town
// with villages if it speaks of one.
func (g *Generator) place(t Template) place {
	rural := strings.Contains(t.Title+t.Text, "{village}")
	return weighted(g.r, g.data.Places, func(p place) int {
		if area := g.areas[t.Unit]; rural && len(p.Villages) == 0 || len(area) > 0 && !slices.Contains(area, p.Town) {
			return 0
		}
		return p.Weight
	})
}

// names fills the template's place slots; the first one filled is the spot.
func (g *Generator) names(t Template, p place) (fill []string, spot string) {
	for _, slot := range []struct {
		name string
		from []string
	}{{"{estate}", p.Estates}, {"{road}", p.Roads}, {"{village}", p.Villages}, {"{community}", p.Communities}} {
		if strings.Contains(t.Title+t.Text, slot.name) {
			fill = append(fill, slot.name, pick(g.r, slot.from))
		}
	}
	if len(fill) > 0 {
		return fill, fill[1]
	}
	return nil, pick(g.r, p.Communities)
}

// channel follows the shares of a district whose tickets come mostly by phone.
func (g *Generator) channel() dispatch.Channel {
	switch n := g.r.IntN(100); {
	case n < 82:
		return dispatch.Phone
	case n < 90:
		return dispatch.WeChat
	case n < 94:
		return dispatch.Web
	case n < 97:
		return dispatch.App
	default:
		return dispatch.Mailbox
	}
}

// person is nobody: a surname with a form of address, and a number of a range
// that is not given out.
func (g *Generator) person() dispatch.Person {
	surname := pick(g.r, strings.Split("王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗", ""))
	return dispatch.Person{Name: surname + pick(g.r, []string{"先生", "女士"}), Phone: fmt.Sprintf("1990000%04d", g.r.IntN(10_000))}
}

// near scatters a coordinate within about a kilometre.
func (g *Generator) near(v float64) float64 { return v + (g.r.Float64()-0.5)*0.02 }

// weighted picks an element as often as its weight says.
func weighted[T any](r *rand.Rand, list []T, weight func(T) int) T {
	total := 0
	for _, e := range list {
		total += weight(e)
	}
	n, i := r.IntN(total), 0
	for ; n >= weight(list[i]); i++ {
		n -= weight(list[i])
	}
	return list[i]
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

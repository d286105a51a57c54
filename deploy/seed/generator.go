package seed

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"hotline/dispatch"
)

// Sample is one made-up demand and the unit that should lead it (应办单位).
type Sample struct {
	Intake   dispatch.Intake
	Category string
	Unit     string
	At       time.Time // when it is made; zero outside a day
	Event    string    // the happening it is about, if any
}

// Generator makes samples: the same source of chance gives the same samples.
type Generator struct {
	r *rand.Rand
	w *world
}

// NewGenerator makes a generator on a source of chance.
func NewGenerator(r *rand.Rand) *Generator { return &Generator{r: r, w: whole()} }

// Next is another demand of any season; what is common comes more often.
func (g *Generator) Next() Sample { return g.about(&g.w.matters[g.w.year.draw(g.r.Float64())]) }

// InMonth is a demand as it comes in a month.
func (g *Generator) InMonth(m time.Month) Sample {
	return g.about(&g.w.matters[g.w.months[m-1].draw(g.r.Float64())])
}

// Of is a demand of a template.
func (g *Generator) Of(t Template) Sample {
	m := newMatter(g.w.phrases, t, []string{t.Title}, []string{t.Text})
	return g.about(&m)
}

// about is a demand of a matter somewhere in the district.
func (g *Generator) about(m *matter) Sample {
	return g.told(m, scene{r: g.r, w: g.w, place: g.placeFor(m), spot: m.spot}, g.person())
}

// follows has who writes from a phone be told of the progress by the same way.
func follows(in *dispatch.Intake) {
	switch in.Channel {
	case dispatch.Web:
		in.Progress = dispatch.TextMessage
	case dispatch.WeChat:
		in.Progress, in.Person.WeChat = dispatch.WeChatMessage, "demo/o"+in.Person.Phone
	}
}

// told makes the demand of a scene.
func (g *Generator) told(m *matter, s scene, who dispatch.Person) Sample {
	in := dispatch.Intake{WantsReply: g.r.IntN(20) > 0, Anonymous: g.r.IntN(50) == 0}
	in.Type, in.Channel = m.Type, g.channel()
	in.Title, in.Text = s.title(m), s.text(m)
	spot := s.value(theSpot)
	in.Place = dispatch.Place{Address: s.place.Town + spot, Town: s.place.Town}
	in.Place.Lon, in.Place.Lat = where(s.place, spot)
	in.Place.Lon, in.Place.Lat = g.near(in.Place.Lon), g.near(in.Place.Lat)
	if s.spot == anyEstate {
		in.Place.Address += fmt.Sprintf("%s号楼%d单元", s.value(aNumber), 1+g.r.IntN(4))
	}
	if in.Anonymous {
		in.WantsReply = false
	} else {
		in.Person = who
		follows(&in)
	}
	unit := m.Unit
	if m.Other != "" && g.r.IntN(100) < m.Share {
		unit = m.Other
	}
	return Sample{Intake: in, Category: m.Category, Unit: g.w.unitAt(unit, s.place.Town)}
}

// placeFor is where a matter may happen, as often as people live there.
func (g *Generator) placeFor(m *matter) *place {
	total := 0
	for i := range g.w.places {
		if p := &g.w.places[i]; g.w.mayBe(m, p) {
			total += p.Weight
		}
	}
	n := g.r.IntN(total)
	for i := range g.w.places {
		p := &g.w.places[i]
		if !g.w.mayBe(m, p) {
			continue
		}
		if n -= p.Weight; n < 0 {
			return p
		}
	}
	return &g.w.places[0]
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
func (g *Generator) person() dispatch.Person { return g.caller(g.r.IntN(10_000)) }

// caller is the person behind one of these numbers.
func (g *Generator) caller(n int) dispatch.Person {
	const surnames = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗"
	at := n % 20 * len("王")
	title := "先生"
	if n/20%2 == 0 {
		title = "女士"
	}
	return dispatch.Person{Name: surnames[at:at+len("王")] + title, Phone: "1990000" + pad(n)}
}

// pad writes the last four digits of a number.
func pad(n int) string {
	s := fmt.Sprint(10_000 + n%10_000)
	return strings.TrimPrefix(s, "1")
}

// near scatters a coordinate within about fifty metres.
func (g *Generator) near(v float64) float64 { return v + (g.r.Float64()-0.5)*0.001 }

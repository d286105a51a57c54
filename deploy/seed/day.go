package seed

import (
	"cmp"
	"math"
	"slices"
	"time"

	"hotline/dispatch"
)

// Day is what a day of the district brings, in order: ordinary calls as the
// season and the weekday have them, the calls of what happens, and small
// incidents that several people call about within hours. The day is that of its
// time zone.
func (g *Generator) Day(day time.Time, workday bool) []Sample {
	midnight := midnight(day)
	var out []Sample
	for range g.poisson(g.w.almanac.volume(midnight, workday)) {
		s := g.InMonth(midnight.Month())
		s.At = g.moment(midnight)
		out = append(out, s)
	}
	out = append(out, g.happenings(midnight, workday)...)
	for range pick(g.r, []int{0, 1, 1, 1, 2}) {
		at := g.moment(midnight)
		out = append(out, g.Flare(at, min(2*time.Hour, midnight.AddDate(0, 0, 1).Sub(at)))...)
	}
	slices.SortStableFunc(out, func(a, b Sample) int { return cmp.Compare(a.At.Unix(), b.At.Unix()) })
	return out
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// moment is when people call: from seven to ten, most in the middle of the day.
func (g *Generator) moment(midnight time.Time) time.Time {
	minute := 7*60 + int(15*60*(g.r.Float64()+g.r.Float64())/2)
	return midnight.Add(time.Duration(minute)*time.Minute + time.Duration(g.r.IntN(60))*time.Second)
}

// poisson draws how many come where n are expected.
func (g *Generator) poisson(n float64) int {
	if n > 30 {
		return max(0, int(math.Round(n+math.Sqrt(n)*g.r.NormFloat64())))
	}
	k, p, least := 0, g.r.Float64(), math.Exp(-n)
	for p > least {
		p *= g.r.Float64()
		k++
	}
	return k
}

// offShare is how much of a working day's calls about something come on a day off.
const offShare = 0.75

func (g *Generator) happenings(midnight time.Time, workday bool) []Sample {
	var out []Sample
	for _, h := range g.w.almanac.Happenings {
		n := h.Expected(midnight)
		if !workday {
			n *= offShare
		}
		for range g.poisson(n) {
			s := g.during(h, midnight)
			s.At = g.moment(midnight)
			out = append(out, s)
		}
	}
	return out
}

// during is a call about a happening. One of eight callers has called before;
// those come from few numbers.
func (g *Generator) during(h Happening, day time.Time) Sample {
	if h.Kind == "" {
		return g.ofCategory(h.Category)
	}
	id := h.id(day)
	spot := h.Spots[min(int(g.r.ExpFloat64()*1.1), len(h.Spots)-1)]
	n := 8 + g.r.IntN(int(4*h.Count))
	if g.r.IntN(8) == 0 {
		n = g.r.IntN(8)
	}
	s := g.at(g.w.almanac.matters[h.Kind], h.Town, spot, g.caller(pool(id)+n))
	s.Event = id
	return s
}

// at is a call about a matter at a spot; what the words need besides is found
// nearby.
func (g *Generator) at(m *matter, town, spot string, who dispatch.Person) Sample {
	p, k := g.w.spotAt(town, spot)
	s := scene{r: g.r, w: g.w, place: p, spot: k}
	s.values[k] = spot
	return g.told(m, s, who)
}

// ofCategory is an ordinary call of a category, whatever the season.
func (g *Generator) ofCategory(prefix string) Sample {
	for {
		m := &g.w.matters[g.w.year.draw(g.r.Float64())]
		if len(m.Category) >= len(prefix) && m.Category[:len(prefix)] == prefix {
			return g.about(m)
		}
	}
}

// Flare is a small incident (突发) from a moment on: a few neighbours call about the
// same thing within a short time.
func (g *Generator) Flare(from time.Time, within time.Duration) []Sample {
	m := pick(g.r, g.w.almanac.flares)
	p := g.placeFor(m)
	spots := map[slot][]string{anyEstate: p.Estates, anyRoad: p.Roads, anyVillage: p.Villages, anyCommunity: p.Communities}[m.spot]
	spot, first := pick(g.r, spots), g.r.IntN(10_000)
	out := make([]Sample, 3+g.r.IntN(3))
	for i := range out {
		out[i] = g.at(m, p.Town, spot, g.caller(first+g.r.IntN(2*len(out))))
		out[i].At = from.Add(time.Duration(g.r.Int64N(int64(max(within, time.Second)))))
		out[i].Event = "flare-" + spot + from.Format("-200601021504")
	}
	slices.SortFunc(out, func(a, b Sample) int { return a.At.Compare(b.At) })
	return out
}

// Now is a call as it comes at a moment: about what happens, or an ordinary one.
func (g *Generator) Now(now time.Time, workday bool) Sample {
	midnight := midnight(now)
	list := g.w.almanac.Happenings
	s := newSampler(len(list)+1, func(i int) float64 {
		if i == len(list) {
			return g.w.almanac.volume(midnight, workday)
		}
		return list[i].Expected(midnight)
	})
	out := g.InMonth(midnight.Month())
	if i := s.draw(g.r.Float64()); i < len(list) {
		out = g.during(list[i], midnight)
	}
	out.At = now
	return out
}

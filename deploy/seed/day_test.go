package seed

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

func date(s string) time.Time {
	d, err := time.ParseInLocation(time.DateOnly, s, sla.Zone)
	if err != nil {
		panic(err)
	}
	return d
}

// dayOf is what a day brings, from a source of chance of its own.
func dayOf(day time.Time, seed uint64) []Sample {
	g := NewGenerator(rand.New(rand.NewPCG(seed, uint64(day.Unix()))))
	return g.Day(day, sla.CN().Workday(day))
}

// span is what the days from one to another bring.
func span(from, to string) []Sample { return years(from, to, 1) }

// years is the same of several years, so that chance weighs less.
func years(from, to string, n uint64) (out []Sample) {
	for d := date(from); !d.After(date(to)); d = d.AddDate(0, 0, 1) {
		for seed := range n {
			out = append(out, dayOf(d, seed)...)
		}
	}
	return out
}

func count(list []Sample, of func(Sample) bool) (n int) {
	for _, s := range list {
		if of(s) {
			n++
		}
	}
	return n
}

func under(prefix string) func(Sample) bool {
	return func(s Sample) bool { return strings.HasPrefix(s.Category, prefix) }
}

func TestDayIsReproducibleAndInOrder(t *testing.T) {
	day := date("2026-11-18")
	a := dayOf(day, 1)
	require.Equal(t, a, dayOf(day, 1))
	require.NotEqual(t, a, dayOf(day, 2))
	last := day
	for _, s := range a {
		require.False(t, s.At.Before(last) || !s.At.Before(day.AddDate(0, 0, 1)), s.At)
		last = s.At
	}
}

// A year has the district's volume, its quiet days off, its Spring Festival and
// its days of many calls.
func TestYear(t *testing.T) {
	months, byDay := map[time.Month]int{}, map[string]int{}
	var work, off, workdays, offdays float64
	for d := date("2026-01-01"); d.Year() == 2026; d = d.AddDate(0, 0, 1) {
		n := len(dayOf(d, 1))
		months[d.Month()] += n
		byDay[d.Format(time.DateOnly)] = n
		if sla.CN().Workday(d) {
			work, workdays = work+float64(n), workdays+1
		} else {
			off, offdays = off+float64(n), offdays+1
		}
	}
	require.InDelta(t, 34_500, work+off, 2_000)
	require.InDelta(t, 3_100, months[time.October], 300)
	require.InDelta(t, 0.66, off/offdays/(work/workdays), 0.04)
	require.Less(t, months[time.February], months[time.January])
	require.Less(t, byDay["2026-02-17"], 65, "the first day of the lunar year")
	require.Greater(t, byDay["2026-11-17"], 130, "the first working days with heating")
	require.Greater(t, byDay["2026-07-08"], 140, "the day after the storm")
}

// Seasons and happenings show against what is usual at the place.
func TestHappeningsShow(t *testing.T) {
	week, before := years("2026-11-15", "2026-11-21", 4), years("2026-10-25", "2026-11-14", 4)
	for name, of := range map[string]func(Sample) bool{
		"heating":      under("0101"),
		"cold rooms":   func(s Sample) bool { return s.Category == "010101" && s.Intake.Place.Town == "柳林镇" },
		"yellow water": func(s Sample) bool { return s.Category == "020102" && s.Intake.Place.Town == "王庄镇" },
		"station":      func(s Sample) bool { return s.Category == "010104" && s.Intake.Place.Town == "新华街道" },
		"icy road":     func(s Sample) bool { return s.Category == "030301" && s.Intake.Place.Town == "青石镇" },
	} {
		now, usual := float64(count(week, of))/4, float64(count(before, of))/3/4
		require.GreaterOrEqual(t, now, 8.0, name)
		require.Greater(t, now, 1.8*usual, "%s: %v, usually %v", name, now, usual)
	}
	require.Greater(t, count(span("2026-01-05", "2026-01-11"), under("0101")), 5*count(span("2026-07-13", "2026-07-19"), under("0101")))
	require.Greater(t, count(span("2026-06-10", "2026-06-16"), under("090204")), 2*count(span("2026-03-10", "2026-03-16"), under("090204")))
}

// People word one happening in many ways, some copy it, some call again.
func TestCallersOfAHappening(t *testing.T) {
	texts, phones, n := map[string]int{}, map[string]int{}, 0
	for _, s := range span("2026-11-15", "2026-11-28") {
		if strings.HasPrefix(s.Event, "cold_rooms-柳林镇") && !s.Intake.Anonymous {
			texts[s.Intake.Text]++
			phones[s.Intake.Person.Phone]++
			n++
		}
	}
	require.InDelta(t, 74, n, 30)
	require.Greater(t, len(texts), n*9/10)
	require.Less(t, len(phones), n, "somebody called again")
	require.Greater(t, len(phones), n*6/10)
}

// Every happening names a kind or category, a place and days that exist.
func TestAlmanac(t *testing.T) {
	w := whole()
	for _, h := range Happenings() {
		require.Contains(t, []string{"fade", "steady", "grow"}, h.Shape, h.From)
		require.True(t, h.Days > 0 && h.Count > 0, h.From)
		start := h.start(date("2026-" + h.From))
		require.Equal(t, "2026-"+h.From, start.Format(time.DateOnly))
		sum := 0.0
		for d := range h.Days {
			sum += h.Expected(start.AddDate(0, 0, d))
		}
		require.InDelta(t, h.Count, sum, 1e-6, h.From)
		require.Zero(t, h.Expected(start.AddDate(0, 6, 0)))
		if h.Kind == "" {
			require.NotEmpty(t, h.Category)
			continue
		}
		require.NotNil(t, w.almanac.matters[h.Kind], h.Kind)
		require.NotEmpty(t, h.Spots)
		for _, spot := range h.Spots {
			p, k := w.spotAt(h.Town, spot)
			require.True(t, p != nil && k != noSlot, "%s %s", h.Town, spot)
		}
	}
	across := Happening{From: "12-31", Days: 3, Count: 3, Shape: "steady"}
	require.Equal(t, 1.0, across.Expected(date("2027-01-01")), "it goes on into the new year")
}

// A flare is several neighbours at one place within hours.
func TestFlare(t *testing.T) {
	g, from := NewGenerator(rand.New(rand.NewPCG(8, 8))), date("2026-05-11").Add(10*time.Hour)
	for range 100 {
		list := g.Flare(from, time.Hour)
		require.GreaterOrEqual(t, len(list), 3)
		require.False(t, under("0101")(list[0]) || under("030301")(list[0]), "nothing of the winter in May")
		for _, s := range list {
			require.Equal(t, list[0].Event, s.Event)
			require.Equal(t, list[0].Category, s.Category)
			require.Equal(t, list[0].Intake.Place.Town, s.Intake.Place.Town)
			require.InDelta(t, list[0].Intake.Place.Lon, s.Intake.Place.Lon, 0.0011)
			require.False(t, s.At.Before(from) || !s.At.Before(from.Add(time.Hour)))
		}
	}
}

// Months hold what units send back: the share that the catalogue gets wrong.
func TestShareTheCatalogueGetsWrong(t *testing.T) {
	c, units := Catalogue(), UnitMap()
	list, wrong := append(span("2026-04-01", "2026-04-20"), span("2026-10-01", "2026-10-20")...), 0
	for _, s := range list {
		require.True(t, units[s.Unit].Active, s.Unit)
		if lead, _ := c.Route(dispatch.Facts{Matter: s.Intake.Matter}, units, nil).Chosen(); lead != s.Unit {
			wrong++
		}
	}
	require.InDelta(t, 0.09, float64(wrong)/float64(len(list)), 0.02)
}

// Nothing in the texts looks like somebody's number but the range that is not
// given out, and people are a surname with a form of address.
func TestNobodyIsNamed(t *testing.T) {
	digits, name := regexp.MustCompile(`\d{7,}`), regexp.MustCompile(`^\p{Han}(先生|女士)$`)
	for _, s := range span("2026-11-10", "2026-11-24") {
		require.NotRegexp(t, digits, s.Intake.Title+s.Intake.Text)
		require.Empty(t, s.Intake.Normal().Validate(), s.Intake.Title)
		if !s.Intake.Anonymous {
			require.Regexp(t, `^1990000\d{4}$`, s.Intake.Person.Phone)
			require.Regexp(t, name, s.Intake.Person.Name)
		}
	}
}

func TestTextsVary(t *testing.T) {
	g, texts, titles := NewGenerator(rand.New(rand.NewPCG(4, 4))), map[string]bool{}, map[string]bool{}
	const n = 5000
	for range n {
		s := g.Next()
		texts[s.Intake.Text], titles[s.Intake.Title] = true, true
	}
	require.Greater(t, len(texts), n*98/100)
	require.Greater(t, len(titles), n*8/10)
}

func TestScript(t *testing.T) {
	said := func(c compiler, phrase string) map[string]bool {
		s, out := scene{r: rand.New(rand.NewPCG(1, 1))}, map[string]bool{}
		s.values[aNumber] = "7"
		for range 200 {
			out[s.line(c.read(phrase))] = true
		}
		return out
	}
	set := func(list ...string) map[string]bool {
		m := map[string]bool{}
		for _, s := range list {
			m[s] = true
		}
		return m
	}
	for phrase, want := range map[string]map[string]bool{
		"":           set(""),
		"甲{n}乙":      set("甲7乙"),
		"甲(乙|丙)丁":    set("甲乙丁", "甲丙丁"),
		"(甲|)乙":      set("甲乙", "乙"),
		"(甲(1|2)|乙)": set("甲1", "甲2", "乙"),
		"甲(乙":        set("甲乙"),
		"{x}":        set("{x}"),
	} {
		require.Equal(t, want, said(compiler{}, phrase), phrase)
	}
	same := compiler{same: [][]string{{"没有", "没", "没有"}}}
	require.Equal(t, set("还没来", "还没有来"), said(same, "还没有来"))
}

func BenchmarkGenerator(b *testing.B) {
	g := NewGenerator(rand.New(rand.NewPCG(1, 1)))
	for b.Loop() {
		g.InMonth(time.November)
	}
}

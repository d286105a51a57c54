//go:build !race

package insight

import (
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"hotline/deploy/realdata"
	"hotline/sla"
)

// messages are the real ones of one city.
func messages(t testing.TB) []Item {
	t.Helper()
	type row struct {
		ID, User, Title, Text, Time string
		Up, Down                    int
	}
	var out []Item
	for _, m := range realdata.Rows[row](t, "messages-hot.jsonl") {
		at, err := time.ParseInLocation(time.DateTime, m.Time, sla.Zone)
		require.NoError(t, err)
		out = append(out, Item{No: m.ID, Title: m.Title, Text: m.Text, At: at, Caller: m.User, Votes: m.Up - m.Down})
	}
	return out
}

// wholeYear is the time most of the messages are of.
var wholeYear = Window{From: time.Date(2019, 1, 1, 0, 0, 0, 0, sla.Zone), To: time.Date(2020, 2, 1, 0, 0, 0, 0, sla.Zone)}

// event is a matter known to be in the messages: the words that make a message
// one of it, one of each group, and words its title may have.
type event struct {
	name  string
	words [][]string
	title []string
	least float64 // share of its messages in one issue
}

var events = []event{
	{"a sale of parking places tied to flats", [][]string{{"车位"}, {"捆绑", "绑定"}}, []string{"车位"}, 0.85},
	{"a concrete mixing plant beside an estate", [][]string{{"搅拌站", "搅拌厂"}, {"丽发"}}, []string{"搅拌"}, 0.9},
	{"a fraud case of car loans", [][]string{{"58车贷"}}, []string{"58车贷"}, 0.9},
	{"subsidies for talents who buy flats", [][]string{{"人才"}, {"补贴", "新政"}}, []string{"人才", "购房补贴"}, 0.6},
	{"smoke and noise of restaurants in an estate", [][]string{{"魅力之城"}, {"油烟", "烧烤", "噪音"}}, []string{"魅力之城"}, 0.5},
	{"a high-voltage line along a road", [][]string{{"月亮岛"}, {"高压"}}, []string{"高压"}, 0.8},
	{"faults of a new estate", [][]string{{"五矿万境"}}, []string{"五矿万境"}, 0.4},
	{"restaurants below flats", [][]string{{"辉煌国际"}}, []string{"辉煌国际"}, 0.9},
}

func (e event) holds(it Item) bool {
	for _, any := range e.words {
		found := false
		for _, w := range any {
			found = found || strings.Contains(it.Title+it.Text, w)
		}
		if !found {
			return false
		}
	}
	return true
}

// TestRealMessages: the known events are among the first ten issues, each in one
// piece and hardly anything else in it.
func TestRealMessages(t *testing.T) {
	items := messages(t)
	h := Find(wholeYear, items, sla.CN()).Hot()
	require.Greater(t, h.Intake, 4300)
	require.GreaterOrEqual(t, len(h.Issues), 20)
	top := h.Issues[:10]
	for _, e := range events {
		all := 0
		for _, it := range items {
			if wholeYear.Holds(it.At) && e.holds(it) {
				all++
			}
		}
		best, inside := Issue{}, 0
		for _, is := range top {
			n := 0
			for _, it := range is.Items {
				if e.holds(it) {
					n++
				}
			}
			if n > inside {
				best, inside = is, n
			}
		}
		require.GreaterOrEqual(t, float64(inside), e.least*float64(all), "%s: %d of %d messages in one issue of the first ten", e.name, inside, all)
		require.GreaterOrEqual(t, float64(inside), 0.7*float64(best.Count), "%s: %d of the %d messages of %q", e.name, inside, best.Count, best.Title)
		named := false
		for _, w := range e.title {
			named = named || strings.Contains(best.Title, w)
		}
		require.True(t, named, "%s is called %q", e.name, best.Title)
	}
	require.Equal(t, events[0].name, eventOf(h.Issues[0]), "the widest of them come first")
	require.Equal(t, events[1].name, eventOf(h.Issues[1]))
}

// eventOf is the event whose messages an issue mostly has.
func eventOf(is Issue) string {
	for _, e := range events {
		n := 0
		for _, it := range is.Items {
			if e.holds(it) {
				n++
			}
		}
		if 2*n > is.Count {
			return e.name
		}
	}
	return ""
}

// TestRealWords: what is shown is short, scrubbed, of different people, and stands
// in the messages.
func TestRealWords(t *testing.T) {
	h := Find(wholeYear, messages(t), sla.CN()).Hot()
	for _, is := range h.Issues {
		n := utf8.RuneCountInString(is.Title)
		require.True(t, n >= shortTitle && n <= longTitle, "%q", is.Title)
		require.NotRegexp(t, `号楼|栋|1[3-9]\d{9}`, is.Title)
		require.Equal(t, heat(is.Count, is.Ratio, is.Votes), is.Heat)
		require.LessOrEqual(t, is.Callers, is.Count)
		require.LessOrEqual(t, len(is.Quotes), quotes)
		for _, q := range is.Quotes {
			require.Equal(t, Scrub(q.Text), q.Text)
			require.NotRegexp(t, `[0-9]{7,}|@`, q.Text)
			require.GreaterOrEqual(t, utf8.RuneCountInString(q.Text), shortQuote)
		}
		seen := map[string]bool{}
		for _, it := range is.Items {
			require.False(t, seen[it.No], "a ticket counts once")
			seen[it.No] = true
		}
	}
}

func BenchmarkHot4326(b *testing.B) {
	items := messages(b)
	for b.Loop() {
		Find(wholeYear, items, sla.CN()).Hot()
	}
}

// BenchmarkHot100000 is a window as large as a city's month, after as many
// tickets before it.
func BenchmarkHot100000(b *testing.B) {
	const n = 100_000
	w := LastDays(30, friday)
	d := newDistrict()
	var events []Item
	for i := range 400 { // as many spots as a city has
		it := everyday[i%len(everyday)]
		events = append(events, Item{Category: it.category, Town: spellNumber(i / 8), Address: spellNumber(i/8) + spellNumber(i) + "小区", Title: spellNumber(i) + "小区" + it.title[2:], Text: it.text})
	}
	for i := range 2 * n {
		it := events[d.rng.IntN(len(events))]
		it.At = w.From.Add(time.Duration(i-n) * w.To.Sub(w.From) / n)
		it.Text += spellNumber(d.rng.IntN(1 << 40))
		d.add(it)
	}
	b.ReportAllocs()
	for b.Loop() {
		f := Find(w, d.items[n:], sla.CN())
		for _, it := range d.items[:n] {
			f.Earlier(it)
		}
		f.Hot()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		b.ReportMetric(float64(m.HeapSys>>20), "MiB-heap")
	}
}

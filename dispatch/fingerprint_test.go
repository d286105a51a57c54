package dispatch

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func marksIn(a, b []Mark) int {
	n := 0
	for _, m := range a {
		if slices.Contains(b, m) {
			n++
		}
	}
	return n
}

func TestMarksSurviveRewording(t *testing.T) {
	whole := Ticket{Matter: Matter{Title: "阳光花园三号楼电梯困人", Text: "您好，阳光花园三号楼的电梯昨晚又停了，把一位老人困在里面四十分钟，物业说维保公司没有配件。"}}
	for name, text := range map[string]string{
		"itself":      whole.Title + whole.Text,
		"half typed":  "阳光花园三号楼的电梯昨晚又停了，把一位",
		"reworded":    "一位老人被困在电梯里四十分钟，是阳光花园三号楼，维保公司说没配件",
		"reordered":   "物业说维保公司没有配件，阳光花园电梯困人",
		"punctuation": "阳光花园 三号楼 电梯困人！！！",
	} {
		asked := Facts{Matter: Matter{Text: text}}.wordMarks()
		require.GreaterOrEqual(t, marksIn(asked, whole.Marks()), 2, name)
	}
	other := Ticket{Matter: Matter{Title: "河边烧烤油烟大", Text: "每天晚上河边有人烧烤，油烟呛人，希望城管来管。"}}
	require.Zero(t, marksIn(whole.Marks(), other.Marks()))
}

func TestPlaceMarks(t *testing.T) {
	home := Place{Address: "幸福镇阳光花园3号楼", Town: "幸福镇", Lon: 117.0012, Lat: 38.9003}
	ticket := Ticket{Matter: Matter{Title: "x", Category: "010101", Place: home}}
	for _, c := range []struct {
		name     string
		category string
		place    Place
		shared   bool
	}{
		{"the same spot", "010102", Place{Address: "阳光花园小区"}, true},
		{"half a kilometre off", "0102", Place{Lon: 116.9962, Lat: 38.8960}, true},
		{"the same town and subject", "010105", Place{Town: "幸福镇"}, true},
		{"two kilometres off", "010101", Place{Lon: 117.0012, Lat: 38.9203}, false},
		{"another kind of matter", "080101", home, false},
		{"the same town, another subject", "010301", Place{Town: "幸福镇"}, false},
		{"nothing known", "", home, false},
	} {
		asked := Facts{Matter: Matter{Category: c.category, Place: c.place}}.placeMarks()
		require.Equal(t, c.shared, marksIn(asked, ticket.Marks()) > 0, c.name)
	}
}

// hostile are texts nobody should be able to hurt the service with.
func hostile() []string {
	return []string{"", " ", "\x00\x01\x02", "啊", strings.Repeat("啊", 100_000), strings.Repeat("热", 2) + strings.Repeat("，", 100_000), strings.Repeat("a", 100_000),
		strings.Repeat("😀", 5000), "\xff\xfe\xfd", "שלום עולם مرحبا Привет ｱｲｳ ไทย", "\u202e\u200b\u2066x", strings.Repeat("停水", 50_000), "e\u0301\u0301\u0301", strings.Repeat("\U000E0001", 1000)}
}

// checkMarks is what holds for the marks of any text.
func checkMarks(t *testing.T, title, text, address string) {
	matter := Matter{Title: title, Text: text, Category: "0101", Place: Place{Address: address, Town: "镇", Lon: math.MaxFloat64, Lat: -math.MaxFloat64}}
	ticket := Ticket{No: "20261123-0001", State: StateDispatched, Matter: matter, RegisteredAt: monday}
	marks := ticket.Marks()
	require.LessOrEqual(t, len(marks), storedText+4)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(marks))), len(marks), "each once")
	for _, m := range append(marks, append(Facts{Matter: matter}.wordMarks(), Facts{Matter: matter}.placeMarks()...)...) {
		require.Less(t, m, Mark(1)<<markBits)
	}
	f := Facts{Matter: matter, PhoneHash: "h"}
	require.LessOrEqual(t, len(f.wordMarks()), askedText)
	for _, d := range Duplicates(f, []Ticket{ticket}, monday.Add(time.Hour)) {
		require.True(t, d.Score >= 0 && d.Score <= 1, "%v", d.Score)
	}
	FindClusters([]Ticket{ticket, ticket, {No: "2", State: StateRegistered, Matter: matter}}, Apart{})
}

func TestHostileTextHasBoundedMarks(t *testing.T) {
	for _, text := range hostile() {
		checkMarks(t, text, text, text)
	}
}

func FuzzMarks(f *testing.F) {
	for _, text := range hostile() {
		f.Add(beginning(text, 50), beginning(text, 200), beginning(text, 20))
	}
	f.Fuzz(func(t *testing.T, title, text, address string) { checkMarks(t, title, text, address) })
}

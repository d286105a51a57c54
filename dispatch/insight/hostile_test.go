package insight

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

var hostile = []string{
	"", " ", "。", strings.Repeat("水", 100_000), strings.Repeat("A1区", 40_000), "😀😀😀", "مرحبا بالعالم", "\x00\x01\x02", "\xff\xfe", "<script>alert(1)</script>",
	strings.Repeat("，", 1000), "停水停水停水停水", strings.Repeat("abc ", 5000), "的的的的路", "路", "和", "和路", "12345",
}

// TestHostileText: no text stops it, and every ticket counts at most once.
func TestHostileText(t *testing.T) {
	w := LastDays(7, friday)
	var items []Item
	for i := range 400 {
		items = append(items, Item{No: spellNumber(i), Title: hostile[i%len(hostile)], Text: hostile[(i/3)%len(hostile)], Address: hostile[i%7], Town: hostile[i%5],
			Category: hostile[i%3], At: w.From.Add(time.Duration(i) * time.Minute)})
	}
	f := Find(w, items, sla.CN())
	for _, it := range items {
		it.At = it.At.AddDate(0, 0, -7)
		f.Earlier(it)
		it.At = it.At.AddDate(0, 0, -357)
		f.YearAgo(it)
	}
	h := f.Hot()
	require.Equal(t, len(items), h.Intake)
	seen := map[string]bool{}
	for _, is := range h.Issues {
		for _, it := range is.Items {
			require.False(t, seen[it.No])
			seen[it.No] = true
		}
	}
}

func TestNothing(t *testing.T) {
	h := Find(LastDays(7, friday), nil, sla.CN()).Hot()
	require.Zero(t, h.Intake)
	require.Empty(t, h.Issues)
	require.Nil(t, h.Leading)
	tr := NewCounter(LastDays(7, friday), nil, sla.CN()).Trends()
	require.Zero(t, tr.Matrix.Total)
	require.Empty(t, Notes(tr, h, NewYear(nil, sla.CN()), [24]int{}, Names{}))
}

func FuzzFind(f *testing.F) {
	for _, s := range hostile {
		f.Add(s[:min(len(s), 3000)], "柳林新苑暖气不热", "柳林镇柳林新苑")
	}
	f.Fuzz(func(t *testing.T, text, title, address string) {
		w := LastDays(1, friday)
		var items []Item
		for i := range 6 {
			items = append(items, Item{No: spellNumber(i), Title: title, Text: text, Address: address, At: w.From.Add(time.Duration(i) * time.Minute)})
		}
		h := Find(w, items, sla.CN()).Hot()
		require.Equal(t, 6, h.Intake)
		require.LessOrEqual(t, len(h.Issues), 1)
	})
}

// spellNumber writes a number in made-up characters.
func spellNumber(n int) string {
	var b strings.Builder
	for range 3 {
		b.WriteRune(rune(0x4E00 + n%2000))
		n /= 2000
		n += 77
	}
	return b.String()
}

package dispatch

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestGrams(t *testing.T) {
	for text, want := range map[string][]string{
		"":             {},
		" ，。":          {},
		"停水":           {"停", "停水", "水"},
		"停水停水":         {"停", "停水", "水", "水停"},
		"A12号楼，ab 水":   {"a12", "号", "号楼", "楼", "ab", "水"},
		"ＡＢ公司USB":      {"ab", "公", "公司", "司", "usb"},
		"𠮷野家 12345":    {"𠮷", "𠮷野", "野", "野家", "家", "12345"},
		"水\U0001F600电": {"水", "电"},
	} {
		require.ElementsMatch(t, want, Grams(text), text)
	}
}

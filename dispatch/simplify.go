package dispatch

import (
	_ "embed"
	"strings"
	"sync"
)

// traditionalPairs holds, for characters that citizens write in the traditional
// way, the traditional one and the simplified one behind it.
//
//go:embed traditional.txt
var traditionalPairs string

var traditional = sync.OnceValue(func() map[rune]rune {
	chars := []rune(strings.Join(strings.Fields(traditionalPairs), ""))
	pairs := make(map[rune]rune, len(chars)/2)
	for i := 0; i+1 < len(chars); i += 2 {
		pairs[chars[i]] = chars[i+1]
	}
	return pairs
})

// Simplify writes traditional characters (繁体) in the simplified way, as far as
// they are common in what a hotline hears.
func Simplify(s string) string {
	pairs := traditional()
	return strings.Map(func(r rune) rune {
		if r < 0x4E00 {
			return r
		}
		if plain, ok := pairs[r]; ok {
			return plain
		}
		return r
	}, s)
}

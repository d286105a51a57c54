package open311

import (
	"math"
	"regexp"
)

// personal are the shapes of what may belong to a person: mail addresses, numbers
// of identity cards and telephones with their spaces and hyphens.
var personal = []*regexp.Regexp{
	regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+`),
	regexp.MustCompile(`[1-9]\d{5}[ -]?(?:19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[0-9Xx]`),
	regexp.MustCompile(`(?:(?:\+|00)?86[ -]?)?1[3-9](?:[ -]?\d){9}`),
	regexp.MustCompile(`0\d{2,3}[ -]?\d{7,8}`),
	regexp.MustCompile(`\d{7,}`),
	regexp.MustCompile(`\b\d{3,4}[ -]\d{4}\b`),
}

// fullWidth are digits as Chinese keyboards write them.
const fullWidth = '０'

// Redact takes out of words that everybody may read what may belong to a person.
// Who called is taken out before the words are kept; this is for everybody else's
// numbers.
func Redact(s string) string {
	r := []rune(s)
	for i := range r {
		if r[i] >= fullWidth && r[i] <= fullWidth+9 {
			r[i] += '0' - fullWidth
		}
	}
	s = string(r)
	for _, p := range personal {
		s = p.ReplaceAllString(s, "***")
	}
	return s
}

// Coarse is a coordinate to about a kilometre.
func Coarse(degrees float64) float64 { return math.Round(degrees*100) / 100 }

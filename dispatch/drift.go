package dispatch

import (
	"math"
)

// Spread is how many tickets got which probability, in tenths.
type Spread [10]int

// Add counts a probability.
func (s *Spread) Add(p float64) { s[min(9, max(0, int(p*10)))]++ }

// Shift (PSI) is how far the probabilities of today lie from those of the
// training: below 0.1 hardly, above 0.25 so far that the model should be trained
// anew. Zero while either is empty.
func (s Spread) Shift(from Spread) float64 {
	sum := func(s Spread) (n float64) {
		for _, k := range s {
			n += float64(k)
		}
		return n
	}
	a, b := sum(from), sum(s)
	if a == 0 || b == 0 {
		return 0
	}
	psi := 0.0
	for i := range s { // half a ticket more, so that an empty tenth is no infinity
		was, is := (float64(from[i])+0.5)/(a+5), (float64(s[i])+0.5)/(b+5)
		psi += (is - was) * math.Log(is/was)
	}
	return psi
}

package dispatch

import (
	"slices"

	"hotline/dispatch/classify"
)

// Lexicon is what the catalogue knows of words: each entry is a concept within
// its category, so that a text model can share what it learns about one word
// of an entry with the others.
func (c *Catalogue) Lexicon() classify.Lexicon {
	var out classify.Lexicon
	for _, e := range c.Entries() {
		words := slices.Concat(e.Any, e.All)
		if len(words) == 0 {
			continue
		}
		names := []string{e.ID}
		for _, n := range []int{2, 4} {
			if len(e.Category) >= n {
				names = append(names, e.Category[:n])
			}
		}
		out = append(out, classify.Concept{Names: names, Words: words})
	}
	return out
}

package dispatch

import "slices"

// wordIndex finds all keywords of a catalogue in one walk over a text. Keywords
// are looked up by their first two characters, which are rare enough in Chinese
// that hardly any look-up compares further.
type wordIndex struct {
	ids   map[string]int32
	text  []string // folded, by id
	runes [][]rune
	heads map[[2]rune][]int32
	// places are words that name a place. A keyword inside such a name, like
	// "school" in School Road, is not what the text is about.
	places map[int32]bool
}

func newWordIndex() *wordIndex {
	return &wordIndex{ids: map[string]int32{}, heads: map[[2]rune][]int32{}, places: map[int32]bool{}}
}

// add numbers a keyword; -1 when it is empty after folding.
func (x *wordIndex) add(word string) int32 {
	w := Fold(word)
	if w == "" {
		return -1
	}
	if id, ok := x.ids[w]; ok {
		return id
	}
	id := int32(len(x.text))
	r := []rune(w)
	x.ids[w], x.text, x.runes = id, append(x.text, w), append(x.runes, r)
	x.heads[head(r)] = append(x.heads[head(r)], id)
	return id
}

func head(r []rune) [2]rune {
	if len(r) == 1 {
		return [2]rune{r[0], 0}
	}
	return [2]rune{r[0], r[1]}
}

// wordSet is the numbered form of Words.
type wordSet struct{ any, all, none []int32 }

func (x *wordIndex) set(w Words) wordSet {
	list := func(words []string) []int32 {
		var out []int32
		for _, s := range words {
			if id := x.add(s); id >= 0 {
				out = append(out, id)
			}
		}
		return out
	}
	return wordSet{list(w.Any), list(w.All), list(w.None)}
}

// hits are the keywords that stand in a text, by id, with the place of the
// first occurrence.
type hits map[int32]int

// find walks the text once.
func (x *wordIndex) find(text string) hits {
	r := []rune(Fold(text))
	found := hits{}
	name, end := 0, 0 // the place name that covers the text up to end
	for i := range r {
		heads := [2][]int32{x.heads[[2]rune{r[i], 0}]}
		if i+1 < len(r) {
			heads[1] = x.heads[[2]rune{r[i], r[i+1]}]
		}
		for _, ids := range heads {
			for _, id := range ids {
				if n := len(x.runes[id]); x.places[id] && i+n > end && x.at(r, i, id) {
					name, end = n, i+n
				}
			}
		}
		for _, ids := range heads {
			for _, id := range ids {
				n := len(x.runes[id])
				if _, seen := found[id]; !seen && (i+n > end || n == name) && x.at(r, i, id) {
					found[id] = i
				}
			}
		}
	}
	return found
}

// at tells whether a word stands at a place of the text.
func (x *wordIndex) at(text []rune, i int, id int32) bool {
	w := x.runes[id]
	return i+len(w) <= len(text) && slices.Equal(text[i:i+len(w)], w)
}

// with joins two sets of telling words.
func (s wordSet) with(t wordSet) wordSet {
	return wordSet{any: slices.Concat(s.any, t.any), all: slices.Concat(s.all, t.all)}
}

// holds tells whether the words fit what was found.
func (s wordSet) holds(found hits) bool {
	has := func(id int32) bool { _, ok := found[id]; return ok }
	if slices.ContainsFunc(s.none, has) {
		return false
	}
	for _, id := range s.all {
		if !has(id) {
			return false
		}
	}
	return len(s.any) == 0 || s.one(found)
}

// one tells whether one of the words was found.
func (s wordSet) one(found hits) bool {
	return slices.ContainsFunc(s.any, func(id int32) bool { _, ok := found[id]; return ok })
}

// told lists the words of the set that were found, in the order of the text.
// A word inside a longer one that was found too says nothing new.
func (x *wordIndex) told(s wordSet, found hits) []string {
	var ids []int32
	for _, id := range slices.Concat(s.all, s.any) {
		if _, ok := found[id]; ok && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(a, b int32) int {
		if found[a] != found[b] {
			return found[a] - found[b]
		}
		return len(x.runes[b]) - len(x.runes[a])
	})
	var out []string
	end := -1
	for _, id := range ids {
		if stop := found[id] + len(x.runes[id]); stop > end {
			out, end = append(out, x.text[id]), stop
		}
	}
	return out
}

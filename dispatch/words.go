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

// hits are the keywords that stand in a text, by id, with the place of the first
// occurrence. Routing asks thousands of times for one text whether a keyword was
// found, so that is a look at one bit.
type hits struct {
	at  map[int32]int
	set []uint64
}

func (f hits) has(id int32) bool {
	word := int(id >> 6)
	return word < len(f.set) && f.set[word]>>(id&63)&1 == 1
}

func (f hits) put(id int32, place int) {
	f.at[id] = place
	f.set[id>>6] |= 1 << (id & 63)
}

// find walks the text once.
func (x *wordIndex) find(text string) hits {
	r := []rune(Fold(text))
	found := hits{at: map[int32]int{}, set: make([]uint64, len(x.text)/64+1)}
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
				if !found.has(id) && (i+n > end || n == name) && x.at(r, i, id) {
					found.put(id, i)
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
	for _, id := range s.none {
		if found.has(id) {
			return false
		}
	}
	for _, id := range s.all {
		if !found.has(id) {
			return false
		}
	}
	return len(s.any) == 0 || s.one(found)
}

// one tells whether one of the words was found.
func (s wordSet) one(found hits) bool {
	for _, id := range s.any {
		if found.has(id) {
			return true
		}
	}
	return false
}

// told lists the words of the set that were found, in the order of the text.
// A word inside a longer one that was found too says nothing new.
func (x *wordIndex) told(s wordSet, found hits) []string {
	var ids []int32
	for _, id := range slices.Concat(s.all, s.any) {
		if found.has(id) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(a, b int32) int {
		if found.at[a] != found.at[b] {
			return found.at[a] - found.at[b]
		}
		return len(x.runes[b]) - len(x.runes[a])
	})
	var out []string
	end := -1
	for _, id := range ids {
		if stop := found.at[id] + len(x.runes[id]); stop > end {
			out, end = append(out, x.text[id]), stop
		}
	}
	return out
}

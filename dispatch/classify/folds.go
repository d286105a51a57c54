package classify

import (
	"math/rand/v2"
	"slices"
)

// leastSame is from how many characters on two bodies that are alike make two
// texts the same; shorter ones are compared by their titles too.
const leastSame = 10

// Folds deals the examples into k groups of about the same size. Texts that are
// the same but for punctuation and numbers stay in one group, so that no text
// is judged by its own copy.
func Folds(ex []Example, k int, seed uint64) [][]int {
	groups := map[uint64][]int{}
	var order []uint64
	for i, e := range ex {
		key := sameness(e.Text)
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], i)
	}
	slices.Sort(order)
	rng := rand.New(rand.NewPCG(seed, uint64(k)))
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	out := make([][]int, k)
	for _, key := range order {
		least := 0
		for f := range out {
			if len(out[f]) < len(out[least]) {
				least = f
			}
		}
		out[least] = append(out[least], groups[key]...)
	}
	for f := range out {
		slices.Sort(out[f])
	}
	return out
}

func sameness(t Text) uint64 {
	body := letters(t.Body)
	if len(body) >= leastSame {
		return hash(body...)
	}
	return hash(append(append(letters(t.Title), '\n'), body...)...)
}

func letters(s string) []rune {
	return slices.DeleteFunc(normal(s, 4*maxBody), func(r rune) bool { return r == ' ' })
}

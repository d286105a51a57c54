package classify

import (
	"cmp"
	"slices"
)

// Word is a piece of a text and how much it speaks for a label: 1 for the one
// that says most, negative where it speaks against it.
type Word struct {
	Word   string
	Weight float64
}

// A word is at most so many characters, and is worth naming from this share of
// the strongest character on.
const (
	longestWord = 6
	worthNaming = 0.25
)

// Why names up to n pieces of the text that tell for (or against) a label, the
// strongest first.
func (m *Model) Why(t Text, label string, n int) []Word {
	k := slices.Index(m.names, label)
	if k < 0 || n <= 0 {
		return nil
	}
	says := m.says(t, k)
	found := map[string]float64{}
	for _, part := range [][]rune{normal(t.Title, maxTitle), normal(t.Body, maxBody)} {
		for w, v := range pieces(part, says) {
			found[w] = max(found[w], v)
			if v < 0 {
				found[w] = min(found[w], v)
			}
		}
	}
	out := make([]Word, 0, len(found))
	strongest := 0.0
	for w, v := range found {
		out = append(out, Word{w, v})
		strongest = max(strongest, v, -v)
	}
	for i := range out {
		out[i].Weight /= strongest
	}
	slices.SortFunc(out, func(a, b Word) int {
		return cmp.Or(cmp.Compare(max(b.Weight, -b.Weight), max(a.Weight, -a.Weight)), cmp.Compare(a.Word, b.Word))
	})
	return out[:min(n, len(out))]
}

// says is how much each n-gram of the text speaks for label k rather than for
// the others, by the first learner.
func (m *Model) says(t Text, k int) map[uint64]float64 {
	says := map[uint64]float64{}
	grams, r := cut(t), recipes[0]
	titles := int32(len(m.joint.idf))
	for _, b := range []struct {
		s    *space
		b    block
		base int32
	}{{m.joint, block{joint, r.joint}, 0}, {m.titles, block{inTitle, r.title}, titles}} {
		value := map[int32]float32{}
		for _, f := range b.s.vector(grams, b.b, 0, nil) {
			value[f.id] = f.v
		}
		for _, g := range grams {
			id, ok := b.s.ids[g.hash]
			if !ok || value[id] == 0 {
				continue
			}
			row := m.linear[0].row(id + b.base)
			sum := 0
			for _, w := range row {
				sum += int(w)
			}
			own := float32(row[k]) - float32(sum-int(row[k]))/float32(len(row)-1)
			says[g.hash] += float64(own * m.linear[0].scales[id+b.base] * value[id])
		}
	}
	return says
}

// pieces cuts runs of characters that tell in one direction out of a text.
func pieces(rs []rune, says map[uint64]float64) map[string]float64 {
	each := make([]float64, len(rs))
	for i, r := range rs {
		if r == ' ' {
			continue
		}
		each[i] += says[hash(r)] / 2
		if i+1 < len(rs) && rs[i+1] != ' ' {
			v := says[hash(r, rs[i+1])]
			each[i], each[i+1] = each[i]+v/2, each[i+1]+v/2
		}
	}
	top := 0.0
	for _, v := range each {
		top = max(top, v, -v)
	}
	out := map[string]float64{}
	for i := 0; i < len(rs); {
		j, sum := i, 0.0
		for j < len(rs) && j-i < longestWord && rs[j] != ' ' && max(each[j], -each[j]) >= worthNaming*top && (each[j] > 0) == (each[i] > 0) && each[j] != 0 {
			sum += each[j]
			j++
		}
		if j-i >= 2 {
			out[string(rs[i:j])] = sum
		}
		i = max(j, i+1)
	}
	return out
}

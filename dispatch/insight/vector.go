package insight

import (
	"cmp"
	"math"
	"slices"
)

// term is one feature of a text with its weight.
type term struct {
	id int32
	w  float32
}

// vector is a list of terms by id.
type vector []term

func (v vector) dot(o vector) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(v) && j < len(o); {
		switch {
		case v[i].id < o[j].id:
			i++
		case v[i].id > o[j].id:
			j++
		default:
			sum += float64(v[i].w) * float64(o[j].w)
			i++
			j++
		}
	}
	return sum
}

// plus adds two vectors and keeps the heaviest terms of the sum.
func (v vector) plus(o vector, most int) vector {
	out := make(vector, 0, len(v)+len(o))
	i, j := 0, 0
	for i < len(v) || j < len(o) {
		switch {
		case j == len(o) || i < len(v) && v[i].id < o[j].id:
			out = append(out, v[i])
			i++
		case i == len(v) || v[i].id > o[j].id:
			out = append(out, o[j])
			j++
		default:
			out = append(out, term{v[i].id, v[i].w + o[j].w})
			i++
			j++
		}
	}
	return out.heaviest(most)
}

// heaviest keeps so many terms.
func (v vector) heaviest(most int) vector {
	if len(v) <= most {
		return v
	}
	slices.SortFunc(v, func(a, b term) int { return cmp.Or(cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id)) })
	v = v[:most:most]
	slices.SortFunc(v, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	return v
}

// unitLength scales the vector, with the square of what is not in it, to length 1.
func (v vector) unitLength(rest float64) vector {
	if n := math.Sqrt(v.dot(v) + rest); n > 0 {
		for i := range v {
			v[i].w /= float32(n)
		}
	}
	return v
}

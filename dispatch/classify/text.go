package classify

import (
	"slices"
	"unicode"
)

// Text is what is judged: a title, a body, or both.
type Text struct{ Title, Body string }

// Example is a text with its right label. Weight 0 means 1.
type Example struct {
	Text
	Label  string
	Weight float64
}

// How much of a text is looked at, in characters: people come to the point
// early, and nobody can hold up a server with a book.
const (
	maxTitle = 100
	maxBody  = 700
)

// normal brings a text into the form that is cut into n-grams: lower case, full
// width made narrow, each number one digit, everything else one space.
func normal(s string, limit int) []rune {
	out := make([]rune, 0, min(len(s), limit))
	gap := true
	for _, r := range s {
		if len(out) >= limit {
			break
		}
		if r >= 0xFF01 && r <= 0xFF5E {
			r -= 0xFEE0
		}
		switch {
		case unicode.IsDigit(r):
			if len(out) > 0 && out[len(out)-1] == '0' {
				continue
			}
			out, gap = append(out, '0'), false
		case unicode.IsLetter(r):
			out, gap = append(out, unicode.ToLower(r)), false
		case !gap:
			out, gap = append(out, ' '), true
		}
	}
	return out
}

// gram is one n-gram of a text with how often it stands in title and body.
type gram struct {
	hash        uint64
	title, body float32
}

// hash is FNV-1a over the characters of an n-gram.
func hash(rs ...rune) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range rs {
		h = (h ^ uint64(r)) * 1099511628211
	}
	return h ^ h>>32
}

// ngrams appends the hashes of all characters and pairs of characters.
func ngrams(rs []rune, to []uint64) []uint64 {
	for i, r := range rs {
		if r == ' ' {
			continue
		}
		to = append(to, hash(r))
		if i+1 < len(rs) && rs[i+1] != ' ' {
			to = append(to, hash(r, rs[i+1]))
		}
	}
	return to
}

// cut gives the distinct n-grams of a text in a fixed order.
func cut(t Text) []gram {
	title := ngrams(normal(t.Title, maxTitle), nil)
	body := ngrams(normal(t.Body, maxBody), nil)
	slices.Sort(title)
	slices.Sort(body)
	out := make([]gram, 0, len(title)+len(body))
	for i, j := 0, 0; i < len(title) || j < len(body); {
		g := gram{}
		if j == len(body) || (i < len(title) && title[i] <= body[j]) {
			g.hash = title[i]
		} else {
			g.hash = body[j]
		}
		for ; i < len(title) && title[i] == g.hash; i++ {
			g.title++
		}
		for ; j < len(body) && body[j] == g.hash; j++ {
			g.body++
		}
		out = append(out, g)
	}
	return out
}

package dispatch

import (
	"slices"
	"strings"
)

// DiffLine is a line of a changed field: the same, gone or new.
type DiffLine struct {
	Kind string `json:"kind"` // same, gone, new
	Text string `json:"text"`
}

// FieldChange is what changed in one field of an article.
type FieldChange struct {
	Field string     `json:"field"`
	Lines []DiffLine `json:"lines"`
}

// ArticleChanges are the fields in which two versions differ, line by line.
func ArticleChanges(before, after Article) []FieldChange {
	out := []FieldChange{}
	for _, f := range []struct{ name, before, after string }{
		{"title", before.Title, after.Title},
		{"text", before.Text, after.Text},
		{"public", before.Public, after.Public},
		{"keywords", strings.Join(before.Keywords, "\n"), strings.Join(after.Keywords, "\n")},
		{"category", before.Category, after.Category},
		{"unit", before.Unit, after.Unit},
		{"owner", before.Owner, after.Owner},
		{"review_by", before.ReviewBy, after.ReviewBy},
	} {
		if f.before != f.after {
			out = append(out, FieldChange{f.name, DiffLines(f.before, f.after)})
		}
	}
	return out
}

// DiffLines compares two texts by the longest lines they have in common.
func DiffLines(before, after string) []DiffLine {
	a, b := linesOf(before), linesOf(after)
	common := make([][]int, len(a)+1) // common[i][j]: of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	out := []DiffLine{}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, DiffLine{"same", a[i]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, DiffLine{"gone", a[i]})
			i++
		default:
			out = append(out, DiffLine{"new", b[j]})
			j++
		}
	}
	return out
}

// diffLimit bounds the lines compared; a text of more is compared as one.
const diffLimit = 1000

func linesOf(s string) []string {
	if s == "" {
		return nil
	}
	lines := strings.Split(s, "\n")
	if len(lines) > diffLimit {
		return []string{s}
	}
	return slices.Clip(lines)
}

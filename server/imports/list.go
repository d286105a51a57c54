package imports

import (
	"slices"
	"strings"
)

// Together writes a list into one cell, as apart reads it. An entry that has a
// separator in it stands in brackets of its own.
func Together(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		if out[i] = s; strings.ContainsAny(s, separators+"「」") {
			out[i] = "「" + s + "」"
		}
	}
	return strings.Join(out, "、")
}

// apart cuts a cell into the entries of a list, each once.
func apart(cell string) (out []string) {
	depth := 0
	for _, part := range strings.FieldsFunc(cell, func(c rune) bool {
		switch c {
		case '「':
			depth++
		case '」':
			depth = max(0, depth-1)
		}
		return depth == 0 && strings.ContainsRune(separators, c)
	}) {
		part = strings.TrimSpace(part)
		if in, ok := strings.CutPrefix(part, "「"); ok && strings.HasSuffix(in, "」") {
			part = strings.TrimSuffix(in, "」")
		}
		if part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

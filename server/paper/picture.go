package paper

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
	"unicode/utf8"
)

// picture is a chart worked out: marks in the order in which they are painted,
// in units of which a half column of A4 has 330. The page draws it as SVG and
// the document as EMF, so that both show the same.
type picture struct {
	Caption string
	alt     string // what the picture says, for those who cannot see it
	w, h    float64
	marks   []mark
}

// The kinds of a mark.
const (
	markRect = iota
	markLine
	markText
)

// mark is a filled rectangle (x, y, w, h), a line from (x, y) to (w, h), or a
// text whose baseline begins, has its middle or ends at (x, y).
type mark struct {
	kind       int
	x, y, w, h float64
	grey       uint8 // 0 black, 255 white
	width      float64
	text       string
	anchor     anchor
	bold       bool
}

// anchor is which point of a text stands at its place.
type anchor string

const (
	atStart  anchor = "start"
	atMiddle anchor = "middle"
	atEnd    anchor = "end"
)

// The greys of the charts: what stands out, the rest, a line of the grid.
const (
	black  = 0
	strong = 0x33
	plain  = 0xb9
	grid   = 0xdd
)

// letter is the size of the letters in units; half a column wide it is 7.2 pt.
const letter = 10.4

func (p *picture) rect(x, y, w, h float64, grey uint8) {
	p.marks = append(p.marks, mark{kind: markRect, x: x, y: y, w: w, h: h, grey: grey})
}

func (p *picture) line(x1, y1, x2, y2, width float64, grey uint8) {
	p.marks = append(p.marks, mark{kind: markLine, x: x1, y: y1, w: x2, h: y2, width: width, grey: grey})
}

func (p *picture) say(x, y float64, at anchor, text string, bold bool, grey uint8) {
	if text = clean(text); text != "" {
		p.marks = append(p.marks, mark{kind: markText, x: x, y: y, anchor: at, text: text, bold: bold, grey: grey})
	}
}

// Wide tells whether the picture takes the whole column.
func (p picture) Wide() bool { return p.w > 400 }

// SVG is the picture for a page.
func (p picture) SVG() template.HTML {
	var out strings.Builder
	fmt.Fprintf(&out, `<svg viewBox="0 0 %s %s" role="img" aria-label="%s">`, dot(p.w), dot(p.h), html.EscapeString(clean(p.alt)))
	for _, m := range p.marks {
		ink := fmt.Sprintf("#%02x%02x%02x", m.grey, m.grey, m.grey)
		switch m.kind {
		case markRect:
			fmt.Fprintf(&out, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`, dot(m.x), dot(m.y), dot(m.w), dot(m.h), ink)
		case markLine:
			fmt.Fprintf(&out, `<line x1="%s" y1="%s" x2="%s" y2="%s" stroke="%s" stroke-width="%s"/>`, dot(m.x), dot(m.y), dot(m.w), dot(m.h), ink, dot(m.width))
		case markText:
			weight := ""
			if m.bold {
				weight = ` class="b"`
			}
			fmt.Fprintf(&out, `<text x="%s" y="%s" text-anchor="%s" fill="%s"%s>%s</text>`, dot(m.x), dot(m.y), m.anchor, ink, weight, html.EscapeString(m.text))
		}
	}
	out.WriteString("</svg>")
	return template.HTML(out.String()) //nolint:gosec // every text in it went through EscapeString
}

// dot writes a coordinate with at most one decimal.
func dot(v float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", v), ".0")
}

// em is how wide a letter stands: a Chinese one is as wide as high.
func em(r rune) float64 {
	switch {
	case r >= 0x2e80:
		return 1
	case strings.ContainsRune(" ,.;:", r):
		return .28
	case strings.ContainsRune("()-", r):
		return .34
	}
	return .56
}

// wide is how wide a text stands, in letters.
func wide(text string) float64 {
	sum := 0.0
	for _, r := range text {
		sum += em(r)
	}
	return sum
}

// fit cuts a text to so many letters.
func fit(text string, most float64) string {
	if wide(text) <= most {
		return text
	}
	sum := 1.0 // the sign for what was left out
	for i, r := range text {
		if sum += em(r); sum > most {
			return text[:i] + "…"
		}
	}
	return text
}

// evenly folds a text into as few lines as hold it, at most three, of about the
// same length.
func evenly(text string, most float64) []string {
	lines := math.Max(1, math.Min(3, math.Ceil(wide(text)/most)))
	return fold(text, math.Ceil(wide(text)/lines), 3)
}

// fold cuts a text into lines of so many letters.
func fold(text string, most float64, lines int) []string {
	var out []string
	for text != "" && len(out) < lines-1 {
		end, sum := 0, 0.0
		for i, r := range text {
			if sum += em(r); sum > most && i > 0 {
				break
			}
			end = i + utf8.RuneLen(r)
		}
		out, text = append(out, text[:end]), text[end:]
	}
	if text != "" {
		out = append(out, fit(text, math.Max(most, 2)))
	}
	return out
}

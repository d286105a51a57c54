package sla

import (
	"regexp"
	"slices"
	"strings"
)

var numeralPattern = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)

// wide turns full-width digits, which an input method gives, into plain ones.
var wide = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", "，", "、")

// Numbers are the numbers in a text, in one way of writing: no commas, no zeros
// at the end of a fraction.
func Numbers(text string) []string {
	var out []string
	for _, n := range numeralPattern.FindAllString(wide.Replace(text), -1) {
		out = append(out, plainNumber(n))
	}
	return out
}

func plainNumber(n string) string {
	n = strings.TrimRight(strings.ReplaceAll(n, ",", ""), ",")
	if strings.Contains(n, ".") {
		n = strings.TrimRight(strings.TrimRight(n, "0"), ".")
	}
	if trimmed := strings.TrimLeft(n, "0"); trimmed != "" && trimmed[0] != '.' {
		return trimmed
	}
	return n
}

// Strange are the numbers of an edited text that the section, as it was
// computed, does not have: typed by hand, they do not follow from the snapshot.
func (s BulletinSection) Strange(text string) []string {
	return strangers(text, append(Numbers(s.Text), NumbersIn([]Block{{Table: s.Table, Chart: s.Chart}})...))
}

// NumbersIn are the numbers that stand in blocks: in texts, tables and charts.
func NumbersIn(blocks []Block) []string {
	var known []string
	for _, b := range blocks {
		for _, r := range b.Runs {
			known = append(known, Numbers(r.Text)...)
		}
		if b.Table != nil {
			for _, r := range b.Table.Rows {
				known = append(known, Numbers(strings.Join(r.Cells, " "))...)
			}
		}
		if b.Chart != nil {
			known = append(known, b.Chart.numbers()...)
		}
	}
	return known
}

// numbers are those written in a chart.
func (c Chart) numbers() []string {
	var known []string
	for _, p := range c.Points {
		if c.Hundredths {
			known = append(known, plainNumber(Dec(p.Value).String()))
		} else {
			known = append(known, plainNumber(comma(p.Value)))
		}
	}
	for _, l := range c.Lines {
		for _, v := range l.Values {
			if v != nil {
				known = append(known, plainNumber(v.String()))
			}
		}
	}
	for _, r := range c.Cells {
		known = append(known, plainNumber(comma(r.Sum)))
		for _, n := range r.Counts {
			known = append(known, plainNumber(comma(n)))
		}
	}
	return known
}

// strangers are the numbers of a text that are not known, each once.
func strangers(text string, known []string) []string {
	var out []string
	for _, n := range numeralPattern.FindAllString(wide.Replace(text), -1) {
		if n = strings.TrimRight(n, ","); !slices.Contains(known, plainNumber(n)) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

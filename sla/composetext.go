package sla

import (
	"regexp"
	"slices"
	"strings"
)

// TextOf is the text of the paragraphs as a person edits it: a line a paragraph,
// **bold**, __lead-in__.
func TextOf(blocks []Block) string {
	marks := map[string]string{"bold": "**", "lead": "__"}
	var lines []string
	for _, b := range blocks {
		if b.Kind != BlockParagraph {
			continue
		}
		var line strings.Builder
		for _, r := range b.Runs {
			line.WriteString(marks[r.Style] + r.Text + marks[r.Style])
		}
		lines = append(lines, line.String())
	}
	return strings.Join(lines, "\n")
}

var marked = regexp.MustCompile(`\*\*(.+?)\*\*|__(.+?)__`)

// paragraph is a line of edited text; marks without their like are plain text.
func paragraph(line string) Block {
	b := Block{Kind: BlockParagraph}
	add := func(text, style string) {
		if text != "" {
			b.Runs = append(b.Runs, Run{Text: text, Style: style})
		}
	}
	end := 0
	for _, m := range marked.FindAllStringSubmatchIndex(line, -1) {
		add(line[end:m[0]], "")
		if m[2] >= 0 {
			add(line[m[2]:m[3]], "bold")
		} else {
			add(line[m[4]:m[5]], "lead")
		}
		end = m[1]
	}
	add(line[end:], "")
	return b
}

// SectionState is what a page shows beside a section while it is composed.
type SectionState struct {
	Key            string   `json:"key"`
	Title          string   `json:"title"`
	On             bool     `json:"on"`
	Order          int      `json:"order"`
	Edited         bool     `json:"edited"`
	Text           string   `json:"text"`
	Generated      string   `json:"generated"`
	GeneratedTitle string   `json:"generated_title"`
	Differs        []string `json:"differs"` // numbers that do not follow from the snapshot
	Claims         []string `json:"claims"`  // superlatives that were not computed
}

// States are all sections of the brief, hidden ones too, in their order.
func (c Composition) States(generated Brief) []SectionState {
	list := []SectionState{c.state(generated, Section{Key: SectionSummary, Heading: briefLabels()["brief.section.summary"], Blocks: generated.Summary}, generated.Summary)}
	for _, s := range c.ordered(generated) {
		i := slices.IndexFunc(generated.Sections, func(g Section) bool { return g.Key == s.Key })
		var computed []Block
		if i >= 0 {
			computed = generated.Sections[i].Blocks
		}
		list = append(list, c.state(generated, s, computed))
	}
	list = append(list, c.state(generated, Section{Key: SectionAnnex, Heading: briefLabels()["brief.section.annex"]}, generated.Annex))
	for i := range list {
		list[i].Order = i
	}
	return list
}

func (c Composition) state(generated Brief, s Section, computed []Block) SectionState {
	choice := c.choice(s.Key)
	st := SectionState{Key: s.Key, On: !choice.Off, Edited: choice.Title != "" || choice.Text != "", Generated: TextOf(s.Blocks),
		GeneratedTitle: s.Heading, Title: choice.apply(s).Heading, Text: TextOf(choice.apply(s).Blocks)}
	known := slices.Concat(generated.headline(), NumbersIn(computed))
	if strings.HasPrefix(s.Key, OwnSection) {
		known = generated.numbers()
	}
	st.Differs = append([]string{}, strangers(uncounted(st.Text), known)...)
	st.Claims = claims(st.Text, TextOf(computed))
	return st
}

var ticketNumber = regexp.MustCompile(`\d{8}-\d{3,}`)

// uncounted is a text without the numbers that count nothing: places in a list
// and numbers of tickets.
func uncounted(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, numbered.ReplaceAllString(ticketNumber.ReplaceAllString(line, ""), ""))
	}
	return strings.Join(lines, "")
}

// headline are the numbers any section may repeat: those of the title, the
// summary and the main table.
func (b Brief) headline() []string {
	known := append(Numbers(b.Title), NumbersIn(b.Summary)...)
	for _, s := range b.Sections {
		for _, block := range s.Blocks {
			if block.Table != nil && block.Table.Key == "main" {
				known = append(known, NumbersIn([]Block{block})...)
			}
		}
	}
	return known
}

// numbers are all numbers of the brief.
func (b Brief) numbers() []string {
	known := slices.Concat(Numbers(b.Title), NumbersIn(b.Summary), NumbersIn(b.Annex))
	for _, s := range b.Sections {
		known = append(known, NumbersIn(s.Blocks)...)
	}
	return known
}

var superlative = regexp.MustCompile(`(?:全区|全市|本月|单位中)?(?:最[高低多少好差大小快慢]|第一名|末位|首位|倒数第[一二三])`)

// claims are the superlatives of a text that the computed one does not have.
func claims(text, computed string) []string {
	list := []string{}
	for _, w := range superlative.FindAllString(text, -1) {
		if !strings.Contains(computed, w) && !slices.Contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}

package sla

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// OwnSection begins the key of a section a person added (自拟).
const OwnSection = "own-"

// The parts of a brief beside its numbered sections. They have a fixed place.
const (
	SectionSummary = "summary"
	SectionAnnex   = "annex"
)

// Composition is what a person decided about the brief of a month (编排): which
// sections, in which order, in which words. What it does not name stays as it was
// computed.
type Composition struct {
	Sections []Choice `json:"sections,omitempty"` // in the order of the brief
	To       string   `json:"to,omitempty"`
	CC       string   `json:"cc,omitempty"`
	Signer   string   `json:"signer,omitempty"`
	Issuer   string   `json:"issuer,omitempty"`
	Steps    []string `json:"steps,omitempty"` // demands before the computed ones
	Cases    []Case   `json:"cases,omitempty"` // cases before the computed ones
}

// Choice is what was decided about one section. An empty title or text is the
// computed one.
type Choice struct {
	Key   string `json:"key"`
	Off   bool   `json:"off,omitempty"`
	Title string `json:"title,omitempty"`
	Text  string `json:"text,omitempty"` // a line is a paragraph, **bold**, __lead-in__
}

// Compose is the brief as it prints: the computed one with the decisions of a
// person. Tables, charts and notes are always the computed ones.
func Compose(generated Brief, c Composition) Brief {
	b := c.typed(generated)
	b.Sections = nil
	for _, s := range c.ordered(generated) {
		if choice := c.choice(s.Key); !choice.Off {
			b.Sections = append(b.Sections, choice.apply(s))
		}
	}
	b.Summary = c.choice(SectionSummary).apply(Section{Blocks: generated.Summary}).Blocks
	if c.choice(SectionAnnex).Off {
		b.Annex = nil
	}
	b.renumber()
	return b
}

// typed is the generated brief with the lines at its head and foot that were
// typed.
func (c Composition) typed(b Brief) Brief {
	for into, text := range map[*string]string{&b.To: c.To, &b.CC: c.CC, &b.Signer: c.Signer, &b.Issuer: c.Issuer} {
		if text != "" {
			*into = text
		}
	}
	return b
}

// choice is the decision about a section; none leaves it as it is.
func (c Composition) choice(key string) Choice {
	if i := slices.IndexFunc(c.Sections, func(o Choice) bool { return o.Key == key }); i >= 0 {
		return c.Sections[i]
	}
	return Choice{Key: key}
}

// ordered are the sections, hidden ones too, in the order chosen, their titles
// without numerals. A section nobody has decided about follows the one it was
// computed after.
func (c Composition) ordered(generated Brief) []Section {
	computed := c.sections(generated)
	var list []Section
	for _, choice := range c.Sections {
		i := slices.IndexFunc(computed, func(s Section) bool { return s.Key == choice.Key })
		switch {
		case slices.ContainsFunc(list, func(s Section) bool { return s.Key == choice.Key }):
		case i >= 0:
			list = append(list, computed[i])
		case strings.HasPrefix(choice.Key, OwnSection):
			list = append(list, Section{Key: choice.Key})
		}
	}
	for i, s := range computed {
		if slices.ContainsFunc(list, func(o Section) bool { return o.Key == s.Key }) {
			continue
		}
		at := 0
		if i > 0 {
			at = 1 + slices.IndexFunc(list, func(o Section) bool { return o.Key == computed[i-1].Key })
		}
		list = slices.Insert(list, at, s)
	}
	return list
}

// sections are the computed sections with the typed cases and demands in them.
func (c Composition) sections(generated Brief) []Section {
	list := slices.Clone(generated.Sections)
	for i, s := range list {
		_, title, found := strings.Cut(s.Heading, "、")
		if found {
			list[i].Heading = title
		}
		switch s.Key {
		case "cases":
			list[i].Blocks = withCases(c.Cases, s.Blocks)
		case "steps":
			list[i].Blocks = withSteps(c.Steps, s.Blocks)
		}
	}
	if len(c.Cases) > 0 && !slices.ContainsFunc(list, func(s Section) bool { return s.Key == "cases" }) {
		list = append(list, Section{Key: "cases", Heading: briefLabels()["brief.section.cases"], Blocks: withCases(c.Cases, nil)})
	}
	return list
}

// withCases puts typed cases before the computed ones, in one paragraph.
func withCases(cases []Case, blocks []Block) []Block {
	if len(cases) == 0 {
		return blocks
	}
	var list []Run
	for _, c := range cases {
		text := strings.TrimRight(c.Text, "。")
		if c.No != "" {
			text += fmt.Sprintf("（工单 %s）", c.No)
		}
		list = append(list, Run{Text: c.Unit, Style: "bold"}, Run{Text: text + "。"})
	}
	return append([]Block{{Kind: BlockParagraph, Runs: list}}, blocks...)
}

var numbered = regexp.MustCompile(`^\d+\. `)

// withSteps puts typed demands before the computed ones and numbers all.
func withSteps(steps []string, blocks []Block) []Block {
	if len(steps) == 0 {
		return blocks
	}
	all := slices.Clone(steps)
	for _, line := range strings.Split(TextOf(blocks), "\n") {
		if place := numbered.FindString(line); place != "" {
			all = append(all, strings.TrimPrefix(line, place))
		}
	}
	var list []Block
	for i, s := range all {
		list = append(list, paragraph(fmt.Sprintf("%d. %s", i+1, s)))
	}
	return list
}

// apply puts the chosen title and text into a section. The text takes the place
// of the first paragraph.
func (o Choice) apply(s Section) Section {
	s.Heading = cmp.Or(o.Title, s.Heading)
	if o.Text == "" {
		return s
	}
	var blocks []Block
	for line := range strings.Lines(o.Text) {
		if line = strings.TrimSpace(line); line != "" {
			blocks = append(blocks, paragraph(line))
		}
	}
	first := max(0, slices.IndexFunc(s.Blocks, func(b Block) bool { return b.Kind == BlockParagraph }))
	rest := slices.DeleteFunc(slices.Clone(s.Blocks), func(b Block) bool { return b.Kind == BlockParagraph })
	s.Blocks = slices.Insert(rest, min(first, len(rest)), blocks...)
	return s
}

// renumber counts sections, tables and figures anew after sections moved.
func (b *Brief) renumber() {
	for i := range b.Sections {
		b.Sections[i].Heading = numeral(i) + "、" + b.Sections[i].Heading
	}
	b.renumberCaptions()
}

func (b *Brief) renumberCaptions() {
	tables, charts := 0, 0
	for i, s := range b.Sections {
		s.Blocks = slices.Clone(s.Blocks)
		for j, block := range s.Blocks {
			switch {
			case block.Table != nil:
				t := *block.Table
				t.Caption = recount(t.Caption, "表", &tables)
				s.Blocks[j].Table = &t
			case block.Chart != nil:
				c := *block.Chart
				c.Caption = recount(c.Caption, "图", &charts)
				s.Blocks[j].Chart = &c
			}
		}
		b.Sections[i] = s
	}
}

// recount gives a caption like "表2　镇街" the next number.
func recount(caption, word string, n *int) string {
	head, rest, found := strings.Cut(caption, "　")
	if !found || !strings.HasPrefix(head, word) {
		return caption
	}
	*n++
	return fmt.Sprintf("%s%d　%s", word, *n, rest)
}

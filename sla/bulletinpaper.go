package sla

import (
	"fmt"
	"strings"
)

// Paper is the bulletin laid out as a brief is, so that both print alike.
func (b Bulletin) Paper(draft bool) Brief {
	out := Brief{Month: b.Period, Draft: draft, Org: b.Org, Name: b.Name, Issue: b.Issue, Issuer: b.Issuer, Date: b.Date, Title: b.Title,
		SnapshotAt: b.SnapshotAt}
	if b.To != "" {
		out.To = "发：" + b.To
		if b.Kind == BulletinFeedback { // a letter to the head of one unit
			out.Summary = []Block{{Kind: BlockParagraph, Runs: []Run{{Text: b.To + "：", Style: "bold"}}}}
		}
	}
	for _, s := range b.Sections {
		if s.Hidden {
			continue
		}
		section := Section{Key: s.Key, Heading: fmt.Sprintf("%s、%s", numeral(len(out.Sections)), s.Title)}
		for line := range strings.Lines(s.Text) {
			if line = strings.TrimSpace(line); line != "" {
				section.Blocks = append(section.Blocks, Block{Kind: BlockParagraph, Runs: []Run{{Text: line}}})
			}
		}
		if s.Table != nil {
			section.Blocks = append(section.Blocks, Block{Kind: BlockTable, Table: s.Table})
		}
		if s.Chart != nil {
			section.Blocks = append(section.Blocks, Block{Kind: BlockChart, Chart: s.Chart})
		}
		out.Sections = append(out.Sections, section)
	}
	return out
}

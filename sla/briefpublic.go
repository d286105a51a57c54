package sla

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

// Withheld are the names that a public edition does not carry: units anywhere but
// in the completion table and the cases, people nowhere.
type Withheld struct{ Units, People []string }

// publicSections are those of a brief that are published to everybody, with what
// may stand in their place: the monthly intake, completion by unit and typical
// cases. Ranking, problems and demands are for the units.
var publicSections = []string{"overall", "composition", "hot", "completion", "cases"}

// PublicEdition is the brief for everybody (公开版). A sentence that names what is
// withheld is left out whole; numbers of tickets are left out of the rest.
func PublicEdition(printed Brief, w Withheld) Brief {
	b := printed
	b.To, b.CC, b.Signer, b.Annex, b.Sections, b.Completion = "", "", "", []Block{}, nil, nil
	all := slices.Concat(w.Units, w.People)
	b.Summary = withholdAll(printed.Summary, all)
	for _, key := range publicSections {
		s := Section{Key: key, Heading: briefLabels()["brief.section."+key]}
		if i := slices.IndexFunc(printed.Sections, func(o Section) bool { return o.Key == key }); i >= 0 {
			hidden := all
			if key == "cases" {
				hidden = w.People
			}
			s.Blocks = withholdAll(printed.Sections[i].Blocks, hidden)
		}
		if key == "completion" && printed.Completion != nil {
			s.Blocks = []Block{{Kind: BlockTable, Table: printed.Completion}}
		}
		if len(s.Blocks) > 0 {
			b.Sections = append(b.Sections, s)
		}
	}
	b.renumber()
	return b
}

// withholdAll keeps of every paragraph the sentences without hidden names; tables
// and charts of the public sections name no unit.
func withholdAll(blocks []Block, hidden []string) []Block {
	var list []Block
	for _, b := range blocks {
		if len(b.Runs) > 0 {
			if b.Runs = withhold(b.Runs, hidden); len(b.Runs) == 0 {
				continue
			}
		}
		list = append(list, b)
	}
	return list
}

var bracketedTicket = regexp.MustCompile(`（工单 ?[^）]*）`)

func withhold(list []Run, hidden []string) []Run {
	var kept, sentence []Run
	end := func() {
		text := ""
		for _, r := range sentence {
			text += r.Text
		}
		if !slices.ContainsFunc(hidden, func(name string) bool { return name != "" && strings.Contains(text, name) }) {
			kept = append(kept, sentence...)
		}
		sentence = nil
	}
	for _, r := range list {
		for part := range strings.SplitAfterSeq(r.Text, "。") {
			part = ticketNumber.ReplaceAllString(bracketedTicket.ReplaceAllString(part, ""), "")
			if part == "" {
				continue
			}
			sentence = append(sentence, Run{Text: part, Style: r.Style})
			if strings.HasSuffix(part, "。") && r.Style != "lead" { // a lead-in belongs to what follows
				end()
			}
		}
	}
	end()
	return kept
}

// completion is the table of the public edition: what every unit had to resolve
// and did on time, without ranks and scores.
func (v *view) completion() *Table {
	t := &Table{Key: "completion", Caption: v.caption(1, v.word("table.completion")), Halves: true, Columns: []Column{
		{Title: v.word("column.unit")}, {Title: v.word("column.due"), Right: true},
		{Title: v.word("column.on_time"), Right: true}, {Title: v.word("column.rate"), Right: true, Bold: true},
	}}
	rows := slices.DeleteFunc(slices.Clone(v.rows), func(r Row) bool { return r.Due == 0 })
	slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(b.Due, a.Due), cmp.Compare(a.Name, b.Name)) })
	for _, r := range rows {
		onTime := r.Due - r.Late
		rate := percent(onTime, r.Due, 2)
		t.Rows = append(t.Rows, TableRow{Unit: r.Unit, Cells: []string{r.Name, comma(r.Due), comma(onTime), share(&rate)}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

package sla

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// Brief is the monthly brief (工作简报) as a value. Pages and documents lay it out;
// every figure in it was computed from the month it was built from.
type Brief struct {
	Month      string    `json:"month"`
	Draft      bool      `json:"draft,omitempty"`
	Org        string    `json:"org"`
	Name       string    `json:"name"`
	Issue      string    `json:"issue"`
	Issuer     string    `json:"issuer"`
	Date       string    `json:"date"`
	Title      string    `json:"title"`
	Edition    int       `json:"edition,omitempty"`    // of the month's scores that it rests on
	Correction string    `json:"correction,omitempty"` // in the masthead of one that takes the place of another (更正)
	Summary    []Block   `json:"summary"`
	Sections   []Section `json:"sections"`
	Annex      []Block   `json:"annex"`
	To         string    `json:"to"`
	CC         string    `json:"cc"`
	Signer     string    `json:"signer"`
	SnapshotAt time.Time `json:"snapshot_at"`
	Scheme     SchemeRef `json:"scheme"`
	// Completion is the table of the public edition (公开版), which no other has.
	Completion *Table `json:"completion,omitempty"`
}

// Section is a numbered part of the brief.
type Section struct {
	Key     string  `json:"key"`
	Heading string  `json:"heading"`
	Blocks  []Block `json:"blocks"`
}

// The kinds of a Block.
const (
	BlockParagraph = "paragraph"
	BlockNote      = "note" // small print under a table
	BlockTable     = "table"
	BlockChart     = "chart"
)

// Block is a paragraph, a note, a table or a chart.
type Block struct {
	Kind  string `json:"kind"`
	Runs  []Run  `json:"runs,omitempty"`
	Table *Table `json:"table,omitempty"`
	Chart *Chart `json:"chart,omitempty"`
}

// Run is text in one style: plain, "bold", or "lead" for a lead-in (楷体).
type Run struct {
	Text  string `json:"text"`
	Style string `json:"style,omitempty"`
}

// Table is a table with its caption; Halves asks for two columns side by side.
type Table struct {
	Key     string     `json:"key"`
	Caption string     `json:"caption"`
	Columns []Column   `json:"columns"`
	Rows    []TableRow `json:"rows"`
	Halves  bool       `json:"halves,omitempty"`
}

// Column is a table's column; numbers are set to the right.
type Column struct {
	Title string `json:"title"`
	Right bool   `json:"right,omitempty"`
	Bold  bool   `json:"bold,omitempty"`
}

// TableRow is a row, or a Fold: one cell over the whole width for rows left out.
type TableRow struct {
	Cells []string `json:"cells"`
	Unit  string   `json:"unit,omitempty"`
	Fold  bool     `json:"fold,omitempty"`
}

// BriefInput is what a brief is built from. Only Month and Scheme are required;
// what is absent is left out of the text.
type BriefInput struct {
	Month              Month
	Previous, LastYear *Month // for 环比 and 同比
	Scheme             Scheme
	Org, Issuer, Area  string
	Issue, Serial      int // 第N期, 总第N期; the month's number and none if zero
	IssuedAt           time.Time
	SnapshotAt         time.Time
	ReportBy           time.Time // when the named units report; five working days after IssuedAt if zero
	Calendar           *Calendar // CN if nil
	Draft              bool
	Labels             map[string]string // "category.heating": what a code is called
	Series             []Tally           // intake of the last 13 months, by month
	Calls              *Calls
	Repeats            *Repeats
	Hot                []HotIssue
	Records            []Record     // behind the month: for causes, cases and the heat table
	Trend              []MonthRates // of the last months, by month
	Adjustments        []Adjustment // what was decided about the month; exclusions are listed
	Cases              []Case
	Steps              []string // demands in a person's words, before the computed ones
	To, CC, Signer     string
}

// Calls are the figures of the telephone line: the calls that asked for a person,
// and those that got one; 接通率 = Answered ÷ Received.
type Calls struct{ Received, Answered int }

// Repeats are the tickets about a matter raised before, and their call-backs.
type Repeats struct{ Count, Satisfied, Answers int }

// HotIssue is an issue many callers raised.
type HotIssue struct {
	Name   string
	Count  int
	Places []string
	Text   string
}

// Case is a case worth telling, in a person's words.
type Case struct{ Unit, Text, No string }

// BuildBrief lays out the month's brief.
func BuildBrief(in BriefInput) Brief {
	v := newView(in)
	b := Brief{
		Month: in.Month.Month, Draft: in.Draft, Org: in.Org, Name: v.word("name"), Issuer: in.Issuer,
		Issue: v.issue(), Date: ChineseDay(in.IssuedAt), Title: v.title(), Summary: v.paragraphs("summary"),
		To: cmp.Or(in.To, v.word("to")), CC: cmp.Or(in.CC, v.word("cc")), Signer: cmp.Or(in.Signer, v.word("signer")), SnapshotAt: in.SnapshotAt.UTC(), Scheme: in.Month.Scheme,
	}
	b.add(v, "overall", v.paragraphs("intake"), v.paragraphs("handling"), v.mainTable())
	b.add(v, "composition", v.paragraphs("composition"), v.charts())
	b.add(v, "hot", v.paragraphs("hot"))
	b.add(v, "ranking", v.paragraphs("ranking"), v.groupTables(), v.notes("ranknote"))
	b.add(v, "cases", v.paragraphs("cases"))
	b.add(v, "problems", v.paragraphs("problems"))
	b.add(v, "steps", v.paragraphs("steps"))
	b.add(v, "figures", v.figures())
	b.Annex = append(v.notes("annex"), v.annexTables()...)
	if t := v.exclusionTable(); t != nil {
		b.Annex = append(b.Annex, Block{Kind: BlockTable, Table: t})
	}
	b.Completion = v.completion()
	b.renumberCaptions()
	return b
}

// add appends a section unless there is nothing to say in it.
func (b *Brief) add(v *view, key string, blocks ...[]Block) {
	s := Section{Key: key}
	for _, list := range blocks {
		s.Blocks = append(s.Blocks, list...)
	}
	if len(s.Blocks) > 0 {
		s.Heading = fmt.Sprintf("%s、%s", numeral(len(b.Sections)), v.word("section."+key))
		b.Sections = append(b.Sections, s)
	}
}

// runs splits text at the marks of the templates: <b> for bold, <k> for a lead-in.
func runs(text string) []Run {
	var list []Run
	style := ""
	for text != "" {
		before, rest, tag := nextTag(text)
		if before != "" {
			list = append(list, Run{Text: before, Style: style})
		}
		switch tag {
		case "<b>":
			style = "bold"
		case "<k>":
			style = "lead"
		default:
			style = ""
		}
		text = rest
	}
	return list
}

func nextTag(text string) (before, rest, tag string) {
	for i := range text {
		for _, tag := range []string{"<b>", "</b>", "<k>", "</k>"} {
			if strings.HasPrefix(text[i:], tag) {
				return text[:i], text[i+len(tag):], tag
			}
		}
	}
	return text, "", ""
}

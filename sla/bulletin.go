package sla

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/template"
	"time"
)

//go:embed text/bulletin.tmpl text/bulletin.json
var bulletinText embed.FS

// BulletinKind is what a bulletin looks back on.
type BulletinKind string

// The kinds of bulletins.
const (
	BulletinWeekly   BulletinKind = "weekly"   // 周通报
	BulletinFeedback BulletinKind = "feedback" // 月反馈, to the head of one unit
	BulletinAnnual   BulletinKind = "annual"   // 年总评
)

// BulletinKinds lists the kinds.
func BulletinKinds() []BulletinKind {
	return []BulletinKind{BulletinWeekly, BulletinFeedback, BulletinAnnual}
}

// Bulletin is a bulletin (通报) as a value. Its texts are a start for the person
// who signs it; Figures is the snapshot that every number in them was taken from.
type Bulletin struct {
	Kind       BulletinKind      `json:"kind"`
	Period     string            `json:"period"`
	Unit       string            `json:"unit,omitempty"`
	Org        string            `json:"org"`
	Name       string            `json:"name"`
	Issue      string            `json:"issue"`
	Issuer     string            `json:"issuer"`
	Date       string            `json:"date"`
	To         string            `json:"to"`
	Title      string            `json:"title"`
	Sections   []BulletinSection `json:"sections"`
	SnapshotAt time.Time         `json:"snapshot_at"`
	Figures    json.RawMessage   `json:"figures"`
}

// BulletinSection is one part of a bulletin; a line of Text is a paragraph.
type BulletinSection struct {
	Key    string `json:"key"`
	Title  string `json:"title"`
	Text   string `json:"text"`
	Table  *Table `json:"table,omitempty"`
	Chart  *Chart `json:"chart,omitempty"`
	Hidden bool   `json:"hidden,omitempty"`
}

// BulletinInput is what a bulletin is made from. What is absent is left out.
type BulletinInput struct {
	Kind                 BulletinKind
	Unit, UnitName       string
	Month                Month    // the scored week, month or year
	Previous             *Month   // the one before
	Records              []Record // as of the snapshot
	Scheme               Scheme
	Letters              []LetterFigure
	Lamps                []Lamps
	Hot                  []HotIssue
	Org, Issuer          string
	IssuedAt, SnapshotAt time.Time
	Calendar             *Calendar
	Labels               map[string]string
}

// LetterFigure is what a bulletin knows of a letter of the ladder (督办文书).
type LetterFigure struct {
	Unit, Kind string // the unit's name
	At         time.Time
	AnsweredAt time.Time // zero: not answered
}

// Lamps are the lights of one unit (红黄灯) at the snapshot.
type Lamps struct {
	Unit   string `json:"unit"`
	Red    int    `json:"red"`
	Yellow int    `json:"yellow"`
}

// BuildBulletin computes the figures of the period and writes the texts.
func BuildBulletin(in BulletinInput) (Bulletin, error) {
	p, err := newPen(in)
	if err != nil {
		return Bulletin{}, err
	}
	b := Bulletin{Kind: in.Kind, Period: in.Month.Month, Unit: in.Unit, Org: in.Org, Issuer: in.Issuer, Name: p.word(string(in.Kind) + ".name"),
		Date: ChineseDay(in.IssuedAt), SnapshotAt: in.SnapshotAt.UTC()}
	var figures any
	switch in.Kind {
	case BulletinWeekly:
		f := p.weekFigures()
		b.Sections, figures = p.week(f), f
	case BulletinFeedback:
		f, err := p.feedbackFigures()
		if err != nil {
			return b, err
		}
		b.Sections, figures = p.feedback(f), f
	case BulletinAnnual:
		f := p.yearFigures()
		b.Sections, figures = p.year(f), f
	default:
		return b, fmt.Errorf("bulletin kind %q is unknown", in.Kind)
	}
	b.Issue, b.Title, b.To = p.text(string(in.Kind)+".issue", p.head()), p.text(string(in.Kind)+".title", p.head()), p.text(string(in.Kind)+".to", p.head())
	b.Sections = slices.DeleteFunc(b.Sections, func(s BulletinSection) bool { return s.Text == "" && s.Table == nil && s.Chart == nil })
	b.Figures, err = json.Marshal(figures)
	return b, err
}

// pen writes a bulletin: the input, the words and the bounds of the period.
type pen struct {
	in       BulletinInput
	from, to time.Time
	words    map[string]string
	tmpl     *template.Template
}

func newPen(in BulletinInput) (*pen, error) {
	p := &pen{in: in, words: map[string]string{}}
	var err error
	if p.from, p.to, err = PeriodBounds(in.Month.Month); err != nil {
		return nil, err
	}
	data, err := bulletinText.ReadFile("text/bulletin.json")
	if err == nil {
		err = json.Unmarshal(data, &p.words)
	}
	if err != nil {
		return nil, fmt.Errorf("bulletin words: %w", err)
	}
	p.tmpl, err = template.New("").Funcs(template.FuncMap{"n": comma, "join": strings.Join, "pct": share, "word": p.word, "move": p.move}).
		ParseFS(bulletinText, "text/bulletin.tmpl")
	return p, err
}

func (p *pen) word(key string) string {
	if w, ok := p.in.Labels[key]; ok {
		return w
	}
	if w, ok := p.words[key]; ok {
		return w
	}
	return key
}

// text renders a template; each line that is not empty is a paragraph.
func (p *pen) text(name string, data any) string {
	var out strings.Builder
	if err := p.tmpl.ExecuteTemplate(&out, name, data); err != nil {
		panic("sla: bulletin template " + name + ": " + err.Error())
	}
	var lines []string
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func (p *pen) section(key string, data any) BulletinSection {
	return BulletinSection{Key: key, Title: p.word("section." + key), Text: p.text(string(p.in.Kind)+"."+key, data)}
}

// head is what the masthead is made of.
func (p *pen) head() map[string]any {
	_, week := p.from.ISOWeek()
	last := p.to.Add(-time.Hour)
	if p.in.SnapshotAt.Before(p.to) {
		last = p.in.SnapshotAt.In(Zone)
	}
	return map[string]any{"Year": p.from.Year(), "Month": int(p.from.Month()), "Week": week, "Unit": p.in.UnitName,
		"From": p.from.Format("1月2日"), "To": last.Format("1月2日"), "Whole": !p.in.SnapshotAt.Before(p.to)}
}

// by is the day by which what is asked for is due.
func (p *pen) by(workdays int) string {
	cal := p.in.Calendar
	if cal == nil {
		cal = CN()
	}
	return cal.AddWorkdays(p.in.IssuedAt, workdays).In(Zone).Format("1月2日")
}

// move says how a rate moved against the one before.
func (p *pen) move(change *Dec) string {
	switch {
	case change == nil:
		return ""
	case *change > 0:
		return p.word("move.up") + change.String() + p.word("move.points")
	case *change < 0:
		return p.word("move.down") + (-*change).String() + p.word("move.points")
	}
	return p.word("move.same")
}

func (p *pen) columns(keys ...string) []Column {
	var out []Column
	for i, key := range keys {
		out = append(out, Column{Title: p.word("column." + key), Right: i > 0})
	}
	return out
}

// hot are the hot issues, each a part of one sentence.
func (p *pen) hot() []HotIssue {
	out := slices.Clone(p.in.Hot)
	for i := range out {
		out[i].Text = strings.TrimRight(out[i].Text, "。")
	}
	return out
}

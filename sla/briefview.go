package sla

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"time"
)

//go:embed text
var briefText embed.FS

// view is what the brief's templates see.
type view struct {
	in     BriefInput
	month  time.Time
	labels map[string]string
	text   *template.Template
	rows   []Row // of all groups, ranked or not
}

func newView(in BriefInput) *view {
	v := &view{in: in, labels: briefLabels()}
	v.month, _, _ = MonthBounds(in.Month.Month)
	for key, label := range in.Labels {
		v.labels[key] = label
	}
	v.text = template.Must(template.New("").Funcs(template.FuncMap{
		"n": comma, "join": strings.Join, "numeral": numeral, "inc": func(i int) int { return i + 1 },
	}).ParseFS(briefText, "text/brief.tmpl"))
	for _, g := range in.Month.Groups {
		v.rows = slices.Concat(v.rows, g.Ranked, g.Observed, g.None)
	}
	return v
}

// briefLabels are the built-in texts of the brief and of the codes in it.
func briefLabels() map[string]string {
	labels := map[string]string{}
	data, err := briefText.ReadFile("text/labels.json")
	if err == nil {
		err = json.Unmarshal(data, &labels)
	}
	if err != nil {
		panic("sla: built-in labels: " + err.Error())
	}
	return labels
}

// paragraphs renders a template; every line that is not empty is a paragraph.
func (v *view) paragraphs(name string) []Block { return v.blocks(name, BlockParagraph) }

func (v *view) notes(name string) []Block { return v.blocks(name, BlockNote) }

func (v *view) blocks(name, kind string) []Block {
	var out strings.Builder
	if err := v.text.ExecuteTemplate(&out, name, v.data(name)); err != nil {
		panic("sla: template " + name + ": " + err.Error())
	}
	var blocks []Block
	for line := range strings.Lines(out.String()) {
		if line = strings.TrimSpace(line); line != "" {
			blocks = append(blocks, Block{Kind: kind, Runs: runs(line)})
		}
	}
	return blocks
}

func (v *view) data(name string) any {
	switch name {
	case "summary":
		return v.summary()
	case "intake", "handling":
		return v.overall()
	case "composition":
		return v.composition()
	case "hot":
		return v.hot()
	case "ranking", "ranknote", "annex":
		return v.ranking()
	case "cases":
		return map[string]any{"Cases": v.cases()}
	case "problems":
		return map[string]any{"Problems": v.problems()}
	}
	return map[string]any{"Steps": v.steps(), "ReportBy": v.reportBy()}
}

// word is a text of the brief itself; label is what a code is called.
func (v *view) word(key string) string { return v.label("brief", key) }

func (v *view) label(kind, key string) string {
	if label, ok := v.labels[kind+"."+key]; ok {
		return label
	}
	return key
}

func (v *view) issue() string {
	issue := v.in.Issue
	if issue == 0 {
		issue = int(v.month.Month())
	}
	text := fmt.Sprintf(v.word("issue"), v.month.Year(), issue)
	return withSerial(text, v.in.Serial)
}

// withSerial writes 总第N期 behind the issue of the year.
func withSerial(issue string, serial int) string {
	if serial == 0 {
		return issue
	}
	issue, _, _ = strings.Cut(issue, "（")
	return issue + fmt.Sprintf(briefLabels()["brief.serial"], serial)
}

// Numbered is the brief with its number in the whole series (总第N期).
func (b Brief) Numbered(serial int) Brief {
	b.Issue = withSerial(b.Issue, serial)
	return b
}

// RestsOn is the edition of the scores under a brief; briefs from before editions
// were counted rest on the first.
func (b Brief) RestsOn() int { return max(1, b.Edition) }

// Replacing is the brief as the correction (更正) of one issued before: its
// masthead says which edition it rests on and what it takes the place of.
func (b Brief) Replacing(earlier Brief) Brief {
	if from, _, err := MonthBounds(b.Month); err == nil {
		month := from.In(Zone)
		b.Correction = fmt.Sprintf(briefLabels()["brief.correction"], month.Year(), int(month.Month()), b.RestsOn(), earlier.Date)
	}
	return b
}

func (v *view) title() string {
	return fmt.Sprintf(v.word("title"), v.month.Year(), int(v.month.Month()))
}

func (v *view) area() string {
	if v.in.Area == "" {
		return v.word("area")
	}
	return v.in.Area
}

// reportBy is the day by which the named units report.
func (v *view) reportBy() string {
	by := v.in.ReportBy
	if by.IsZero() {
		cal := v.in.Calendar
		if cal == nil {
			cal = CN()
		}
		by = cal.AddWorkdays(v.in.IssuedAt, 5)
	}
	return by.In(Zone).Format("1月2日")
}

// rate of a metric over all units of a month.
func (m *Month) rate(key string) Rate {
	if m != nil {
		for _, r := range m.Totals.Rates {
			if r.Key == key {
				return r
			}
		}
	}
	return Rate{Key: key}
}

// metricName is what the scheme calls a metric, else what the brief does.
func (v *view) metricName(key string) string {
	if m, ok := v.in.Scheme.metric(key); ok && m.Per == "point" {
		return m.Name
	}
	return v.label("metric", key)
}

// part of a row by key, with its counts even where the scheme lacks the metric.
func (r Row) part(key string) Part {
	for _, p := range slices.Concat(r.Parts, r.Extras) {
		if p.Key == key {
			return p
		}
	}
	return Part{Key: key}
}

func (p Part) fraction() string { return fraction(p.Num, p.Den) }

func fraction(num, den int) string { return comma(num) + " ÷ " + comma(den) }

func share(rate *Dec) string {
	if rate == nil {
		return "—"
	}
	return rate.String() + "%"
}

// versus is the change of a count in percent of the count before.
func versus(now, before int) Dec {
	return Dec(floorDiv((now-before)*2*100_00+before, 2*before))
}

func signed(d Dec) string {
	if d > 0 {
		return "+" + d.String()
	}
	return d.String()
}

// comma writes thousands with a comma.
func comma(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// numeral is the Chinese numeral of a place in a list, counted from zero.
func numeral(i int) string {
	digits := []rune("一二三四五六七八九十")
	switch {
	case i < 10:
		return string(digits[i])
	case i < 19:
		return "十" + string(digits[i-10])
	}
	return strconv.Itoa(i + 1)
}

// ChineseDay is a day as it is printed, like 2026年11月24日.
func ChineseDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Zone).Format("2006年1月2日")
}

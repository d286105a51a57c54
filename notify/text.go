package notify

import (
	"embed"
	"regexp"
	"strings"
	"text/template"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

//go:embed text/*.tmpl
var files embed.FS

// texts are parsed once: a fault in a template stops every program and test.
var texts = template.Must(template.ParseFS(files, "text/*.tmpl"))

// words are what a sentence may use. There is no field for anything a person
// has typed.
type words struct {
	State, Urgency, Clock string
	Level, Days           int
	Yes                   bool
	Due                   string // local time
	Post, Rule, Letter    string
	Count                 int
	Period                string // a month

	// Of messages over other channels. Title is that of a notice.
	Name, No, Title, Text string
	Again, Urgent         bool
}

// say renders the sentence of a kind; a kind without one has no text.
func say(kind string, w words) string {
	if texts.Lookup(kind) == nil {
		return ""
	}
	var b strings.Builder
	if err := texts.ExecuteTemplate(&b, kind, w); err != nil {
		return "" // the golden test renders every kind; a notice without its sentence still tells
	}
	return b.String()
}

// number is anything long enough to be a telephone or identity number.
var number = regexp.MustCompile(`\d{7,}[Xx]?|1\d\d[ -]\d{4}[ -]\d{4}`)

// Title is the title of a ticket as a notice may show it: a report (举报) or a
// confidential ticket shows what it is and nothing else, and numbers by which a
// person could be found are blotted out.
func Title(t dispatch.Ticket) string {
	switch {
	case t.Type == dispatch.Report:
		return say("title_report", words{})
	case t.IsSealed():
		return say("title_confidential", words{})
	}
	return number.ReplaceAllString(t.Title, "****")
}

// local is a moment as people at the hotline read it.
func local(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(sla.Zone).Format("01-02 15:04")
}

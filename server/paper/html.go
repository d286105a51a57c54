package paper

import (
	_ "embed"
	"html/template"
	"io"
	"slices"
	"sync"

	"hotline/sla"
)

//go:embed brief.tmpl
var briefPage string

// layout is the brief's page for paper (A4). It is compiled with its first use.
var layout = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("brief").Funcs(template.FuncMap{
		"parts": parts, "annexed": annexed, "annexNotes": annexNotes, "clean": clean,
	}).Parse(briefPage))
})

// markLines is how often the watermark stands on a sheet.
const markLines = 40

// watermark is the text of the watermark (水印) as often as it stands on a sheet.
func (o Options) watermark() []string {
	if o.Watermark == "" {
		return nil
	}
	return slices.Repeat([]string{clean(o.Watermark)}, markLines)
}

// HTML lays the brief out as one HTML document that prints on A4. It has no
// script and asks for nothing else.
func HTML(w io.Writer, b sla.Brief, o Options) error {
	return layout().Execute(w, struct {
		sla.Brief
		Mark      string
		Watermark []string
	}{b, o.mark(b), o.watermark()})
}

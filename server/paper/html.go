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
		"bars": drawChart, "halves": halves, "annexed": annexed,
	}).Parse(briefPage))
})

// HTML lays the brief out as one HTML document that prints on A4. It has no
// script and asks for nothing else.
func HTML(w io.Writer, b sla.Brief, o Options) error {
	return layout().Execute(w, struct {
		sla.Brief
		Mark string
	}{b, o.mark(b)})
}

// halves cuts the rows of a long table in two columns side by side; a table
// that is not to be cut is one half.
func halves(t *sla.Table) [][]sla.TableRow {
	if !t.Halves || len(t.Rows) < 2 {
		return [][]sla.TableRow{t.Rows}
	}
	half := (len(t.Rows) + 1) / 2
	return [][]sla.TableRow{t.Rows[:half], t.Rows[half:]}
}

// annexed tells whether tables follow the brief, on a sheet of their own.
func annexed(b sla.Brief) bool {
	return slices.ContainsFunc(b.Annex, func(x sla.Block) bool { return x.Kind == sla.BlockTable })
}

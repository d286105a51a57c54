package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

//go:embed printmark.tmpl
var printMark string

var markLayout = sync.OnceValue(func() *template.Template { return template.Must(template.New("mark").Parse(printMark)) })

// markLines is how often the text stands on a sheet.
const markLines = 40

// writeMarked writes a page that prints, with the watermark (水印) of who asked
// for it across every sheet; on the screen there is nothing of it.
func writeMarked(w io.Writer, page []byte, by dispatch.Actor, unit, what string, at time.Time) error {
	text := strings.Join(strings.Fields(strings.Join([]string{by.Name, by.ID, unit, at.In(sla.Zone).Format("2006-01-02 15:04"), what}, " ")), " ")
	var mark bytes.Buffer
	if err := markLayout().Execute(&mark, slices.Repeat([]string{text}, markLines)); err != nil {
		return err
	}
	body, end, _ := bytes.Cut(page, []byte("</body>"))
	for _, part := range [][]byte{body, mark.Bytes(), []byte("</body>"), end} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

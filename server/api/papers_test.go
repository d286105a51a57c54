package api

import (
	"archive/zip"
	"bytes"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/server/paper"
)

// TestPapers takes a brief out as a document: it is one, it names who took it,
// and the taking is on record.
func TestPapers(t *testing.T) {
	o := openOffice(t)
	a := o.get("supervisor", "/briefs/2026-10.docx")
	require.Equal(t, 200, a.status, string(a.body))
	require.Equal(t, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", a.header.Get("Content-Type"))
	require.Contains(t, a.header.Get("Content-Disposition"), `filename="brief-2026-10.docx"`)
	z, err := zip.NewReader(bytes.NewReader(a.body), int64(len(a.body)))
	require.NoError(t, err)
	f, err := z.Open("word/header1.xml")
	require.NoError(t, err)
	head, err := io.ReadAll(f)
	require.NoError(t, err)
	require.Contains(t, string(head), "supervisor 2026-11-23 09:00")
	require.Contains(t, string(o.get("admin", "/access?kind=export").body), "brief-2026-10.docx")

	public := o.get("supervisor", "/briefs/2026-10.docx?edition=public")
	require.Equal(t, 200, public.status)
	z, err = zip.NewReader(bytes.NewReader(public.body), int64(len(public.body)))
	require.NoError(t, err)
	for _, file := range z.File {
		r, err := file.Open()
		require.NoError(t, err)
		data, err := io.ReadAll(r)
		require.NoError(t, err)
		require.NotContains(t, string(data), "supervisor", file.Name)
	}
	for _, path := range []string{"/briefs/2026-13.docx", "/briefs/x.pdf"} {
		require.Equal(t, 422, o.get("supervisor", path).status, path)
	}
	require.Equal(t, 404, o.get("supervisor", "/bulletins/weekly-2026-W46.docx").status)
}

// TestPDFWithoutAProgram says in words what to do where no PDF can be made.
func TestPDFWithoutAProgram(t *testing.T) {
	a := openOffice(t).get("supervisor", "/briefs/2026-10.pdf")
	require.Equal(t, 501, a.status)
	require.Contains(t, string(a.body), `"pdf_unavailable"`)
	require.Contains(t, string(a.body), "Word")
}

func TestPDFFromTheRoute(t *testing.T) {
	_, err := exec.LookPath("chromium")
	require.NoError(t, err, "make tools installs it")
	o := openOffice(t)
	o.server.Printer = paper.NewPrinter("chromium")
	a := o.get("supervisor", "/briefs/2026-10.pdf")
	require.Equal(t, 200, a.status, string(a.body))
	require.True(t, strings.HasPrefix(string(a.body), "%PDF-"))
}

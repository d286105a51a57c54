package paper

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// program is a program the test cannot do without.
func program(t *testing.T, name string) string {
	t.Helper()
	p, err := exec.LookPath(name)
	require.NoError(t, err, "make tools installs it")
	return p
}

// squeeze takes out what a program may break lines with.
func squeeze(text string) string { return strings.Join(strings.Fields(text), "") }

// TestPDF prints the brief with either program and finds every heading and
// every cell in the text of the PDF.
func TestPDF(t *testing.T) {
	text := program(t, "pdftotext")
	for _, name := range []string{"soffice", "chromium"} {
		t.Run(name, func(t *testing.T) {
			program(t, name)
			b := briefOfAll()
			file := filepath.Join(t.TempDir(), "brief.pdf")
			var out bytes.Buffer
			require.NoError(t, NewPrinter(name).PDF(t.Context(), &out, b, Options{Draft: "草案", Watermark: "丙"}))
			require.NoError(t, os.WriteFile(file, out.Bytes(), 0o600))
			plain, err := exec.CommandContext(t.Context(), text, "-layout", file, "-").Output()
			require.NoError(t, err)
			got := squeeze(string(plain))
			for _, want := range wordsOf(b) {
				require.Contains(t, got, squeeze(want))
			}
			require.Contains(t, got, "—1—", "the page has its number")
			require.Contains(t, got, "—2—")
		})
	}
}

// wordsOf are the texts of a brief that a reader must find on paper.
func wordsOf(b sla.Brief) []string {
	list := []string{b.Name, b.Issue, b.Issuer, b.Date, b.Title, b.To, b.CC, b.Signer}
	for _, s := range b.Sections {
		list = append(list, s.Heading)
		for _, block := range s.Blocks {
			if block.Table != nil {
				list = append(list, block.Table.Caption)
				for _, r := range block.Table.Rows {
					list = append(list, r.Cells...)
				}
			}
			if block.Chart != nil {
				list = append(list, block.Chart.Caption)
			}
		}
	}
	for _, block := range annexed(b) {
		for _, r := range block.Table.Rows {
			list = append(list, r.Cells...)
		}
	}
	return list
}

func TestNoPrinter(t *testing.T) {
	for _, p := range []*Printer{nil, NewPrinter("off"), NewPrinter("/nowhere/chromium")} {
		require.False(t, p.Ready())
		require.ErrorIs(t, p.PDF(t.Context(), &bytes.Buffer{}, sla.Brief{}, Options{}), ErrNoPrinter)
	}
}

// TestPrinterRunsOneAtATime lets a second reader give up while the first prints.
func TestPrinterRunsOneAtATime(t *testing.T) {
	p := NewPrinter("sh")
	p.turn <- struct{}{}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	require.ErrorIs(t, p.PDF(ctx, &bytes.Buffer{}, sla.Brief{}, Options{}), context.DeadlineExceeded)
}

// TestPrinterThatFails tells what the program said.
func TestPrinterThatFails(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "chromium")
	require.NoError(t, os.WriteFile(bad, []byte("#!/bin/sh\necho no display >&2\nexit 3\n"), 0o700)) //nolint:gosec // it is to be run
	require.ErrorContains(t, NewPrinter(bad).PDF(t.Context(), &bytes.Buffer{}, sla.Brief{}, Options{}), "no display")
}

package paper

import (
	"io"
	"testing"

	"hotline/sla"
)

// BenchmarkXLSX writes the workbook of a month of 300 units and about 100,000
// rows of tickets.
func BenchmarkXLSX(b *testing.B) {
	book := randomMonth(1, sla.DefaultScheme(), 300, 350)
	b.ReportAllocs()
	for b.Loop() {
		if err := XLSX(b.Context(), io.Discard, book, nil); err != nil {
			b.Fatal(err)
		}
	}
}

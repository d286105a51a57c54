package app

import (
	"context"

	"hotline/server/paper"
	"hotline/sla"
)

// Workbook is what the workbook of a month is made of (考核表); with the brief it
// has that on a sheet too.
func (r *reports) Workbook(ctx context.Context, month string, brief bool) (paper.Book, error) {
	b, err := r.basis(ctx, month)
	if err != nil {
		return paper.Book{}, err
	}
	d, _, err := r.docket(ctx, month)
	if err != nil {
		return paper.Book{}, err
	}
	book := bookOf(b)
	if book.Stage = d.Stage(r.now()); !b.month.PublishedAt.IsZero() {
		book.Stage = sla.StagePublished
	}
	if brief {
		text, err := r.Brief(ctx, month)
		if err != nil {
			return book, err
		}
		book.Brief = &text
	}
	return book, nil
}

// bookOf is the workbook of a month with all that it rests on.
func bookOf(b basis) paper.Book {
	return paper.Book{Month: b.month, Scheme: b.scheme, Units: b.units, Records: b.records, At: b.at, Adjustments: b.adjustments}
}

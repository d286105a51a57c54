package sla

import (
	"cmp"
	"slices"
)

// exclusionTable lists the tickets left out of the month (剔除清单): which, of whom,
// for what reason, who approved it and when; nil where there is none.
func (v *view) exclusionTable() *Table {
	t := &Table{Key: "annex.exclusions", Caption: v.word("table.exclusions"), Columns: []Column{
		{Title: v.word("column.ticket")}, {Title: v.word("column.unit")}, {Title: v.word("column.code")},
		{Title: v.word("column.reason")}, {Title: v.word("column.by")}, {Title: v.word("column.at")},
	}}
	list := slices.DeleteFunc(slices.Clone(v.in.Adjustments), func(a Adjustment) bool { return a.Kind != AdjustExclusion })
	slices.SortFunc(list, func(a, b Adjustment) int { return cmp.Or(cmp.Compare(a.No, b.No), cmp.Compare(a.ID, b.ID)) })
	for _, a := range list {
		code := a.Code
		if e, ok := v.in.Scheme.Exclusion(a.Code); ok {
			code = e.Name
		}
		t.Rows = append(t.Rows, TableRow{Unit: a.Unit, Cells: []string{a.No, v.unitName(a.Unit), code, a.Reason, a.By, ChineseDay(a.At)}})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

func (v *view) unitName(code string) string {
	if i := slices.IndexFunc(v.rows, func(r Row) bool { return r.Unit == code }); i >= 0 {
		return v.rows[i].Name
	}
	return code
}

package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"hotline/server/paper"
	"hotline/sla"
)

// topCauses is how many categories are named for each unit that was late.
const topCauses = 3

// fileScore is the score of a file on standard output.
type fileScore struct {
	sla.Month
	Causes []sla.UnitCauses `json:"causes"`
	Input  *requestFile     `json:"input"`
}

// scoreFile ranks the units of a file for a month, with the causes of what was
// late.
func scoreFile(ctx context.Context, o *options, month string) error {
	s, err := builtIn(o.scheme)
	if err != nil {
		return err
	}
	q, err := readRequests(o.file, o.by, o.stderr)
	if err != nil {
		return err
	}
	b, err := q.score(month, s)
	if err != nil {
		return err
	}
	if err := q.holds(b.month); err != nil {
		return err
	}
	if err := o.saveScore(ctx, b); err != nil {
		return err
	}
	causes := sla.Causes(month, b.units, b.records, topCauses)
	if o.json {
		enc := json.NewEncoder(o.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(fileScore{b.month, causes, q})
	}
	fmt.Fprintf(o.stdout, "%s: %d rows, %d rejected%s\n", q.File, q.Rows, q.Rejected, q.why(": "))
	return errors.Join(printMonth(o.stdout, b.month), printCauses(o.stdout, causes, nil))
}

// saveScore writes the workbook of a score where one was asked for.
func (o *options) saveScore(ctx context.Context, b basis) error {
	if o.xlsx == "" {
		return nil
	}
	return o.saveBook(ctx, o.xlsx, bookOf(b))
}

// saveBrief writes the brief as a workbook with the score it tells of.
func (o *options) saveBrief(ctx context.Context, b basis, text sla.Brief) error {
	book := bookOf(b)
	book.Brief = &text
	if err := o.saveBook(ctx, o.out, book); err != nil {
		return err
	}
	_, err := fmt.Fprintf(o.stdout, "wrote %s\n", o.out)
	return err
}

// printCauses writes which categories made each unit late.
func printCauses(w io.Writer, causes []sla.UnitCauses, labels map[string]string) error {
	if len(causes) == 0 {
		return nil
	}
	fmt.Fprintf(w, "\nwhat was late, and where\n")
	tw := tabwriter.NewWriter(w, 2, 4, 2, ' ', 0)
	fmt.Fprintf(tw, "unit\tlate\tmost of it\n")
	for _, u := range causes {
		parts := make([]string, len(u.Top))
		for i, c := range u.Top {
			name := c.Category
			if label, ok := labels["category."+name]; ok {
				name = label
			}
			parts[i] = fmt.Sprintf("%s %d of %d (%s%% of its late)%s", name, c.Late, c.Due, c.Share, lateness(c))
		}
		fmt.Fprintf(tw, "%s\t%d of %d, %s%%\t%s\n", u.Name, u.Late, u.Due, u.Share, strings.Join(parts, "; "))
	}
	return tw.Flush()
}

// lateness says how late the middle ticket was, and how many are open.
func lateness(c sla.Cause) string {
	out := ""
	switch {
	case c.Hours >= 48:
		out = fmt.Sprintf(", by %d days", c.Hours/24)
	case c.Late > c.Open:
		out = fmt.Sprintf(", by %d h", c.Hours)
	}
	if c.Open > 0 {
		out += fmt.Sprintf(", %d open", c.Open)
	}
	return out
}

// builtIn finds a scheme where there is no store to ask.
func builtIn(name string) (sla.Scheme, error) {
	all := sla.Schemes()
	i := slices.IndexFunc(all, func(s sla.Scheme) bool { return s.Name == name })
	switch {
	case name == "":
		return sla.DefaultScheme(), nil
	case i < 0:
		known := make([]string, len(all))
		for i, s := range all {
			known[i] = s.Name
		}
		return sla.Scheme{}, usage{fmt.Sprintf("no built-in scheme %q; there are %s", name, strings.Join(known, ", "))}
	}
	return all[i], nil
}

// saveBook writes a workbook, and how far it is on standard error.
func (o *options) saveBook(ctx context.Context, path string, b paper.Book) error {
	f, err := os.Create(path)
	if err != nil {
		return usage{err.Error()}
	}
	last := time.Time{}
	err = paper.XLSX(ctx, f, b, func(done, total int) {
		if now := time.Now(); done == total || now.Sub(last) > 200*time.Millisecond {
			last = now
			fmt.Fprintf(o.stderr, "\r%3d%%  %d of %d rows", done*100/max(total, 1), done, total)
		}
	})
	fmt.Fprintln(o.stderr)
	return errors.Join(err, f.Close())
}

// briefFile writes the brief of a month of a file.
func briefFile(ctx context.Context, o *options, month, ext string) error {
	s, err := builtIn(o.scheme)
	if err != nil {
		return err
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	q, err := readRequests(o.file, o.by, o.stderr)
	if err != nil {
		return err
	}
	text, b, err := fileBrief(q, month, c.Name, s)
	if err != nil {
		return err
	}
	if ext == ".xlsx" {
		return o.saveBrief(ctx, b, text)
	}
	f, err := os.Create(o.out)
	if err != nil {
		return usage{err.Error()}
	}
	if err := errors.Join(layOut(ctx, c.PDFProgram, f, ext, text), f.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.stdout, "wrote %s\n", o.out)
	return err
}

// fileBrief is the brief of a month of a file, with the month and the year
// before for comparison.
func fileBrief(q *requestFile, month, org string, s sla.Scheme) (sla.Brief, basis, error) {
	b, err := q.score(month, s)
	if err != nil {
		return sla.Brief{}, b, err
	}
	if err := q.holds(b.month); err != nil {
		return sla.Brief{}, b, err
	}
	from, to, err := sla.MonthBounds(month)
	if err != nil {
		return sla.Brief{}, b, err
	}
	in := sla.BriefInput{Month: b.month, Scheme: s, Org: org, Issuer: org, SnapshotAt: to, IssuedAt: to, Calendar: sla.CN(), Issue: int(from.In(sla.Zone).Month())}
	for back, into := range map[string]**sla.Month{before(month): &in.Previous, sla.MonthOf(from.AddDate(-1, 0, 2)): &in.LastYear} {
		earlier, err := q.score(back, s)
		if err != nil {
			return sla.Brief{}, b, err
		}
		if earlier.month.Totals.Registered > 0 {
			*into = &earlier.month
		}
	}
	for back := 12; back >= 0; back-- {
		in.Series = append(in.Series, sla.Tally{Key: sla.MonthOf(from.In(sla.Zone).AddDate(0, -back, 0))})
	}
	for _, r := range q.records {
		for i := range in.Series {
			if in.Series[i].Key == sla.MonthOf(r.Registered) {
				in.Series[i].Count++
			}
		}
	}
	return sla.BuildBrief(in), b, nil
}

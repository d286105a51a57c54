package app

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"hotline/server/api"
	"hotline/server/imports"
	"hotline/server/tables"
	"hotline/sla"
)

// requestFile is the rows of another system's file as records, without a store
// (不入库直接考核). They become what an import of the file would make of them:
// due is the due time of the file, met the time it was closed; a row without a
// due time was given no limit and is counted but not judged. The clocks of
// acceptance and contact, call-backs and supervision are unknown and cost nothing.
type requestFile struct {
	File     string         `json:"file"`
	Rows     int            `json:"rows"`
	Rejected int            `json:"rejected"`
	Reasons  map[string]int `json:"reasons,omitempty"` // why rows were rejected

	records []sla.Record
	units   []sla.ScoredUnit
	months  map[string]int // by the month they were due in
	by      string
}

// readRequests reads a file whose field by names the unit, and draws how far it
// is on progress.
func readRequests(path, by string, progress io.Writer) (*requestFile, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, usage{err.Error()}
	}
	q := &requestFile{File: filepath.Base(path), Reasons: map[string]int{}, months: map[string]int{}, by: by}
	seen, checked, last := map[string]bool{}, false, time.Time{}
	err := eachRow(path, func(shape string, r tables.Row, share float64) error {
		if !checked && r.Bad == "" {
			checked = true
			if err := q.fits(shape, r); err != nil {
				return err
			}
		}
		q.add(r, seen)
		if now := time.Now(); now.Sub(last) > 200*time.Millisecond {
			last = now
			q.bar(progress, share)
		}
		return nil
	})
	if err != nil {
		return nil, usage{err.Error()}
	}
	if q.bar(progress, 1); len(q.records) == 0 {
		fmt.Fprintln(progress)
		return nil, usage{fmt.Sprintf("%s: none of %d rows could be read%s", q.File, q.Rows, q.why(": "))}
	}
	fmt.Fprintln(progress)
	slices.SortFunc(q.units, func(a, b sla.ScoredUnit) int { return strings.Compare(a.Code, b.Code) })
	return q, nil
}

// fits tells whether the file is one of requests, with the field that names the
// unit.
func (q *requestFile) fits(shape string, r tables.Row) error {
	fields := strings.Join(slices.Sorted(maps.Keys(r.Fields)), ", ")
	if shape != imports.Requests {
		return fmt.Errorf("%s, line %d: is no file of requests: its columns are %q; want id, type, agency, created, due, closed", q.File, r.Line, slices.Sorted(maps.Keys(r.Fields)))
	}
	if _, ok := r.Fields[q.by]; !ok {
		return fmt.Errorf("%s, line %d: no field %s; --by takes one of %s", q.File, r.Line, q.by, fields)
	}
	return nil
}

func (q *requestFile) add(r tables.Row, seen map[string]bool) {
	q.Rows++
	name := r.Fields[q.by]
	reject := func(reason string) {
		q.Rejected++
		q.Reasons[quoted.ReplaceAllString(reason, "…")]++
	}
	if r.Bad == "" && strings.TrimSpace(name) == "" {
		reject(q.by + " is missing")
		return
	}
	town := r.Fields["neighborhood"]
	r.Fields["agency"] = name
	p, err := imports.Read(imports.Requests, r)
	if err != nil {
		reject(api.English(err))
		return
	}
	rec := recordOf(p)
	rec.Town = town
	q.records = append(q.records, rec)
	if rec.Resolve.Applies {
		q.months[sla.MonthOf(rec.Resolve.Due)]++
	}
	if !seen[rec.Unit] {
		seen[rec.Unit] = true
		q.units = append(q.units, sla.ScoredUnit{Code: rec.Unit, Name: strings.TrimSpace(name), Group: string(p.Group)})
	}
}

// quoted is what an error repeats of a row: it is left out of the reasons.
var quoted = regexp.MustCompile(`"[^"]*"`)

// recordOf is what scoring knows of a past matter.
func recordOf(p imports.Past) sla.Record {
	in, past := p.In, p.Past
	return sla.Record{
		No: in.Upstream.No, Title: in.Title, Unit: past.Lead, Type: string(in.Type), Channel: string(in.Channel), Urgency: string(in.Urgency),
		Category: in.Title, Registered: p.At, Dispatched: p.At, Closed: past.Closed, RepliedAt: past.Replied,
		Resolve: sla.Mark{Applies: !past.Unlimited, Due: past.Due, Met: past.Replied},
	}
}

// score scores a month of the file, as the records stood at its end.
func (q *requestFile) score(month string, s sla.Scheme) (basis, error) {
	_, end, err := sla.MonthBounds(month)
	if err != nil {
		return basis{}, usage{err.Error()}
	}
	recs := make([]sla.Record, len(q.records))
	for i, r := range q.records {
		recs[i] = r.AsOf(end)
	}
	return basis{month: sla.Score(s, month, q.units, recs), scheme: s, units: q.units, records: recs, at: end}, nil
}

// holds is an error when nothing of the file was due in the month.
func (q *requestFile) holds(m sla.Month) error {
	if m.Totals.Due+m.Totals.Dispatched > 0 {
		return nil
	}
	months := []string{}
	for month := range q.months {
		months = append(months, month)
	}
	if len(months) == 0 {
		return usage{fmt.Sprintf("%s: no row has a due time", q.File)}
	}
	return usage{fmt.Sprintf("%s: nothing came or was due in %s; the file is of %s to %s", q.File, m.Month, slices.Min(months), slices.Max(months))}
}

func (q *requestFile) bar(w io.Writer, share float64) {
	const width = 30
	full := min(int(share*width), width)
	fmt.Fprintf(w, "\r[%s%s] %3.0f%%  %d rows, %d rejected", strings.Repeat("=", full), strings.Repeat(" ", width-full), share*100, q.Rows, q.Rejected)
}

// why lists the reasons of rejected rows, most frequent first.
func (q *requestFile) why(before string) string {
	if len(q.Reasons) == 0 {
		return ""
	}
	list := []string{}
	for reason := range q.Reasons {
		list = append(list, reason)
	}
	slices.SortFunc(list, func(a, b string) int {
		if n := q.Reasons[b] - q.Reasons[a]; n != 0 {
			return n
		}
		return strings.Compare(a, b)
	})
	for i, reason := range list {
		list[i] = fmt.Sprintf("%s (%d)", strings.ReplaceAll(reason, "\n", " "), q.Reasons[reason])
	}
	return before + strings.Join(list, ", ")
}

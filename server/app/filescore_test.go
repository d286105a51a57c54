package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"hotline/sla"
)

// rowsOf is what a month says of each unit that had anything to do in it.
func rowsOf(m sla.Month) map[string]sla.Row {
	out := map[string]sla.Row{}
	for _, g := range m.Groups {
		for _, rows := range [][]sla.Row{g.Ranked, g.Observed, g.None} {
			for _, r := range rows {
				if r.Due+r.Dispatched == 0 {
					continue
				}
				for i, p := range r.Parts {
					r.Parts[i].Nos = nil         // an import gives tickets numbers of its own
					if p.Key == sla.MetricRedo { // and its month stands some days longer: more are closed
						r.Parts[i].Den, r.Parts[i].Rate = 0, nil
					}
				}
				r.Extras, r.Penalty, r.Total, r.Rank = nil, 0, 0, 0 // an import escalates what is open still
				out[r.Unit] = r
			}
		}
	}
	return out
}

// fromFile checks that a file scored without a store has the counts and the
// points that an import of it has.
func fromFile(t *testing.T, dir, path, month string, stored sla.Month) {
	t.Helper()
	code, out, errs := run(t, dir, "score", "--file", path, month, "--json")
	require.Zero(t, code, errs)
	var scored fileScore
	require.NoError(t, json.Unmarshal([]byte(out), &scored))
	require.Equal(t, rowsOf(stored), rowsOf(scored.Month), month)
	require.Equal(t, []int{10_000, 0}, []int{scored.Input.Rows, scored.Input.Rejected})
	late := 0
	for _, u := range scored.Causes {
		late += u.Late
	}
	require.Equal(t, scored.Totals.Late, late)
}

const someRequests = `{"id":"1","type":"Pothole","agency":"Roads","channel":"Phone","status":"Closed","created":"2018-03-01 10:00:00","due":"2018-03-05 10:00:00","closed":"2018-03-04 10:00:00"}
{"id":"2","type":"Pothole","agency":"Roads","channel":"Phone","status":"Closed","created":"2018-03-01 10:00:00","due":"2018-03-05 10:00:00","closed":"2018-03-08 10:00:00"}
{"id":"3","type":"Sign","agency":"Roads","channel":"Phone","status":"Open","created":"2018-03-01 10:00:00","due":"2018-03-05 10:00:00","closed":""}
{"id":"4","type":"Leak","agency":"Water","channel":"Web","status":"Closed","created":"2018-03-02 10:00:00","due":"","closed":"2018-03-04 10:00:00"}
{"id":"5","type":"Leak","agency":"Water","channel":"Web","status":"Closed","created":"soon","due":"","closed":""}
{"id":"6","type":"Leak","agency":"Water","channel":"Web","status":"Closed","created":"2018-03-02 10:00:00","due":"","closed":"2018-02-04 10:00:00"}
{"id":"7","type":"Leak","agency":"","channel":"Web","status":"Closed","created":"2018-03-02 10:00:00","due":"","closed":""}
not json
`

func TestScoreFileSaysWhatItLeftOut(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "requests.jsonl")
	require.NoError(t, os.WriteFile(path, []byte(someRequests), 0o600))
	book := filepath.Join(dir, "scores.xlsx")
	code, out, errs := run(t, dir, "score", "--file", path, "2018-03", "--xlsx", book)
	require.Zero(t, code, errs)
	require.Contains(t, out, "8 rows, 4 rejected: ")
	for _, reason := range []string{"agency is missing (1)", "closed: is before the beginning (1)", "created: is no date such as", "the body is not valid JSON"} {
		require.Contains(t, out, reason)
	}
	require.NotContains(t, out, "soon", "values of rejected rows are not repeated")
	require.Contains(t, out, "2 of 3, 66.67%")
	require.Contains(t, out, "Sign 1 of 1 (50.00% of its late), 1 open; Pothole 1 of 2 (50.00% of its late), by 3 days", out)
	require.Contains(t, errs, "100%  8 rows, 4 rejected")
	f, err := excelize.OpenFile(book)
	require.NoError(t, err)
	require.Contains(t, f.GetSheetList(), "单位得分")

	for _, name := range []string{"brief.html", "brief.json", "brief.docx", "brief.xlsx"} {
		code, out, errs = run(t, dir, "brief", "--file", path, "2018-03", "-o", filepath.Join(dir, name))
		require.Zero(t, code, errs)
		require.Contains(t, out, "wrote ")
		require.FileExists(t, filepath.Join(dir, name))
	}
	require.NoFileExists(t, filepath.Join(dir, "hotline.db"), "no store is made")
}

func TestScoreFileRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	good := write("good.jsonl", someRequests)
	for want, args := range map[string][]string{
		"no such file":                     {"score", "--file", filepath.Join(dir, "none"), "2018-03"},
		"is a directory":                   {"score", "--file", dir, "2018-03"},
		`its columns are ["a"]; want`:      {"score", "--file", write("other.jsonl", `{"a":1}`), "2018-03"},
		"there is no table":                {"score", "--file", write("empty.jsonl", ""), "2018-03"},
		`its columns are ["x"]`:            {"brief", "--file", write("bad.jsonl", "x"), "2018-03", "-o", filepath.Join(dir, "b.html")},
		"no field town":                    {"score", "--file", good, "2018-03", "--by", "town"},
		"in 2019-01; the file is of":       {"score", "--file", good, "2019-01"},
		"no built-in scheme":               {"score", "--file", good, "2018-03", "--scheme", "x"},
		"is none of the files that are":    {"score", "--file", write("bad.xlsx", "x"), "2018-03"},
		"is not like 2026-10":              {"score", "--file", good, "2018-13"},
		filepath.Join(dir, "no", "b.html"): {"brief", "--file", good, "2018-03", "-o", filepath.Join(dir, "no", "b.html")},
	} {
		code, out, errs := run(t, dir, args...)
		require.Equal(t, 2, code, "%v: %s%s", args, out, errs)
		lines := strings.Split(strings.TrimSpace(errs), "\n")
		require.Contains(t, lines[len(lines)-1], want, "%v", args)
		require.True(t, strings.HasPrefix(lines[len(lines)-1], "server: "), "one clear line")
	}
}

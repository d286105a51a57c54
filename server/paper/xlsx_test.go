package paper

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"hotline/sla"
)

// randomMonth is a month of so many units with about so many records each, drawn
// so that every kind of count occurs and rates fall on halves of a cent.
func randomMonth(seed uint64, s sla.Scheme, units, each int) Book {
	r := rand.New(rand.NewPCG(seed, 7))
	from := time.Date(2026, 10, 1, 0, 0, 0, 0, sla.Zone)
	b := Book{Scheme: s, At: from.AddDate(0, 1, 0), Stage: sla.StageRunning}
	groups := []string{"town", "bureau", "company"}
	for i := range units {
		u := sla.ScoredUnit{Code: fmt.Sprintf("unit-%03d", i), Name: fmt.Sprintf("单位%d", i), Group: groups[i%3], Catalogue: i % 3}
		b.Units = append(b.Units, u)
		for n := range r.IntN(2*each + 1) {
			b.Records = append(b.Records, randomRecord(r, from, u.Code, i*10_000+n))
		}
	}
	for i := range b.Records {
		b.Records[i] = b.Records[i].AsOf(b.At)
	}
	b.Month = sla.Score(s, "2026-10", b.Units, b.Records)
	return b
}

func randomRecord(r *rand.Rand, from time.Time, unit string, n int) sla.Record {
	at := from.Add(time.Duration(r.IntN(38*24)-5*24) * time.Hour)
	chance := func(of int) bool { return r.IntN(of) == 0 }
	mark := func(d time.Duration) sla.Mark {
		m := sla.Mark{Applies: true, Due: at.Add(d), Met: at.Add(d / 2)}
		if chance(12) {
			m.Met = m.Due.Add(time.Minute)
		}
		return m
	}
	rec := sla.Record{No: fmt.Sprintf("20261001%06d", n), Title: "=HYPERLINK(\"x\")", Unit: unit, Registered: at, Dispatched: at,
		Accept: mark(2 * time.Hour), Contact: mark(24 * time.Hour), Resolve: mark(5 * 24 * time.Hour),
		Satisfied: sla.Answer(r.IntN(3)), Resolved: sla.Answer(r.IntN(3)), Contacted: sla.Answer(r.IntN(3)), CallbackAt: at.Add(7 * 24 * time.Hour),
		Praise: chance(20), Difficult: chance(15), FalseCompletion: chance(40), Leak: chance(90)}
	if chance(9) {
		rec.Redos, rec.Returns, rec.ReplyFindings = 1+r.IntN(2), 1, r.IntN(3)
		rec.ImproperReturns, rec.SuperviseLevel = r.IntN(2), r.IntN(4)
	}
	if chance(25) {
		rec.Excluded = "force_majeure"
	}
	rec.Closed = rec.Resolve.Met
	return rec
}

func write(t testing.TB, b Book) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, XLSX(t.Context(), &out, b, nil))
	return out.Bytes()
}

var cached = regexp.MustCompile(`(</f>)<v>[^<]*</v>`)

// forgetful is the workbook without the values of its formulas, so that whoever
// opens it must compute them.
func forgetful(t *testing.T, data []byte, path string) {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	f, err := os.Create(path)
	require.NoError(t, err)
	out, forgot := zip.NewWriter(f), 0
	for _, part := range in.File {
		r, err := part.Open()
		require.NoError(t, err)
		body, err := io.ReadAll(r)
		require.NoError(t, err)
		w, err := out.Create(part.Name)
		require.NoError(t, err)
		forgot += len(cached.FindAll(body, -1))
		_, err = w.Write(cached.ReplaceAll(body, []byte("$1")))
		require.NoError(t, err)
	}
	require.NoError(t, out.Close())
	require.NoError(t, f.Close())
	require.Positive(t, forgot)
}

// recompute has LibreOffice compute workbooks and returns what it saved.
func recompute(t *testing.T, books map[string]Book) map[string][2]*excelize.File {
	t.Helper()
	office, err := exec.LookPath("soffice")
	require.NoError(t, err, "this test needs LibreOffice Calc: apt-get install -y libreoffice-calc")
	dir := t.TempDir()
	args := []string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless", "--convert-to", "xlsx", "--outdir", filepath.Join(dir, "out")}
	out := map[string][2]*excelize.File{}
	for name, b := range books {
		data := write(t, b)
		path := filepath.Join(dir, name+".xlsx")
		forgetful(t, data, path)
		args = append(args, path)
		ours, err := excelize.OpenReader(bytes.NewReader(data))
		require.NoError(t, err)
		out[name] = [2]*excelize.File{ours, nil}
	}
	said, err := exec.CommandContext(t.Context(), office, args...).CombinedOutput()
	require.NoError(t, err, string(said))
	for name, files := range out {
		theirs, err := excelize.OpenFile(filepath.Join(dir, "out", name+".xlsx"))
		require.NoError(t, err, string(said))
		out[name] = [2]*excelize.File{files[0], theirs}
	}
	return out
}

// same compares every formula cell of the scores, and returns how many there are.
func same(t *testing.T, name string, ours, theirs *excelize.File) int {
	t.Helper()
	raw := excelize.Options{RawCellValue: true}
	rows, err := ours.GetRows(sheetScores, raw)
	require.NoError(t, err)
	formulas := 0
	for i := scoresHead; i < len(rows); i++ {
		for j := range rows[1] {
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			require.NoError(t, err)
			if f, err := ours.GetCellFormula(sheetScores, cell); err != nil || f == "" {
				continue
			}
			formulas++
			want, err := ours.GetCellValue(sheetScores, cell, raw)
			require.NoError(t, err)
			got, err := theirs.GetCellValue(sheetScores, cell, raw)
			require.NoError(t, err)
			if want == got {
				continue
			}
			a, err := strconv.ParseFloat(want, 64)
			require.NoError(t, err, "%s %s: ours %q, recomputed %q", name, cell, want, got)
			b, err := strconv.ParseFloat(got, 64)
			require.NoError(t, err, "%s %s: ours %q, recomputed %q", name, cell, want, got)
			require.True(t, math.Abs(a-b) < 1e-9, "%s %s: ours %s, recomputed %s", name, cell, want, got)
		}
	}
	return formulas
}

// TestXLSXRecomputed: a spreadsheet that forgets our values and computes the
// workbook again gets every one of them, in every scheme.
func TestXLSXRecomputed(t *testing.T) {
	books := map[string]Book{}
	for i, s := range sla.Schemes() {
		books[s.Name] = randomMonth(uint64(i), s, 40, 40)
	}
	for seed := range uint64(3) {
		books[fmt.Sprintf("random-%d", seed)] = randomMonth(100+seed, randomScheme(seed), 60, 12)
	}
	for i, how := range []sla.Smoothing{{K: 5, Toward: sla.TowardGroup}, {K: 3, Toward: sla.TowardTarget}} {
		s := randomScheme(uint64(i))
		s.Smoothing, s.Below, s.Tie = &how, []sla.Below{sla.BelowSmooth, sla.BelowRank}[i], "1224"
		s.Ties = [][]string{{sla.TieOnTime, sla.TieSatisfaction}, {sla.TieVolume, sla.TieName}}[i]
		books["smoothed-"+string(how.Toward)] = randomMonth(200+uint64(i), s, 40, 10)
	}
	tied := sla.DefaultScheme()
	tied.Tie, tied.Ties, tied.MinVolume = "1223", []string{sla.TieSatisfaction, sla.TieVolume}, 1
	books["tied"] = randomMonth(300, tied, 60, 2)
	own := randomMonth(5, books["smoothed-group"].Scheme, 9, 20)
	own.Only = "unit-004"
	books["own"] = own
	for name, files := range recompute(t, books) {
		t.Logf("%s: %d formulas", name, same(t, name, files[0], files[1]))
	}
}

// randomScheme has slopes, floors and roundings off the beaten track, and the
// other rule for ties.
func randomScheme(seed uint64) sla.Scheme {
	r := rand.New(rand.NewPCG(seed, 3))
	s := sla.DefaultScheme()
	s.Name, s.Tie, s.MinVolume = "random", "1223", 3
	for i := range s.Metrics {
		m := &s.Metrics[i]
		m.Slope, m.Rounding = sla.Dec(r.IntN(3_00)), r.IntN(3)
		m.Floor = sla.Dec(r.IntN(int(m.Weight)))
		if m.Direction == "higher" {
			m.FullAt = sla.Dec(80_00 + r.IntN(20_00))
		}
	}
	s.Findings[1].Cap = 4_00
	return s
}

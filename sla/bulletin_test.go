package sla

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// bulletinInput is the small district's October as a bulletin of the kind sees it.
func bulletinInput(t testing.TB, kind BulletinKind) BulletinInput {
	b := briefInput(t)
	recs := briefRecords(t)
	period := map[BulletinKind]string{BulletinWeekly: "2026-W42", BulletinFeedback: "2026-10", BulletinAnnual: "2026"}[kind]
	var units []ScoredUnit
	for _, g := range b.Month.Groups {
		for _, r := range g.all() {
			units = append(units, ScoredUnit{Code: r.Unit, Name: r.Name, Group: g.Key})
		}
	}
	in := BulletinInput{Kind: kind, Month: Score(b.Scheme, period, units, recs), Records: recs, Scheme: b.Scheme, Org: b.Org, Issuer: b.Issuer,
		IssuedAt: b.IssuedAt, SnapshotAt: local(t, "2026-11-10 00:00"), Labels: b.Labels, Lamps: []Lamps{{"惠民热力公司", 3, 2}, {"沙河镇", 1, 0}},
		Hot: []HotIssue{{Name: "供热", Count: 93, Places: []string{"柳林镇"}}}}
	before := Score(b.Scheme, map[BulletinKind]string{BulletinWeekly: "2026-W41", BulletinFeedback: "2026-09", BulletinAnnual: "2025"}[kind], units, recs)
	in.Previous = &before
	from, _, err := PeriodBounds(period)
	require.NoError(t, err)
	for i, kind := range []string{"urge", "urge", "supervise"} {
		l := LetterFigure{Unit: "惠民热力公司", Kind: kind, At: from.Add(time.Duration(i+1) * time.Hour)}
		if i == 0 {
			l.AnsweredAt = l.At.Add(time.Hour)
		}
		in.Letters = append(in.Letters, l)
	}
	if kind == BulletinFeedback {
		in.Unit, in.UnitName = "c1", "惠民热力公司"
	}
	return in
}

// plainBulletin renders a bulletin as text for reading and comparing.
func plainBulletin(b Bulletin) string {
	var out strings.Builder
	fmt.Fprintln(&out, b.Name, b.Issue, b.Date, b.To)
	fmt.Fprintln(&out, b.Title)
	for _, s := range b.Sections {
		fmt.Fprintf(&out, "# %s %s\n%s\n", s.Key, s.Title, s.Text)
		if s.Table != nil {
			fmt.Fprintln(&out, "["+s.Table.Caption+"]")
			for _, r := range s.Table.Rows {
				fmt.Fprintln(&out, strings.Join(r.Cells, " | "))
			}
		}
		if s.Chart != nil {
			fmt.Fprintln(&out, "["+s.Chart.Caption+"]", s.Chart.Points)
		}
	}
	return out.String()
}

func TestBulletinsAreGolden(t *testing.T) {
	for _, kind := range BulletinKinds() {
		b, err := BuildBulletin(bulletinInput(t, kind))
		require.NoError(t, err)
		file := "testdata/bulletin_" + string(kind) + ".golden"
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(plainBulletin(b)), 0o600))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, string(want), plainBulletin(b))
	}
}

// TestBulletinNumbers: what a text says in numbers is in the figures the
// bulletin was made from, or in its own tables.
func TestBulletinNumbers(t *testing.T) {
	for _, kind := range BulletinKinds() {
		b, err := BuildBulletin(bulletinInput(t, kind))
		require.NoError(t, err)
		known := map[string]bool{}
		for _, n := range Numbers(string(b.Figures)) {
			known[n] = true
		}
		var counted map[string]any
		require.NoError(t, json.Unmarshal(b.Figures, &counted))
		lengths(counted, known)
		for _, s := range b.Sections {
			for _, n := range Numbers(s.Text) {
				require.True(t, known[n], "%s/%s: %s of %q is no figure", kind, s.Key, n, s.Text)
			}
		}
	}
}

// lengths are numbers too: how many units a list names.
func lengths(v any, known map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, inner := range v {
			lengths(inner, known)
		}
	case []any:
		known[fmt.Sprint(len(v))] = true
		for _, inner := range v {
			lengths(inner, known)
		}
	}
}

func TestBulletinTablesAddUp(t *testing.T) {
	week, err := BuildBulletin(bulletinInput(t, BulletinWeekly))
	require.NoError(t, err)
	year, err := BuildBulletin(bulletinInput(t, BulletinAnnual))
	require.NoError(t, err)
	checked := 0
	for _, s := range week.Sections {
		if s.Key != "late" {
			continue
		}
		rows := s.Table.Rows
		for col := 1; col < len(rows[0].Cells); col++ {
			sum := 0
			for _, r := range rows[:len(rows)-1] {
				sum += number(t, r.Cells[col])
			}
			require.Equal(t, number(t, rows[len(rows)-1].Cells[col]), sum)
			checked++
		}
	}
	require.Equal(t, 4, checked)
	var f YearFigures
	require.NoError(t, json.Unmarshal(year.Figures, &f))
	sum := 0
	for _, m := range f.Months {
		sum += m.Count
	}
	require.Equal(t, f.Received.Now, sum)
	require.Positive(t, sum)
	require.Equal(t, f.Totals.Due, f.Totals.OnTime+f.Totals.Late)
}

func number(t *testing.T, s string) (n int) {
	t.Helper()
	_, err := fmt.Sscan(strings.ReplaceAll(s, ",", ""), &n)
	require.NoError(t, err)
	return n
}

func TestStrangeNumbers(t *testing.T) {
	s := BulletinSection{Text: "受理 1,234 件，按时率 98.50%。", Table: &Table{Rows: []TableRow{{Cells: []string{"甲", "17"}}}}}
	for text, want := range map[string][]string{
		"受理 1234 件，其中 17 件": nil, "受理 1,235 件": {"1,235"}, "按时率 98.5%": nil, "99 件，又 99 件": {"99"}, "没有数字": nil, "１２３４件": nil, "负 -17": nil,
	} {
		require.Equal(t, want, s.Strange(text), text)
	}
}

func TestWeeks(t *testing.T) {
	for period, first := range map[string]string{"2026-W01": "2025-12-29", "2026-W46": "2026-11-09", "2026-W53": "2026-12-28"} {
		from, to, err := PeriodBounds(period)
		require.NoError(t, err)
		require.Equal(t, first, from.Format(time.DateOnly))
		require.Equal(t, 7*24*time.Hour, to.Sub(from))
	}
	for _, bad := range []string{"2025-W53", "2026-W00", "2026-W54", "2026-W1", "W46", ""} {
		_, _, err := PeriodBounds(bad)
		require.Error(t, err, bad)
	}
	require.Regexp(t, regexp.MustCompile(`^2027-W01$`), WeekOf(local(t, "2027-01-04 00:00")))
}

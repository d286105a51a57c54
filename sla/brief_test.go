package sla

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// plain renders a brief as text for reading and comparing.
func plain(b Brief) string {
	var out strings.Builder
	blocks := func(list []Block) {
		for _, block := range list {
			switch {
			case block.Table != nil:
				fmt.Fprintln(&out, "["+block.Table.Caption+"]")
				for _, c := range block.Table.Columns {
					fmt.Fprint(&out, c.Title, " | ")
				}
				for _, r := range block.Table.Rows {
					fmt.Fprint(&out, "\n", strings.Join(r.Cells, " | "))
				}
				fmt.Fprintln(&out)
			case block.Chart != nil:
				fmt.Fprintln(&out, "["+block.Chart.Caption+"]", len(block.Chart.Points))
				for _, l := range block.Chart.Lines {
					for i, v := range l.Values {
						fmt.Fprint(&out, l.Label, " ", block.Chart.Labels[i], " ", share(v), "\n")
					}
				}
				for _, c := range block.Chart.Cells {
					fmt.Fprintln(&out, c.Label, block.Chart.Labels, c.Counts, c.Sum)
				}
			default:
				for _, r := range block.Runs {
					fmt.Fprint(&out, map[string]string{"bold": "**", "lead": "_"}[r.Style], r.Text)
				}
				fmt.Fprintln(&out)
			}
		}
	}
	fmt.Fprintln(&out, b.Org, b.Name, b.Issue, b.Issuer, b.Date)
	fmt.Fprintln(&out, b.Title)
	blocks(b.Summary)
	for _, s := range b.Sections {
		fmt.Fprintln(&out, s.Heading)
		blocks(s.Blocks)
	}
	blocks(b.Annex)
	return out.String()
}

// briefDistrict is a small district's October: 12 bureaus, 3 towns, one company.
func briefDistrict(t testing.TB) (units []ScoredUnit, recs []Record) {
	t.Helper()
	add := func(code, name, group string, n int, change func(i int, r *Record)) {
		units = append(units, ScoredUnit{Code: code, Name: name, Group: group})
		for i := range n {
			r := good(t, len(recs), code)
			r.Town = []string{"和平镇", "沙河镇", ""}[i%3]
			r.Type, r.Channel, r.Category = "complaint", "upstream", []string{"heating", "noise", "road", "noise"}[i%4]
			change(i, &r)
			recs = append(recs, r)
		}
	}
	for i := range 12 {
		add(fmt.Sprintf("b%02d", i), fmt.Sprintf("第%d局", i+1), "bureau", 25, func(n int, r *Record) {
			if n < i/2 {
				r.Contact.Met = r.Contact.Due.Add(time.Hour)
			}
		})
	}
	add("t1", "和平镇", "town", 30, func(i int, r *Record) { r.Praise = i == 0 })
	add("t2", "沙河镇", "town", 28, func(i int, r *Record) {
		if i < 3 {
			r.Resolve.Met = r.Resolve.Due.Add(48 * time.Hour)
			r.SuperviseLevel = 2
		}
		if i < 9 {
			r.Satisfied = No
		}
	})
	add("t3", "王庄镇", "town", 3, func(int, *Record) {})
	add("t4", "石桥镇", "town", 0, nil)
	add("c1", "惠民热力公司", "company", 93, func(i int, r *Record) {
		r.Category = "heating"
		switch {
		case i < 7:
			r.Resolve.Met, r.SuperviseLevel = time.Time{}, i/6*3
		case i == 8:
			r.FalseCompletion = true
		case i == 9:
			r.Returns, r.ImproperReturns = 2, 1
		}
	})
	recs = append(recs, Record{No: "x", Registered: recs[0].Registered, Type: "consult", Channel: "phone", DirectAnswer: true})
	return units, recs
}

func briefRecords(t testing.TB) []Record {
	_, recs := briefDistrict(t)
	return recs
}

func briefInput(t testing.TB) BriefInput {
	t.Helper()
	units, recs := briefDistrict(t)
	s := DefaultScheme()
	previous := Score(s, "2026-09", units, nil)
	previous.Totals.Registered = 400
	previous.Intake.Categories = []Tally{{"noise", 170}, {"road", 90}, {"heating", 61}}
	previous.Totals.Rates[0] = Rate{MetricAccept, 98, 100, ptr(Dec(98_00))}
	previous.Totals.Rates[2] = Rate{MetricResolve, 99, 100, ptr(Dec(99_00))}
	previous.Totals.Rates[3] = Rate{MetricSatisfaction, 90, 100, ptr(Dec(90_00))}
	return BriefInput{
		Month: Score(s, "2026-10", units, recs), Previous: &previous, Scheme: s,
		Org: "示范区 12345·8890 政务服务便民热线", Issuer: "示范区政务服务办公室", Serial: 118,
		IssuedAt: local(t, "2026-11-24 09:00"), SnapshotAt: local(t, "2026-11-10 00:00"),
		Labels: map[string]string{"category.heating": "供热", "category.noise": "噪声扰民", "category.road": "道路设施"},
		Series: []Tally{{"2026-09", 400}, {"2026-10", 455}},
		Calls:  &Calls{Received: 446, Answered: 437}, Repeats: &Repeats{Count: 41, Satisfied: 16, Answers: 20},
		Adjustments: []Adjustment{{ID: "2", No: "20261012-0007", Unit: "t2", Kind: AdjustExclusion, Code: "force_majeure", Reason: "暴雨断路", By: "supervisor", At: local(t, "2026-11-05 10:00")},
			{ID: "1", No: "20261003-0001", Unit: "c1", Kind: AdjustAppeal, Scope: "accept"}},
		Steps:   []string{"供热单位 24 小时值守。"},
		Records: recs, Trend: []MonthRates{{"2026-09", previous.Totals.Rates}, {"2026-10", Score(s, "2026-10", units, recs).Totals.Rates}},
	}
}

func ptr[T any](v T) *T { return &v }

func TestBrief(t *testing.T) {
	got := plain(BuildBrief(briefInput(t)))
	if *update {
		require.NoError(t, os.WriteFile("testdata/brief.txt", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/brief.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

func TestBriefSuperlativesAreComputed(t *testing.T) {
	in := briefInput(t)
	text := plain(BuildBrief(in))
	require.Contains(t, text, "超时件数最多，是本月最突出的问题")
	for i, r := range in.Month.Groups[0].Ranked {
		in.Month.Groups[0].Ranked[i].Late = max(r.Late, 7)
	}
	text = plain(BuildBrief(in))
	require.NotContains(t, text, "超时件数最多")
	require.Contains(t, text, "各 7 件办结超时，同为最多")

	in.Month = Score(in.Scheme, "2026-10", testUnits(), goods(t, 30, "a"))
	text = plain(BuildBrief(in))
	require.Contains(t, text, "**本月没有办结超时。")
	require.NotContains(t, text, "最低")
	require.Contains(t, text, "本月考核没有需要通报的问题。")
}

func TestBriefOfEmptyMonth(t *testing.T) {
	for _, s := range Schemes() {
		b := BuildBrief(BriefInput{Month: Score(s, "2026-10", nil, nil), Scheme: s})
		require.Contains(t, plain(b), "受理诉求 0 件")
		data, err := json.Marshal(b)
		require.NoError(t, err)
		var back Brief
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, b, back)
	}
}

func TestFoldNeverCutsATie(t *testing.T) {
	rows := func(totals ...Dec) (list []Row) {
		for _, n := range totals {
			list = append(list, Row{Total: n})
		}
		return list
	}
	for _, tc := range []struct {
		rows       []Row
		head, tail int
	}{
		{rows(9, 9, 9, 9, 9, 8, 7, 6, 5, 4, 3, 2), 5, 9},
		{rows(9, 8, 7, 6, 5, 4, 3, 3, 3, 1), 4, 6},
		{rows(9, 8, 7, 6, 5, 4, 3, 2), 8, 8}, // one row is not worth a fold
		{rows(9, 9, 9, 9, 9, 9, 9, 9, 9), 9, 9},
		{rows(9), 1, 1},
	} {
		head, tail := fold(tc.rows)
		require.Equal(t, []int{tc.head, tc.tail}, []int{head, tail}, tc.rows)
	}
}

func TestRuns(t *testing.T) {
	require.Equal(t, []Run{{"一", "lead"}, {"二", ""}, {"三", "bold"}}, runs("<k>一</k>二<b>三</b>"))
	require.Equal(t, "1,234,567", comma(1234567))
	require.Equal(t, "-123", comma(-123))
	require.Equal(t, Dec(7_15), versus(3164, 2953))
	require.Equal(t, Dec(-7_15), versus(1857, 2000))
	require.Equal(t, "十二", numeral(11))
}

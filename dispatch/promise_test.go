//go:build !race

package dispatch

// What is learnt of much history: TestRouteWhileLearning is what the race detector sees of it.

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch/classify"
)

// On tickets that come after the training, those dispatched automatically reach
// the target, and what is promised comes true in every tenth.
func TestPromiseIsKept(t *testing.T) {
	c := course(t, made(25).lessons(3000, 0.35))
	e := trained(t, c)
	pt, ok := e.Promise().At(aimed)
	require.True(t, ok)
	require.GreaterOrEqual(t, pt.Precision, aimed)
	var rows []classify.Row
	auto, right := 0, 0
	for _, l := range made(125).lessons(3000, 0.35) {
		r := c.Catalogue.Route(factsOf(l), c.Units, e)
		lead, _ := r.Chosen()
		p := 0.0
		for _, cand := range r.Candidates {
			if cand.Unit == lead {
				p = cand.Score
			}
		}
		rows = append(rows, classify.Row{P: p, Right: lead == l.keeper()})
		if r.Decision == Auto {
			auto++
			require.GreaterOrEqual(t, p+0.001, pt.Threshold)
			if lead == l.keeper() {
				right++
			}
		}
	}
	require.Greater(t, auto, 300)
	t.Logf("weight %.2f, threshold %.3f; %d of %d automatic, %.4f of them right (held out: %.4f)", e.weight(), pt.Threshold, auto, len(rows), float64(right)/float64(auto), pt.Precision)
	require.GreaterOrEqual(t, float64(right)/float64(auto), aimed-0.01, "the promise holds on what came after, but for chance")
	for name, list := range map[string][]classify.Decile{"held out": e.Promise().Deciles(), "what came after": classify.Deciles(rows)} {
		for _, d := range list {
			if d.Rows < 100 {
				continue
			}
			chance := math.Sqrt(d.Predicted * (1 - d.Predicted) / float64(d.Rows)) // of a draw of so many tickets
			require.InDelta(t, d.Predicted, d.Observed, 0.03+chance, "%s: %+v", name, d)
		}
	}
	higher, lower := e.Aim(0.999), e.Aim(0.9)
	require.GreaterOrEqual(t, higher.threshold, e.threshold)
	require.LessOrEqual(t, lower.threshold, e.threshold)
}

// Too little history leaves the catalogue as it is; more gives a promise first,
// then a model of the units.
func TestTrainNeedsHistory(t *testing.T) {
	_, err := course(t, made(1).lessons(LeastJudged-1, 0)).Train(context.Background())
	require.Equal(t, "model_too_few", keyOf(err))
	some := trained(t, course(t, made(1).lessons(LeastJudged, 0)))
	require.NotNil(t, some.promise)
	require.Nil(t, some.units)
	require.NotNil(t, some.categories)
	require.Equal(t, "category", some.Report.Labels)
	more := trained(t, course(t, made(1).lessons(600, 0)))
	require.NotNil(t, more.units)
	require.Equal(t, "unit", more.Report.Labels)
	require.Equal(t, 6, more.Report.LabelCount)

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = course(t, made(1).lessons(600, 0)).Train(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

// The same history is the same file, and the file is the same experience.
func TestTrainIsReproducible(t *testing.T) {
	c := course(t, made(3).lessons(800, 0.2))
	one := trained(t, c)
	c.Workers = 2
	two := trained(t, c)
	a, err := one.MarshalBinary()
	require.NoError(t, err)
	b, err := two.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, a, b)
	var read Experience
	require.NoError(t, read.UnmarshalBinary(a))
	again := read.Aim(aimed).At(monday)
	for _, l := range made(4).lessons(100, 0.3) {
		require.Equal(t, c.Catalogue.Route(factsOf(l), c.Units, one), c.Catalogue.Route(factsOf(l), c.Units, again))
	}
	for _, bad := range [][]byte{nil, []byte("x"), a[:len(a)/2], append([]byte{1, 2, 3}, a...)} {
		require.Equal(t, "model_unreadable", keyOf((&Experience{}).UnmarshalBinary(bad)))
	}
}

// Where no entry fits, the model names the category, and the catalogue the unit
// whose it is.
func TestModelProposesTheCategory(t *testing.T) {
	c := course(t, made(5).lessons(400, 0))
	e := trained(t, c)
	f := facts("补课乱收费", "请给个答复", "")
	require.Equal(t, ByRoot, c.Catalogue.Match(f)[0].Scope)
	r := c.Catalogue.Route(f, c.Units, e)
	lead, _ := r.Chosen()
	require.Equal(t, []string{"jiaoyu", "0701", "ST"}, []string{lead, r.Category, r.Rule})
	require.Equal(t, "rule", r.Candidates[0].Reasons[0].Kind)
	require.Equal(t, "model", r.Candidates[0].Reasons[1].Kind)
}

// No probability overrules a hard rule.
func TestGuardsStandAgainstTheModel(t *testing.T) {
	var lessons []Lesson
	for _, l := range made(6).lessons(1200, 0) { // every kind of matter was kept by the township
		l.Judgements[0].Unit = "xingfu"
		if strings.HasPrefix(l.Category, "05") {
			l.Judgements[0].Unit = "shuiwu"
		}
		lessons = append(lessons, l)
	}
	c := course(t, lessons)
	e := trained(t, c).Aim(0.5).At(monday)
	for _, tc := range []struct {
		name string
		f    Facts
		want Decision
	}{
		{"emergency", facts("楼道燃气味，暖气不热", "", "幸福镇"), Emergency},
		{"not accepted", facts("法院判决以后暖气不热", "", "幸福镇"), NotOurs},
		{"by hand", facts("幸福里燃气味，咨询归谁管", "", ""), Triage},
		{"inactive", facts("旧事", "", ""), Triage},
		{"town unknown", facts("进村路坑洼", "", ""), Triage},
	} {
		require.Equal(t, tc.want, c.Catalogue.Route(tc.f, c.Units, e).Decision, tc.name)
	}
	barred := c.Catalogue.Route(facts("暖气不热", "室温只有十二度", "幸福镇阳光花园"), c.Units, e)
	lead, _ := barred.Chosen()
	require.Equal(t, "zhujian", lead, "no township leads a matter of the departments")
	units := map[string]Unit{}
	for code, u := range c.Units {
		u.Active = code != "xingfu"
		units[code] = u
	}
	for _, cand := range c.Catalogue.Route(facts("村里垃圾没人清", "", "幸福镇"), units, e).Candidates {
		require.False(t, cand.Unit == "xingfu" && cand.Role == "lead", "an inactive unit leads nothing")
	}
}

func TestRouteWithHostileText(t *testing.T) {
	c := course(t, made(8).lessons(600, 0.1))
	e := trained(t, c)
	for _, s := range []string{"", " ", "。", strings.Repeat("水", 100_000), strings.Repeat("路灯不亮", 25_000), "😀🔥👨‍👩‍👧‍👦", "русский текст", "مرحبا", "\x00\x01\x02", "\xff\xfe", "a", "１２３４５", strings.Repeat("\u0301", 5000)} {
		for _, f := range []Facts{facts(s, "", ""), facts("", s, ""), facts(s, s, s)} {
			r := c.Catalogue.Route(f, c.Units, e)
			require.NotEmpty(t, r.Decision)
			for _, cand := range r.Candidates {
				require.True(t, cand.Score > 0 && cand.Score <= 1 && !math.IsNaN(cand.Score))
			}
		}
	}
}

// A call that says nothing is a person's to ask about, however low the target.
func TestNothingSaidIsNotDispatched(t *testing.T) {
	c := course(t, made(12).lessons(700, 0.1))
	e := trained(t, c).Aim(0.5).At(monday)
	for _, s := range []string{"", "你好", "喂", "在吗，我有事", "123", "谢谢"} {
		r := c.Catalogue.Route(facts(s, s, "幸福镇阳光花园"), c.Units, e)
		require.Equal(t, Triage, r.Decision, s)
		require.NotEmpty(t, r.Why, s)
	}
}

// Labels are only names: categories that are no codes work as well.
func TestOtherLabels(t *testing.T) {
	lessons := made(9).lessons(700, 0)
	for i := range lessons {
		lessons[i].Category = "类别/" + lessons[i].Category
		lessons[i].Judgements[0].Category = lessons[i].Category
	}
	c := course(t, lessons)
	e := trained(t, c)
	require.Equal(t, "类别/0701", e.Categories(facts("补课乱收费", "补课乱收费", ""))[0].Label)
	require.Equal(t, 1.0, e.track("jiaoyu", "类别/0701").standing())
	require.NotZero(t, e.track("jiaoyu", "类别/0701").Kept)
}

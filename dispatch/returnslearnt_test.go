//go:build !race

package dispatch

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A unit that keeps returning a kind of ticket stops getting it at once, and the
// unit that keeps those comes to the front.
func TestReturnsAreLearnt(t *testing.T) {
	for name, e := range map[string]*Experience{"catalogue alone": NewExperience(), "with a model": trained(t, course(t, made(1).lessons(1500, 0.1)))} {
		t.Run(name, func(t *testing.T) {
			s := begin(t, e)
			before := s.call("幸福镇阳光花园路灯不亮")
			require.Equal(t, []any{StateDispatched, "chengguan"}, []any{before.State, before.Lead}, before.Routing.Why)
			s.kept(before.No, "chengguan")
			scores := []float64{}
			for i := range 6 {
				tk := s.call("幸福镇阳光花园路灯不亮")
				for _, c := range tk.Routing.Candidates {
					if c.Unit == "chengguan" {
						scores = append(scores, c.Score)
					}
				}
				if tk.Lead == "shuiwu" { // learnt already
					require.GreaterOrEqual(t, i, 1)
					s.kept(tk.No, "shuiwu")
					continue
				}
				if tk.State == StateRegistered {
					require.GreaterOrEqual(t, i, 1, "one return is an accident")
					s.act(tk.No, Action{Kind: DoDispatch, Lead: "chengguan", Reason: "按目录"}, dispatcher)
				}
				s.returned(tk.No, "chengguan", true)
				s.act(tk.No, Action{Kind: DoDispatch, Lead: "shuiwu", Reason: "改派"}, dispatcher)
				s.kept(tk.No, "shuiwu")
			}
			require.Less(t, scores[len(scores)-1], scores[0])
			after := s.call("幸福镇阳光花园路灯不亮")
			lead, _ := after.Routing.Chosen()
			require.Equal(t, "shuiwu", lead, "%+v", after.Routing.Candidates)
			require.NotEqual(t, "chengguan", after.Lead)
			if after.State == StateRegistered {
				require.NotEmpty(t, after.Routing.Why)
			}
			kinds := []string{}
			for _, r := range after.Routing.Candidates[0].Reasons {
				kinds = append(kinds, r.Kind)
			}
			require.Contains(t, kinds, "history")

			other := s.call("幸福镇阳光花园停水")
			require.NotEqual(t, "chengguan", other.Lead)
			require.Equal(t, Pair{Unit: "chengguan", Category: "0401"}, Pair{Unit: s.e.At(monday).Worst(1)[0].Unit, Category: s.e.At(monday).Worst(1)[0].Category})
		})
	}
}

package app

import (
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestSendBack: while the sample district lives, a ticket that lies with the
// wrong unit goes back, waits for a visitor, and then goes where it belongs.
func TestSendBack(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Title: "院里路灯不亮", Text: "围墙里面的路灯不亮"}, Anonymous: true}
	tk, err := a.Service.Log(t.Context(), in, &dispatch.Choice{Lead: "chengguanju"}, dispatch.Action{}, demoAgent)
	require.NoError(t, err)
	step := func(duty string) dispatch.ActionKind {
		act, by := a.sendBack(tk, duty)
		if act.Kind != "" {
			tk, err = a.Service.Act(t.Context(), tk.No, act, by)
			require.NoError(t, err)
		}
		return act.Kind
	}
	require.Empty(t, step(""), "nobody knows whose it is")
	require.Empty(t, step("chengguanju"), "it is theirs")
	require.Equal(t, dispatch.DoReturn, step("zhujian"))
	require.Equal(t, "zhujian", tk.Return.Suggested)
	require.Empty(t, step("zhujian"), "a visitor may decide")
	act, _ := nextStep(tk, rand.New(rand.NewPCG(1, 1)))
	require.Empty(t, act.Kind, "the unit does not accept what it sent back")
	a.Clock.Advance(31 * time.Minute)
	require.Equal(t, dispatch.DoDecideReturn, step("zhujian"))
	require.Equal(t, dispatch.DoDispatch, step("zhujian"))
	require.Equal(t, "zhujian", tk.Lead)
	require.Empty(t, step("zhujian"))
}

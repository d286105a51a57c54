package dispatch

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// desk is a store that only takes new tickets.
type desk struct {
	Store
	written Write
}

func (d *desk) Create(_ context.Context, day string, fn func(string) (Write, error)) (Ticket, error) {
	w, err := fn(FormatNo(day, 1))
	if err == nil {
		d.written = w
	}
	return w.Ticket, err
}

// A new ticket takes the town and the urgency the catalogue reads out of it, and
// goes to its unit in the same write only where the catalogue is sure.
func TestLogRoutes(t *testing.T) {
	c, units := testCatalogue(t)
	rules := testRules()
	rules.Units, rules.DepartmentOnly = units, c.DepartmentOnly
	store, woken := &desk{}, 0
	s := Service{Store: store, Rules: func() Rules { return rules }, Now: func() time.Time { return monday },
		Route:   func(_ context.Context, f Facts) Routing { return c.Route(f, units, nil) },
		Notices: func(Ticket, Ticket, []Event) []Notice { return nil },
		Wake:    func() { woken++ }, Code: func() string { return "7Q4K2" }, HashPhone: func(string) string { return "hash" }}
	in := func(title string, urgency Urgency) Intake {
		return Intake{Matter: Matter{Type: Complaint, Channel: Web, Urgency: urgency, Title: title, Text: title + "，请处理。",
			Place: Place{Address: "阳光花园3号楼"}}, Person: Person{Name: "李四", Phone: "+86 138 0000 1234"}, WantsReply: true}
	}
	ctx := context.Background()

	tk, err := s.Log(ctx, in("暖气不热", ""), nil, Action{}, citizen)
	require.NoError(t, err)
	require.Equal(t, StateDispatched, tk.State)
	require.Equal(t, []any{"zhujian", "幸福镇", "010101", Utility}, []any{tk.Lead, tk.Place.Town, tk.Category, tk.Urgency})
	require.Equal(t, []string{"gongre", "xingfu"}, tk.CoUnits)
	require.Equal(t, "13800001234", store.written.Person.Phone)
	require.NotContains(t, marshal(store.written.Events), "13800001234", "no event knows who called")
	require.NotContains(t, marshal(store.written.Events), "李四")
	require.Equal(t, 1, woken)

	tk, err = s.Log(ctx, in("暖气不热", General), nil, Action{}, agent)
	require.NoError(t, err)
	require.Equal(t, General, tk.Urgency, "what the agent chose stands")

	tk, err = s.Log(ctx, in("楼道燃气味很重", ""), nil, Action{}, citizen)
	require.NoError(t, err)
	require.Equal(t, []any{StateRegistered, Emergency, Life}, []any{tk.State, tk.Routing.Decision, tk.Urgency}, "an emergency is a person's decision")

	tk, err = s.Log(ctx, in("暖气不热", ""), &Choice{Lead: "shuiwu", Reason: "接线员判断"}, Action{}, agent)
	require.NoError(t, err)
	require.Equal(t, []any{"shuiwu", Manual}, []any{tk.Lead, tk.Routing.Decision}, "the agent's choice goes before the catalogue")

	tk, err = s.Log(ctx, in("想问路", ""), nil, Action{Kind: DoAnswer, Text: "沿东环路直走。"}, agent)
	require.NoError(t, err)
	require.Equal(t, StateAnswered, tk.State)

	_, err = s.Log(ctx, Intake{}, nil, Action{}, agent)
	require.ErrorAs(t, err, &Faults{})
	require.Equal(t, Invalid, CodeOf(err))
}

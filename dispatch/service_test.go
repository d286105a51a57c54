package dispatch

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
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

// shelf is a store of tickets in memory.
type shelf struct {
	Store
	tickets map[string]Ticket
	meddle  func(no string) // called before each update
	persons map[string]Person
}

func (s *shelf) Person(_ context.Context, no string) (Person, error) {
	p, ok := s.persons[no]
	if !ok {
		return p, Errorf(NotFound, "person_unknown", no)
	}
	return p, nil
}

func (s *shelf) Ticket(_ context.Context, no string) (Ticket, error) {
	t, ok := s.tickets[no]
	if !ok {
		return t, Errorf(NotFound, "ticket_unknown", no)
	}
	return t, nil
}

func (s *shelf) Update(ctx context.Context, no string, fn func(Ticket) (Write, error)) (Ticket, error) {
	if s.meddle != nil {
		s.meddle(no)
	}
	t, err := s.Ticket(ctx, no)
	if err != nil {
		return t, err
	}
	w, err := fn(t)
	if err == nil {
		s.tickets[no] = w.Ticket
		t = w.Ticket
	}
	return t, err
}

// family is a service with a dispatched master and two registered tickets.
func family(t *testing.T) (*shelf, Service, string, string, string) {
	store := &shelf{tickets: map[string]Ticket{}}
	rules := testRules()
	s := Service{Store: store, Rules: func() Rules { return rules }, Now: func() time.Time { return monday.Add(time.Hour) },
		Notices: func(Ticket, Ticket, []Event) []Notice { return nil }, Wake: func() {}}
	nos := []string{"20261123-0001", "20261123-0002", "20261123-0003"}
	for i, no := range nos {
		in := intake()
		tk, _, err := rules.Register(in, no, "7Q4K2", "hash", nil, agent, monday)
		require.NoError(t, err)
		if i == 0 {
			tk, _, err = rules.Apply(tk, Action{Kind: DoDispatch, Lead: "zhujian"}, dispatcher, monday)
			require.NoError(t, err)
		}
		store.tickets[no] = tk
	}
	return store, s, nos[0], nos[1], nos[2]
}

// A merged ticket never outlives its master: a master that ends without a
// reviewed reply gives it back, a reviewed reply becomes its own.
func TestMergedFollowTheMaster(t *testing.T) {
	ctx := context.Background()
	must := func(s Service, no string, a Action, by Actor) Ticket {
		tk, err := s.Act(ctx, no, a, by)
		require.NoError(t, err, a.Kind)
		return tk
	}
	reviewed := func(s Service, no string) {
		must(s, no, Action{Kind: DoAccept}, leader)
		must(s, no, Action{Kind: DoContact, Method: "phone", Reached: true}, leader)
		must(s, no, Action{Kind: DoReply, Text: goodReply}, leader)
		must(s, no, Action{Kind: DoReview, Pass: true}, dispatcher)
	}
	ends := map[string]struct {
		end  func(s Service, master string)
		want State
	}{
		"terminated": {func(s Service, m string) { must(s, m, Action{Kind: DoTerminate, Reason: "无理"}, supervisor) }, StateRegistered},
		"withdrawn":  {func(s Service, m string) { must(s, m, Action{Kind: DoWithdraw}, citizen) }, StateRegistered},
		"reviewed":   {reviewed, StateReviewed},
	}
	for name, tt := range ends {
		t.Run(name, func(t *testing.T) {
			store, s, master, child, _ := family(t)
			before := store.tickets[child]
			require.Equal(t, StateMerged, must(s, child, Action{Kind: DoMerge, Into: master}, agent).State)
			tt.end(s, master)
			got := store.tickets[child]
			require.Equal(t, tt.want, got.State)
			if tt.want == StateRegistered {
				require.Empty(t, got.MergedInto)
				require.Empty(t, store.tickets[master].Children)
				require.Equal(t, before.NextAt(), got.NextAt(), "its clock runs on")
			}
		})
	}
	t.Run("into a reviewed master", func(t *testing.T) {
		_, s, master, child, _ := family(t)
		reviewed(s, master)
		tk := must(s, child, Action{Kind: DoMerge, Into: master}, agent)
		require.Equal(t, StateReviewed, tk.State, "its caller is called back too")
		require.Equal(t, goodReply, tk.Reply.Text)
	})
	t.Run("master ends while the child comes", func(t *testing.T) {
		store, s, master, child, _ := family(t)
		store.meddle = func(no string) {
			if no == child {
				store.meddle = nil
				must(s, master, Action{Kind: DoTerminate, Reason: "无理"}, supervisor)
			}
		}
		require.Equal(t, StateRegistered, must(s, child, Action{Kind: DoMerge, Into: master}, agent).State)
	})
	t.Run("into each other", func(t *testing.T) {
		store, s, _, one, two := family(t)
		store.meddle = func(no string) {
			if no == one { // the other direction begins in between
				store.meddle = nil
				store.tickets[one] = func() Ticket {
					tk, _, err := s.Rules().Apply(store.tickets[one], Action{Kind: DoAdopt, Into: two}, agent, monday)
					require.NoError(t, err)
					return tk
				}()
			}
		}
		_, err := s.Act(ctx, one, Action{Kind: DoMerge, Into: two}, agent)
		require.Equal(t, Conflict, CodeOf(err))
		require.Empty(t, store.tickets[two].Children, "it let go of what did not come")
	})
	t.Run("after a crash", func(t *testing.T) {
		store, s, master, child, _ := family(t)
		must(s, child, Action{Kind: DoMerge, Into: master}, agent)
		settled, err := s.SettleMerged(ctx, child)
		require.NoError(t, err)
		require.False(t, settled, "its master is in hand")
		_, err = s.apply(ctx, master, Action{Kind: DoTerminate, Reason: "无理"}, supervisor) // and the server dies
		require.NoError(t, err)
		settled, err = s.SettleMerged(ctx, child)
		require.NoError(t, err)
		require.True(t, settled)
		require.Equal(t, StateRegistered, store.tickets[child].State)
	})
}

// A suspension ends by itself on its date, and the time it lasted counts for
// nobody, whether the unit replies during it or after.
func TestSuspensionEnds(t *testing.T) {
	until := monday.AddDate(0, 0, 28)
	suspended := func() *life {
		l := at(t, StateContacted)
		return l.do(Action{Kind: DoSuspend, Reason: "待供暖季结束", Text: "已列入夏季改造计划", Until: until}, supervisor)
	}
	resolve := func(l *life) sla.Clock { c, _ := l.ticket.Clock(sla.ResolveClock); return c }

	l := suspended()
	due := resolve(l).Due
	require.Equal(t, until.UTC(), l.ticket.NextAt().UTC(), "its end is its timer")
	l.now = until.Add(-2 * time.Minute)
	require.Empty(t, l.r.escalate(l.ticket, l.now))
	l.now = until.Add(26 * time.Hour) // the server was down
	l.do(Action{Kind: DoEscalate}, System())
	require.True(t, l.ticket.Suspended.IsZero())
	require.Equal(t, Resumed, l.events[len(l.events)-1].Kind)
	require.Equal(t, sla.Running, resolve(l).State())
	require.Equal(t, due.AddDate(0, 0, 25), resolve(l).Due, "nineteen working days after Monday the 30th")

	l = suspended()
	l.now = until.Add(-time.Hour)
	l.do(good(DoReply), leader)
	require.Equal(t, sla.Met, resolve(l).State(), "a reply during it is not late")
}

// refusing is a store that answers each ticket's update with an error.
type refusing struct {
	Store
	with map[string]error
}

func (r refusing) Update(_ context.Context, no string, _ func(Ticket) (Write, error)) (Ticket, error) {
	return Ticket{}, r.with[no]
}

// A mark that a store could not take is asked for again, also beside tickets that
// take none any more; those alone are no reason to ask again.
func TestDeliveredAsksAgain(t *testing.T) {
	of := func(no, kind string) Frame { return Frame{Notice: Notice{No: no, Kind: kind}} }
	acked := []Frame{of("A", "dispatched"), of("B", "dispatched"), of("B", "co_dispatched"), of("C", "reminded")}
	moved, full := Errorf(Forbidden, "not_own_unit"), Errorf(Unavailable, "store_full")
	for _, row := range []struct {
		with  map[string]error
		again bool
	}{
		{map[string]error{"A": moved, "B": full, "C": full}, true},
		{map[string]error{"A": full}, true},
		{map[string]error{"A": moved, "B": Errorf(NotFound, "ticket_unknown", "B"), "C": full}, false},
		{nil, false},
	} {
		err := Service{Store: refusing{with: row.with}, Rules: testRules, Now: func() time.Time { return monday }, Wake: func() {}}.Delivered(t.Context(), "zhujian", acked)
		require.Equal(t, row.again, err != nil, "%v", row.with)
	}
}

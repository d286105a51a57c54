package dispatch

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// design is the table of who may do what in which states, written from the
// specification and not from the code. Dispatchers stand in for agents and
// supervisors for dispatchers where the work is the same.
const design = `
answer            agent dispatcher                   registered
decline           agent dispatcher                   registered
transfer          agent dispatcher                   registered
dispatch          system agent dispatcher supervisor registered
designate         supervisor                         registered
deliver           system                             all
view              liaison                            with-unit
accept            liaison                            with-unit
contact           liaison                            accepted contacted
reply             liaison                            accepted contacted
part              helper                             with-unit
review            dispatcher supervisor              replied
callback          agent dispatcher upstream          reviewed
return            liaison                            dispatched accepted
decide-return     system dispatcher supervisor       with-unit
extend            liaison                            with-unit
decide-extension  supervisor                         with-unit
escalate          system                             open
remind            dispatcher supervisor              open
supervise         supervisor                         open
supervise-result  supervisor                         all
receive-letter    supervisor liaison                 all
answer-letter     supervisor liaison                 all
close-letter      supervisor                         all
append            agent dispatcher citizen upstream  open
urge              agent dispatcher citizen upstream  open
merge             agent dispatcher                   registered with-unit
unmerge           system agent dispatcher            merged
move              system                             merged
adopt             system agent dispatcher            open
release           system agent dispatcher            all
inherit           system                             merged
redo              dispatcher supervisor              reviewed
terminate         supervisor                         open
close             dispatcher supervisor              reviewed
reopen            dispatcher supervisor              closed answered declined transferred terminated
note              system agent dispatcher supervisor liaison all
reveal            agent dispatcher supervisor liaison all
rate              citizen                            reviewed closed
difficult         dispatcher supervisor              open
exclude           supervisor                         all
suspend           supervisor                         with-unit
resume            supervisor                         with-unit
withdraw          citizen upstream                   registered with-unit
recompute         system                             open
inspect           system                             open
assist            dispatcher supervisor              with-unit
ask-assist        liaison                            with-unit
decide-assist     dispatcher supervisor              with-unit
handover          system                             open merged
seal              supervisor                         open ended
recuse            dispatcher supervisor              open ended
unseal            dispatcher supervisor              all
decide-unseal     dispatcher supervisor              all
confer            supervisor                         registered with-unit
attend            invited                            registered with-unit
conclude          supervisor                         registered with-unit
cancel-conference supervisor                         registered with-unit
ask               agent dispatcher supervisor liaison registered with-unit
spot-check        dispatcher supervisor              closed
keep-closed       dispatcher supervisor              closed
follow            citizen                            open merged
attach            system agent dispatcher supervisor liaison upstream all
return-upstream   dispatcher supervisor              registered
decide-upstream   upstream                           registered
due-upstream      upstream                           open merged
`

var stateSets = map[string][]State{
	"all":       {"registered", "dispatched", "accepted", "contacted", "replied", "reviewed", "closed", "answered", "declined", "transferred", "merged", "terminated"},
	"open":      {"registered", "dispatched", "accepted", "contacted", "replied", "reviewed"},
	"ended":     {"closed", "answered", "declined", "transferred", "terminated"},
	"with-unit": {"dispatched", "accepted", "contacted"},
}

type permission struct {
	roles  []string
	states []State
}

func designTable() map[ActionKind]permission {
	people := []string{"agent", "dispatcher", "liaison", "helper", "invited", "supervisor", "admin", "citizen", "upstream", "system"}
	table := map[ActionKind]permission{}
	for _, line := range strings.Split(strings.TrimSpace(design), "\n") {
		words := strings.Fields(line)
		var p permission
		for _, w := range words[1:] {
			switch {
			case slices.Contains(people, w):
				p.roles = append(p.roles, w)
			case stateSets[w] != nil:
				p.states = append(p.states, stateSets[w]...)
			default:
				p.states = append(p.states, State(w))
			}
		}
		table[ActionKind(words[0])] = p
	}
	return table
}

// Every state × action × role: the right people in the right state meet no
// refusal but a guard's; everybody else is refused, for the role before the
// state.
func TestEveryStateActionRole(t *testing.T) {
	table := designTable()
	require.ElementsMatch(t, ActionKinds(), keys(table), "the table and the code name the same actions")
	require.ElementsMatch(t, stateSets["all"], States)
	actors := map[string]Actor{"agent": agent, "dispatcher": dispatcher, "liaison": leader, "helper": helper, "supervisor": supervisor,
		"admin": admin, "citizen": citizen, "upstream": upstream, "system": System()}
	checked := 0
	for _, state := range stateSets["all"] {
		l := at(t, state)
		for kind, p := range table {
			for name, by := range actors {
				if name == "helper" && kind != DoPart || name == "liaison" && kind == DoPart {
					continue // what a co-handler may do has its own test
				}
				_, _, err := l.r.Apply(l.ticket, good(kind), by, l.now)
				what := string(state) + " " + string(kind) + " " + name
				mayRole := slices.Contains(p.roles, name) && (by.Role != RoleLiaison || l.ticket.Lead != "")
				repeated := kind == DoAccept && (state == StateReplied || state == StateReviewed)
				switch {
				case !mayRole:
					require.Equal(t, Forbidden, CodeOf(err), what)
				case repeated:
					require.NoError(t, err, what)
				case !slices.Contains(p.states, state):
					require.Equal(t, "wrong_state", keyOf(err), what)
				default:
					require.NotContains(t, []string{"wrong_state", "role_may_not", "not_your_unit"}, keyOf(err), what)
				}
				checked++
			}
		}
	}
	require.Equal(t, 12*len(table)*8, checked)
}

func keys[K comparable, V any](m map[K]V) []K {
	var out []K
	for k := range m {
		out = append(out, k)
	}
	return out
}

// A liaison acts only for a unit that has a part in the ticket, and a co-handler
// does not act for the lead.
func TestOwnUnit(t *testing.T) {
	for _, state := range stateSets["with-unit"] {
		l := at(t, state)
		for _, kind := range ActionKinds() {
			_, _, err := l.r.Apply(l.ticket, good(kind), stranger, l.now)
			require.Equal(t, Forbidden, CodeOf(err), "%s %s by a stranger", state, kind)
		}
		for _, kind := range []ActionKind{DoReply, DoReturn, DoExtend} {
			_, _, err := l.r.Apply(l.ticket, good(kind), helper, l.now)
			require.Equal(t, "not_your_unit", keyOf(err), "%s %s by a co-handler", state, kind)
		}
		for _, kind := range []ActionKind{DoView, DoAccept, DoNote, DoPart} {
			_, _, err := l.r.Apply(l.ticket, good(kind), helper, l.now)
			require.NoError(t, err, "%s %s by a co-handler", state, kind)
		}
		_, _, err := l.r.Apply(l.ticket, good(DoPart), leader, l.now)
		require.Equal(t, "not_your_unit", keyOf(err))
	}
}

// A stranger learns nothing from the version: who may not is told so first.
func TestPermissionBeforeVersion(t *testing.T) {
	l := at(t, StateDispatched)
	stale := Action{Kind: DoAccept, Version: 99}
	require.Equal(t, "not_your_unit", keyOf(l.try(stale, stranger)))
	require.Equal(t, "role_may_not", keyOf(l.try(stale, agent)))
	require.Equal(t, "stale_version", keyOf(l.try(stale, leader)))
	wrongState := Action{Kind: DoReview, Version: 99}
	require.Equal(t, "stale_version", keyOf(l.try(wrongState, dispatcher)))
	require.NoError(t, l.try(Action{Kind: DoAccept, Version: l.ticket.Version}, leader))
}

// A page acknowledges what it was sent and so marks its own ticket: the step
// taken on it right after must not be told that somebody else was faster.
func TestMarksDoNotMakeAVersionStale(t *testing.T) {
	for name, mark := range map[string]struct {
		kind ActionKind
		by   Actor
	}{"delivered": {DoDeliver, System()}, "viewed": {DoView, leader}} {
		t.Run(name, func(t *testing.T) {
			l := at(t, StateDispatched)
			shown := l.ticket.Version
			l.do(Action{Kind: mark.kind, Unit: l.ticket.Lead}, mark.by)
			require.Equal(t, shown+1, l.ticket.Version)
			l.do(Action{Kind: DoAccept, Version: shown}, leader)
			require.Equal(t, "stale_version", keyOf(l.try(Action{Kind: DoNote, Text: "到场", Version: shown}, leader)))
		})
	}
}

// What is offered as a button never fails for role, unit or state.
func TestOffersAreActions(t *testing.T) {
	for _, state := range stateSets["all"] {
		l := at(t, state)
		for _, by := range []Actor{agent, dispatcher, supervisor, admin, leader, helper, stranger, citizen} {
			for _, kind := range Offers(l.ticket, by) {
				_, _, err := l.r.Apply(l.ticket, good(kind), by, l.now)
				require.NoError(t, err, "%s offers %s to %s", state, kind, by.ID)
			}
		}
	}
}

// Package storetest is the conformance suite of dispatch.Store: what it checks
// is what every store must do.
package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
	"hotline/sla"
)

// Open opens the store that belongs to a directory, which is empty at first;
// the same directory again is a second handle on the same data, as a second
// server has it.
type Open func(t *testing.T, dir string, now func() time.Time, keys *store.Keyring) (dispatch.Store, error)

// Raw is everything a directory's store has written anywhere, as whoever gets
// hold of the disk would read it.
type Raw func(t *testing.T, dir string) []byte

// Run runs the suite; every sub-test gets an empty store.
func Run(t *testing.T, open Open, raw Raw) {
	for _, c := range []struct {
		name string
		run  func(w *world)
	}{
		{"create and read", createAndRead},
		{"numbers are unique and increase", numbers},
		{"days are numbered apart", days},
		{"a taken key gives its ticket", taken},
		{"a refused ticket leaves nothing", refused},
		{"a broken chain is refused", brokenChain},
		{"update loses nothing", lostUpdates},
		{"update without events writes nothing", noEvents},
		{"update that fails changes nothing", failedUpdate},
		{"times", times},
		{"events keep their chain", chain},
		{"person", person},
		{"persons are sealed", sealed},
		{"a wrong key is refused", wrongKey},
		{"a new key", rotated},
		{"a new key while tickets are written", rotatedUnderWrites},
		{"persons of an older program", plain},
		{"import", imports},
		{"unknown things", unknown},
		{"TestPeers23", queuePages},
		{"number pages", numberPages},
		{"filters", filters},
		{"near", near},
		{"near many", nearMany},
		{"each", each},
		{"bad cursors", badCursors},
		{"counts after random lives", lives},
		{"accounts", manyAccounts},
		{"TestPeers26", registeredDuringReports},
		{"due", due},
		{"relay", relay},
		{"relay from everywhere", relayConcurrently},
		{"post", post},
		{"ack", ack},
		{"trim", trim},
		{"heads", heads},
		{"deliveries", deliveries},
		{"TestPeers30", deliveryOrder},
		{"delivery log", deliveryLog},
		{"TestPeers28", search},
		{"records", records},
		{"records expire", expiry},
		{"record versions", recordRace},
		{"TestPeers15", twoServers},
		{"TestPeers33", wholeTickets},
		{"moved", moved},
		{"closed store", closedStore},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(newWorld(t, open, raw))
		})
	}
}

// world is an empty store with what is needed to fill it.
type world struct {
	*testing.T
	ctx   context.Context
	clock *clock
	dir   string
	open  Open
	raw   Raw
	keys  *store.Keyring
	s     dispatch.Store
	rules dispatch.Rules
}

func newWorld(t *testing.T, open Open, raw Raw) *world {
	w := &world{T: t, ctx: t.Context(), clock: &clock{now: monday}, dir: t.TempDir(), open: open, raw: raw, keys: ring(t, "k1"), rules: rules()}
	w.s = w.handle()
	return w
}

// handle opens the world's store once more.
func (w *world) handle() dispatch.Store {
	s, err := w.open(w.T, w.dir, w.clock.Now, w.keys)
	require.NoError(w, err)
	w.Cleanup(func() { _ = s.Close() })
	return s
}

// monday is a working morning.
var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, sla.Zone)

const today = "20261123"

// clock is a clock that stands still.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

func rules() dispatch.Rules {
	r := dispatch.Rules{Calendar: sla.CN(), Policy: sla.DefaultPolicy(), Units: map[string]dispatch.Unit{}, CatalogueVersion: "1"}
	for _, code := range units {
		r.Units[code] = dispatch.Unit{Code: code, Name: code, Group: dispatch.Bureau, Active: true}
	}
	return r
}

var (
	units      = []string{"water", "police", "housing", "west"}
	agent      = dispatch.Actor{ID: "agent", Role: dispatch.RoleAgent}
	dispatcher = dispatch.Actor{ID: "dispatcher", Role: dispatch.RoleDispatcher}
	supervisor = dispatch.Actor{ID: "supervisor", Role: dispatch.RoleSupervisor}
	caller     = dispatch.Person{Name: "甲", Phone: "13800001234", Address: "某街 1 号"}
)

func liaison(unit string) dispatch.Actor {
	return dispatch.Actor{ID: "liaison-" + unit, Role: dispatch.RoleLiaison, Unit: unit}
}

// intake is a plain demand.
func intake(text string) dispatch.Intake {
	return dispatch.Intake{
		Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "求助", Text: text,
			Category: "0302", Place: dispatch.Place{Town: "东街", Address: "东街 5 号"}},
		Person: caller, WantsReply: true,
	}
}

// hash stands for the keyed hash of a number.
func hash(phone string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(phone))) }

// write makes the registration of an intake, dispatched to a unit if given.
func (w *world) write(no string, in dispatch.Intake, lead ...string) (dispatch.Write, error) {
	t, events, err := w.rules.Register(in, no, "code", hash(in.Person.Phone), nil, agent, w.clock.Now())
	if err == nil && len(lead) > 0 {
		var more []dispatch.Event
		t, more, err = w.rules.Apply(t, dispatch.Action{Kind: dispatch.DoDispatch, Lead: lead[0], CoUnits: lead[1:]}, dispatcher, w.clock.Now())
		events = append(events, more...)
	}
	return dispatch.Write{Ticket: t, Events: events, Person: &in.Person, Notices: notices(t, events)}, err
}

// notices tells the dispatchers of every event, and the lead.
func notices(t dispatch.Ticket, events []dispatch.Event) []dispatch.Notice {
	var out []dispatch.Notice
	add := func(e dispatch.Event, to string) {
		out = append(out, dispatch.Notice{Key: fmt.Sprintf("%s/%d/%s", t.No, e.Seq, to), Recipient: to, Kind: string(e.Kind), No: t.No,
			Version: t.Version, State: t.State, Urgency: t.Urgency, Title: t.Title, At: e.At, Unit: t.Lead})
	}
	for _, e := range events {
		add(e, "role:dispatcher")
		if t.Lead != "" {
			add(e, "unit:"+t.Lead)
		}
	}
	return out
}

// try registers a ticket.
func (w *world) try(s dispatch.Store, in dispatch.Intake, lead ...string) (dispatch.Ticket, error) {
	return s.Create(w.ctx, dispatch.Day(w.clock.Now()), func(no string) (dispatch.Write, error) { return w.write(no, in, lead...) })
}

func (w *world) log(in dispatch.Intake, lead ...string) dispatch.Ticket {
	w.Helper()
	t, err := w.try(w.s, in, lead...)
	require.NoError(w, err)
	return t
}

// tryAct applies an action.
func (w *world) tryAct(s dispatch.Store, no string, a dispatch.Action, by dispatch.Actor) (dispatch.Ticket, error) {
	now := w.clock.Now()
	return s.Update(w.ctx, no, func(t dispatch.Ticket) (dispatch.Write, error) {
		after, events, err := w.rules.Apply(t, a, by, now)
		return dispatch.Write{Ticket: after, Events: events, Notices: notices(after, events)}, err
	})
}

func (w *world) act(no string, a dispatch.Action, by dispatch.Actor) dispatch.Ticket {
	w.Helper()
	t, err := w.tryAct(w.s, no, a, by)
	require.NoError(w, err)
	return t
}

// note makes one more version.
func (w *world) note(no, text string) dispatch.Ticket {
	w.Helper()
	return w.act(no, dispatch.Action{Kind: dispatch.DoNote, Text: text}, agent)
}

func (w *world) ticket(no string) dispatch.Ticket {
	w.Helper()
	t, err := w.s.Ticket(w.ctx, no)
	require.NoError(w, err)
	return t
}

func (w *world) events(no string) []dispatch.Event {
	w.Helper()
	events, err := w.s.Events(w.ctx, no)
	require.NoError(w, err)
	return events
}

// page lists all pages of a filter.
func (w *world) list(f dispatch.Filter, limit int) []dispatch.Ticket {
	w.Helper()
	var all []dispatch.Ticket
	for after := ""; ; {
		items, next, err := w.s.Tickets(w.ctx, f, dispatch.Page{Limit: limit, After: after})
		require.NoError(w, err)
		require.LessOrEqual(w, len(items), limit)
		all = append(all, items...)
		if next == "" {
			return all
		}
		require.Len(w, items, limit, "only the last page may be short")
		after = next
	}
}

// same compares tickets as they are stored: an empty list is no list.
func (w *world) same(want, got dispatch.Ticket) {
	w.Helper()
	require.Equal(w, document(w, want), document(w, got))
}

func document(w *world, t dispatch.Ticket) string {
	w.Helper()
	doc, err := json.MarshalIndent(t, "", " ")
	require.NoError(w, err)
	return string(doc)
}

func (w *world) code(err error, code dispatch.Code) {
	w.Helper()
	var e *dispatch.Error
	require.True(w, errors.As(err, &e), "want %s, got %v", code, err)
	require.Equal(w, code, e.Code, "%v", err)
}

func nos(ts []dispatch.Ticket) []string {
	out := []string{}
	for _, t := range ts {
		out = append(out, t.No)
	}
	return out
}

// together runs fn in n goroutines at once.
func together(n int, fn func(i int)) {
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() { fn(i) })
	}
	work.Wait()
}

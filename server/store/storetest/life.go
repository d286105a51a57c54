package storetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// lifeSteps is how many things are tried on a ticket in its life.
const lifeSteps = 40

// Lives lets tickets live at random, every step held to the rules that no life
// may break, and puts their whole histories into a store: what comes out must be
// what went in, and every count and timer what the tickets say. HOTLINE_LIVES
// sets how many there are; else it is few. So many of a batch are in a store of
// their own; recount is for stores that count fast: the suite counts after fewer
// lives on every store.
func Lives(t *testing.T, open Open, few, batch int, recount bool) {
	n := few
	if s := os.Getenv("HOTLINE_LIVES"); s != "" {
		var err error
		n, err = strconv.Atoi(s)
		require.NoError(t, err)
	}
	kinds, states := map[dispatch.Kind]int{}, map[dispatch.State]int{}
	for first := 0; first < n; first += batch {
		t.Run(strconv.Itoa(first), func(t *testing.T) {
			w := newWorld(t, open, nil)
			ws := born(t, w.rules, first, min(batch, n-first))
			stored, err := w.s.Import(w.ctx, ws)
			require.NoError(t, err)
			require.Equal(t, len(ws), stored)
			names := map[string]bool{}
			for _, x := range ws {
				no := x.Ticket.No
				kept := w.ticket(no)
				w.same(x.Ticket, kept)
				require.NoError(t, dispatch.Sound(kept, w.events(no)), no)
				remember(names, x.Ticket)
				states[x.Ticket.State]++
				for _, e := range x.Events {
					kinds[e.Kind]++
				}
			}
			if recount {
				recountAll(w, names, len(ws))
			}
		})
	}
	t.Logf("%d lives, ends %v, events %v", n, states, kinds)
}

// born makes lives first … first+n-1 on all processors.
func born(t *testing.T, rules dispatch.Rules, first, n int) []dispatch.Write {
	out := make([]dispatch.Write, n)
	faults := make([]error, n)
	next := make(chan int)
	var work sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		work.Go(func() {
			for i := range next {
				out[i], faults[i] = live(rules, first+i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	work.Wait()
	for i, err := range faults {
		require.NoError(t, err, "life %d", first+i)
	}
	return out
}

// live is one whole life, the same for the same seed.
func live(rules dispatch.Rules, seed int) (dispatch.Write, error) {
	r := rand.New(rand.NewPCG(uint64(seed), 12345))
	in := intake("随机")
	in.Urgency, in.Channel = dispatch.Urgencies[r.IntN(3)], dispatch.Channels[r.IntN(4)]
	in.Type = dispatch.Types[r.IntN(len(dispatch.Types))]
	in.WantsReply, in.Anonymous, in.Confidential = r.IntN(4) > 0, r.IntN(8) == 0, r.IntN(8) == 0
	now := monday.AddDate(0, 0, seed/9_000)
	no := dispatch.FormatNo(dispatch.Day(now), 1+seed%9_000)
	t, events, err := rules.Register(in, no, "code", hash(in.Person.Phone), nil, agent, now)
	if err != nil {
		return dispatch.Write{}, err
	}
	for step := range lifeSteps {
		now = now.Add(time.Duration([]int{0, 1, 7, 60, 600, 3000, 9000}[r.IntN(7)]) * time.Minute)
		a, by := anything(r, t, now)
		after, more, err := rules.Apply(t, a, by, now)
		if err != nil {
			if len(more) > 0 || dispatch.CodeOf(err) == dispatch.Internal {
				return dispatch.Write{}, fmt.Errorf("step %d, %s by %s: %w", step, a.Kind, by.ID, err)
			}
			continue
		}
		t, events = after, append(events, more...)
		if err := t.Check(); err != nil {
			return dispatch.Write{}, fmt.Errorf("step %d, %s by %s: %w", step, a.Kind, by.ID, err)
		}
	}
	if err := dispatch.Sound(t, events); err != nil {
		return dispatch.Write{}, err
	}
	return dispatch.Write{Ticket: t, Events: events, Person: &in.Person}, nil
}

// anything is somebody doing something: mostly what is offered to somebody, now
// and then anything at all.
func anything(r *rand.Rand, t dispatch.Ticket, now time.Time) (dispatch.Action, dispatch.Actor) {
	actors := []dispatch.Actor{agent, dispatcher, supervisor, dispatch.System(), liaison(units[r.IntN(len(units))])}
	for _, u := range append([]string{t.Lead, t.Lead}, t.CoUnits...) {
		if u != "" {
			actors = append(actors, liaison(u))
		}
	}
	kinds := dispatch.ActionKinds()
	kind, by := kinds[r.IntN(len(kinds))], actors[r.IntN(len(actors))]
	onward := r.IntN(3) > 0 // else anything that is offered
	for range 8 {
		who := actors[r.IntN(len(actors))]
		offers := dispatch.Offers(t, who)
		if onward {
			offers = slices.DeleteFunc(offers, func(k dispatch.ActionKind) bool { return !slices.Contains(way, k) })
		}
		if len(offers) > 0 && r.IntN(8) > 0 {
			kind, by = offers[r.IntN(len(offers))], who
			break
		}
	}
	a := dispatch.Action{}
	fill(r, reflect.ValueOf(&a).Elem(), t, now)
	a.Kind, a.Version, a.Routing, a.Earlier = kind, 0, nil, nil
	if r.IntN(4) > 0 {
		a.Key = ""
	}
	return a, by
}

// way is what leads on, so that lives are not spent in words.
var way = []dispatch.ActionKind{dispatch.DoDispatch, dispatch.DoDesignate, dispatch.DoConclude, dispatch.DoAccept, dispatch.DoContact, dispatch.DoPart,
	dispatch.DoReply, dispatch.DoReview, dispatch.DoCallback, dispatch.DoReturn, dispatch.DoDecideReturn, dispatch.DoDecideExtension, dispatch.DoResume,
	dispatch.DoReopen, dispatch.DoUnmerge, dispatch.DoEscalate}

// fill gives every field of a value something plausible by its name and type, so
// that an action with a new field is lived through as well.
func fill(r *rand.Rand, v reflect.Value, t dispatch.Ticket, now time.Time) {
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		switch f.Interface().(type) {
		case time.Time:
			f.Set(reflect.ValueOf(now.Add(time.Duration(1+r.IntN(60*24)) * time.Hour)))
		case []string:
			f.Set(reflect.ValueOf(wordsFor(r, name)))
		default:
			fillPlain(r, f, name, t, now)
		}
	}
}

func fillPlain(r *rand.Rand, f reflect.Value, name string, t dispatch.Ticket, now time.Time) {
	switch f.Kind() {
	case reflect.String:
		f.SetString(wordFor(r, name, t))
	case reflect.Bool:
		f.SetBool(r.IntN(5) > 1)
	case reflect.Int:
		f.SetInt(int64(1 + r.IntN(3)))
	case reflect.Struct:
		fill(r, f, t, now)
	case reflect.Slice:
		if f.Type().Elem().Kind() == reflect.Struct {
			one := reflect.New(f.Type().Elem()).Elem()
			fill(r, one, t, now)
			f.Set(reflect.Append(f, one))
		}
	default:
	}
}

func wordsFor(r *rand.Rand, name string) []string {
	switch name {
	case "Users":
		return []string{[]string{"supervisor", "dispatcher", "agent"}[r.IntN(3)]}
	case "Items":
		return []string{"身份证明", "现场照片"}[:1+r.IntN(2)]
	default: // units
		order := r.Perm(len(units))
		out := []string{}
		for _, i := range order[:r.IntN(3)] {
			out = append(out, units[i])
		}
		return out
	}
}

func wordFor(r *rand.Rand, name string, t dispatch.Ticket) string {
	one := func(list ...string) string { return list[r.IntN(len(list))] }
	switch name {
	case "Lead", "Suggested", "Unit":
		return one(append([]string{t.Lead}, units...)...)
	case "Reason":
		return one(append([]string{"有必要", "有必要", ""}, dispatch.ReturnReasons...)...)
	case "Method":
		return one(dispatch.Methods...)
	case "Route":
		return one("110", "119", "到不动产登记中心办理")
	case "Override":
		return one("", "协办单位已电话说明")
	case "Into":
		return dispatch.FormatNo(today, 1+r.IntN(9))
	case "Key":
		return one("k1", "k2", "k3")
	case "Form":
		return one("letter", "onsite", "meeting", "leader_note", "media", "")
	default:
		return one("我单位已于今日派人到现场更换灯具，路灯已恢复照明，共二十处。", "情况属实，正在办理，预计本周五完成。")
	}
}

// recountAll compares what the store keeps with what its tickets say: the counts
// of all queues and tallies, and the timers.
func recountAll(w *world, names map[string]bool, n int) {
	want, timers, seen := map[string]int{}, 0, 0
	far := monday.AddDate(20, 0, 0)
	require.NoError(w, w.s.Each(w.ctx, dispatch.Filter{}, func(t dispatch.Ticket) error {
		seen++
		for _, name := range slices.Compact(slices.Sorted(slices.Values(append(t.Queues(), t.Tallies()...)))) {
			want[name]++
		}
		if at := t.NextAt(); !at.IsZero() && at.Before(far) {
			timers++
		}
		return t.Check()
	}))
	require.Equal(w, n, seen)
	list := []string{}
	for name := range names {
		list = append(list, name)
		want[name] += 0
	}
	got, err := w.s.Counts(w.ctx, list)
	require.NoError(w, err)
	require.Equal(w, want, got)
	due, err := w.s.Due(w.ctx, far, n+1)
	require.NoError(w, err)
	require.Len(w, due, timers)
}

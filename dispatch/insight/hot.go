package insight

import (
	"cmp"
	"math"
	"slices"
	"time"

	"hotline/sla"
)

// Hot is what a window shows (热点): its issues, the hottest first, and what they
// are measured by.
type Hot struct {
	Window   Window
	Intake   int
	Previous int // the same length of time before
	Least    int // fewer voices make no issue
	Leading  *Count
	Recent   int // how many of the last columns are the window
	Step     int // days of one column
	Issues   []Issue
}

const (
	// columns are the bars of an issue's curve.
	columns = 28
	// most bounds the issues that are followed; pages show far fewer.
	most = 200
	// manyVotes make an issue of one ticket.
	manyVotes = 100
	// beyondChance is how many times its own scatter an issue must grow to emerge.
	beyondChance = 4
	// maxRatio bounds what growth adds to the heat.
	maxRatio = 5
)

// Finder groups the items of a window. The items before it, and of the year
// before, are then told one by one and not kept. Hot says what was found.
type Finder struct {
	w        Window
	cal      *sla.Calendar
	items    []Item
	corpus   *corpus
	groups   []*group
	index    *groupIndex
	before   *ledger[int]
	columns  [][]int
	lastYear []int
	intakes  struct{ before, previous, year int }
}

// Find groups the items of a window (聚类); those outside of it are left out.
func Find(w Window, items []Item, cal *sla.Calendar) *Finder {
	items = slices.DeleteFunc(slices.Clone(items), func(it Item) bool { return !w.Holds(it.At) })
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.No, b.No)) })
	f := &Finder{w: w, cal: cal, items: items, before: newLedger[int](w)}
	var docs []doc
	f.corpus, docs = readCorpus(items)
	f.groups = f.shown(cluster(items, docs, f.corpus.idf, neighbours(len(items))))
	f.index = newGroupIndex(f.groups, len(f.corpus.idf))
	f.lastYear, f.columns = make([]int, len(f.groups)), make([][]int, len(f.groups))
	for i, g := range f.groups {
		f.columns[i] = make([]int, columns)
		for _, m := range g.members {
			f.column(i, items[m].At)
		}
	}
	return f
}

// shown keeps the groups that enough voices stand behind: tickets of more than
// one caller, and votes.
func (f *Finder) shown(groups []*group) []*group {
	least := f.least()
	groups = slices.DeleteFunc(groups, func(g *group) bool { return f.voices(g) < float64(least) || f.alone(g) })
	slices.SortStableFunc(groups, func(a, b *group) int {
		return cmp.Or(cmp.Compare(f.voices(b), f.voices(a)), cmp.Compare(a.members[0], b.members[0]))
	})
	return groups[:min(len(groups), most)]
}

// least grows with the intake: a hundredth of it, from 3 to 10.
func (f *Finder) least() int { return min(max(3, (len(f.items)+50)/100), 10) }

// voices are the tickets and the root of the votes: a vote is cheaper than a call.
func (f *Finder) voices(g *group) float64 { return float64(g.n) + math.Sqrt(float64(f.votes(g))) }

func (f *Finder) votes(g *group) int {
	n := 0
	for _, m := range g.members {
		n += max(0, f.items[m].Votes)
	}
	return n
}

// alone tells whether one or two people made a whole group of tickets, and few
// others stand behind them.
func (f *Finder) alone(g *group) bool {
	if g.n == 1 {
		return f.votes(g) < manyVotes
	}
	return g.n >= 4 && f.callers(g) < 3 && f.voices(g) < 2*float64(g.n)
}

// callers counts who raised it; who is unknown counts each time.
func (f *Finder) callers(g *group) int {
	seen, unknown := map[string]bool{}, 0
	for _, m := range g.members {
		if c := f.items[m].Caller; c != "" {
			seen[c] = true
		} else {
			unknown++
		}
	}
	return len(seen) + unknown
}

// Earlier tells of an item before the window.
func (f *Finder) Earlier(it Item) {
	if !it.At.Before(f.w.From) {
		return
	}
	f.intakes.before++
	if f.w.Previous().Holds(it.At) {
		f.intakes.previous++
	}
	if i := f.index.closest(f.corpus.doc(it), it.At); i >= 0 {
		f.before.note(i, it.At)
		f.column(i, it.At)
	} else {
		f.before.note(-1, it.At)
	}
}

// YearAgo tells of an item of the same window a year before.
func (f *Finder) YearAgo(it Item) {
	if !f.w.LastYear().Holds(it.At) {
		return
	}
	f.intakes.year++
	if i := f.index.closest(f.corpus.doc(it), f.w.From); i >= 0 {
		f.lastYear[i]++
	}
}

// step is how many days a column stands for.
func (f *Finder) step() int { return (f.w.Days() + columns - 1) / columns }

// column counts an item into its issue's curve.
func (f *Finder) column(group int, at time.Time) {
	last := dayNumber(f.w.To.Add(-time.Millisecond))
	if back := (last - dayNumber(at)) / f.step(); back >= 0 && back < columns {
		f.columns[group][columns-1-back]++
	}
}

// Hot ranks the issues.
func (f *Finder) Hot() Hot {
	f.before.compare(f.w, f.cal)
	h := Hot{Window: f.w, Intake: len(f.items), Previous: f.intakes.previous, Least: f.least(), Step: f.step()}
	h.Recent = min(columns, (f.w.Days()+h.Step-1)/h.Step)
	h.Leading = leading(f.items)
	for i, g := range f.groups {
		h.Issues = append(h.Issues, f.issue(i, g))
	}
	slices.SortStableFunc(h.Issues, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(b.Heat, a.Heat), cmp.Compare(b.Count, a.Count), cmp.Compare(a.ID, b.ID))
	})
	for i := range h.Issues {
		h.Issues[i].Rank = i + 1
	}
	return h
}

// leading is the second-level category most items have.
func leading(items []Item) *Count {
	list := tally(items, func(it Item) string { return branch(it.Category) })
	list = slices.DeleteFunc(list, func(c Count) bool { return c.Name == "" })
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}

// tally counts items by a name, the most frequent first.
func tally(items []Item, name func(Item) string) []Count {
	n := map[string]int{}
	for _, it := range items {
		n[name(it)]++
	}
	out := make([]Count, 0, len(n))
	for k, c := range n {
		out = append(out, Count{k, c})
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	return out
}

// growth compares an issue with what would be usual. In a long window, which has
// its own seasons, the busiest month is compared with the average one. Without
// any days before nothing is claimed.
func (f *Finder) growth(i int, g *group) (usual, ratio float64) {
	switch {
	case f.w.Long():
		peak := f.busiest(g)
		usual = float64(g.n) * 30 / float64(f.w.Days())
		return usual, max(1, float64(peak)/max(usual, 1))
	case f.before.days() == 0:
		return 0, 1
	}
	usual = f.before.usual(i)
	return usual, float64(g.n) / max(usual, 1)
}

// busiest is the most items within 30 days.
func (f *Finder) busiest(g *group) int {
	best, from := 0, 0
	for to := range g.members {
		for f.items[g.members[to]].At.Sub(f.items[g.members[from]].At) >= 30*day {
			from++
		}
		best = max(best, to-from+1)
	}
	return best
}

// emerging tells whether an issue is new or growing beyond chance, and beyond
// what the same days of last year saw.
func (f *Finder) emerging(i int, g *group, usual, ratio float64) bool {
	if f.w.Long() || f.before.days() < 7 || ratio < 2 {
		return false
	}
	if float64(g.n)-usual < beyondChance*math.Sqrt(max(usual, 1)) {
		return false
	}
	if f.intakes.year == 0 {
		return true
	}
	season := float64(f.lastYear[i]) * float64(len(f.items)) / float64(f.intakes.year)
	return float64(g.n) >= 1.5*season
}

// heat is tickets times growth, and the root of the votes.
func heat(count int, ratio float64, votes int) int {
	return int(math.Round(float64(count)*min(ratio, maxRatio) + math.Sqrt(float64(max(0, votes)))))
}

package insight

import (
	"fmt"
	"slices"
	"strings"
)

// issue describes a group.
func (f *Finder) issue(i int, g *group) Issue {
	items := make([]Item, g.n)
	for k, m := range g.members {
		items[g.n-1-k] = f.items[m]
	}
	is := Issue{ID: f.id(g), Count: g.n, Callers: f.callers(g), Votes: f.votes(g), Items: items,
		First: items[g.n-1].At, Last: items[0].At, Daily: f.columns[i], Merges: f.merges(g)}
	is.Repeats = is.Count - is.Callers
	is.Usual, is.Ratio = f.growth(i, g)
	is.Heat = heat(is.Count, is.Ratio, is.Votes)
	is.Emerging = f.emerging(i, g, is.Usual, is.Ratio)
	is.Category, is.Unit = main(items, func(it Item) string { return it.Category }), main(items, func(it Item) string { return it.Unit })
	is.Towns = tally(items, func(it Item) string { return it.Town })
	if 2*is.Towns[0].Count > is.Count {
		is.Town = is.Towns[0].Name
	}
	for _, it := range items {
		is.Progress.add(it)
	}
	is.Who = crowd(items)
	names := f.placeNames(g)
	common := ""
	if len(names) > 0 && 5*names[0].Count >= is.Count {
		is.Place = names[0].Name
		if len(names) > 1 && 5*names[0].Count < 2*is.Count {
			is.Place = fmt.Sprintf(placeAndOthers, names[0].Name, len(names))
		} else {
			common = names[0].Name
		}
	}
	is.Title, is.Quotes = f.title(g, common), f.quotes(g)
	return is
}

// id is the number of the first ticket that may be named.
func (f *Finder) id(g *group) string {
	for _, m := range g.members {
		if !f.items[m].Sealed {
			return f.items[m].No
		}
	}
	return f.items[g.members[0]].No
}

// main is the most frequent name that is not empty.
func main(items []Item, name func(Item) string) string {
	for _, c := range tally(items, name) {
		if c.Name != "" {
			return c.Name
		}
	}
	return ""
}

// placeNames are the places the items name first, most frequent first.
func (f *Finder) placeNames(g *group) []Count {
	var named []Item
	for _, m := range g.members {
		it := f.items[m]
		if it.Sealed {
			continue
		}
		if name := f.placeName(it); name != "" {
			named = append(named, Item{Town: name})
		}
	}
	return tally(named, func(it Item) string { return it.Town })
}

// placeName is the place of an item: that of its address, else the first one of
// its title that is no road or street office, else any.
func (f *Finder) placeName(it Item) string {
	if us := f.corpus.spot(it); len(us) >= 2 {
		return strings.ToUpper(f.corpus.lex.spell(us))
	}
	us := f.corpus.lex.units(it.Title, f.corpus.limits.title)
	name := ""
	for _, s := range f.corpus.spots.find(us) {
		n := f.corpus.lex.spell(us[s.from:s.to])
		if !slices.ContainsFunc(wideEndings, func(e string) bool { return strings.HasSuffix(n, e) }) {
			return n
		}
		if name == "" {
			name = n
		}
	}
	return name
}

// crowd lists who the people say they are, at most two words for a fifth of the
// tickets each.
func crowd(items []Item) []string {
	n := make([]Count, len(crowdWords))
	for i, w := range crowdWords {
		n[i].Name = w
		for _, it := range items {
			if !it.Sealed && (strings.Contains(begin(it.Title, readTitle), w) || strings.Contains(begin(it.Text, readText), w)) {
				n[i].Count++
			}
		}
	}
	slices.SortStableFunc(n, func(a, b Count) int { return b.Count - a.Count })
	var out []string
	for _, c := range n[:2] {
		if 5*c.Count >= len(items) && c.Count > 1 {
			out = append(out, c.Name)
		}
	}
	return out
}

const (
	// mergeable bounds the members that are compared for merging.
	mergeable = 300
	// nearTwin is the likeness from which two tickets may be one.
	nearTwin = 0.6
)

// merges counts the groups of open tickets that are likely the same matter: near
// in time, in words and in place.
func (f *Finder) merges(g *group) int {
	var open []int32
	for _, m := range g.members {
		if it := f.items[m]; it.State.Open() && it.Master == "" && len(open) < mergeable {
			open = append(open, m)
		}
	}
	docs := make([]*group, len(open))
	for i, m := range open {
		docs[i] = groupOf(f.corpus.doc(f.items[m]), f.items[m].At, m)
	}
	n, taken := 0, make([]bool, len(open))
	for i := range docs {
		twins := false
		for j := i + 1; j < len(docs) && !taken[i]; j++ {
			if !taken[j] && f.items[open[j]].At.Sub(f.items[open[i]].At) <= 3*day && likeness(docs[i], docs[j]) >= nearTwin {
				taken[j], twins = true, true
			}
		}
		if twins {
			n++
		}
	}
	return n
}

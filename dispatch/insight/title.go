package insight

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	shortTitle = 4
	longTitle  = 24
	// readTitle bounds what is read of a title.
	readTitle = 100
	// titles bounds the titles that are weighed against each other.
	titles = 200
)

var (
	masking = regexp.MustCompile(`^(?:西地省)?(?:[A-Z]\d*[区县])?`)
	// ownNumber is a figure of one ticket, not of the matter.
	ownNumber = regexp.MustCompile(ownNumberPattern)
	city      = regexp.MustCompile(`[A-Z]市`)
)

// titleEnd are marks that no title begins or ends with.
const titleEnd = "，,。！!？?；;：: 、…—\"“”"

// title names an issue as a person would: the title of the member that says what
// most others say, without courtesy, feelings and door numbers.
func (f *Finder) title(g *group, place string) string {
	freq, n := f.titlePairs(g)
	best, bestScore := "", -1.0
	tried := map[string]bool{}
	for _, m := range g.members[:min(len(g.members), titles)] {
		it := f.items[m]
		if it.Sealed {
			continue
		}
		t := cleanTitle(it.Title)
		if place == "" {
			t = f.withoutPlace(t, it)
		}
		head, _, _ := strings.Cut(t, "，")
		for _, t := range []string{t, head} {
			if tried[t] || utf8.RuneCountInString(t) < shortTitle {
				continue
			}
			tried[t] = true
			if s := f.titleScore(t, freq, n); s > bestScore {
				best, bestScore = t, s
			}
		}
	}
	return best
}

// titlePairs counts in how many titles each pair of words stands.
func (f *Finder) titlePairs(g *group) (map[uint64]int, int) {
	freq, n := map[uint64]int{}, 0
	for _, m := range g.members[:min(len(g.members), titles)] {
		n++
		for _, t := range summed(pairs(f.corpus.lex.units(f.items[m].Title, f.corpus.limits.title), nil, 1, 0)) {
			freq[t.key]++
		}
	}
	return freq, n
}

// titleScore is high for a title that holds much of what others hold and little
// else.
func (f *Finder) titleScore(title string, freq map[uint64]int, n int) float64 {
	list := summed(pairs(f.corpus.lex.units(title, f.corpus.limits.title), nil, 1, 0))
	sum := 0.0
	for _, t := range list {
		if c := freq[t.key]; c > 1 || n == 1 {
			sum += float64(c) / float64(n)
		}
	}
	score := sum / (float64(len(list)) + 4)
	for _, w := range titleFeelings {
		if strings.Contains(title, w) {
			score *= 0.7
		}
	}
	if utf8.RuneCountInString(title) > longTitle-4 || ownNumber.MatchString(title) {
		score *= 0.7
	}
	return score
}

// cleanTitle leaves of a title the place and the matter.
func cleanTitle(t string) string {
	t = strings.Join(strings.Fields(begin(t, readTitle)), "")
	t = doors.ReplaceAllString(Scrub(t), "")
	t = strings.NewReplacer(scrubbedDoor, "", scrubbedNumber, "").Replace(city.ReplaceAllString(t, ""))
	for moved := true; moved; {
		before := t
		t = strings.Trim(t, titleEnd)
		for _, w := range titleLeads {
			if rest, ok := strings.CutPrefix(t, w); ok && utf8.RuneCountInString(rest) >= shortTitle {
				t = rest
			}
		}
		for _, w := range titleTails {
			if rest, ok := strings.CutSuffix(t, w); ok && utf8.RuneCountInString(rest) >= shortTitle {
				t = rest
			}
		}
		if i := strings.LastIndex(t, "，"); i > 0 && wish(t[i+len("，"):]) {
			t = t[:i]
		}
		t = t[len(masking.FindString(t)):]
		moved = t != before
	}
	return shorten(t)
}

// wish tells whether a last clause is only what the caller wants.
func wish(clause string) bool {
	return utf8.RuneCountInString(clause) <= 12 && slices.ContainsFunc(titleWishes, func(w string) bool { return strings.HasPrefix(clause, w) })
}

// shorten ends a long title at a comma, else at the bound.
func shorten(t string) string {
	if utf8.RuneCountInString(t) <= longTitle {
		return t
	}
	head := begin(t, longTitle)
	if i := strings.LastIndexAny(head, "，,、；;。！!？? "); i > 0 && utf8.RuneCountInString(head[:i]) >= shortTitle {
		return strings.Trim(head[:i], titleEnd)
	}
	return head
}

// withoutPlace cuts the name of an own place out of a title of an issue that is
// in many places.
func (f *Finder) withoutPlace(title string, it Item) string {
	var names []string
	for _, us := range [][]unit{f.corpus.spot(it), f.corpus.lex.units(title, f.corpus.limits.title)} {
		for _, s := range f.corpus.spots.find(us) {
			names = append(names, f.corpus.lex.spell(us[s.from:s.to]))
		}
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, n := range names {
		for _, tail := range append(slices.Clone(placeTails), "") {
			if rest, ok := strings.CutPrefix(strings.ToLower(title), n+tail); ok && utf8.RuneCountInString(rest) >= shortTitle {
				return strings.Trim(title[len(title)-len(rest):], titleEnd)
			}
		}
	}
	return title
}

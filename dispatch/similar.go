package dispatch

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Duplicate is an earlier ticket that may be the same matter (重复工单). Nothing is
// merged by itself: a person decides (domain §14.2-6).
type Duplicate struct {
	Ticket     Ticket
	SameCaller bool
	Distance   float64 // metres; negative when a place has no coordinates
	Score      float64 // 0–1
}

// Window is how far back a ticket may be the same matter.
const Window = 30 * 24 * time.Hour

const (
	maxDuplicates   = 5
	leastDuplicate  = 0.5
	nearby          = 500.0 // metres within which two callers may mean one event
	sameEventWithin = 7 * 24 * time.Hour
)

// Duplicates scores the tickets against what is being logged: the same caller
// about the same matter, or other callers about the same place, time and
// category. The best come first, at most five.
func Duplicates(f Facts, tickets []Ticket, now time.Time) []Duplicate {
	var out []Duplicate
	seen := map[string]bool{}
	words := bigrams(f.Title + "\n" + f.Text)
	for _, t := range tickets {
		age := now.Sub(t.RegisteredAt)
		if seen[t.No] || t.State == StateMerged || age > Window || age < 0 {
			continue
		}
		seen[t.No] = true
		d := compare(f, words, t, age)
		if d.Score >= leastDuplicate {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Ticket.No, a.Ticket.No))
	})
	return out[:min(len(out), maxDuplicates)]
}

func compare(f Facts, words map[[2]rune]bool, t Ticket, age time.Duration) Duplicate {
	d := Duplicate{Ticket: t, SameCaller: f.PhoneHash != "" && f.PhoneHash == t.Contact.PhoneHash, Distance: Distance(f.Place, t.Place)}
	text := overlap(words, bigrams(t.Title+"\n"+t.Text))
	category := kinship(f.Category, t.Category)
	place := samePlace(f.Place, t.Place, d.Distance)
	switch {
	case d.SameCaller:
		d.Score = 0.2 + 0.25*category + 0.2*place + 0.35*text
	case !t.State.Open(), place < 0.5, category == 0 && text < 0.5, age > sameEventWithin:
		return d // another caller's finished, distant or different matter
	default:
		d.Score = 0.35*place + 0.2*category + 0.3*text + 0.15*freshness(age)
	}
	d.Score = math.Round(d.Score*100) / 100
	return d
}

// kinship compares two categories by the levels they share.
func kinship(a, b string) float64 {
	switch {
	case a == "" || b == "":
		return 0
	case a == b:
		return 1
	case len(a) >= 4 && len(b) >= 4 && a[:4] == b[:4]:
		return 0.8
	case len(a) >= 2 && len(b) >= 2 && a[:2] == b[:2]:
		return 0.3
	}
	return 0
}

func samePlace(a, b Place, metres float64) float64 {
	switch {
	case metres >= 0 && metres <= nearby:
		return 1 - metres/nearby/2
	case metres > nearby:
		return 0
	}
	na, nb := Spot(a), Spot(b)
	switch {
	case na != "" && nb != "" && (strings.Contains(na, nb) || strings.Contains(nb, na)):
		return 1
	case a.Town != "" && a.Town == b.Town:
		return max(0.2, overlap(bigrams(a.Address), bigrams(b.Address)))
	}
	return 0
}

// Spot is the telling part of an address, the estate, road or village (地名),
// without town and house number.
func Spot(p Place) string {
	best := ""
	walk(p.Address, func(han bool, run []rune) {
		s := string(run)
		if i := strings.Index(s, p.Town); p.Town != "" && i >= 0 {
			s = s[i+len(p.Town):]
		}
		if han && best == "" && len([]rune(s)) >= 2 {
			best = s
		}
	})
	return best
}

func freshness(age time.Duration) float64 {
	switch {
	case age <= 2*time.Hour:
		return 1
	case age <= 24*time.Hour:
		return 0.8
	case age <= 3*24*time.Hour:
		return 0.5
	}
	return 0.2
}

// Distance is the way between two places in metres as the crow flies; negative
// when either has no coordinates.
func Distance(a, b Place) float64 {
	if (a.Lon == 0 && a.Lat == 0) || (b.Lon == 0 && b.Lat == 0) {
		return -1
	}
	const earth, rad = 6_371_000.0, math.Pi / 180
	dLat, dLon := (b.Lat-a.Lat)*rad/2, (b.Lon-a.Lon)*rad/2
	h := math.Sin(dLat)*math.Sin(dLat) + math.Cos(a.Lat*rad)*math.Cos(b.Lat*rad)*math.Sin(dLon)*math.Sin(dLon)
	return 2 * earth * math.Asin(math.Sqrt(min(1, h)))
}

// Similarity compares two texts by their pairs of characters, 0–1: half by what
// they share of both, half by how far the shorter lies within the longer.
func Similarity(a, b string) float64 { return overlap(bigrams(a), bigrams(b)) }

func overlap(a, b map[[2]rune]bool) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	shared := 0
	for g := range a {
		if b[g] {
			shared++
		}
	}
	s := float64(shared)
	return s/float64(len(a)+len(b)-shared)/2 + s/float64(len(a))/2
}

// compared bounds the work on a long text: its beginning says what it is about.
const compared = 500

func bigrams(s string) map[[2]rune]bool {
	out := map[[2]rune]bool{}
	last, n := rune(0), 0
	for _, r := range Fold(s) {
		if n++; n > compared {
			break
		}
		if last != 0 && r != ' ' && (unicode.Is(unicode.Han, r) || unicode.IsDigit(r) || unicode.IsLetter(r)) {
			out[[2]rune{last, r}] = true
		}
		last = r
		if r == ' ' {
			last = 0
		}
	}
	return out
}

package dispatch

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"
)

// DuplicateKind says why an earlier ticket may be the same matter.
type DuplicateKind string

// The kinds of duplicates.
const (
	SameCaller DuplicateKind = "same_caller" // 同一来电人，同一事项
	SameEvent  DuplicateKind = "same_event"  // 多人反映同一事件
	SameText   DuplicateKind = "same_text"   // 文字雷同
)

// DuplicateKinds lists all.
var DuplicateKinds = []DuplicateKind{SameCaller, SameEvent, SameText}

// Duplicate is an earlier ticket that may be the same matter (重复工单). Nothing is
// merged by itself: a person decides (domain §14.2-6).
type Duplicate struct {
	Ticket     Ticket // a merged ticket's master stands for it
	Kind       DuplicateKind
	SameCaller bool
	Distance   float64       // metres; negative when a place has no coordinates
	Age        time.Duration // since its registration
	Score      float64       // 0–1
}

// Action is what a person can do about it: the same caller's words are appended
// (追加), other callers' tickets are merged (并单). Nothing once it has ended.
func (d Duplicate) Action() ActionKind {
	switch {
	case !d.Ticket.State.Open():
		return ""
	case d.Kind == SameCaller:
		return DoAppend
	}
	return DoMerge
}

// Window is how far back a ticket may be the same matter.
const Window = 30 * 24 * time.Hour

const (
	maxDuplicates   = 5
	leastDuplicate  = 0.5
	nearby          = 500.0  // metres within which two callers may mean one event
	farOff          = 2000.0 // metres from which on two places are different ones
	sameEventWithin = 7 * 24 * time.Hour
	leastCopy       = 0.8  // share of the shorter text that lies in the longer one of a copy
	wholeCopy       = 0.97 // and of a copy that speaks of another place
	leastPairs      = 16   // of a text that is long enough to be called a copy
)

// Duplicates scores the tickets against what is being logged: the same caller
// about the same matter, other callers about the same place, time and category,
// anybody in the same words. The best come first, at most five. A merged ticket
// is listed as its master, if that is among the tickets.
func Duplicates(f Facts, tickets []Ticket, now time.Time) []Duplicate {
	byNo := make(map[string]Ticket, len(tickets))
	for _, t := range tickets {
		byNo[t.No] = t
	}
	best := map[string]Duplicate{}
	words := bigrams(f.Title + "\n" + f.Text)
	for _, t := range byNo {
		shown, known := t, true
		if t.State == StateMerged {
			shown, known = byNo[t.MergedInto]
		}
		age := now.Sub(t.RegisteredAt)
		if !known || age > Window || age < 0 {
			continue
		}
		d := compare(f, words, bigrams(t.Title+"\n"+t.Text), t, shown.State.Open(), age)
		d.Ticket = shown
		if d.Score >= leastDuplicate && d.Score > best[shown.No].Score {
			best[shown.No] = d
		}
	}
	out := slices.SortedFunc(maps.Values(best), func(a, b Duplicate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Ticket.No, a.Ticket.No))
	})
	return out[:min(len(out), maxDuplicates)]
}

// compare says how far a ticket is the matter of the facts; open tells whether
// it, or its master, is still in hand. Others' finished tickets are no
// duplicates, and a sealed one (保密、举报) is never shown beside another.
func compare(f Facts, words, theirs []pair, t Ticket, open bool, age time.Duration) Duplicate {
	d := Duplicate{SameCaller: f.PhoneHash != "" && f.PhoneHash == t.Contact.PhoneHash, Distance: Distance(f.Place, t.Place), Age: age}
	if t.apart() || f.Type == Report || (!d.SameCaller && !open) {
		return d
	}
	shared := common(words, theirs)
	text := resemblance(shared, words, theirs)
	category := kinship(f.Category, t.Category)
	place := samePlace(f.Place, t.Place, d.Distance)
	switch {
	case d.SameCaller:
		d.Kind, d.Score = SameCaller, 0.2+0.25*category+0.2*place+0.35*text
	case place >= 0.5 && (category > 0 || text >= 0.5) && age <= sameEventWithin:
		d.Kind, d.Score = SameEvent, 0.35*place+0.2*category+0.3*text+0.15*freshness(age)
	}
	least := leastCopy
	if elsewhere(f.Place, t.Place, d.Distance) {
		least = wholeCopy // the same complaint about another place is another matter
	}
	if copied := copied(shared, words, theirs); !d.SameCaller && copied >= least && d.Score < leastDuplicate {
		d.Kind, d.Score = SameText, 0.9*copied
	}
	d.Score = math.Round(d.Score*100) / 100
	return d
}

// copied is how far the shorter text lies within the longer one, if both are
// long enough for that to be no accident; 0 otherwise.
func copied(shared int, a, b []pair) float64 {
	shorter := min(len(a), len(b))
	if shorter < leastPairs {
		return 0
	}
	return float64(shared) / float64(shorter)
}

// elsewhere tells whether two places are known to be different ones.
func elsewhere(a, b Place, metres float64) bool {
	if metres >= 0 {
		return metres > farOff
	}
	na, nb := Spot(a), Spot(b)
	return na != "" && nb != "" && !strings.Contains(na, nb) && !strings.Contains(nb, na)
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

// compared bounds the work on a long text: its beginning says what it is about.
const compared = 500

// bigrams are the pairs of characters two texts are compared by.
func bigrams(s string) []pair { return pairsOf(s, compared) }

func overlap(a, b []pair) float64 { return resemblance(common(a, b), a, b) }

func resemblance(shared int, a, b []pair) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	s := float64(shared)
	return s/float64(len(a)+len(b)-shared)/2 + s/float64(min(len(a), len(b)))/2
}

// common counts what two ascending lists share.
func common(a, b []pair) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return n
}

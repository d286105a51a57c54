package sla

// Below is how a unit with fewer due tickets than the scheme's minimum is treated;
// an empty one observes.
type Below string

// The ways to treat it.
const (
	BelowObserve Below = "observe" // named, not ranked
	BelowSmooth  Below = "smooth"  // ranked with smoothed rates
	BelowRank    Below = "rank"    // ranked as it is
)

// Belows lists the ways; the first is that of a scheme that says nothing.
func Belows() []Below { return []Below{"", BelowObserve, BelowSmooth, BelowRank} }

// ranksSmall reports whether a unit below the minimum volume is ranked.
func (s Scheme) ranksSmall() bool { return s.Below == BelowSmooth || s.Below == BelowRank }

// noteOf warns beside a ranked unit of how little its rates rest on.
func (s Scheme) noteOf(due int) RowNote {
	switch {
	case due < s.MinVolume:
		return NoteMinDue
	case due < fewDue:
		return NoteFewDue
	}
	return ""
}

// fewDue is the volume under which one late ticket costs more than three points.
const fewDue = 20

// Toward is the rate that smoothing draws to.
type Toward string

// The rates that smoothing can draw towards.
const (
	TowardGroup  Toward = "group"  // the rate of the whole group
	TowardTarget Toward = "target" // the full-mark line
)

// Towards lists the rates.
func Towards() []Toward { return []Toward{TowardGroup, TowardTarget} }

// Smoothing (小样本平滑) adds K imagined tickets to both sides of every rate, so
// that a few tickets move a small unit less. It is the same for every unit: with
// a limit above which it stopped, better evidence could rank below worse.
type Smoothing struct {
	K      int    `json:"k"`
	Toward Toward `json:"toward"`
}

// Prior is what the counts of a rate are smoothed with: K tickets of which the
// share Num of Den is right.
type Prior struct {
	K   int `json:"k"`
	Num int `json:"num"`
	Den int `json:"den"`
}

// priors are what each metric of a group is smoothed with.
type priors map[string]*Prior

// pool is what the rates of a group's units are smoothed with; nil where the
// scheme does not smooth.
func (c *counter) pool(name GroupName, units []ScoredUnit) priors {
	how := c.scheme.Smoothing
	if how == nil {
		return nil
	}
	out := priors{}
	for _, m := range c.scheme.Metrics {
		if m.Per == PerEach {
			continue
		}
		p := &Prior{K: how.K, Num: int(m.FullAt), Den: 100_00}
		if how.Toward == TowardGroup {
			p.Num, p.Den = 0, 0
			for _, u := range units {
				if name.has(u.Group) {
					n := c.units[u.Code].counts[m.Key]
					p.Num, p.Den = p.Num+n.num, p.Den+n.den
				}
			}
		}
		if p.Den > 0 {
			out[m.Key] = p
		}
	}
	return out
}

// rate is the smoothed share of counts, rounded once.
func (p *Prior) rate(n *count, places int) Dec {
	return percent(n.num*p.Den+p.K*p.Num, (n.den+p.K)*p.Den, places)
}

package sla

import (
	"fmt"
	"slices"
	"strings"
)

// The kinds of fault a scheme can have.
const (
	FaultRequired = "required"
	FaultRange    = "range"   // Args: least, most
	FaultOneOf    = "one_of"  // Args: what is allowed
	FaultTwice    = "twice"   // the key is used before
	FaultUnknown  = "unknown" // records do not carry such a key
	FaultEach     = "each"    // counted by each, more must be worse
	FaultSum      = "sum"     // Args: the sum of the weights, the base
	FaultNeeds    = "needs"   // Args: the field it does not work without
)

// Fault is one thing wrong with a scheme: where, like "metrics.2.floor", and what.
type Fault struct {
	Field string
	Code  string
	Args  []string
}

// String says the fault for a log or a terminal.
func (f Fault) String() string {
	arg := func(i int) string {
		if i < len(f.Args) {
			return f.Args[i]
		}
		return ""
	}
	switch f.Code {
	case FaultRange:
		return fmt.Sprintf("%s: is %s to %s", f.Field, arg(0), arg(1))
	case FaultOneOf:
	case FaultTwice:
		return f.Field + ": is given twice"
	case FaultUnknown:
		return f.Field + ": records carry nothing of this key"
	case FaultEach:
		return f.Field + ": events counted by each lower the score"
	case FaultSum:
		return fmt.Sprintf("%s: weights add up to %s, not to the base %s", f.Field, arg(0), arg(1))
	case FaultNeeds:
		return fmt.Sprintf("%s: does not work without %s", f.Field, arg(0))
	}
	return f.Field + ": is required"
}

// check collects the faults of a scheme.
type check struct {
	faults []Fault
	seen   map[string]bool
}

func (c *check) add(bad bool, field, code string, args ...string) {
	if bad {
		c.faults = append(c.faults, Fault{Field: field, Code: code, Args: args})
	}
}

func (c *check) dec(field string, d, least, most Dec) {
	c.add(d < least || d > most, field, FaultRange, short(least), short(most))
}

func (c *check) count(field string, n, least, most int) {
	c.add(n < least || n > most, field, FaultRange, fmt.Sprint(least), fmt.Sprint(most))
}

func (c *check) text(field, s string) { c.add(strings.TrimSpace(s) == "", field, FaultRequired) }

func oneOf[W ~string](c *check, field string, w W, allowed []W) {
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = string(a)
	}
	c.add(!slices.Contains(allowed, w), field, FaultOneOf, words...)
}

// once reports a key of a kind that is missing or used before.
func (c *check) once(field, kind, key string) {
	c.text(field, key)
	c.add(key != "" && c.seen[kind+key], field, FaultTwice)
	c.seen[kind+key] = true
}

// short writes a limit without places it does not have.
func short(d Dec) string { return strings.TrimSuffix(d.String(), ".00") }

// maxPoints bounds every number of points.
const maxPoints = Dec(1000_00)

// Check lists every fault of the scheme, by field.
func (s Scheme) Check() []Fault {
	c := &check{seen: map[string]bool{}}
	c.text("name", s.Name)
	c.text("version", s.Version)
	c.dec("base", s.Base, 1, maxPoints)
	c.dec("bonus_cap", s.BonusCap, 0, max(0, s.Base))
	c.count("min_volume", s.MinVolume, 0, 1_000_000)
	oneOf(c, "tie", s.Tie, Ties())
	s.checkGroups(c)
	for i, m := range s.Metrics {
		m.check(c, fmt.Sprintf("metrics.%d", i))
	}
	s.checkEvents(c)
	s.checkOptions(c)
	sum := s.Weights()
	c.add(sum != s.Base, "weights", FaultSum, short(sum), short(s.Base))
	return c.faults
}

// Validate is every fault of the scheme as an error.
func (s Scheme) Validate() error {
	var faults Faults
	for _, f := range s.Check() {
		faults = append(faults, f.String())
	}
	return faults.err()
}

// Weights is the sum of all weights, which must be the base.
func (s Scheme) Weights() Dec {
	sum := Dec(0)
	for _, m := range s.Metrics {
		sum += m.Weight
	}
	for _, f := range s.Findings {
		sum += f.Weight
	}
	for _, k := range s.Constants {
		sum += k.Weight
	}
	return sum
}

func (s Scheme) checkGroups(c *check) {
	for i, g := range s.Groups {
		at := fmt.Sprintf("groups.%d", i)
		c.once(at+".key", "group ", g.Key)
		c.text(at+".name", g.Name)
		for _, of := range g.Of {
			if of != g.Key {
				c.once(at+".of", "group ", of)
			}
		}
	}
}

func (m Metric) check(c *check, at string) {
	c.once(at+".key", "", m.Key)
	known := denominators(m.Key)
	c.add(m.Key != "" && known == nil, at+".key", FaultUnknown)
	if known != nil {
		oneOf(c, at+".denominator", m.Denominator, known)
	}
	c.dec(at+".weight", m.Weight, 0, maxPoints)
	c.dec(at+".slope", m.Slope, 0, maxPoints)
	c.dec(at+".floor", m.Floor, 0, max(0, m.Weight))
	c.dec(at+".full_at", m.FullAt, 0, 100_00)
	oneOf(c, at+".direction", m.Direction, Directions())
	c.add(m.Direction != "" && m.wrongWay(), at+".direction", FaultOneOf, string(usualDirection(m.Key)))
	c.count(at+".rounding", m.Rounding, 0, 2)
	oneOf(c, at+".per", m.Per, Pers())
	c.add(m.Per == PerEach && m.Direction == Higher, at+".per", FaultEach)
}

// usualDirection is which way a metric is better: a scheme that rewarded late
// tickets would be a slip of the hand.
func usualDirection(key string) Direction {
	if key == MetricRedo || key == MetricImproperReturn {
		return Lower
	}
	return Higher
}

func (m Metric) wrongWay() bool {
	return denominators(m.Key) != nil && slices.Contains(Directions(), m.Direction) && m.Direction != usualDirection(m.Key)
}

// checkEvents checks what is counted by each event, and the constant parts.
func (s Scheme) checkEvents(c *check) {
	for i, f := range s.Findings {
		at := fmt.Sprintf("findings.%d", i)
		c.once(at+".key", "", f.Key)
		c.add(f.Key != "" && !slices.Contains(findingKeys(), f.Key), at+".key", FaultUnknown)
		c.dec(at+".weight", f.Weight, 0, maxPoints)
		c.dec(at+".per", f.Per, 0, maxPoints)
		c.dec(at+".cap", f.Cap, 0, maxPoints)
	}
	for i, b := range s.Bonuses {
		at := fmt.Sprintf("bonuses.%d", i)
		c.once(at+".key", "", b.Key)
		c.add(b.Key != "" && !slices.Contains(bonusKeys(), b.Key), at+".key", FaultUnknown)
		c.dec(at+".per", b.Per, 0, maxPoints)
	}
	for i, k := range s.Constants {
		at := fmt.Sprintf("constants.%d", i)
		c.once(at+".key", "", k.Key)
		c.dec(at+".weight", k.Weight, 0, maxPoints)
	}
}

// checkOptions checks what a scheme may leave out.
func (s Scheme) checkOptions(c *check) {
	oneOf(c, "below", s.Below, Belows())
	c.add(s.Below == BelowSmooth && s.Smoothing == nil, "below", FaultNeeds, "smoothing")
	if s.Smoothing != nil {
		c.count("smoothing.k", s.Smoothing.K, 1, 1000)
		oneOf(c, "smoothing.toward", s.Smoothing.Toward, Towards())
	}
	for i, e := range s.Exclusions {
		at := fmt.Sprintf("exclusions.%d", i)
		c.once(at+".code", "exclusion ", e.Code)
		c.text(at+".name", e.Name)
	}
	for i, key := range s.Ties {
		at := fmt.Sprintf("ties.%d", i)
		c.once(at, "tie ", key)
		oneOf(c, at, key, TieKeys())
		for tie, metric := range map[string]string{TieSatisfaction: MetricSatisfaction, TieOnTime: MetricResolve} {
			_, ok := s.metric(metric)
			c.add(key == tie && !ok, at, FaultNeeds, metric)
		}
	}
	if s.Lists != nil {
		c.count("lists.red", s.Lists.Red, 0, 1000)
		c.count("lists.black", s.Lists.Black, 0, 1000)
		oneOf(c, "lists.black_of", s.Lists.BlackOf, BlackOfs())
	}
}

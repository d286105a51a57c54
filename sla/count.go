package sla

import (
	"cmp"
	"slices"
	"time"
)

// tally is one unit's counts while records are read.
type tally struct {
	unit                              ScoredUnit
	dispatched, carriedIn, carriedOut int
	counts                            map[string]*count // by metric, finding or bonus
}

// count is the counts behind one part, with the tickets that cost points.
type count struct {
	num, den int
	nos      []string
}

func (n *count) rate(places int) *Dec {
	if n.den == 0 {
		return nil
	}
	d := percent(n.num, n.den, places)
	return &d
}

// lose records an event that costs points.
func (n *count) lose(no string, events int) {
	n.num += events
	n.nos = append(n.nos, no)
}

// lost lists the tickets that cost points, in an order that does not depend on
// that of the records.
func (n *count) lost() []string {
	if len(n.nos) == 0 {
		return nil
	}
	slices.Sort(n.nos)
	n.nos = slices.Compact(n.nos)
	return n.nos
}

func newTally(u ScoredUnit) *tally {
	t := &tally{unit: u, counts: map[string]*count{}}
	for _, keys := range [][]string{Metrics(), findingKeys(), bonusKeys()} {
		for _, key := range keys {
			t.counts[key] = &count{}
		}
	}
	t.counts[BonusCatalogue].num = u.Catalogue
	t.counts[BonusArticleUses].num = u.ArticleUses
	t.counts[BonusArticleUpdates].num = u.ArticleUpdates
	return t
}

// counter reads records into tallies for one month.
type counter struct {
	scheme             Scheme
	from, to           time.Time
	redoDue, returnDue bool // the metric is divided by the due tickets
	units              map[string]*tally
	seen               map[string]bool   // tickets of the intake, each counted once
	intakes            [4]map[string]int // by channel, type, category and town
	sum                Totals
}

func newCounter(s Scheme, from, to time.Time) *counter {
	c := &counter{scheme: s, from: from, to: to, units: map[string]*tally{}, seen: map[string]bool{}}
	for i := range c.intakes {
		c.intakes[i] = map[string]int{}
	}
	for _, m := range s.Metrics {
		c.redoDue = c.redoDue || m.Key == MetricRedo && m.Denominator == "due"
		c.returnDue = c.returnDue || m.Key == MetricImproperReturn && m.Denominator == "due"
	}
	return c
}

// read counts the records of the units.
func (c *counter) read(units []ScoredUnit, recs []Record) {
	for _, u := range units {
		c.units[u.Code] = newTally(u)
	}
	for i := range recs {
		c.add(&recs[i])
	}
}

func (c *counter) in(t time.Time) bool { return !t.Before(c.from) && t.Before(c.to) }

func (c *counter) add(r *Record) {
	if c.in(r.Registered) && !c.seen[r.No] {
		c.seen[r.No] = true
		c.sum.Direct += one(r.DirectAnswer)
		for i, key := range []string{r.Channel, r.Type, r.Category, r.Town} {
			c.intakes[i][key]++
		}
	}
	t := c.units[r.Unit]
	if t == nil {
		return
	}
	if c.in(r.Dispatched) {
		t.dispatched++
		if r.Excluded != "" || !r.Resolve.Applies || r.Resolve.Struck || r.Resolve.Due.IsZero() {
			c.sum.Uncounted++
		}
	}
	if r.Excluded != "" {
		if c.in(r.anchor()) {
			c.sum.Excluded++
		}
		return
	}
	c.flow(t, r)
	c.marks(t, r)
	c.answers(t, r)
	if c.in(r.anchor()) {
		c.events(t, r)
	}
}

func (c *counter) intake() Intake {
	lists := [4][]Tally{}
	for i, counts := range c.intakes {
		lists[i] = []Tally{}
		for key, n := range counts {
			lists[i] = append(lists[i], Tally{Key: key, Count: n})
		}
		slices.SortFunc(lists[i], func(a, b Tally) int {
			return cmp.Or(b.Count-a.Count, cmp.Compare(a.Key, b.Key))
		})
	}
	return Intake{Channels: lists[0], Types: lists[1], Categories: lists[2], Towns: lists[3]}
}

// anchor is the instant whose month a ticket's findings count in.
func (r *Record) anchor() time.Time {
	switch {
	case r.Resolve.Applies && !r.Resolve.Due.IsZero():
		return r.Resolve.Due
	case !r.Closed.IsZero():
		return r.Closed
	}
	return r.Dispatched
}

// flow counts what came over from the month before and goes on to the next.
func (c *counter) flow(t *tally, r *Record) {
	due := r.Resolve.Due
	if !r.Resolve.Applies || r.Resolve.Struck || due.IsZero() || !r.Dispatched.Before(c.to) {
		return
	}
	if r.Dispatched.Before(c.from) && !due.Before(c.from) {
		t.carriedIn++
	}
	if !due.Before(c.to) || r.Resolve.Pending && !due.Before(c.from) {
		t.carriedOut++
	}
}

func (c *counter) marks(t *tally, r *Record) {
	for _, m := range []struct {
		key  string
		mark Mark
	}{{MetricAccept, r.Accept}, {MetricContact, r.Contact}, {MetricResolve, r.Resolve}} {
		if !m.mark.counts() || !c.in(m.mark.Due) {
			continue
		}
		n := t.counts[m.key]
		n.den++
		if m.mark.Late() {
			n.lose(r.No, 0)
		} else {
			n.num++
		}
	}
	if !r.Resolve.judged() || !c.in(r.Resolve.Due) {
		return
	}
	if r.Resolve.Met.IsZero() && !r.Resolve.Struck {
		c.sum.Open++
	}
	if c.redoDue || !r.Resolve.Met.IsZero() {
		redo := t.counts[MetricRedo]
		redo.den++
		if r.Redos > 0 {
			redo.lose(r.No, 1)
		}
	}
	if c.returnDue {
		t.counts[MetricImproperReturn].den++
	}
}

func (c *counter) answers(t *tally, r *Record) {
	if !c.in(r.CallbackAt) {
		return
	}
	for _, a := range []struct {
		key    string
		answer Answer
	}{{MetricSatisfaction, r.Satisfied}, {MetricResolution, r.Resolved}, {MetricResponse, r.Contacted}} {
		n := t.counts[a.key]
		switch a.answer {
		case Yes:
			n.num++
			n.den++
		case No:
			n.lose(r.No, 0)
			n.den++
		case NoAnswer:
		}
	}
}

func (c *counter) events(t *tally, r *Record) {
	c.sum.Returns += r.Returns
	improper := t.counts[MetricImproperReturn]
	if !c.returnDue {
		improper.den += r.Returns
	}
	if r.ImproperReturns > 0 {
		improper.lose(r.No, r.ImproperReturns)
	}
	for _, e := range []struct {
		key string
		n   int
	}{
		{FindingReply, r.ReplyFindings},
		{FindingFalseCompletion, one(r.FalseCompletion)},
		{FindingLeak, one(r.Leak)},
		{FindingSupervise2, one(r.SuperviseLevel == 2)},
		{FindingSupervise3, one(r.SuperviseLevel >= 3)},
		{BonusPraise, one(r.Praise)},
		{BonusDifficult, one(r.Difficult && !r.Resolve.Met.IsZero() && r.Resolved != No)},
	} {
		if e.n > 0 {
			t.counts[e.key].lose(r.No, e.n)
		}
	}
	c.sum.Praises += one(r.Praise)
	c.sum.Difficult += one(r.Difficult)
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

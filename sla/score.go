package sla

import "slices"

// Score computes the month of all units from their records. It depends on
// nothing but its arguments, and not on the order of the records. A clock counts
// in the month of its due time, an answer in the month of the call-back, and a
// finding where its ticket was due. Records of units not listed count nowhere
// but in the intake.
func Score(s Scheme, month string, units []ScoredUnit, recs []Record) Month {
	m := Month{Month: month, Scheme: s.Ref(), MinVolume: s.MinVolume, Groups: []Group{}}
	from, to, err := PeriodBounds(month)
	if err != nil {
		return m
	}
	c := newCounter(s, from, to)
	c.read(units, recs)
	m.Groups = c.groups(units)
	m.Totals, m.Intake = c.totals(m.Groups), c.intake()
	m.Lists = s.lists(m.Groups)
	return m
}

func (c *counter) groups(units []ScoredUnit) []Group {
	out := []Group{}
	for _, g := range groupsOf(c.scheme, units) {
		out = append(out, c.group(g, units))
	}
	return out
}

// groupsOf lists the scheme's groups, then any other that a unit is in.
func groupsOf(s Scheme, units []ScoredUnit) []GroupName {
	groups := slices.Clone(s.Groups)
	var others []string
	for _, u := range units {
		known := func(g GroupName) bool { return g.has(u.Group) }
		if !slices.ContainsFunc(groups, known) {
			others = append(others, u.Group)
		}
	}
	slices.Sort(others)
	for _, key := range slices.Compact(others) {
		groups = append(groups, GroupName{Key: key, Name: key})
	}
	return groups
}

func (c *counter) group(name GroupName, units []ScoredUnit) Group {
	g := Group{Key: name.Key, Name: name.Name, Ranked: []Row{}, Observed: []Row{}, None: []Row{}}
	pool := c.pool(name, units)
	for _, u := range units {
		if !name.has(u.Group) {
			continue
		}
		row := c.row(c.units[u.Code], pool)
		switch {
		case row.Due == 0:
			row.Note = NoteNoDue
			g.None = append(g.None, row)
		case row.Due < c.scheme.MinVolume && !c.scheme.ranksSmall():
			row.Note = NoteMinDue
			g.Observed = append(g.Observed, row)
		default:
			row.Note = c.scheme.noteOf(row.Due)
			g.Ranked = append(g.Ranked, row)
		}
	}
	for _, rows := range [][]Row{g.Ranked, g.Observed, g.None} {
		slices.SortFunc(rows, c.scheme.order)
	}
	c.scheme.rank(g.Ranked)
	return g
}

func (c *counter) row(t *tally, pool priors) Row {
	row := c.scheme.assemble(t.counts, pool)
	row.Unit, row.Name = t.unit.Code, t.unit.Name
	row.Dispatched, row.CarriedIn, row.CarriedOut = t.dispatched, t.carriedIn, t.carriedOut
	resolve := t.counts[MetricResolve]
	row.Due, row.Late = resolve.den, resolve.den-resolve.num
	return row
}

func (c *counter) totals(groups []Group) Totals {
	t := c.sum
	t.Registered = len(c.seen)
	for _, g := range groups {
		t.Ranked += len(g.Ranked)
		t.Observed += len(g.Observed)
		t.None += len(g.None)
	}
	t.Units = t.Ranked + t.Observed + t.None
	all := map[string]*count{}
	for _, unit := range c.units {
		t.Dispatched += unit.dispatched
		t.CarriedIn += unit.carriedIn
		t.CarriedOut += unit.carriedOut
		for key, n := range unit.counts {
			if all[key] == nil {
				all[key] = &count{}
			}
			all[key].num += n.num
			all[key].den += n.den
		}
	}
	for _, key := range Metrics() {
		n := all[key]
		if n == nil {
			n = &count{}
		}
		t.Rates = append(t.Rates, Rate{Key: key, Num: n.num, Den: n.den, Rate: n.rate(2)})
		switch key {
		case MetricResolve:
			t.Due, t.OnTime, t.Late = n.den, n.num, n.den-n.num
		case MetricRedo:
			t.Redos = n.num
		case MetricImproperReturn:
			t.ImproperReturns = n.num
		}
	}
	return t
}

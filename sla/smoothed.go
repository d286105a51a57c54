package sla

// SmoothingSteps are the strengths whose effect is shown.
func SmoothingSteps() []int { return []int{5, 10, 20} }

// Smoothed is what add-k smoothing would do to a month's ranks (小样本平滑): total
// and rank of each ranked unit before and after.
type Smoothed struct {
	K    int           `json:"k"`
	Rows []SmoothedRow `json:"rows"`
}

// SmoothedRow is a unit before and after smoothing.
type SmoothedRow struct {
	Unit   string   `json:"unit"`
	Name   string   `json:"name"`
	Group  string   `json:"group"`
	Due    int      `json:"due"`
	Before Standing `json:"before"`
	After  Standing `json:"after"`
}

// Smooth scores a month without and with smoothing towards the group, at each
// strength: the small units, and whoever else changes place. The records are
// counted once, since smoothing changes what counts are worth and not the counts.
func Smooth(s Scheme, month string, units []ScoredUnit, recs []Record) []Smoothed {
	out := []Smoothed{}
	from, to, err := PeriodBounds(month)
	if err != nil {
		return out
	}
	s.Smoothing = nil
	c := newCounter(s, from, to)
	c.read(units, recs)
	before := c.groups(units)
	for _, k := range SmoothingSteps() {
		c.scheme.Smoothing = &Smoothing{K: k, Toward: TowardGroup}
		out = append(out, Smoothed{K: k, Rows: compareStandings(before, c.groups(units))})
	}
	return out
}

func compareStandings(before, after []Group) []SmoothedRow {
	then := map[string]Standing{}
	for _, g := range after {
		for _, r := range g.Ranked {
			then[r.Unit] = Standing{Total: r.Total, Rank: r.Rank}
		}
	}
	rows := []SmoothedRow{}
	for _, g := range before {
		for _, r := range g.Ranked {
			row := SmoothedRow{Unit: r.Unit, Name: r.Name, Group: g.Key, Due: r.Due, Before: Standing{Total: r.Total, Rank: r.Rank}, After: then[r.Unit]}
			if r.Due < fewDue || row.After.Rank != row.Before.Rank {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

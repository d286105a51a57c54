package sla

import (
	"cmp"
	"hash/fnv"
	"math/rand/v2"
	"slices"
)

const (
	// NoiseRuns is how often a month is drawn anew unless asked otherwise.
	NoiseRuns = 1000
	// MostNoiseRuns bounds what one may ask for.
	MostNoiseRuns = 5000
	// prior is how many tickets of the group's usual a unit's rate is mixed with
	// before it is drawn: a unit with one ticket done is not sure to do the next.
	prior = 2.0
	// tail is the share cut off at each end: ranges hold 90 % of the runs, and one
	// unit is told from another that it beats, or loses to, in 95 % of them.
	tail = 0.05
)

// Noise says how much of a month's ranking is chance (排名可信度): what totals and
// ranks would come out had the same units met another month of the same kind.
type Noise struct {
	Month     string       `json:"month"`
	Runs      int          `json:"runs"`
	Seed      uint64       `json:"seed"`
	Groups    []NoiseGroup `json:"groups"`
	Smoothing []Smoothed   `json:"smoothing"`
}

// NoiseGroup is a group ranked together. Bands are units from the top that cannot
// be told from the first of their band.
type NoiseGroup struct {
	Key   string     `json:"key"`
	Name  string     `json:"name"`
	Rows  []NoiseRow `json:"rows"`
	Bands [][]string `json:"bands"`
}

// NoiseRow is a ranked unit with the range of 90 % of the runs and the units it
// cannot be told apart from.
type NoiseRow struct {
	Unit     string   `json:"unit"`
	Name     string   `json:"name"`
	Due      int      `json:"due"`
	Rank     int      `json:"rank"`
	Total    Dec      `json:"total"`
	Low      Dec      `json:"low"`
	High     Dec      `json:"high"`
	RankLow  int      `json:"rank_low"`  // the better end
	RankHigh int      `json:"rank_high"` // the worse end
	Tied     int      `json:"tied"`      // how many units it cannot be told apart from
	TiedWith []string `json:"tied_with"` // and which
}

// Only is what a unit may see of it: its own rows, and of others their number.
func (n Noise) Only(unit string) Noise {
	groups := []NoiseGroup{}
	for _, g := range n.Groups {
		for _, r := range g.Rows {
			if r.Unit == unit {
				r.TiedWith = []string{}
				groups = append(groups, NoiseGroup{Key: g.Key, Name: g.Name, Rows: []NoiseRow{r}, Bands: [][]string{}})
			}
		}
	}
	smoothing := []Smoothed{}
	for _, s := range n.Smoothing {
		others := func(r SmoothedRow) bool { return r.Unit != unit }
		smoothing = append(smoothing, Smoothed{K: s.K, Rows: slices.DeleteFunc(slices.Clone(s.Rows), others)})
	}
	n.Groups, n.Smoothing = groups, smoothing
	return n
}

// Simulate draws a scored month anew, again and again: each metric of each ranked
// unit as so many tickets at the unit's own rate, a little pulled towards its
// group's. Findings, bonuses and constants stay as they were: somebody found
// them. The same month gives the same answer, whoever asks.
func Simulate(s Scheme, m Month, runs int) Noise {
	n := Noise{Month: m.Month, Runs: runs, Seed: m.seed(), Groups: []NoiseGroup{}, Smoothing: []Smoothed{}}
	for i, g := range m.Groups {
		rng := rand.New(rand.NewPCG(n.Seed, uint64(i)))
		n.Groups = append(n.Groups, s.noiseOf(g, runs, rng))
	}
	return n
}

// seed is drawn from what the month says: its name, its scheme and the counts
// behind its ranks, in the order of the ranking.
func (m Month) seed() uint64 {
	h := fnv.New64a()
	write := func(parts ...string) {
		for _, p := range parts {
			_, _ = h.Write([]byte(p + "\n")) // a hash takes everything
		}
	}
	write(m.Month, m.Scheme.Hash)
	for _, g := range m.Groups {
		for _, r := range g.Ranked {
			write(g.Key, r.Unit, r.Total.String())
			for _, p := range r.Parts {
				write(p.Key, Dec(p.Num).String(), Dec(p.Den).String())
			}
		}
	}
	return h.Sum64() >> 11 // a whole number that a browser holds exactly
}

func (s Scheme) noiseOf(g Group, runs int, rng *rand.Rand) NoiseGroup {
	out := NoiseGroup{Key: g.Key, Name: g.Name, Rows: []NoiseRow{}, Bands: [][]string{}}
	usual := usualRates(g.Ranked)
	totals := make([][]Dec, len(g.Ranked)) // by unit, then run
	for i, row := range g.Ranked {
		totals[i] = s.redraw(row, usual, runs, rng)
	}
	ranks := ranksOf(totals, runs, s.Tie)
	for i, row := range g.Ranked {
		r := NoiseRow{Unit: row.Unit, Name: row.Name, Due: row.Due, Rank: row.Rank, Total: row.Total, TiedWith: []string{}}
		sorted := slices.Sorted(slices.Values(totals[i]))
		r.Low, r.High = ends(sorted)
		slices.Sort(ranks[i])
		r.RankLow, r.RankHigh = ends(ranks[i])
		// What was seen is one of the things that can be.
		r.Low, r.High = min(r.Low, row.Total), max(r.High, row.Total)
		r.RankLow, r.RankHigh = min(r.RankLow, row.Rank), max(r.RankHigh, row.Rank)
		out.Rows = append(out.Rows, r)
	}
	out.tie(totals, runs)
	return out
}

// usualRates are the rates of a group taken together, by metric.
func usualRates(rows []Row) map[string]float64 {
	num, den, rates := map[string]int{}, map[string]int{}, map[string]float64{}
	for _, row := range rows {
		for _, p := range row.Parts {
			num[p.Key] += p.Num
			den[p.Key] += p.Den
		}
	}
	for key, n := range den {
		if n > 0 {
			rates[key] = min(1, float64(num[key])/float64(n))
		}
	}
	return rates
}

// redraw gives a unit's totals over the runs.
func (s Scheme) redraw(row Row, usual map[string]float64, runs int, rng *rand.Rand) []Dec {
	totals := make([]Dec, runs)
	fixed := row.Bonus - row.Penalty
	for i, p := range row.Parts {
		if i >= len(s.Metrics) || p.Den == 0 {
			fixed += p.Points
			continue
		}
		m := s.Metrics[i]
		share := (float64(min(p.Num, p.Den)) + prior*usual[p.Key]) / (float64(p.Den) + prior)
		cdf := binomial(p.Den, share)
		points := make([]Dec, p.Den+1)
		for n := range points {
			points[n] = m.scored(&count{num: n, den: p.Den}, p.Prior)
		}
		for run := range totals {
			totals[run] += points[drawn(cdf, rng.Float64())]
		}
	}
	for run := range totals {
		totals[run] = max(0, totals[run]+fixed)
	}
	return totals
}

// drawn is the first count whose cumulative share reaches u.
func drawn(cdf []float64, u float64) int {
	low, high := 0, len(cdf)-1
	for low < high {
		mid := (low + high) / 2
		if cdf[mid] < u {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// ranksOf ranks every run as the month was ranked, by unit and then run.
func ranksOf(totals [][]Dec, runs int, tie Tie) [][]int {
	ranks := make([][]int, len(totals))
	for i := range ranks {
		ranks[i] = make([]int, runs)
	}
	order := make([]int, len(totals))
	for run := range runs {
		for i := range order {
			order[i] = i
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(totals[b][run], totals[a][run]) })
		rank := 0
		for place, unit := range order {
			switch {
			case place > 0 && totals[unit][run] == totals[order[place-1]][run]:
			case tie == "1223":
				rank++
			default:
				rank = place + 1
			}
			ranks[unit][run] = rank
		}
	}
	return ranks
}

// ends are the values between which 90 % of a sorted list lies.
func ends[T any](sorted []T) (low, high T) {
	cut := int(tail * float64(len(sorted)))
	return sorted[cut], sorted[len(sorted)-1-cut]
}

// tie finds the pairs of which neither beats the other in 95 % of the runs; equal
// totals count half for each.
func (g *NoiseGroup) tie(totals [][]Dec, runs int) {
	apart := func(a, b int) bool {
		wins := 0 // in halves
		for run, t := range totals[a] {
			switch other := totals[b][run]; {
			case t > other:
				wins += 2
			case t == other:
				wins++
			}
		}
		share := float64(wins) / float64(2*runs)
		return share < tail || share > 1-tail
	}
	alike := make([][]bool, len(totals))
	for i := range alike {
		alike[i] = make([]bool, len(totals))
	}
	for a := range totals {
		for b := a + 1; b < len(totals); b++ {
			if !apart(a, b) {
				alike[a][b], alike[b][a] = true, true
			}
		}
	}
	for a := range g.Rows {
		for b := range g.Rows {
			if alike[a][b] {
				g.Rows[a].Tied++
				g.Rows[a].TiedWith = append(g.Rows[a].TiedWith, g.Rows[b].Unit)
			}
		}
	}
	for first := 0; first < len(g.Rows); {
		band, next := []string{g.Rows[first].Unit}, first+1
		for next < len(g.Rows) && alike[first][next] {
			band = append(band, g.Rows[next].Unit)
			next++
		}
		g.Bands = append(g.Bands, band)
		first = next
	}
}

package sla

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// bad is a ticket on which everything went wrong that a unit can appeal against.
func bad(no, unit string) Record {
	due := time.Date(2026, 10, 12, 9, 0, 0, 0, Zone)
	late := Mark{Applies: true, Due: due, Met: due.Add(time.Hour)}
	return Record{
		No: no, Unit: unit, Registered: due.Add(-72 * time.Hour), Dispatched: due.Add(-72 * time.Hour), CallbackAt: due.Add(24 * time.Hour),
		Accept: late, Contact: late, Resolve: late, Satisfied: No, Resolved: No, Contacted: No,
		Redos: 1, Returns: 1, ImproperReturns: 1, ReplyFindings: 2, SuperviseLevel: 3, FalseCompletion: true, Leak: true,
	}
}

func part(t *testing.T, m Month, unit, key string) (int, int) {
	_, row, ok := m.Find(unit)
	require.True(t, ok)
	for _, p := range slices.Concat(row.Parts, row.Extras) {
		if p.Key == key {
			return p.Num, p.Den
		}
	}
	return 0, 0
}

// Every scope strikes what it names on that ticket of that unit, and nothing else.
func TestAdjustScopes(t *testing.T) {
	recs := []Record{bad("1", "a"), bad("2", "a"), bad("1", "b")}
	s := DefaultScheme()
	before := Score(s, "2026-10", testUnits(), recs)
	for scope, want := range map[string][2]int{
		MetricAccept: {0, 1}, MetricContact: {0, 1}, MetricResolve: {0, 1}, MetricSatisfaction: {0, 1}, MetricResolution: {0, 1},
		MetricRedo: {1, 2}, MetricImproperReturn: {1, 2}, FindingReply: {2, 0}, FindingFalseCompletion: {1, 0}, FindingLeak: {1, 0},
		FindingSupervise3: {1, 0},
	} {
		adjusted := Adjust(recs, []Adjustment{{No: "1", Unit: "a", Scope: scope, Kind: AdjustAppeal}})
		after := Score(s, "2026-10", testUnits(), adjusted)
		num, den := part(t, after, "a", scope)
		require.Equal(t, want, [2]int{num, den}, scope)
		for _, key := range Scopes() {
			if key != scope {
				wantNum, wantDen := part(t, before, "a", key)
				num, den := part(t, after, "a", key)
				require.Equal(t, [2]int{wantNum, wantDen}, [2]int{num, den}, "%s changes %s", scope, key)
			}
		}
		require.Equal(t, recs[1:], adjusted[1:], scope)
		require.Equal(t, bad("1", "a"), recs[0], "the argument stays")
	}
	require.Equal(t, recs, Adjust(recs, []Adjustment{{No: "1", Unit: "a", Scope: FindingSupervise2}}), "it never was level two")
	require.Equal(t, NoAnswer, Adjust(recs, []Adjustment{{No: "1", Unit: "a", Scope: MetricResponse}})[0].Contacted)
}

func TestAdjustWholeTicket(t *testing.T) {
	recs := []Record{bad("1", "a"), bad("2", "a")}
	recs[1].Excluded = "event"
	all := func(no, code string) Adjustment {
		return Adjustment{No: no, Unit: "a", Scope: ScopeAll, Kind: AdjustExclusion, Code: code}
	}
	for _, adj := range [][]Adjustment{
		{all("1", "duplicate"), all("1", "legal_process"), all("2", "duplicate")},
		{all("2", "duplicate"), all("1", "legal_process"), all("1", "duplicate")},
	} {
		got := Adjust(recs, adj)
		require.Equal(t, "duplicate", got[0].Excluded)
		require.Equal(t, "event", got[1].Excluded, "what an event took out stays out for its reason")
	}
	_, row, _ := Score(DefaultScheme(), "2026-10", testUnits(), Adjust(recs, []Adjustment{all("1", "duplicate")})).Find("a")
	require.Equal(t, "100.00", row.Total.String())
	require.Zero(t, row.Due)
}

// An adjustment changes one unit's parts and the ranks of its group, in whatever
// order and however often it is applied; an appeal never costs the unit a point.
func TestAdjustProperties(t *testing.T) {
	s := DefaultScheme()
	rapid.Check(t, func(t *rapid.T) {
		var recs []Record
		for i := range rapid.IntRange(1, 40).Draw(t, "n") {
			recs = append(recs, drawRecord(t, i))
		}
		var adj []Adjustment
		for range rapid.IntRange(1, 6).Draw(t, "adjustments") {
			of := recs[rapid.IntRange(0, len(recs)-1).Draw(t, "record")]
			a := Adjustment{No: of.No, Unit: of.Unit, Scope: rapid.SampledFrom(Scopes()).Draw(t, "scope"), Kind: AdjustAppeal}
			if rapid.IntRange(0, 4).Draw(t, "all") == 0 {
				a.Scope, a.Kind, a.Code = ScopeAll, AdjustExclusion, rapid.SampledFrom([]string{"duplicate", "unreasonable"}).Draw(t, "code")
			}
			adj = append(adj, a)
		}
		once := Adjust(recs, adj)
		shuffled := slices.Clone(adj)
		r := rand.New(rand.NewPCG(1, 2))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		require.Equal(t, once, Adjust(recs, shuffled))
		require.Equal(t, once, Adjust(once, adj))

		before := Score(s, "2026-10", testUnits(), recs)
		after := Score(s, "2026-10", testUnits(), Adjust(recs, adj[:1]))
		for _, u := range testUnits() {
			_, was, _ := before.Find(u.Code)
			_, is, _ := after.Find(u.Code)
			switch {
			case u.Code != adj[0].Unit:
				was.Rank, is.Rank = 0, 0
				require.Equal(t, was, is)
			case adj[0].Kind == AdjustAppeal:
				require.GreaterOrEqual(t, is.Total, was.Total)
			}
		}
		sum := Score(s, "2026-10", testUnits(), once).Totals
		require.Equal(t, sum.Due, sum.CarriedIn+sum.Dispatched-sum.Uncounted-sum.CarriedOut)
		require.Equal(t, sum.Due, sum.OnTime+sum.Late)
	})
}

//go:build !race

package app

// Months made again from many tickets, by one goroutine; what several do at once with
// a month stands in docket_test.go.

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// happen lets time pass over the tickets of October and people go on with them:
// marks, supervision, ends, a changed category, a renamed unit.
func happen(t *testing.T, a *App) int {
	a.Clock.Advance(72 * time.Hour)
	n := 0
	require.NoError(t, a.Store.Each(t.Context(), dispatch.Filter{To: a.Clock.Now()}, func(ticket dispatch.Ticket) error {
		act := dispatch.Action{Kind: dispatch.DoNote, Text: "已电话核实"}
		switch {
		case ticket.State == dispatch.StateClosed && n%3 == 0:
			act = dispatch.Action{Kind: dispatch.DoReopen, Reason: "问题没有解决"}
		case n%3 == 1:
			act = dispatch.Action{Kind: dispatch.DoExclude, Reason: "不可抗力"}
		}
		if _, err := a.Service.Act(t.Context(), ticket.No, act, demoSupervisor); err == nil {
			n++
		}
		return nil
	}))
	require.Greater(t, n, 10)
	_, err := a.sweep(t.Context())
	require.NoError(t, err)
	return n
}

// TestReplay: a published month made again from the chains of events is the same
// to the last bit, also after much has happened to its tickets since; and it is
// the month that was published.
func TestReplay(t *testing.T) {
	for name, dsn := range stores(t) {
		t.Run(name, func(t *testing.T) {
			a := lived(t, dsn, "2026-11-09 15:00")
			r := a.reports()
			estimate, err := r.Score(t.Context(), "2026-10")
			require.NoError(t, err)
			scored := slices.Concat(estimate.Groups[0].Ranked, estimate.Groups[0].Observed)[0].Unit
			uses := func(nos ...string) {
				m := dispatch.ArticleMonth{Article: "K00001", Unit: scored, Nos: nos}
				require.NoError(t, put(t.Context(), a.Store, dispatch.KindArticleMonth, dispatch.ArticleMonthID("2026-10", m.Article), m, a.Clock.Now()))
			}
			uses("20261014-0001", "20261014-0002")
			happen(t, a) // before it is frozen, but behind the planned snapshot of the 10th
			_, err = r.Draft(t.Context(), "2026-10", demoSupervisor)
			require.NoError(t, err)
			published, err := r.Close(t.Context(), "2026-10", demoSupervisor, "提前发布")
			require.NoError(t, err)
			require.Greater(t, published.Totals.Dispatched, 15)
			require.Equal(t, estimate.Totals.Dispatched, published.Totals.Dispatched)
			body, err := json.Marshal(published)
			require.NoError(t, err)

			happen(t, a)
			uses("20261014-0003")
			d, _, err := r.docket(t.Context(), "2026-10")
			require.NoError(t, err)
			kept, err := r.thaw(t.Context(), "2026-10", d.Frozen)
			require.NoError(t, err)
			require.Contains(t, kept.Units, sla.ScoredUnit{Code: scored, Name: publishedName(published, scored), Group: "town", ArticleUses: 2})
			unit := slices.Concat(published.Groups[0].Ranked, published.Groups[0].Observed)[0].Unit
			u, _ := a.Directory.Unit(unit)
			u.Name, u.Short = "改名的单位", ""
			require.NoError(t, put(t.Context(), a.Store, dispatch.KindUnit, unit, u, a.Clock.Now()))
			require.NoError(t, a.Directory.Reload(t.Context()))

			r = a.reports() // nothing kept in memory
			replay, err := r.Replay(t.Context(), "2026-10")
			require.NoError(t, err)
			require.True(t, replay.Matches, replay.Differs)
			require.Equal(t, replay.StoredHash, replay.Hash)
			require.Equal(t, 1, replay.Editions)
			recs, err := r.records(t.Context(), "2026-10", a.Clock.Now())
			require.NoError(t, err)
			standing := sla.NewSnapshot("2026-10", a.Clock.Now(), sla.DefaultScheme(), nil, recs)
			require.Greater(t, standing.Score(nil).Totals.Registered, 15)
			require.True(t, slices.ContainsFunc(recs, func(rec sla.Record) bool { return rec.Excluded != "" }), "the tickets went on")
			again, err := r.Score(t.Context(), "2026-10")
			require.NoError(t, err)
			now, err := json.Marshal(again)
			require.NoError(t, err)
			require.Equal(t, string(body), string(now))
			e, err := r.UnitScore(t.Context(), "2026-10", unit)
			require.NoError(t, err)
			require.NotEqual(t, "改名的单位", e.Row.Name)
		})
	}
}

func publishedName(m sla.Month, unit string) string {
	_, row, _ := m.Find(unit)
	return row.Name
}

// TestEstimateBecomesTheDraft: what is shown before the draft is what is frozen,
// whatever happened to the tickets behind the planned snapshot.
func TestEstimateBecomesTheDraft(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-10 00:00")
	before, err := a.reports().Score(t.Context(), "2026-10")
	require.NoError(t, err)
	happen(t, a)
	after, err := a.reports().Score(t.Context(), "2026-10")
	require.NoError(t, err)
	require.Equal(t, before, after)
	_, err = a.reports().Draft(t.Context(), "2026-10", demoSupervisor)
	require.NoError(t, err)
	draft, err := a.reports().Score(t.Context(), "2026-10")
	require.NoError(t, err)
	require.Equal(t, before, draft)
}

// TestReplayFindsTampering: a month whose events were changed behind the server's
// back is told ticket by ticket.
func TestReplayFindsTampering(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-12 15:00")
	r := a.reports()
	_, err := r.Draft(t.Context(), "2026-10", demoSupervisor)
	require.NoError(t, err)
	d, _, err := r.docket(t.Context(), "2026-10")
	require.NoError(t, err)
	kept, err := r.thaw(t.Context(), "2026-10", d.Frozen)
	require.NoError(t, err)
	forged := kept
	forged.Records = slices.Clone(kept.Records)
	forged.Records[3].Redos += 2
	replay := sla.Verify(forged, kept, nil)
	require.False(t, replay.Matches)
	require.Equal(t, []sla.Difference{{No: kept.Records[3].No, Unit: kept.Records[3].Unit, Field: "redos", Kept: "2", Found: ""}}, replay.Differs)
}

// TestDamagedMonth: a frozen month with a part that is missing or changed says so,
// and nothing else is shown in its place.
func TestDamagedMonth(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, a *App, id string){
		"missing": func(t *testing.T, a *App, id string) {
			require.NoError(t, a.Store.DeleteRecord(t.Context(), kindFrozen, id))
		},
		"changed": func(t *testing.T, a *App, id string) {
			rec, err := a.Store.Record(t.Context(), kindFrozen, id)
			require.NoError(t, err)
			var part []byte
			require.NoError(t, json.Unmarshal(rec.Body, &part))
			part[len(part)/2] ^= 1
			require.NoError(t, put(t.Context(), a.Store, kindFrozen, id, part, a.Clock.Now()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-12 15:00")
			_, err := a.reports().Draft(t.Context(), "2026-10", demoSupervisor)
			require.NoError(t, err)
			d, _, err := a.reports().docket(t.Context(), "2026-10")
			require.NoError(t, err)
			harm(t, a, frozenID("2026-10", d.Frozen.Hash, 0))
			_, err = a.reports().Score(t.Context(), "2026-10")
			var e *dispatch.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, "month_damaged", e.Key)
			require.ErrorIs(t, err, sla.ErrDamaged)
		})
	}
}

// fullStore is a disk with no room for the parts of a frozen month.
type fullStore struct {
	dispatch.Store
	kind string
}

func (s fullStore) PutRecord(ctx context.Context, r dispatch.Record) (int, error) {
	if r.Kind == s.kind {
		return 0, dispatch.Errorf(dispatch.Unavailable, "store_unavailable")
	}
	return s.Store.PutRecord(ctx, r)
}

// TestFullDisk: what cannot be stored whole leaves the month where it was, and it
// goes on once there is room.
func TestFullDisk(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-12 15:00")
	for kind, stage := range map[string]sla.Stage{kindFrozen: sla.StageRunning, kindEdition: sla.StageDraft, kindDocket: sla.StageRunning} {
		r := a.reports()
		r.store = fullStore{a.Store, kind}
		d, version, err := r.docket(t.Context(), "2026-10")
		require.NoError(t, err)
		if version > 0 {
			require.NoError(t, a.Store.DeleteRecord(t.Context(), kindDocket, d.Month))
		}
		_, err = r.Close(t.Context(), "2026-10", demoSupervisor, "")
		require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err), kind)
		l, err := a.reports().Life(t.Context(), "2026-10")
		require.NoError(t, err)
		require.Equal(t, stage, l.Stage, kind)
	}
	_, err := a.reports().Close(t.Context(), "2026-10", demoSupervisor, "")
	require.NoError(t, err)
}

// TestOldMonthOpens: a month published when only the result was kept is shown as it
// was, and is not published again.
func TestOldMonthOpens(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-18 10:00")
	b, err := a.reports().compute(t.Context(), "2026-10", "")
	require.NoError(t, err)
	b.month.PublishedAt = a.Clock.Now().UTC().Truncate(time.Second)
	old := published{Score: b.month, Brief: &sla.Brief{Month: "2026-10"}, At: b.month.PublishedAt, By: "supervisor"}
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindScore, "2026-10", old, a.Clock.Now()))
	happen(t, a)
	r := a.reports()
	shown, err := r.Score(t.Context(), "2026-10")
	require.NoError(t, err)
	require.Equal(t, b.month, shown)
	l, err := r.Life(t.Context(), "2026-10")
	require.NoError(t, err)
	require.Equal(t, sla.StagePublished, l.Stage)
	_, err = r.Close(t.Context(), "2026-10", demoSupervisor, "")
	require.Equal(t, dispatch.Conflict, dispatch.CodeOf(err))
	_, err = r.UnitScore(t.Context(), "2026-10", b.month.Groups[0].Ranked[0].Unit)
	require.NoError(t, err)
	_, err = a.moveMonths(t.Context())
	require.NoError(t, err)
	d, _, err := r.docket(t.Context(), "2026-10")
	require.NoError(t, err)
	require.True(t, d.Drafted.At.IsZero(), "the job leaves it alone")
}

// TestMonthsCatchUp: a server that was down over the draft makes it when it is back,
// of the records as they stood at the planned moment, and gives units their days.
func TestMonthsCatchUp(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-12-03 10:00")
	for _, want := range []string{"2026-10 drafted", "2026-10 score_draft", ""} {
		said, err := a.moveMonths(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, said)
	}
	l, err := a.reports().Life(t.Context(), "2026-10")
	require.NoError(t, err)
	require.Equal(t, "2026-11-10 00:00", l.SnapshotAt.In(sla.Zone).Format("2006-01-02 15:04"))
	require.Equal(t, "2026-12-10 17:30", l.Objection.Until.In(sla.Zone).Format("2006-01-02 15:04"))
}

// TestScoreVerify is the command line: the month is made again, and one that is
// not the same fails.
func TestScoreVerify(t *testing.T) {
	dir := t.TempDir()
	a := lived(t, "file:"+filepath.Join(dir, "h.db"), "2026-11-18 10:00")
	_, err := a.reports().Close(t.Context(), "2026-10", demoSupervisor, "")
	require.NoError(t, err)
	var out bytes.Buffer
	err = a.verifyMonth(t.Context(), &out, "2026-10")
	require.NoError(t, err, out.String())
	require.Contains(t, out.String(), "2026-10 matches")
	require.Error(t, a.verifyMonth(t.Context(), io.Discard, "2026-09"), "nothing was frozen")
}

package dispatch

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// InspectionFinding is what one rule found. New and Gone are what changed since the run
// before.
type InspectionFinding struct {
	Rule    string   `json:"rule"`
	Count   int      `json:"count"`
	Units   []string `json:"units"`
	Nos     []string `json:"nos"`
	New     []string `json:"new"`
	Gone    []string `json:"gone"`
	Handled *Handled `json:"handled,omitempty"`

	unitOf map[string]string // by number
}

// Handled is a supervisor's word on a finding (已处置).
type Handled struct {
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// InspectionRun is one run of the inspection and what it found.
type InspectionRun struct {
	ID       string              `json:"id"`
	At       time.Time           `json:"at"`
	Findings []InspectionFinding `json:"findings"`
}

// inspectionKeep is how long the runs of the inspection are kept.
const inspectionKeep = 400 * 24 * time.Hour

// Record is the run as the store keeps it.
func (run InspectionRun) Record() (Record, error) {
	body, err := json.Marshal(run)
	return Record{Kind: KindInspected, ID: run.ID, Body: body, At: run.At, Expires: run.At.Add(inspectionKeep)}, err
}

// runForm makes the ID of a run from its moment, so that runs sort by time.
const runForm = "20060102t150405z"

// RunID is the ID of the run of a moment.
func RunID(at time.Time) string { return at.UTC().Format(runForm) }

// maxFound bounds how many tickets a finding names; Count tells how many there are.
const maxFound = 500

// callerSpan is how far back the tickets of one caller are counted.
const callerSpan = 30 * 24 * time.Hour

// Inspect looks at every open ticket by the rules. It changes nothing, so that
// rules can be tried.
func (s Service) Inspect(ctx context.Context, rules []InspectionRule) (InspectionRun, error) {
	now := stamp(s.Now())
	facts := &inspectFacts{cal: s.Rules().Calendar, now: now}
	run := InspectionRun{ID: RunID(now), At: now, Findings: []InspectionFinding{}}
	var active []inspection
	var limits []int
	for _, x := range inspections {
		i := slices.IndexFunc(rules, func(r InspectionRule) bool { return r.Key == x.key && r.Active })
		if i < 0 {
			continue
		}
		active, limits = append(active, x), append(limits, rules[i].Threshold)
		run.Findings = append(run.Findings, InspectionFinding{Rule: x.key, Units: []string{}, Nos: []string{}, New: []string{}, Gone: []string{}, unitOf: map[string]string{}})
		if x.key == InspectRepeated {
			if err := s.countCalls(ctx, facts); err != nil {
				return run, err
			}
		}
	}
	err := s.Store.Each(ctx, Filter{States: open}, func(t Ticket) error {
		for i, x := range active {
			if x.hit(t, limits[i], facts) {
				run.Findings[i].add(t)
			}
		}
		return nil
	})
	return run, err
}

// Inspection is the rules in force: those that were kept, with every rule that
// came later as it is by default.
func (s Service) Inspection(ctx context.Context) (Inspection, error) {
	in, usual := Inspection{}, DefaultInspection()
	r, err := s.Store.Record(ctx, KindSetting, SettingInspection)
	if CodeOf(err) == NotFound {
		return usual, nil
	} else if err != nil {
		return in, err
	}
	if err := json.Unmarshal(r.Body, &in); err != nil {
		return in, fmt.Errorf("inspection rules: %w", err)
	}
	for _, u := range usual.Rules {
		if !slices.ContainsFunc(in.Rules, func(r InspectionRule) bool { return r.Key == u.Key }) {
			in.Rules = append(in.Rules, u)
		}
	}
	return in, nil
}

// SettingInspection is the ID of the setting that keeps the rules.
const SettingInspection = "inspection"

// Runs lists the inspections from one moment to another, oldest first.
func (s Service) Runs(ctx context.Context, from, to time.Time) ([]InspectionRun, error) {
	rs, err := s.Store.Records(ctx, KindInspected, RunID(from.Add(-time.Second)), 500)
	out := []InspectionRun{}
	for _, r := range rs {
		if r.ID >= RunID(to) {
			break
		}
		var run InspectionRun
		if err := json.Unmarshal(r.Body, &run); err != nil {
			return out, fmt.Errorf("inspection %s: %w", r.ID, err)
		}
		out = append(out, run)
	}
	return out, err
}

// lastRunSpan is how far back the run before is looked for.
const lastRunSpan = 14 * 24 * time.Hour

// LastRun is the newest inspection up to a moment; zero when there is none.
func (s Service) LastRun(ctx context.Context, at time.Time) (InspectionRun, error) {
	runs, err := s.Runs(ctx, at.Add(-lastRunSpan), at.Add(time.Second))
	if err != nil || len(runs) == 0 {
		return InspectionRun{}, err
	}
	return runs[len(runs)-1], nil
}

// countCalls counts the tickets of each caller, by the keyed hash of the number.
func (s Service) countCalls(ctx context.Context, f *inspectFacts) error {
	f.calls = map[string]int{}
	return s.Store.Each(ctx, Filter{From: f.now.Add(-callerSpan)}, func(t Ticket) error {
		if t.Contact.PhoneHash != "" {
			f.calls[t.Contact.PhoneHash]++
		}
		return nil
	})
}

func (f *InspectionFinding) add(t Ticket) {
	f.Count++
	if len(f.Nos) < maxFound {
		f.Nos = append(f.Nos, t.No)
		f.unitOf[t.No] = t.Lead
	}
	if t.Lead != "" && !slices.Contains(f.Units, t.Lead) {
		f.Units = append(f.Units, t.Lead)
	}
}

// Since notes what changed since the run before. A finding that was handled stays
// so while nothing new comes to it.
func (run *InspectionRun) Since(before InspectionRun) {
	for i := range run.Findings {
		f := &run.Findings[i]
		at := slices.IndexFunc(before.Findings, func(o InspectionFinding) bool { return o.Rule == f.Rule })
		var old InspectionFinding
		if at >= 0 {
			old = before.Findings[at]
		}
		f.New, f.Gone = without(f.Nos, old.Nos), without(old.Nos, f.Nos)
		if len(f.New) == 0 && f.Count > 0 {
			f.Handled = old.Handled
		}
	}
	run.Findings = slices.DeleteFunc(run.Findings, func(f InspectionFinding) bool { return f.Count == 0 && len(f.Gone) == 0 })
}

func without(list, known []string) []string {
	out := []string{}
	for _, x := range list {
		if !slices.Contains(known, x) {
			out = append(out, x)
		}
	}
	return out
}

// Report writes what is new in a run on its tickets and tells each unit, and the
// supervisors, once of each rule. Doing it again after a crash may tell twice,
// never not at all.
func (s Service) Report(ctx context.Context, run InspectionRun) error {
	for _, f := range run.Findings {
		told := map[string]bool{}
		for i, no := range f.New {
			a := Action{Kind: DoInspect, Reason: f.Rule}
			if unit := f.unitOf[no]; unit != "" && !told[unit] {
				told[unit] = true
				a.Count = f.of(unit)
			}
			if i == 0 {
				a.Total = f.Count
			}
			if _, err := s.apply(ctx, no, a, System()); err != nil && CodeOf(err) != Conflict {
				return err
			}
		}
	}
	return nil
}

// of counts the finding's tickets of a unit.
func (f InspectionFinding) of(unit string) int {
	n := 0
	for _, u := range f.unitOf {
		if u == unit {
			n++
		}
	}
	return n
}

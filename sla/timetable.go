package sla

import (
	"fmt"
	"time"
)

// Timetable says on which working days after its end a month moves along (考核日程).
type Timetable struct {
	SnapshotWorkday   int  `json:"snapshot_workday"`   // the records stand as they were when it began
	DraftWorkday      int  `json:"draft_workday"`      // the draft goes to the units, at DraftHour
	ObjectionWorkdays int  `json:"objection_workdays"` // how long units may object, from the day after the draft
	DecideWorkdays    int  `json:"decide_workdays"`    // how long after that objections are decided
	PublishWorkday    int  `json:"publish_workday"`    // published at PublishHour, not earlier
	AutoPublish       bool `json:"auto_publish"`       // without anybody, once every objection is decided
}

// The hours of the day at which drafts go out and months are published.
const (
	DraftHour   = 14
	PublishHour = 9
)

// mostWorkdays bounds each count of a timetable.
const mostWorkdays = 60

// DefaultTimetable gives staff three days to check the snapshot, units a week to
// object, and the hotline a day to decide.
func DefaultTimetable() Timetable {
	return Timetable{SnapshotWorkday: 7, DraftWorkday: 10, ObjectionWorkdays: 5, DecideWorkdays: 1, PublishWorkday: 17}
}

// Check lists every fault by the field it is in.
func (t Timetable) Check() []Fault {
	var faults []Fault
	most := fmt.Sprint(mostWorkdays)
	within := func(field string, value, least int) {
		if value < least || value > mostWorkdays {
			faults = append(faults, Fault{Field: field, Code: FaultRange, Args: []string{fmt.Sprint(least), most}})
		}
	}
	within("snapshot_workday", t.SnapshotWorkday, 1)
	within("draft_workday", t.DraftWorkday, max(1, t.SnapshotWorkday)) // not before the snapshot
	within("objection_workdays", t.ObjectionWorkdays, 1)
	within("decide_workdays", t.DecideWorkdays, 1)
	// Objections are decided before it is published.
	within("publish_workday", t.PublishWorkday, max(1, t.DraftWorkday+t.ObjectionWorkdays+t.DecideWorkdays+1))
	return faults
}

// Validate is nil or every fault in words.
func (t Timetable) Validate() error {
	var faults Faults
	for _, f := range t.Check() {
		faults = append(faults, f.String())
	}
	return faults.err()
}

// Plan is the dates that a timetable gives a month.
type Plan struct {
	SnapshotAt time.Time `json:"snapshot_at"`
	DraftAt    time.Time `json:"draft_at"`
	From       time.Time `json:"from"` // objections, until Until
	Until      time.Time `json:"until"`
	DecideBy   time.Time `json:"decide_by"`
	PublishAt  time.Time `json:"publish_at"`
}

// MonthPlan is the dates of one month; Fixed ones rest on its draft, and another
// timetable does not move them.
type MonthPlan struct {
	Month string `json:"month"`
	Fixed bool   `json:"fixed,omitempty"`
	Plan
}

// Plan counts the working days of the calendar from the month's end. The window
// of a draft that was made on another day than planned (drafted, else zero) runs
// from that day, so that every unit has its days.
func (t Timetable) Plan(month string, cal *Calendar, drafted time.Time) (Plan, error) {
	_, end, err := MonthBounds(month)
	if err != nil {
		return Plan{}, err
	}
	last := end.Add(-time.Minute)
	p := Plan{SnapshotAt: hourOf(cal.AddWorkdays(last, t.SnapshotWorkday), 0), DraftAt: hourOf(cal.AddWorkdays(last, t.DraftWorkday), DraftHour)}
	if drafted.IsZero() {
		drafted = p.DraftAt
	}
	p.From = hourOf(cal.AddWorkdays(drafted, 1), 0)
	p.Until = cal.AddWorkdays(drafted, t.ObjectionWorkdays)
	p.DecideBy = cal.AddWorkdays(p.Until, t.DecideWorkdays)
	p.PublishAt = later(hourOf(cal.AddWorkdays(p.DecideBy, 1), PublishHour), hourOf(cal.AddWorkdays(last, t.PublishWorkday), PublishHour))
	for _, at := range []*time.Time{&p.SnapshotAt, &p.DraftAt, &p.From, &p.Until, &p.DecideBy, &p.PublishAt} {
		*at = at.UTC()
	}
	return p, nil
}

// hourOf is an hour of the local day of t.
func hourOf(t time.Time, hour int) time.Time { return at(dayOf(t), hour*60) }

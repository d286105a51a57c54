package sla

import (
	"fmt"
	"slices"
	"time"
)

// What is told of a month, as the kinds of its notices.
const (
	NewsDraft     = "score_draft"     // the draft is out
	NewsClosing   = "score_closing"   // the window for objections closes within a day
	NewsDecide    = "score_decide"    // the window is over: supervisors decide and publish
	NewsPublished = "score_published" // the month is published
	NewsCorrected = "score_corrected" // and corrected, with the number of the edition
)

// closingWithin is how long before its end the window is said to close.
const closingWithin = 24 * time.Hour

// News is what is to be told of the month now and was not told yet. What was
// overtaken is not told any more: of a month that is published nobody needs to
// hear that its draft is out.
func (d Docket) News(now time.Time) []string {
	var out []string
	switch d.Stage(now) {
	case StageRunning:
	case StageDraft:
		out = []string{NewsDraft}
	case StageObjection:
		out = d.objectionNews(now)
	case StagePublished:
		out = []string{NewsPublished}
		if n := len(d.Editions); n > 1 {
			out = append(out, fmt.Sprintf("%s/%d", NewsCorrected, n))
		}
	}
	return slices.DeleteFunc(out, func(what string) bool { return slices.Contains(d.Told, what) })
}

func (d Docket) objectionNews(now time.Time) []string {
	switch {
	case !now.Before(d.Plan.Until):
		return []string{NewsDecide}
	case !now.Before(d.Plan.Until.Add(-closingWithin)):
		return []string{NewsDraft, NewsClosing}
	}
	return []string{NewsDraft}
}

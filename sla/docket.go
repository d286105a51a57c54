package sla

import (
	"slices"
	"time"
)

// Stage is where a month is in its life.
type Stage string

// The stages of a month.
const (
	StageRunning   Stage = "running"   // 试算: an estimate, new each time
	StageDraft     Stage = "draft"     // 草案: frozen and shown
	StageObjection Stage = "objection" // 申诉期: units object, until it is published
	StagePublished Stage = "published" // 发布: nothing moves it any more
)

// Stages lists the stages.
func Stages() []Stage { return []Stage{StageRunning, StageDraft, StageObjection, StagePublished} }

// Refusal says why a month does not go on; it is the key of a text.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// The refusals.
const (
	RefusedRunning     Refusal = "month_running"     // it has not ended
	RefusedDrafted     Refusal = "month_drafted"     // it is frozen already
	RefusedClosed      Refusal = "month_closed"      // it is published already
	RefusedUnpublished Refusal = "month_unpublished" // there is nothing to correct yet
	RefusedNoReason    Refusal = "month_reason"      // a correction says why
	RefusedUnchanged   Refusal = "month_unchanged"   // nothing was decided since the last edition
)

// Signed is when and by whom something was done.
type Signed struct {
	At time.Time `json:"at"`
	By string    `json:"by"`
}

// Frozen names the stored snapshot of a month.
type Frozen struct {
	At      time.Time `json:"at"`
	Hash    string    `json:"hash"`
	Records int       `json:"records"`
	Parts   int       `json:"parts"` // pieces in the store
}

// Docket is the life of a month (月度考核卷宗): running until it is frozen, then a
// draft, open to objections from a day on, then published, and corrected only by
// further editions. It is a value; each step gives the next one or a Refusal.
type Docket struct {
	Month    string        `json:"month"`
	Plan     Plan          `json:"plan,omitzero"`
	Frozen   Frozen        `json:"frozen,omitzero"`
	Drafted  Signed        `json:"drafted,omitzero"`
	Editions []EditionHead `json:"editions,omitempty"`
	Told     []string      `json:"told,omitempty"` // the News that went out
}

// Stage is where the month stands at a moment.
func (d Docket) Stage(now time.Time) Stage {
	switch {
	case len(d.Editions) > 0:
		return StagePublished
	case d.Drafted.At.IsZero():
		return StageRunning
	case now.Before(d.Plan.From):
		return StageDraft
	}
	return StageObjection
}

// Open tells whether units may object now.
func (d Docket) Open(now time.Time) bool {
	return d.Stage(now) == StageObjection && now.Before(d.Plan.Until)
}

// ended refuses what a month allows only after its end.
func (d Docket) ended(now time.Time) error {
	_, end, err := MonthBounds(d.Month)
	if err != nil {
		return err
	}
	if now.Before(end) {
		return RefusedRunning
	}
	return nil
}

// Draft freezes the month (生成草案): from here on only decisions about objections
// change it.
func (d Docket) Draft(f Frozen, p Plan, by string, now time.Time) (Docket, error) {
	if err := d.ended(now); err != nil {
		return d, err
	}
	switch d.Stage(now) {
	case StageRunning:
	case StagePublished:
		return d, RefusedClosed
	default:
		return d, RefusedDrafted
	}
	d.Frozen, d.Plan, d.Drafted = f, p, Signed{At: canonicalTime(now), By: by}
	return d, nil
}

// Publish makes the first edition (发布). What is still undecided lives on and,
// upheld, becomes a correction.
func (d Docket) Publish(r Result, undecided int, reason, by string, now time.Time) (Docket, Edition, error) {
	switch d.Stage(now) {
	case StageRunning:
		return d, Edition{}, RefusedRunning
	case StagePublished:
		return d, Edition{}, RefusedClosed
	case StageDraft, StageObjection:
	}
	early := undecided > 0 || now.Before(d.Plan.Until)
	e := d.edition(r, Edition{}, EditionHead{At: canonicalTime(now), By: by, Reason: reason, Early: early})
	return d.with(e), e, nil
}

// Correct makes a further edition (更正) of what was decided since the last, and
// says what it changed.
func (d Docket) Correct(last Edition, r Result, reason, by string, now time.Time) (Docket, Edition, error) {
	switch {
	case d.Stage(now) != StagePublished:
		return d, Edition{}, RefusedUnpublished
	case reason == "":
		return d, Edition{}, RefusedNoReason
	case sameAdjustments(last.Adjustments, r.Adjustments):
		return d, Edition{}, RefusedUnchanged
	}
	e := d.edition(r, last, EditionHead{At: canonicalTime(now), By: by, Reason: reason})
	return d.with(e), e, nil
}

// with is the docket with one more edition.
func (d Docket) with(e Edition) Docket {
	d.Editions = append(slices.Clone(d.Editions), e.EditionHead)
	return d
}

// Tell notes that somebody is told of a piece of news.
func (d Docket) Tell(what string) Docket {
	d.Told = append(slices.Clone(d.Told), what)
	return d
}

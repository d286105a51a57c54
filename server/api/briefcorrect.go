package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// outdated says that the scores have a later edition than the published brief
// rests on.
type outdated struct {
	Edition int       `json:"edition"` // under the brief
	Newest  int       `json:"newest"`
	At      time.Time `json:"at"`
	Reason  string    `json:"reason,omitempty"`
	Units   int       `json:"units"` // whose score or rank changed since
}

// outdated is nil while the brief rests on the newest edition.
func (s *server) outdated(c *fiber.Ctx, kept dispatch.Brief) (*outdated, error) {
	if kept.Printed == nil {
		return nil, nil
	}
	l, err := s.Reports.Life(c.UserContext(), kept.Month)
	if err != nil || l.Edition <= kept.Printed.RestsOn() || len(l.Editions) == 0 {
		return nil, err
	}
	last := l.Editions[len(l.Editions)-1]
	o := &outdated{Edition: kept.Printed.RestsOn(), Newest: l.Edition, At: last.At, Reason: last.Reason}
	changed := map[string]bool{}
	for _, e := range l.Editions {
		if e.N <= o.Edition {
			continue
		}
		for _, change := range e.Changes {
			changed[change.Unit] = true
		}
	}
	o.Units = len(changed)
	return o, nil
}

// correctBrief begins the correction of a published brief (更正). What is published
// stays what units read until the correction is published like any brief.
func (s *server) correctBrief(c *fiber.Ctx) error {
	return s.changeBrief(c, "brief_correcting", func(kept dispatch.Brief) (dispatch.Brief, error) {
		l, err := s.Reports.Life(c.UserContext(), kept.Month)
		if err != nil {
			return kept, err
		}
		return kept.Correct(l.Edition, actorOf(c), s.now())
	})
}

// cancelCorrectBrief gives up a correction that was begun (撤销更正).
func (s *server) cancelCorrectBrief(c *fiber.Ctx) error {
	return s.changeBrief(c, "brief_correct_cancelled", func(kept dispatch.Brief) (dispatch.Brief, error) {
		return kept.CancelCorrect(actorOf(c), s.now())
	})
}

// changeBrief makes one change to the brief of the month as the caller saw it, and
// answers with what it is then.
func (s *server) changeBrief(c *fiber.Ctx, audited string, change func(dispatch.Brief) (dispatch.Brief, error)) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	f, err := decode[versionForm](c)
	if err != nil {
		return err
	}
	kept, version, err := s.openBrief(c, month)
	if err != nil {
		return err
	}
	if f.Version != version {
		return dispatch.Errorf(dispatch.Conflict, "brief_stale")
	}
	if kept, err = change(kept); err != nil {
		return err
	}
	if err := PutBrief(c.UserContext(), s.store, kept, version, s.now()); err != nil {
		return briefRace(err)
	}
	s.audit(c.UserContext(), actorOf(c), audited, month, "")
	return s.answerBrief(c, month)
}

package api

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type queuesView struct {
	Queues map[string]int `json:"queues"`
}

// queues counts the reader's lanes, from the kept counters.
func (s *server) queues(c *fiber.Ctx) error {
	counts, err := s.store.Counts(c.UserContext(), lanes(actorOf(c)))
	if err != nil {
		return err
	}
	v := queuesView{Queues: map[string]int{}}
	for _, name := range lanes(actorOf(c)) {
		v.Queues[name] = counts[name]
	}
	if actorOf(c).Role.Hotline() {
		if v.Queues["hotline/missed_calls"], err = s.missedOpen(c.UserContext()); err != nil {
			return err
		}
	}
	return c.JSON(v)
}

// lanes names the queues somebody works on.
func lanes(by dispatch.Actor) []string {
	var out []string
	if by.Role == dispatch.RoleLiaison {
		for _, lane := range []string{"open", "to_accept", "to_contact", "working", "attention", "failover", "conference", "letters", "closed"} {
			out = append(out, "unit:"+by.Unit+"/"+lane)
		}
		return out
	}
	for _, lane := range []string{"triage", "returns", "extensions", "assists", "suspended", "difficult", "conference", "review", "review_weak", "callback", "spot", "reopen", "unhappy", "late", "open", "near", "letters", "letters/late", "letters/answered", "letters/issued", "letters/received", "letters/closed"} {
		out = append(out, "hotline/"+lane)
	}
	return append(out, levelQueues()...)
}

// levelQueues are the late tickets by level of supervision; 0 is not yet
// supervised.
func levelQueues() []string {
	out := make([]string, 7)
	for i := range out {
		out[i] = "hotline/level/" + strconv.Itoa(i)
	}
	return out
}

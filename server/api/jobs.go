package api

import (
	"time"

	"github.com/gofiber/fiber/v2"
)

type jobView struct {
	Name           string    `json:"name"`
	Schedule       string    `json:"schedule"`
	LastStart      time.Time `json:"last_start,omitzero"`
	LastDurationMS int64     `json:"last_duration_ms"`
	LastResult     string    `json:"last_result,omitempty"`
	LastError      string    `json:"last_error,omitempty"`
	Server         string    `json:"server,omitempty"`
	Next           time.Time `json:"next,omitzero"`
}

// listJobs shows the scheduled jobs with their last runs.
func (s *server) listJobs(c *fiber.Ctx) error {
	list, err := s.Jobs.List(c.UserContext())
	if err != nil {
		return err
	}
	v := itemsView[jobView]{Items: []jobView{}}
	for _, j := range list {
		v.Items = append(v.Items, jobView{j.Name, j.Schedule, j.Start, j.Millis, j.Result, j.Error, j.Server, j.Next.UTC()})
	}
	return c.JSON(v)
}

// runJob runs a job now, and answers when it is done.
func (s *server) runJob(c *fiber.Ctx) error {
	name := c.Params("name")
	if err := s.Jobs.Run(c.UserContext(), name); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "job_run", name, "")
	return s.listJobs(c)
}

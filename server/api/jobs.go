package api

import (
	"context"
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
	AskedAt        time.Time `json:"asked_at,omitzero"`
	RunningSince   time.Time `json:"running_since,omitzero"`
	RunningOn      string    `json:"running_on,omitempty"`
}

// jobWait is how long an answer waits for a run. The list tells of longer ones.
const jobWait = 5 * time.Second

// listJobs shows the scheduled jobs with their last runs.
func (s *server) listJobs(c *fiber.Ctx) error {
	list, err := s.Jobs.List(c.UserContext())
	if err != nil {
		return err
	}
	v := itemsView[jobView]{Items: []jobView{}}
	for _, j := range list {
		v.Items = append(v.Items, jobView{j.Name, j.Schedule, j.Start, j.Millis, j.Result, j.Error, j.Server, j.Next.UTC(), j.Asked, j.Running, j.RunningOn})
	}
	return c.JSON(v)
}

// runJob asks for a run of a job: 200 when it is done, 202 when it waits for
// the server that may, or takes long.
func (s *server) runJob(c *fiber.Ctx) error {
	name := c.Params("name")
	if err := s.runNow(c, name); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "job_run", name, "")
	return s.listJobs(c)
}

// runNow has a job run and sets the status of the answer.
func (s *server) runNow(c *fiber.Ctx, name string) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), jobWait)
	defer cancel()
	done, err := s.Jobs.Run(ctx, name)
	if err == nil && !done {
		c.Status(fiber.StatusAccepted)
	}
	return err
}

package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

const (
	// proofFiles is how many files one proof of work is good for, beside its form.
	proofFiles = 12
	// waitingMB is how many megabytes citizens may send in a day that no matter has
	// taken up; what waits longer is swept.
	waitingMB = 4096
	// networkShare is the part of it that one network may send in an hour.
	networkShare = 16
	// everybody is the one key of what all networks share.
	everybody = "all"
)

// publicTakeFile takes in a citizen's file. Its ID is only good with the secret
// half that comes with it: nobody else can attach it by knowing its content.
func (s *server) publicTakeFile(c *fiber.Ctx) error {
	if err := s.takePublic(c); err != nil {
		return err
	}
	network := limitAddress(c.IP())
	if err := s.limits.take("files", network, s.Config.Limits.FilesPerHour, 300, time.Hour); err != nil {
		return err
	}
	if err := s.checkUpload(c); err != nil {
		return err
	}
	head, err := fileOf(c)
	if err != nil {
		return err
	}
	weight := megabytes(head.Size)
	most := s.Config.Limits.PublicFilesMB
	if err := s.limits.spend("network_mb", network, most/networkShare, waitingMB/networkShare, time.Hour, weight); err != nil {
		return err
	}
	if err := s.limits.spend("waiting_mb", everybody, most, waitingMB, uploadLife, weight); err != nil {
		return err
	}
	secret := newID(16)
	if err = s.takeInto(c, secret, secret); err != nil {
		s.limits.give("waiting_mb", everybody, weight)
	}
	return err
}

// takenUp is that a matter has the files, so that they do not wait any more.
func (s *server) takenUp(files []dispatch.Attachment) {
	for _, f := range files {
		s.limits.give("waiting_mb", everybody, megabytes(f.Size))
	}
}

func megabytes(n int64) int { return int((n + 1<<20 - 1) >> 20) }

// checkUpload lets a file pass that brings the proof of the form it is for.
func (s *server) checkUpload(c *fiber.Ctx) error {
	r := s.Config.Robots
	if r == nil {
		return nil
	}
	salt, _, err := r.proven(c.Get("X-Challenge"), s.now())
	if err != nil {
		return err
	}
	if s.limits.take("proof_files", salt, proofFiles, proofFiles, 2*challengeLife) != nil {
		return dispatch.Errorf(dispatch.Forbidden, "challenge_used")
	}
	return nil
}

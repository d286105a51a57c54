package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// formFacts is what the citizens' form needs to know of the hotline.
type formFacts struct {
	Name     string `json:"name"`
	Messages bool   `json:"messages"` // text messages can be sent
}

// publicFacts tells the citizens' form whose it is, and what it may promise.
func (s *server) publicFacts(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	return c.JSON(formFacts{s.Config.Name, s.Outlets.Ready(dispatch.TextMessage)})
}

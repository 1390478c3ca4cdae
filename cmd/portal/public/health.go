package public

import "github.com/gofiber/fiber/v2"

// healthz: the process answers.
func (s *Site) healthz(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.SendString("ok\n")
}

// readyz: the store answers too.
func (s *Site) readyz(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	if _, err := s.Line.ReadsIn(c.UserContext()); err != nil {
		s.logFault(c, err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("not ready\n")
	}
	return c.SendString("ok\n")
}

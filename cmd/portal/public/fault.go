package public

import (
	"errors"
	"log/slog"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

// answer draws a fault: as a problem for the API, as 303 for what a browser
// posted, as a page otherwise.
func (s *Site) answer(c *fiber.Ctx, f web.Fault) error {
	switch {
	case isAPI(c.Path()):
		return s.problem(c, f)
	case c.Method() == fiber.MethodPost && !errors.Is(f, web.ErrHead):
		return web.SeeOther(c, s.path(c, "missing"))
	}
	return s.DrawFault(c, f)
}

func isAPI(path string) bool { return path == "/api" || strings.HasPrefix(path, "/api/") }

func (s *Site) logger() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.New(slog.DiscardHandler)
}

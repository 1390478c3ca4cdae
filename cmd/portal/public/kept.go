package public

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// inKey are the questions that a page of reading matter may carry. Others
// change nothing, so they make no page of their own.
var inKey = []string{"on", "with", "p", "was", "from", "to", "a", "since"}

// maxAsked is the most characters of such a question; none of ours is longer.
const maxAsked = 64

// kept serves reading matter from memory. What such a page depends on is in
// its key: the library, the language, the address, the reader's look, the name
// under which the site was reached, and the day, because contacts grow stale.
func (s *Site) kept(draw fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var b strings.Builder
		b.WriteString(s.keptKey(c))
		for _, name := range inKey {
			v := c.Query(name)
			if len(v) > maxAsked {
				return draw(c)
			}
			if v != "" {
				b.WriteString(name + "=" + v + "\n")
			}
		}
		return s.Keep(c, &s.pages, b.String(), draw)
	}
}

// keptKey names what every page of reading matter depends on.
func (s *Site) keptKey(c *fiber.Ctx) string {
	var b strings.Builder
	look := s.Look(c)
	for _, part := range []string{s.Library.Fingerprint(), s.Speaker(c).Lang(), c.Path(), look.Size, look.Theme, s.OriginFor(c), s.today()} {
		b.WriteString(part)
		b.WriteByte('\n')
	}
	if s.Demo {
		b.WriteString("demo\n")
	}
	return b.String()
}

// today is the day in India, "2026-11-22".
func (s *Site) today() string { return ist(s.now()).Format(time.DateOnly) }

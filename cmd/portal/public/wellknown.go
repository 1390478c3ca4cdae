package public

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// robots keeps indexes from the pages that carry a tip. They are not listed
// by name beyond what every visitor sees.
// Source: RFC 9309.
func (s *Site) robots(c *fiber.Ctx) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, l := range s.Bundle.Languages() {
		for _, p := range []string{"form", "number", "search?", "settings", "feedback"} {
			b.WriteString("Disallow: /" + l.Tag + "/" + p + "\n")
		}
	}
	b.WriteString("Disallow: /exit\nDisallow: /api/\nSitemap: " + s.OriginFor(c) + "/sitemap.xml\n")
	return sendText(c, b.String())
}

// securityTxt says where to report a weakness: the contact page, which the
// operator fills. It is valid for half a year from each reading.
// Source: RFC 9116.
func (s *Site) securityTxt(c *fiber.Ctx) error {
	var langs []string
	for _, l := range s.Bundle.Languages() {
		langs = append(langs, l.Tag)
	}
	return sendText(c, "Contact: "+s.OriginFor(c)+"/en/contact\n"+
		"Expires: "+s.now().UTC().AddDate(0, 6, 0).Format(time.RFC3339)+"\n"+
		"Preferred-Languages: "+strings.Join(langs, ", ")+"\n"+
		"Canonical: "+s.OriginFor(c)+"/.well-known/security.txt\n")
}

func sendText(c *fiber.Ctx, text string) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.SendString(text)
}

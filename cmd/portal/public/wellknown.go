package public

import (
	"encoding/xml"
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
		for _, p := range []string{"form", "number", "search?", "settings"} {
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

// Source: OpenSearch 1.1 draft 6.
type openSearch struct {
	XMLName   xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName string          `xml:"ShortName"`
	About     string          `xml:"Description"`
	Encoding  string          `xml:"InputEncoding"`
	Addresses []openSearchURL `xml:"Url"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Template string `xml:"template,attr"`
}

func (s *Site) openSearch(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	c.Vary(fiber.HeaderAcceptLanguage, fiber.HeaderCookie)
	return sendXML(c, "application/opensearchdescription+xml; charset=utf-8", openSearch{
		// ShortName is 16 characters at most.
		ShortName: sp.T("site.name"), About: sp.T("search.title"), Encoding: "UTF-8",
		Addresses: []openSearchURL{
			{"text/html", s.OriginFor(c) + "/" + sp.Lang() + "/search?q={searchTerms}"},
			{"application/json", s.OriginFor(c) + "/api/v1/search?lang=" + sp.Lang() + "&q={searchTerms}"},
		},
	})
}

package public

import (
	"encoding/xml"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
)

// Source: OpenSearch 1.1 draft 6.
type openSearch struct {
	XMLName   xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName string          `xml:"ShortName"`
	LongName  string          `xml:"LongName"`
	About     string          `xml:"Description"`
	Language  string          `xml:"Language"`
	Encoding  string          `xml:"InputEncoding"`
	Answers   string          `xml:"OutputEncoding"`
	Addresses []openSearchURL `xml:"Url"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
	Template string `xml:"template,attr"`
}

// Most characters of the two names. Source: OpenSearch 1.1 draft 6.
const (
	maxShortName = 16
	maxLongName  = 48
)

// openSearchPath is where the description of a language stands.
const openSearchPath = "opensearch.xml"

// openSearch describes the search to browsers, in the language of the address;
// without one in the reader's.
func (s *Site) openSearch(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	self := s.OriginFor(c) + "/" + sp.Lang() + "/" + openSearchPath
	if c.Params("lang") == "" {
		self = s.OriginFor(c) + "/" + openSearchPath
		c.Vary(fiber.HeaderAcceptLanguage, fiber.HeaderCookie)
	}
	// A browser keeps one search of a name: each language needs its own.
	short := sp.T("site.name") + " " + sp.Name()
	if utf8.RuneCountInString(short) > maxShortName {
		short = sp.T("site.name") + " " + sp.Lang()
	}
	long := sp.T("site.name") + " – " + sp.T("home.title")
	if utf8.RuneCountInString(long) > maxLongName {
		long = short
	}
	return sendXML(c, "application/opensearchdescription+xml; charset=utf-8", openSearch{
		ShortName: short, LongName: long, About: sp.T("search.title"), Language: sp.Lang(), Encoding: "UTF-8", Answers: "UTF-8",
		Addresses: []openSearchURL{
			{Type: "text/html", Template: s.OriginFor(c) + "/" + sp.Lang() + "/search?q={searchTerms}"},
			{Type: "application/json", Template: s.OriginFor(c) + "/api/v1/search?lang=" + sp.Lang() + "&q={searchTerms}"},
			{Type: "application/opensearchdescription+xml", Rel: "self", Template: self},
		},
	})
}

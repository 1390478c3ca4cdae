package public

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
)

// Source: sitemaps.org protocol 0.9; alternates as Google's extension of it.
type urlSet struct {
	XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string     `xml:"xmlns:xhtml,attr"`
	URLs    []pageAddr `xml:"url"`
}

type pageAddr struct {
	Loc        string      `xml:"loc"`
	LastMod    string      `xml:"lastmod,omitempty"`
	Alternates []alternate `xml:"xhtml:link"`
}

type alternate struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

// sitemapIndex lists the parts of a site map that is too long for one.
type sitemapIndex struct {
	XMLName xml.Name      `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []sitemapPart `xml:"sitemap"`
}

type sitemapPart struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// maxAddresses is how many addresses one file of the site map has. With the
// alternates of 23 languages that is under 3 MB; the protocol allows 50,000
// and 50 MB. Source: sitemaps.org protocol 0.9, "Using Sitemap index files".
const maxAddresses = 1000

// mapsKept is the memory for drawn files of the site map. Robots ask for all of
// them, one after the other: they must not drive readers' pages out.
const mapsKept = 8 << 20

// indexedPage is one page that robots may know, in the languages that it has.
type indexedPage struct {
	path, lastMod string // without the language
	languages     []string
}

// indexed are all such pages, in a fixed order. A document is listed in the
// languages that have a text of it: elsewhere its page shows the English one.
func (s *Site) indexed() []indexedPage {
	var every []string
	for _, l := range s.Bundle.Languages() {
		every = append(every, l.Tag)
	}
	today := s.today()
	var out, documents []indexedPage
	ofLibrary := "" // the newest of its pages
	for _, kind := range s.Library.Kinds() {
		docs := s.Library.Documents(kind, content.English)
		ofKind := ""
		for _, d := range docs {
			page := indexedPage{path: at(d)}
			for _, tag := range s.Library.Languages(kind, d.Slug) {
				text, ok := s.Library.Document(kind, d.Slug, tag)
				if !ok || !s.Speaks(tag) {
					continue
				}
				page.languages = append(page.languages, tag)
				page.lastMod = max(page.lastMod, pageChangedOn(text, today))
			}
			ofKind = max(ofKind, page.lastMod)
			documents = append(documents, page)
		}
		if len(docs) > 0 {
			out = append(out, indexedPage{"library/" + kind + "/", ofKind, every})
		}
		ofLibrary = max(ofLibrary, ofKind)
	}
	head := []indexedPage{}
	for _, p := range mapped {
		if hidden[p.Path] {
			continue
		}
		page := indexedPage{path: p.Path, languages: every}
		for _, own := range ownPages {
			if own.path == p.Path {
				if d, ok := s.Library.Document(kindHelp, own.slug, content.English); ok {
					page.lastMod = pageChangedOn(d, today)
				}
			}
		}
		if p.Path == "library/" || p.Path == "library/changes" {
			page.lastMod = ofLibrary
		}
		head = append(head, page)
	}
	out = append(append(head, out...), documents...)
	for _, b := range s.Units.All(s.now()) {
		out = append(out, indexedPage{"units/" + b.Code, b.CheckedOn, every})
	}
	return out
}

// parts divides the pages into files of [maxAddresses] addresses at most. What
// stands in one file depends on the library alone, so robots find a part again.
func parts(pages []indexedPage) [][]indexedPage {
	var out [][]indexedPage
	n := maxAddresses
	for _, p := range pages {
		if n += len(p.languages); n > maxAddresses {
			out, n = append(out, nil), len(p.languages)
		}
		out[len(out)-1] = append(out[len(out)-1], p)
	}
	return out
}

// keptMap serves a file of the site map from memory.
func (s *Site) keptMap(draw fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		key := strings.Join([]string{s.Library.Fingerprint(), c.Path(), s.OriginFor(c), s.today()}, "\n")
		return s.Keep(c, &s.maps, key, draw)
	}
}

// sitemapXML is the site map for robots, or, where it is long, the list of its parts.
func (s *Site) sitemapXML(c *fiber.Ctx) error {
	all := parts(s.indexed())
	if len(all) == 1 {
		return s.sendMap(c, all[0])
	}
	var list sitemapIndex
	for i, part := range all {
		newest := ""
		for _, p := range part {
			newest = max(newest, p.lastMod)
		}
		list.Maps = append(list.Maps, sitemapPart{fmt.Sprintf("%s/sitemap/%d.xml", s.OriginFor(c), i+1), newest})
	}
	return sendXML(c, fiber.MIMEApplicationXMLCharsetUTF8, list)
}

// sitemapXMLPart is one of its parts.
func (s *Site) sitemapXMLPart(c *fiber.Ctx) error {
	text, ok := strings.CutSuffix(c.Params("part"), ".xml")
	n, err := strconv.Atoi(text)
	all := parts(s.indexed())
	if !ok || err != nil || strconv.Itoa(n) != text || n < 1 || n > len(all) || len(all) == 1 {
		return web.ErrMissing
	}
	return s.sendMap(c, all[n-1])
}

func (s *Site) sendMap(c *fiber.Ctx, pages []indexedPage) error {
	set := urlSet{XHTML: "http://www.w3.org/1999/xhtml"}
	origin := s.OriginFor(c)
	for _, p := range pages {
		var alternates []alternate
		for _, tag := range p.languages {
			alternates = append(alternates, alternate{"alternate", tag, origin + "/" + tag + "/" + p.path})
		}
		// Who reads none of the languages gets what the portal shows then: the
		// home page chooses by itself, every other page is English.
		otherwise := origin + "/" + content.English + "/" + p.path
		if p.path == "" {
			otherwise = origin + "/"
		}
		alternates = append(alternates, alternate{"alternate", "x-default", otherwise})
		for _, tag := range p.languages {
			set.URLs = append(set.URLs, pageAddr{origin + "/" + tag + "/" + p.path, p.lastMod, alternates})
		}
	}
	return sendXML(c, fiber.MIMEApplicationXMLCharsetUTF8, set)
}

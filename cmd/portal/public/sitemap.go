package public

import (
	"encoding/xml"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
)

// mapped are the pages of the site map with the message id of their name.
var mapped = []struct{ Path, Name string }{
	{"", "nav.home"},
	{"form", "nav.form"},
	{"number", "nav.number"},
	{"help", "help.title"},
	{"safety", "nav.safety"},
	{"search", "nav.search"},
	{"library/", "nav.library"},
	{"units/", "nav.units"},
	{"statistics", "nav.statistics"},
	{"settings", "nav.settings"},
	{"about", "nav.about_us"},
	{"contact", "nav.contact"},
	{"privacy", "nav.privacy"},
	{"terms", "nav.terms"},
	{"accessibility", "nav.accessibility"},
}

// hidden are pages that no index should lead a watcher to.
var hidden = map[string]bool{"form": true, "number": true, "settings": true, "search": true}

type sitemapPage struct {
	Pages []struct{ Path, Name string }
	Kinds []mappedKind
}

type mappedKind struct {
	Kind, Name string
	Documents  []*content.Document
}

func (s *Site) sitemap(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := sitemapPage{Pages: mapped}
	for _, kind := range s.Library.Kinds() {
		if docs := s.Library.Documents(kind, sp.Lang()); len(docs) > 0 {
			page.Kinds = append(page.Kinds, mappedKind{kind, kindName(kind), docs})
		}
	}
	return s.Draw(c, "public/sitemap", fiber.StatusOK, sp.T("nav.sitemap"), page, web.MaxAge(minutes5))
}

// Source: sitemaps.org protocol 0.9; alternates as Google's extension of it.
type urlSet struct {
	XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string     `xml:"xmlns:xhtml,attr"`
	URLs    []pageAddr `xml:"url"`
}

type pageAddr struct {
	Loc        string      `xml:"loc"`
	Alternates []alternate `xml:"xhtml:link"`
}

type alternate struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

func (s *Site) sitemapXML(c *fiber.Ctx) error {
	set := urlSet{XHTML: "http://www.w3.org/1999/xhtml"}
	var paths []string
	for _, p := range mapped {
		if !hidden[p.Path] {
			paths = append(paths, p.Path)
		}
	}
	for _, kind := range s.Library.Kinds() {
		docs := s.Library.Documents(kind, content.English)
		if len(docs) > 0 {
			paths = append(paths, "library/"+kind+"/")
		}
		for _, d := range docs {
			paths = append(paths, "library/"+kind+"/"+d.Slug)
		}
	}
	for _, b := range s.Units.All(s.now()) {
		paths = append(paths, "units/"+b.Code)
	}
	at := s.OriginFor(c)
	for _, p := range paths {
		var alternates []alternate
		for _, l := range s.Bundle.Languages() {
			alternates = append(alternates, alternate{"alternate", l.Tag, at + "/" + l.Tag + "/" + p})
		}
		for _, l := range s.Bundle.Languages() {
			set.URLs = append(set.URLs, pageAddr{at + "/" + l.Tag + "/" + p, alternates})
		}
	}
	return sendXML(c, fiber.MIMEApplicationXMLCharsetUTF8, set)
}

func sendXML(c *fiber.Ctx, kind string, v any) error {
	b, err := xml.Marshal(v)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return web.Send(c, append([]byte(xml.Header), b...))
}

// The feed of new documents.
// Source: RFC 4287.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomAuthor  `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Link    atomLink `xml:"link"`
	Summary string   `xml:"summary,omitempty"`
}

func (s *Site) feed(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	inside := "/" + sp.Lang() + "/"
	home := s.OriginFor(c) + inside
	f := atomFeed{
		Lang: sp.Lang(), ID: s.Origin + inside + "feed.atom", Title: sp.T("feed.title"), Author: atomAuthor{sp.T("site.name")},
		Links: []atomLink{{"self", home + "feed.atom"}, {"alternate", home + "library/"}},
	}
	var newest time.Time
	for _, kind := range s.Library.Kinds() {
		if kind == kindHelp {
			continue
		}
		for _, d := range s.Library.Documents(kind, sp.Lang()) {
			changed := d.Date
			if day, err := time.Parse(time.DateOnly, d.CheckedOn); err == nil && day.After(changed) {
				changed = day
			}
			if changed.After(newest) {
				newest = changed
			}
			doc := "library/" + kind + "/" + d.Slug
			f.Entries = append(f.Entries, atomEntry{
				ID: s.Origin + inside + doc, Title: d.Title, Updated: changed.UTC().Format(time.RFC3339), Link: atomLink{"alternate", home + doc}, Summary: d.Summary,
			})
		}
	}
	f.Updated = newest.UTC().Format(time.RFC3339)
	return sendXML(c, "application/atom+xml; charset=utf-8", f)
}

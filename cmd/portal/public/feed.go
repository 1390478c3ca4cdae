package public

import (
	"encoding/xml"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
)

// The feed of documents.
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
	Type string `xml:"type,attr,omitempty"`
	Lang string `xml:"hreflang,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Lang      string      `xml:"xml:lang,attr,omitempty"` // where it is not the feed's
	ID        string      `xml:"id"`
	Title     string      `xml:"title"`
	Updated   string      `xml:"updated"`
	Published string      `xml:"published,omitempty"`
	Author    *atomAuthor `xml:"author,omitempty"` // who issued it
	Link      atomLink    `xml:"link"`
	Category  *atomTerm   `xml:"category"`
	Summary   string      `xml:"summary,omitempty"`
}

type atomTerm struct {
	Term  string `xml:"term,attr"`
	Label string `xml:"label,attr"`
}

// feedType is the type of a feed in a link.
const feedType = "application/atom+xml"

// feed gives the newest documents, of all kinds or of the one in the address.
// Ids are the addresses under the site's own name, under whichever name it was
// asked: they stay.
func (s *Site) feed(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	kind, title, place, readable := c.Params("kind"), sp.T("feed.title"), "feed.atom", "library/changes"
	if kind != "" {
		if !s.hasKind(kind) {
			return web.ErrMissing
		}
		title = sp.T("feed.kind", "Kind", sp.T(kindName(kind)))
		place, readable = "library/"+kind+"/feed.atom", "library/"+kind+"/"
	}
	inside := "/" + sp.Lang() + "/"
	here := s.OriginFor(c) + inside
	f := atomFeed{
		Lang: sp.Lang(), ID: s.Origin + inside + place, Title: sp.T("site.name") + ": " + title, Author: atomAuthor{s.publisher(sp)},
		Links: []atomLink{{Rel: "self", Type: feedType, Href: here + place}, {Rel: "alternate", Type: fiber.MIMETextHTML, Lang: sp.Lang(), Href: here + readable}},
	}
	f.Updated = atomDay("") // of a feed without entries: it has never changed
	for i, d := range s.newest(kind, sp.Lang()) {
		if i == 0 {
			f.Updated = atomDay(d.On)
		}
		e := atomEntry{
			ID: s.Origin + inside + at(d.Document), Title: d.Title, Updated: atomDay(d.On), Summary: d.Summary,
			Link:     atomLink{Rel: "alternate", Type: fiber.MIMETextHTML, Lang: sp.Lang(), Href: here + at(d.Document)},
			Category: &atomTerm{d.Kind, sp.T(kindName(d.Kind))},
		}
		if d.DatePrecision == content.Day {
			e.Published = atomDay(d.Date.Format(time.DateOnly))
		}
		if d.Digest && d.Issuer != "" { // what is ours has the author of the feed
			e.Author = &atomAuthor{d.Issuer}
		}
		if d.Lang != sp.Lang() {
			e.Lang = d.Lang
		}
		f.Entries = append(f.Entries, e)
	}
	return sendXML(c, feedType+"; charset=utf-8", f)
}

// atomDay is the beginning of a day in India as Atom writes it.
func atomDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t = time.Unix(0, 0).UTC()
	}
	return t.Format(time.DateOnly) + "T00:00:00+05:30"
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

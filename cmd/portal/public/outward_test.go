package public

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"mukti/content"
)

// TestOutward holds what the site says to machines: feeds, site maps, the
// description of its search, and the data in its pages.
func TestOutward(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"feeds", feeds},
		{"what a feed says stands in a page", feedsAsAPage},
		{"the site map names every page in its languages", theSiteMap},
		{"the search describes itself in each language", theSearchDescribesItself},
		{"data for machines says what the page shows", dataForMachines},
		{"quiet pages say nothing to machines", quietPagesSayNothing},
		{"the foot of pages", theFootOfPages},
		{"policies", thePolicies},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

func feeds(t *testing.T, h *house) {
	for _, lang := range []string{"en", "hi", "ur"} {
		paths := []string{"/" + lang + "/feed.atom"}
		for _, kind := range h.site.Library.Kinds() {
			paths = append(paths, "/"+lang+"/library/"+kind+"/feed.atom")
		}
		for _, path := range paths {
			var f struct {
				Lang    string `xml:"lang,attr"`
				ID      string `xml:"id"`
				Updated string `xml:"updated"`
				Links   []struct {
					Rel  string `xml:"rel,attr"`
					Href string `xml:"href,attr"`
				} `xml:"link"`
				Entries []struct {
					ID      string `xml:"id"`
					Updated string `xml:"updated"`
					Link    struct {
						Href string `xml:"href,attr"`
					} `xml:"link"`
				} `xml:"entry"`
			}
			a := h.get(path).says(t, 200)
			must(t, xml.Unmarshal([]byte(a.body), &f))
			if a.Header.Get("Content-Type") != "application/atom+xml; charset=utf-8" || f.Lang != lang || len(f.Entries) == 0 {
				t.Fatalf("%s: %s, %q, %d entries", path, a.Header.Get("Content-Type"), f.Lang, len(f.Entries))
			}
			if f.ID != "http://portal.example:8080"+path || f.Links[0].Rel != "self" || f.Links[0].Href != f.ID || f.Links[1].Rel != "alternate" {
				t.Errorf("%s: id %q, links %v", path, f.ID, f.Links)
			}
			h.get(strings.TrimPrefix(f.Links[1].Href, "http://portal.example:8080")).says(t, 200)
			last := f.Updated
			ids := map[string]bool{}
			for _, e := range f.Entries {
				day, err := time.Parse(time.RFC3339, e.Updated)
				must(t, err)
				if e.Updated > last || day.After(h.clock.Now()) || ids[e.ID] || e.ID != e.Link.Href {
					t.Errorf("%s: %+v after %s", path, e, last)
				}
				last, ids[e.ID] = e.Updated, true
			}
			h.get(strings.TrimPrefix(f.Entries[0].Link.Href, "http://portal.example:8080")).says(t, 200)
		}
	}
	h.get("/en/library/nowhere/feed.atom").says(t, 404)
	// The page of a kind names its feed, every page the one of all.
	page := h.get("/hi/library/laws/").parse(t)
	var named []string
	for _, l := range all(page, func(n *html.Node) bool {
		return n.Data == "link" && attr(n, "rel") == "alternate" && attr(n, "type") == "application/atom+xml"
	}) {
		named = append(named, attr(l, "href"))
	}
	if !slices.Equal(named, []string{"/hi/feed.atom", "/hi/library/laws/feed.atom"}) {
		t.Errorf("feeds named: %v", named)
	}
}

// TestTheDayOfAFeedIsThatOfTheChange: it follows what the document says of
// itself, and never the day of asking.
func TestTheDayOfAFeedIsThatOfTheChange(t *testing.T) {
	date := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name       string
		d          content.Document
		feed, page string
	}{
		{"compared with its source later", content.Document{Date: date, CheckedOn: "2026-11-01"}, "2026-11-01", "2026-11-01"},
		{"compared again since it was changed", content.Document{Date: date, CheckedOn: "2026-11-01", Changed: []content.Edit{{On: "2025-05-05"}, {On: "2021-01-01"}}}, "2025-05-05", "2026-11-01"},
		{"to be changed", content.Document{Date: date, CheckedOn: "2026-11-01", Changed: []content.Edit{{On: "2027-01-01"}, {On: "2021-01-01"}}}, "2021-01-01", "2026-11-01"},
		{"without any day", content.Document{}, "", ""},
	} {
		if feed, page := changedOn(&c.d, "2026-11-22"), pageChangedOn(&c.d, "2026-11-22"); feed != c.feed || page != c.page {
			t.Errorf("%s: %q and %q, want %q and %q", c.name, feed, page, c.feed, c.page)
		}
	}
}

func feedsAsAPage(t *testing.T, h *house) {
	for _, lang := range []string{"en", "hi", "ur"} {
		if to := h.get("/" + lang + "/new"); to.StatusCode != 301 || to.Header.Get("Location") != "/"+lang+"/library/changes" {
			t.Errorf("the old address of the list answers %d, %s", to.StatusCode, to.Header.Get("Location"))
		}
		h.get("/"+lang+"/library/changes").says(t, 200, "/"+lang+"/feed.atom", "/"+lang+"/library/laws/feed.atom", "/"+lang+"/library/laws/2023-bns")
	}
	h.get("/en/").says(t, 200, `href="/en/library/changes"`)
	// What the feed names, the page does too.
	page := h.get("/en/library/changes").body
	for _, d := range h.site.newest("", "en") {
		if !strings.Contains(page, `href="/en/`+at(d.Document)+`"`) {
			t.Errorf("%s is in the feed and not on the page", at(d.Document))
		}
	}
}

// mapOf reads the site map through its index.
func (h *house) mapOf() map[string]pageRead {
	h.t.Helper()
	var index struct {
		XMLName xml.Name
		Maps    []struct {
			Loc string `xml:"loc"`
		} `xml:"sitemap"`
	}
	must(h.t, xml.Unmarshal([]byte(h.get("/sitemap.xml").says(h.t, 200).body), &index))
	if index.XMLName.Local != "sitemapindex" || len(index.Maps) < 2 {
		h.t.Fatalf("%s with %d parts", index.XMLName.Local, len(index.Maps))
	}
	out := map[string]pageRead{}
	for _, m := range index.Maps {
		a := h.get(strings.TrimPrefix(m.Loc, h.site.Origin)).says(h.t, 200)
		if len(a.body) > 50<<20 {
			h.t.Errorf("%s: %d bytes", m.Loc, len(a.body))
		}
		var set struct {
			URLs []pageRead `xml:"url"`
		}
		must(h.t, xml.Unmarshal([]byte(a.body), &set))
		if len(set.URLs) == 0 || len(set.URLs) > maxAddresses {
			h.t.Errorf("%s: %d addresses", m.Loc, len(set.URLs))
		}
		for _, u := range set.URLs {
			if _, twice := out[u.Loc]; twice {
				h.t.Errorf("%s twice", u.Loc)
			}
			out[u.Loc] = u
		}
	}
	h.get(fmt.Sprintf("/sitemap/%d.xml", len(index.Maps)+1)).says(h.t, 404)
	h.get("/sitemap/01.xml").says(h.t, 404)
	return out
}

type pageRead struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	Links   []struct {
		Lang string `xml:"hreflang,attr"`
		Href string `xml:"href,attr"`
	} `xml:"link"`
}

func theSiteMap(t *testing.T, h *house) {
	pages := h.mapOf()
	origin := h.site.Origin
	for loc, p := range pages {
		def := 0
		for _, l := range p.Links {
			if l.Lang == "x-default" {
				def++
				continue
			}
			// Alternates point at each other: each is a page of the map itself.
			if back, ok := pages[l.Href]; !ok || len(back.Links) != len(p.Links) {
				t.Errorf("%s has the alternate %s, which is not in the map", loc, l.Href)
			}
		}
		if def != 1 {
			t.Errorf("%s: %d x-default", loc, def)
		}
		for _, quiet := range []string{"/form", "/number", "/settings", "/feedback", "/search", "/exit"} {
			if parts := strings.SplitN(strings.TrimPrefix(loc, origin+"/"), "/", 2); "/"+parts[len(parts)-1] == quiet {
				t.Errorf("the site map leads indexes to %s", loc)
			}
		}
	}
	for d := range h.site.Library.All() {
		loc := origin + "/" + d.Lang + "/" + at(d)
		if p, ok := pages[loc]; !ok || p.LastMod != pageChangedOnNewest(h, d) {
			t.Errorf("%s: %v, last changed %q", loc, ok, p.LastMod)
		}
	}
	// A document without an Urdu text is not listed in Urdu.
	only := 0
	for _, d := range h.site.Library.Documents("advisories", "ur") {
		if d.Lang != "ur" {
			only++
			if _, there := pages[origin+"/ur/"+at(d)]; there {
				t.Errorf("%s is listed in a language that it has not", at(d))
			}
		}
	}
	t.Logf("%d addresses; %d advisories have no Urdu text", len(pages), only)
	if p := pages[origin+"/en/"]; p.Links[len(p.Links)-1].Href != origin+"/" {
		t.Errorf("who reads none of the languages is led to %v", p.Links)
	}
}

// pageChangedOnNewest is the newest day of any of a document's languages.
func pageChangedOnNewest(h *house, d *content.Document) string {
	newest := ""
	for _, tag := range h.site.Library.Languages(d.Kind, d.Slug) {
		x, _ := h.site.Library.Document(d.Kind, d.Slug, tag)
		newest = max(newest, pageChangedOn(x, "2026-11-22"))
	}
	return newest
}

// TestALargeSiteMapIsDivided: a thousand documents, within the bounds of the protocol.
func TestALargeSiteMapIsDivided(t *testing.T) {
	h := newHouse(t)
	files := fstest.MapFS{}
	for i := range 1000 {
		for _, lang := range []string{"en", "hi", "ur"} {
			files[fmt.Sprintf("advisories/2020-01-02-letter-%d/%s.md", i, lang)] = &fstest.MapFile{Data: fmt.Appendf(nil,
				"---\ntitle: \"Letter %d\"\nissuer: \"An issuer\"\ncite: \"Letter\"\ndate: 2020-01-02\ndate_precision: day\nstatus: in-force\nsummary: \"A letter.\"\nkeywords: [letter]\nchecked_on: 2026-11-01\nsource:\n  - name: \"A source\"\n    ref: \"a file\"\n---\n\n{1} Text.\n", i)}
		}
	}
	lib, err := content.Load(files)
	must(t, err)
	h.site.Library = lib
	pages := h.mapOf()
	if p := pages["http://portal.example:8080/ur/library/advisories/2020-01-02-letter-999"]; p.LastMod != "2026-11-01" || len(p.Links) != 4 {
		t.Errorf("%+v", p)
	}
}

func theSearchDescribesItself(t *testing.T, h *house) {
	names := map[string]bool{}
	for _, lang := range []string{"en", "hi", "ur"} {
		a := h.get("/"+lang+"/opensearch.xml").says(t, 200, "{searchTerms}", "<Language>"+lang+"</Language>", "/"+lang+"/search?q=")
		var d struct {
			Short string `xml:"ShortName"`
		}
		must(t, xml.Unmarshal([]byte(a.body), &d))
		if n := len([]rune(d.Short)); n > 16 || names[d.Short] {
			t.Errorf("%s: %q", lang, d.Short)
		}
		names[d.Short] = true
		h.get("/"+lang+"/library/").says(t, 200, `href="/`+lang+`/opensearch.xml"`)
	}
	h.get("/opensearch.xml", "Accept-Language", "hi").says(t, 200, "<Language>hi</Language>")
}

// linkedOf is the data in a page, by type.
func linkedOf(t *testing.T, a answer) map[string]map[string]any {
	t.Helper()
	out := map[string]map[string]any{}
	for _, s := range all(a.parse(t), tag("script")) {
		var block struct {
			Context string           `json:"@context"`
			Graph   []map[string]any `json:"@graph"`
		}
		must(t, json.Unmarshal([]byte(s.FirstChild.Data), &block))
		if block.Context != "https://schema.org" {
			t.Errorf("context %q", block.Context)
		}
		for _, thing := range block.Graph {
			out[thing["@type"].(string)] = thing
			if main, ok := thing["mainEntity"].(map[string]any); ok {
				out[main["@type"].(string)] = main
			}
		}
	}
	return out
}

func dataForMachines(t *testing.T, h *house) {
	for path, kinds := range map[string][]string{
		"/hi/": {"WebSite"},
		"/en/library/advisories/2024-03-04-child-labour": {"WebPage", "Report", "BreadcrumbList"},
		"/hi/library/laws/2023-bns":                      {"WebPage", "Legislation", "BreadcrumbList"},
		"/ur/library/sops/2026-first-hour":               {"WebPage", "HowTo", "BreadcrumbList"},
		"/en/library/training/rescue-and-after":          {"WebPage", "Course", "BreadcrumbList"},
		"/en/library/campaigns/":                         {"BreadcrumbList"},
		"/en/about":                                      {"AboutPage", "BreadcrumbList"},
		"/en/contact":                                    {"ContactPage", "BreadcrumbList"},
		"/en/units/UP-AGRA":                              {"GovernmentOrganization", "BreadcrumbList"},
		"/en/units/WB-PURULIA":                           {"BreadcrumbList"}, // assumed: nothing is claimed of it
	} {
		found := linkedOf(t, h.get(path).says(t, 200))
		if len(found) != len(kinds) {
			t.Errorf("%s: %v, want %v", path, found, kinds)
		}
		for _, kind := range kinds {
			if found[kind] == nil {
				t.Errorf("%s: no %s", path, kind)
			}
		}
	}
	a := h.get("/en/library/advisories/2024-03-04-child-labour")
	found := linkedOf(t, a)
	if r := found["Report"]; r["reportNumber"] != "15011/36/2022-ATC" || r["datePublished"] != "2024-03-04" {
		t.Errorf("%v", r)
	}
	if p := found["WebPage"]; p["lastReviewed"] != "2026-11-22" || p["publisher"] != nil {
		t.Errorf("%v", p)
	}
	// An older text is in no index.
	for d := range h.site.Library.All() {
		if old := h.site.Library.Versions(d.Kind, d.Slug, d.Lang); len(old) > 1 {
			if found := linkedOf(t, h.get("/"+d.Lang+"/"+at(d)+"?on="+old[1].Version)); len(found) != 0 {
				t.Errorf("an older text: %v", found)
			}
		}
	}
	// Every page that has data weighs little more for it, and no text ends the block.
	for _, lang := range []string{"hi"} { // the longest
		for _, path := range h.addresses(lang) {
			for _, s := range all(h.get(path).parse(t), tag("script")) {
				if n := len(s.FirstChild.Data); n > 6<<10 || strings.Contains(s.FirstChild.Data, "<") {
					t.Errorf("%s: %d bytes of data", path, n)
				}
			}
		}
	}
}

// TestNoTextEndsTheBlockOfData: a title that would.
func TestNoTextEndsTheBlockOfData(t *testing.T) {
	h := newHouse(t)
	evil := `A </script><script>alert(1)</script> <!-- "title' \u2028`
	lib, err := content.Load(fstest.MapFS{"help/evil/en.md": &fstest.MapFile{Data: []byte("---\ntitle: '" + strings.ReplaceAll(evil, "'", "''") +
		"'\nchecked_on: 2026-11-01\nsummary: \"A page.\"\norder: 1\nkeywords: [x]\nsource:\n  - name: \"A source\"\n    ref: \"a file\"\n---\n\nText.\n")}})
	must(t, err)
	h.site.Library = lib
	a := h.get("/en/library/help/evil").says(t, 200)
	if found := linkedOf(t, a); found["WebPage"]["name"] != evil {
		t.Errorf("%q", found["WebPage"]["name"])
	}
	if n := len(all(a.parse(t), tag("script"))); n != 1 {
		t.Errorf("%d scripts", n)
	}
}

func quietPagesSayNothing(t *testing.T, h *house) {
	sent := h.send("en", url.Values{"signs": {"debt"}})
	pages := map[string]answer{"after sending": sent, "an opened number": h.get("/en/number", "Cookie", cookieOf(h.post("/en/number", url.Values{"number": {sent.receipt(t)}})))}
	for _, path := range []string{"/en/form", "/hi/form", "/ur/number", "/en/form?e=empty"} {
		pages[path] = h.get(path)
	}
	for path, a := range pages {
		for _, word := range []string{"<script", "atom", "opensearch", "feedback", "policies", "reviewed", "Published", "read up to"} {
			if strings.Contains(a.body, word) {
				t.Errorf("%s says %q", path, word)
			}
		}
	}
	// A control: other pages do.
	for _, word := range []string{"<script", "atom", "opensearch", "feedback", "policies", "reviewed"} {
		if !strings.Contains(h.get("/en/").body, word) {
			t.Errorf("the home page says no %q: the test would prove nothing", word)
		}
	}
}

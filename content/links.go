package content

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// sitePages are the portal's own pages that a document may point to, without
// the language: "/form" becomes "/hi/form" for a reader of Hindi.
// Source: the portal's contract, "Public addresses".
var sitePages = []string{
	"about", "accessibility", "contact", "form", "help", "number", "privacy", "safety", "search", "settings",
	"sitemap", "statistics", "terms", "units",
}

// link is one link of a document to a document of the library.
type link struct {
	line       int
	from       string // id of the paragraph in which it stands, "" if in none
	kind, slug string
	anchor     string // "" for the document as a whole
}

// address is what becomes of a link's address.
type address struct {
	href     string // "" if the link is dropped and only its words stay
	external bool
	target   link   // set if kind is
	fault    string // what to do, "" if nothing
}

// linkStart is how every link inside the portal begins in drawn HTML.
func linkStart(lang Lang) string { return `href="/` + lang + `/` }

// resolve turns the address of a link in a document of (kind, slug, lang)
// into one that a page can hold. Only http, https, mailto and tel leave the
// portal; anything else with a scheme (javascript, data, file) is dropped.
func resolve(dest, kind, slug string, lang Lang) address {
	u, err := url.Parse(dest)
	if err != nil {
		return address{fault: "mend the link to " + dest + ": it is not an address"}
	}
	switch u.Scheme {
	case "":
	case "http", "https":
		if !isWebAddress(dest) {
			return address{fault: "mend the link to " + dest + ": it names no site"}
		}
		return address{href: dest, external: true}
	case "mailto", "tel":
		return address{href: dest}
	default:
		return address{}
	}
	if strings.HasPrefix(dest, "//") {
		return address{fault: "begin the link to " + dest + " with https:"}
	}
	fragment := ""
	if u.Fragment != "" {
		fragment = "#" + u.EscapedFragment()
	}
	if u.Path == "" {
		if fragment == "" {
			return address{fault: "give the link an address"}
		}
		return address{href: fragment, target: link{kind: kind, slug: slug, anchor: u.Fragment}}
	}
	a := inside(u, kind, lang)
	if a.href != "" {
		if u.RawQuery != "" {
			a.href += "?" + u.RawQuery
		}
		a.href += fragment
	}
	return a
}

// inside resolves a path inside the portal. Relative paths begin at the
// folder of the document's kind, as they would in a browser.
func inside(u *url.URL, kind string, lang Lang) address {
	p := u.Path
	if !strings.HasPrefix(p, "/") {
		p = "/" + kind + "/" + p
	}
	steps := strings.Split(strings.Trim(path.Clean(p), "/"), "/")
	if steps[0] == "library" {
		steps = steps[1:]
	}
	root := "/" + lang + "/"
	switch {
	case len(steps) == 0:
		return address{href: root + "library/"}
	case len(steps) == 1 && steps[0] == "units":
		return address{href: root + "units/"}
	case len(steps) == 1 && slices.Contains(sitePages, steps[0]):
		return address{href: root + steps[0]}
	case p == "/pack/edit" || p == "/library/changes": // pages of two steps
		return address{href: root + strings.TrimPrefix(p, "/")}
	case len(steps) == 2 && steps[0] == "units":
		return address{href: root + "units/" + url.PathEscape(steps[1])}
	case len(steps) == 1 && slices.Contains(kinds, steps[0]):
		return address{href: root + "library/" + steps[0] + "/"}
	case len(steps) == 2 && slices.Contains(kinds, steps[0]) && isSlug(steps[1]):
		return address{
			href:   root + "library/" + steps[0] + "/" + steps[1],
			target: link{kind: steps[0], slug: steps[1], anchor: u.Fragment},
		}
	}
	return address{fault: "mend the link to " + u.Path +
		": write /kind/slug for a document of the library, /form and the like for a page of the portal, https:// for others"}
}

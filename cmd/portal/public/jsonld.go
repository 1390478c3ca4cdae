package public

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/content"
	"mukti/i18n"
	"mukti/tips/ahtu"
)

// linked is what a page says to machines, in the words of schema.org. It stands
// in the page as a block of data, which no browser executes; the template
// package writes it, so that no text can end the block. Nothing stands in it
// that the page does not show. Quiet pages have none.
// Source: JSON-LD 1.1, section 7; schema.org, the types named.
type linked map[string]any

// graph puts several things into one block.
func graph(things ...linked) linked {
	var out []linked
	for _, t := range things {
		if t != nil {
			out = append(out, t)
		}
	}
	return linked{"@context": "https://schema.org", "@graph": out}
}

// set adds a property unless it is empty.
func (l linked) set(name, value string) {
	if value != "" {
		l[name] = value
	}
}

func organization(name string) linked { return linked{"@type": "Organization", "name": name} }

// publishedBy is the operator, where the operator has said who that is.
func (s *Site) publishedBy(sp i18n.Speaker) linked {
	if name := s.operator(sp.Lang()); name != "" {
		return organization(name)
	}
	return nil
}

// crumb is one step of the way to a page.
type crumb struct{ Name, Address string }

// crumbs is the way to a page, from the home page on.
func (s *Site) crumbs(c *fiber.Ctx, way ...crumb) linked {
	here := s.OriginFor(c)
	sp := s.Speaker(c)
	var items []linked
	for i, x := range append([]crumb{{sp.T("nav.home"), ""}}, way...) {
		items = append(items, linked{"@type": "ListItem", "position": i + 1, "name": x.Name, "item": here + s.path(c, x.Address)})
	}
	return linked{"@type": "BreadcrumbList", "itemListElement": items}
}

// linkedHome is the site with its search.
func (s *Site) linkedHome(c *fiber.Ctx) linked {
	sp := s.Speaker(c)
	home := s.OriginFor(c) + s.path(c, "")
	site := linked{"@type": "WebSite", "name": sp.T("site.name"), "description": sp.T("home.title"), "url": home, "inLanguage": sp.Lang(),
		"potentialAction": linked{"@type": "SearchAction", "target": linked{"@type": "EntryPoint", "urlTemplate": home + "search?q={q}"}, "query-input": "required name=q"}}
	if by := s.publishedBy(sp); by != nil {
		site["publisher"] = by
	}
	return graph(site)
}

// linkedDocument is a document's page and what the page is about; nil for an
// older text, which no index is to have.
func (s *Site) linkedDocument(c *fiber.Ctx, d *content.Document) linked {
	if d.Version != "" {
		return nil
	}
	sp := s.Speaker(c)
	address := s.OriginFor(c) + s.path(c, at(d))
	page := linked{"@type": pageType(d), "name": d.Title, "url": address, "inLanguage": d.Lang}
	page.set("description", d.Summary)
	page.set("dateModified", pageChangedOn(d, s.today()))
	page.set("lastReviewed", d.CheckedOn)
	if d.Lawyer.Name != "" {
		page["reviewedBy"] = linked{"@type": "Person", "name": d.Lawyer.Name}
	}
	if by := s.publishedBy(sp); by != nil {
		page["publisher"] = by
	}
	if d.Kind == kindHelp {
		return graph(page, s.crumbs(c, crumb{sp.T("help.title"), "help"}, crumb{d.Title, at(d)}))
	}
	page["mainEntity"] = subject(d, address)
	return graph(page, s.crumbs(c, crumb{sp.T("nav.library"), "library/"}, crumb{sp.T(kindName(d.Kind)), "library/" + d.Kind + "/"}, crumb{d.Title, at(d)}))
}

// pageType is the sort of page that a document's is.
func pageType(d *content.Document) string {
	if d.Kind == kindHelp {
		switch d.Slug {
		case "about":
			return "AboutPage"
		case "contact":
			return "ContactPage"
		}
	}
	return "WebPage"
}

// subject is the thing that a document's page is about: the act, the letter, the
// course. What is ours and what is another's is kept apart: an issuer is named
// for digests only.
func subject(d *content.Document, address string) linked {
	thing := linked{"@type": "Article", "name": d.Title}
	switch d.Kind {
	case "laws":
		thing["@type"] = "Legislation"
		thing.set("legislationIdentifier", d.Number)
		if d.DatePrecision == content.Day {
			thing["legislationDate"] = d.Date.Format(time.DateOnly)
		}
		switch {
		case d.Status == content.InForce && d.Until == "":
			thing["legislationLegalForce"] = "https://schema.org/InForce"
		case d.Status == content.Superseded, d.Status == content.Withdrawn:
			thing["legislationLegalForce"] = "https://schema.org/NotInForce"
		}
	case "advisories":
		thing["@type"] = "Report"
		thing.set("reportNumber", d.Number)
		if d.DatePrecision == content.Day {
			thing["datePublished"] = d.Date.Format(time.DateOnly)
		}
	case "sops":
		thing["@type"] = "HowTo"
		var steps []linked
		for i, step := range d.Steps() {
			steps = append(steps, linked{"@type": "HowToStep", "position": i + 1, "url": address + "#" + step.Paragraph})
		}
		if len(steps) == 0 {
			thing["@type"] = "Article"
		} else {
			thing["step"] = steps
		}
	case "training":
		thing["@type"] = "Course"
		thing.set("description", d.Summary)
	}
	if d.Digest && d.Issuer != "" {
		thing["author"] = organization(d.Issuer)
	}
	return thing
}

// linkedUnit is a body of the police, where its State has published it; of
// others nothing is claimed.
func (s *Site) linkedUnit(c *fiber.Ctx, b ahtu.Body, page unitPage) linked {
	sp := s.Speaker(c)
	name := s.bodyName(sp, b)
	way := []crumb{{sp.T("nav.units"), "units/"}, {name, "units/" + b.Code}}
	if b.Kind != ahtu.KindUnit || b.Basis != ahtu.Published {
		return graph(s.crumbs(c, way...))
	}
	body := linked{"@type": "GovernmentOrganization", "name": name, "url": s.OriginFor(c) + s.path(c, "units/"+b.Code), "areaServed": page.Districts}
	body.set("telephone", b.Phone)
	body.set("address", b.Address)
	if len(page.Above) > 0 {
		body["parentOrganization"] = organization(page.Above[0].Name)
	}
	return graph(body, s.crumbs(c, way...))
}

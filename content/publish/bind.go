package publish

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// part is a chapter on its way into a file.
type part struct {
	Chapter
	path, query string // of its address
	file        string // in which it stands, "" for the one file
	anchor      string // id of its beginning
	body        []*node
	ids         map[string]string // as drawn → as written
	headings    []heading
}

type heading struct {
	level int
	text  string
	at    string // "c1.xhtml#h2" or "#h2"
}

// bound is a book whose ids and links hold.
type bound struct {
	Book
	head  []*node
	parts []*part
	taken map[string]bool // ids of the one file
}

// plainID is an id that every reader of books and every parser of XML takes.
// Source: XML 1.0, production 4; the colon is for namespaces.
var plainID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._-]*$`)

// frameIDs are those that a file uses itself.
var frameIDs = []string{"contents", "text", "title"}

// bind reads the chapters, gives each place an id that is its own in its file,
// and turns the links. With file, it gives the name of the file of a chapter;
// without, all stand in one.
func bind(b Book, file func(i int) string) (*bound, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	b.Origin = strings.TrimSuffix(b.Origin, "/")
	out := &bound{Book: b, taken: make(map[string]bool)}
	for i, c := range b.Chapters {
		body, err := parse(string(c.HTML))
		if err != nil {
			return nil, fmt.Errorf("publish: chapter %d: %w", i+1, err)
		}
		p := &part{Chapter: c, body: body, anchor: "c" + strconv.Itoa(i+1), ids: make(map[string]string)}
		p.path, p.query, _ = strings.Cut(c.Address, "?")
		prefix := ""
		if file != nil {
			p.file = file(i)
			out.taken = make(map[string]bool)
		} else if len(b.Chapters) > 1 {
			prefix = p.anchor + "-"
		}
		for _, id := range append(slices.Clone(frameIDs), p.anchor) {
			out.taken[id] = true
		}
		out.name(p, prefix)
		out.parts = append(out.parts, p)
	}
	for _, p := range out.parts {
		each(p.body, func(n *node) { out.turn(n, p) })
	}
	var err error
	if out.head, err = parse(string(b.Head)); err != nil {
		return nil, fmt.Errorf("publish: head: %w", err)
	}
	first := out.parts[0]
	each(out.head, func(n *node) {
		n.drop("id")
		n.drop("aria-labelledby")
		out.turn(n, first)
	})
	return out, nil
}

// name gives every id of a chapter its form in the file. Those of paragraphs
// stay as they are; a heading in Hindi becomes h1, h2 …: links to it are of the
// book's own making.
func (b *bound) name(p *part, prefix string) {
	next := 0
	var above []int // levels, as drawn, of the headings over this place: none is skipped in a file
	fresh := func(id string) string {
		if plainID.MatchString(id) && !b.taken[prefix+id] {
			return prefix + id
		}
		for {
			next++
			if id := prefix + "h" + strconv.Itoa(next); !b.taken[id] {
				return id
			}
		}
	}
	each(p.body, func(n *node) {
		id, level := n.get("id"), headingLevel(n)
		switch {
		case id != "" && p.ids[id] != "": // the second of two
			n.drop("id")
			id = ""
		case id != "":
			p.ids[id] = fresh(id)
			b.taken[p.ids[id]] = true
			n.set("id", p.ids[id])
		}
		if level == 0 {
			return
		}
		for len(above) > 0 && above[len(above)-1] >= level {
			above = above[:len(above)-1]
		}
		above = append(above, level)
		level = min(len(above)+1, 6)
		n.tag = "h" + strconv.Itoa(level)
		at := p.ids[id]
		if id == "" {
			at = fresh("")
			b.taken[at] = true
			n.set("id", at)
		}
		if text := words(n.sub); text != "" {
			p.headings = append(p.headings, heading{level, text, p.file + "#" + at})
		}
	})
}

func headingLevel(n *node) int {
	if len(n.tag) == 2 && n.tag[0] == 'h' && n.tag[1] >= '2' && n.tag[1] <= '6' {
		return int(n.tag[1] - '0')
	}
	return 0
}

// turn makes an element's links lead where they can be followed.
func (b *bound) turn(n *node, p *part) {
	if v := n.get("aria-labelledby"); v != "" {
		n.drop("aria-labelledby")
		if to, ok := p.ids[v]; ok {
			n.set("aria-labelledby", to)
		}
	}
	if n.tag != "a" {
		return
	}
	href, live := n.get("href"), n.get("rel") != ""
	n.drop("href")
	n.drop("rel")
	to, out := b.lead(href, p, live)
	if to == "" {
		n.tag = "span"
		n.drop("hreflang")
		return
	}
	n.set("href", to)
	if out {
		// Where the text came from must not be told to the other site.
		n.attr = append(n.attr, attribute{"rel", "noreferrer noopener"})
	}
}

// lead gives a link's address in the book: "" where it leads nowhere. live
// leads to the site even where the book has the place. out is true for another
// site.
func (b *bound) lead(href string, p *part, live bool) (to string, out bool) {
	u, err := url.Parse(strings.TrimSpace(href))
	if err != nil || href == "" {
		return "", false
	}
	switch u.Scheme {
	case "mailto", "tel":
		if u.Opaque == "" {
			return "", false
		}
		return u.String(), false
	case "http", "https":
		rest, own := strings.CutPrefix(u.String(), b.Origin)
		if u.Host == "" || u.User != nil {
			return "", false
		}
		if !own || rest != "" && !strings.HasPrefix(rest, "/") {
			return u.String(), true
		}
		u.Scheme, u.Host = "", ""
	case "":
		if u.Host != "" {
			return "", false
		}
	default:
		return "", false
	}
	if u.Path == "" && u.RawQuery == "" {
		if to := b.place(p.path, p.query, u.Fragment, p); to != "" && !live {
			return to, false
		}
		return b.site(p.Address, u.Fragment), false
	}
	if !strings.HasPrefix(u.Path, "/") {
		return "", false
	}
	if to := b.place(u.Path, u.RawQuery, u.Fragment, p); to != "" && !live {
		return to, false
	}
	fragment := u.Fragment
	u.Fragment, u.RawFragment = "", ""
	return b.site(u.String(), fragment), false
}

// site is an address on the site.
func (b *bound) site(address, fragment string) string {
	if address == "" {
		address = "/"
	}
	if fragment != "" {
		address += (&url.URL{Fragment: fragment}).String()
	}
	return b.Origin + address
}

// place finds a place of a page in the book: in the chapter itself first, then
// in the others of that very address. An older text does not stand for the
// text of today: a link to that one leaves the book.
func (b *bound) place(path, query, fragment string, from *part) string {
	for _, p := range append([]*part{from}, b.parts...) {
		if p.path == "" || p.path != path || p.query != query {
			continue
		}
		if fragment == "" {
			return p.file + "#" + p.anchor
		}
		if id, ok := p.ids[fragment]; ok {
			return p.file + "#" + id
		}
	}
	return ""
}

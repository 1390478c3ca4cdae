package public

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
	"mukti/search"
)

// A pack is made by asking for its page again with a change: whatever comes
// with the address below is done, and the answer leads to the address of the
// pack as it then is. Nothing is kept, so each step has an address of its own,
// which Back returns to and a bookmark holds.
var packChanges = []string{"up", "down", "out", "newer", "add", "all", "from", "pack", "ok"}

func (s *Site) changesPack(c *fiber.Ctx) bool {
	args := c.Context().QueryArgs()
	return slices.ContainsFunc(packChanges, args.Has)
}

// every gives all values of a field.
func every(c *fiber.Ctx, name string) []string {
	var out []string
	for _, b := range c.Context().QueryArgs().PeekMulti(name) {
		out = append(out, string(b))
	}
	return out
}

// changePack does what is asked and leads to the pack as it is then.
func (s *Site) changePack(c *fiber.Ctx, a askedPack) error {
	if c.Query("pack") != "" {
		return s.openPack(c)
	}
	if a.Lang == "" {
		a.Lang = s.Speaker(c).Lang()
	}
	place := func(name string) int {
		n, err := strconv.Atoi(c.Query(name))
		if err != nil {
			return -1
		}
		return n
	}
	args := c.Context().QueryArgs()
	at, fault, mark := "", "", "list"
	var err error
	switch {
	case args.Has("up"):
		a.Pack = a.Moved(place("up"), place("up")-1)
		mark = pickAnchor(max(place("up")-1, 0))
	case args.Has("down"):
		a.Pack = a.Moved(place("down"), place("down")+1)
		mark = pickAnchor(min(place("down")+1, max(len(a.Picks)-1, 0)))
	case args.Has("out"):
		a.Pack = a.Without(place("out"))
	case args.Has("newer"):
		a.Pack = s.newerPack(a.Pack, s.Speaker(c).Lang(), c.Query("newer"))
		mark = pickAnchor(max(place("newer"), 0))
	case args.Has("from"):
		a.Pack, err = s.addToPack(c, a.Pack)
		switch {
		case errors.Is(err, errNothing):
			at, fault = c.Query("from"), "nothing"
		case err != nil:
			at, fault = c.Query("from"), "long"
		}
	}
	to := c.Path() + "?" + a.query()
	if fault != "" {
		to, mark = to+"&open="+url.QueryEscape(at)+"&e="+fault, "wrong"
	}
	if strings.HasSuffix(c.Path(), "/pack") && mark == "list" {
		mark = "main"
	}
	// A path of ours that the router has matched: the address leads nowhere else.
	return c.Redirect(to+"#"+mark, fiber.StatusFound)
}

// openPack leads to a pack whose address somebody pasted, with the document
// that they were about to add from.
func (s *Site) openPack(c *fiber.Ctx) error {
	to := askedPack{}
	u, err := url.Parse(strings.TrimSpace(c.Query("pack")))
	if err == nil {
		v := u.Query()
		to.Title = packTitle(v.Get("t"))
		to.Pack, err = content.ParsePack(v.Get("d"))
	}
	q := to.query()
	if err != nil || len(to.Picks) == 0 {
		q = "e=pasted"
	}
	if open := c.Query("open"); open != "" && len(open) <= maxPlace {
		q += "&open=" + url.QueryEscape(open)
	}
	return c.Redirect(s.path(c, "pack/edit?"+q), fiber.StatusFound)
}

// newerPack puts today's text in the place of one pick, or with "all" of all
// that have one.
func (s *Site) newerPack(p content.Pack, lang, which string) content.Pack {
	found := s.Library.Find(p, lang)
	// From the end, so that places before it stay where they are.
	for i := len(found) - 1; i >= 0; i-- {
		if x, ok := s.Library.Newer(found[i], p.Lang); ok && (which == "all" || which == strconv.Itoa(i)) {
			p = p.Changed(i, x)
		}
	}
	return p
}

// errNothing is a form on which no paragraph was ticked.
var errNothing = errors.New("public: nothing chosen")

// addToPack puts at the end what was ticked of a document, in the document's
// order.
func (s *Site) addToPack(c *fiber.Ctx, p content.Pack) (content.Pack, error) {
	d, ok := s.documentAt(c.Query("from"), p.Lang)
	if !ok {
		return p, errNothing
	}
	ids := every(c, "add")
	if c.Context().QueryArgs().Has("all") {
		ids = []string{""}
	}
	var picks []content.Pick
	for _, id := range ids {
		if x, ok := s.Library.Take(d.Kind, d.Slug, p.Lang, id); ok {
			picks = append(picks, x)
		}
	}
	if len(picks) == 0 {
		return p, errNothing
	}
	return p.With(picks...)
}

// maxPlace is more than any "kind/slug" has.
const maxPlace = 128

func (s *Site) documentAt(place, lang string) (*content.Document, bool) {
	kind, slug, ok := strings.Cut(place, "/")
	if !ok {
		return nil, false
	}
	return s.Library.Document(kind, slug, lang)
}

type packEditPage struct {
	Given  string
	Links  packLinks
	Fault  string // message id
	Unread []string
	Picks  []packLine
	Opened *packOpened
	Words  string // of the search
	Kind   string
	Kinds  []choice
	Found  []packDocument
	Asked  bool   // a search or a kind was asked for
	Away   string // message id: why nothing is searched; "" where it is
	Most   int    // picks
	MaxD   int    // documents
	MaxT   int    // signs of a title
}

// packLine is one pick in the list of the edit page.
type packLine struct {
	Anchor      string
	Place       int
	Title       string
	Lang, Dir   string // of title and words; "" where it is the reader's
	Reference   string // "2(vi)"; "" without
	Whole       bool
	Words       string // how it begins
	Lost        bool   // the library does not have it
	First, Last bool
	Note        string // message id; "" for none
}

// packOpened is a document to choose from.
type packOpened struct {
	At         placeLink
	Place      string
	Lang, Dir  string
	Paragraphs []packChoice
	Ticked     string // id of the one that the reader came from
}

type packChoice struct {
	ID, Reference, Heading, Words string
	In                            bool // in the pack already
	Ticked                        bool
}

type packDocument struct {
	Place, Title, Lang string
	Facts              []said
}

// packFaults are what can be wrong with a step, by the letter of the address.
var packFaults = map[string]string{"nothing": "pack.fault_nothing", "long": "pack.fault_full", "pasted": "pack.fault_pasted"}

// packEdit is where a pack is put together.
func (s *Site) packEdit(c *fiber.Ctx, a askedPack) error {
	sp := s.Speaker(c)
	page := packEditPage{Given: a.Title, Links: s.packLinks(c, a), Fault: packFaults[c.Query("e")], Unread: shownCodes(a.Unread), Most: content.MaxPicks, MaxD: content.MaxPackDocuments, MaxT: maxPackTitle}
	found := s.Library.Find(a.Pack, sp.Lang())
	for i, f := range found {
		page.Picks = append(page.Picks, s.packLine(sp, f, i, len(found)))
	}
	if d, ok := s.documentAt(c.Query("open"), sp.Lang()); ok {
		page.Opened = s.packOpened(sp, d, found, c.Query("p"))
	}
	page.Words, page.Kind = query(c), c.Query("kind")
	for _, kind := range s.Library.Kinds() {
		if len(s.Library.Documents(kind, sp.Lang())) > 0 {
			page.Kinds = append(page.Kinds, choice{Name: kindName(kind), URL: kind, Chosen: kind == page.Kind})
		}
	}
	if err := s.packSearch(c, sp, &page); err != nil {
		return err
	}
	return s.Draw(c, "public/packedit", fiber.StatusOK, sp.T("pack.edit_title"), page, web.NoIndex())
}

// packSearch finds documents to choose from.
func (s *Site) packSearch(c *fiber.Ctx, sp i18n.Speaker, page *packEditPage) error {
	switch {
	case page.Words != "":
		page.Asked = true
		found, err := s.Index.Search(c.UserContext(), search.Query{Words: page.Words, Lang: sp.Lang(), Page: 1, Size: hitsAPage})
		if err != nil {
			if page.Away = s.searchAway(err); page.Away != "" {
				return nil
			}
			return err
		}
		for _, h := range found.Hits {
			if d, ok := s.Library.Document(h.Kind, h.Slug, sp.Lang()); ok {
				page.Found = append(page.Found, packDocumentOf(sp, d))
			}
		}
	case s.hasKind(page.Kind):
		page.Asked = true
		for _, d := range s.Library.Documents(page.Kind, sp.Lang()) {
			page.Found = append(page.Found, packDocumentOf(sp, d))
		}
	}
	return nil
}

func packDocumentOf(sp i18n.Speaker, d *content.Document) packDocument {
	x := packDocument{Place: d.Kind + "/" + d.Slug, Title: d.Title}
	if d.Lang != sp.Lang() {
		x.Lang = d.Lang
	}
	if d.Kind != kindHelp {
		x.Facts = list(sp, d).Facts
	}
	return x
}

func (s *Site) packLine(sp i18n.Speaker, f content.Found, i, n int) packLine {
	l := packLine{Anchor: pickAnchor(i), Place: i, Whole: f.ID == "", First: i == 0, Last: i == n-1, Lost: !f.There()}
	if !f.There() {
		l.Title = placeCode(f.Pick)
		return l
	}
	l.Title = f.Document.Title
	if f.Document.Lang != sp.Lang() {
		l.Lang, l.Dir = f.Document.Lang, s.Bundle.Speaker(f.Document.Lang).Dir()
	}
	if f.ID != "" {
		l.Reference = content.Reference(f.Paragraph.ID)
		l.Words = beginning(f.Paragraph.Text)
	}
	switch f.State {
	case content.Outrun, content.Lost, content.Dropped:
		l.Note = "pack.has_changed"
	}
	return l
}

func (s *Site) packOpened(sp i18n.Speaker, d *content.Document, found []content.Found, ticked string) *packOpened {
	o := &packOpened{Place: d.Kind + "/" + d.Slug, Lang: d.Lang, Dir: s.Bundle.Speaker(d.Lang).Dir(), Ticked: ticked}
	o.At = s.placedDocument(sp, d)
	in := make(map[string]bool)
	for _, f := range found {
		if f.Kind == d.Kind && f.Slug == d.Slug {
			in[f.Now] = true
		}
	}
	heading := ""
	for _, p := range d.Paragraphs {
		x := packChoice{ID: p.ID, Reference: content.Reference(p.ID), Words: beginning(p.Text), In: in[p.ID], Ticked: p.ID == ticked}
		if p.Heading != heading {
			x.Heading, heading = p.Heading, p.Heading
		}
		o.Paragraphs = append(o.Paragraphs, x)
	}
	return o
}

// beginningRunes is about how many characters of a paragraph tell which it is.
const beginningRunes = 140

func beginning(text string) string {
	text = strings.ReplaceAll(text, "\n", " ")
	if utf8.RuneCountInString(text) <= beginningRunes {
		return text
	}
	cut := firstRunes(text, beginningRunes)
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return cut + " …"
}

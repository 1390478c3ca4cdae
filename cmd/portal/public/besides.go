package public

import (
	"html/template"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
)

type besidesPage struct {
	KindName    string // message id
	At          string
	Left, Right sidePage
	Pairs       []pairOfBlocks
	Stale       bool     // one of the two is a translation that the original has outrun
	Changed     []string // what changed since, in words
	ChangedLang string
	Missing     []string // paragraphs that only one of them has
}

// sidePage is one of two languages.
type sidePage struct {
	*content.Document
	Dir, Name string
}

// pairOfBlocks is one paragraph in both languages, with the headings above it.
type pairOfBlocks struct{ Left, Right template.HTML }

// besides shows two languages side by side, by paragraph.
func (s *Site) besides(c *fiber.Ctx, left *content.Document, with string) error {
	right, ok := s.Library.Document(left.Kind, left.Slug, with)
	if !ok || !s.Speaks(with) || right.Lang != with || right.Lang == left.Lang {
		return web.ErrMissing
	}
	sp := s.Speaker(c)
	a, err := left.Blocks()
	if err != nil {
		return err
	}
	b, err := right.Blocks()
	if err != nil {
		return err
	}
	for i := range b {
		b[i].HTML = secondary(b[i].HTML, "/"+with+"/"+at(right))
	}
	page := besidesPage{KindName: kindName(left.Kind), At: at(left), Left: s.sideOf(left), Right: s.sideOf(right)}
	if page.Stale = left.Stale || right.Stale; page.Stale {
		s.outrun(&page, left, right)
		if right.Stale {
			renumbered(b, right, left)
		} else {
			renumbered(a, left, right)
		}
	}
	page.Pairs = pairUp(a, b)
	return s.Draw(c, "public/besides", fiber.StatusOK, sp.T("library.besides", "Title", left.Title), page, web.MaxAge(minutes5), web.NoIndex())
}

func (s *Site) sideOf(d *content.Document) sidePage {
	sp := s.Bundle.Speaker(d.Lang)
	return sidePage{d, sp.Dir(), sp.Name()}
}

// outrun says what the stale one of two texts lacks.
func (s *Site) outrun(page *besidesPage, left, right *content.Document) {
	stale, fresh := left, right
	if right.Stale {
		stale, fresh = right, left
	}
	for _, e := range fresh.Changed {
		if e.On > stale.CheckedOn {
			page.Changed = append(page.Changed, e.What)
			page.ChangedLang = fresh.Lang
		}
	}
	for _, d := range content.Compare(stale, fresh) {
		switch {
		case d.From == nil && d.To.Number != "":
			page.Missing = append(page.Missing, content.Reference(d.To.ID))
		case d.To == nil && d.From.Number != "":
			page.Missing = append(page.Missing, content.Reference(d.From.ID))
		}
	}
}

// renumbered gives the pieces of a stale text the ids of those that they belong
// to in the newer one, so that each stands beside what says the same: a number
// may be another paragraph's today.
func renumbered(blocks []content.Block, stale, fresh *content.Document) {
	now := make(map[string]string)
	for _, d := range content.Compare(stale, fresh) {
		switch {
		case d.From != nil && d.To != nil:
			now[d.From.ID] = d.To.ID
		case d.From != nil:
			now[d.From.ID] = "gone " + d.From.ID
		}
	}
	for i, b := range blocks {
		if id, ok := now[b.ID]; ok {
			blocks[i].ID = id
		}
	}
}

var (
	idAttr   = regexp.MustCompile(` id="[^"]*"`)
	fragment = regexp.MustCompile(`href="#`)
)

// secondary makes a drawn piece fit beside one with the same ids: it has none,
// and links to a place of its own page go to that page. Quotation marks stand
// in drawn text as entities, so these are attributes.
func secondary(drawn template.HTML, page string) template.HTML {
	out := idAttr.ReplaceAllString(string(drawn), "")
	return template.HTML(fragment.ReplaceAllString(out, `href="`+page+`#`))
}

// pairUp puts the pieces of two languages side by side. Headings and rules
// stand with the paragraph that follows them.
func pairUp(a, b []content.Block) []pairOfBlocks {
	left, ids := byParagraph(a)
	right, others := byParagraph(b)
	var pairs []pairOfBlocks
	next := 0 // in others: what only the second has keeps its place
	for _, id := range ids {
		if _, both := right[id]; both {
			for ; next < len(others) && others[next] != id; next++ {
				if _, both := left[others[next]]; !both {
					pairs = append(pairs, pairOfBlocks{Right: right[others[next]]})
				}
			}
			next++
		}
		pairs = append(pairs, pairOfBlocks{left[id], right[id]})
	}
	for ; next < len(others); next++ {
		if _, both := left[others[next]]; !both {
			pairs = append(pairs, pairOfBlocks{Right: right[others[next]]})
		}
	}
	return pairs
}

// byParagraph collects what is drawn up to each paragraph; what follows the
// last one (footnotes) is under "".
func byParagraph(blocks []content.Block) (drawn map[string]template.HTML, ids []string) {
	drawn = make(map[string]template.HTML)
	var before template.HTML
	for _, b := range blocks {
		before += b.HTML
		if b.ID == "" {
			continue
		}
		if _, again := drawn[b.ID]; !again {
			ids = append(ids, b.ID)
		}
		drawn[b.ID] += before
		before = ""
	}
	if before != "" {
		drawn[""] = before
		ids = append(ids, "")
	}
	return drawn, ids
}

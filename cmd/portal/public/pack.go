package public

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

// maxPackTitle is the length of a pack's title in characters. House rule.
const maxPackTitle = 80

// packBytes is how much memory the pages of packs may take. They are kept apart
// from the library's, which made-up packs must not push out. House rule.
const packBytes = 6 << 20

// askedPack is a pack as its address says it: what is in it, and the title
// that its maker gave it.
type askedPack struct {
	content.Pack
	Title string
}

// packOf reads the pack of an address.
func packOf(c *fiber.Ctx) (askedPack, error) {
	p, err := content.ParsePack(c.Query("d"))
	return askedPack{p, packTitle(c.Query("t"))}, err
}

// query is the pack as a part of an address: the same for the same pack. What
// stands in it needs no other spelling, so it can be read, and reread.
func (a askedPack) query() string {
	q := "d=" + a.String()
	if a.Title != "" {
		q += "&t=" + url.QueryEscape(a.Title)
	}
	return q
}

// packTitle makes a title out of anything. It is shown on a page of this site,
// so it cannot carry signs that turn text around, telephone numbers or
// addresses: a pack must not be a way to put up a false helpline.
func packTitle(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\u200c' || r == '\u200d': // they shape letters of Indic scripts and Urdu
			return r
		case unicode.IsSpace(r):
			return ' '
		case r == utf8.RuneError || unicode.In(r, unicode.C, unicode.Co):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	words := strings.Fields(s)
	for i, w := range words {
		if strings.ContainsAny(w, "@＠") || strings.Contains(w, "://") || strings.HasPrefix(strings.ToLower(w), "www.") {
			words[i] = "…"
		}
	}
	return firstRunes(withoutNumbers(strings.Join(words, " ")), maxPackTitle)
}

// phoneDigits is from how many digits on a row of them is a telephone number.
// Source: National Numbering Plan 2003: ten digits; a date has eight.
const phoneDigits = 10

// withoutNumbers puts a sign in the place of rows of digits as long as a
// telephone number, in any script, with spaces or dashes in them.
func withoutNumbers(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); {
		end, digits := i, 0
		for j := i; j < len(runes) && (unicode.IsDigit(runes[j]) || digits > 0 && strings.ContainsRune(" -()‐‑–", runes[j])); j++ {
			if unicode.IsDigit(runes[j]) {
				digits++
				end = j + 1
			}
		}
		switch {
		case digits >= phoneDigits:
			b.WriteRune('…')
		case end > i:
			b.WriteString(string(runes[i:end]))
		default:
			b.WriteRune(runes[i])
			end = i + 1
		}
		i = end
	}
	return b.String()
}

// withPack reads the pack of an address, does what the address asks to be done
// to it, or hands it on.
func (s *Site) withPack(draw func(*fiber.Ctx, askedPack) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		a, err := packOf(c)
		switch {
		case err != nil:
			return s.noPack(c, err)
		case s.changesPack(c):
			return s.changePack(c, a)
		}
		return draw(c, a)
	}
}

// keptPack serves the pages of packs from memory, as [Site.kept] does.
func (s *Site) keptPack(draw func(*fiber.Ctx, askedPack) error) fiber.Handler {
	drawn := s.inTurn(draw)
	return s.withPack(func(c *fiber.Ctx, a askedPack) error {
		if len(c.Query("a")) > maxPackQuestions {
			return web.ErrMissing
		}
		key := s.keptKey(c) + a.query() + "\n" + strings.Join(a.Unread, "~") + "\n" + c.Query("a")
		return s.Keep(c, &s.packs, key, func(c *fiber.Ctx) error { return drawn(c, a) })
	})
}

type packPage struct {
	Given    string // the title that the maker gave; "" without
	Links    packLinks
	Fault    string // message id: why there is nothing to show
	Unread   []string
	Missing  []string // places that the library does not have
	Groups   []packGroup
	Outrun   []packJump
	Books    []fileLink
	Cited    []packCited
	Plans    bool
	Quiz     int // questions
	Language string
}

// packLinks are the addresses of a pack's pages.
type packLinks struct {
	Query                     string // of the address, after the question mark
	D, T                      string // its fields
	Here, Edit, Quiz, Trainer string
	Full                      string // of the pack, with the site's name: for copying
	Others                    []packLanguage
}

type packLanguage struct {
	i18n.Language
	Href string
	Here bool
}

// packJump leads to a piece of the page.
type packJump struct{ Href, Words, Lang string }

func (s *Site) packLinks(c *fiber.Ctx, a askedPack) packLinks {
	q := a.query()
	l := packLinks{
		Query: q, D: a.String(), T: a.Title, Here: s.path(c, "pack?"+q), Edit: s.path(c, "pack/edit?"+q), Quiz: s.path(c, "pack/quiz?"+q), Trainer: s.path(c, "pack/trainer?"+q),
	}
	l.Full = s.OriginFor(c) + l.Here
	_, rest, _ := strings.Cut(strings.TrimPrefix(c.Path(), "/"), "/")
	for _, x := range s.Bundle.Languages() {
		l.Others = append(l.Others, packLanguage{x, "/" + x.Tag + "/" + rest + "?" + q, x.Tag == s.Speaker(c).Lang()})
	}
	return l
}

// pack shows what is in a pack, to read and to hand out.
func (s *Site) pack(c *fiber.Ctx, a askedPack) error {
	if len(a.Picks) == 0 && len(a.Unread) == 0 {
		return c.Redirect(s.path(c, "pack/edit"), fiber.StatusFound)
	}
	sp := s.Speaker(c)
	found := s.Library.Find(a.Pack, sp.Lang())
	page := packPage{Given: a.Title, Links: s.packLinks(c, a), Unread: shownCodes(a.Unread), Language: sp.Name()}
	var err error
	if page.Groups, err = s.packGroups(sp, a.Pack, found); err != nil {
		return err
	}
	page.Missing = missingOf(found)
	for i, f := range found {
		if !f.There() {
			continue
		}
		if _, ok := s.Library.Newer(f, a.Lang); ok && f.State != content.Followed && f.State != content.Unpinned || f.State == content.Dropped {
			page.Outrun = append(page.Outrun, packJump{"#" + pickAnchor(i), s.pickWords(f), s.inLanguage(sp, placeLink{}, f.Document.Lang).Lang})
		}
	}
	page.Cited = s.packCited(sp, found)
	page.Quiz, page.Plans = len(s.packQuiz(sp, found)), len(plansOf(found)) > 0
	if page.Books, err = s.packBooks(c, a, found, page.Groups); err != nil {
		return err
	}
	return s.Draw(c, "public/pack", fiber.StatusOK, s.packName(sp, a), page, web.MaxAge(minutes5), web.NoIndex())
}

// packName is what a pack is called in the window's title.
func (s *Site) packName(sp i18n.Speaker, a askedPack) string {
	if a.Title == "" {
		return sp.T("pack.untitled")
	}
	return a.Title
}

// noPack says what is wrong with an address that is of no pack.
func (s *Site) noPack(c *fiber.Ctx, err error) error {
	page := packPage{Fault: "pack.fault_unknown", Links: s.packLinks(c, askedPack{})}
	status := fiber.StatusBadRequest
	if errors.Is(err, content.ErrPackLong) {
		page.Fault, status = "pack.fault_long", fiber.StatusRequestURITooLong
	}
	return s.Draw(c, "public/pack", status, s.Speaker(c).T("pack.untitled"), page, web.NoStore())
}

// placeCode names a place as it stands in the address.
func placeCode(x content.Pick) string {
	code := x.Kind + "/" + x.Slug
	if x.ID != "" {
		code += ", " + x.ID
	}
	return code
}

// maxCode is how much of a part of an address is shown. House rule.
const maxCode = 100

// shownCodes are parts of an address that were not understood, as far as they
// look like codes: what stands in an address must not become words of ours.
func shownCodes(parts []string) []string {
	var out []string
	for _, p := range parts {
		p = firstRunes(p, maxCode)
		odd := strings.ContainsFunc(p, func(r rune) bool {
			return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-./@:,_", r)
		})
		if odd {
			p = "?"
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

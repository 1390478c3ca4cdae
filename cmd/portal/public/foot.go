package public

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
)

// foot is what stands at the end of every page but the quiet ones.
// Source: Guidelines for Indian Government Websites and apps (GIGW): ownership
// and the day of the last review on each page.
type foot struct {
	By       string // who publishes the site; "" while the operator has not said so
	Reviewed string // day of the newest comparison of a document with its source
	Visits   string // how often pages were read; "" while there is nothing to show
	Until    string // the day up to which that counts
}

// operator is who runs the site, in a language; "" while nobody has said.
func (s *Site) operator(lang string) string {
	if name := s.Operators[lang]; name != "" {
		return name
	}
	return s.Operators[""]
}

// publisher is who is named as the author of feeds: the operator, else the site.
func (s *Site) publisher(sp i18n.Speaker) string {
	if name := s.operator(sp.Lang()); name != "" {
		return name
	}
	return sp.T("site.name")
}

// foot says who publishes the site, when it was last reviewed and how often it
// was read. It changes with the library and the day only, which are in the key
// of every page that is kept, and with the count, which is too.
func (s *Site) foot(c *fiber.Ctx) any {
	sp := s.Speaker(c)
	f := foot{By: s.operator(sp.Lang()), Reviewed: s.dayWords(sp, s.lastReviewed())}
	if n := s.seen(c.UserContext()); n > 0 {
		f.Visits = sp.Number(int(n))
		f.Until = sp.Date(ist(s.now()).AddDate(0, 0, -1))
	}
	return f
}

// reviewed is the day of the last review of a library.
type reviewed struct{ library, today, day string }

// lastReviewed looks through the library once for each of its texts and day.
func (s *Site) lastReviewed() string {
	print, today := s.Library.Fingerprint(), s.today()
	s.state.Lock()
	defer s.state.Unlock()
	if s.reviewed.library != print || s.reviewed.today != today {
		s.reviewed = reviewed{print, today, s.Library.LastChecked(today)}
	}
	return s.reviewed.day
}

// policies are the pages by which the site binds itself.
var policies = []string{"terms", "privacy", "copyright", "hyperlinking", "archive", "accessibility", "screen-reader"}

type policy struct {
	Path string
	listed
}

// policiesPage lists them with what each says.
func (s *Site) policiesPage(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	var page []policy
	for _, own := range ownPages {
		if d, ok := s.Library.Document(kindHelp, own.slug, sp.Lang()); ok && slices.Contains(policies, own.path) {
			page = append(page, policy{own.path, list(sp, d)})
		}
	}
	slices.SortFunc(page, func(a, b policy) int { return slices.Index(policies, a.Path) - slices.Index(policies, b.Path) })
	return s.Draw(c, "public/policies", fiber.StatusOK, sp.T("nav.policies"), page, web.MaxAge(minutes5))
}

// maxOperator is the most characters of an operator's name.
const maxOperator = 200

// ParseOperators reads "Name;hi=नाम": who runs the site, for all languages or
// one. A name may hold a comma. ok is false for one that is empty, too long, not
// plain text, or there twice.
func ParseOperators(text string) (names map[string]string, ok bool) {
	names = map[string]string{}
	for part := range strings.SplitSeq(text, ";") {
		lang, name := "", part
		if before, after, found := strings.Cut(part, "="); found {
			lang, name = strings.TrimSpace(before), after
		}
		name = strings.TrimSpace(name)
		_, twice := names[lang]
		if name == "" || len([]rune(name)) > maxOperator || web.Clean(name) != name || strings.ContainsAny(name, "\r\n\t") || twice {
			return nil, false
		}
		names[lang] = name
	}
	return names, true
}

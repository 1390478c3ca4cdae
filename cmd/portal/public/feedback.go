package public

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
	"mukti/tips"
)

type feedbackPage struct {
	Fault            string // message id, "" for none
	Sent             bool
	About, AboutName string // the page that it is about, "" for the site as a whole
	Most             int    // characters
}

// feedback shows the form for what a reader wants to say about the site. What
// belongs to a tip is sent to the other form.
func (s *Site) feedback(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := feedbackPage{Fault: askedWhy(c), Sent: c.Query("sent") == "1", Most: tips.MaxFeedback}
	page.About, page.AboutName = s.aboutPage(sp, c.Query("about"))
	return s.Draw(c, "public/feedback", fiber.StatusOK, sp.T("nav.feedback"), page, web.NoStore())
}

// aboutPage gives the address and the name of a page of ours; "" for what is
// none. It stands in clear, so it must be a page that there is, and nothing that
// somebody typed.
func (s *Site) aboutPage(sp i18n.Speaker, about string) (address, name string) {
	for _, p := range mapped {
		if about != "" && about == p.Path {
			return p.Path, sp.T(p.Name)
		}
	}
	if code, ok := strings.CutPrefix(about, "units/"); ok {
		if b, known := s.Units.Body(code); known {
			return "units/" + b.Code, s.bodyName(sp, b)
		}
	}
	kind, slug, ok := strings.Cut(strings.TrimPrefix(about, "library/"), "/")
	if !ok || !strings.HasPrefix(about, "library/") {
		return "", ""
	}
	if slug == "" && s.hasKind(kind) {
		return about, sp.T(kindName(kind))
	}
	if d, known := s.Library.Document(kind, slug, sp.Lang()); known {
		return at(d), d.Title
	}
	return "", ""
}

// House rules of feedback: how often one source may write within an hour. Behind
// one address may stand an office.
const (
	feedbackSpan = time.Hour
	feedbackFew  = 20
)

// sendFeedback takes it. It waits behind tips.
func (s *Site) sendFeedback(c *fiber.Ctx) (string, error) {
	v, err := web.ReadForm(c, smallForm, nil)
	if err != nil && len(v) == 0 {
		return "", err
	}
	trap := strings.TrimSpace(v.Get(trapField))
	given := tips.FeedbackText{Text: strings.TrimSpace(v.Get("text") + "\n" + trap), Reach: v.Get("reach"), Trap: trap != ""}
	about, _ := s.aboutPage(s.Bundle.Speaker(content.English), v.Get("about"))
	back := "feedback?"
	if about != "" {
		back += "about=" + about + "&"
	}
	if !s.crowd().mayGive(web.SourceOf(c), s.now()) {
		return back + "e=" + whyEnough + "#e", nil
	}
	leave := s.enter(c, true) // in the last lane
	defer leave()
	switch err := s.Line.GiveFeedback(c.UserContext(), about, s.Speaker(c).Lang(), given); {
	case errors.Is(err, tips.ErrEmpty): // the page that it is about stays chosen
		return back + "e=" + whyNothing + "#e", nil
	case errors.Is(err, tips.ErrFeedbackFull):
		return back + "e=" + whyEnough + "#e", nil
	case err != nil:
		return "", err
	}
	return back + "sent=1", nil
}

// mayGive counts feedback of a source and tells whether it has sent little.
func (w *crowd) mayGive(from web.Source, now time.Time) bool {
	w.giving.Lock()
	defer w.giving.Unlock()
	return w.given.add(from, now) <= feedbackFew
}

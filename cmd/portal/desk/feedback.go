package desk

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// feedbackRoutes are the addresses of what readers say about the site.
func (s *Site) feedbackRoutes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	return []route{
		{get, "/feedback", tips.ActFeedback, "desk.nav.feedback", s.feedback},
		{get, "/feedback/:id", tips.ActFeedback, "", s.feedbackOne},
		{post, "/feedback/:id/hand", tips.ActHandFeedback, "", s.handFeedback},
		{post, "/feedback/:id/erase", tips.ActEndFeedback, "", s.endFeedback},
	}
}

type feedbackPage struct {
	Cell bool
	Rows []feedbackRow
}

type feedbackRow struct {
	ID, About, Language string
	At                  moment
	Handed              bool
}

// feedback lists what came, and opens none of it.
func (s *Site) feedback(v *visit) error {
	all, err := s.Desk.Feedback(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	page := feedbackPage{Cell: v.seat.May(tips.ActHandFeedback)}
	for _, f := range all {
		page.Rows = append(page.Rows, feedbackRow{f.ID, f.About, s.Bundle.Speaker(f.Lang).Name(), v.brief(f.At), f.Given})
	}
	return v.draw("feedback", fiber.StatusOK, v.T("desk.feedback.title"), page)
}

type feedbackOnePage struct {
	Wrong           *wrongs
	Title           string
	ID, About, Page string // Page is where it stands on the public site
	Lang, LangDir   string
	Text, Reach     []string
	Trap, Cut       bool
	Cell, Handed    bool
	Form            string // the public form
	Editors         []feedbackEditor
}

type feedbackEditor struct{ Name, Login string }

// feedbackOne opens one.
func (s *Site) feedbackOne(v *visit) error { return v.drawFeedback(fiber.StatusOK, nil) }

func (v *visit) drawFeedback(status int, w *wrongs) error {
	f, t, err := v.site.Desk.ReadFeedback(v.c.UserContext(), v.seat, v.c.Params("id"))
	if err != nil {
		return err
	}
	spoken := v.site.Bundle.Speaker(f.Lang)
	page := feedbackOnePage{Wrong: w, Title: v.T("desk.feedback.one", "Date", v.DateTime(f.At)), ID: f.ID, About: f.About,
		Page: v.site.PublicOrigin + "/" + f.Lang + "/" + f.About, Lang: spoken.Lang(), LangDir: spoken.Dir(),
		Text: lines(t.Text), Reach: lines(t.Reach), Trap: t.Trap, Cut: t.Cut, Handed: f.Given,
		Cell: v.seat.May(tips.ActHandFeedback), Form: v.site.PublicOrigin + "/" + f.Lang + "/form"}
	if page.Cell {
		editors, err := v.site.Desk.Editors(v.c.UserContext(), v.seat)
		if err != nil {
			return err
		}
		for _, o := range editors {
			page.Editors = append(page.Editors, feedbackEditor{o.Name, o.Login})
		}
	}
	return v.draw("feedback-one", status, page.Title, page)
}

// handFeedback gives one to the editors.
func (s *Site) handFeedback(v *visit) error {
	switch err := s.Desk.HandFeedback(v.c.UserContext(), v.seat, v.c.Params("id")); {
	case errors.Is(err, tips.ErrNoEditor):
		return v.drawFeedback(fiber.StatusConflict, v.wrong("desk.wrong", fault{"", "desk.feedback.no_editors"}))
	case err != nil:
		return err
	}
	return web.SeeOther(v.c, "/feedback?"+noteQuestion+"=feedback-handed")
}

// endFeedback erases one that is dealt with.
func (s *Site) endFeedback(v *visit) error {
	if err := s.Desk.EndFeedback(v.c.UserContext(), v.seat, v.c.Params("id")); err != nil {
		return err
	}
	return web.SeeOther(v.c, "/feedback?"+noteQuestion+"=feedback-erased")
}

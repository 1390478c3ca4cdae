// Package desk is every address that an officer meets, on a listener of its
// own: one file a page or action. It has the words of tips only while a
// signed-in officer's session holds them open.
package desk

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/places"
)

// Site is the desk. Its fields are set before [Site.Routes] and not changed
// afterwards.
type Site struct {
	*web.Site
	Desk         *tips.Desk
	Units        *ahtu.Directory
	Places       *places.Gazetteer // names of districts; nil: their LGD codes are shown
	Library      *content.Library  // whose procedures are checklists; nil: none
	PublicOrigin string            // the public site's origin, for links; "" for none
	Now          func() time.Time

	// DemoAccounts are the invented officers of a demonstration, whose sign-in
	// data the page /demonstration shows; nil for a real desk. They count only
	// where Demo is set.
	DemoAccounts func() []DemoAccount
}

// Routes is the desk's application: every row of the table of routes, and
// nothing else.
func (s *Site) Routes() *fiber.App {
	s.Answer = s.answer
	app := s.App()
	for _, r := range s.routes() {
		switch r.Method {
		case fiber.MethodGet:
			app.Get(r.Path, s.enter(r))
		case fiber.MethodPost:
			app.Post(r.Path, s.enter(r))
		}
	}
	return app
}

// publicOrigin is where the public site is, "" where nobody said.
func (s *Site) publicOrigin() string {
	if s.PublicOrigin != "" {
		return s.PublicOrigin
	}
	return s.Site.PublicOrigin
}

// Package web is what the public site and the desk share: the application with
// its guards and limits, headers, cookies, drawing of pages, reading of forms,
// and the one table that turns errors into answers.
package web

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/i18n"
	"mukti/themes"
)

// Names of the sites; each is also a folder of the theme.
const (
	Public = "public"
	Desk   = "desk"
)

// Site is one of the two sites. Its fields are set before [Site.App] and not
// changed afterwards.
type Site struct {
	Name   string // [Public] or [Desk]
	Themes *themes.Set
	Bundle *i18n.Bundle
	Origin string // e.g. "https://tips.example.in": links, cookies and HSTS follow it
	Demo   bool   // every page says that it is a demonstration
	Log    *slog.Logger

	PublicOrigin string // the public site's origin, for links from the desk
	DeskOrigin   string // the desk's origin, for the demonstration's link

	ReadTimeout time.Duration // for a request's head; 0 = 15 s
	IdleTimeout time.Duration // between requests; 0 = 75 s
	Pace        Pace          // of a body

	Sources *Sources // shared with the site's [Listener]; nil: one of its own
	Proxy   Proxy    // public site: what stands before it
	Onion   string   // public site: the host of its onion service, e.g. "abc….onion"

	// Foot gives what stands at the end of the pages of a site, besides links;
	// nil: nothing.
	Foot func(c *fiber.Ctx) any

	// Answer draws a fault in the site's own way; nil draws the page
	// <Name>/fault. It must not fail: what it returns is only logged.
	Answer func(c *fiber.Ctx, f Fault) error

	once sync.Once
	csp  string
	own  Sources // where Sources is nil
}

// View is what every page gets. T and its sisters are methods of the embedded
// Speaker, so no page can be served another reader's language.
type View struct {
	i18n.Speaker
	Lang, Dir          string
	Path               string // without the language, e.g. "/library/": for the links to other languages
	Title              string // plain text in the reader's language
	Languages          []i18n.Language
	Demo               bool
	Style              template.CSS
	Origin, DeskOrigin string
	PublicOrigin       string
	Look               Look
	Seat               any    // desk: who is signed in
	CSRF               string // desk: the session's token
	Flash              string // message id of a note above the page, "" for none
	Data               any    // the page's own struct

	foot func() any
}

// Foot is what stands at the end of the page, nil for nothing. Pages that show
// none of it never ask for it.
func (v *View) Foot() any {
	if v.foot == nil {
		return nil
	}
	return v.foot()
}

// Look is how a reader wants pages to look, kept in a cookie that identifies
// nobody. The zero value follows the device.
type Look struct {
	Size  string // "", "large", "larger"
	Theme string // "", "light", "dark", "contrast"
}

// Secure tells whether the site is reached over https.
func (s *Site) Secure() bool { return strings.HasPrefix(s.Origin, "https://") }

func (s *Site) sources() *Sources {
	if s.Sources != nil {
		return s.Sources
	}
	return &s.own
}

// onion tells whether the origin is a Tor onion service.
func (s *Site) onion() bool {
	u, err := url.Parse(s.Origin)
	return err == nil && strings.HasSuffix(u.Hostname(), ".onion")
}

// policy is the Content-Security-Policy with the style's hash, computed once.
func (s *Site) policy() string {
	s.once.Do(func() {
		s.csp = s.policyOf(s.Themes.Style(s.Name))
	})
	return s.csp
}

// policyOf is the policy of a page with a style of its own.
func (s *Site) policyOf(style template.CSS) string {
	sum := sha256.Sum256([]byte(style))
	images := "'none'" // of the desk: a page that shows some says so
	if s.Name == Public {
		images = "'self' data:" // the empty icon of neutral pages; asking for one would be a second request
	}
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src " + images + "; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

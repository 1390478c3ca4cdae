package desk

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
)

// maxForm is how many bytes of a form are read: a letter of 10,000 characters
// takes up to 120,000 when each is four bytes, percent-encoded. Eight times
// that, so that a letter far over the limit is handed back and not lost.
const maxForm = 1 << 20

const (
	seatCookie   = "desk"
	visitLocal   = "visit"
	fieldToken   = "csrf"
	noteQuestion = "note" // of an address: which note stands above the page
)

// visit is one request at the desk.
type visit struct {
	c    *fiber.Ctx
	site *Site
	i18n.Speaker
	seat *tips.Seat // nil without a session
	form url.Values // of a POST, nil otherwise
	made string     // token of a form cookie that this answer sets
}

// enter is what stands before every row of the table: session, origin, form,
// token, role; only then the handler.
func (s *Site) enter(r route) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v := &visit{c: c, site: s, Speaker: s.Speaker(c)}
		c.Locals(visitLocal, v)
		if err := v.sit(); err != nil {
			return err
		}
		if r.Method == fiber.MethodPost {
			if !v.sameOrigin() {
				return web.ErrNotAsked
			}
			form, err := web.ReadForm(c, maxForm, nil)
			v.form = form
			if err != nil {
				return err
			}
		}
		err := r.admits(v.seat)
		switch {
		case errors.Is(err, tips.ErrSession):
			return v.askToSignIn()
		case errors.Is(err, tips.ErrWaiting) && r.Method == fiber.MethodGet:
			return web.SeeOther(c, "/waiting")
		case err != nil:
			return err
		}
		if r.Method == fiber.MethodPost && !v.tokenFits(r) {
			return web.Fault{Status: fiber.StatusForbidden, MsgID: "desk.fault.token", Err: web.ErrNotAsked}
		}
		if rule, _ := tips.RuleOf(r.Act); rule.Again && r.Method == fiber.MethodPost {
			if asked, err := v.again(); asked || err != nil {
				return err
			}
		}
		return r.do(v)
	}
}

// sit looks for the session that the cookie opens. A cookie that opens none is
// forgotten.
func (v *visit) sit() error {
	cookie := v.site.Cookie(v.c, seatCookie)
	if cookie == "" {
		return nil
	}
	seat, err := v.site.Desk.Seat(v.asked(), cookie)
	switch {
	case errors.Is(err, tips.ErrSession):
		v.site.DropCookie(v.c, seatCookie)
		return nil
	case err != nil:
		return fmt.Errorf("desk: seat: %w", err)
	}
	v.seat = seat
	return nil
}

// askToSignIn answers who has no session. What was typed stays on the page: an
// idle session ends while somebody writes.
func (v *visit) askToSignIn() error {
	if v.form == nil {
		next := ""
		if v.c.Method() == fiber.MethodGet {
			next = safePath(v.c.OriginalURL())
		}
		if next == "" || next == "/" {
			return web.SeeOther(v.c, "/sign-in")
		}
		return web.SeeOther(v.c, "/sign-in?next="+url.QueryEscape(next))
	}
	page := signInPage{Next: pageOf(v.c.Path()), Kept: v.typed()}
	page.Wrong = v.wrong("desk.signin.wrong", fault{"", "desk.fault.session"})
	return v.drawSignIn(fiber.StatusUnauthorized, page)
}

// typed is what an officer wrote in a form, which no fault may lose.
func (v *visit) typed() string {
	for _, field := range append([]string{"text", fieldNote, "kept"}, workTexts()...) {
		if t := strings.TrimSpace(v.form.Get(field)); t != "" {
			return t
		}
	}
	return ""
}

// draw answers with a page. Pages of the desk are never compressed: the length
// of a compressed page tells about the session's token beside words that the
// sender of a tip has chosen.
func (v *visit) draw(page string, status int, title string, data any, opts ...web.Option) error {
	opts = append(opts, web.Plain(), web.NoStore(), web.Seated(v.frame(), v.token()))
	if v.form != nil && status >= fiber.StatusBadRequest {
		// Who hears the page learns from its title that nothing was done.
		// Source: WCAG 2.2, technique G199 and 3.3.1.
		title = v.T("desk.title.wrong", "Title", title)
	}
	if id := v.note(); id != "" && v.form == nil {
		opts = append(opts, web.Flash(id))
	}
	err := v.site.Draw(v.c, "desk/"+page, status, title, data, opts...)
	v.letScript()
	if err == nil && status >= fiber.StatusBadRequest {
		v.c.Response().SetBody(leadsSomewhere(v.c.Response().Body()))
	}
	return err
}

// note is the message of the short note that the address asks for: what was
// done, after a redirect. "" for none, and for what no catalogue has.
func (v *visit) note() string {
	name := v.c.Query(noteQuestion)
	for _, r := range name {
		if r != '-' && (r < 'a' || r > 'z') {
			return ""
		}
	}
	if name == "" || len(name) > 40 || !v.Has("desk.note."+name) {
		return ""
	}
	return "desk.note." + name
}

// frame is what stands around a page.
type frame struct {
	Name, Role, Body string // of the officer; empty for nobody
	Menu             []menu // nav.go
	Back             string // where a change of language leads back to
	Keys             bool   // shortcuts are switched on
	Public           string // the public site
}

type link struct {
	Path, Text string
	Here       bool
}

func (v *visit) frame() frame {
	f := frame{Back: v.back(), Public: v.site.publicOrigin()}
	if v.seat == nil {
		return f
	}
	f.Keys = v.keysOn()
	f.Name, f.Role = v.seat.Officer.Name, v.word("desk.role.", v.seat.Officer.Role)
	if v.seat.Officer.Body != "" {
		f.Body = v.names().Code(v.Speaker, v.seat.Officer.Body)
	}
	f.Menu = v.menus(v.c.Path())
	return f
}

// may tells whether the officer may look at an address of the table.
func (v *visit) may(path string) bool {
	for _, r := range v.site.routes() {
		if r.Method == fiber.MethodGet && r.Path == path {
			return r.admits(v.seat) == nil
		}
	}
	return false
}

// back is the page one is on, as an address that can be looked at again.
func (v *visit) back() string {
	if v.form == nil {
		return safePath(v.c.OriginalURL())
	}
	return pageOf(v.c.Path())
}

// pageOf is the page from which a form was sent: /tips/1/ask is sent from
// /tips/1.
func pageOf(path string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case parts[0] == "tips" && len(parts) > 1:
		return "/tips/" + parts[1]
	case parts[0] == "enrol" && len(parts) > 1:
		return "/enrol/" + parts[1]
	case parts[0] == "language", parts[0] == "sign-out":
		return "/"
	}
	return "/" + parts[0]
}

// safePath is a path of this site with its query, or "" for what is none: it
// comes from a form or an address, and must not lead to another site.
func safePath(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || len(raw) > 1000 ||
		!strings.HasPrefix(raw, "/") || strings.HasPrefix(raw, "//") || strings.ContainsAny(raw, "\\\r\n\t\x00") {
		return ""
	}
	return u.RequestURI()
}

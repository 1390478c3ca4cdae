package desk

import (
	"context"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

const (
	refreshCookie = "refresh"
	lookCookie    = "look"
	itself        = "again" // of an address: the page asked for itself
)

// refreshMinutes are the intervals that can be chosen. The page asks for itself
// only when an officer has chosen one: nobody is to lose their place in it
// unasked. Source: WCAG 2.2, 2.2.1, 2.2.4 and failure F41.
func refreshMinutes() []string { return []string{"0", "1", "2", "5"} }

func (v *visit) refreshes() string {
	chosen := v.site.Cookie(v.c, refreshCookie)
	for _, m := range refreshMinutes() {
		if m == chosen {
			return m
		}
	}
	return "0"
}

// byItself tells whether nobody asked for this page but the page itself.
func (v *visit) byItself() bool {
	return v.c.Method() == fiber.MethodGet && v.c.Path() == "/queue" && v.c.Query(itself) == "1"
}

// asked is the request's context, marked where nobody asked.
func (v *visit) asked() context.Context {
	if v.byItself() {
		return tips.Still(v.c.UserContext())
	}
	return v.c.UserContext()
}

// refreshLater has the browser ask for the same view again, without script.
func (v *visit) refreshLater(path string) {
	minutes, err := strconv.Atoi(v.refreshes())
	if err != nil || minutes == 0 {
		return
	}
	v.c.Set("Refresh", strconv.Itoa(minutes*60)+"; url="+withQuestion(path, itself+"=1"))
}

// lookedAt keeps how far this look saw, unless the page asked for itself:
// then the officer has seen nothing yet.
func (v *visit) lookedAt(mark string) {
	if !v.byItself() {
		v.site.SetCookie(v.c, lookCookie, mark, int(tips.SessionLife/time.Second))
	}
}

func (s *Site) setRefresh(v *visit) error {
	minutes := v.form.Get("minutes")
	if minutes == "0" {
		s.DropCookie(v.c, refreshCookie)
	} else {
		for _, m := range refreshMinutes() {
			if m == minutes {
				s.SetCookie(v.c, refreshCookie, m, aYear)
			}
		}
	}
	back := safePath(v.form.Get("back"))
	if back == "" {
		back = "/queue"
	}
	return web.SeeOther(v.c, back)
}

package desk

import (
	"slices"
	"strings"
)

// menu is one entry of the head of every page: a link, or a group of links
// that opens on a click, without script.
type menu struct {
	link
	Links  []link // of a group; its Path is ""
	Inside string // the page of the group that one is on
}

// flat is how many links stand in the head as they are; more are put into
// groups. House rule: what one takes in at a glance.
const flat = 6

// Entries of the head: what is worked with all day, then the groups, then the
// own account. A link that no list names goes to the last group, so that a new
// page is always in the head.
const (
	groupCases   = "desk.nav.group.cases"
	groupFigures = "desk.nav.group.figures"
	groupOffice  = "desk.nav.group.office"
)

// menuOrder says where in the head a link stands, and in which group: "" for
// none. Within a group links keep the order of the table of routes.
func menuOrder(path string) (place int, group string) {
	switch path {
	case "/queue":
		return 0, ""
	case "/find":
		return 1, ""
	case "/requests", "/links", "/reading", "/second":
		return 2, groupCases
	case "/board", "/cell", "/releases":
		return 3, groupFigures
	case "/account":
		return 5, ""
	}
	return 4, groupOffice
}

// menus are the links of the head: those rows of the table of routes with a
// Nav at which the officer may look.
func (v *visit) menus(here string) []menu {
	var all []link
	for _, r := range v.site.routes() {
		if r.Nav != "" && !strings.Contains(r.Path, ":") && r.admits(v.seat) == nil {
			all = append(all, link{r.Path, v.T(r.Nav), here == r.Path})
		}
	}
	slices.SortStableFunc(all, func(a, b link) int {
		x, _ := menuOrder(a.Path)
		y, _ := menuOrder(b.Path)
		return x - y
	})
	var out []menu
	for _, l := range all {
		_, group := menuOrder(l.Path)
		last := len(out) - 1
		switch {
		case group == "" || len(all) <= flat:
			out = append(out, menu{link: l})
			continue
		case last < 0 || out[last].Text != v.T(group):
			out = append(out, menu{link: link{Text: v.T(group)}})
			last++
		}
		out[last].Links = append(out[last].Links, l)
		if l.Here {
			out[last].Inside = l.Text
		}
	}
	for i, m := range out { // a group of one is that one
		if len(m.Links) == 1 {
			out[i] = menu{link: m.Links[0]}
		}
	}
	return out
}

package desk

import (
	"slices"
	"strings"
	"testing"

	"mukti/tips"
)

// TestTheHeadHasEveryPageOnceAndSevenEntriesAtMost: for every role the links of
// the head are just those rows of the table of routes that name one and that
// the role may open.
func TestTheHeadHasEveryPageOnceAndSevenEntriesAtMost(t *testing.T) {
	s := newSite(t, "http://localhost:8081")
	for _, role := range append(roles(), "a role of tomorrow") {
		seat := &tips.Seat{Officer: tips.Officer{Role: role}}
		v := &visit{site: s, Speaker: s.Bundle.Speaker("en"), seat: seat}
		var want, got []string
		for _, r := range s.routes() {
			if r.Nav != "" && !strings.Contains(r.Path, ":") && r.admits(seat) == nil {
				want = append(want, r.Path)
			}
		}
		menus := v.menus("/handover")
		for _, m := range menus {
			switch {
			case len(m.Links) == 1:
				t.Errorf("%s: %q is a group of one", role, m.Text)
			case len(m.Links) > 0:
				if inside := slices.ContainsFunc(m.Links, func(l link) bool { return l.Path == "/handover" }); inside != (m.Inside != "") {
					t.Errorf("%s: %q does not say that one is in it", role, m.Text)
				}
				for _, l := range m.Links {
					got = append(got, l.Path)
				}
			default:
				got = append(got, m.Path)
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the head leads to %v, want %v", role, got, want)
		}
		if len(menus) > 7 {
			t.Errorf("%s: %d entries", role, len(menus))
		}
	}
	// A page that no list names is in the last group.
	if _, group := menuOrder("/a-page-of-tomorrow"); group != groupOffice {
		t.Errorf("a new page is in %q", group)
	}
}

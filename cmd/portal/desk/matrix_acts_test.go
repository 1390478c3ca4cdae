package desk

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// acts has everybody do it to every tip.
func (m *matrix) acts(t *testing.T, key, path, needs string, n *counts) {
	t.Helper()
	for name, tip := range m.tips {
		var able []string
		for who := range m.people {
			if m.may(who, needs, tip, who) || (needs == "taken" || needs == "made") && m.may(who, "work", tip, who) {
				able = append(able, who)
			}
		}
		if name == "away from the State" && twoBodies[key] {
			able = nil // the cell alone has it, and nobody else may: the tipster said so
		}
		slices.Sort(able)
		if len(able) == 0 {
			st := stage{tip: tip, form: anyForm(m)}
			m.refuses(t, key, path, "", "", name, st, n)
			continue
		}
		for i, by := range able {
			st := states[key](m, t, name, by)
			// What is one person's or body's is another's to try each time.
			if i == 0 || needs != "read" && needs != "work" && needs != "lead" {
				m.refuses(t, key, path, needs, by, name, st, n)
			}
			before := m.state(t, st.tip.id) + m.state(t, st.copy)
			got := m.post(by, st.at(path), with(st.form, "version", m.version(t, st.tip.id)))
			what := fmt.Sprintf("%s, %s, the tip %q", key, by, name)
			if !done(got) {
				t.Errorf("%s: not done: %d %s\n%.600s", what, got.Status, got.Location, got.words())
			} else if !unseen[key] && m.state(t, st.tip.id)+m.state(t, st.copy) == before {
				t.Errorf("%s: %d, and nothing was done", what, got.Status)
			}
			n.allowed++
		}
	}
}

// refuses has everybody try whom the statement refuses.
func (m *matrix) refuses(t *testing.T, key, path, needs, by, name string, st stage, n *counts) {
	t.Helper()
	before := m.state(t, st.tip.id) + m.state(t, st.copy)
	for who := range m.people {
		if by != "" && m.may(who, needs, st.tip, by) {
			continue
		}
		got := m.post(who, st.at(path), with(st.form, "version", m.version(t, st.tip.id)))
		what := fmt.Sprintf("%s, %s, the tip %q as %q has it", key, who, name, by)
		n.refused++
		// Who reads it, and whom no state lets do it, learns what is wrong with the form.
		unable := by == "" && m.may(who, "read", st.tip, who) && (got.Status == http.StatusUnprocessableEntity || got.Status == http.StatusConflict)
		if !refused(got) && !unable {
			t.Errorf("%s: WRONGLY ALLOWED with %d %s\n%.300s", what, got.Status, got.Location, got.words())
		}
		leaks := m.leaks(who, got.Body)
		if !m.may(who, "read", st.tip, who) && st.tip.words != nil && strings.Contains(got.Body, st.tip.words[0]) {
			leaks = append(leaks, st.tip.words[0])
		}
		if len(leaks) > 0 {
			t.Errorf("%s: %d, shows %v", what, got.Status, leaks)
		}
		if now := m.state(t, st.tip.id) + m.state(t, st.copy); now != before {
			t.Fatalf("%s: the tip went from %s to %s", what, before, now)
		}
	}
}

func (m *matrix) version(t *testing.T, id string) string {
	t.Helper()
	row, err := m.desk.Config.Tip(t.Context(), id)
	if err != nil && !errors.Is(err, tips.ErrNotFound) {
		t.Fatal(err)
	}
	return fmt.Sprint(row.Version)
}

// crossed: an address below a tip that somebody has does not open what belongs
// to a tip that they have not, and no form leads there.
func (m *matrix) crossed(t *testing.T) {
	t.Helper()
	own, theirs := m.tips["new"], m.tips["New Delhi's"]
	for key := range doesTo {
		method, path, _ := strings.Cut(key, " ")
		if !strings.Contains(path, ":file") && !strings.Contains(path, ":reading") {
			continue
		}
		reading := ""
		if strings.Contains(path, ":reading") {
			reading = states["POST /tips/:id/reader/:reading/end"](m, t, "New Delhi's", "New Delhi").in[":reading"]
		}
		at := strings.NewReplacer(":id", own.id, ":file", m.fileOf(t, theirs, path), ":reading", reading).Replace(path)
		var got page
		if method == fiber.MethodGet {
			got = m.people["Agra"].get(at)
		} else {
			got = m.post("Agra", at, with(anyForm(m), "version", m.version(t, own.id)))
		}
		if !refused(got) {
			t.Errorf("%s: what is New Delhi's, under Agra's tip: %d\n%.300s", key, got.Status, got.Body)
		}
	}
	for _, act := range []string{"join", "tie"} {
		st := states["POST /tips/:id/"+act](m, t, "new", "Agra")
		for _, field := range []string{"near", "other"} {
			st.form = with(st.form, "near", "", "other", "", field, theirs.id, "version", m.version(t, st.tip.id))
			if got := m.post("Agra", "/tips/"+st.tip.id+"/"+act, st.form); done(got) {
				t.Errorf("%s, to a tip that Agra has not: %d", act, got.Status)
			}
		}
	}
	link := states["POST /tips/:id/untie"](m, t, "New Delhi's", "New Delhi")
	if got := m.post("Agra", "/tips/"+own.id+"/untie", with(link.form, "version", m.version(t, own.id))); done(got) {
		t.Errorf("a link of New Delhi's is undone from Agra's tip: %d", got.Status)
	}
}

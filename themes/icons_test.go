package themes

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

func TestAnIconDrawsAndDoesNothingElse(t *testing.T) {
	for name, svg := range map[string]string{
		"a script":              `<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>`,
		"a handler":             `<svg viewBox="0 0 1 1" onload="alert(1)"></svg>`,
		"a style":               `<svg viewBox="0 0 1 1"><path style="fill:red" d="M0 0"/></svg>`,
		"a picture":             `<svg viewBox="0 0 1 1"><image href="https://example.org/a.png"/></svg>`,
		"another file":          `<svg viewBox="0 0 1 1"><use href="b.svg#c"/></svg>`,
		"a link":                `<svg viewBox="0 0 1 1"><a href="/"><path d="M0 0"/></a></svg>`,
		"a fill from elsewhere": `<svg viewBox="0 0 1 1"><path fill="url(https://example.org/a)" d="M0 0"/></svg>`,
		"an identifier":         `<svg viewBox="0 0 1 1"><path id="main" d="M0 0"/></svg>`,
		"words":                 `<svg viewBox="0 0 1 1"><g>police</g></svg>`,
		"a comment":             `<svg viewBox="0 0 1 1"><!-- x --></svg>`,
		"a page":                `<svg viewBox="0 0 1 1"></svg><p>x</p>`,
		"two icons":             `<svg viewBox="0 0 1 1"></svg><svg viewBox="0 0 1 1"></svg>`,
		"no end":                `<svg viewBox="0 0 1 1"><path d="M0 0"/>`,
		"no picture at all":     `police`,
		"nothing":               ``,
	} {
		_, err := Load(fstest.MapFS{"icons/online.svg": {Data: []byte(svg)}})
		var faults Faults
		if !errors.As(err, &faults) || faults[0].File != "icons/online.svg" {
			t.Errorf("%s is taken for an icon: %v", name, err)
		}
	}
}

func TestAThemesOwnIcon(t *testing.T) {
	s, err := Load(fstest.MapFS{"icons/online.svg": {Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 2"><path d="M0 0h1"/></svg>` + "\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(s.icon("online")), `<svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 2 2"><path d="M0 0h1"/></svg>`; got != want {
		t.Errorf("drawn as %s", got)
	}
	if !strings.Contains(string(s.icon("missing")), "<path") {
		t.Error("the other icons are gone")
	}
	if s.icon("no-such") != "" {
		t.Error("an icon that is not there is drawn")
	}
}

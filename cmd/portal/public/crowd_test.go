package public

import (
	"net/url"
	"strings"
	"testing"
)

func TestTheTrapCostsNobodyTheTip(t *testing.T) {
	for name, c := range map[string]struct {
		form    url.Values
		account string
		trap    bool
	}{
		"left empty":                       {url.Values{"account": {"a girl cries"}, "remark": {""}}, "a girl cries", false},
		"filled by a program":              {url.Values{"account": {"a girl cries"}, "remark": {"http://spam.example"}}, "a girl cries\nhttp://spam.example", true},
		"the whole report stands in it":    {url.Values{"remark": {" a girl cries "}}, "a girl cries", true},
		"spaces are nothing":               {url.Values{"account": {"a girl cries"}, "remark": {"  "}}, "a girl cries", false},
		"not there, as from an older page": {url.Values{"account": {"a girl cries"}}, "a girl cries", false},
	} {
		if got := submission(c.form); got.Account != c.account || got.Trap != c.trap {
			t.Errorf("%s: %q, trap %v", name, got.Account, got.Trap)
		}
	}
	h := newHouse(t)
	h.send("en", url.Values{"remark": {"a girl cries in the house behind the mill"}}).receipt(t)
	if to := h.post("/en/form", url.Values{"remark": {" "}}).to(t); !strings.Contains(to, "e=empty") {
		t.Errorf("a form with nothing in it leads to %q", to)
	}
}

func TestTheExitLeadsToAPageOfTheReadersLanguage(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct{ name, path, accept, want string }{
		{"English", "/exit?l=en", "", "https://mausam.imd.gov.in/"},
		{"Hindi, with a phone in English", "/exit?l=hi", "en", "https://hi.wikipedia.org/"},
		{"no language said", "/exit", "hi-IN,hi", "https://hi.wikipedia.org/"},
		{"a language that the site does not speak", "/exit?l=xx", "en", "https://mausam.imd.gov.in/"},
		{"an address in place of a language", "/exit?l=https://evil.example", "en", "https://mausam.imd.gov.in/"},
	} {
		if got := h.get(c.path, "Accept-Language", c.accept).to(t); got != c.want {
			t.Errorf("%s: leads to %q, want %q", c.name, got, c.want)
		}
	}
	h.site.Exit = map[string]string{"hi": "https://hindi.example/", "": "https://all.example/"}
	for lang, want := range map[string]string{"hi": "https://hindi.example/", "en": "https://all.example/"} {
		if got := h.get("/exit?l=" + lang).to(t); got != want {
			t.Errorf("chosen by the operator, %s: leads to %q, want %q", lang, got, want)
		}
	}
}

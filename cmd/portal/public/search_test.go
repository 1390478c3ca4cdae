package public

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mukti/content"
	"mukti/search"
)

func TestTheSearchPage(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct {
		name string
		test func(*testing.T, *house)
	}{
		{"hits say where and when they are from", hitsSayWhereAndWhen},
		{"what was found can be narrowed by links", whatWasFoundCanBeNarrowed},
		{"nothing found leads on", nothingFoundLeadsOn},
		{"texts in other languages are named", textsInOtherLanguagesAreNamed},
		{"what is typed is completed", whatIsTypedIsCompleted},
		{"words are in no log", wordsAreInNoLog},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.t = t
			c.test(t, h)
		})
	}
}

func hitsSayWhereAndWhen(t *testing.T, h *house) {
	h.get("/en/search?q=placement+agencies").says(t, 200, "15011/36/2022-ATC", "4 March 2024", "para 2(vi)", "<mark>placement</mark>")
	h.get("/hi/search?q="+url.QueryEscape("मानव तस्करी")).says(t, 200, "<mark>मानव</mark>", "राज्य", "4 मार्च 2024")
}

func whatWasFoundCanBeNarrowed(t *testing.T, h *house) {
	all := h.get("/en/search?q=trafficking").says(t, 200, "/en/search?kind=advisories&amp;q=trafficking", "year=2024", "in=hi", "state=UP", "Uttar Pradesh (")
	if strings.Contains(all.body, "All kinds") {
		t.Error("a choice is undone that nobody made")
	}
	one := h.get("/en/search?q=trafficking&kind=advisories&year=2024").says(t, 200, "All kinds", `name="kind" value="advisories"`, `name="year" value="2024"`, "2024-03-04-child-labour")
	if strings.Contains(one.body, "2017-07-21-inter-state-coordination#") {
		t.Error("a document of another year is found")
	}
	// What is no choice is none.
	h.get("/en/search?q=trafficking&kind=x&year=x&state=../&in=%22").says(t, 200, "2024-03-04-child-labour")
}

func nothingFoundLeadsOn(t *testing.T, h *house) {
	h.get("/en/search?q=xqzptrafikkingzzz").says(t, 200, "tel:112", "tel:1098", "/en/help", "/en/form", "/en/library/help/signs")
	h.get("/hi/search?q=xqzp").says(t, 200, "tel:112", "/hi/form")
}

func textsInOtherLanguagesAreNamed(t *testing.T, h *house) {
	h.get("/en/search?q=manav+taskari&in=hi").says(t, 200, "also in हिन्दी", "in your language", "/en/library/advisories/", `lang="hi"`)
}

func whatIsTypedIsCompleted(t *testing.T, h *house) {
	h.get("/hi/search?q=manav+tas").says(t, 200, `<datalist id="offers">`, `<option value="मानव तस्करी">`, `list="offers"`)
	var got suggestions
	must(t, json.Unmarshal([]byte(h.get("/api/v1/search/suggest?lang=hi&q=manav+tas").says(t, 200, "मानव तस्करी").body), &got))
	if got.Lang != "hi" || got.Query != "manav tas" || len(got.Suggestions) == 0 || len(got.Suggestions) > search.MostSuggestions {
		t.Errorf("%+v", got)
	}
	h.get("/api/v1/search/suggest?q=%FF%00(((").says(t, 200, `"suggestions":[`)
	h.get("/api/v1/search/suggest?q=xqzptv").says(t, 200, `"suggestions":[]`)
	h.get("/api/v1/search?q=trafficking&year=2024&in=hi&lang=en").says(t, 200, `"year":{`, `"lang":{`, `"state":{`, `"date":"2024-03-04"`, `"number":"15011/36/2022-ATC"`, `"also":["en"]`)
	for _, wrong := range []string{"kind=x", "year=x", "state=XX", "in=xx"} {
		h.get("/api/v1/search?q=a&"+wrong).says(t, 422)
	}
}

func wordsAreInNoLog(t *testing.T, h *house) {
	const word = "zanzibarlantern"
	h.get("/en/search?q=" + word)
	h.get("/api/v1/search?q=" + word)
	h.get("/api/v1/search/suggest?q=" + word)
	if strings.Contains(h.log.String(), word) {
		t.Errorf("the log holds what was looked for: %s", h.log.String())
	}
}

func TestTheSiteIsThereBeforeItsIndex(t *testing.T) {
	h := newHouse(t)
	lib, err := content.Load(content.Embedded())
	must(t, err)
	h.site.Index = search.OpenBeside(lib, t.TempDir())
	t.Cleanup(func() { must(t, h.site.Index.Close()) })
	api := h.get("/api/v1/search?q=trafficking")
	if api.StatusCode != 200 && (api.StatusCode != 503 || api.Header.Get("Retry-After") == "") {
		t.Fatalf("API: %d", api.StatusCode)
	}
	for {
		ready, err := h.site.Index.Ready()
		must(t, err)
		page := h.get("/en/search?q=trafficking").says(t, 200)
		if ready {
			page.says(t, 200, "<mark>")
			break
		}
		// The index may have come between the question whether it is there and the page.
		if !strings.Contains(page.body, "<mark>") {
			page.says(t, 200, "being prepared", "tel:112")
		}
	}
}

// Where no index can be built the search says so, and the rest goes on.
func TestTheSiteGoesOnWithoutAnIndex(t *testing.T) {
	h := newHouse(t)
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	h.site.Index = search.OpenBeside(h.site.Library, filepath.Join(file, "no folder"))
	t.Cleanup(func() { must(t, h.site.Index.Close()) })
	for {
		if _, err := h.site.Index.Ready(); err != nil {
			break
		}
	}
	for _, lang := range []string{"en", "hi", "ur"} {
		away := h.site.Bundle.Speaker(lang).T("search.away")
		h.get("/"+lang+"/search?q=trafficking").says(t, 503, away, "tel:112", `href="/`+lang+`/library/"`)
		h.get("/"+lang+"/pack/edit?q=trafficking").says(t, 200, away)
	}
	for _, path := range []string{"/api/v1/search?q=trafficking", "/api/v1/search/suggest?q=traf"} {
		h.get(path).says(t, 503, "search.away")
	}
	h.get("/en/library/laws/2023-bns").says(t, 200)
}

package public

import (
	"fmt"
	"strings"
	"testing"
)

func theFootOfPages(t *testing.T, h *house) {
	h.get("/en/library/").says(t, 200, "Who publishes this site has not been set yet.", "Library last reviewed on 22 November 2026.")
	named := newHouse(t)
	var ok bool
	named.site.Operators, ok = ParseOperators(`Cell of "X", New Delhi; hi=एक <प्रकोष्ठ>`)
	if !ok {
		t.Fatal("the name was not taken")
	}
	named.get("/en/library/").says(t, 200, "Published by Cell of &#34;X&#34;, New Delhi.")
	named.get("/ur/library/").says(t, 200, "Cell of")
	named.get("/hi/library/").says(t, 200, "एक &lt;प्रकोष्ठ&gt;")
	if p := linkedOf(t, named.get("/en/library/advisories/2024-03-04-child-labour"))["WebPage"]; fmt.Sprint(p["publisher"]) != `map[@type:Organization name:Cell of "X", New Delhi]` {
		t.Errorf("%v", p["publisher"])
	}
	for _, bad := range []string{"", ";", "a;b", "hi=a;hi=b", "a\nb", strings.Repeat("x", 201), "hi="} {
		if names, ok := ParseOperators(bad); ok {
			t.Errorf("%q was taken: %v", bad, names)
		}
	}
}

func thePolicies(t *testing.T, h *house) {
	for _, lang := range []string{"en", "hi", "ur"} {
		a := h.get("/"+lang+"/policies").says(t, 200)
		for _, p := range policies {
			if !strings.Contains(a.body, `href="/`+lang+"/"+p+`"`) {
				t.Errorf("%s: no link to %s", lang, p)
			}
			page := h.get("/"+lang+"/"+p).says(t, 200)
			if strings.Contains(page.body, "document.other_language") || attr(all(page.parse(t), tag("article"))[0], "lang") != lang {
				t.Errorf("%s/%s is not in its own language", lang, p)
			}
		}
	}
}

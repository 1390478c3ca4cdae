package themes

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTheBaseThemeHasNoFault(t *testing.T) {
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if faults := s.check(); len(faults) > 0 {
		t.Error(faults)
	}
	for _, page := range []string{"public/home", "public/form", "public/fault"} {
		if !s.Has(page) {
			t.Errorf("no page %s", page)
		}
	}
	if s.Style("public") == "" {
		t.Error("no style")
	}
}

func TestEveryFaultIsToldAtOnce(t *testing.T) {
	_, err := Load(fstest.MapFS{
		"public/home.html":  {Data: []byte(`{{define "main"}}{{.Open`)},
		"public/form.html":  {Data: []byte(`{{define "main"}}<a href="{{if .X}}'{{end}}>{{.Y}}</a>{{end}}`)},
		"public/help.html":  {Data: []byte(`{{define "main"}}{{template "nowhere" .}}{{end}}`)},
		"public/units.html": {Data: []byte(`{{define "main"}}{{nofunction}}{{end}}`)},
		"public/public.css": {Data: []byte(`a::after{content:"</style>"}`)},
	})
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("%v", err)
	}
	for _, file := range []string{"public/home.html", "public/form.html", "public/help.html", "public/units.html", "public/public.css"} {
		if !strings.Contains(err.Error(), file+": ") {
			t.Errorf("nothing about %s in\n%v", file, err)
		}
	}
}

func TestAnOverlayHoldsOnlyWhatDiffers(t *testing.T) {
	s, err := Load(fstest.MapFS{"public/gone.html": {Data: []byte(`{{define "main"}}<p>{{.Data}}</p>{{end}}`)}},
		fstest.MapFS{"style.css": {Data: []byte("body { color : red; } /* gone */")}, "public/public.css": {Data: []byte("")},
			"pages.css": {Data: []byte("p{margin:0}")}, "public/pages.css": {Data: []byte("")}})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Style("public"); got != "body{color :red}p{margin:0}" {
		t.Errorf("style %q", got)
	}
	if got := s.StyleOf("public/form"); got != "body{color :red}" {
		t.Errorf("style of a light page %q", got)
	}
	if s.StyleOf("public/home") != s.Style("public") {
		t.Error("a page that is not light has another style than its site")
	}
	if !s.Has("public/home") {
		t.Error("the base page is gone")
	}
}

func TestAPageCanLeaveAPieceOfTheLayoutEmpty(t *testing.T) {
	s, err := Load(fstest.MapFS{
		"x/layout.html": {Data: []byte(`start{{block "foot" .}} foot{{end}}{{template "main" .}}`)},
		"x/page.html":   {Data: []byte(`{{define "foot"}} {{ end }}{{define "main"}} main{{end}}`)},
		"x/other.html":  {Data: []byte(`{{define "main"}} main{{end}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	for page, want := range map[string]string{"x/page": "start main", "x/other": "start foot main"} {
		var b bytes.Buffer
		if err := s.Execute(&b, page, nil); err != nil || b.String() != want {
			t.Errorf("%s: %q, %v", page, b.String(), err)
		}
	}
}

func TestNothingIsWrittenOfAPageThatFails(t *testing.T) {
	s, err := Load(fstest.MapFS{
		"x/layout.html": {Data: []byte(`start {{template "main" .}}`)},
		"x/page.html":   {Data: []byte(`{{define "main"}}{{.Missing}}{{end}}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.Execute(&b, "x/page", struct{ There int }{}); err == nil || b.Len() != 0 {
		t.Errorf("%v, %q", err, b.String())
	}
	if err := s.Execute(&b, "x/nowhere", nil); !errors.Is(err, ErrNoPage) {
		t.Errorf("%v", err)
	}
}

func TestMinifiedStyleMeansTheSame(t *testing.T) {
	for in, want := range map[string]string{
		"a { b : c ; }\n\n/* x */ d{e:f}":                           "a{b :c}d{e:f}",
		"a > b , c + d { e: calc(1px + 2px) }":                      "a>b,c + d{e:calc(1px + 2px)}",
		"@media (min-width: 1px) and (x: y) { a:hover b { c: d } }": "@media (min-width:1px) and (x:y){a:hover b{c:d}}",
		"a :first-child{b:c}":                                       "a :first-child{b:c}",
	} {
		if got := minify(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

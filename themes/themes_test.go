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
		fstest.MapFS{"style.css": {Data: []byte("body { color : red; } /* gone */")}, "public/public.css": {Data: []byte("")}})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Style("public"); got != "body{color :red}" {
		t.Errorf("style %q", got)
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

func TestAPageMayHaveASheetOfItsOwn(t *testing.T) {
	files := fstest.MapFS{
		"x/layout.html": {Data: []byte(`{{template "main" .}}`)},
		"x/x.css":       {Data: []byte("a{b:c}")},
		"x/more.css":    {Data: []byte("d{e:f}")},
		"x/page.html":   {Data: []byte(`{{define "sheet"}}more{{end}}{{define "main"}}{{end}}`)},
		"x/plain.html":  {Data: []byte(`{{define "main"}}{{end}}`)},
	}
	s, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if got, plain := s.StyleOf("x/page"), s.StyleOf("x/plain"); got != s.Style("x")+"d{e:f}" || plain != s.Style("x") || plain == "" {
		t.Errorf("styles %q and %q", got, plain)
	}
	if got := s.Styles("x"); len(got) != 2 || got[0] != s.Style("x") || got[1] != s.StyleOf("x/page") {
		t.Errorf("styles of the site: %q", got)
	}
	files["x/page.html"].Data = []byte(`{{define "sheet"}}none{{end}}{{define "main"}}{{end}}`)
	if _, err := Load(files); err == nil || !strings.Contains(err.Error(), "x/page.html: the page asks for a style that is not there: x/none.css") {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

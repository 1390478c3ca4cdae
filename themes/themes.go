// Package themes holds the templates and the style of both sites.
//
// A theme is a tree of files: <site>/<page>.html is a page, <site>/layout.html
// what stands around every page of that site, <site>/_*.html pieces that pages
// share, style.css the style of both sites, <site>/<site>.css what only one
// needs, pages.css and <site>/pages.css what all pages have but the light ones
// (those that define "light": each byte of them is paid for on a slow line),
// and icons/<name>.svg what {{icon "name"}} draws. base is complete; an
// overlay holds only the files that differ.
package themes

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
	"text/template/parse"
)

//go:embed all:base
var embedded embed.FS

// ErrNoPage is a page that no template draws.
var ErrNoPage = errors.New("themes: no such page")

// Fault is one thing in a theme that its writer has to change.
type Fault struct {
	File string // e.g. "public/home.html"
	Msg  string // with the line, as the template package says it
}

func (f Fault) Error() string { return f.File + ": " + f.Msg }

// Faults is every fault that one Load found, by file.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Set is a loaded theme. It does not change after Load and is safe for
// concurrent use.
type Set struct {
	pages  map[string]*page         // by "public/home"
	styles map[string]template.CSS  // by site; of its light pages by site + "/light"
	icons  map[string]template.HTML // by name
}

// Base returns the files of the base theme.
func Base() fs.FS {
	sub, err := fs.Sub(embedded, "base")
	if err != nil {
		return embedded // "base" is a valid path: cannot happen
	}
	return sub
}

// Load reads the base theme with the overlays on top: a file of a later one
// replaces the file of the same name. The error is [Faults] with every fault
// of every template.
func Load(overlay ...fs.FS) (*Set, error) {
	files := map[string]string{}
	for _, fsys := range append([]fs.FS{Base()}, overlay...) {
		if err := readAll(fsys, files); err != nil {
			return nil, fmt.Errorf("themes: %w", err)
		}
	}
	s := &Set{pages: map[string]*page{}, styles: map[string]template.CSS{}}
	var faults Faults
	s.icons, faults = icons(files)
	for _, site := range sitesOf(files) {
		faults = append(faults, s.site(site, files)...)
	}
	// The base theme's own pages are looked at by the tests: only what somebody
	// put on top is looked at here, and each page is made when it is first drawn.
	if len(overlay) > 0 {
		faults = append(faults, s.check()...)
	}
	if len(faults) > 0 {
		sort.Slice(faults, func(i, j int) bool { return faults[i].Error() < faults[j].Error() })
		return nil, faults
	}
	return s, nil
}

func readAll(fsys fs.FS, into map[string]string) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch path.Ext(name) {
		case ".html", ".css", ".svg":
		default:
			return nil
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		into[name] = string(b)
		return nil
	})
}

// sitesOf lists the folders that have a layout.
func sitesOf(files map[string]string) []string {
	var sites []string
	for name := range files {
		if path.Base(name) == "layout.html" && path.Dir(name) != "." {
			sites = append(sites, path.Dir(name))
		}
	}
	sort.Strings(sites)
	return sites
}

// site parses the pages and the style of one site.
func (s *Set) site(site string, files map[string]string) Faults {
	var faults Faults
	light := minify(files["style.css"] + "\n" + files[site+"/"+site+".css"])
	style := minify(strings.Join([]string{files["style.css"], files["pages.css"], files[site+"/"+site+".css"], files[site+"/pages.css"]}, "\n"))
	if strings.Contains(style, "</") || strings.Contains(style, "<!--") {
		faults = append(faults, Fault{site + "/" + site + ".css", `the style may not hold "</" or "<!--": it stands inside the page`})
	}
	s.styles[site], s.styles[site+"/light"] = template.CSS(style), template.CSS(light)

	var pages, shared []string
	for name := range files {
		if path.Dir(name) != site || path.Ext(name) != ".html" {
			continue
		}
		switch base := path.Base(name); {
		case base == "layout.html":
		case strings.HasPrefix(base, "_"):
			shared = append(shared, name)
		default:
			pages = append(pages, name)
		}
	}
	sort.Strings(shared)
	sort.Strings(pages)

	broken := false
	around := &around{set: s, trees: map[string]*parse.Tree{}}
	for _, name := range append([]string{site + "/layout.html"}, shared...) {
		if err := around.read(name, files[name], around.trees); err != nil {
			faults = append(faults, Fault{name, err.Error()})
			broken = true
		}
	}
	if broken {
		return faults // every page would repeat them
	}
	for _, name := range pages {
		text := files[name]
		s.pages[strings.TrimSuffix(name, ".html")] = &page{draw: sync.OnceValues(func() (*template.Template, error) { return around.page(name, text) })}
	}
	return faults
}

// Execute draws a page, such as "public/home". Nothing is written unless the
// whole page could be drawn.
func (s *Set) Execute(w io.Writer, page string, view any) error {
	t, err := s.page(page)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	b.Grow(16 << 10)
	if err := t.Execute(&b, view); err != nil {
		return fmt.Errorf("themes: %s: %w", page, err)
	}
	_, err = w.Write(b.Bytes())
	return err
}

// Main draws what a page has of its own, without the layout around it: text
// that leaves the site as a file.
func (s *Set) Main(w io.Writer, page string, view any) error {
	t, err := s.page(page)
	if err != nil {
		return err
	}
	if err := t.ExecuteTemplate(w, "main", view); err != nil {
		return fmt.Errorf("themes: %s: %w", page, err)
	}
	return nil
}

// Has tells whether there is such a page.
func (s *Set) Has(page string) bool { _, ok := s.pages[page]; return ok }

// Pages lists every page, sorted.
func (s *Set) Pages() []string {
	names := make([]string, 0, len(s.pages))
	for name := range s.pages {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// icon is what {{icon "name"}} draws: nothing where there is no such icon,
// because the words beside it are enough.
func (s *Set) icon(name string) template.HTML { return s.icons[name] }

// Style is the style of a site, minified: it stands inline in each page, and
// the Content-Security-Policy names it by its hash.
func (s *Set) Style(site string) template.CSS { return s.styles[site] }

// StyleOf is the style of one page, such as "public/form": the site's, or less
// for a light page.
func (s *Set) StyleOf(page string) template.CSS {
	if t, err := s.page(page); err == nil && t.Lookup("light") != nil {
		return s.styles[path.Dir(page)+"/light"]
	}
	return s.styles[path.Dir(page)]
}

package themes

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"path"
	"text/template/parse"
)

// page is one page of a theme, made when it is first drawn: there are a hundred
// of them, and most portals draw a few.
type page struct {
	draw func() (*template.Template, error)
}

// page gives a page ready to be drawn.
func (s *Set) page(name string) (*template.Template, error) {
	p, ok := s.pages[name]
	if !ok {
		return nil, fmt.Errorf("%w: %q", ErrNoPage, name)
	}
	t, err := p.draw()
	if err != nil {
		return nil, fmt.Errorf("themes: %s: %w", name, err)
	}
	return t, nil
}

// check makes every page, and gives what is wrong.
func (s *Set) check() (faults Faults) {
	for _, name := range s.Pages() {
		if _, err := s.pages[name].draw(); err != nil {
			faults = append(faults, Fault{name + ".html", err.Error()})
		}
	}
	return faults
}

// around is what stands around the pages of a site: its layout, and the pieces
// that pages share, as they were read.
type around struct {
	set   *Set
	trees map[string]*parse.Tree
}

func (a *around) empty() *template.Template {
	return template.New("layout").Funcs(functions).Funcs(template.FuncMap{"icon": a.set.icon}).Option("missingkey=error")
}

// read puts what a file defines into trees, in the place of what has the name.
func (a *around) read(name, text string, into map[string]*parse.Tree) error {
	t := a.empty()
	if path.Base(name) != "layout.html" {
		t = t.New(path.Base(name))
	}
	if _, err := t.Parse(squeeze(text)); err != nil {
		return err
	}
	for _, piece := range t.Templates() {
		if piece.Tree != nil && (!parse.IsEmptyTree(piece.Tree.Root) || into[piece.Name()] == nil) {
			into[piece.Name()] = piece.Tree
		}
	}
	return nil
}

// page makes a page of the layout, of its own file, and of the pieces that
// these name: the others would only take room.
func (a *around) page(name, text string) (*template.Template, error) {
	own := map[string]*parse.Tree{}
	if err := a.read(name, text, own); err != nil {
		return nil, err
	}
	trees := maps.Clone(a.trees)
	maps.Copy(trees, own)
	t := a.empty()
	seen := map[string]bool{}
	var take func(name string) error
	take = func(name string) error {
		tree := trees[name]
		if seen[name] || tree == nil {
			return nil // that a piece is missing is said below, with its place
		}
		seen[name] = true
		tree = tree.Copy() // drawing changes it
		if _, err := t.AddParseTree(name, tree); err != nil {
			return err
		}
		var err error
		named(tree.Root, func(name string) {
			if err == nil {
				err = take(name)
			}
		})
		return err
	}
	err := take("layout")
	for piece := range own {
		err = errors.Join(err, take(piece))
	}
	if err != nil {
		return nil, err
	}
	t = t.Lookup("layout")
	return t, escapes(t)
}

// named calls see with the name of each template that a piece calls.
func named(n parse.Node, see func(name string)) {
	list := func(l *parse.ListNode) {
		if l != nil {
			for _, n := range l.Nodes {
				named(n, see)
			}
		}
	}
	branch := func(b *parse.BranchNode) {
		list(b.List)
		list(b.ElseList)
	}
	switch n := n.(type) {
	case *parse.ListNode:
		list(n)
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	case *parse.TemplateNode:
		see(n.Name)
	}
}

// escapes makes the template package look at every action of the page now, not
// in the middle of a page. What goes wrong for want of data is no fault.
func escapes(t *template.Template) error {
	var broken *template.Error
	if err := t.Execute(io.Discard, nil); errors.As(err, &broken) {
		return broken
	}
	return nil
}

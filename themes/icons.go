package themes

import (
	"encoding/xml"
	"errors"
	"fmt"
	"html/template"
	"io"
	"path"
	"strings"
)

// iconStart begins each icon in a page: the words beside it say everything, so
// screen readers pass it over, and old browsers do not stop at it.
const iconStart = `<svg class="icon" aria-hidden="true" focusable="false" `

// icons reads icons/<name>.svg. A file that could do more than draw in one
// colour is a fault: it stands inside the pages.
func icons(files map[string]string) (map[string]template.HTML, Faults) {
	drawn := map[string]template.HTML{}
	var faults Faults
	for name, svg := range files {
		if path.Dir(name) != "icons" || path.Ext(name) != ".svg" {
			continue
		}
		svg = strings.TrimSpace(svg)
		if err := onlyShapes(svg); err != nil {
			faults = append(faults, Fault{name, err.Error()})
			continue
		}
		// In a page the name space says nothing.
		svg = strings.Replace(svg, ` xmlns="http://www.w3.org/2000/svg"`, "", 1)
		drawn[strings.TrimSuffix(path.Base(name), ".svg")] = template.HTML(iconStart + strings.TrimPrefix(svg, "<svg "))
	}
	return drawn, faults
}

// What an icon may be made of.
const (
	shapes   = " svg g path circle ellipse line polyline polygon rect "
	geometry = " xmlns viewBox d cx cy r rx ry x y x1 y1 x2 y2 width height points transform fill stroke stroke-width" +
		" stroke-linecap stroke-linejoin fill-rule clip-rule opacity "
)

// onlyShapes tells what of a file is not a shape.
func onlyShapes(svg string) error {
	if !strings.HasPrefix(svg, "<svg ") {
		return errors.New("an icon begins with <svg and its viewBox")
	}
	dec := xml.NewDecoder(strings.NewReader(svg))
	depth, roots := 0, 0
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			if roots != 1 {
				return fmt.Errorf("an icon is one <svg>, not %d", roots)
			}
			return nil
		}
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if depth == 0 {
				roots++
			}
			depth++
			if !strings.Contains(shapes, " "+tok.Name.Local+" ") {
				return fmt.Errorf("<%s> is no shape", tok.Name.Local)
			}
			for _, a := range tok.Attr {
				if a.Name.Space != "" || !strings.Contains(geometry, " "+a.Name.Local+" ") {
					return fmt.Errorf("%s=… may not stand in an icon", a.Name.Local)
				}
				if strings.ContainsAny(a.Value, "<&;:") && a.Name.Local != "xmlns" || strings.Contains(a.Value, "url(") {
					return fmt.Errorf("%s=%q may not stand in an icon", a.Name.Local, a.Value)
				}
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if strings.TrimSpace(string(tok)) != "" {
				return errors.New("an icon holds no words: they stand beside it")
			}
		default:
			return errors.New("an icon holds shapes alone: no comment and no declaration")
		}
	}
}

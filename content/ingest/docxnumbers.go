package ingest

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// counter counts the numbers that Word prints before paragraphs: the file
// holds only which list a paragraph belongs to.
// Source: ECMA-376, part 1, 17.9 "Numbering".
type counter struct {
	levels   map[string]map[int]wordLevel // by numId
	abstract map[string]string            // numId → list, which numbers may share
	counts   map[string]map[int]int       // by list
	styles   map[string][2]string         // style → numId, ilvl
	headings map[string]int               // style → level of heading
}

type wordLevel struct {
	form  string // "decimal", "lowerRoman", "bullet"
	text  string // "(%1)"
	start int
}

type numberingXML struct {
	Lists []struct {
		ID     string     `xml:"abstractNumId,attr"`
		Levels []levelXML `xml:"lvl"`
	} `xml:"abstractNum"`
	Numbers []struct {
		ID   string `xml:"numId,attr"`
		List struct {
			ID string `xml:"val,attr"`
		} `xml:"abstractNumId"`
		Changed []struct {
			Depth int `xml:"ilvl,attr"`
			Start *struct {
				Value int `xml:"val,attr"`
			} `xml:"startOverride"`
		} `xml:"lvlOverride"`
	} `xml:"num"`
}

type levelXML struct {
	Depth int                  `xml:"ilvl,attr"`
	Start struct{ Val int }    `xml:"start"`
	Form  struct{ Val string } `xml:"numFmt"`
	Text  struct{ Val string } `xml:"lvlText"`
}

// UnmarshalXML reads a level: its values stand in attributes of children.
func (l *levelXML) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	l.Depth, _ = strconv.Atoi(value(start, "ilvl"))
	l.Start.Val = 1
	for {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "start":
				l.Start.Val, _ = strconv.Atoi(value(t, "val"))
			case "numFmt":
				l.Form.Val = value(t, "val")
			case "lvlText":
				l.Text.Val = value(t, "val")
			}
		case xml.EndElement:
			if t.Name.Local == start.Name.Local {
				return nil
			}
		}
	}
}

type stylesXML struct {
	Styles []struct {
		ID   string `xml:"styleId,attr"`
		Name struct {
			Val string `xml:"val,attr"`
		} `xml:"name"`
		Properties struct {
			Number struct {
				ID struct {
					Val string `xml:"val,attr"`
				} `xml:"numId"`
				Depth struct {
					Val string `xml:"val,attr"`
				} `xml:"ilvl"`
			} `xml:"numPr"`
		} `xml:"pPr"`
	} `xml:"style"`
}

var headingName = regexp.MustCompile(`(?i)^heading ([1-6])$`)

// newCounter reads both parts; a damaged one counts as none, and paragraphs
// then stand without their numbers.
func newCounter(numbering, styles []byte) *counter {
	c := &counter{levels: make(map[string]map[int]wordLevel), abstract: make(map[string]string), counts: make(map[string]map[int]int),
		styles: make(map[string][2]string), headings: make(map[string]int)}
	var n numberingXML
	if len(numbering) > 0 && xml.Unmarshal(numbering, &n) == nil {
		lists := make(map[string]map[int]wordLevel)
		for _, l := range n.Lists {
			lists[l.ID] = make(map[int]wordLevel)
			for _, x := range l.Levels {
				lists[l.ID][x.Depth] = wordLevel{x.Form.Val, x.Text.Val, x.Start.Val}
			}
		}
		for _, x := range n.Numbers {
			levels := make(map[int]wordLevel)
			for depth, l := range lists[x.List.ID] {
				levels[depth] = l
			}
			c.abstract[x.ID] = x.List.ID
			for _, o := range x.Changed {
				if o.Start != nil {
					l := levels[o.Depth]
					l.start = o.Start.Value
					levels[o.Depth] = l
					c.abstract[x.ID] = "num " + x.ID // it counts for itself
				}
			}
			c.levels[x.ID] = levels
		}
	}
	var s stylesXML
	if len(styles) > 0 && xml.Unmarshal(styles, &s) == nil {
		for _, x := range s.Styles {
			if g := headingName.FindStringSubmatch(x.Name.Val); g != nil {
				c.headings[x.ID], _ = strconv.Atoi(g[1])
			}
			if strings.EqualFold(x.Name.Val, "title") {
				c.headings[x.ID] = 1
			}
			if id := x.Properties.Number.ID.Val; id != "" {
				c.styles[x.ID] = [2]string{id, x.Properties.Number.Depth.Val}
			}
		}
	}
	return c
}

// marker gives what Word prints before the next paragraph of a list, "" if
// the paragraph is in none.
func (c *counter) marker(style, number, depth string) string {
	if number == "" {
		number = c.styles[style][0]
		if depth == "" {
			depth = c.styles[style][1]
		}
	}
	at, _ := strconv.Atoi(depth) // none is the outermost
	levels := c.levels[number]
	l, ok := levels[at]
	if number == "" || number == "0" || !ok {
		return ""
	}
	if l.form == "bullet" {
		return "•"
	}
	if l.form == "none" || l.text == "" {
		return ""
	}
	list := c.abstract[number]
	if c.counts[list] == nil {
		c.counts[list] = make(map[int]int)
	}
	counts := c.counts[list]
	if counts[at] == 0 {
		counts[at] = l.start - 1
	}
	counts[at]++
	for deeper := range counts {
		if deeper > at {
			delete(counts, deeper)
		}
	}
	text := l.text
	for i := range at + 1 {
		n := counts[i]
		if n == 0 {
			n = max(levels[i].start, 1)
		}
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), wordNumeral(levels[i].form, n))
	}
	return strings.TrimSpace(text)
}

func wordNumeral(form string, n int) string {
	switch form {
	case "lowerRoman":
		return strings.TrimSuffix(numeral("i", n), ".")
	case "upperRoman":
		return strings.TrimSuffix(numeral("I", n), ".")
	case "lowerLetter":
		return strings.TrimSuffix(numeral("a", n), ".")
	case "upperLetter":
		return strings.TrimSuffix(numeral("A", n), ".")
	}
	return strconv.Itoa(n)
}

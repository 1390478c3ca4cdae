package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// Bounds of a Word file, against one that unpacks to more than a machine has.
// What the archive itself says of sizes is not believed.
const (
	maxEntries = 4000
	maxXML     = 32 << 20 // bytes of one part, unpacked
)

// readDOCX reads the text of a Word file. Headers and footers are parts of
// their own and no part of the text; struck passages are left out; numbers that
// Word counts itself are counted as Word does.
func readDOCX(data []byte) (*source, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, refuse("it is no Word file, whatever its name says: %v", err)
	}
	if len(z.File) > maxEntries {
		return nil, refuse("it holds more than %d parts", maxEntries)
	}
	document, err := part(z, "word/document.xml")
	if err != nil {
		return nil, err
	}
	if document == nil {
		return nil, refuse("it is no Word file: it has no word/document.xml")
	}
	numbering, err := part(z, "word/numbering.xml")
	if err != nil {
		return nil, err
	}
	styles, err := part(z, "word/styles.xml")
	if err != nil {
		return nil, err
	}
	links, err := part(z, "word/_rels/document.xml.rels")
	if err != nil {
		return nil, err
	}
	d := &docx{src: &source{}, counter: newCounter(numbering, styles), links: targets(links)}
	if err := d.read(document); err != nil {
		return nil, err
	}
	d.src.blocks = tidy(d.src.blocks)
	if len(d.src.blocks) == 0 {
		if d.pictures > 0 {
			return nil, refuse("it holds pictures and no text: a scan. Ask the office for the file that was typed")
		}
		return nil, refuse("there is no word in it")
	}
	if d.pictures > 0 {
		d.src.note("%d pictures were left out: type what they say, if they say anything", d.pictures)
	}
	if d.struck > 0 {
		d.src.note("%d passages that somebody struck with changes tracked were left out", d.struck)
	}
	return d.src, nil
}

// part unpacks one part; nil if there is none.
func part(z *zip.Reader, name string) (data []byte, err error) {
	for _, f := range z.File {
		if f.Name != name {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, refuse("its part %s is damaged: %v", name, err)
		}
		defer func() { err = errors.Join(err, r.Close()) }()
		data, err := io.ReadAll(io.LimitReader(r, maxXML+1))
		if err != nil {
			return nil, refuse("its part %s is damaged: %v", name, err)
		}
		if len(data) > maxXML {
			return nil, refuse("its part %s unpacks to more than %d MiB", name, maxXML>>20)
		}
		return data, nil
	}
	return nil, nil
}

// docx is a Word file while it is read.
type docx struct {
	src      *source
	counter  *counter
	links    map[string]string
	pictures int
	struck   int

	block  block
	style  string
	number string // numId
	depth  string // ilvl
	bold   bool
	link   string
	inText bool
	tables []*wordTable
}

// wordTable is a table that is open; one inside a cell becomes its words.
type wordTable struct {
	rows  [][]string
	words strings.Builder
}

func (d *docx) read(data []byte) error {
	dec := xml.NewDecoder(bytes.NewReader(data))
	skip, in := 0, 0 // how deep in something that is left out, and in all
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return refuse("its text is damaged: %v", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if in++; in > 512 {
				return refuse("its text is nested too deep")
			}
			switch {
			case skip > 0:
				skip++
			case t.Name.Local == "del" || t.Name.Local == "moveFrom":
				d.struck++
				skip = 1
			case t.Name.Local == "Fallback": // what Choice says again for old programs
				skip = 1
			default:
				d.start(t)
			}
		case xml.EndElement:
			in--
			if skip > 0 {
				skip--
				continue
			}
			d.finish(t.Name.Local)
		case xml.CharData:
			if skip == 0 && d.inText {
				d.text(string(t))
			}
		}
	}
}

func value(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func on(t xml.StartElement) bool {
	v := value(t, "val")
	return v != "0" && v != "false" && v != "none"
}

func (d *docx) start(t xml.StartElement) {
	switch t.Name.Local {
	case "p":
		d.block, d.style, d.number, d.depth = block{}, "", "", ""
	case "pStyle":
		d.style = value(t, "val")
	case "numId":
		d.number = value(t, "val")
	case "ilvl":
		d.depth = value(t, "val")
	case "r":
		d.bold = false
	case "b":
		d.bold = on(t)
	case "hyperlink":
		d.link = d.links[value(t, "id")]
	case "t":
		d.inText = true
	case "tab":
		d.text(" ")
	case "br", "cr":
		d.text("\n")
	case "noBreakHyphen":
		d.text("-")
	case "drawing", "pict":
		d.pictures++
	case "tbl":
		d.tables = append(d.tables, &wordTable{})
	case "tr":
		if w := d.table(); w != nil && len(w.rows) < mostRows {
			w.rows = append(w.rows, nil)
		}
	case "tc":
		if w := d.table(); w != nil {
			w.words.Reset()
		}
	case "gridSpan":
		// Cells that one spans stay empty: the columns keep their places.
		if w := d.table(); w != nil && len(w.rows) > 0 {
			n, _ := strconv.Atoi(value(t, "val"))
			w.words.WriteString(strings.Repeat("\x00", max(0, min(n, mostCells)-1)))
		}
	}
}

func (d *docx) table() *wordTable {
	if len(d.tables) == 0 {
		return nil
	}
	return d.tables[len(d.tables)-1]
}

func (d *docx) text(s string) {
	d.block.spans = append(d.block.spans, span{s, d.bold, d.link})
}

func (d *docx) finish(name string) {
	switch name {
	case "t":
		d.inText = false
	case "r":
		d.bold = false
	case "hyperlink":
		d.link = ""
	case "p":
		d.paragraph()
	case "tc":
		w := d.table()
		if w == nil || len(w.rows) == 0 || len(w.rows[len(w.rows)-1]) >= mostCells {
			return
		}
		row := &w.rows[len(w.rows)-1]
		words := w.words.String()
		spanned := strings.Count(words, "\x00")
		*row = append(*row, oneLine(strings.ReplaceAll(words, "\x00", "")))
		*row = append(*row, make([]string, spanned)...)
	case "tbl":
		d.closeTable()
	}
}

func (d *docx) closeTable() {
	w := d.table()
	if w == nil {
		return
	}
	d.tables = d.tables[:len(d.tables)-1]
	rows := squared(w.rows)
	if outer := d.table(); outer != nil {
		for _, r := range rows {
			outer.words.WriteString(strings.Join(r, " ") + " ")
		}
		return
	}
	if len(rows) == 0 {
		return
	}
	if len(rows[0]) < 2 {
		for _, r := range rows {
			d.src.blocks = append(d.src.blocks, block{spans: plain(r[0])})
		}
		return
	}
	d.src.blocks = append(d.src.blocks, block{sort: table, rows: unfold(rows)})
}

func (d *docx) paragraph() {
	b := d.block
	d.block = block{}
	if strings.TrimSpace(b.text()) == "" {
		return
	}
	marker := d.counter.marker(d.style, d.number, d.depth)
	if w := d.table(); w != nil {
		w.words.WriteString(strings.TrimSpace(marker+" "+b.text()) + " ")
		return
	}
	if level := d.counter.headings[d.style]; level > 0 {
		b.sort, b.level = heading, level
		if marker != "" && marker != "•" {
			b.spans = append(plain(marker+" "), b.spans...)
		}
	} else if marker != "" {
		b.sort, b.marker = item, marker
	}
	d.src.blocks = append(d.src.blocks, b)
}

// targets reads where the links of a Word file lead; only web and mail.
func targets(data []byte) map[string]string {
	var all struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:",attr"`
		}
	}
	to := make(map[string]string)
	if len(data) == 0 || xml.Unmarshal(data, &all) != nil {
		return to
	}
	for _, r := range all.Relationship {
		if strings.HasPrefix(r.Target, "https://") || strings.HasPrefix(r.Target, "http://") || strings.HasPrefix(r.Target, "mailto:") {
			to[r.ID] = r.Target
		}
	}
	return to
}

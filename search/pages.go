package search

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
)

// What ranking needs of every passage stands in tables, apart from the passages themselves: it is read for each of the
// thousands that a common word finds. Passages are named by their internal numbers.

// page is a document's text in one language, as it stands in a table: pageSize bytes.
type page struct {
	first    uint32 // of its passages
	document uint32
	prior    float32
	summary  uint16 // one more than which of its passages is no paragraph; 0 for none
	lang     uint8  // place in Index.languages
}

const pageSize = 16

func (p page) in(table []byte) []byte {
	table = binary.LittleEndian.AppendUint32(table, p.first)
	table = binary.LittleEndian.AppendUint32(table, p.document)
	table = binary.LittleEndian.AppendUint32(table, math.Float32bits(p.prior))
	table = binary.LittleEndian.AppendUint16(table, p.summary)
	return append(table, p.lang, 0)
}

// facts are what a document is counted and chosen by, as they stand in a table: factsSize bytes.
type facts struct {
	states     uint64 // as bits; which kind, year and State is a place in the index's names
	languages  uint64 // in which it is written, as bits
	kind, year uint16
}

const factsSize = 20

func (f facts) in(table []byte) []byte {
	table = binary.LittleEndian.AppendUint64(table, f.states)
	table = binary.LittleEndian.AppendUint64(table, f.languages)
	table = binary.LittleEndian.AppendUint16(table, f.kind)
	return binary.LittleEndian.AppendUint16(table, f.year)
}

// columns reads these tables.
type columns struct {
	order, pageOf    numbers // by internal number
	pages, documents []byte
}

// noParagraph marks a passage's page where the passage is no paragraph.
const noParagraph = 1 << 31

// page of a passage, and whether it is no paragraph.
func (c *columns) page(id uint32) (p page, summary bool) {
	n := c.pageOf.at(int(id))
	b := c.pages[int(n&^noParagraph)*pageSize:][:pageSize]
	return page{
		binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]), math.Float32frombits(binary.LittleEndian.Uint32(b[8:])),
		binary.LittleEndian.Uint16(b[12:]), b[14],
	}, n&noParagraph != 0
}

func (c *columns) facts(document uint32) facts {
	b := c.documents[int(document)*factsSize:][:factsSize]
	return facts{
		binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:]),
		binary.LittleEndian.Uint16(b[16:]), binary.LittleEndian.Uint16(b[18:]),
	}
}

func (c *columns) documentsCount() int { return len(c.documents) / factsSize }

// names are those that documents are counted under.
type names struct {
	Languages, Kinds, Years, States []string
}

// numbering numbers names in the order in which they come.
type numbering struct {
	names []string
	at    map[string]int
}

func (t *numbering) number(name string) int {
	n, ok := t.at[name]
	if !ok {
		if t.at == nil {
			t.at = map[string]int{}
		}
		n = len(t.names)
		t.at[name] = n
		t.names = append(t.names, name)
	}
	return n
}

const (
	mostStates    = 64 // that a search tells apart: India has 36 States and Union territories
	mostLanguages = 64 // of an index: India's constitution names 22 in its eighth schedule
)

// columnsBuilder makes the tables.
type columnsBuilder struct {
	pages                                     []page
	facts                                     []facts
	pageOf                                    []uint32 // by passage
	documents, languages, kinds, years, named numbering
}

// add takes the passages of the next page.
func (b *columnsBuilder) add(ps []passage) {
	p, d := ps[0], b.documents.number(ps[0].Document)
	if d == len(b.facts) {
		f := facts{kind: uint16(b.kinds.number(p.Kind)), year: uint16(b.years.number(yearName(p.Year)))}
		for _, s := range p.States {
			if n := b.named.number(s); n < mostStates {
				f.states |= 1 << n
			}
		}
		b.facts = append(b.facts, f)
	}
	made := page{first: uint32(len(b.pageOf)), document: uint32(d), prior: float32(p.Prior), lang: uint8(b.languages.number(p.Lang))}
	if p.Prior == 0 {
		made.prior = 1
	}
	for n := range ps {
		at := uint32(len(b.pages))
		if ps[n].Paragraph == "" {
			made.summary = uint16(min(n+1, math.MaxUint16))
			at |= noParagraph
		}
		b.pageOf = append(b.pageOf, at)
	}
	b.pages = append(b.pages, made)
}

// tables by internal number. Languages are put in order.
func (b *columnsBuilder) tables(t tables, order []uint32) (names, error) {
	if len(b.languages.names) > mostLanguages {
		return names{}, fmt.Errorf("texts in %d languages, %d are the most", len(b.languages.names), mostLanguages)
	}
	sorted := slices.Sorted(slices.Values(b.languages.names))
	for _, p := range b.pages {
		p.lang = uint8(slices.Index(sorted, b.languages.names[p.lang]))
		b.facts[p.document].languages |= 1 << p.lang
		t[tablePages] = p.in(t[tablePages])
	}
	for n, f := range b.facts {
		t[tableDocuments] = f.in(t[tableDocuments])
		t.addText(tableNames, b.documents.names[n])
	}
	var orders, pageOf numbers
	for _, passage := range order {
		orders, pageOf = orders.with(passage), pageOf.with(b.pageOf[passage])
	}
	t[tableOrder], t[tablePageOf] = orders, pageOf
	return names{sorted, b.kinds.names, b.years.names, b.named.names}, nil
}

func yearName(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

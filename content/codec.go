package content

import (
	"encoding/binary"
	"time"
)

// codec writes into a snapshot or reads from it, by the same code: numbers
// apart from texts. Texts that are read are pieces of the one string that they
// were read as.
type codec struct {
	writing bool
	numbers []byte
	texts   string
	written []byte // texts, while writing
	broken  bool   // the snapshot ended too early
}

func (c *codec) number(n *int) {
	if c.writing {
		c.numbers = binary.AppendVarint(c.numbers, int64(*n))
		return
	}
	v, size := binary.Varint(c.numbers)
	if size <= 0 {
		c.broken, v, size = true, 0, 0
	}
	c.numbers = c.numbers[size:]
	*n = int(v)
}

func (c *codec) flags(all ...*bool) {
	bits := 0
	for i, b := range all {
		if *b {
			bits |= 1 << i
		}
	}
	c.number(&bits)
	for i, b := range all {
		*b = bits&(1<<i) != 0
	}
}

func (c *codec) text(all ...*string) {
	for _, s := range all {
		c.piece(s)
	}
}

func (c *codec) piece(s *string) {
	n := len(*s)
	c.number(&n)
	if c.writing {
		c.written = append(c.written, *s...)
		return
	}
	if n < 0 || n > len(c.texts) {
		c.broken, n = true, 0
	}
	*s, c.texts = c.texts[:n], c.texts[n:]
}

// count is the length of a list; reading, a list of that length is made. A
// list in a snapshot takes at least a byte an entry.
func count[T any](c *codec, list *[]T) int {
	n := len(*list)
	c.number(&n)
	if !c.writing {
		if n < 0 || n > len(c.numbers) {
			c.broken, n = true, 0
		}
		*list = nil
		if n > 0 {
			*list = make([]T, n)
		}
	}
	return n
}

func (c *codec) list(list *[]string) {
	for i := range count(c, list) {
		c.text(&(*list)[i])
	}
}

// date keeps a day; documents have no other times.
func (c *codec) date(t *time.Time) {
	zero, day := t.IsZero(), 0
	if !zero {
		day = int(t.Unix() / 86400)
	}
	c.flags(&zero)
	c.number(&day)
	if !c.writing && !zero {
		*t = time.Unix(int64(day)*86400, 0).UTC()
	}
}

func (c *codec) pointer(p *Pointer) { c.text(&p.Kind, &p.Slug, &p.Anchor, &p.Words, &p.Lang) }

func (c *codec) pointers(list *[]Pointer) {
	for i := range count(c, list) {
		c.pointer(&(*list)[i])
	}
}

// page is what a library needs of a page to put it on its shelf, and the page
// of itself when it is asked for; its text in Markdown stands apart.
func (c *codec) page(p *page) {
	for i := range count(c, &p.links) {
		l := &p.links[i]
		c.text(&l.from, &l.kind, &l.slug, &l.anchor)
	}
	c.document(p.doc)
}

func (c *codec) document(d *Document) {
	c.text(&d.Kind, &d.Slug, &d.Lang, &d.Version, &d.Title, &d.Number, &d.Issuer, &d.Cite, &d.Status, &d.SupersededBy, &d.Summary,
		&d.DatePrecision, &d.DateNote, &d.ReviewNote, &d.CheckedOn, &d.CheckedBy, &d.Since, &d.Until, &d.Lawyer.Name, &d.Lawyer.On,
		&d.QuizLang, &d.ChangedLang)
	c.date(&d.Date)
	c.number(&d.Order)
	c.flags(&d.Digest, &d.Review, &d.Full, &d.Own, &d.Stale)
	c.list(&d.Addressees)
	c.list(&d.Keywords)
	for i := range count(c, &d.Sources) {
		x := &d.Sources[i]
		c.text(&x.Name, &x.URL, &x.Ref)
	}
	for i := range count(c, &d.TOC) {
		x := &d.TOC[i]
		c.text(&x.ID, &x.Text)
		c.number(&x.Level)
	}
	for i := range count(c, &d.Paragraphs) {
		c.paragraph(&d.Paragraphs[i])
	}
	for i := range count(c, &d.Contacts) {
		x := &d.Contacts[i]
		c.text(&x.Name, &x.Phone, &x.Email, &x.URL, &x.Owner, &x.CheckedOn)
		c.flags(&x.Emergency)
	}
	for i := range count(c, &d.Quiz) {
		x := &d.Quiz[i]
		c.text(&x.Ask, &x.Why)
		c.list(&x.Options)
		c.number(&x.Answer)
		c.pointer(&x.At)
	}
	for i := range count(c, &d.Changed) {
		c.text(&d.Changed[i].On, &d.Changed[i].What)
	}
	for i := range count(c, &d.Originals) {
		x := &d.Originals[i]
		n := int(x.Bytes)
		c.text(&x.File, &x.Title, &x.SHA256, &x.Format)
		c.number(&n)
		x.Bytes = int64(n)
	}
}

func (c *codec) paragraph(p *Paragraph) {
	c.text(&p.ID, &p.Number, &p.Heading, &p.Text)
	more := p.Who != "" || p.Within != "" || p.By != nil || p.Implements != nil || p.Replaces != nil || p.Was != nil
	c.flags(&p.Review, &more)
	if !more {
		return
	}
	c.text(&p.Who, &p.Within, &p.WhoLang, &p.WithinLang)
	c.pointers(&p.By)
	c.pointers(&p.Implements)
	c.pointers(&p.Replaces)
	c.list(&p.Was)
}

package content

import (
	"bytes"
	"slices"
	"strings"
)

// attributes is what stands behind the number in a paragraph's braces:
// {3 who="Investigating officer" within="24 hours"}.
type attributes struct {
	line   int // of the file
	values []attribute
	used   bool // a numbered paragraph has taken them
	broken bool // they cannot be read, and a fault says so
}

type attribute struct{ key, value string }

// attributeKeys are the keys that an author may write, in the order in which
// the documentation lists them.
var attributeKeys = []string{"who", "within", "by", "implements", "was", "replaces", "review"}

// maxAttribute bounds a value, in bytes: it is shown beside the paragraph.
const maxAttribute = 600

// cutAttributes takes the attributes out of every line that begins with a
// braced number and leaves the number alone: the Markdown reader must not see
// marks in them as markup. Lines stay lines, so faults keep their place. The
// result is keyed by line of the file.
func cutAttributes(r *report, src []byte, firstLine int) ([]byte, map[int]*attributes) {
	if !bytes.Contains(src, []byte(`="`)) {
		return src, nil
	}
	var out []byte
	found := make(map[int]*attributes)
	kept := 0 // src up to here is in out
	for at, line := 0, firstLine; at < len(src); line++ {
		end := bytes.IndexByte(src[at:], '\n') + 1
		if end == 0 {
			end = len(src) - at
		}
		row := src[at : at+end]
		if number, size, a, msg := bracedAttributes(row); msg != "" {
			r.add(line, "%s", msg)
			found[line] = &attributes{used: true, broken: true}
		} else if a != nil {
			a.line = line
			found[line] = a
			out = append(append(out, src[kept:at]...), "{"+number+"}"...)
			kept = at + size
		}
		at += end
	}
	return append(out, src[kept:]...), found
}

// bracedAttributes reads `{3 who="…"}` at the start of a line. size is how
// many bytes the braces take. a is nil where the line does not begin with a
// number and attributes; msg says what is wrong with them.
func bracedAttributes(row []byte) (number string, size int, a *attributes, msg string) {
	if len(row) < 2 || row[0] != '{' || !isDigit(row[1]) && !within(string(row[1:2]), 'A', 'Z') {
		return "", 0, nil, ""
	}
	end := bytes.IndexAny(row, " \t}")
	if end < 0 || row[end] == '}' || !isNumber(string(row[1:end])) {
		return "", 0, nil, ""
	}
	number = string(row[1:end])
	a = &attributes{}
	rest := row[end:]
	for {
		rest = bytes.TrimLeft(rest, " \t")
		if len(rest) > 0 && rest[0] == '}' {
			break
		}
		key, after, ok := bytes.Cut(rest, []byte(`="`))
		value, next, closed := bytes.Cut(after, []byte(`"`))
		if !ok || !closed || !within(string(key), 'a', 'z') || len(key) == 0 {
			if len(a.values) == 0 && !bytes.Contains(row, []byte(`="`)) {
				return "", 0, nil, "" // a brace of another sort; number says so
			}
			return "", 0, nil, `write what stands beside the number as key="words", all on one line: {` + number + ` who="Officer in charge"}`
		}
		a.values = append(a.values, attribute{string(key), strings.Join(strings.Fields(string(value)), " ")})
		rest = next
	}
	if len(a.values) == 0 {
		return "", 0, nil, ""
	}
	return number, len(row) - len(rest) + 1, a, ""
}

// takeAttributes writes the attributes into the paragraph and says what is
// wrong with each.
func (b *body) takeAttributes(p *Paragraph, a *attributes) {
	a.used = true
	seen := make(map[string]bool)
	for _, x := range a.values {
		switch {
		case seen[x.key]:
			b.add(a.line, "remove one of the two attributes %s", x.key)
			continue
		case x.value == "":
			b.add(a.line, "give the attribute %s a value, or remove it", x.key)
			continue
		case len(x.value) > maxAttribute:
			b.add(a.line, "shorten the attribute %s: it may take at most %d bytes", x.key, maxAttribute)
			continue
		}
		seen[x.key] = true
		switch x.key {
		case "who":
			p.Who, p.WhoLang = x.value, b.doc.Lang
		case "within":
			p.Within, p.WithinLang = x.value, b.doc.Lang
		case "by":
			p.By = b.pointers(a.line, x.key, strings.Split(x.value, ";"))
		case "replaces":
			if b.doc.Kind != "laws" {
				b.add(a.line, "remove replaces: only sections of laws replace sections")
				continue
			}
			p.Replaces = b.pointers(a.line, x.key, strings.Split(x.value, ";"))
		case "implements":
			p.Implements = b.pointers(a.line, x.key, strings.Fields(x.value))
		case "was":
			b.was(p, a.line, strings.Fields(x.value))
		case "review":
			if p.Review = x.value == "true"; !p.Review {
				b.add(a.line, `write review="true", or remove it`)
			}
		default:
			b.add(a.line, "remove the attribute %q: a paragraph has %s", x.key, strings.Join(attributeKeys, ", "))
		}
	}
}

// pointers reads places of the library ("/laws/bns-2023#p143") and, but for
// implements, sources in words.
func (b *body) pointers(line int, key string, parts []string) []Pointer {
	var all []Pointer
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if !strings.HasPrefix(part, "/") && !strings.HasPrefix(part, "#") {
			if key == "implements" {
				b.add(line, "write implements as links of the library, with spaces between them: /advisories/2024-03-04-child-labour#p2.vi")
				continue
			}
			all = append(all, Pointer{Words: part, Lang: b.doc.Lang})
			continue
		}
		a := resolve(part, b.doc.Kind, b.doc.Slug, b.doc.Lang)
		if a.target.kind == "" || a.fault != "" {
			b.add(line, "mend the attribute %s: %s is no document of the library", key, part)
			continue
		}
		a.target.line, a.target.from = line, b.place
		b.links = append(b.links, a.target)
		all = append(all, Pointer{Kind: a.target.kind, Slug: a.target.slug, Anchor: a.target.anchor})
	}
	return all
}

// was takes earlier ids of the paragraph. Another paragraph may have one of
// them today, or have had it at another time: where a paragraph is put in, all
// that follow move on.
func (b *body) was(p *Paragraph, line int, ids []string) {
	for _, id := range ids {
		if Reference(id) == "" {
			b.add(line, "write was as earlier ids of this paragraph, such as p4 or p2.vi: %q is none", id)
			continue
		}
		if id == p.ID {
			b.add(line, "remove %s from was: this paragraph has that id today", id)
			continue
		}
		if slices.Contains(p.Was, id) {
			b.add(line, "write %s once in was", id)
			continue
		}
		p.Was = append(p.Was, id)
	}
}

// leftOver finds attributes that belong to no numbered paragraph.
func (b *body) leftOver() {
	for line, a := range b.attributes {
		if !a.used {
			b.add(line, "put these braces at the beginning of a block of their own: here they number nothing")
		}
	}
}

// inherit gives a translated paragraph what only the English text says.
func (p *Paragraph) inherit(e *Paragraph) {
	if p.Who == "" {
		p.Who, p.WhoLang = e.Who, e.WhoLang
	}
	if p.Within == "" {
		p.Within, p.WithinLang = e.Within, e.WithinLang
	}
	if p.By == nil {
		p.By = e.By
	}
	if p.Replaces == nil {
		p.Replaces = e.Replaces
	}
	if p.Implements == nil {
		p.Implements = e.Implements
	}
	if p.Was == nil {
		p.Was = e.Was
	}
	p.Review = p.Review || e.Review
}

package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// onlyIn says which kinds may have a key; the others are for every kind.
var onlyIn = map[string][]string{
	"lawyer": {"laws", "sops"},
	"own":    {"sops"},
	"since":  {"laws"},
	"until":  {"laws"},
	"quiz":   {"training"},
	"form":   {"best-practices", "training", "campaigns"},
}

// Sections gives the ids of the headings that a document of a kind has in
// full, in their order; nil for a kind without such headings.
func Sections(kind string) []string {
	switch kind {
	case "best-practices":
		return []string{"problem", "done", "result", "repeat", "contact"}
	case "training":
		return []string{"outcomes", "plan", "reading", "exercises"}
	case "campaigns":
		return []string{"what", "when", "where", "register"}
	}
	return nil
}

// more takes the keys of front matter that decode does not know itself.
func (f *front) more(key string, line int, v *yaml.Node) {
	d := f.doc
	if kinds, bound := onlyIn[key]; bound && !slices.Contains(kinds, d.Kind) {
		f.add(line, "remove the key %q: it belongs to %s", key, strings.Join(kinds, " and "))
		return
	}
	switch key {
	case "own":
		d.Own = f.flag(key, v)
	case "form":
		d.Full = f.oneOf(key, v, "full") == "full"
	case "since":
		d.Since = f.day(key, v)
	case "until":
		d.Until = f.day(key, v)
	case "lawyer":
		f.lawyer(line, v)
	case "contacts":
		f.entries(key, v, f.contact)
	case "quiz":
		f.entries(key, v, f.question)
	case "changed":
		f.entries(key, v, f.edit)
	case "pages":
		f.entries(key, v, f.original)
	default:
		f.add(line, "remove the key %q: front matter has no such key", key)
	}
}

// entries gives each entry of a list of lines of the form key: value.
func (f *front) entries(key string, v *yaml.Node, take func(line int, e *entry)) {
	if v.Kind != yaml.SequenceNode || len(v.Content) == 0 {
		f.add(v.Line+1, "write %s as a list, each entry after a dash", key)
		return
	}
	for _, n := range v.Content {
		if e := f.entry(key, n); e != nil {
			take(n.Line+1, e)
			e.done()
		}
	}
}

// entry is one mapping inside the front matter while it is read.
type entry struct {
	f     *front
	key   string // of the front matter
	line  int
	order []string
	left  map[string]*yaml.Node // what nobody has asked for yet
	asked []string
}

func (f *front) entry(key string, n *yaml.Node) *entry {
	if n.Kind != yaml.MappingNode {
		f.add(n.Line+1, "write each entry of %s as lines of the form key: value", key)
		return nil
	}
	e := &entry{f: f, key: key, line: n.Line + 1, left: make(map[string]*yaml.Node)}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if _, doubled := e.left[k.Value]; doubled {
			f.add(k.Line+1, "remove one of the two keys %q of this entry of %s", k.Value, key)
		}
		e.left[k.Value] = n.Content[i+1]
		e.order = append(e.order, k.Value)
	}
	return e
}

// take gives the value of a key, nil if it is not there.
func (e *entry) take(key string) *yaml.Node {
	e.asked = append(e.asked, key)
	v := e.left[key]
	delete(e.left, key)
	return v
}

func (e *entry) text(key string) string {
	if v := e.take(key); v != nil {
		return e.f.text(key, v)
	}
	return ""
}

func (e *entry) day(key string) string {
	if v := e.take(key); v != nil {
		return e.f.day(key, v)
	}
	return ""
}

// need is text for a key that must be there.
func (e *entry) need(key, msg string) string {
	s := e.text(key)
	if s == "" {
		e.f.add(e.line, "%s", msg)
	}
	return s
}

// done says what keys nobody has asked for.
func (e *entry) done() {
	for _, k := range slices.Compact(slices.Sorted(slices.Values(e.order))) {
		if v := e.left[k]; v != nil {
			e.f.add(v.Line+1, "remove the key %q: an entry of %s has %s", k, e.key, strings.Join(e.asked, ", "))
		}
	}
}

func (f *front) lawyer(line int, v *yaml.Node) {
	e := f.entry("lawyer", v)
	if e == nil {
		return
	}
	f.doc.Lawyer.Name = e.need("name", "name the lawyer who has checked the page")
	f.doc.Lawyer.On = e.day("on")
	if f.doc.Lawyer.On == "" {
		f.add(line, "say in on, under lawyer, on which day the page was checked")
	}
	e.done()
}

func (f *front) contact(line int, e *entry) {
	c := Contact{Name: e.need("name", "name the contact"), Phone: e.text("phone"), Email: e.text("email"), URL: e.text("url"),
		Owner: e.need("owner", "say in owner who keeps this contact true"), CheckedOn: e.day("checked_on")}
	if v := e.take("emergency"); v != nil {
		c.Emergency = f.flag("emergency", v)
	}
	if c.CheckedOn == "" {
		f.add(line, "say in checked_on on which day this contact was last tried")
	}
	if c.Phone == "" && c.Email == "" && c.URL == "" {
		f.add(line, "say how to reach this contact: phone, email or url")
	}
	if strings.Trim(c.Phone, "0123456789+-() ") != "" {
		f.add(line, "write phone with Latin digits, +, -, brackets and spaces alone: 1098, +91 11 2309 2011")
		c.Phone = ""
	}
	if at := strings.IndexByte(c.Email, '@'); c.Email != "" && (at < 1 || at == len(c.Email)-1 || strings.ContainsAny(c.Email, " <>\"'?&")) {
		f.add(line, "write email as one address: name@place.in")
		c.Email = ""
	}
	if c.URL != "" && !isWebAddress(c.URL) {
		f.add(line, "write url as an address that begins with https:// or http://")
		c.URL = ""
	}
	f.doc.Contacts = append(f.doc.Contacts, c)
}

func (f *front) question(line int, e *entry) {
	q := Question{Ask: e.need("ask", "write the question: add ask")}
	if v := e.take("options"); v != nil {
		q.Options = f.list("options", v)
	}
	q.Answer, _ = strconv.Atoi(e.text("answer"))
	q.Why = e.need("why", "say in why what makes the answer right")
	at := e.text("at")
	switch {
	case len(q.Options) < 2 || len(q.Options) > maxOptions:
		f.add(line, "give the question 2 to %d options", maxOptions)
	case q.Answer < 1 || q.Answer > len(q.Options):
		f.add(line, "say in answer which option is right, as its number from 1")
	}
	if at != "" {
		if a := resolve(at, f.doc.Kind, f.doc.Slug, f.doc.Lang); a.target.kind == "" {
			f.add(line, "write at as a place of the library: /laws/bns-2023#p143")
		} else {
			a.target.line = line
			f.links = append(f.links, a.target)
			q.At = Pointer{Kind: a.target.kind, Slug: a.target.slug, Anchor: a.target.anchor}
		}
	}
	f.doc.Quiz = append(f.doc.Quiz, q)
}

// maxOptions is how many answers a question may offer: one digit each in the
// address of the marked quiz. House rule.
const maxOptions = 9

func (f *front) edit(line int, e *entry) {
	c := Edit{On: e.day("on"), What: e.need("what", "say in what what changed")}
	if c.On == "" {
		f.add(line, "say in on from which day the change counts")
	}
	f.doc.Changed = append(f.doc.Changed, c)
	slices.SortStableFunc(f.doc.Changed, func(a, b Edit) int { return strings.Compare(b.On, a.On) })
}

func (f *front) original(line int, e *entry) {
	o := Original{File: e.need("file", "name the file: add file"), Title: e.need("title", "give the file a title"),
		SHA256: strings.ToLower(e.text("sha256")), Format: e.need("format", "say in format what the file is: PDF, DOCX")}
	n, err := strconv.ParseInt(e.text("bytes"), 10, 64)
	if err != nil || n < 1 {
		f.add(line, "say in bytes how large the file is")
	}
	o.Bytes = n
	if o.File != "" && !isFileName(o.File) {
		f.add(line, "rename the file: a–z, 0–9, dots and dashes, with an ending other than md")
		o.File = ""
	}
	if len(o.SHA256) != 64 || strings.Trim(o.SHA256, "0123456789abcdef") != "" {
		f.add(line, "say in sha256 the file's SHA-256 as 64 hexadecimal digits")
	}
	f.doc.Originals = append(f.doc.Originals, o)
}

// isFileName tells whether s may be the name of a file beside a document.
func isFileName(s string) bool {
	dot := strings.LastIndexByte(s, '.')
	return dot > 0 && dot < len(s)-1 && len(s) <= maxName && !strings.HasSuffix(s, ".md") && !strings.Contains(s, "..") &&
		strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == "" && s[0] != '.'
}

// requireMore checks what belongs together among the keys above.
func (f *front) requireMore() {
	d := f.doc
	if d.Since != "" && d.Until != "" && d.Until < d.Since {
		f.missing("until", "mend until: it is before since")
	}
	for i := 1; i < len(d.Changed); i++ {
		if d.Changed[i].On == d.Changed[i-1].On && d.Changed[i].On != "" {
			f.missing("changed", "say in one entry of changed what changed on "+d.Changed[i].On)
		}
	}
	seen := make(map[string]bool)
	for _, o := range d.Originals {
		if seen[o.File] && o.File != "" {
			f.missing("pages", fmt.Sprintf("list the file %s once", o.File))
		}
		seen[o.File] = true
	}
}

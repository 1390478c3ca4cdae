package content

import (
	"bytes"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// maxFront is the most that front matter may take, in bytes. Real ones take
// one or two thousand; the bound keeps the YAML reader's work small.
const maxFront = 64 << 10

// front is the front matter of one file while it is read.
type front struct {
	*report
	doc     *Document
	lines   map[string]int // line of each key that was given
	printed string         // the date as it was written
	links   []link
}

// splitFront cuts a file into front matter and body and tells the line on
// which each begins. ok is false, with a fault, if there is no front matter.
func splitFront(r *report, data []byte) (yamlText, body []byte, bodyLine int, ok bool) {
	first, rest, _ := bytes.Cut(data, []byte("\n"))
	if !isFence(first) {
		r.add(1, "begin the file with front matter: a line ---, then keys such as title and source, then a line ---")
		return nil, nil, 0, false
	}
	line := 2
	for at := 0; at < len(rest); line++ {
		end := bytes.IndexByte(rest[at:], '\n')
		next := at + end + 1
		if end < 0 {
			end, next = len(rest)-at, len(rest)
		}
		if isFence(rest[at : at+end]) {
			if at > maxFront {
				r.add(1, "shorten the front matter: it may take at most 64 KiB")
				return nil, nil, 0, false
			}
			return rest[:at], rest[next:], line + 1, true
		}
		at = next
	}
	r.add(1, "close the front matter with a line ---")
	return nil, nil, 0, false
}

func isFence(line []byte) bool { return string(bytes.TrimRight(line, " \t\r")) == "---" }

// decode reads the keys into f.doc. Every key that is unknown, doubled
// or of the wrong kind is a fault on its own line; the others are kept, so
// that one slip does not hide the next. It returns false if there are no keys
// to speak of, so that nobody is told of every required one.
func (f *front) decode(yamlText []byte) bool {
	var root yaml.Node
	if err := yaml.Unmarshal(yamlText, &root); err != nil {
		line, msg := yamlFault(err)
		f.add(line+1, "mend the front matter, it is not YAML: %s", msg)
		return false
	}
	if len(root.Content) == 0 {
		return true
	}
	m := root.Content[0]
	if m.Kind != yaml.MappingNode {
		f.add(m.Line+1, "write the front matter as lines of the form key: value")
		return false
	}
	for i := 0; i+1 < len(m.Content); i += 2 {
		k, v := m.Content[i], m.Content[i+1]
		line := k.Line + 1 // the opening --- is line 1 of the file
		if first, doubled := f.lines[k.Value]; doubled {
			f.add(line, "remove one of the two keys %q: the first is on line %d", k.Value, first)
			continue
		}
		f.lines[k.Value] = line
		f.key(k.Value, line, v)
	}
	return true
}

// key takes one key's value.
func (f *front) key(key string, line int, v *yaml.Node) {
	d := f.doc
	switch key {
	case "title":
		d.Title = f.text(key, v)
	case "number":
		d.Number = f.text(key, v)
	case "issuer":
		d.Issuer = f.text(key, v)
	case "cite":
		d.Cite = f.text(key, v)
	case "summary":
		d.Summary = f.text(key, v)
	case "review_note":
		d.ReviewNote = f.text(key, v)
	case "checked_by":
		d.CheckedBy = f.text(key, v)
	case "date_note":
		d.DateNote = f.text(key, v)
	case "superseded_by":
		d.SupersededBy = strings.Trim(f.text(key, v), "/")
	case "status":
		d.Status = f.oneOf(key, v, InForce, Superseded, Withdrawn)
	case "date_precision":
		d.DatePrecision = f.oneOf(key, v, Day, Month, Year)
	case "date":
		f.date(v)
	case "checked_on":
		d.CheckedOn = f.day(key, v)
	case "digest":
		d.Digest = f.flag(key, v)
	case "review":
		d.Review = f.flag(key, v)
	case "order":
		d.Order = f.count(key, v)
	case "addressees":
		d.Addressees = f.list(key, v)
	case "keywords":
		d.Keywords = f.list(key, v)
	case "source":
		f.sources(v)
	default:
		f.more(key, line, v)
	}
}

// text takes a value that is one piece of text; line breaks become spaces.
func (f *front) text(key string, v *yaml.Node) string {
	if v.Kind != yaml.ScalarNode {
		f.add(v.Line+1, "write %s as one piece of text, in quotes if it holds a colon", key)
		return ""
	}
	if v.Tag == "!!null" {
		return ""
	}
	return strings.Join(strings.Fields(v.Value), " ")
}

func (f *front) oneOf(key string, v *yaml.Node, allowed ...string) string {
	s := f.text(key, v)
	if s != "" && !slices.Contains(allowed, s) {
		f.add(v.Line+1, "write %s as one of %s: %q is unknown", key, strings.Join(allowed, ", "), s)
		return ""
	}
	return s
}

func (f *front) flag(key string, v *yaml.Node) bool {
	s := f.text(key, v)
	if s != "true" && s != "false" {
		f.add(v.Line+1, "write %s as true or false", key)
	}
	return s == "true"
}

func (f *front) count(key string, v *yaml.Node) int {
	n, err := strconv.Atoi(f.text(key, v))
	if err != nil || n < 0 || n > 9999 {
		f.add(v.Line+1, "write %s as a whole number from 0 to 9999", key)
		return 0
	}
	return n
}

func (f *front) list(key string, v *yaml.Node) []string {
	if v.Tag == "!!null" {
		return nil
	}
	if v.Kind != yaml.SequenceNode {
		f.add(v.Line+1, "write %s as a list, each entry on a line of its own after a dash", key)
		return nil
	}
	var all []string
	for _, entry := range v.Content {
		s := f.text(key, entry)
		if s == "" {
			f.add(entry.Line+1, "fill or remove the empty entry of %s", key)
			continue
		}
		all = append(all, s)
	}
	return all
}

func (f *front) day(key string, v *yaml.Node) string {
	s := f.text(key, v)
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		f.add(v.Line+1, "write %s as a day of the form 2024-03-04", key)
		return ""
	}
	return s
}

// date takes "2024-03-04", "2024-03" or "2024"; the two short forms say
// their precision themselves.
func (f *front) date(v *yaml.Node) {
	s := f.text("date", v)
	for _, form := range []struct{ layout, precision string }{
		{"2006-01-02", Day}, {"2006-01", Month}, {"2006", Year},
	} {
		t, err := time.Parse(form.layout, s)
		if err != nil || len(s) != len(form.layout) {
			continue
		}
		// Older than the East India Company's first Acts or far ahead is a
		// slip of the pen in a library of Indian instruments.
		if t.Year() < 1772 || t.Year() > 2199 {
			break
		}
		f.doc.Date, f.printed = t, s
		if f.doc.DatePrecision == "" {
			f.doc.DatePrecision = form.precision
		}
		return
	}
	f.add(v.Line+1, "write date as 2024-03-04, or 2024-03 or 2024 where no more is printed: %q is no such day", s)
}

// sources takes the list of {name, url} and {name, ref}.
func (f *front) sources(v *yaml.Node) {
	if v.Kind != yaml.SequenceNode || len(v.Content) == 0 {
		f.add(v.Line+1, "write source as a list of name with url, or name with ref")
		return
	}
	for _, entry := range v.Content {
		line := entry.Line + 1
		if entry.Kind != yaml.MappingNode {
			f.add(line, "write each source as a name with url, or a name with ref")
			continue
		}
		var s Source
		for i := 0; i+1 < len(entry.Content); i += 2 {
			k, val := entry.Content[i], entry.Content[i+1]
			switch k.Value {
			case "name":
				s.Name = f.text("name", val)
			case "ref":
				s.Ref = f.text("ref", val)
			case "url":
				s.URL = f.text("url", val)
				if s.URL != "" && !isWebAddress(s.URL) {
					f.add(val.Line+1, "write url as an address that begins with https:// or http://")
				}
			default:
				f.add(k.Line+1, "remove the key %q: a source has name, url and ref", k.Value)
			}
		}
		if s.Name == "" {
			f.add(line, "name the source: add name")
		}
		if s.URL == "" && s.Ref == "" {
			f.add(line, "say where the source is found: add url, or ref where it has no address")
		}
		f.doc.Sources = append(f.doc.Sources, s)
	}
}

// isWebAddress tells whether s is an absolute http or https address.
func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil
}

// yamlFault takes the line, from 1, out of a message of the YAML reader.
func yamlFault(err error) (line int, msg string) {
	msg = strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(msg, "line "); ok {
		number, after, _ := strings.Cut(rest, ":")
		if n, err := strconv.Atoi(number); err == nil {
			return n, strings.TrimSpace(after)
		}
	}
	return 1, msg
}

package i18n

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// pluralForms are the keys that make a table a message that counts (CLDR's names).
var pluralForms = []string{"zero", "one", "two", "few", "many", "other"}

// message is one message of a catalogue, with where it was written.
type message struct {
	file  string
	line  int
	forms map[string]pattern
	raw   map[string]string
}

type catalogue struct{ messages map[string]message }

// reader gathers languages, catalogues and faults over all file systems.
type reader struct {
	languages []Language
	merged    map[string]*catalogue // by tag
	faults    Faults
}

func (r *reader) fault(file string, line int, format string, args ...any) {
	r.faults = append(r.faults, Fault{file, line, fmt.Sprintf(format, args...)})
}

// read takes one file system in, on top of what was read before.
func (r *reader) read(fsys fs.FS) {
	r.readLanguages(fsys)
	names, err := fs.Glob(fsys, "catalog/*.toml")
	if err != nil {
		r.fault("catalog", 0, "cannot be listed: %v", err)
		return
	}
	here := map[string]*catalogue{} // of this file system: within it no id may come twice
	for _, name := range names {
		tag, _, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".toml"), ".")
		if !slices.ContainsFunc(r.languages, func(l Language) bool { return l.Tag == tag }) {
			r.fault(name, 0, "unknown language %q: add it to languages.toml or rename the file <tag>.toml or <tag>.<part>.toml", tag)
			continue
		}
		if here[tag] == nil {
			here[tag] = &catalogue{map[string]message{}}
		}
		r.readCatalogue(fsys, name, here[tag])
	}
	for tag, c := range here {
		if r.merged[tag] == nil {
			r.merged[tag] = &catalogue{map[string]message{}}
		}
		for id, m := range c.messages {
			r.merged[tag].messages[id] = m
		}
	}
}

func (r *reader) readLanguages(fsys fs.FS) {
	const name = "languages.toml"
	data, ok := r.readText(fsys, name)
	if !ok {
		return
	}
	var file struct {
		Language []Language `toml:"language"`
	}
	meta, err := toml.Decode(data, &file)
	if err != nil {
		r.syntax(name, err)
		return
	}
	for _, key := range meta.Undecoded() {
		r.fault(name, 0, "unknown key %q", key)
	}
	starts := tableLines(data, "[[language]]")
	for i, l := range file.Language {
		for _, msg := range l.faults() {
			r.fault(name, starts[min(i, len(starts)-1)], "%s", msg)
		}
		at := slices.IndexFunc(r.languages, func(o Language) bool { return o.Tag == l.Tag })
		switch {
		case at < 0:
			r.languages = append(r.languages, l)
		case slices.ContainsFunc(file.Language[:i], func(o Language) bool { return o.Tag == l.Tag }):
			r.fault(name, starts[min(i, len(starts)-1)], "language %q comes twice: remove one", l.Tag)
		default:
			r.languages[at] = l
		}
	}
}

// readText reads a file that must be UTF-8 without NUL; ok is false where it is missing or unfit.
func (r *reader) readText(fsys fs.FS, name string) (string, bool) {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", false
	}
	if err != nil {
		r.fault(name, 0, "cannot be read: %v", err)
		return "", false
	}
	text := string(data)
	for i, line := range strings.Split(text, "\n") {
		if !utf8.ValidString(line) || strings.ContainsRune(line, 0) {
			r.fault(name, i+1, "not UTF-8 text: save the file as UTF-8")
			return "", false
		}
	}
	return text, true
}

func (r *reader) syntax(name string, err error) {
	var parse toml.ParseError
	if errors.As(err, &parse) {
		r.fault(name, parse.Position.Line, "not TOML: %s", parse.Message)
		return
	}
	r.fault(name, 0, "not TOML: %v", err)
}

func (r *reader) readCatalogue(fsys fs.FS, name string, into *catalogue) {
	data, ok := r.readText(fsys, name)
	if !ok {
		return
	}
	var tree map[string]any
	if _, err := toml.Decode(data, &tree); err != nil {
		r.syntax(name, err)
		return
	}
	lines := keyLines(data)
	r.flatten(name, "", tree, lines, into)
}

// flatten makes messages of a TOML tree: a text, or a table of plural forms, is a message; any other table is a
// prefix of ids.
func (r *reader) flatten(file, prefix string, tree map[string]any, lines map[string]int, into *catalogue) {
	keys := make([]string, 0, len(tree))
	for k := range tree {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, key := range keys {
		id := key
		if prefix != "" {
			id = prefix + "." + key
		}
		switch v := tree[key].(type) {
		case string:
			r.add(file, lines[id], id, map[string]string{"other": v}, into)
		case map[string]any:
			if forms, ok := counts(v); ok {
				line := lines[id]
				if line == 0 {
					line = lines[id+".other"]
				}
				r.add(file, line, id, forms, into)
			} else {
				r.flatten(file, id, v, lines, into)
			}
		default:
			r.fault(file, lines[id], "message %q is not a text: write it in quotes", id)
		}
	}
}

// counts returns the plural forms, if the table is a message that counts: `other`, another form, and nothing else.
// A table with `other` alone, or with other keys beside, is a list of messages one of which is called "other".
func counts(table map[string]any) (map[string]string, bool) {
	forms := map[string]string{}
	for k, v := range table {
		text, ok := v.(string)
		if !ok || !slices.Contains(pluralForms, k) {
			return nil, false
		}
		forms[k] = text
	}
	return forms, len(forms) > 1 && forms["other"] != ""
}

func (r *reader) add(file string, line int, id string, forms map[string]string, into *catalogue) {
	if first, ok := into.messages[id]; ok {
		r.fault(file, line, "message %q is already in %s:%d: remove one", id, first.file, first.line)
		return
	}
	m := message{file: file, line: line, forms: map[string]pattern{}, raw: forms}
	for form, text := range forms {
		if strings.TrimSpace(text) == "" {
			r.fault(file, line, "message %q is empty: write it or remove it", id)
			return
		}
		p, err := parsePattern(text)
		if err != nil {
			r.fault(file, line, "message %q: %v", id, err)
			return
		}
		m.forms[form] = p
	}
	into.messages[id] = m
}

// build makes the Bundle of what was read.
func (r *reader) build() (*Bundle, error) {
	sort.SliceStable(r.faults, func(i, j int) bool {
		a, b := r.faults[i], r.faults[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Msg < b.Msg
	})
	b := &Bundle{speaking: map[string]*tongue{}, faults: r.faults}
	zone := ist()
	b.known = r.languages
	for _, l := range r.languages {
		t := &tongue{Language: l, texts: map[string]pattern{}, zone: zone}
		// go-i18n has no plural rule for some languages and refuses them: they borrow one.
		tag := language.Make(l.rule())
		bundle := goi18n.NewBundle(tag)
		if err := bundle.AddMessages(tag); err != nil {
			b.faults = append(b.faults, Fault{"languages.toml", 0, fmt.Sprintf("language %q has no plural rule: set plural to a language whose rule fits", l.Tag)})
			continue
		}
		if c := r.merged[l.Tag]; c != nil {
			for id, m := range c.messages {
				t.texts[id] = m.forms["other"]
				bundle.MustAddMessages(tag, &goi18n.Message{ID: id, Zero: m.raw["zero"], One: m.raw["one"],
					Two: m.raw["two"], Few: m.raw["few"], Many: m.raw["many"], Other: m.raw["other"]})
			}
		}
		t.localizer = goi18n.NewLocalizer(bundle, tag.String())
		b.speaking[l.Tag] = t
		if l.On {
			b.languages = append(b.languages, l)
		}
	}
	original := b.speaking[Original]
	if original == nil || len(b.languages) == 0 {
		b.faults = append(b.faults, Fault{"languages.toml", 0, "no language to speak: English must be there, and at least one language switched on"})
		return nil, b.faults
	}
	for tag, t := range b.speaking {
		if tag != Original {
			t.original = original
		}
	}
	b.match()
	return b, nil
}

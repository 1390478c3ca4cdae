package triage

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed data
var embedded embed.FS

// Rules are the compiled rules and word lists. They never change after Load
// and are safe for concurrent use.
type Rules struct {
	rules       []rule
	concepts    map[string]*concept
	settings    settings
	index       *index
	numbers     map[string]int      // number words, folded; by key with a leading ~
	spelled     map[string]string   // keys of short spellings: krne is karne
	commonWords map[string][]string // everyday Latin words, and whose they are
	commonKeys  map[string][]string // the same by sound, of the lists in other scripts
	langs       []string            // BCP 47, of the word lists
	partial     []string            // of these, the ones whose lists are short
	hash        string
}

// settings are the numbers of the verdict.
type settings struct {
	Urgent int    `toml:"urgent"` // points from which a report is urgent
	Source string `toml:"source"`
}

// A rule is one line of reasoning that an officer may read. It is exactly one
// of: gate, points (with or without a floor), or cap.
type rule struct {
	ID     string   `toml:"id"`
	Gate   bool     `toml:"gate"`
	Points int      `toml:"points"`
	Floor  string   `toml:"floor"` // "urgent"
	Cap    string   `toml:"cap"`   // "standard" or "information"; only where no gate and no floor holds
	Any    []string `toml:"any"`   // conditions, "child + work": one is enough
	Scope  string   `toml:"scope"` // how near its parts must stand: "clause", "sentence", "" = neighbouring sentences
	Time   string   `toml:"time"`  // "" any but past, "open" neither past nor recent, "present", "now", "soon", "ever"
	Sets   string   `toml:"sets"`  // "police-accused" or "border"
	Source string   `toml:"source"`
	Note   string   `toml:"note"` // for the reader of the file

	conditions [][]atom
	file       string
	line       int
}

// A concept is a thing that words in any language and a ticked sign may say.
type concept struct {
	ID      string   `toml:"id"`
	Signs   []string `toml:"signs"`   // ticking one says the same
	Person  bool     `toml:"person"`  // says who, not what happens: has no time of its own
	Lasting bool     `toml:"lasting"` // goes on until something says that it ended: a missing child
	Ends    string   `toml:"ends"`    // the concept that ends it
	Unless  []string `toml:"unless"`  // concepts that, touching it, change its meaning: "selling balloons"
	Topic   bool     `toml:"topic"`   // not a rule word: tone, time, grammar
	Subject bool     `toml:"subject"`
	Common  bool     `toml:"common"` // said in harmless questions too: alone it is no rule word
	Idle    bool     `toml:"idle"`   // common even where somebody only asks: a hotel, a vehicle
	Note    string   `toml:"note"`

	file string
	line int
}

// Load reads the embedded rules and, on top of them, the overrides: a rule or
// concept of the same id replaces, words are added. Every fault of every file
// is reported at once, one a line, "file:line: fault". Word lists that are the
// same as when their compiled form was made are not read again.
func Load(overrides ...fs.FS) (*Rules, error) {
	l, err := load(remembered, overrides...)
	if err != nil {
		return nil, err
	}
	return l.rules, nil
}

// Check reads every word list itself and reports every fault of every file, as
// [Load] does of files that it does not know yet.
func Check(overrides ...fs.FS) error {
	_, err := load("", overrides...)
	return err
}

// A ruleFile is one file of rules or words.
type ruleFile struct {
	name, text string
	own        bool // embedded
}

// load reads all files, or takes the words from what was remembered of them.
func load(remembered string, overrides ...fs.FS) (*loader, error) {
	own, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fmt.Errorf("triage: %w", err)
	}
	l := &loader{rules: &Rules{concepts: map[string]*concept{}, numbers: map[string]int{}, spelled: map[string]string{},
		commonWords: map[string][]string{}, commonKeys: map[string][]string{}}}
	trees := append([]fs.FS{own}, overrides...)
	files, hash, err := read(trees, func(name string) bool { return name == rulesFile })
	if err != nil {
		return nil, fmt.Errorf("triage: %w", err)
	}
	if l.recalled, err = l.rules.recall(remembered, hash); err != nil {
		return nil, err
	}
	if !l.recalled {
		if files, hash, err = read(trees, func(string) bool { return true }); err != nil {
			return nil, fmt.Errorf("triage: %w", err)
		}
	}
	l.rules.hash = hash
	for _, f := range files {
		l.file(f)
	}
	l.finish()
	if len(l.faults) > 0 {
		return nil, fmt.Errorf("triage: %w", l.faults)
	}
	return l, nil
}

// read hashes all files of all trees and returns those that are wanted.
func read(trees []fs.FS, wanted func(name string) bool) (files []ruleFile, hash string, err error) {
	sum := sha256.New()
	for i, fsys := range trees {
		names, err := ruleFiles(fsys)
		if err != nil {
			return nil, "", err
		}
		for _, name := range names {
			f, err := fsys.Open(name)
			if err != nil {
				return nil, "", err
			}
			defer f.Close()
			info, err := f.Stat()
			if err != nil {
				return nil, "", err
			}
			fmt.Fprintf(sum, "%d %s %d\n", i, name, info.Size())
			var text strings.Builder
			to := io.Writer(sum)
			if wanted(name) {
				to = io.MultiWriter(sum, &text)
			}
			if _, err := io.Copy(to, f); err != nil {
				return nil, "", err
			}
			if wanted(name) {
				files = append(files, ruleFile{name, text.String(), i == 0})
			}
		}
	}
	return files, hex.EncodeToString(sum.Sum(nil)), nil
}

// rulesFile holds rules and concepts; all others hold words.
const rulesFile = "rules.toml"

// ruleFiles lists rules.toml and words/*.toml, sorted, rules first.
func ruleFiles(fsys fs.FS) ([]string, error) {
	var rules, words []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir():
		case name == rulesFile:
			rules = append(rules, name)
		case path.Dir(name) == "words" && path.Ext(name) == ".toml":
			words = append(words, name)
		}
		return err
	})
	slices.Sort(words)
	return append(rules, words...), err
}

// Hash names the rule files that were read, for the audit: two portals with
// the same hash give the same verdicts.
func (r *Rules) Hash() string { return r.hash }

// Languages returns the languages that have a word list, sorted.
func (r *Rules) Languages() []string { return slices.Clone(r.langs) }

// IDs returns the ids of all rules in the order of the file; each has the
// message rule.<id> in the catalogues.
func (r *Rules) IDs() []string {
	ids := make([]string, len(r.rules))
	for i, rule := range r.rules {
		ids[i] = rule.ID
	}
	return ids
}

// Faults are all faults of the rule files, each "file:line: what to do".
type Faults []string

func (f Faults) Error() string { return strings.Join(f, "\n") }

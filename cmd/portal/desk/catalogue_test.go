package desk

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mukti/i18n"
	"mukti/themes"
	"mukti/tips"
	"mukti/tips/files"
	"mukti/tips/triage"
)

// twoActs are the acts that need a second person.
func twoActs() (out []string) {
	for _, r := range tips.Rules() {
		if r.Two {
			out = append(out, string(r.Act))
		}
	}
	return out
}

// minutes are the units in which a deadline is said.
func minutes() []string { return []string{"minutes", "hours", "days"} }

// vocabularies are the codes that stand behind each prefix of messages: those
// below, and those that a kind of work brings with it.
func vocabularies() map[string][]string {
	all := baseVocabulary()
	for _, more := range []func() map[string][]string{
		accountVocabulary,
		boardVocabulary,
		findVocabulary,
		noticesVocabulary,
		outVocabulary,
		readingVocabulary,
		workVocabulary,
	} {
		for prefix, more := range more() {
			all[prefix] = append(all[prefix], more...)
		}
	}
	return all
}

func baseVocabulary() map[string][]string {
	minutes := minutes()
	return map[string][]string{
		"desk.urgency.":   urgencies(),
		"desk.status.":    statuses(),
		"desk.reason.":    append(reasons(), tips.NoteTransferred),
		"desk.role.":      roles(),
		"desk.state.":     {"invited", "enrolled", "active", "disabled"},
		"desk.told.role.": {"victim", "family", "witness", "ngo", "other"},
		"desk.when.":      {"now", "today", "days", "past", "unknown"},
		"desk.children.":  {"yes", "no", "unknown"},
		"desk.avoid.":     {"local", "state"},
		"desk.channel.":   {"web", "api"},
		"desk.sign.":      triage.Signs(),
		"desk.fact.":      {"when", "children", "role"},
		"desk.seen.":      {"past", "vague", "question", "spam", "file-alone", "unread"},
		"desk.kind.":      {files.Image, files.Audio, files.Video, files.Document, files.Other},
		"desk.mark.":      {"phone", "vehicle", "upi", "email", "handle", "url", "agency", "aadhaar"},
		"desk.from.":      {"officer", "tipster"},
		"desk.actor.":     {"line", "sweep", "command", "desk"},
		"desk.field.": {"account", "who", "place", "place.pin", "place.district", "state", "contact", "contact_when",
			"language", "when", "children", "role", "signs", "avoid", "count", "files"},
		"desk.rule.":    {"unassessed"},
		"desk.two.":     twoActs(),
		"desk.note.":    codesIn("*.go", `noticed\(err, .*"([a-z-]+)"\)`, `acted\(.*, "([a-z-]+)"`, `noteQuestion ?\+ ?"=([a-z-]+)"`),
		"desk.kept.":    codes("MsgID: \"(tip\\.[a-z_]+)\"", "fault\\([a-z\"._]+, \"(tip\\.[a-z_]+)\"", "note\\(\"(tip\\.[a-z_]+)\""),
		"desk.act.":     codes(`"((?:board|cell)\.read|release\.(?:prepared|published|dropped))"`, `"(officer\.(?:passphrase|authenticator|passkey|codes|sessions)-[a-z]+)"`, `"(two\.[a-z-]+)"`, `(?:Act: +|\.Act = )"([a-z]+\.[a-z-]+)"`, `looked\(ctx, s, "([a-z.-]+)"`, "act = .*\"(question\\.[a-z-]+)\"", "act := \"([a-z.-]+)\"", "Act, ev\\.Note = \"([a-z.-]+)\"", "ev\\.Act = \"([a-z.-]+)\"", `"((?:notice|duty)\.[a-z-]+)"`, `(?:Act: |Act = )"((?:officer\.(?:again-refused|let-in)|body\.k[a-z-]+))"`, "Act: +\"((?:tip|letter|question|links|files?|contact)\\.[a-z-]+)\""),
		firstLook:       minutes,
		takeBy:          minutes,
		nextUpdate:      minutes,
		lawDue:          minutes,
		"desk.law.":     {"pocso-19-6"},
		"desk.unclean.": {"kind", "damaged", "limit", "time", "busy", "off"},
		"desk.late.":    minutes,
	}
}

// codes finds codes that package tips writes, in its source: a new act or note
// without words for officers is found here.
func codes(patterns ...string) []string { return codesIn("../../../tips/*.go", patterns...) }

func codesIn(glob string, patterns ...string) []string {
	var out []string
	names, _ := filepath.Glob(glob)
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil || strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, p := range patterns {
			for _, m := range regexp.MustCompile(p).FindAllStringSubmatch(string(src), -1) {
				out = append(out, m[1])
			}
		}
	}
	return out
}

// notKept are ids of messages that package tips gives to the sender of a form,
// or to an officer who transfers a tip, and never notes with a tip.
var notKept = map[string]bool{"tip.empty": true, "tip.unknown_field": true, "tip.wrong_type": true, "tip.nobody_there": true, "tip.not_there": true}

var messageID = regexp.MustCompile(`"((?:desk|rule)\.[A-Za-z0-9_.-]*)"`)

// written are the message ids in templates and Go; those that end in a dot are
// prefixes.
func written(t *testing.T) map[string]string {
	t.Helper()
	ids := map[string]string{}
	scan := func(name, text string) {
		for _, m := range messageID.FindAllStringSubmatch(text, -1) {
			ids[m[1]] = name
		}
	}
	pages, err := fs.Glob(themes.Base(), "desk/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, name := range pages {
		text, err := fs.ReadFile(themes.Base(), name)
		if err != nil {
			t.Fatal(err)
		}
		scan(name, string(text))
	}
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		scan(name, string(text))
	}
	return ids
}

func TestEveryMessageOfTheDeskIsInBothCatalogues(t *testing.T) {
	bundle, err := i18n.Load(i18n.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	wanted, used := map[string]string{}, map[string]bool{}
	vocabulary := vocabularies()
	for id, where := range written(t) {
		if !strings.HasSuffix(id, ".") {
			wanted[id] = where
			continue
		}
		used[id] = true
		if id == "rule." || id == "desk." {
			// The rules' own texts are checked beside the rules; "desk." is tried first for any id.
			for _, code := range vocabulary[id] {
				wanted[id+code] = where
			}
			continue
		}
		if len(vocabulary[id]) == 0 {
			t.Errorf("%s: prefix %q has no vocabulary in this test", where, id)
		}
		for _, code := range vocabulary[id] {
			if !notKept[code] && !slices.Contains(workFaults(), code) {
				wanted[id+code] = where
			}
		}
	}
	for prefix := range vocabulary {
		if !used[prefix] {
			t.Errorf("prefix %q is used nowhere", prefix)
		}
	}
	// What the domain names by itself, and what replaces the public site's words for faults.
	for _, id := range []string{"desk.bad_name", "desk.bad_login", "desk.bad_role", "desk.bad_body", "desk.tip.empty", "desk.tip.too_long", "desk.tip.nobody_there", "desk.tip.not_there",
		"desk.fault.forbidden", "desk.fault.missing", "desk.fault.invite", "desk.fault.waiting", "desk.fault.stale", "desk.fault.busy",
		"desk.export.has_contact", "desk.export.has_words", "desk.keeping.bad_reason",
		"desk.due.now", "desk.next.now", "desk.law.due.now", "desk.take.due.now"} {
		wanted[id] = "the domain"
	}
	for _, id := range workFaults() {
		wanted["desk."+id] = "the domain"
	}
	wanted["desk.bad_reason"] = "the domain"
	for _, id := range noticesDomain() {
		wanted[id] = "the domain"
	}
	for id, where := range wanted {
		for _, lang := range []string{"en", "hi", "ur"} {
			if !bundle.Speaker(lang).Has(id) {
				t.Errorf("%s: message %q is missing", where, id)
			}
		}
	}
	for _, id := range bundle.IDs() {
		if strings.HasPrefix(id, "desk.") && wanted[id] == "" {
			t.Errorf("message %q is used nowhere", id)
		}
	}
}

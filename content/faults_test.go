package content

import (
	"errors"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// frontLines is front matter without a fault; the body begins on line 8.
const frontLines = "---\ntitle: T\ndate: 2024-03-04\nissuer: Ministry\nsource:\n  - {name: N, ref: R}\n---\n"

// helpLines is the same for a help page; the body begins on line 5.
const helpLines = "---\ntitle: T\nsource: [{name: N, ref: R}]\n---\n"

const letter = "advisories/2024-03-04-child-labour/en.md"

const law = "laws/2023-sanhita/en.md"

// inLaw is a law page with a line of front matter, which is line 4.
func inLaw(line string) string {
	return strings.Replace(frontLines, "2024-03-04\nissuer", "2023\n"+line+"\nissuer", 1) + "{1} Text.\n"
}

const course = "training/course/en.md"

// inCourse is the same for a course, with the line as line 3.
func inCourse(line string) string {
	return strings.Replace(frontLines, "date: 2024-03-04", line+"\ndate_note: undated", 1) + "{1} Text.\n"
}

func swapped(old, new string) string { return strings.Replace(frontLines, old, new, 1) + "{1} Text.\n" }

// faultCases has a case for every kind of fault. Each want is "file:line: "
// and words of the message, for every fault that is found and no other.
var faultCases = []struct {
	name  string
	files map[string]string
	want  []string
}{
	{"no front matter", map[string]string{letter: "{1} Text.\n"}, []string{letter + ":1: begin the file with front matter"}},
	{"an empty file", map[string]string{letter: ""}, []string{letter + ":1: begin the file with front matter"}},
	{"front matter that is never closed", map[string]string{letter: "---\ntitle: T\n"}, []string{letter + ":1: close the front matter"}},
	{"front matter of 65 KiB", map[string]string{letter: "---\ntitle: " + strings.Repeat("x", 65<<10) + "\n---\nText.\n"},
		[]string{letter + ":1: shorten the front matter"}},
	{"front matter that is not YAML", map[string]string{letter: swapped("issuer: Ministry", "issuer: \"Ministry")},
		[]string{letter + ":4: mend the front matter"}},
	{"front matter that is a list", map[string]string{"help/a/en.md": "---\n- title\n---\nText.\n"},
		[]string{"help/a/en.md:2: write the front matter as lines"}},
	{"a key that does not exist", map[string]string{letter: swapped("issuer", "isuer")},
		[]string{letter + ":1: name the body that issued", letter + ":4: remove the key \"isuer\""}},
	{"a key given twice", map[string]string{letter: swapped("issuer: Ministry", "title: U\nissuer: Ministry")},
		[]string{letter + ":4: remove one of the two keys \"title\": the first is on line 2"}},
	{"a list where text belongs", map[string]string{letter: swapped("title: T", "title: [T]")},
		[]string{letter + ":2: give the document a title", letter + ":2: write title as one piece of text"}},
	{"text where a list belongs", map[string]string{letter: swapped("issuer", "addressees: Chief Secretaries\nissuer")},
		[]string{letter + ":4: write addressees as a list"}},
	{"an empty entry in a list", map[string]string{letter: swapped("issuer", "keywords:\n  - a\n  -\nissuer")},
		[]string{letter + ":6: fill or remove the empty entry of keywords"}},
	{"a flag that is neither true nor false", map[string]string{letter: swapped("issuer", "digest: yes\nissuer")},
		[]string{letter + ":4: write digest as true or false"}},
	{"an order that is no number", map[string]string{letter: swapped("issuer", "order: first\nissuer")},
		[]string{letter + ":4: write order as a whole number"}},
	{"no title", map[string]string{letter: swapped("title: T\n", "")}, []string{letter + ":1: give the document a title"}},
	{"no issuer", map[string]string{letter: swapped("issuer: Ministry\n", "")}, []string{letter + ":1: name the body that issued"}},
	{"no source", map[string]string{letter: swapped("source:\n  - {name: N, ref: R}\n", "")},
		[]string{letter + ":1: say where the text comes from"}},
	{"no source of a help page", map[string]string{"help/a/en.md": "---\ntitle: T\n---\nText.\n"},
		[]string{"help/a/en.md:1: say where the text comes from"}},
	{"a digest without source", map[string]string{letter: swapped("source:\n  - {name: N, ref: R}\n", "digest: true\n")},
		[]string{letter + ":1: say what this is a digest of"}},
	{"an empty list of sources", map[string]string{letter: swapped("source:\n  - {name: N, ref: R}\n", "source: []\n")},
		[]string{letter + ":5: write source as a list"}},
	{"a source that is only an address", map[string]string{letter: swapped("{name: N, ref: R}", "https://mha.gov.in")},
		[]string{letter + ":6: write each source as a name"}},
	{"a source without name and place", map[string]string{letter: swapped("{name: N, ref: R}", "{page: 2}")},
		[]string{letter + ":6: name the source", letter + ":6: remove the key \"page\"", letter + ":6: say where the source is found"}},
	{"a source whose address is no web address", map[string]string{letter: swapped("{name: N, ref: R}", "name: N\n    url: javascript:alert(1)")},
		[]string{letter + ":7: write url as an address"}},
	{"an advisory without a date", map[string]string{"advisories/child-labour/en.md": swapped("date: 2024-03-04\n", "")},
		[]string{"advisories/child-labour/en.md:1: add date, the day"}},
	{"an undated training page that does not say why", map[string]string{"training/course/en.md": swapped("date: 2024-03-04\n", "")},
		[]string{"training/course/en.md:1: add date, or say in date_note"}},
	{"a day that does not exist", map[string]string{letter: swapped("2024-03-04", "2024-02-30")},
		[]string{letter + ":3: write date as 2024-03-04"}},
	{"a date in another order", map[string]string{letter: swapped("2024-03-04", "04.03.2024")},
		[]string{letter + ":3: write date as 2024-03-04"}},
	{"a year with a slip", map[string]string{letter: swapped("2024-03-04", "0204-03-04")},
		[]string{letter + ":3: write date as 2024-03-04"}},
	{"a slug with another day than the document", map[string]string{"advisories/2024-03-05-child-labour/en.md": swapped("", "")},
		[]string{"advisories/2024-03-05-child-labour/en.md:3: rename the folder or mend date"}},
	{"a dated document whose slug has no date", map[string]string{"advisories/child-labour/en.md": swapped("", "")},
		[]string{"advisories/child-labour/en.md:3: rename the folder or mend date"}},
	{"a slug with a date and a document without", map[string]string{"training/2024-03-04-course/en.md": swapped("date: 2024-03-04", "date_note: undated")},
		[]string{"training/2024-03-04-course/en.md:1: add date: the slug begins with one, 2024-03-04"}},
	{"an unknown precision", map[string]string{letter: swapped("issuer", "date_precision: week\nissuer")},
		[]string{letter + ":4: write date_precision as one of day, month, year"}},
	{"a precision that the date does not have", map[string]string{"advisories/2024-a/en.md": swapped("2024-03-04", "2024\ndate_precision: day")},
		[]string{"advisories/2024-a/en.md:4: write date as fully as date_precision says"}},
	{"a precision of no date", map[string]string{"training/a/en.md": swapped("date: 2024-03-04", "date_note: undated\ndate_precision: year")},
		[]string{"training/a/en.md:4: remove date_precision"}},
	{"an unknown status", map[string]string{letter: swapped("issuer", "status: valid\nissuer")},
		[]string{letter + ":4: write status as one of in-force, superseded, withdrawn: \"valid\" is unknown"}},
	{"superseded by a document that does not exist", map[string]string{letter: swapped("issuer", "status: superseded\nsuperseded_by: advisories/2025-01-01-none\nissuer")},
		[]string{letter + ":5: mend superseded_by: there is no document advisories/2025-01-01-none"}},
	{"superseded by another and still in force", map[string]string{letter: swapped("issuer", "superseded_by: advisories/2024-03-04-child-labour\nissuer")},
		[]string{letter + ":4: set status: superseded"}},
	{"superseded by something that is no document", map[string]string{letter: swapped("issuer", "status: superseded\nsuperseded_by: the new one\nissuer")},
		[]string{letter + ":5: mend superseded_by", letter + ":5: write superseded_by as kind/slug"}},
	{"unsure without saying of what", map[string]string{letter: swapped("issuer", "review: true\nissuer")},
		[]string{letter + ":4: say in review_note"}},
	{"a note of doubt without the mark", map[string]string{letter: swapped("issuer", "review_note: unsure\nissuer")},
		[]string{letter + ":4: set review: true"}},
	{"checked on no day", map[string]string{letter: swapped("issuer", "checked_on: yesterday\nissuer")},
		[]string{letter + ":4: write checked_on as a day"}},
	{"checked by somebody on no day", map[string]string{letter: swapped("issuer", "checked_by: A. B.\nissuer")},
		[]string{letter + ":4: add checked_on"}},

	{"a kind that does not exist", map[string]string{"letters/a/en.md": "x", letter: swapped("", "")},
		[]string{"letters: there is no kind \"letters\""}},
	{"a file in the wrong place", map[string]string{"help/en.md": helpLines + "Text.\n"},
		[]string{"help/en.md: move this file to <kind>/<slug>/<lang>.md"}},
	{"a slug with capitals", map[string]string{"help/Danger Now/en.md": helpLines + "Text.\n"},
		[]string{"help/Danger Now/en.md: rename the folder"}},
	{"a file that is no document", map[string]string{"help/a/en.md": helpLines + "Text.\n", "help/a/scan.pdf": "%PDF"},
		[]string{"help/a/scan.pdf: remove this file"}},
	{"a language that does not exist", map[string]string{"help/a/en.md": helpLines + "Text.\n", "help/a/english.md": "x"},
		[]string{"help/a/english.md: rename this file: \"english\""}},
	{"an older version without a day", map[string]string{"help/a/en.md": helpLines + "Text.\n", "help/a/en@old.md": "x"},
		[]string{"help/a/en@old.md: rename this file: after the @"}},
	{"an older version and no newest", map[string]string{"help/a/en.md": helpLines + "Text.\n", "help/a/hi@2020-12-01.md": helpLines + "Text.\n"},
		[]string{"help/a/hi@2020-12-01.md: add hi.md"}},
	{"no English text", map[string]string{"help/a/hi.md": helpLines + "Text.\n"},
		[]string{"help/a/hi.md: add en.md in the same folder"}},
	{"a translation that lacks a paragraph", map[string]string{"help/a/en.md": helpLines + "{1} A\n\n{2} B\n", "help/a/hi.md": helpLines + "{1} A\n"},
		[]string{"help/a/hi.md: give this translation the same paragraphs as en.md: p2 is missing here"}},
	{"a translation with another paragraph", map[string]string{"help/a/en.md": helpLines + "{1} A\n", "help/a/hi.md": helpLines + "{2} A\n"},
		[]string{"help/a/hi.md: give this translation the same paragraphs as en.md: p2 stands here, p1 there"}},
	{"a translation with a paragraph too many", map[string]string{"help/a/en.md": helpLines + "A\n", "help/a/hi.md": helpLines + "A\n\nB\n"},
		[]string{"help/a/hi.md: give this translation the same paragraphs as en.md: s2 is not there"}},
	{"a translation with another status", map[string]string{letter: swapped("", ""), "advisories/2024-03-04-child-labour/hi.md": swapped("issuer", "status: withdrawn\nissuer")},
		[]string{"advisories/2024-03-04-child-labour/hi.md:4: give this translation the same status"}},

	{"a character in another encoding", map[string]string{letter: frontLines + "{1} Caf\xe9.\n"},
		[]string{letter + ":8: save this file as UTF-8"}},
	{"a NUL character", map[string]string{letter: frontLines + "{1} A\x00B.\n"},
		[]string{letter + ":8: remove the control character U+0000"}},
	{"a file of more than 1 MiB", map[string]string{letter: frontLines + strings.Repeat("{1} Text.\n\n", 100_000)},
		[]string{letter + ": split this file"}},
	{"no text", map[string]string{letter: frontLines + "\n"}, []string{letter + ":8: write the text"}},
	{"a number given twice", map[string]string{letter: frontLines + "{1} A\n\n{2} B\n\n{1} C\n"},
		[]string{letter + ":12: number this paragraph anew: there is already a paragraph {1}"}},
	{"braces that hold no number", map[string]string{letter: frontLines + "{2.vi: (6)} A\n"},
		[]string{letter + ":8: write the number of a paragraph as {2}"}},
	{"a number inside a paragraph", map[string]string{letter: frontLines + "{1} A\n{2} B\n"},
		[]string{letter + ":9: put an empty line before {2}"}},
	{"a number inside a list", map[string]string{letter: frontLines + "{1} A\n\n- b\n- {2} B\n"},
		[]string{letter + ":11: take {2} out of the list or quote"}},
	{"a numbered heading", map[string]string{letter: frontLines + "## {1} A\n\n{2} B\n"},
		[]string{letter + ":8: number the paragraph below"}},
	{"a heading without words", map[string]string{letter: frontLines + "{1} A\n\n##\n"},
		[]string{letter + ":10: give this heading some words"}},
	{"a heading inside a quote", map[string]string{letter: frontLines + "{1} A\n\n> ## B\n"},
		[]string{letter + ":10: take the heading out of the list or quote"}},
	{"a heading's id that a paragraph could have", map[string]string{letter: frontLines + "{1} A\n\n## B {#p2}\n"},
		[]string{letter + ":10: write the id of a heading"}},
	{"a heading's id given twice", map[string]string{letter: frontLines + "{1} A\n\n## B {#b}\n\n## C {#b}\n"},
		[]string{letter + ":12: give this heading another id: #b is taken"}},
	{"a picture", map[string]string{letter: frontLines + "{1} A\n\nB ![scan](scan.png)\n"},
		[]string{letter + ":10: remove the picture"}},
	{"a link to a document that does not exist", map[string]string{letter: frontLines + "{1} A\n[x](/laws/none)\n"},
		[]string{letter + ":9: mend the link: there is no document /laws/none"}},
	{"a relative link to a document that does not exist", map[string]string{letter: frontLines + "{1} [x](../laws/none#p1)\n"},
		[]string{letter + ":8: mend the link: there is no document /laws/none"}},
	{"a link to a paragraph that does not exist", map[string]string{letter: frontLines + "{1} A\n", "help/a/en.md": helpLines + "\n[x](/advisories/2024-03-04-child-labour#p2)\n"},
		[]string{"help/a/en.md:6: mend the link: " + letter + " has no paragraph or heading #p2"}},
	{"a link to a place of this page that does not exist", map[string]string{letter: frontLines + "{1} [x](#p9)\n"},
		[]string{letter + ":8: mend the link: " + letter + " has no paragraph or heading #p9"}},
	{"a link to a page that the portal does not have", map[string]string{letter: frontLines + "{1} [x](/admin)\n"},
		[]string{letter + ":8: mend the link to /admin"}},
	{"a link without an address", map[string]string{letter: frontLines + "{1} [x]()\n"},
		[]string{letter + ":8: give the link an address"}},
	{"a link without a scheme to another site", map[string]string{letter: frontLines + "{1} [x](//example.org)\n"},
		[]string{letter + ":8: begin the link to //example.org with https:"}},
	{"a footnote that does not exist", map[string]string{letter: frontLines + "{1} A[^1]\n"},
		[]string{letter + ":8: write the footnote [^1]"}},
	{"a footnote that nothing refers to", map[string]string{letter: frontLines + "{1} A\n\n[^1]: B\n"},
		[]string{letter + ":10: refer to the footnote [^1]"}},
	{"a footnote given twice", map[string]string{letter: frontLines + "{1} A[^1]\n\n[^1]: B\n\n[^1]: C\n"},
		[]string{letter + ":12: rename one of the two footnotes [^1]"}},

	{"quotes nested too deep", map[string]string{letter: frontLines + strings.Repeat("> ", 10_000) + "x\n"},
		[]string{letter + ":8: nest quotes and lists less"}},
	{"brackets nested too deep", map[string]string{letter: frontLines + "{1} " + strings.Repeat("(", 10_000) + "\n"},
		[]string{letter + ":8: close some brackets"}},
	{"a line indented too far", map[string]string{letter: frontLines + "{1} A\n\n" + strings.Repeat(" ", 65) + "B\n"},
		[]string{letter + ":10: indent this line less"}},
	{"a block that never ends", map[string]string{letter: frontLines + strings.Repeat("a *b*\n", 3000)},
		[]string{letter + ":2008: put an empty line before this one"}},
	{"a block of more than 256 KiB", map[string]string{letter: frontLines + strings.Repeat(strings.Repeat("x", 63)+"\n", 5000)},
		[]string{letter + ":4104: put an empty line before this one"}},

	{"an attribute that does not exist", map[string]string{letter: frontLines + "{1 whom=\"Police\"} A\n"},
		[]string{letter + ":8: remove the attribute \"whom\""}},
	{"an attribute given twice", map[string]string{letter: frontLines + "{1 who=\"A\" who=\"B\"} A\n"},
		[]string{letter + ":8: remove one of the two attributes who"}},
	{"an attribute without quotes", map[string]string{letter: frontLines + "{1 who=\"A\" within=24} A\n"},
		[]string{letter + ":8: write what stands beside the number as key=\"words\""}},
	{"an attribute that is never closed", map[string]string{letter: frontLines + "{1 who=\"A} A\nB\n"},
		[]string{letter + ":8: write what stands beside"}},
	{"attributes on two lines", map[string]string{letter: frontLines + "{1 who=\"A\"\nwithin=\"1 day\"} A\n"},
		[]string{letter + ":8: write what stands beside"}},
	{"an empty attribute", map[string]string{letter: frontLines + "{1 who=\" \"} A\n"},
		[]string{letter + ":8: give the attribute who a value"}},
	{"an attribute of a page's length", map[string]string{letter: frontLines + "{1 who=\"" + strings.Repeat("x", 601) + "\"} A\n"},
		[]string{letter + ":8: shorten the attribute who"}},
	{"attributes inside a paragraph", map[string]string{letter: frontLines + "{1} A\n{2 who=\"B\"} B\n"},
		[]string{letter + ":9: put an empty line before {2}", letter + ":9: put these braces at the beginning"}},
	{"a legal source that is not in the library", map[string]string{letter: frontLines + "{1 by=\"/laws/none#p1; Rule 4\"} A\n"},
		[]string{letter + ":8: mend the link: there is no document /laws/none"}},
	{"a legal source that is a page of the portal", map[string]string{letter: frontLines + "{1 by=\"/form\"} A\n"},
		[]string{letter + ":8: mend the attribute by: /form is no document"}},
	{"carrying out something in words", map[string]string{letter: frontLines + "{1 implements=\"letter\"} A\n"},
		[]string{letter + ":8: write implements as links"}},
	{"carrying out a paragraph that does not exist", map[string]string{letter: frontLines + "{1 implements=\"#p1 #p9\"} A\n"},
		[]string{letter + ":8: mend the link: " + letter + " has no paragraph or heading #p9"}},
	{"an earlier id that is none", map[string]string{letter: frontLines + "{1 was=\"p4 second\"} A\n"},
		[]string{letter + ":8: write was as earlier ids of this paragraph, such as p4 or p2.vi: \"second\""}},
	{"an earlier id given twice", map[string]string{letter: frontLines + "{1 was=\"p4 p4\"} A\n"},
		[]string{letter + ":8: write p4 once in was"}},
	{"an earlier id that is today's", map[string]string{letter: frontLines + "{1 was=\"p2 p1\"} A\n\n{2} B\n"},
		[]string{letter + ":8: remove p1 from was: this paragraph has that id today"}},
	{"a letter that replaces a section", map[string]string{letter: frontLines + "{1 replaces=\"IPC 370\"} A\n"},
		[]string{letter + ":8: remove replaces"}},
	{"a doubt that is neither there nor not", map[string]string{letter: frontLines + "{1 review=\"perhaps\"} A\n"},
		[]string{letter + ":8: write review=\"true\""}},
	{"a cross-reference to a document that does not exist", map[string]string{letter: frontLines + "{1} See [[sops/none#p4]].\n"},
		[]string{letter + ":8: mend the link: there is no document /sops/none"}},
	{"a cross-reference to a paragraph that does not exist", map[string]string{letter: frontLines + "{1} A.\n\n{2} See [[help/a#p4|there]].\n", "help/a/en.md": helpLines + "A.\n"},
		[]string{letter + ":10: mend the link: help/a/en.md has no paragraph or heading #p4"}},

	{"a lawyer without a day", map[string]string{law: inLaw("lawyer: {name: A. B.}")}, []string{law + ":4: say in on, under lawyer"}},
	{"a lawyer without a name", map[string]string{law: inLaw("lawyer: {on: 2026-11-22}")}, []string{law + ":4: name the lawyer"}},
	{"a lawyer of a letter", map[string]string{letter: swapped("issuer", "lawyer: {name: A, on: 2026-11-22}\nissuer")},
		[]string{letter + ":4: remove the key \"lawyer\": it belongs to laws and sops"}},
	{"a law that ended before it began", map[string]string{law: inLaw("since: 2024-07-01\nuntil: 2024-06-30")}, []string{law + ":5: mend until"}},
	{"a law that counts from no day", map[string]string{law: inLaw("since: July 2024")}, []string{law + ":4: write since as a day"}},
	{"a contact that nobody can reach", map[string]string{letter: swapped("issuer", "contacts: [{name: A, owner: B, checked_on: 2026-11-22}]\nissuer")},
		[]string{letter + ":4: say how to reach this contact"}},
	{"a contact that nobody keeps true", map[string]string{letter: swapped("issuer", "contacts: [{name: A, phone: 1098, hours: all}]\nissuer")},
		[]string{letter + ":4: remove the key \"hours\": an entry of contacts has", letter + ":4: say in checked_on", letter + ":4: say in owner"}},
	{"contacts with addresses that are none", map[string]string{letter: swapped("issuer", "contacts: [{name: A, owner: B, checked_on: 2026-11-22, phone: call us, email: a b@c, url: www.b}]\nissuer")},
		[]string{letter + ":4: write email", letter + ":4: write phone", letter + ":4: write url"}},
	{"contacts that are no list", map[string]string{letter: swapped("issuer", "contacts: 1098\nissuer")},
		[]string{letter + ":4: write contacts as a list"}},
	{"a quiz without a right answer", map[string]string{course: inCourse("quiz: [{ask: A, options: [b, c], answer: 3, why: d}]")},
		[]string{course + ":3: say in answer which option"}},
	{"a quiz with one option", map[string]string{course: inCourse("quiz: [{ask: A, options: [b], answer: 1, why: d}]")},
		[]string{course + ":3: give the question 2 to 9 options"}},
	{"a quiz that says neither what nor why", map[string]string{course: inCourse("quiz: [{options: [b, c], answer: 1, at: elsewhere in the book}]")},
		[]string{course + ":3: say in why", course + ":3: write at as a place", course + ":3: write the question"}},
	{"a quiz about a place that does not exist", map[string]string{course: inCourse("quiz: [{ask: A, options: [b, c], answer: 1, why: d, at: /laws/none}]")},
		[]string{course + ":3: mend the link: there is no document /laws/none"}},
	{"a change on no day", map[string]string{letter: swapped("issuer", "changed: [{what: A}]\nissuer")},
		[]string{letter + ":4: say in on from which day"}},
	{"two changes on one day", map[string]string{letter: swapped("issuer", "changed: [{on: 2025-01-01, what: A}, {on: 2025-01-01, what: B}]\nissuer")},
		[]string{letter + ":4: say in one entry of changed"}},
	{"an older version and no word from when the newest stands", map[string]string{letter: swapped("", ""), strings.Replace(letter, "en", "en@2025-01-01", 1): swapped("", "")},
		[]string{letter + ": say in changed from which day"}},
	{"an older version from before the document", map[string]string{letter: swapped("issuer", "changed: [{on: 2025-01-01, what: A}]\nissuer"), strings.Replace(letter, "en", "en@2024-03-03", 1): swapped("", "")},
		[]string{strings.Replace(letter, "en", "en@2024-03-03", 1) + ": rename this file: its day is before"}},
	{"an original that is not there", map[string]string{letter: swapped("issuer", "pages: [{file: letter.pdf, title: A, bytes: 5, sha256: "+strings.Repeat("0", 64)+", format: PDF}]\nissuer")},
		[]string{letter + ":4: put the file letter.pdf beside"}},
	{"an original of another size", map[string]string{letter: swapped("issuer", "pages: [{file: letter.pdf, title: A, bytes: 5, sha256: "+strings.Repeat("0", 64)+", format: PDF}]\nissuer"), path.Dir(letter) + "/letter.pdf": "%PDF"},
		[]string{letter + ":4: mend bytes of letter.pdf: the file has 4"}},
	{"an original that nothing is known of", map[string]string{letter: swapped("issuer", "pages: [{file: ../letter.pdf}]\nissuer")},
		[]string{letter + ":4: give the file a title", letter + ":4: rename the file", letter + ":4: say in bytes", letter + ":4: say in format", letter + ":4: say in sha256"}},
	{"a course in full without its sections", map[string]string{course: inCourse("form: full")},
		[]string{course + ":3: add a heading with the id {#exercises}", course + ":3: add a heading with the id {#outcomes}", course + ":3: add a heading with the id {#plan}", course + ":3: add a heading with the id {#reading}"}},
	{"a letter in full", map[string]string{letter: swapped("issuer", "form: full\nissuer")},
		[]string{letter + ":4: remove the key \"form\""}},
	{"a translation that counts from another day", map[string]string{law: inLaw("since: 2024-07-01"), strings.Replace(law, "en", "hi", 1): inLaw("since: 2024-07-02")},
		[]string{strings.Replace(law, "en", "hi", 1) + ":4: give this translation the same since"}},
	{"a translation that changed on other days", map[string]string{law: inLaw("changed: [{on: 2025-01-01, what: A}]"), strings.Replace(law, "en", "hi", 1): inLaw("changed: [{on: 2025-01-02, what: A}]")},
		[]string{strings.Replace(law, "en", "hi", 1) + ":4: give this translation the same days in changed"}},
	{"a translation of a quiz with another answer", map[string]string{course: inCourse("quiz: [{ask: A, options: [b, c], answer: 1, why: d}]"), strings.Replace(course, "en", "hi", 1): inCourse("quiz: [{ask: A, options: [b, c], answer: 2, why: d}]")},
		[]string{strings.Replace(course, "en", "hi", 1) + ":3: give this translation the same questions"}},
	{"a law page under the address of the concordance", map[string]string{"laws/concordance/en.md": swapped("", "")},
		[]string{"laws/concordance/en.md: rename the folder: the portal has a page of its own"}},

	{"a change that says nothing", map[string]string{letter: swapped("issuer", "changed: [{on: 2025-01-01}]\nissuer")},
		[]string{letter + ":4: say in what what changed"}},
	{"a contact without a name", map[string]string{letter: swapped("issuer", "contacts: [{phone: '1098', owner: A, checked_on: 2026-01-01}]\nissuer")},
		[]string{letter + ":4: name the contact"}},
	{"a contact that is only a number", map[string]string{letter: swapped("issuer", "contacts: [1098]\nissuer")},
		[]string{letter + ":4: write each entry of contacts"}},
	{"a contact with two names", map[string]string{letter: swapped("issuer", "contacts: [{name: A, name: B, phone: '1098', owner: A, checked_on: 2026-01-01}]\nissuer")},
		[]string{letter + ":4: remove one of the two keys \"name\""}},
	{"an original without a file", map[string]string{letter: swapped("issuer", "pages: [{title: A, bytes: 5, sha256: "+strings.Repeat("0", 64)+", format: PDF}]\nissuer")},
		[]string{letter + ":4: name the file"}},
	{"a place that an import could not read", map[string]string{letter: frontLines + "{1} A\n\n{? page 2 of the original is a picture without text: type what it says}\n"},
		[]string{letter + ":10: complete the text here, then take the braces away: page 2 of the original"}},

	{"faults of several files and of front matter and body", map[string]string{
		letter:         strings.Replace(frontLines, "issuer", "isuer", 1) + "{1} A\n\n{1} B\n",
		"help/a/hi.md": helpLines + "[x](/laws/none)\n",
	}, []string{
		letter + ":1: name the body", letter + ":10: number this", letter + ":4: remove the key",
		"help/a/hi.md: add en.md", "help/a/hi.md:5: mend the link",
	}},
}

func TestEveryFaultIsNamedWithItsLine(t *testing.T) {
	for _, c := range faultCases {
		t.Run(c.name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for path, text := range c.files {
				tree[path] = &fstest.MapFile{Data: []byte(text)}
			}
			lib, err := Load(tree)
			var faults Faults
			if !errors.As(err, &faults) || lib != nil {
				t.Fatalf("Load = %v, %v; want no library and Faults", lib, err)
			}
			for _, f := range faults {
				if !slices.ContainsFunc(c.want, func(w string) bool { return strings.HasPrefix(f.Error(), w) }) {
					t.Errorf("not expected: %s", f.Error())
				}
			}
			for _, w := range c.want {
				if !slices.ContainsFunc(faults, func(f Fault) bool { return strings.HasPrefix(f.Error(), w) }) {
					t.Errorf("not found: %s", w)
				}
			}
			if len(faults) != len(c.want) {
				t.Errorf("%d faults, want %d:\n%s", len(faults), len(c.want), faults.Error())
			}
		})
	}
}

func TestFaultsAreInOrderAndNotRepeated(t *testing.T) {
	fs := Faults{{"b", 1, "x"}, {"a", 10, "x"}, {"a", 9, "y"}, {"a", 9, "x"}, {"a", 9, "x"}}
	want := "a:9: x\na:9: y\na:10: x\nb:1: x"
	if got := fs.sorted().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

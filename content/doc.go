// Package content is the library of documents: it reads them from files,
// finds every fault in them, and draws them as safe HTML. It knows nothing of
// the portal but the addresses of its pages.
//
// # Files
//
// A document is a file <kind>/<slug>/<lang>.md; the kinds are advisories,
// sops, best-practices, laws, training, campaigns and help. An older text
// stands beside the newest one as <lang>@2020-12-01.md, the day from which it
// stood. Every document has an English text; a translation has the same
// paragraphs. The slug of a dated document begins with its date.
//
// # Front matter
//
// YAML between two lines ---. A key that is not in this list is a fault.
//
//	title           always
//	source          always; a list of name with url (https or http), or name with ref
//	issuer          always but for help
//	date            2024-03-04, or 2024-03 or 2024 where no more is printed;
//	                always for advisories, sops and laws
//	date_note       why there is no date; instead of date for best-practices,
//	                training and campaigns
//	date_precision  day, month, year: if less of the date is sure than is written
//	number, cite    the number as printed; the issuer's short form for citations
//	addressees      a list
//	status          in-force (if left out), superseded, withdrawn
//	superseded_by   kind/slug
//	digest          true: the words are ours
//	review          true: something is unsure; review_note says what
//	checked_on      day of the last comparison with the source; checked_by says who
//	summary         one or two sentences
//	order           place of a help page in its list
//	keywords        a list
//	changed         a list of on and what: what the text of a day changed, in
//	                words. Where older versions stand beside it, the newest entry
//	                says from which day this text stands
//	since, until    laws: the first and the last day on which it counts
//	lawyer          laws and sops: name and on; without it the page says "not
//	                checked by a lawyer"
//	own             sops: true for a field guide of ours, which is never called
//	                an official SOP
//	form            full: the document has every section of its kind, see Text
//	contacts        a list of name, phone or email or url (or several of them),
//	                owner, checked_on, emergency: true. An emergency number is
//	                never hidden, however long ago it was tried
//	quiz            training: a list of ask, options, answer (the number of the
//	                right option, from 1), why, and at, a place of the library
//	pages           originals kept beside the document: a list of file, title,
//	                bytes, sha256, format
//
// The title of an Act ends with its year, or has a colon after it; its parts are
// then cited as sections. "Constitution of India, Article 23: …" says that they
// are articles. What sections and paragraphs are called in a language is in
// parts.csv.
//
// A translation may leave out lawyer, since, until, own, contacts, changed,
// pages and quiz: it has them from the English text.
//
// # Text
//
// Markdown with tables, footnotes and definition lists. Raw HTML is left out,
// pictures are faults. A numbered paragraph begins a block with its number in
// braces: {2}, {2.vi}, {2.vi.a}; its id is then p2, p2.vi, p2.vi.a. A part that
// is counted by a capital is {A}, {A.1}. A block {? …} marks a place that an
// import could not read: it is a fault until somebody completes it. The blocks
// after it belong to it until the next number or heading. Any other block gets
// the id s1, s2 and so on. A heading begins with ## or more; {#locked-in} at
// its end gives it an id that is the same in every language. A document with
// form: full has headings with these ids, in any order: best-practices
// {#problem} {#done} {#result} {#repeat} {#contact}; training {#outcomes} {#plan}
// {#reading} {#exercises}; campaigns {#what} {#when} {#where} {#register}. A
// table of two columns under the last, names and what to write there, is offered as
// a sheet to fill in.
//
// Beside the number may stand, on the same line, what a page shows apart:
//
//	{3 who="Investigating officer" within="24 hours" by="/laws/pocso-2012#p19.6"}
//
//	who         who acts. In an advisory: of whom it is asked; paragraphs that
//	            say so are its recommendations
//	within      the time limit, in words
//	by          legal sources, with a semicolon between them: a place of the
//	            library, or words ("POCSO Rules, 2020, rule 4")
//	implements  places of the library that this paragraph carries out, with
//	            spaces between them
//	was         earlier ids of this paragraph, with spaces: was="p4 p5". Old
//	            addresses lead to it, unless another paragraph has the id
//	            today: its page then points on
//	replaces    laws: the old section, as by
//	review      "true": something in this paragraph is unsure
//
// The values are plain text. A translation may leave all of them out: it has
// them from the English text. It gives who, within and the words of by where
// they are to be read in its own language.
//
// [[sops/inter-state-rescue#p4]] is a link whose words are the title of the
// other document and the number of the paragraph;
// [[sops/inter-state-rescue#p4|words]] brings its own. In a table the bar is
// written \|.
//
// Links: /laws/bns#p143 or ../laws/bns#p143 for a document, #p2 for a place on
// the same page, /form, /units and the like for a page of the portal,
// https:// for another site, tel: and mailto:. The language is added when the
// page is drawn. A link of any other sort is left out and only its words stay.
package content

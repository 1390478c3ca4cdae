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
//
// # Text
//
// Markdown with tables, footnotes and definition lists. Raw HTML is left out,
// pictures are faults. A numbered paragraph begins a block with its number in
// braces: {2}, {2.vi}, {2.vi.a}; its id is then p2, p2.vi, p2.vi.a. The blocks
// after it belong to it until the next number or heading. Any other block gets
// the id s1, s2 and so on. A heading begins with ## or more; {#locked-in} at
// its end gives it an id that is the same in every language.
//
// Links: /laws/bns#p143 or ../laws/bns#p143 for a document, #p2 for a place on
// the same page, /form, /units and the like for a page of the portal,
// https:// for another site, tel: and mailto:. The language is added when the
// page is drawn. A link of any other sort is left out and only its words stay.
package content

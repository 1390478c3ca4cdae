package search

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
)

// Fields, each followed by a language or, for keys, by a script. Documents are indexed with terms that we made
// ourselves, so no mapping and no registered analyzer is needed, and question and text meet the same analyzer.
//
// In the index all fields of a language are one, whose terms begin with the field's letter: that halves the time of
// building. The length of each field is counted in [sizes].
const (
	fieldStem  = "w:" // stems of heading and text
	fieldTitle = "t:" // stems of the document's title
	fieldLabel = "l:" // stems of its number and keywords
	fieldLead  = "h:" // stems of the heading above a paragraph and of its first sentence, if that is short
	fieldWord  = "x:" // words as written, folded
	fieldStart = "s:" // first letters of Indic words
	fieldPair  = "n:" // two stems that stand beside each other
	fieldWhole = "e:" // a title as a whole, one term
	fieldKey   = "k:" // sound of the words, by script, for questions in another script
)

// Only words as written and pairs are posted. What else a word is found by follows from the word: its stem, its start
// and its sound are entries of a [dictionary], each followed by the words that have it, and their postings are read
// together. That makes the index a third as large.
const cut = "\x00" // between the parts of such an entry: no word has it

// stored says where a field's term stands in the index, if it is posted.
func stored(field, term string) (inIndex, asTerm string) {
	if field[:2] == fieldPair {
		term = pairTerm(term)
	}
	return field[2:], field[:1] + term
}

// pairBits is how finely pairs are told apart. Pairs are so many that their dictionary would be larger than the rest of
// the index; two that share a number are told apart by their words, which a passage must have as well.
const pairBits = 16

// pairTerm is the number of a pair, in three letters that sort.
func pairTerm(pair string) string {
	const letters = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
	h := hash(pair)
	h = h>>pairBits ^ h&(1<<pairBits-1)
	return string([]byte{letters[h>>12&63], letters[h>>6&63], letters[h&63]})
}

// builder makes index documents of passages, and the tables that stand beside them. Passages come language by language,
// so that the words of only one need to be in memory.
type builder struct {
	fields  map[string]fieldStat
	sizes   sizes
	columns columnsBuilder
	offers  offersBuilder
	sounds  map[string][]byte // by field, the entries of the languages that are done: see [dictionary]

	done tables             // that are finished
	keep func(tables) error // takes these away; nil where they stay

	// of the language
	lang    string
	lexicon *lexicon
	posted  map[string]*postedWord
	entered map[string][]string // by field, the entries of its dictionary

	// of the document that is being made
	number int
	terms  map[string]index.TokenFrequencies // by field of the index
	counts map[string]int                    // by field
	slab   []index.TokenFreq
}

// postedWord is a word whose dictionary entries stand.
type postedWord struct {
	asTerm   string // as it is posted
	field    string // of its sound
	passages uint32 // that have it in their text
	inText   bool   // it stands under its stem and its start
	spoken   bool   // it stands under its sound
}

func newBuilder() *builder {
	return &builder{fields: map[string]fieldStat{}, sizes: newSizes(), sounds: map[string][]byte{}, done: tables{}}
}

// mostPieces bounds the memory for words that were analysed already.
const mostPieces = 100_000

// begin turns to a language. What was made of the one before is put in order: it does not come again.
func (b *builder) begin(lang string) error {
	if b.lexicon != nil && b.lang == lang {
		return nil
	}
	if err := b.endLanguage(); err != nil {
		return err
	}
	b.lang, b.lexicon = lang, newLexicon(newAnalyzer(lang), mostPieces, true)
	b.posted, b.entered = map[string]*postedWord{}, map[string][]string{}
	return nil
}

func (b *builder) endLanguage() error {
	if b.lexicon == nil {
		return nil
	}
	for field, entries := range b.entered {
		if strings.HasPrefix(field, fieldKey) {
			b.sounds[field] = append(b.sounds[field], lined(entries)...)
		} else {
			b.done[tableEntries+field] = lined(entries)
		}
	}
	passages := map[string]uint32{}
	for word, p := range b.posted {
		if p.inText {
			passages[word] = p.passages
		}
	}
	b.done[tableWords+b.lang], b.done[tableLetters+b.lang] = vocabularyTables(passages)
	b.lexicon, b.posted, b.entered = nil, nil, nil
	return b.kept()
}

func (b *builder) kept() error {
	if b.keep == nil {
		return nil
	}
	defer clear(b.done)
	return b.keep(b.done)
}

// entries adds, once, the dictionary's entries of a word.
func (b *builder) entries(w *spelled, inText bool) *postedWord {
	p := b.posted[w.word]
	if p == nil {
		p = &postedWord{asTerm: fieldWord[:1] + w.word, field: fieldKey + string(w.script)}
		b.posted[p.asTerm[1:]] = p
	}
	if inText && !p.inText {
		p.inText = true
		b.entry(fieldStem+b.lang, w.stem+cut+w.word)
		if start := w.term.start(); start != "" {
			b.entry(fieldStart+b.lang, start+cut+w.word)
		}
	}
	if w.key != "" && !w.stop && !p.spoken {
		p.spoken = true
		b.entry(p.field, w.key+cut+b.lang+cut+w.word+cut+w.stem)
	}
	return p
}

func (b *builder) entry(field, entry string) { b.entered[field] = append(b.entered[field], entry) }

// index makes the documents of all passages.
func (b *builder) index(from source, each func(*document.Document) error) error {
	all, err := from.pages()
	if err != nil {
		return err
	}
	for page := range all {
		if err := b.begin(page[0].Lang); err != nil {
			return err
		}
		b.columns.add(page)
		b.offer(page)
		for _, p := range page {
			if err := each(b.document(p)); err != nil {
				return err
			}
			b.number++
		}
	}
	return b.endLanguage()
}

// offer adds what can be offered of a page.
func (b *builder) offer(page []passage) {
	b.offers.add(b.lexicon, page[0].Title, offersTitle)
	b.offers.add(b.lexicon, page[0].Number, offersNumber)
	for n, p := range page {
		if n == 0 || p.Heading != page[n-1].Heading {
			b.offers.add(b.lexicon, p.Heading, offersHeading)
		}
	}
}

// finish makes the tables that need all passages, by the numbers that bleve gave, and the names that documents are
// counted under.
func (b *builder) finish(e *engine) (names, error) {
	order, err := e.readOrder(b.number)
	if err != nil {
		return names{}, err
	}
	names, err := b.columns.tables(b.done, order)
	if err != nil {
		return names, err
	}
	b.sizes.tables(b.done, order)
	b.offers.tables(b.done, names.Languages)
	for field, entries := range b.sounds {
		delete(b.sounds, field)
		b.done[tableEntries+field] = lined(slices.Collect(dictionary(unsafe.String(unsafe.SliceData(entries), len(entries))).from("")))
		name := field[len(fieldKey):]
		keys := dictionary(b.done.text(tableEntries + field)).heads("")
		b.done[tableFrames+name], b.done[tableSlots+name] = frameTables(script(name), keys)
		if err := b.kept(); err != nil {
			return names, err
		}
	}
	return names, b.kept()
}

// heard counts a word for the length of the field of sounds.
func (b *builder) heard(w *spelled, p *postedWord) {
	if w.key != "" && !w.stop {
		b.counts[p.field]++
	}
}

// add counts a term of the document that is being made, and tells whether it is new there. field is ours, inIndex and
// term are as stored.
func (b *builder) add(field, inIndex, term string) bool {
	b.counts[field]++
	terms := b.terms[inIndex]
	if terms == nil {
		terms = make(index.TokenFrequencies, 64)
		b.terms[inIndex] = terms
	}
	if f := terms[term]; f != nil {
		f.SetFrequency(f.Frequency() + 1)
		return false
	}
	if len(b.slab) == 0 {
		b.slab = make([]index.TokenFreq, 256)
	}
	f := &b.slab[0]
	b.slab = b.slab[1:]
	f.SetFrequency(1)
	terms[term] = f
	return true
}

func (b *builder) document(p passage) *document.Document {
	b.sizes.grow()
	b.terms, b.counts = map[string]index.TokenFrequencies{}, map[string]int{}
	l := b.lexicon
	b.addTitle(l, p)
	pair := pairs{b: b}
	inStem, inWord, inStart := fieldStem+p.Lang, fieldWord+p.Lang, fieldStart+p.Lang
	for _, text := range []string{p.Heading, p.Text} {
		l.words(text, func(w *spelled, _, _ int) {
			posted := b.entries(w, true)
			b.counts[inStem]++
			if b.add(inWord, p.Lang, posted.asTerm) {
				posted.passages++
			}
			if w.term.start() != "" {
				b.counts[inStart]++
			}
			b.heard(w, posted)
			if !w.stop {
				pair.with(w.stem)
			}
		})
		pair.end()
	}
	return b.made()
}

// made is the document of the terms added.
func (b *builder) made() *document.Document {
	doc := document.NewDocument(strconv.Itoa(b.number))
	for inIndex, terms := range b.terms {
		doc.AddField(ready{inIndex, terms})
	}
	for field, n := range b.counts {
		stat := b.fields[field]
		stat.Passages++
		stat.Tokens += n
		b.fields[field] = stat
		b.sizes.count(field, b.number, n)
	}
	return doc
}

// pairs adds each stem with the one before it.
type pairs struct {
	b      *builder
	before string
}

func (p *pairs) with(stem string) {
	if p.before != "" {
		field := fieldPair + p.b.lang
		inIndex, term := stored(field, p.before+" "+stem)
		p.b.add(field, inIndex, term)
	}
	p.before = stem
}

func (p *pairs) end() { p.before = "" }

// addTitle adds what belongs to the document or stands above the paragraph.
func (b *builder) addTitle(l *lexicon, p passage) {
	var title []string
	pair := pairs{b: b}
	for _, part := range []struct{ field, text string }{
		{fieldTitle, p.Title}, {fieldLabel, p.Number}, {fieldLabel, p.Keywords}, {fieldLead, p.Heading}, {fieldLead, lead(p.Text)},
	} {
		l.words(part.text, func(w *spelled, _, _ int) {
			b.add(part.field+p.Lang, p.Lang, part.field[:1]+w.stem)
			if w.stop {
				return
			}
			if part.field == fieldTitle {
				title = append(title, w.stem)
			}
			if part.field != fieldLead {
				b.heard(w, b.entries(w, false))
			}
			if part.text != p.Keywords {
				pair.with(w.stem)
			}
		})
		pair.end()
	}
	if t := whole(title); t != "" {
		b.add(fieldWhole+p.Lang, p.Lang, fieldWhole[:1]+t)
	}
}

// whole makes one term of stems, in whatever order they were: what a question shares with a title that it repeats.
func whole(stems []string) string {
	stems = slices.Clone(stems)
	slices.Sort(stems)
	return strings.Join(slices.Compact(stems), " ")
}

// longestLead is in words: a first sentence of so many tells what a paragraph is about, as a run-in heading does.
const longestLead = 12

// lead is the first sentence of a text, "" if it is long or the only one.
func lead(text string) string {
	for i, r := range text {
		if !strings.ContainsRune(".।॥?!۔\n", r) {
			continue
		}
		rest := text[i+utf8.RuneLen(r):]
		if r == '.' && !strings.HasPrefix(rest, " ") || strings.TrimSpace(rest) == "" {
			continue
		}
		if len(strings.Fields(text[:i])) > longestLead {
			return ""
		}
		return text[:i]
	}
	return ""
}

// ready is a field that was analysed by us. bleve's norm is not used: lengths are in [sizes].
type ready struct {
	name  string
	terms index.TokenFrequencies
}

func (r ready) Name() string                                     { return r.name }
func (r ready) Value() []byte                                    { return nil }
func (r ready) ArrayPositions() []uint64                         { return nil }
func (r ready) EncodedFieldType() byte                           { return 't' }
func (r ready) Analyze()                                         {}
func (r ready) Options() index.FieldIndexingOptions              { return index.IndexField }
func (r ready) AnalyzedLength() int                              { return 1 }
func (r ready) AnalyzedTokenFrequencies() index.TokenFrequencies { return r.terms }
func (r ready) NumPlainTextBytes() uint64                        { return 0 }
func (r ready) Size() int                                        { return len(r.terms) }

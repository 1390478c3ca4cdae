package search

import (
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
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
	h := uint32(2166136261) // FNV-1a
	for i := range len(pair) {
		h = (h ^ uint32(pair[i])) * 16777619
	}
	h = h>>pairBits ^ h&(1<<pairBits-1)
	return string([]byte{letters[h>>12&63], letters[h>>6&63], letters[h&63]})
}

// builder makes index documents of passages.
type builder struct {
	lexicons map[string]*lexicon
	posted   map[string]map[string]*postedWord // language → word
	fields   map[string]fieldStat
	sizes    sizes
	entered  map[string][]string // by field, the entries of its dictionary

	// of the document that is being made
	lang   string
	number int
	terms  map[string]index.TokenFrequencies // by field of the index
	counts map[string]int                    // by field
	slab   []index.TokenFreq
}

// postedWord is a word whose dictionary entries stand.
type postedWord struct {
	asTerm string // as it is posted
	spoken bool   // it stands under its sound
	field  string // of its sound
}

func newBuilder(passages int) *builder {
	return &builder{
		lexicons: map[string]*lexicon{}, posted: map[string]map[string]*postedWord{},
		fields: map[string]fieldStat{}, sizes: newSizes(passages), entered: map[string][]string{},
	}
}

// mostPieces bounds the memory for words that were analysed already.
const mostPieces = 200_000

func (b *builder) lexicon(lang string) *lexicon {
	l := b.lexicons[lang]
	if l == nil {
		l = newLexicon(newAnalyzer(lang), mostPieces, true)
		b.lexicons[lang], b.posted[lang] = l, map[string]*postedWord{}
	}
	return l
}

// entries adds, once, the dictionary's entries of a word.
func (b *builder) entries(w *spelled, inText bool) *postedWord {
	known := b.posted[b.lang]
	p := known[w.word]
	if p == nil {
		p = &postedWord{field: fieldKey + string(w.script)}
		known[w.word] = p
	}
	if inText && p.asTerm == "" {
		p.asTerm = fieldWord[:1] + w.word
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

// dictionaries are those of all passages that were made.
func (b *builder) dictionaries() map[string]*dictionary {
	out := map[string]*dictionary{}
	for field, entries := range b.entered {
		out[field] = newDictionary(entries)
	}
	return out
}

// heard counts a word for the length of the field of sounds.
func (b *builder) heard(w *spelled, p *postedWord) {
	if w.key != "" && !w.stop {
		b.counts[p.field]++
	}
}

// add counts a term of the document that is being made. field is ours, inIndex and term are as stored.
func (b *builder) add(field, inIndex, term string) {
	b.counts[field]++
	terms := b.terms[inIndex]
	if terms == nil {
		terms = make(index.TokenFrequencies, 64)
		b.terms[inIndex] = terms
	}
	if f := terms[term]; f != nil {
		f.SetFrequency(f.Frequency() + 1)
		return
	}
	if len(b.slab) == 0 {
		b.slab = make([]index.TokenFreq, 256)
	}
	f := &b.slab[0]
	b.slab = b.slab[1:]
	f.SetFrequency(1)
	terms[term] = f
}

func (b *builder) document(number int, p passage) *document.Document {
	b.lang, b.number = p.Lang, number
	b.terms, b.counts = map[string]index.TokenFrequencies{}, map[string]int{}
	l := b.lexicon(p.Lang)
	b.addTitle(l, p)
	pair := pairs{b: b}
	inStem, inWord, inStart := fieldStem+p.Lang, fieldWord+p.Lang, fieldStart+p.Lang
	for _, text := range []string{p.Heading, p.Text} {
		l.words(text, func(w *spelled, _, _ int) {
			posted := b.entries(w, true)
			b.counts[inStem]++
			b.add(inWord, p.Lang, posted.asTerm)
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

// batchSize bounds the memory of building, in passages.
const batchSize = 8000

// buildMemory builds an index that is nowhere on disk.
func buildMemory(passages []passage) (*engine, error) {
	e := &engine{queue: index.NewAnalysisQueue(1)}
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{"path": ""}, e.queue)
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	if err := idx.Open(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.index = idx
	b := newBuilder(len(passages))
	for from := 0; from < len(passages); from += batchSize {
		batch := index.NewBatch()
		for i := from; i < min(from+batchSize, len(passages)); i++ {
			batch.Update(b.document(i, passages[i]))
		}
		if err := idx.Batch(batch); err != nil {
			return nil, errors.Join(err, e.close())
		}
	}
	if err := e.read(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	order, err := e.readOrder(len(passages))
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.order, e.fields, e.sizes, e.dictionaries = order, b.fields, b.sizes.arranged(order), b.dictionaries()
	return e, nil
}

// buildStore writes an index of one segment to a folder and returns what is kept beside it.
func buildStore(dir string, passages []passage) (order []uint32, b *builder, err error) {
	w, err := scorch.NewBuilder(map[string]any{"path": filepath.Join(dir, storeFolder), "buildPathPrefix": dir, "batchSize": batchSize})
	if err != nil {
		return nil, nil, err
	}
	b = newBuilder(len(passages))
	for i, p := range passages {
		if err := w.Index(b.document(i, p)); err != nil {
			return nil, nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, nil, err
	}
	e, err := openStore(dir)
	if err != nil {
		return nil, nil, err
	}
	order, err = e.readOrder(len(passages))
	return order, b, errors.Join(err, e.close())
}

package search

import (
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"mukti/i18n/fold"
)

// Fields of the index, each followed by a language or, for keys, by a script. Documents are indexed with tokens that we
// made ourselves, so no mapping and no registered analyzer is needed, and question and text meet the same analyzer.
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

// format is raised when the index's content changes for the same passages.
const format = 1

// meta is what is kept beside the index.
type meta struct {
	Format      int
	Fingerprint string
	Order       []uint32             // internal number → passage
	Fields      map[string]fieldStat // sizes for BM25
	Sums        map[string]uint32    // file of the store → its checksum
}

// fieldStat counts what BM25 needs to know of a field.
type fieldStat struct {
	Passages int // that have the field
	Tokens   int
}

func (f fieldStat) average() float64 {
	if f.Passages == 0 {
		return 1
	}
	return float64(f.Tokens) / float64(f.Passages)
}

// builder makes index documents of passages.
type builder struct {
	analyzers map[string]*analyzer
	keys      map[string]string // word → fold.Key: computing it is the costliest step
	fields    map[string]fieldStat
}

func newBuilder() *builder {
	return &builder{analyzers: map[string]*analyzer{}, keys: map[string]string{}, fields: map[string]fieldStat{}}
}

func (b *builder) analyzer(lang string) *analyzer {
	a := b.analyzers[lang]
	if a == nil {
		a = newAnalyzer(lang)
		b.analyzers[lang] = a
	}
	return a
}

// tokens is an analysis.Analyzer that has done its work already.
type tokens analysis.TokenStream

func (t tokens) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(t) }

func (b *builder) document(number int, p Passage) *document.Document {
	a := b.analyzer(p.Lang)
	lists := map[string][]string{}
	add := func(field, text string) {
		if text != "" {
			lists[field] = append(lists[field], text)
		}
	}
	b.addTitle(a, p, add)
	previous := ""
	for _, text := range []string{p.Heading, p.Text} {
		for _, w := range fold.Words(text) {
			t := a.term(w)
			add(fieldStem+p.Lang, t.stem)
			add(fieldWord+p.Lang, t.word)
			add(fieldStart+p.Lang, t.start())
			if t.stop {
				continue
			}
			if previous != "" {
				add(fieldPair+p.Lang, previous+" "+t.stem)
			}
			previous = t.stem
			add(fieldKey+string(t.script), b.key(text[w.Start:w.End], t))
		}
		previous = ""
	}
	doc := document.NewDocument(strconv.Itoa(number))
	for field, texts := range lists {
		stream := make(tokens, len(texts))
		all := make([]analysis.Token, len(texts))
		for i, text := range texts {
			all[i] = analysis.Token{Term: []byte(text), Position: i + 1}
			stream[i] = &all[i]
		}
		doc.AddField(document.NewTextFieldCustom(field, nil, nil, index.IndexField, stream))
		stat := b.fields[field]
		stat.Passages++
		stat.Tokens += len(texts)
		b.fields[field] = stat
	}
	return doc
}

// addTitle adds what belongs to the document or stands above the paragraph.
func (b *builder) addTitle(a *analyzer, p Passage, add func(field, text string)) {
	var title []string
	for _, part := range []struct{ field, text string }{
		{fieldTitle, p.Title}, {fieldLabel, p.Number}, {fieldLabel, p.Keywords}, {fieldLead, p.Heading}, {fieldLead, lead(p.Text)},
	} {
		previous := ""
		for _, w := range fold.Words(part.text) {
			t := a.term(w)
			add(part.field+p.Lang, t.stem)
			if t.stop {
				continue
			}
			if part.field == fieldTitle {
				title = append(title, t.stem)
			}
			if part.field == fieldTitle || part.field == fieldLabel {
				add(fieldKey+string(t.script), b.key(part.text[w.Start:w.End], t))
			}
			if previous != "" && part.text != p.Keywords {
				add(fieldPair+p.Lang, previous+" "+t.stem)
			}
			previous = t.stem
		}
	}
	add(fieldWhole+p.Lang, whole(title))
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

// key is the sound of a word. Latin words have none but their own letters: they are in the index as they are.
func (b *builder) key(written string, t term) string {
	if t.script == "" {
		return ""
	}
	key, ok := b.keys[written]
	if !ok {
		key = fold.Key(written)
		b.keys[written] = key
	}
	return key
}

// batchSize bounds the memory of building, in passages.
const batchSize = 2000

// buildMemory builds an index that is nowhere on disk.
func buildMemory(passages []Passage) (*engine, error) {
	e := &engine{queue: index.NewAnalysisQueue(1)}
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{"path": ""}, e.queue)
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	if err := idx.Open(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.index = idx
	b := newBuilder()
	for from := 0; from < len(passages); from += batchSize {
		batch := index.NewBatch()
		for i := from; i < min(from+batchSize, len(passages)); i++ {
			batch.Update(b.document(i, passages[i]))
		}
		if err := idx.Batch(batch); err != nil {
			return nil, errors.Join(err, e.close())
		}
	}
	e.fields = b.fields
	if err := e.read(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	if e.order, err = e.readOrder(len(passages)); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

// What stands in the folder of a kept index.
const (
	metaFile    = "meta.gob"
	storeFolder = "store"
)

// checksums reads the files of the store: bleve opens a damaged one without a word.
func checksums(dir string) (map[string]uint32, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	sums := map[string]uint32{}
	for _, entry := range entries {
		f, err := os.Open(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
		_, err = io.Copy(sum, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		sums[entry.Name()] = sum.Sum32()
	}
	return sums, nil
}

// buildDir builds an index of one segment in an empty folder.
func buildDir(dir, fingerprint string, passages []Passage) error {
	w, err := scorch.NewBuilder(map[string]any{"path": filepath.Join(dir, storeFolder), "buildPathPrefix": dir, "batchSize": batchSize})
	if err != nil {
		return err
	}
	b := newBuilder()
	for i, p := range passages {
		if err := w.Index(b.document(i, p)); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	e, err := openStore(dir)
	if err != nil {
		return err
	}
	order, err := e.readOrder(len(passages))
	if err := errors.Join(err, e.close()); err != nil {
		return err
	}
	sums, err := checksums(filepath.Join(dir, storeFolder))
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, metaFile))
	if err != nil {
		return err
	}
	err = gob.NewEncoder(f).Encode(meta{format, fingerprint, order, b.fields, sums})
	return errors.Join(err, f.Sync(), f.Close())
}

// openStore opens the bleve part of a kept index, read-only.
func openStore(dir string) (*engine, error) {
	e := &engine{queue: index.NewAnalysisQueue(1)}
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path": filepath.Join(dir, storeFolder), "read_only": true, "bolt_timeout": "2s",
	}, e.queue)
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	if err := idx.Open(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.index = idx
	if err := e.read(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

// openDir opens a kept index if it is of these passages.
func openDir(dir, fingerprint string, passages int) (*engine, error) {
	f, err := os.Open(filepath.Join(dir, metaFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var m meta
	if err := gob.NewDecoder(f).Decode(&m); err != nil {
		return nil, err
	}
	if m.Format != format || m.Fingerprint != fingerprint || len(m.Order) != passages {
		return nil, fmt.Errorf("the index is of another library")
	}
	if sums, err := checksums(filepath.Join(dir, storeFolder)); err != nil {
		return nil, err
	} else if !maps.Equal(sums, m.Sums) {
		return nil, fmt.Errorf("the index is damaged")
	}
	e, err := openStore(dir)
	if err != nil {
		return nil, err
	}
	n, err := e.reader.DocCount()
	if err == nil && int(n) != passages {
		err = fmt.Errorf("the index has %d passages of %d", n, passages)
	}
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.order, e.fields = m.Order, m.Fields
	return e, nil
}

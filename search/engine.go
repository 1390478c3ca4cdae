package search

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"mukti/mapped"
)

// engine is an opened bleve index.
type engine struct {
	queue     *index.AnalysisQueue
	index     index.Index
	reader    index.IndexReader
	fields    map[string]fieldStat
	names     names
	tables    tables
	mapped    []byte // what the tables of a kept index are of
	sizes     sizes  // by internal number
	documents texts  // their names
	impacts   impacts

	segments  [][]byte // of a kept index, as bleve mapped them
	questions atomic.Uint32
}

// restAfter is after how many questions the pages of a kept index leave memory that questions have looked at: each looks
// at some hundred places, and after a thousand the whole index would be there. House rule: what is looked at again costs
// a question about a tenth of its time (measured: 2 % of one whose lists are remembered, 14 % of one whose are not).
const restAfter = 4

func (e *engine) rest() {
	if e.mapped == nil || e.questions.Add(1)%restAfter != 0 {
		return
	}
	mapped.Rest(e.mapped)
	for _, s := range e.segments {
		mapped.Rest(s)
	}
}

// findSegments asks bleve where it has mapped its files.
func (e *engine) findSegments() {
	snapshot, ok := e.reader.(*scorch.IndexSnapshot)
	if !ok {
		return
	}
	for _, s := range snapshot.Segments() {
		if file, ok := s.Segment().(interface{ Data() []byte }); ok {
			e.segments = append(e.segments, file.Data())
		}
	}
}

// with gives the engine what stands beside bleve's index.
func (e *engine) with(t tables, fields map[string]fieldStat, names names) *engine {
	e.tables, e.fields, e.names, e.sizes, e.documents = t, fields, names, sizes{}, t.texts(tableNames)
	for name, table := range t {
		if letter, ok := strings.CutPrefix(name, tableSizes); ok {
			e.sizes[letter[0]] = table
		}
	}
	return e
}

func (e *engine) dictionary(field string) dictionary {
	return dictionary(e.tables.text(tableEntries + field))
}

func (e *engine) vocabulary(lang string) vocabulary {
	return vocabulary{e.tables.text(tableWords + lang), e.tables[tableLetters+lang]}
}

func (e *engine) read() (err error) {
	e.reader, err = e.index.Reader()
	return err
}

// readOrder finds which passage each internal number is: bleve numbers a batch in no fixed order.
func (e *engine) readOrder(passages int) ([]uint32, error) {
	order := make([]uint32, passages)
	ids, err := e.reader.DocIDReaderAll()
	if err != nil {
		return nil, err
	}
	defer ids.Close()
	seen := 0
	for {
		id, err := ids.Next()
		if err != nil {
			return nil, err
		}
		if id == nil {
			break
		}
		name, err := e.reader.ExternalID(id)
		if err != nil {
			return nil, err
		}
		n, err := strconv.Atoi(name)
		if err != nil || n < 0 || n >= passages || id.Value() >= uint64(passages) {
			return nil, fmt.Errorf("passage %q has no place among %d", name, passages)
		}
		order[id.Value()] = uint32(n)
		seen++
	}
	if seen != passages {
		return nil, fmt.Errorf("%d of %d passages are in the index", seen, passages)
	}
	return order, nil
}

func (e *engine) close() error {
	var errs []error
	if e.reader != nil {
		errs = append(errs, e.reader.Close())
	}
	if e.index != nil {
		errs = append(errs, e.index.Close())
	}
	e.segments = nil
	if e.mapped != nil {
		errs = append(errs, mapped.Close(e.mapped))
		e.mapped = nil
	}
	if e.queue != nil {
		e.queue.Close()
	}
	return errors.Join(errs...)
}

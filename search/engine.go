package search

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

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
	if e.mapped != nil {
		errs = append(errs, mapped.Close(e.mapped))
	}
	if e.queue != nil {
		e.queue.Close()
	}
	return errors.Join(errs...)
}

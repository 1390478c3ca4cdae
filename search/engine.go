package search

import (
	"errors"
	"fmt"
	"os"
	"strconv"

	index "github.com/blevesearch/bleve_index_api"
)

// engine is an opened bleve index.
type engine struct {
	queue        *index.AnalysisQueue
	index        index.Index
	reader       index.IndexReader
	order        []uint32 // internal number → passage
	fields       map[string]fieldStat
	words        *os.File               // where the dictionaries of a kept index are
	dictionaries map[string]*dictionary // by field
	sizes        sizes                  // by internal number
	impacts      impacts
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
	if e.words != nil {
		errs = append(errs, e.words.Close())
	}
	if e.queue != nil {
		e.queue.Close()
	}
	return errors.Join(errs...)
}

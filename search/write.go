package search

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"mukti/mapped"
)

// batchSize bounds the memory of building, in passages; mostMerged of its parts become one at once.
const (
	batchSize  = 1000
	mostMerged = 200
)

// buildMemory builds an index that is nowhere on disk.
func buildMemory(from source) (*engine, error) {
	e := &engine{queue: index.NewAnalysisQueue(1)}
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{"path": ""}, e.queue)
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	if err := idx.Open(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	e.index = idx
	b, batch := newBuilder(), index.NewBatch()
	err = b.index(from, func(d *document.Document) error {
		batch.Update(d)
		if len(batch.IndexOps) < batchSize {
			return nil
		}
		defer batch.Reset()
		return idx.Batch(batch)
	})
	if err == nil && len(batch.IndexOps) > 0 {
		err = idx.Batch(batch)
	}
	if err == nil {
		err = e.read()
	}
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	names, err := b.finish(e)
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e.with(b.done, b.fields, names), nil
}

// buildStore writes an index of one segment and its tables to a folder.
func buildStore(dir string, from source) (m meta, err error) {
	store := filepath.Join(dir, storeFolder)
	if err := os.Mkdir(store, 0o700); err != nil {
		return m, err
	}
	t, err := createTables(filepath.Join(store, tablesFile))
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	w, err := scorch.NewBuilder(map[string]any{"path": store, "buildPathPrefix": dir, "batchSize": batchSize, "mergeMax": mostMerged})
	if err != nil {
		return m, err
	}
	b := newBuilder()
	b.keep = t.add
	if err := b.index(from, func(d *document.Document) error { return w.Index(d) }); err != nil {
		return m, err
	}
	if err := w.Close(); err != nil {
		return m, err
	}
	if err := rewriteSegments(store); err != nil {
		return m, err
	}
	e, err := openStore(dir)
	if err != nil {
		return m, err
	}
	names, err := b.finish(e)
	return meta{Passages: b.number, Fields: b.fields, Names: names, Tables: t.parts}, errors.Join(err, e.close())
}

// rewriteSegments writes bleve's files again as files that are to be mapped: see [mapped.InPieces].
func rewriteSegments(store string) error {
	segments, err := filepath.Glob(filepath.Join(store, "*.zap"))
	if err != nil {
		return err
	}
	for _, path := range segments {
		from, err := os.Open(path)
		if err != nil {
			return err
		}
		to, err := os.OpenFile(path+".new", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = io.Copy(mapped.InPieces(to), struct{ io.Reader }{from})
			err = errors.Join(err, to.Sync(), to.Close())
		}
		if err := errors.Join(err, from.Close()); err != nil {
			return err
		}
		if err := os.Rename(path+".new", path); err != nil {
			return err
		}
	}
	return nil
}

package search

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
)

// format is raised when the index's content changes for the same passages.
const format = 5

// meta is what is kept beside the index.
type meta struct {
	Format      int
	Fingerprint string
	Passages    int
	Fields      map[string]fieldStat // sizes for BM25
	Names       names
	Tables      []part          // of the file of tables
	Files       map[string]file // of the store, and the file of tables
}

// What stands in the folder of a kept index.
const (
	metaFile    = "meta.gob"
	tablesFile  = "tables" // in the store's folder, so that it is checked with the others
	storeFolder = "store"
)

// file is one of the store's as it was when it was written.
type file struct {
	Size     int64
	Modified int64 // nanoseconds
	Sum      uint32
}

func stamp(path string) (file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return file{}, err
	}
	return file{Size: info.Size(), Modified: info.ModTime().UnixNano()}, nil
}

// checksum reads the whole file.
func checksum(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	_, err = io.Copy(sum, f)
	return sum.Sum32(), errors.Join(err, f.Close())
}

// files describes a folder.
func files(dir string) (map[string]file, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	out := map[string]file{}
	for _, entry := range entries {
		path := filepath.Join(dir, entry.Name())
		f, err := stamp(path)
		if err != nil {
			return nil, err
		}
		if f.Sum, err = checksum(path); err != nil {
			return nil, err
		}
		out[entry.Name()] = f
	}
	return out, nil
}

// wholeFiles tells whether a folder still holds these files: bleve opens a damaged one without a word. A file that was not
// written to since is not read again; one that was moved or copied here is.
func wholeFiles(dir string, want map[string]file) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(entries) != len(want) {
		return fmt.Errorf("%d files instead of %d", len(entries), len(want))
	}
	for name, was := range want {
		path := filepath.Join(dir, name)
		is, err := stamp(path)
		if err != nil {
			return err
		}
		if is.Size != was.Size {
			return fmt.Errorf("%s has another size", name)
		}
		if is.Modified == was.Modified {
			continue
		}
		if sum, err := checksum(path); err != nil || sum != was.Sum {
			return errors.Join(err, fmt.Errorf("%s is damaged", name))
		}
	}
	return nil
}

// buildDir builds an index of one segment in an empty folder.
func buildDir(dir, fingerprint string, from source) error {
	m, err := buildStore(dir, from)
	if err != nil {
		return err
	}
	if m.Files, err = files(filepath.Join(dir, storeFolder)); err != nil {
		return err
	}
	m.Format, m.Fingerprint = format, fingerprint
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(m); err != nil {
		return err
	}
	data := binary.LittleEndian.AppendUint32(out.Bytes(), crc32.Checksum(out.Bytes(), crc32.MakeTable(crc32.Castagnoli)))
	return writeDurably(filepath.Join(dir, metaFile), data)
}

func writeDurably(path string, data []byte) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
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
	e.findSegments()
	return e, nil
}

// openDir opens a kept index if it is of the passages that have the fingerprint.
func openDir(dir, fingerprint string) (*engine, error) {
	data, err := os.ReadFile(filepath.Join(dir, metaFile))
	if err != nil {
		return nil, err
	}
	end := len(data) - crc32.Size
	if end < 0 || crc32.Checksum(data[:end], crc32.MakeTable(crc32.Castagnoli)) != binary.LittleEndian.Uint32(data[end:]) {
		return nil, fmt.Errorf("%s is damaged", metaFile)
	}
	var m meta
	if err := gob.NewDecoder(bytes.NewReader(data[:end])).Decode(&m); err != nil {
		return nil, err
	}
	if m.Format != format || m.Fingerprint != fingerprint {
		return nil, fmt.Errorf("the index is of another library")
	}
	if err := wholeFiles(filepath.Join(dir, storeFolder), m.Files); err != nil {
		return nil, err
	}
	e, err := openStore(dir)
	if err != nil {
		return nil, err
	}
	// Mapped now: the folder may be gone when they are first needed.
	var t tables
	if e.mapped, t, err = openTables(filepath.Join(dir, storeFolder, tablesFile), m.Tables); err != nil {
		return nil, errors.Join(err, e.close())
	}
	n, err := e.reader.DocCount()
	if err == nil && (int(n) != m.Passages || len(t[tableOrder]) != 4*m.Passages) {
		err = fmt.Errorf("the index has %d passages of %d", n, m.Passages)
	}
	if err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e.with(t, m.Fields, m.Names), nil
}

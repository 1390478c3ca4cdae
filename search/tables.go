package search

import (
	"bufio"
	"encoding/binary"
	"errors"
	"maps"
	"os"
	"slices"
	"unsafe"

	"mukti/mapped"
)

// tables are what an index needs beside bleve's postings, by name, in the form in which they are looked at: those of a
// kept index are mapped from its file, so that an index opens at once and only what is looked at takes memory. Nothing
// that is handed out may point into them: they are gone when the index is closed.
type tables map[string][]byte

// Names of the tables; those that end in a colon are followed by a language, a script or a letter.
const (
	tableOrder     = "order"     // internal number → passage
	tablePageOf    = "pageof"    // internal number → page: see [pages]
	tablePages     = "pages"     //
	tableDocuments = "documents" //
	tableNames     = "names"     // of the documents
	tableSizes     = "size:"     // by a field's letter: see [sizes]
	tableEntries   = "entries:"  // by field: see [dictionary]
	tableFrames    = "frames:"   // by script: see [frames]
	tableSlots     = "slots:"    //
	tableWords     = "words:"    // by language: see [vocabulary]
	tableLetters   = "letters:"  //
	tableOffers    = "offers:"   // see [offers]
)

// numbers are four bytes each.
type numbers []byte

func (n numbers) at(i int) uint32 { return binary.LittleEndian.Uint32(n[4*i:]) }

func (n numbers) count() int { return len(n) / 4 }

func (n numbers) with(v uint32) numbers { return binary.LittleEndian.AppendUint32(n, v) }

// text is a table as a text, not copied.
func (t tables) text(name string) string {
	data := t[name]
	return unsafe.String(unsafe.SliceData(data), len(data))
}

// texts is a list of texts: all of them one after another, and where each ends.
type texts struct {
	all  string
	ends numbers
}

func (t texts) count() int { return t.ends.count() }

// at gives a text, as part of the table.
func (t texts) at(n int) string {
	from := uint32(0)
	if n > 0 {
		from = t.ends.at(n - 1)
	}
	return t.all[from:t.ends.at(n)]
}

const tableEnds = "/ends" // follows the name of a table of texts

func (t tables) texts(name string) texts { return texts{t.text(name), t[name+tableEnds]} }

// addText puts a text at the end of a list.
func (t tables) addText(name, text string) {
	t[name] = append(t[name], text...)
	t[name+tableEnds] = numbers(t[name+tableEnds]).with(uint32(len(t[name])))
}

// part is where a table stands in the file.
type part struct {
	Name     string
	At, Size int64
}

// tablesWriter keeps tables in one file.
type tablesWriter struct {
	file  *os.File
	to    *bufio.Writer
	parts []part
	at    int64
}

func createTables(path string) (*tablesWriter, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &tablesWriter{file: f, to: bufio.NewWriter(mapped.InPieces(f))}, nil
}

func (w *tablesWriter) add(t tables) error {
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if _, err := w.to.Write(t[name]); err != nil {
			return err
		}
		w.parts = append(w.parts, part{name, w.at, int64(len(t[name]))})
		w.at += int64(len(t[name]))
	}
	return nil
}

func (w *tablesWriter) close() error { return errors.Join(w.to.Flush(), w.file.Sync(), w.file.Close()) }

// openTables maps a file of tables. The first result is to be given back to [mapped.Close].
func openTables(path string, parts []part) ([]byte, tables, error) {
	data, err := mapped.Open(path)
	if err != nil {
		return nil, nil, err
	}
	t := tables{}
	for _, p := range parts {
		if p.At < 0 || p.Size < 0 || p.At > int64(len(data)) || p.Size > int64(len(data))-p.At {
			return nil, nil, errors.Join(errors.New("a table is not in its file"), mapped.Close(data))
		}
		t[p.Name] = data[p.At : p.At+p.Size : p.At+p.Size]
	}
	return data, t, nil
}

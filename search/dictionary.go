package search

import (
	"io"
	"slices"
	"sort"
	"strings"
	"sync"
)

// dictionary says which words a stem, a start or a sound stands for: entries in order, each on a line, their parts
// divided by [cut].
type dictionary struct {
	lines string
	file  io.ReaderAt // where the lines are kept, if they are not here yet: part of it
	at    int64
	size  int

	once   sync.Once
	starts []uint32 // of each line
	err    error
}

// newDictionary puts entries in order.
func newDictionary(entries []string) *dictionary {
	slices.Sort(entries)
	var b strings.Builder
	for _, e := range slices.Compact(entries) {
		b.WriteString(e)
		b.WriteByte('\n')
	}
	return &dictionary{lines: b.String()}
}

// find reads and counts the lines when they are first asked for: an index must open at once.
func (d *dictionary) find() []uint32 {
	d.once.Do(func() {
		if d.file != nil {
			data := make([]byte, d.size)
			if _, d.err = d.file.ReadAt(data, d.at); d.err != nil {
				return
			}
			d.lines = string(data)
		}
		for at := 0; at < len(d.lines); {
			d.starts = append(d.starts, uint32(at))
			at += strings.IndexByte(d.lines[at:], '\n') + 1
		}
	})
	return d.starts
}

func (d *dictionary) line(n int) string {
	text := d.lines[d.starts[n]:]
	return text[:strings.IndexByte(text, '\n')]
}

// under gives what follows a prefix, in order.
func (d *dictionary) under(prefix string) (rests []string) {
	starts := d.find()
	from := sort.Search(len(starts), func(n int) bool { return d.lines[starts[n]:] >= prefix })
	for n := from; n < len(starts); n++ {
		rest, ok := strings.CutPrefix(d.line(n), prefix)
		if !ok {
			break
		}
		rests = append(rests, rest)
	}
	return rests
}

// heads gives the first part of every entry, once each.
func (d *dictionary) heads() (heads []string) {
	for n := range d.find() {
		head, _, _ := strings.Cut(d.line(n), cut)
		if len(heads) == 0 || heads[len(heads)-1] != head {
			heads = append(heads, head)
		}
	}
	return heads
}

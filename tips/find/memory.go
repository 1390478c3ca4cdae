// Package find searches texts that are nowhere in clear on the disk: a
// [Memory] holds them folded, in blocks sealed under a key that only the
// officer's own session brings along, and a search opens block after block,
// scans it and overwrites it.
//
// What is found under one spelling is found under all that fold makes one, and
// words of one script by their sound in another.
package find

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"

	"mukti/tips/vault"
)

// ErrKey says that a block was sealed under another key, or is damaged.
var ErrKey = errors.New("find: not the key of this memory")

// blockSize is about how many bytes of text are sealed together: large enough
// that opening costs little a text, small enough to be rewritten for one.
const blockSize = 64 << 10

// Doc is a text with the id and the version of what it is made from; see [Compose].
type Doc struct {
	ID      string // at most 255 bytes
	Version int64
	Text    []byte
}

// Hit is a text in which everything that was looked for stands.
type Hit struct {
	ID    string
	Count int // of places
}

// Memory is what one session may search. It may be used by several at once.
type Memory struct {
	mu     sync.RWMutex
	name   string // part of what a block is bound to
	next   int    // number of the next block
	blocks map[int][]byte
	where  map[string]place
	bytes  int64
}

type place struct {
	block   int
	version int64
}

// New makes an empty memory. Blocks are bound to its name.
func New(name string) *Memory {
	return &Memory{name: name, blocks: map[int][]byte{}, where: map[string]place{}}
}

func (m *Memory) label(block int) vault.Label {
	return vault.Label{Of: fmt.Sprintf("%s %d", m.name, block), Kind: "find"}
}

// Put seals the texts in and overwrites what docs held of them. A text takes
// the place of one with the same id.
func (m *Memory) Put(key vault.Key, docs []Doc) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	ids := make(map[string]bool, len(docs))
	for _, d := range docs {
		ids[d.ID] = true
	}
	if err := m.drop(key, ids); err != nil {
		return err
	}
	var block []byte
	var in []Doc
	for i, d := range docs {
		block = append(append(block, byte(len(d.ID))), d.ID...)
		block = binary.BigEndian.AppendUint32(block, uint32(len(d.Text)))
		block = append(block, d.Text...)
		clear(d.Text)
		in = append(in, d)
		if len(block) >= blockSize || i == len(docs)-1 {
			m.seal(key, block, in)
			clear(block[:cap(block)])
			block, in = block[:0], nil
		}
	}
	return nil
}

func (m *Memory) seal(key vault.Key, plain []byte, docs []Doc) {
	n := m.next
	m.next++
	m.blocks[n] = vault.SealKey(key, m.label(n), plain)
	m.bytes += int64(len(m.blocks[n]))
	for _, d := range docs {
		m.where[d.ID] = place{n, d.Version}
	}
}

// Drop takes texts out: their blocks are sealed anew without them.
func (m *Memory) Drop(key vault.Key, ids ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	gone := make(map[string]bool, len(ids))
	for _, id := range ids {
		gone[id] = true
	}
	return m.drop(key, gone)
}

func (m *Memory) drop(key vault.Key, ids map[string]bool) error {
	touched := map[int]bool{}
	for id := range ids {
		if p, ok := m.where[id]; ok {
			touched[p.block] = true
		}
	}
	for n := range touched {
		plain, err := vault.OpenKey(key, m.label(n), m.blocks[n])
		if err != nil {
			return ErrKey
		}
		var kept []byte
		var docs []Doc
		err = records(plain, func(id, text []byte) {
			if ids[string(id)] {
				return
			}
			kept = append(append(kept, byte(len(id))), id...)
			kept = binary.BigEndian.AppendUint32(kept, uint32(len(text)))
			kept = append(kept, text...)
			docs = append(docs, Doc{ID: string(id), Version: m.where[string(id)].version})
		})
		clear(plain)
		if err != nil {
			return err
		}
		m.bytes -= int64(len(m.blocks[n]))
		clear(m.blocks[n])
		delete(m.blocks, n)
		if len(docs) > 0 {
			m.seal(key, kept, docs)
		}
		clear(kept)
	}
	for id := range ids {
		delete(m.where, id)
	}
	return nil
}

// records calls f for each text of an opened block.
func records(block []byte, f func(id, text []byte)) error {
	for len(block) > 0 {
		n := int(block[0])
		if len(block) < 1+n+4 {
			return ErrKey
		}
		id, rest := block[1:1+n], block[1+n:]
		size := int(binary.BigEndian.Uint32(rest))
		if len(rest) < 4+size {
			return ErrKey
		}
		f(id, rest[4:4+size])
		block = rest[4+size:]
	}
	return nil
}

// Scan finds every text that q fits, in no order. Each block is overwritten
// after it was looked at.
func (m *Memory) Scan(key vault.Key, q Query) ([]Hit, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var hits []Hit
	for n, sealed := range m.blocks {
		plain, err := vault.OpenKey(key, m.label(n), sealed)
		if err != nil {
			return nil, ErrKey
		}
		err = records(plain, func(id, text []byte) {
			if c := q.Count(text); c > 0 {
				hits = append(hits, Hit{string(id), c})
			}
		})
		clear(plain)
		if err != nil {
			return nil, err
		}
	}
	return hits, nil
}

// Version tells of which version of an id the text is; false if there is none.
func (m *Memory) Version(id string) (int64, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	p, ok := m.where[id]
	return p.version, ok
}

// IDs are the ids of all texts, in no order.
func (m *Memory) IDs() []string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	out := make([]string, 0, len(m.where))
	for id := range m.where {
		out = append(out, id)
	}
	return out
}

// Size is how many texts there are, and the bytes of the blocks.
func (m *Memory) Size() (texts int, bytes int64) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return len(m.where), m.bytes
}

// Wipe overwrites everything and leaves the memory empty.
func (m *Memory) Wipe() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, b := range m.blocks {
		clear(b)
	}
	m.blocks, m.where, m.bytes = map[int][]byte{}, map[string]place{}, 0
}

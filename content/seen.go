package content

import (
	"bytes"
	"hash/crc32"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// state is what the system says of a file. While it stays the same, nobody has
// written to the file: unlike the time of the last writing, nobody can set the
// time of the last change.
type state struct {
	size, modified int64 // bytes; nanoseconds since 1970
	changed        int64 // the same; 0 where the system does not say it
	inode          int64
}

func (s state) told() bool { return s.changed != 0 }

// seen is the hash that a file had in a state.
type seen struct {
	state
	sum [32]byte
}

// seenFile is the file of what was seen, beside the snapshot.
const (
	seenFile = "seen"
	seenMark = "mukti seen 1\n"
	// seenAfter is how old a change must be for a file's state to speak for its
	// words: clocks tick, and two changes in one tick look like one. House rule.
	seenAfter = 2 * time.Second
)

func (c *codec) seen(path *string, s *seen) {
	c.text(path)
	for _, n := range []*int64{&s.size, &s.modified, &s.changed, &s.inode} {
		c.number64(n)
	}
	sum := string(s.sum[:])
	c.text(&sum)
	c.broken = c.broken || copy(s.sum[:], sum) != len(s.sum)
}

// readSeen gives nothing where nothing is kept, or not whole: then every file
// is read.
func readSeen(dir string) map[string]seen {
	if dir == "" {
		return nil
	}
	data, err := os.ReadFile(filepath.Join(dir, seenFile))
	if err != nil || !bytes.HasPrefix(data, []byte(seenMark)) || len(data) < len(seenMark)+crc32.Size {
		return nil
	}
	data = data[len(seenMark):]
	body, sum := data[:len(data)-crc32.Size], data[len(data)-crc32.Size:]
	if !bytes.Equal(sum, sumBytes(body)) {
		return nil
	}
	head := &codec{numbers: body}
	var texts, files int
	head.number(&texts)
	head.number(&files)
	if head.broken || texts < 0 || texts > len(head.numbers) || files < 0 || files > len(body) {
		return nil
	}
	c := &codec{texts: string(head.numbers[:texts]), numbers: head.numbers[texts:]}
	all := make(map[string]seen, files)
	for range files {
		var path string
		var s seen
		c.seen(&path, &s)
		all[path] = s
	}
	if c.broken {
		return nil
	}
	return all
}

// writeSeen keeps what was seen if it is more than was known. Where it cannot
// be kept, the next start reads every file.
func writeSeen(dir string, known map[string]seen, entries []*surveyed, began time.Time) {
	c, files, more := &codec{writing: true}, 0, false
	for _, e := range entries {
		if !e.state.told() || !strings.HasSuffix(e.path, ".md") || e.state.changed > began.Add(-seenAfter).UnixNano() {
			continue
		}
		s := seen{e.state, e.sum}
		more = more || known[e.path] != s
		c.seen(&e.path, &s)
		files++
	}
	if dir == "" || files < snapshotFrom || !more && files == len(known) {
		return
	}
	head := &codec{writing: true}
	texts := len(c.written)
	head.number(&texts)
	head.number(&files)
	body := slices.Concat(head.numbers, c.written, c.numbers)
	path := filepath.Join(dir, seenFile)
	if os.MkdirAll(dir, 0o700) != nil || os.WriteFile(path+".new", slices.Concat([]byte(seenMark), body, sumBytes(body)), 0o600) != nil {
		return
	}
	_ = os.Rename(path+".new", path)
}

func sumBytes(b []byte) []byte {
	sum := crc32.Checksum(b, castagnoli)
	return []byte{byte(sum), byte(sum >> 8), byte(sum >> 16), byte(sum >> 24)}
}

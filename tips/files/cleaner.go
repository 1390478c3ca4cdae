package files

import (
	"cmp"
	"errors"
	"sync/atomic"
	"time"
)

// Cleaner makes clean copies in child processes of the same binary: what a
// hostile file does to a decoder, it does there. Its zero value works; it must
// not be copied after the first use.
type Cleaner struct {
	// Command is the child's program and first arguments; nil is this binary's
	// own hidden subcommand "clean".
	Command []string
	// Jobs is how many files are cleaned at once; 0 is 2. There is no queue: a
	// tip does not wait for a copy.
	Jobs int
	// Time is how long one job may take from its start, by the clock and of the
	// processor; 0 is 20 seconds, and a minute for what is decoded. A file that
	// comes over a slow line is better fed after it has come.
	Time time.Duration
	// Memory is what a child may take for a file, beside its own program, in
	// bytes; 0 is what each kind needs at most (see memoryFor). A small file gets less.
	Memory int64
	// Most is how large a clean copy may be, in bytes; 0 is 50 MiB.
	Most int64

	busy atomic.Int32
	// plain is set when the system refuses namespaces: the filter stands alone.
	plain atomic.Bool
}

// House rules; see the fields of [Cleaner].
const (
	defaultJobs = 2
	defaultTime = 20 * time.Second
	drawnTime   = time.Minute
	defaultMost = 50 << 20
)

// Memory that a kind may take. House rules, measured with the largest honest
// files that the limits in this package let through.
const (
	memoryStream = 24 << 20  // taken apart as it streams
	memoryWhole  = 64 << 20  // held whole, 25 MiB, and taken apart
	memoryDrawn  = 384 << 20 // decoded; narrowed by the picture's size
)

func memoryFor(mime string, how How) int64 {
	switch {
	case drawn(mime, how):
		return memoryDrawn
	case mime == "image/webp":
		return memoryWhole
	}
	return memoryStream
}

// drawn tells whether a file is decoded, and not just taken apart.
func drawn(mime string, how How) bool {
	return how != Strip || mime == "application/pdf" || needsCode(mime)
}

// needsCode tells which kinds are decoded by compiled WebAssembly.
func needsCode(mime string) bool {
	return mime == "image/heic" || mime == "image/heif"
}

func (c *Cleaner) jobs() int32 { return int32(cmp.Or(c.Jobs, defaultJobs)) }
func (c *Cleaner) time(drawn bool) time.Duration {
	if drawn {
		return cmp.Or(c.Time, drawnTime)
	}
	return cmp.Or(c.Time, defaultTime)
}
func (c *Cleaner) most() int64 { return cmp.Or(c.Most, defaultMost) }

// take takes one of the places for children.
func (c *Cleaner) take() bool {
	if c.busy.Add(1) > c.jobs() {
		c.busy.Add(-1)
		return false
	}
	return true
}

// errEnded says that the child takes no more. Why, [Job.Wait] tells.
var errEnded = errors.New("files: the cleaner has ended")

// Guards says what locks the children in.
type Guards struct {
	// On is whether files are cleaned at all: limits, filter and closed doors hold.
	On bool
	// Files and Network: a child that tried to open a file, to make a socket, failed.
	Files, Network bool
	// Memory and Program: a child that took more than it may, or started a program, was ended.
	Memory, Program bool
	// Namespaces is whether children have a network namespace of their own too.
	Namespaces bool
}

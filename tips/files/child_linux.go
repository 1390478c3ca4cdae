//go:build linux && (amd64 || arm64)

package files

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// answer is what a child says when it is done, beside the clean copy.
type answer struct {
	Reason   string    `json:"reason,omitempty"` // of [Reason]; "" if the copy counts
	MIME     string    `json:"mime,omitempty"`
	Size     int64     `json:"size,omitempty"`
	Width    int       `json:"width,omitempty"`
	Height   int       `json:"height,omitempty"`
	Position *Position `json:"position,omitempty"`
	Peak     int64     `json:"peak,omitempty"` // of memory, in bytes
}

// sane tells whether an answer is one that a child of ours gives.
func (a answer) sane() bool {
	p := a.Position
	return Cleanable(a.MIME) && a.Width >= 0 && a.Height >= 0 && a.Width <= MaxSide && a.Height <= MaxSide &&
		(p == nil || math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180)
}

// maxAnswer bounds the answer: a child that was taken over may say anything.
const maxAnswer = 4 << 10

// answerFD is the pipe for the answer.
const answerFD = 3

// Child is what the hidden subcommand runs: it locks itself in, cleans the file
// on standard input to standard output, and answers on a third pipe. It returns
// the exit code. [Cleaner] starts it.
func Child(mime string, how How, memory int64, d time.Duration) int {
	pipe := os.NewFile(answerFD, "answer")
	if pipe == nil {
		return 1
	}
	// The system says when the processor time is over, and ends the process a
	// little later if it goes on.
	over := make(chan os.Signal, 1)
	signal.Notify(over, unix.SIGXCPU)
	go func() { // ends with the process, which is this file's alone
		<-over
		tell(pipe, answer{Reason: Reason(ErrTime)})
		os.Exit(1)
	}()
	a := child(mime, how, memory, d)
	if !tell(pipe, a) || a.Reason != "" {
		return 1
	}
	return 0
}

func tell(pipe io.Writer, a answer) bool {
	b, err := json.Marshal(a)
	if err != nil {
		return false
	}
	_, err = pipe.Write(b)
	return err == nil
}

func child(mime string, how How, memory int64, d time.Duration) answer {
	// Opened before the doors are shut, read at the end.
	status, err := os.Open("/proc/self/status")
	if err != nil {
		return answer{Reason: Reason(ErrGuard)}
	}
	room, err := lockIn(memory, uint64((d+time.Second-1)/time.Second), needsCode(mime))
	if err != nil {
		return answer{Reason: Reason(ErrGuard)}
	}
	a, ok := probed(mime)
	if !ok {
		a = cleanHere(mime, how, room)
	}
	a.Peak = peak(status)
	return a
}

// cleanHere cleans standard input to standard output.
func cleanHere(mime string, how How, room func(int64)) answer {
	out := &counted{w: os.Stdout}
	os.Stdout = os.Stderr // what a library may print is not part of the copy
	buf := bufio.NewWriterSize(out, 64<<10)
	c, err := clean(os.Stdin, buf, mime, how, room)
	if err == nil {
		err = buf.Flush()
	}
	if err != nil {
		return answer{Reason: Reason(err)}
	}
	return answer{MIME: c.MIME, Size: out.n, Width: c.Width, Height: c.Height, Position: c.Position}
}

// peak is how much memory the process had at most, 0 if it cannot be told.
// Source: proc(5), VmHWM, in KiB.
func peak(status io.Reader) int64 {
	b, err := io.ReadAll(io.LimitReader(status, 8<<10))
	if err != nil {
		return 0
	}
	_, line, _ := strings.Cut(string(b), "VmHWM:")
	var n int64
	if _, err := fmt.Sscan(line, &n); err != nil {
		return 0
	}
	return n << 10
}

type counted struct {
	w io.Writer
	n int64
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

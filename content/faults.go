package content

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Fault is one thing in one file that must be mended before the library can
// be used. Msg is for the author: it says what to do.
type Fault struct {
	File string // path inside the library, "advisories/2024-03-04-child-labour/en.md"
	Line int    // from 1; 0 if the fault is about the file or folder as a whole
	Msg  string
}

// Error gives "file:line: msg", or "file: msg" for a fault without a line.
func (f Fault) Error() string {
	if f.Line == 0 {
		return f.File + ": " + f.Msg
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Msg)
}

// Faults is every fault of a library at once, by file, line and message.
type Faults []Fault

// Error gives one fault a line.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// sorted brings the faults into order and leaves out repetitions.
func (fs Faults) sorted() Faults {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Msg, b.Msg))
	})
	return slices.Compact(fs)
}

// report collects the faults of one file.
type report struct {
	file   string
	faults Faults
}

func (r *report) add(line int, format string, args ...any) {
	r.faults = append(r.faults, Fault{File: r.file, Line: line, Msg: fmt.Sprintf(format, args...)})
}

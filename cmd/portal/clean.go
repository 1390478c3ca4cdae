package main

import (
	"os"
	"time"

	"mukti/tips/files"
)

// cleanCmd is the child that cleans one file; the portal starts it itself. It
// is hidden, for by hand it has no use: its answer goes to a third pipe.
type cleanCmd struct {
	Kind   string        `help:"Kind of the file on standard input, e.g. image/jpeg." required:""`
	Redraw bool          `help:"Decode and encode anew."`
	Blur   bool          `help:"Draw a preview of a few pixels."`
	Memory int64         `help:"Bytes of memory." required:""`
	Time   time.Duration `help:"Processor time." required:""`
}

// Run ends the process itself: after locking itself in it can do nothing else.
func (c *cleanCmd) Run() error {
	how := files.Strip
	switch {
	case c.Redraw:
		how = files.Redraw
	case c.Blur:
		how = files.Blur
	}
	os.Exit(files.Child(c.Kind, how, c.Memory, c.Time))
	return nil
}

package files

import (
	"flag"
	"io"
	"time"
)

// ChildMain is [Child] for a test binary, which is its own child: its TestMain
// calls it with what follows "clean" on the command line.
func ChildMain(args []string) int {
	f := flag.NewFlagSet("clean", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	kind, redraw, blur := f.String("kind", "", ""), f.Bool("redraw", false, ""), f.Bool("blur", false, "")
	memory, d := f.Int64("memory", 0, ""), f.Duration("time", time.Second, "")
	if f.Parse(args) != nil {
		return 1
	}
	how := Strip
	switch {
	case *redraw:
		how = Redraw
	case *blur:
		how = Blur
	}
	return Child(*kind, how, *memory, *d)
}

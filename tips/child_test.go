package tips_test

import (
	"flag"
	"os"
	"testing"
	"time"

	"mukti/tips/files"
)

// TestMain lets the test binary be the child that cleans a file.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "clean" {
		f := flag.NewFlagSet("clean", flag.ContinueOnError)
		kind, memory, d, redraw := f.String("kind", "", ""), f.Int64("memory", 0, ""), f.Duration("time", time.Second, ""), f.Bool("redraw", false, "")
		if f.Parse(os.Args[2:]) != nil {
			os.Exit(2)
		}
		how := files.Strip
		if *redraw {
			how = files.Redraw
		}
		os.Exit(files.Child(*kind, how, *memory, *d))
	}
	os.Exit(m.Run())
}

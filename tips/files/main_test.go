//go:build linux && (amd64 || arm64)

package files

import (
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// TestMain lets the test binary be the child: locked in, as it is run, or with
// "free" as the control that shows what an unlocked one could do.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 {
		switch os.Args[1] {
		case "clean":
			os.Exit(ChildMain(os.Args[2:]))
		case "free":
			os.Exit(free(strings.TrimPrefix(os.Args[2], "--kind=")))
		}
	}
	goleak.VerifyTestMain(m)
}

//go:build !linux && !darwin

package public

import (
	"context"
	"errors"
	"os/exec"
)

// run refuses: without groups of processes nothing ends all that a browser
// starts.
func run(context.Context, func() *exec.Cmd) error { return errors.ErrUnsupported }

//go:build linux || darwin

package public

import (
	"context"
	"os/exec"
	"syscall"
)

// background is how much the print steps back before everything else on the
// machine: tips come first. Source: setpriority(2), 19 is the most.
const background = 15

// run runs a command with whatever it starts, and ends all of that with it. It
// tries first without any network; where the system does not let us, the
// command's arguments alone shut it off.
func run(ctx context.Context, make func() *exec.Cmd) (err error) {
	for _, how := range apart() {
		cmd := make()
		cmd.SysProcAttr = how
		if err = runOnce(cmd); err == nil || ctx.Err() != nil {
			break
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func runOnce(cmd *exec.Cmd) error {
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if err := cmd.Start(); err != nil {
		return err
	}
	group := cmd.Process.Pid
	_ = syscall.Setpriority(syscall.PRIO_PGRP, group, background) // a print at full priority is a print too
	err := cmd.Wait()
	_ = syscall.Kill(-group, syscall.SIGKILL) // mostly nobody is left
	return err
}

package public

import "syscall"

// apart gives the ways to start a program in a group of processes of its own.
func apart() []*syscall.SysProcAttr { return []*syscall.SysProcAttr{{Setpgid: true}} }

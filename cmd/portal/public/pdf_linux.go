package public

import (
	"os"
	"syscall"
)

// apart gives the ways to start a program in a group of processes of its own:
// first in a network where not even this machine can be reached.
// Source: network_namespaces(7), user_namespaces(7).
func apart() []*syscall.SysProcAttr {
	alone := &syscall.SysProcAttr{Setpgid: true, Cloneflags: syscall.CLONE_NEWNET}
	if uid, gid := os.Getuid(), os.Getgid(); uid != 0 {
		alone.Cloneflags |= syscall.CLONE_NEWUSER
		alone.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		alone.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
	}
	return []*syscall.SysProcAttr{alone, {Setpgid: true}}
}

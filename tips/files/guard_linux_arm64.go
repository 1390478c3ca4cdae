package files

import "golang.org/x/sys/unix"

const auditArch = unix.AUDIT_ARCH_AARCH64

// callsAllowedHere are calls that only this machine has.
var callsAllowedHere []uint32

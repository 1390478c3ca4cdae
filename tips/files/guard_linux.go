//go:build linux && (amd64 || arm64)

package files

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"
)

// slack is what threads and the runtime may need beside the file. House rule:
// a thread's stack counts 8 MiB though it uses a few pages.
const slack = 48 << 20

// lockIn takes everything from this process that cleaning a file does not need:
// memory over what it is given, processor time, files, the network, other
// programs. It is called before a byte of the file is read and cannot be
// undone. Executable memory is needed for the compiled decoder of HEIC alone.
// It returns a way to narrow memory further, once the file's size is known.
func lockIn(memory int64, seconds uint64, executable bool) (room func(int64), err error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	used, err := dataNow()
	if err != nil {
		return nil, err
	}
	room = func(memory int64) {
		debug.SetMemoryLimit(memory)
		most := uint64(used + slack + memory)
		// It can only become less: the hard limit stands.
		_ = unix.Setrlimit(unix.RLIMIT_DATA, &unix.Rlimit{Cur: most, Max: most})
	}
	debug.SetMemoryLimit(memory)
	// A stack is bounded like the heap: a parser that calls itself for ever ends.
	debug.SetMaxStack(int(min(memory/2, 64<<20)))
	most := uint64(used + slack + memory)
	for _, l := range []struct {
		name      string
		which     int
		cur, most uint64
	}{
		{"data", unix.RLIMIT_DATA, most, most},
		{"processor time", unix.RLIMIT_CPU, seconds, seconds + 2}, // a signal first
		{"core files", unix.RLIMIT_CORE, 0, 0},
		{"file size", unix.RLIMIT_FSIZE, 0, 0},
		{"open files", unix.RLIMIT_NOFILE, 16, 16},
	} {
		if err := unix.Setrlimit(l.which, &unix.Rlimit{Cur: l.cur, Max: l.most}); err != nil {
			return nil, fmt.Errorf("files: limit of %s: %w", l.name, err)
		}
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return nil, fmt.Errorf("files: dumpable: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return nil, fmt.Errorf("files: no new privileges: %w", err)
	}
	return room, filterCalls(executable)
}

// dataNow is how much writable memory the process has mapped, in bytes.
// Source: proc(5), /proc/pid/statm, sixth field, in pages.
func dataNow() (int64, error) {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, fmt.Errorf("files: %w", err)
	}
	fields := strings.Fields(string(b))
	if len(fields) < 6 {
		return 0, errors.New("files: statm has no data field")
	}
	pages, err := strconv.ParseInt(fields[5], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("files: statm: %w", err)
	}
	return pages * int64(os.Getpagesize()), nil
}

// filterCalls has the kernel judge every system call from here on, on all threads.
func filterCalls(executable bool) error {
	prog := callFilter(executable)
	p := unix.SockFprog{Len: uint16(len(prog)), Filter: &prog[0]}
	_, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&p)))
	runtime.KeepAlive(prog)
	if e != 0 {
		return fmt.Errorf("files: filter of system calls: %w", e)
	}
	return nil
}

// Offsets into what a filter sees. Source: linux/seccomp.h, struct seccomp_data.
const (
	seccompNr   = 0
	seccompArch = 4
	seccompArgs = 16 // six of 8 bytes, low half first on both machines
)

// callFilter is the filter as a program. What is not named gets "not
// permitted", which Go's libraries take calmly; what only an attack calls ends
// the process.
func callFilter(executable bool) []unix.SockFilter {
	var p []unix.SockFilter
	stmt := func(code uint16, k uint32) { p = append(p, unix.SockFilter{Code: code, K: k}) }
	jump := func(code uint16, k uint32, jt, jf uint8) {
		p = append(p, unix.SockFilter{Code: code, Jt: jt, Jf: jf, K: k})
	}
	const (
		load  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		above = unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K
		bits  = unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K
		give  = unix.BPF_RET | unix.BPF_K

		allow = unix.SECCOMP_RET_ALLOW
		kill  = unix.SECCOMP_RET_KILL_PROCESS
		deny  = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
	)
	stmt(load, seccompArch)
	jump(equal, auditArch, 1, 0)
	stmt(give, kill)
	stmt(load, seccompNr)
	jump(above, 0x40000000, 0, 1) // the x32 numbers: another door to the same calls
	stmt(give, kill)
	call := func(nr, answer uint32) { jump(equal, nr, 0, 1); stmt(give, answer) }
	for _, nr := range callsAllowed {
		call(nr, allow)
	}
	for _, nr := range callsFatal {
		call(nr, kill)
	}
	// glibc falls back to clone, whose flags can be looked at.
	call(unix.SYS_CLONE3, unix.SECCOMP_RET_ERRNO|uint32(unix.ENOSYS))
	// A thread, yes; a process, no.
	jump(equal, unix.SYS_CLONE, 0, 4)
	stmt(load, seccompArgs)
	jump(bits, unix.CLONE_THREAD, 0, 1)
	stmt(give, allow)
	stmt(give, kill)
	// Signals to itself only: the runtime stops its own threads so.
	jump(equal, unix.SYS_TGKILL, 0, 4)
	stmt(load, seccompArgs)
	jump(equal, uint32(os.Getpid()), 0, 1)
	stmt(give, allow)
	stmt(give, kill)
	// Its own limits, which can only be narrowed.
	jump(equal, unix.SYS_PRLIMIT64, 0, 4)
	stmt(load, seccompArgs)
	jump(equal, 0, 0, 1)
	stmt(give, allow)
	stmt(give, kill)
	for _, nr := range []uint32{unix.SYS_MMAP, unix.SYS_MPROTECT} {
		if executable {
			call(nr, allow)
			continue
		}
		jump(equal, nr, 0, 4)
		stmt(load, seccompArgs+2*8)
		jump(bits, unix.PROT_EXEC, 0, 1)
		stmt(give, deny)
		stmt(give, allow)
	}
	stmt(give, deny)
	return p
}

// callsAllowed is what Go's runtime, with and without C threads, needs to
// reckon, to wait, and to read and write what is open already.
var callsAllowed = append([]uint32{
	unix.SYS_READ, unix.SYS_WRITE, unix.SYS_CLOSE, unix.SYS_FSTAT, unix.SYS_FCNTL, unix.SYS_EXIT, unix.SYS_EXIT_GROUP,
	unix.SYS_MUNMAP, unix.SYS_MADVISE, unix.SYS_MREMAP, unix.SYS_BRK,
	unix.SYS_FUTEX, unix.SYS_SET_ROBUST_LIST, unix.SYS_RSEQ, unix.SYS_RESTART_SYSCALL,
	unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_SIGALTSTACK,
	unix.SYS_SCHED_YIELD, unix.SYS_SCHED_GETAFFINITY, unix.SYS_NANOSLEEP, unix.SYS_CLOCK_NANOSLEEP,
	unix.SYS_CLOCK_GETTIME, unix.SYS_GETTIMEOFDAY, unix.SYS_GETPID, unix.SYS_GETTID, unix.SYS_GETRANDOM,
	unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL, unix.SYS_EPOLL_PWAIT, unix.SYS_EVENTFD2,
}, callsAllowedHere...)

// callsFatal is what nothing in a cleaner calls by mistake.
var callsFatal = []uint32{
	unix.SYS_EXECVE, unix.SYS_EXECVEAT, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV,
	unix.SYS_SOCKET, unix.SYS_SOCKETPAIR, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4,
	unix.SYS_SENDTO, unix.SYS_SENDMSG, unix.SYS_SENDMMSG,
	unix.SYS_IO_URING_SETUP, unix.SYS_BPF, unix.SYS_USERFAULTFD, unix.SYS_PERF_EVENT_OPEN, unix.SYS_KEYCTL, unix.SYS_ADD_KEY,
	unix.SYS_UNSHARE, unix.SYS_SETNS, unix.SYS_MOUNT, unix.SYS_PIVOT_ROOT, unix.SYS_CHROOT,
	unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_KILL, unix.SYS_PIDFD_OPEN, unix.SYS_PIDFD_GETFD,
}

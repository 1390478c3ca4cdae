//go:build linux && (amd64 || arm64)

package files

import (
	"context"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// probes are things that a child must not be able to do. Each tells whether it
// could. A child of kind "probe/<name>" tries one after locking itself in.
var probes = map[string]func() bool{
	"open":    func() bool { _, err := os.Open("/proc/self/status"); return err == nil },
	"write":   func() bool { return os.WriteFile("/dev/shm/mukti-probe", nil, 0o600) == nil },
	"socket":  func() bool { _, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0); return err == nil },
	"unix":    func() bool { _, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0); return err == nil },
	"program": func() bool { _, err := os.StartProcess("/proc/self/exe", nil, &os.ProcAttr{}); return err == nil },
	"signal":  func() bool { return unix.Kill(os.Getppid(), 0) == nil },
	"code": func() bool {
		_, err := unix.Mmap(-1, 0, 4096, unix.PROT_READ|unix.PROT_WRITE|unix.PROT_EXEC, unix.MAP_ANON|unix.MAP_PRIVATE)
		return err == nil
	},
	"memory": func() bool {
		var kept [][]byte
		for range 24 {
			b := make([]byte, 8<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			kept = append(kept, b)
		}
		return len(kept) == 24
	},
	"loop": func() bool {
		for i := uint64(0); ; i++ {
			if i == 1<<35 {
				return true
			}
		}
	},
	"stack": func() bool { return deep(1<<21) > 0 },
}

// deep calls itself n times with a frame of a hundred bytes and more.
func deep(n int) int {
	var pad [16]int
	pad[n&15] = n
	if n == 0 {
		return 1
	}
	return deep(n-1) + pad[(n+1)&15]
}

const probeKind = "probe/"

// probed is the answer of a child that tried a probe: a reason if it could.
func probed(mime string) (answer, bool) {
	name, ok := strings.CutPrefix(mime, probeKind)
	try := probes[name]
	if !ok || try == nil {
		return answer{}, false
	}
	if try() {
		return answer{Reason: Reason(ErrGuard)}, true
	}
	return answer{Reason: Reason(ErrKind)}, true
}

// Guards starts a child for each thing that it must not be able to do, lets it
// try, and says what holds.
func (c *Cleaner) Guards(ctx context.Context) Guards {
	held := func(names ...string) bool {
		for _, name := range names {
			if !c.held(ctx, name) {
				return false
			}
		}
		return true
	}
	g := Guards{Files: held("open", "write"), Network: held("socket", "unix"), Memory: held("memory"), Program: held("program", "signal", "code")}
	g.On = g.Files && g.Network && g.Memory && g.Program
	g.Namespaces = g.On && !c.plain.Load()
	return g
}

// held tells whether a child that tried was stopped: by an error or by its end.
func (c *Cleaner) held(ctx context.Context, name string) bool {
	j, err := c.start(ctx, c.time(true), []string{"--kind=" + probeKind + name, "--memory=33554432", "--time=" + c.time(true).String()})
	if err != nil {
		return false
	}
	defer j.Stop()
	j.CloseInput()
	if _, err := io.Copy(io.Discard, j); err != nil {
		return false
	}
	_, err = j.Wait()
	// ErrKind is the child's word that it could not; an end by force is as good.
	return Reason(err) == "kind" || j.state != nil && !j.state.Exited() || Reason(err) == "limit"
}

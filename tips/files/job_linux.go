//go:build linux && (amd64 || arm64)

package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Job is one file on its way through a child. Write and CloseInput, Read, and
// Stop may be called from goroutines of their own. [Job.Stop] must be called
// in the end.
type Job struct {
	proc          *os.Process
	in, out, told *os.File
	most          int64
	processor     time.Duration
	ctx           context.Context

	stopTimer func() bool
	stopCtx   func() bool
	late      atomic.Bool
	large     atomic.Bool
	killed    atomic.Bool
	ended     chan struct{} // closed when the child is gone and its place free
	state     *os.ProcessState

	sum  hash.Hash
	size int64
	peak int64 // of the child's memory, in bytes, as it said

	once    sync.Once
	cleaned Cleaned
	err     error
}

// Start starts a child for one file. It gives [ErrKind] if there is no cleaner,
// [ErrBusy] at once if all places are taken, [ErrGuard] if no child can be started.
func (c *Cleaner) Start(ctx context.Context, mime string, how How) (*Job, error) {
	if cleanerOf(mime, how) == nil {
		return nil, ErrKind
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	memory := c.Memory
	if memory == 0 {
		memory = memoryFor(mime, how)
	}
	d := c.time(drawn(mime, how))
	args := []string{"--kind=" + mime, "--memory=" + strconv.FormatInt(memory, 10), "--time=" + d.String()}
	switch how {
	case Redraw:
		args = append(args, "--redraw")
	case Blur:
		args = append(args, "--blur")
	}
	return c.start(ctx, d, args)
}

func (c *Cleaner) start(ctx context.Context, d time.Duration, args []string) (*Job, error) {
	if os.Getenv(inChild) != "" { // no children of children, whatever the binary
		return nil, ErrGuard
	}
	if !c.take() {
		return nil, ErrBusy
	}
	j, err := c.spawn(args)
	if err != nil {
		c.busy.Add(-1)
		return nil, fmt.Errorf("%w: %w", ErrGuard, err)
	}
	j.ctx, j.processor = ctx, d
	j.stopTimer = time.AfterFunc(d, func() { j.late.Store(true); j.kill() }).Stop
	j.stopCtx = context.AfterFunc(ctx, j.kill)
	go func() {
		j.state, _ = j.proc.Wait()
		j.stopTimer()
		j.stopCtx()
		j.in.Close()
		c.busy.Add(-1)
		close(j.ended)
	}()
	return j, nil
}

// inChild marks a child's environment, which is else empty but for the runtime's own.
const inChild = "MUKTI_CLEANING"

// spawn starts the process, in namespaces of its own where the system allows.
func (c *Cleaner) spawn(args []string) (*Job, error) {
	command := c.Command
	if command == nil {
		command = []string{"/proc/self/exe", "clean"}
	}
	argv := append(command[:len(command):len(command)], args...)
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	var ends [6]*os.File
	drop := func(fs ...*os.File) {
		for _, f := range fs {
			if f != nil {
				f.Close()
			}
		}
	}
	for i := 0; i < len(ends); i += 2 {
		if ends[i], ends[i+1], err = os.Pipe(); err != nil {
			drop(ends[:]...)
			return nil, err
		}
	}
	theirs := []*os.File{ends[0], ends[3], null, ends[5]}
	proc, err := c.process(argv, theirs)
	drop(ends[0], ends[3], ends[5])
	if err != nil {
		drop(ends[1], ends[2], ends[4])
		return nil, err
	}
	return &Job{proc: proc, in: ends[1], out: ends[2], told: ends[4], most: c.most(), ended: make(chan struct{}), sum: sha256.New()}, nil
}

func (c *Cleaner) process(argv []string, fds []*os.File) (*os.Process, error) {
	attr := &os.ProcAttr{Dir: "/", Files: fds,
		// Two threads reckon at most, and a crash prints nothing of the file.
		Env: []string{inChild + "=1", "GOMAXPROCS=2", "GOTRACEBACK=none"},
		Sys: &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}}
	if !c.plain.Load() {
		own := *attr.Sys
		own.Cloneflags = syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC
		own.UidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}}
		own.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
		apart := *attr
		apart.Sys = &own
		if proc, err := os.StartProcess(argv[0], argv, &apart); err == nil {
			return proc, nil
		}
	}
	proc, err := os.StartProcess(argv[0], argv, attr)
	if err == nil && !c.plain.Swap(true) {
		return proc, nil
	}
	return proc, err
}

// Write feeds the original. It blocks while the child is behind, at most until
// the job's time is over; after the child's end it gives an error.
func (j *Job) Write(p []byte) (int, error) {
	n, err := j.in.Write(p)
	if err != nil {
		return n, errEnded
	}
	return n, nil
}

// CloseInput says that the original is whole. Its error counts for nothing once
// the job has ended.
func (j *Job) CloseInput() error { return j.in.Close() }

// Read gives the clean copy as it comes. It must go on while the original is
// written, for the child holds little. What it gives counts only if [Job.Wait]
// returns no error.
func (j *Job) Read(p []byte) (int, error) {
	n, err := j.out.Read(p)
	j.size += int64(n)
	j.sum.Write(p[:n])
	if j.size > j.most {
		j.large.Store(true)
		j.kill()
		return 0, ErrLimit
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return n, errEnded
	}
	return n, err
}

func (j *Job) kill() {
	j.killed.Store(true)
	j.proc.Kill()
	j.in.Close()
}

// Stop ends the job, whatever it does, and waits until nothing of it is left.
// It may be called at any time and more than once.
func (j *Job) Stop() {
	j.kill()
	<-j.ended
	j.out.Close()
	j.told.Close()
}

// Wait waits for the child's end and tells of the clean copy. It is to be
// called after [Job.Read] gave io.EOF; size and sum are of what was read.
func (j *Job) Wait() (Cleaned, error) {
	j.once.Do(func() {
		<-j.ended
		j.cleaned, j.err = j.judge()
		j.Stop()
	})
	return j.cleaned, j.err
}

// judge reads what the child said and how it ended.
func (j *Job) judge() (Cleaned, error) {
	switch {
	case j.large.Load():
		return Cleaned{}, ErrLimit
	case j.late.Load():
		return Cleaned{}, ErrTime
	case j.ctx.Err() != nil && j.killed.Load():
		return Cleaned{}, fmt.Errorf("files: %w", j.ctx.Err())
	case j.state == nil:
		return Cleaned{}, fmt.Errorf("%w: the child is lost", ErrGuard)
	}
	var a answer
	// The child is gone, so the pipe has an end.
	b, err := io.ReadAll(io.LimitReader(j.told, maxAnswer+1))
	said := err == nil && len(b) > 0 && len(b) <= maxAnswer && json.Unmarshal(b, &a) == nil
	j.peak = a.Peak
	switch {
	case said && a.Reason != "":
		return Cleaned{}, fromReason(a.Reason)
	case said && j.state.Success() && a.Size == j.size && a.Size > 0 && a.sane():
		return Cleaned{MIME: a.MIME, Size: j.size, SHA256: hex.EncodeToString(j.sum.Sum(nil)),
			Width: a.Width, Height: a.Height, Position: a.Position}, nil
	case j.killed.Load(): // by Stop
		return Cleaned{}, errEnded
	}
	status, _ := j.state.Sys().(syscall.WaitStatus)
	switch {
	case status.Signaled() && status.Signal() == syscall.SIGKILL && j.state.UserTime()+j.state.SystemTime() >= j.processor*8/10: // the two reckonings differ a little
		return Cleaned{}, ErrTime
	case status.Signaled() && status.Signal() == syscall.SIGKILL, status.Exited() && status.ExitStatus() == 2:
		return Cleaned{}, ErrLimit // of memory: the runtime's own end, or the system's
	}
	return Cleaned{}, fmt.Errorf("%w: its cleaner broke", ErrDamaged)
}

// fromReason is the error for a child's code; a code of its own making is damage.
func fromReason(code string) error {
	for _, r := range reasons {
		if r.code == code {
			return r.err
		}
	}
	return ErrDamaged
}

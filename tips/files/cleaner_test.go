//go:build linux && (amd64 || arm64)

package files

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime"
	"testing"
	"time"
)

// free runs a probe without the locks and answers like a child.
func free(kind string) int {
	a, ok := probed(kind)
	if !ok {
		return 1
	}
	b, err := json.Marshal(a)
	if err != nil {
		return 1
	}
	os.NewFile(answerFD, "answer").Write(b)
	return 1
}

// testCleaner gives its children time: with the race detector, on a machine that
// does much else, they are slow.
func testCleaner() *Cleaner {
	return &Cleaner{Command: []string{"/proc/self/exe", "clean"}, Time: 5 * time.Minute}
}

// cleanIn feeds b to a child and gives the clean copy.
func cleanIn(t testing.TB, c *Cleaner, b []byte, mime string, how How) ([]byte, Cleaned, error) {
	t.Helper()
	j, err := c.Start(t.Context(), mime, how)
	if err != nil {
		return nil, Cleaned{}, err
	}
	defer j.Stop()
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		j.Write(b)
		j.CloseInput()
	}()
	out, err := io.ReadAll(j)
	if err != nil {
		t.Logf("read: %v", err)
	}
	done, err := j.Wait()
	<-fed
	return out, done, err
}

func TestAChildThatTriesIsStopped(t *testing.T) {
	locked := &Cleaner{Command: []string{"/proc/self/exe", "clean"}, Time: 30 * time.Second}
	open := &Cleaner{Command: []string{"/proc/self/exe", "free"}, Time: 30 * time.Second}
	for name := range probes {
		if name == "loop" || name == "memory" && raceOn { // by the clock, below
			continue
		}
		if open.held(t.Context(), name) {
			t.Errorf("%s: the control could not do it: the probe proves nothing", name)
		}
		if !locked.held(t.Context(), name) {
			t.Errorf("%s: the locked child could", name)
		}
	}
	g := locked.Guards(t.Context())
	if !g.On && !raceOn {
		t.Errorf("guards: %+v", g)
	}
	t.Logf("%+v", g)
}

func TestAChildThatLoopsIsStopped(t *testing.T) {
	c := &Cleaner{Command: []string{"/proc/self/exe", "clean"}, Time: 200 * time.Millisecond}
	j, err := c.start(t.Context(), c.Time, []string{"--kind=probe/loop", "--memory=33554432", "--time=1s"})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Stop()
	io.Copy(io.Discard, j)
	if _, err := j.Wait(); !errors.Is(err, ErrTime) {
		t.Errorf("by the clock: %v", err)
	}
	c.Time = time.Minute
	if j, err = c.start(t.Context(), c.Time, []string{"--kind=probe/loop", "--memory=33554432", "--time=1s"}); err != nil {
		t.Fatal(err)
	}
	j.processor = time.Second
	defer j.Stop()
	io.Copy(io.Discard, j)
	if _, err := j.Wait(); !errors.Is(err, ErrTime) {
		t.Errorf("of the processor: %v, %v after %v and %v", err, j.state, j.state.UserTime(), j.state.SystemTime())
	}
}

func TestNoPlaceNoWaiting(t *testing.T) {
	c := testCleaner()
	c.Jobs = 1
	j, err := c.Start(t.Context(), "image/jpeg", Strip)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Start(t.Context(), "image/jpeg", Strip); !errors.Is(err, ErrBusy) {
		t.Errorf("a second: %v", err)
	}
	j.Stop()
	j.Stop()
	if _, err := j.Write([]byte("x")); err == nil {
		t.Error("a stopped job takes more")
	}
	if _, err := j.Wait(); err == nil {
		t.Error("a stopped job has a copy")
	}
	if j, err = c.Start(t.Context(), "image/png", Strip); err != nil {
		t.Fatalf("after the first: %v", err)
	}
	j.Stop()
	if _, err := c.Start(t.Context(), "video/mp4", Strip); !errors.Is(err, ErrKind) {
		t.Errorf("a film: %v", err)
	}
}

func TestAnEndedContextEndsTheJob(t *testing.T) {
	c := testCleaner()
	ctx, stop := context.WithCancel(t.Context())
	j, err := c.Start(ctx, "image/jpeg", Strip)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Stop()
	stop()
	io.Copy(io.Discard, j)
	if _, err := j.Wait(); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestAChildInAProcess(t *testing.T) {
	in := exampleJPEG(t)
	out, c, err := cleanIn(t, testCleaner(), in, "image/jpeg", Strip)
	if err != nil {
		t.Fatal(err)
	}
	var here bytes.Buffer
	want, err := Clean(bytes.NewReader(in), &here, "image/jpeg", Strip)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out, here.Bytes()) || c.Width != want.Width || *c.Position != *want.Position || c.SHA256 == "" || c.Size != int64(len(out)) {
		t.Errorf("in a child %+v, here %+v", c, want)
	}
	if _, _, err := cleanIn(t, testCleaner(), in[:len(in)/2], "image/jpeg", Strip); !errors.Is(err, ErrDamaged) {
		t.Errorf("half a picture: %v", err)
	}
	if _, _, err := cleanIn(t, &Cleaner{Command: []string{"/nowhere"}}, in, "image/jpeg", Strip); !errors.Is(err, ErrGuard) {
		t.Errorf("no program: %v", err)
	}
}

// TestTheParentHoldsNothing streams 25 MiB through a child.
func TestTheParentHoldsNothing(t *testing.T) {
	photo := plainJPEG(t, 64, 48)
	sos := bytes.Index(photo, []byte{0xff, mSOS})
	scan := bytes.Repeat([]byte{0x5a}, 64<<10)
	j, err := testCleaner().Start(t.Context(), "image/jpeg", Strip)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Stop()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	go func() {
		j.Write(photo[:sos+14])
		for range 400 {
			j.Write(scan)
		}
		j.Write([]byte{0xff, mEOI})
		j.CloseInput()
	}()
	n, _ := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{j}, make([]byte, 64<<10))
	c, err := j.Wait()
	runtime.ReadMemStats(&after)
	if err != nil || n < 25<<20 || c.Size != n {
		t.Fatalf("%d bytes: %+v, %v", n, c, err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 1<<20 {
		t.Errorf("the parent took %d KiB for %d", took>>10, n>>10)
	}
	if j.peak > 24<<20 && !raceOn {
		t.Errorf("the child took %d MiB", j.peak>>20)
	}
}

func BenchmarkChild(b *testing.B) {
	in := exampleJPEG(b)
	c := testCleaner()
	for b.Loop() {
		if _, _, err := cleanIn(b, c, in, "image/jpeg", Strip); err != nil {
			b.Fatal(err)
		}
	}
}

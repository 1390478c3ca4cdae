package web

import (
	"io"
	"testing"
	"time"
)

func TestCreditFollowsWhatArrives(t *testing.T) {
	c := newCredit(Pace{})
	if c.left != time.Minute {
		t.Fatalf("at the start: %v", c.left)
	}
	c.moved(20*time.Second, 4<<10)
	if want := 44 * time.Second; c.left != want {
		t.Errorf("after 4 KiB in 20 s: %v, want %v", c.left, want)
	}
	c.moved(0, 25<<20)
	if c.left != time.Minute {
		t.Errorf("25 MiB at once buy %v: nobody may then be silent for hours", c.left)
	}
	c.moved(61*time.Second, 0)
	if c.left >= 0 {
		t.Errorf("after more than a minute of silence: %v", c.left)
	}
}

// endless ends once and would then read on into what follows, as the server's
// chunked stream does.
type endless struct{ ended bool }

func (e *endless) Read(p []byte) (int, error) {
	if !e.ended {
		e.ended = true
		return 0, io.EOF
	}
	return copy(p, "the next request"), nil
}

func TestABodyIsNotReadPastItsEnd(t *testing.T) {
	b := &body{r: &endless{}, limit: 100, credit: newCredit(Pace{})}
	for range 2 {
		if n, err := b.Read(make([]byte, 10)); n != 0 || err != io.EOF {
			t.Errorf("%d, %v", n, err)
		}
	}
}

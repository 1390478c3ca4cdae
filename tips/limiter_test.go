package tips

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// guess keeps n guessers of one source at it until ctx ends, each of whose
// numbers no box has.
func guess(ctx context.Context, u *unknowns, source string, n int, passed func()) {
	for range n {
		go func() {
			for ctx.Err() == nil {
				if u.take(WithSource(ctx, source), time.Now) {
					passed()
				}
			}
		}()
	}
}

func TestTheCapOnUnknownNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var u unknowns
		begin := time.Now()
		// A hundred guessers at once, for a minute.
		passed := make(chan bool, 100_000)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for i := range 10 {
			guess(ctx, &u, fmt.Sprint(i), 10, func() { passed <- true })
		}
		<-ctx.Done()
		synctest.Wait()
		if n, most := len(passed), 60*UnknownPerSecond+unknownBurst; n > most || n < most/2 {
			t.Errorf("%d unknown numbers were tried in %v, at most %d may be", n, time.Since(begin), most)
		}
	})
}

func TestKnownNumbersDoNotUseUpTheCap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var u unknowns
		for range 1000 {
			if !u.take(t.Context(), time.Now) {
				t.Fatal("a known number was refused")
			}
			u.give()
		}
		for u.tokens >= 1 {
			u.take(t.Context(), time.Now)
		}
		begin := time.Now()
		if !u.take(t.Context(), time.Now) || time.Since(begin) > time.Second {
			t.Errorf("a person waits %v behind the cap", time.Since(begin))
		}
	})
}

func TestAPersonIsServedBesideAFloodOfGuesses(t *testing.T) {
	for _, c := range []struct {
		name            string
		sources, each   int
		person          string
		known           bool
		atMost, atLeast time.Duration
	}{
		{"a thousand guesses at once from one source", 1, 1000, "person", true, time.Second, 0},
		{"a thousand from five", 5, 200, "person", true, 2 * time.Second, 0},
		{"a number that no box has waits as long", 5, 200, "person", false, 2 * time.Second, 0},
		{"a person without a source", 5, 200, "", true, 2 * time.Second, 0},
		{"the control: one of the flooder's own", 1, 1000, "0", true, time.Hour, 5 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var u unknowns
				ctx, cancel := context.WithCancel(t.Context())
				for i := range c.sources {
					guess(ctx, &u, fmt.Sprint(i), c.each, func() {})
				}
				time.Sleep(time.Minute)
				for range 20 {
					begin := time.Now()
					ok := u.take(WithSource(ctx, c.person), time.Now)
					waited := time.Since(begin) // on the test's clock
					if ok && c.known {
						u.give()
					}
					if waited > c.atMost || waited < c.atLeast || !ok && c.atLeast == 0 {
						t.Fatalf("waited %v, served: %v", waited, ok)
					}
				}
				cancel()
				synctest.Wait()
				if len(u.waiting) > 0 {
					t.Errorf("%d sources wait after all have gone", len(u.waiting))
				}
			})
		})
	}
}

func TestWhoLeavesTakesNoToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var u unknowns
		for u.try(time.Now()) {
		}
		for i := range 100 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			if u.take(WithSource(ctx, fmt.Sprint(i%3)), time.Now) {
				t.Fatal("a token where there is none")
			}
			cancel()
		}
		begin := time.Now()
		if !u.take(t.Context(), time.Now) || time.Since(begin) > time.Second {
			t.Errorf("who stays waits %v for those who left", time.Since(begin))
		}
	})
}

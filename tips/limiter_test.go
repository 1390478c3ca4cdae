package tips

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestTheCapOnUnknownNumbers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var u unknowns
		begin := time.Now()
		// A hundred guessers at once, for a minute.
		passed := make(chan bool, 100_000)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range 100 {
			go func() {
				for ctx.Err() == nil {
					if u.take(ctx, time.Now) {
						passed <- true
					}
				}
			}()
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

package tips_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/notices"
)

func TestTwoMachinesTellOnce(t *testing.T) {
	p, _, _, _ := newOpened(t)
	c := &carried{}
	const bodies = 60
	for n := range bodies {
		body := fmt.Sprintf("X-%d", n)
		p.told(body)
		if err := p.db.Call(p.ctx, body, tips.CallRequest); err != nil {
			t.Fatal(err)
		}
	}
	var all sync.WaitGroup
	for range 3 {
		tl := p.teller(c)
		all.Go(func() {
			for range 3 {
				if err := errors.Join(tl.Look(p.ctx), tl.Deliver(p.ctx)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	seen := map[string]int{}
	for _, m := range c.take() {
		seen[m.Body]++
		if m.Counts[tips.CallRequest] != 1 {
			t.Errorf("%s: %v", m.Body, m.Counts)
		}
	}
	if len(seen) != bodies {
		t.Errorf("%d of %d bodies were told", len(seen), bodies)
	}
	for body, n := range seen {
		if n != 1 {
			t.Errorf("%s was told %d times", body, n)
		}
	}
}

// A thousand bodies are due at once, and some of their servers never answer.
func TestServersThatHangHoldUpNobodyElse(t *testing.T) {
	p, _, _, _ := newOpened(t)
	c := &carried{hang: map[string]chan struct{}{}}
	end := make(chan struct{})
	for n := range 300 {
		body := fmt.Sprintf("X-%d", n)
		if n%20 == 0 {
			c.hang[body] = end
		}
		p.told(body)
		if err := p.db.Call(p.ctx, body, tips.CallRequest); err != nil {
			t.Fatal(err)
		}
	}
	tl := p.teller(c)
	if err := tl.Look(p.ctx); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 2)
	go func() { done <- tl.Deliver(p.ctx) }()
	go func() { done <- p.teller(c).Deliver(p.ctx) }()
	for {
		c.mu.Lock()
		n := len(c.got)
		c.mu.Unlock()
		if n >= 285 { // everybody whose server answers, while 15 hang
			break
		}
		select {
		case err := <-done:
			t.Fatalf("ended with %d told: %v", n, err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	close(end)
	if err := errors.Join(<-done, <-done); err != nil {
		t.Fatal(err)
	}
	states, err := p.desk.NoticeFailures(p.ctx)
	if err != nil || len(states) != 15 || states[0].Class != notices.Slow {
		t.Errorf("%d fail: %v", len(states), err)
	}
}

func TestAServerThatIsDownIsTriedAgainAndGivenUp(t *testing.T) {
	p, _, _, _ := newOpened(t)
	p.told("UP-AGRA")
	if err := p.db.Call(p.ctx, "UP-AGRA", tips.CallRequest); err != nil {
		t.Fatal(err)
	}
	c := &carried{class: notices.Later}
	tl := p.teller(c)
	tries := 0
	counted := tips.NewTeller(p.conf, func(ctx context.Context, w notices.Way, m notices.Message) error {
		tries++
		return c.carry(ctx, w, m)
	}, say)
	if err := tl.Look(p.ctx); err != nil {
		t.Fatal(err)
	}
	for range 7 * 60 {
		if err := counted.Deliver(p.ctx); err != nil {
			t.Fatal(err)
		}
		p.wait(time.Minute)
	}
	// 1, 2, 4, 8, 16 minutes, then every half hour for six hours, a fifth more or less.
	if tries < 13 || tries > 22 {
		t.Errorf("%d tries in six hours", tries)
	}
	acts := map[string]int{}
	events, err := p.db.EventsOf(p.ctx, "UP-AGRA")
	if err != nil {
		t.Fatal(err)
	}
	for _, ev := range events {
		acts[ev.Act]++
	}
	if acts["notice.failed"] != 1 || acts["notice.given-up"] != 1 || acts["notice.sent"] != 0 {
		t.Errorf("%v", acts)
	}
}

// Somebody with the database can keep notices back, and have one sent again.
// Never can they have one sent elsewhere, or with other words.
func TestARowOutOfTheDatabaseSendsNothingOfItsOwn(t *testing.T) {
	p, _, _, _ := newOpened(t)
	p.told("UP-AGRA")
	p.told("UP-AHTB")
	c := &carried{}
	tl := p.teller(c)
	for name, tamper := range map[string]func(){
		"a notice moved to another body":   func() { p.sql(`UPDATE notice_posts SET body = 'UP-AHTB'`) },
		"a notice with another address":    func() { p.sql(`UPDATE notice_posts SET target = 'elsewhere'`) },
		"a notice with other bytes":        func() { p.sql(`UPDATE notice_posts SET data = randomblob(length(data))`) },
		"a notice by another way":          func() { p.sql(`UPDATE notice_posts SET way = 'mail'`) },
		"an old notice under a new number": func() { p.sql(`UPDATE notice_posts SET id = 'fresh'`) },
		"another body's settings": func() {
			p.sql(`UPDATE notice_books SET ways = (SELECT ways FROM notice_books WHERE body = 'UP-AHTB') WHERE body = 'UP-AGRA'`)
		},
	} {
		p.told("UP-AGRA")
		if err := p.db.Call(p.ctx, "UP-AGRA", tips.CallRequest); err != nil {
			t.Fatal(err)
		}
		if err := tl.Look(p.ctx); err != nil {
			t.Fatal(err)
		}
		tamper()
		if err := tl.Deliver(p.ctx); err != nil {
			t.Fatal(err)
		}
		if got := c.take(); len(got) != 0 {
			t.Errorf("%s: %+v was sent", name, got)
		}
		p.sql(`DELETE FROM notice_posts`)
		p.wait(time.Hour)
	}
	// The control: untouched, it goes.
	p.told("UP-AGRA")
	if err := p.db.Call(p.ctx, "UP-AGRA", tips.CallRequest); err != nil {
		t.Fatal(err)
	}
	if got := p.tell(tl, c); len(got) != 1 {
		t.Errorf("%d sent", len(got))
	}
}

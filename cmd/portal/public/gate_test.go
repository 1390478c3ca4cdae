package public

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"mukti/cmd/portal/web"
	"mukti/tips/triage"
)

// atOnce is how many places the gates of these tests have.
const atOnce = 16

// work is what one submission costs on the test's clock.
const work = 50 * time.Millisecond

// keepSending sends again and again from a source until stop is closed.
func keepSending(g *gate, from web.Source, each int, trapped bool, stop chan struct{}) {
	for range each {
		go func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				leave := g.enter(from, trapped)
				time.Sleep(work)
				leave()
			}
		}()
	}
}

func TestAnHonestTipBesideAFlood(t *testing.T) {
	type flood struct {
		sources, each int
		trapped       bool
	}
	for _, c := range []struct {
		name    string
		flood   flood
		from    string // of the honest tips: one each time, or always this
		longest time.Duration
	}{
		{"no flood at all, a village behind one address", flood{}, "village", 0},
		{"a thousand at once from one address", flood{1, 1000, false}, "", 4 * work},
		{"a thousand from five addresses", flood{5, 200, false}, "", 4 * work},
		{"two thousand addresses that send again and again", flood{2000, 1, false}, "", 4 * work},
		{"a thousand programs that fill every field", flood{1000, 1, true}, "", 4 * work},
		{"a village behind one address, beside one flooder", flood{1, 1000, false}, "village", 16 * work},
		{"a village behind one address, beside a thousand flooders", flood{1000, 1, false}, "village", time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g, stop := new(newGate(atOnce, time.Now)), make(chan struct{})
				for i := range c.flood.sources {
					keepSending(g, web.Source(fmt.Sprint(i)), c.flood.each, c.flood.trapped, stop)
				}
				time.Sleep(3 * time.Minute)
				for i := range 100 {
					from := web.Source(c.from)
					if from == "" {
						from = web.Source(fmt.Sprint("honest", i))
					}
					begin := time.Now()
					leave := g.enter(from, false)
					if waited := time.Since(begin); waited > c.longest { // on the test's clock
						t.Fatalf("tip %d waits %v, at most %v", i, waited, c.longest)
					}
					leave()
					time.Sleep(2 * time.Second)
				}
				close(stop)
				time.Sleep(time.Hour)
				synctest.Wait()
				if g.inside != 0 || g.waiting != 0 || g.pressed() {
					t.Errorf("%d inside, %d waiting after all have gone", g.inside, g.waiting)
				}
			})
		})
	}
}

// TestCopiesFromManyAddresses: who sends one text again and again, each time
// from another address and with another word in it, waits behind others.
func TestCopiesFromManyAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, stop := new(newGate(atOnce, time.Now)), make(chan struct{})
		for sender := range 500 {
			go func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					account := fmt.Sprintf("Children are kept in the kiln near the river and beaten every night by the owner, case %d", sender*1000+i)
					leave := g.enter(web.Source(fmt.Sprint(sender, i)), false, triage.Fingerprint(account, "Agra", "")...)
					time.Sleep(work)
					leave()
				}
			}()
		}
		time.Sleep(time.Minute + work/2)
		// The flooder's own address too, with words of somebody else behind it.
		for range few + 1 {
			g.enter("both", false)()
		}
		begin := time.Now()
		leave := g.enter("both", false, triage.Fingerprint("the contractor keeps our Aadhaar cards and pays nobody since May", "Agra", "")...)
		if waited := time.Since(begin); waited > 8*work {
			t.Errorf("who stands behind a flooder's address waits %v", waited)
		}
		leave()
		for i, account := range []string{"a girl cries at night in my lane", "two boys do not come out of the workshop any more", "", "help"} {
			begin := time.Now()
			leave := g.enter(web.Source(fmt.Sprint("honest", i)), false, triage.Fingerprint(account, "Agra", "")...)
			if waited := time.Since(begin); waited > 4*work {
				t.Errorf("%q waits %v", account, waited)
			}
			leave()
		}
		close(stop)
		time.Sleep(time.Minute)
	})
}

func TestNobodyWaitsForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g, stop := new(newGate(atOnce, time.Now)), make(chan struct{})
		// Fresh senders without end fill every place …
		for sender := range 200 {
			go func() {
				for i := 0; ; i++ {
					select {
					case <-stop:
						return
					default:
					}
					leave := g.enter(web.Source(fmt.Sprint(sender, i)), false)
					time.Sleep(work)
					leave()
				}
			}()
		}
		time.Sleep(time.Minute + work/2)
		// … and who filled the field that nobody sees still comes in.
		begin := time.Now()
		g.enter("who hears the page", true)()
		if waited := time.Since(begin); waited == 0 || waited > 5*time.Second {
			t.Errorf("waited %v", waited)
		}
		close(stop)
		time.Sleep(time.Minute)
	})
}

// TestTheGateCountsRight: whatever comes and goes, at most so many are inside,
// nobody waits while there is room, and everybody comes in.
func TestTheGateCountsRight(t *testing.T) {
	type step struct {
		Leave, Trapped bool
		From           string
	}
	steps := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) step {
		return step{rapid.IntRange(0, 2).Draw(t, "leave") == 0, rapid.Bool().Draw(t, "trapped"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "from")}
	}), 0, 80)
	rapid.Check(t, func(rt *rapid.T) {
		var fault string
		plan := steps.Draw(rt, "steps")
		synctest.Test(t, func(*testing.T) {
			g := new(newGate(atOnce, time.Now))
			type one struct {
				leave chan struct{}
				in    bool
			}
			var all []*one
			check := func(inside int) {
				if fault == "" && (inside > atOnce || g.waiting > 0 && inside < atOnce || g.inside != inside) {
					fault = fmt.Sprintf("%d inside, %d by the gate's count, %d wait", inside, g.inside, g.waiting)
				}
			}
			inside := func() (in []*one) {
				for _, o := range all {
					if o.in {
						in = append(in, o)
					}
				}
				return in
			}
			for _, s := range plan {
				if in := inside(); s.Leave && len(in) > 0 {
					close(in[len(in)/2].leave)
				} else {
					o := &one{leave: make(chan struct{})}
					all = append(all, o)
					go func() {
						leave := g.enter(web.Source(s.From), s.Trapped)
						o.in = true
						<-o.leave
						o.in = false
						leave()
					}()
				}
				synctest.Wait()
				check(len(inside()))
			}
			for in := inside(); len(in) > 0; in = inside() {
				close(in[0].leave)
				synctest.Wait()
				check(len(inside()))
			}
			check(0)
		})
		if fault != "" {
			rt.Fatal(fault)
		}
	})
}

func TestATallyForgetsAndIsBounded(t *testing.T) {
	c := tally{span: time.Minute}
	now := time.Now()
	for want := 1; want <= 3; want++ {
		if got := c.add("a", now); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
	if got := c.add("a", now.Add(time.Minute)); got != 4 {
		t.Errorf("a span later: %d, want 4", got)
	}
	if got := c.add("a", now.Add(2*time.Minute)); got != 2 {
		t.Errorf("two spans later: %d, want 2", got)
	}
	if got := c.add("a", now.Add(time.Hour)); got != 1 {
		t.Errorf("an hour later: %d, want 1", got)
	}
	for i := range maxTally + 1000 {
		c.add(web.Source(fmt.Sprint(i)), now.Add(time.Hour))
	}
	if len(c.now) > maxTally {
		t.Errorf("%d are counted", len(c.now))
	}
}

func TestWhoseUploadGivesWay(t *testing.T) {
	now := time.Now()
	for _, c := range []struct {
		name  string
		under string // sources, oldest first, a minute apart
		from  string
		age   time.Duration // of the newest
		shed  int           // index, -1: the newcomer finds no place
	}{
		{"room for one more", "aaa", "b", 0, -2},
		{"one of many from one source", "baaa", "c", 0, 1},
		{"a second for somebody beside three of another", "abbb", "a", 0, 1},
		{"a second beside two is not fairer", "aabb", "a", 0, -1},
		{"one each", "abcd", "e", 0, -1},
		{"one each, and the oldest has had its time", "abcd", "e", 8 * time.Minute, 0},
		{"all from one source", "aaaa", "a", 0, -1},
	} {
		u := uploads{max: 4, under: map[*upload]struct{}{}}
		var all []*upload
		for i, from := range strings.Split(c.under, "") {
			up := u.begin(web.Source(from), now.Add(-c.age-time.Duration(len(c.under)-1-i)*time.Minute))
			all = append(all, up)
		}
		got := u.begin(web.Source(c.from), now)
		if (got == nil) != (c.shed == -1) {
			t.Errorf("%s: a place: %v", c.name, got != nil)
		}
		for i, up := range all {
			_, err := up.reader(strings.NewReader("x")).Read(make([]byte, 1))
			if want := i == c.shed; (err == errNotNow) != want || !want && err != nil && err != io.EOF {
				t.Errorf("%s: upload %d: %v", c.name, i, err)
			}
		}
		for _, up := range append(all, got) {
			if up != nil {
				u.end(up)
			}
		}
		if len(u.under) != 0 {
			t.Errorf("%s: %d places are lost", c.name, len(u.under))
		}
	}
}

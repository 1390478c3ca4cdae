package tips_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"pgregory.net/rapid"

	"mukti/tips"
)

// What officers are answered while they act on one tip at the same moment must
// be explained by some order of their acts, one after the other: nobody is told
// "done" of what was undone unseen, and nobody "too late" who was in time.

// acting is an act as an officer does it: what, who, and the version of the page.
type acting struct {
	act     string
	by      string // body
	version int64
}

// Answers to an act.
const (
	done    = "done"
	stale   = "stale"
	refused = "refused"
	unfit   = "unfit" // a field is wrong
)

// standing is a tip as it must be after some acts: told once more in plain
// words; it shares no code with the desk.
type standing struct {
	version int64
	closed  bool
	joined  bool
	unit    string
	holder  string
	taker   string // body
	giver   string
	later   int
	delhi   bool // Delhi's bureau has a line
}

// works tells whether the body works on the tip: its chain does, or it holds it.
func (s standing) works(body string) bool {
	chain := map[string][]string{"UP-AGRA": {"UP-AGRA", "UP-AHTB"}, "UP-AHTB": {"UP-AHTB"}, "DL-AHTB": {"DL-AHTB"}}[s.unit]
	return slices.Contains(chain, body) || s.holder == body
}

// step is the answer to an act, and the tip after it.
func (s standing) step(a acting) (string, standing) {
	if a.by == "DL-AHTB" && !s.delhi {
		return refused, s
	}
	if a.version != s.version {
		return stale, s
	}
	mine, free := s.taker == a.by, s.taker == ""
	n := s
	n.version++
	switch a.act {
	case "take":
		switch {
		case !s.works(a.by) || s.closed:
			return refused, s
		case mine:
			return done, s
		case !free && !(a.by == "UP-AHTB" && s.taker == "UP-AGRA"):
			return stale, s
		}
		n.taker, n.holder, n.joined, n.giver = a.by, a.by, false, ""
	case "transfer":
		if !s.works(a.by) || s.closed || !free && !mine {
			return refused, s
		}
		n.giver, n.unit, n.delhi = a.by, "DL-AHTB", true
		if s.unit == "DL-AHTB" {
			n.unit = "UP-AGRA"
		}
		n.holder, n.taker, n.joined = n.unit, "", false
	case "return":
		if !s.works(a.by) || mine || s.closed || !free || s.giver == "" || s.giver == a.by {
			return refused, s
		}
		n.unit, n.holder, n.giver, n.joined = s.giver, s.giver, "", false
	case "later":
		if !s.works(a.by) || s.closed || !free || s.joined || s.holder != a.by || s.later == 3 {
			return refused, s
		}
		n.later++
	case "put back":
		if !s.works(a.by) || !mine || s.closed {
			return refused, s
		}
		n.taker, n.holder = "", a.by
	case "close":
		if !s.works(a.by) || !mine || s.closed {
			return refused, s
		}
		n.closed, n.giver = true, ""
	case "decline":
		if !s.works(a.by) || !free || s.closed || s.joined {
			return refused, s
		}
		n.closed, n.giver, n.holder = true, "", a.by
	case "reopen":
		if !s.works(a.by) || !s.closed || s.holder != a.by && !(a.by == "UP-AHTB" && s.holder == "UP-AGRA") {
			return refused, s
		}
		n.closed, n.joined, n.taker, n.holder = false, false, "", a.by
	case "join":
		switch {
		case !s.works(a.by) || s.closed || s.joined || !free && !mine || s.holder != a.by:
			return refused, s
		case a.by == "DL-AHTB": // which has not the other
			return unfit, s
		}
		n.joined, n.taker, n.giver = true, "", ""
	case "ask": // the tipster, by who has taken it; a question opens a closed tip again
		if !s.works(a.by) || !mine {
			return refused, s
		}
		n.closed = s.closed && !isAsked(a.version)
	case "request": // of the other State's bureau, which reads it from then on
		if !s.works(a.by) || !mine || s.closed {
			return refused, s
		}
		n.delhi = true
	case "separate":
		if !s.works(a.by) || s.closed || !s.joined {
			return refused, s
		}
		n.joined, n.holder = false, a.by
	}
	return done, n
}

// isAsked tells whether a letter at a version is a question.
func isAsked(version int64) bool { return version%2 == 0 }

func orders(from standing) porcupine.Model {
	return porcupine.Model{
		Init: func() any { return from },
		Step: func(state, input, output any) (bool, any) {
			answer, next := state.(standing).step(input.(acting))
			return answer == output.(string), next
		},
		DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %v", input, output) },
	}
}

// does does it at the desk.
func (p *portal) does(s *tips.Seat, tip, other string, a acting) (string, error) {
	d, ctx, v := p.desk, p.ctx, a.version
	var err error
	switch a.act {
	case "take":
		err = d.Take(ctx, s, tip, v)
	case "transfer":
		to := "DL-AHTB"
		if a.by == "DL-AHTB" {
			to = "UP-AGRA"
		}
		err = d.Transfer(ctx, s, tip, v, to, "x")
	case "return":
		err = d.Return(ctx, s, tip, v, "x")
	case "later":
		err = d.Later(ctx, s, tip, v, p.time().Add(30*time.Minute), "x")
	case "put back":
		err = d.PutBack(ctx, s, tip, v, "x")
	case "close":
		err = d.Close(ctx, s, tip, v, tips.Outcome{Reason: tips.NoAction, Note: "x"})
	case "decline":
		err = d.Decline(ctx, s, tip, v, "x")
	case "reopen":
		err = d.Reopen(ctx, s, tip, v, "x")
	case "join":
		err = d.Join(ctx, s, tip, v, other)
	case "ask":
		err = d.Ask(ctx, s, tip, v, "x", isAsked(v))
	case "request":
		to := "DL-AHTB"
		if a.by == "DL-AHTB" {
			to = "UP-AHTB"
		}
		err = d.Request(ctx, s, tip, v, tips.KindRescue, to, "x")
	case "separate":
		err = d.Separate(ctx, s, tip, v)
	}
	var bad tips.Invalids
	switch {
	case err == nil:
		return done, nil
	case errors.Is(err, tips.ErrStale):
		return stale, nil
	case errors.Is(err, tips.ErrForbidden):
		return refused, nil
	case errors.As(err, &bad):
		return unfit, nil
	}
	return "", err
}

func TestActsAtOnceAreAsIfOneAfterTheOther(t *testing.T) {
	p, cell, bureau, unit := newOpened(t)
	seats := []*tips.Seat{unit, bureau, p.officer(tips.RoleNodal, "DL-AHTB", cell)}
	locked := tips.Submission{Channel: "web", Language: "en", Account: "A girl is locked in a house in Agra"}
	other := p.submit(locked).Tip
	acts := []string{"take", "take", "transfer", "transfer", "return", "later", "put back", "close", "decline", "reopen", "join", "separate", "ask", "request"}
	var answered [4]atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		type planned struct {
			act  string
			by   int
			back int64 // how many versions behind the page is
		}
		var plan [3][]planned
		for i := range plan {
			plan[i] = rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) planned {
				return planned{rapid.SampledFrom(acts).Draw(rt, "act"), rapid.IntRange(0, 2).Draw(rt, "by"), int64(max(0, rapid.IntRange(-4, 1).Draw(rt, "behind")))}
			}), 3, 7).Draw(rt, "plan")
		}
		tip := p.submit(locked).Tip
		row, err := p.db.Tip(p.ctx, tip)
		if err != nil {
			rt.Fatal(err)
		}
		from := standing{version: row.Version, unit: row.Unit, holder: row.Holder}
		var clock atomic.Int64
		var mu sync.Mutex
		var history []porcupine.Operation
		var wait sync.WaitGroup
		for i := range plan {
			wait.Go(func() {
				for _, step := range plan[i] {
					now, err := p.db.Tip(p.ctx, tip)
					if err != nil {
						rt.Error(err)
						return
					}
					s := seats[step.by]
					in := acting{step.act, s.Officer.Body, now.Version - step.back}
					call := clock.Add(1)
					answer, err := p.does(s, tip, other, in)
					ret := clock.Add(1)
					if err != nil {
						rt.Errorf("%+v: %v", in, err)
						return
					}
					answered[slices.Index([]string{done, stale, refused, unfit}, answer)].Add(1)
					mu.Lock()
					history = append(history, porcupine.Operation{ClientId: i, Input: in, Output: answer, Call: call, Return: ret})
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		if porcupine.CheckOperationsTimeout(orders(from), history, 20*time.Second) != porcupine.Ok {
			slices.SortFunc(history, func(a, b porcupine.Operation) int { return int(a.Call - b.Call) })
			for _, o := range history {
				t.Logf("%d–%d: %+v: %v", o.Call, o.Return, o.Input, o.Output)
			}
			rt.Fatalf("no order of these acts explains the answers, from %+v", from)
		}
	})
	t.Logf("done %d, stale %d, refused %d, unfit %d", answered[0].Load(), answered[1].Load(), answered[2].Load(), answered[3].Load())
	for i, what := range []string{done, stale, refused} {
		if answered[i].Load() == 0 {
			t.Errorf("no act was answered %q: the histories prove nothing", what)
		}
	}
	faults, err := p.db.Verify(p.ctx)
	if err != nil || len(faults) > 0 {
		t.Errorf("the store has faults: %v, %v", faults, err)
	}
}

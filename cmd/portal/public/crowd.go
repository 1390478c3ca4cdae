package public

import (
	"math"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/time/rate"

	"mukti/cmd/portal/web"
	"mukti/tips"
	"mukti/tips/triage"
)

// crowd is what keeps the site fair when many send at once. It lives in memory
// and counts by [web.Source]: nobody's address is in it.
type crowd struct {
	gate    gate
	uploads uploads
	api     frugal

	giving sync.Mutex // of given
	given  tally      // feedback
}

func (s *Site) crowd() *crowd {
	s.once.Do(func() {
		limit := s.apiRate()
		s.held = &crowd{
			gate:    newGate(atOnceCore*runtime.GOMAXPROCS(0), s.now),
			uploads: uploads{max: uploadsAtOnce, under: map[*upload]struct{}{}},
			given:   tally{span: feedbackSpan / 2},
			api:     frugal{lately: tally{span: time.Minute / 2}, reserve: rate.NewLimiter(limit/2, max(1, int(limit)))},
		}
	})
	return s.held
}

// enter waits until it is this sender's turn; see [gate.enter].
func (s *Site) enter(c *fiber.Ctx, trapped bool) (leave func()) {
	return s.crowd().gate.enter(web.SourceOf(c), trapped)
}

// submit takes a tip when its turn has come.
func (s *Site) submit(c *fiber.Ctx, sub tips.Submission) (*tips.Taken, error) {
	leave := s.crowd().gate.enter(web.SourceOf(c), sub.Trap, triage.Fingerprint(sub.Account, sub.Place.Text, sub.Who)...)
	defer leave() // after a panic too: a place lost would be lost for good
	return s.Line.Submit(c.UserContext(), sub)
}

// apiFew is how many calls a minute leave somebody a share of the reserve.
// Source: house rule.
const apiFew = 30

// frugal keeps a reserve of the API's budget for those who ask little, so that
// one who asks much does not use up everybody's.
type frugal struct {
	mu      sync.Mutex
	lately  tally
	reserve *rate.Limiter
}

// count counts a call and tells whether its source asks little.
func (f *frugal) count(from web.Source, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lately.add(from, now) <= apiFew
}

// limited keeps the API under a budget of the whole process. What an address
// has asked for counts only when the budget is used up: then who asked little
// has a reserve. Behind one address may stand a village; pages and the form
// are never limited.
func (s *Site) limited(c *fiber.Ctx) error {
	little := s.crowd().api.count(web.SourceOf(c), s.now())
	r := s.budget.Reserve()
	wait := r.Delay()
	if wait == 0 {
		return c.Next()
	}
	r.Cancel()
	if little && s.crowd().api.reserve.Allow() {
		return c.Next()
	}
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(int(math.Ceil(wait.Seconds()))+1))
	sp := s.Speaker(c)
	return s.sendProblem(c, apiProblem{
		Type: "about:blank", Status: fiber.StatusTooManyRequests, Code: "api.too_many", Title: sp.T("api.too_many"),
	})
}

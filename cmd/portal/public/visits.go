package public

import (
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
)

// visits counts how often pages to read were given out: one number a day, and
// nothing else. It looks at no header, no address and no cookie, so it cannot
// tell who; form, number, help, exit and settings are never counted. What is
// shown is the count up to the end of yesterday: who watches the number cannot
// see that somebody else reads just now.
type visits struct {
	mu      sync.Mutex
	pending map[string]int64 // by day in India; not yet written
	shown   struct {
		day   string // on which it was read
		total int64
	}
	again time.Time // not to be read before, after a fault
}

// writeVisits is how often the count is written: what a crash loses.
// Source: house rule.
const writeVisits = 15 * time.Minute

// visitsAgain is how long pages go without the count after a fault of the store:
// readers' requests must not all try. Source: house rule.
const visitsAgain = time.Minute

// counted counts a page each time that it was given to somebody: not where only
// its head was asked for, nor where there was a fault. What robots ask for by
// addresses of their own is not counted.
func (s *Site) counted(draw fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := draw(c); err != nil {
			return err
		}
		if status := c.Response().StatusCode(); c.Method() == fiber.MethodGet && (status == fiber.StatusOK || status == fiber.StatusNotModified) {
			s.visits.add(s.today(), 1)
		}
		return nil
	}
}

func (v *visits) add(day string, n int64) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.pending == nil {
		v.pending = map[string]int64{}
	}
	v.pending[day] += n
}

// flushVisits writes what was counted since; what cannot be written stays.
func (s *Site) flushVisits(ctx context.Context) error {
	s.visits.mu.Lock()
	pending := s.visits.pending
	s.visits.pending = nil
	s.visits.mu.Unlock()
	var failed error
	for day, n := range pending {
		if err := s.Line.AddVisits(ctx, day, n); err != nil {
			s.visits.add(day, n)
			failed = err
		}
	}
	return failed
}

// seen is the count up to the end of yesterday, read once a day; 0 where it
// cannot be read.
func (s *Site) seen(ctx context.Context) int64 {
	today := s.today()
	s.visits.mu.Lock()
	shown, wait := s.visits.shown, s.now().Before(s.visits.again)
	s.visits.mu.Unlock()
	if shown.day == today {
		return shown.total
	}
	if wait {
		return 0
	}
	err := s.flushVisits(ctx)
	var total int64
	if err == nil {
		total, err = s.Line.VisitsBefore(ctx, today)
	}
	s.visits.mu.Lock()
	defer s.visits.mu.Unlock()
	if err != nil {
		s.visits.again = s.now().Add(visitsAgain)
		s.logger().Error("the count of visits was not written and read; it is tried again", "err", err)
		return 0
	}
	s.visits.shown.day, s.visits.shown.total = today, total
	return total
}

// lastWrite is how long the last writing may take when the portal ends.
const lastWrite = 5 * time.Second

// CountVisits writes the count now and then, until ctx ends, and once more then.
func (s *Site) CountVisits(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWrite)
			defer cancel()
			if err := s.flushVisits(ctx); err != nil {
				s.logger().Error("the last visits were not written", "err", err)
			}
			return
		case <-time.After(writeVisits):
			if err := s.flushVisits(ctx); err != nil && ctx.Err() == nil {
				s.logger().Error("the count of visits was not written; it is tried again", "err", err)
			}
		}
	}
}

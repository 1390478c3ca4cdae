package public

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// packQueue is how many may wait for a pack to be drawn; who comes after them
// is asked to come again. House rule.
const packQueue = 32

// packTurns lets packs be drawn on half of the cores at most. Anybody can make up
// packs that nobody has in memory, and the largest cost 55 ms each, its files included: the other
// half is for tips.
type packTurns struct {
	once    sync.Once
	at      chan struct{}
	waiting atomic.Int32
}

func (t *packTurns) take() (leave func(), err error) {
	t.once.Do(func() { t.at = make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)) })
	if t.waiting.Add(1) > packQueue {
		t.waiting.Add(-1)
		return nil, tips.ErrBusy
	}
	t.at <- struct{}{}
	t.waiting.Add(-1)
	return func() { <-t.at }, nil
}

// inTurn draws when its turn has come.
func (s *Site) inTurn(draw func(*fiber.Ctx, askedPack) error) func(*fiber.Ctx, askedPack) error {
	return func(c *fiber.Ctx, a askedPack) error {
		leave, err := s.packTurns.take()
		if err != nil {
			return err
		}
		defer leave() // after a panic too: a place lost would be lost for good
		return draw(c, a)
	}
}

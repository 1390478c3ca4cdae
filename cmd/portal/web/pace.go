package web

import "time"

// Pace is how slow a line may be before it is cut. A sender starts with
// Patience; each Floor bytes that come add a second to it, up to Patience
// again. So who keeps to the floor may take for ever, and nothing may come for
// Patience at most. A minute, because a browser hands TLS 16 KiB at a time: at
// half the floor the first of them, with the words in it, still comes.
// Source: house rule (SECURITY: "the read deadline moves with progress, floor 1 KB/s").
type Pace struct {
	Floor    int           // bytes a second; 0 = 1 KiB
	Patience time.Duration // 0 = 1 min
}

func (p Pace) withDefaults() Pace {
	if p.Floor <= 0 {
		p.Floor = 1 << 10
	}
	p.Patience = or(p.Patience, time.Minute)
	return p
}

// credit is the time that the other side has left. Only waiting for it counts,
// not the work on our side.
type credit struct {
	pace Pace
	left time.Duration
}

func newCredit(p Pace) credit {
	p = p.withDefaults()
	return credit{p, p.Patience}
}

// moved takes off what was waited and adds what n bytes are worth.
func (c *credit) moved(waited time.Duration, n int) {
	earned := time.Duration(float64(n) / float64(c.pace.Floor) * float64(time.Second))
	c.left = min(c.left-waited+earned, c.pace.Patience)
}

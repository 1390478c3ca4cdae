package tips

import (
	"context"
	"time"
)

// Notices keeps what bodies are told of what waits for them. In clear it holds
// codes, counts and times only.
type Notices interface {
	// NoticeBook gives a body's settings; one of version 0 when it has none.
	NoticeBook(ctx context.Context, body string) (NoticeBook, error)
	NoticeBooks(ctx context.Context) ([]NoticeBook, error)
	// PutNoticeBook replaces a body's settings if they are still at b.Version,
	// and drops what is on its way to an address of a way in drop; else [ErrStale].
	PutNoticeBook(ctx context.Context, b NoticeBook, drop []string, ev Event) error
	// Waits counts what waits, by body; bodies for which nothing waits are left out.
	Waits(ctx context.Context, now time.Time, leads Leads) (map[string]Waits, error)
	// Round gives when a body was last told; one of version 0 for never.
	Rounds(ctx context.Context) (map[string]Round, error)
	// PostNotices puts posts into the outbox, each in the place of what waits
	// there for the same address, and marks what waits as told. [ErrStale], and
	// nothing changed, if r is not at its version or what waits is new again.
	PostNotices(ctx context.Context, r Round, w Waits, leads Leads, posts []Post) error
	// PutPost puts one post that belongs to no round into the outbox.
	PutPost(ctx context.Context, p Post, ev Event) error
	// ClaimPosts takes up to limit posts whose time has come, those tried least
	// first; nobody else gets them before until. A time to wait for that is
	// longer than `longest` counts as come: the clock was set back.
	ClaimPosts(ctx context.Context, now, until time.Time, longest time.Duration, limit int) ([]Post, error)
	// EndPost says what became of an attempt; the event may be empty.
	EndPost(ctx context.Context, p Post, o Attempt, ev Event) error
	// PutNoticeState says how a way fares without an attempt.
	PutNoticeState(ctx context.Context, s NoticeState) error
	NoticeStates(ctx context.Context) ([]NoticeState, error)
	// Call adds to what a body is told once.
	Call(ctx context.Context, body, kind string) error
}

// NoticeBook is a body's settings, sealed under the key of notices.
type NoticeBook struct {
	Body    string
	Ways    []byte
	Duty    []byte
	Version int64
}

// Ranks of urgency that anybody is told of: information is quiet.
const noticeRanks = 3

// Leads is how long before a clock runs out its body is told, by rank: of the
// first look, and of the taking. 0 = not at all.
type Leads [noticeRanks][2]time.Duration

// Waits is what waits for a body, by rank of urgency, 0 the most urgent.
type Waits struct {
	Count [noticeRanks]int // nobody of the body has looked
	Owed  [noticeRanks]int // of those: what is told again until somebody does
	Fresh [noticeRanks]int // of those: what the body has not been told of
	Soon  [noticeRanks]int // clocks about to run out
	Near  [noticeRanks]int // of those: what the body has not been told of
	Calls map[string]int
}

// Kinds of calls.
const (
	CallMissed  = "missed"  // a clock ran out and the tip has moved up
	CallRequest = "request" // another body asks for something
)

// Round is when a body was last told.
type Round struct {
	Body    string
	At      time.Time
	Rank    int // the most urgent that was told
	Times   int // told since anything was new
	Version int64
}

// Post is one message in the outbox.
type Post struct {
	Body   string
	Target string // HMAC of way and address
	ID     string
	Way    string
	Made   time.Time
	Next   time.Time
	Tries  int
	Data   []byte // sealed
}

// Attempt is what became of one attempt to deliver a notice.
type Attempt struct {
	At    time.Time
	Class string    // of the failure; "" = sent
	Next  time.Time // of the next attempt; zero = none
}

// NoticeState is how one way of a body fares.
type NoticeState struct {
	Body, Way string
	Sent      time.Time // zero: never
	Since     time.Time // failing since; zero while it works
	Class     string
}

// Times of telling. Source: house rule.
var noticeTimes = [noticeRanks]struct {
	gap    time.Duration // between two notices of what is new
	again  time.Duration // until it is told again that something waits
	rounds int           // so often; then once a day
}{
	{5 * time.Minute, 15 * time.Minute, 12},
	{15 * time.Minute, 2 * time.Hour, 12},
	{time.Hour, 24 * time.Hour, 7},
}

const noticeRest = 24 * time.Hour

// leads are a quarter of each clock. An immediate tip's first look has none:
// its clock is as short as what is told again.
func (c Clocks) leads() (l Leads) {
	for rank, u := range []string{Immediate, Urgent, Standard} {
		l[rank] = [2]time.Duration{c.FirstLook(u) / 4, c.Taking(u) / 4}
	}
	l[0][0] = 0
	return l
}

// isDue tells whether a body is to be told now, and the round that this makes.
// Everything that waits goes into one notice.
func (r Round) isDue(w Waits, now time.Time) (Round, bool) {
	next := r
	next.At = now
	past := now.Sub(r.At)
	if past < 0 { // the clock was set back: what was told then says nothing
		past = noticeRest
	}
	fresh := noticeRanks
	for rank := noticeRanks - 1; rank >= 0; rank-- {
		if w.Fresh[rank]+w.Near[rank] > 0 {
			fresh = rank
		}
	}
	for _, n := range w.Calls {
		if n > 0 {
			fresh = min(fresh, 1)
		}
	}
	if fresh < noticeRanks && (r.Version == 0 || fresh < r.Rank || past >= noticeTimes[fresh].gap) {
		next.Rank, next.Times = fresh, 0
		return next, true
	}
	for rank, n := range w.Owed {
		if n == 0 {
			continue
		}
		again := noticeTimes[rank].again
		if r.Times >= noticeTimes[rank].rounds {
			again = noticeRest
		}
		if past >= again {
			next.Rank, next.Times = rank, r.Times+1
			return next, true
		}
		return r, false
	}
	return r, false
}

// counts are what a notice says: codes and numbers, nothing else.
func (w Waits) counts() map[string]int {
	out := map[string]int{}
	add := func(code string, n int) {
		if n > 0 {
			out[code] += n
		}
	}
	for rank, u := range []string{Immediate, Urgent, Standard} {
		add(u, w.Count[rank])
		add(noticeSoon, w.Soon[rank])
	}
	for kind, n := range w.Calls {
		add(kind, n)
	}
	return out
}

const (
	noticeSoon = "soon"
	noticeTest = "test"
)

// NoticeCounts lists the codes of a notice's counts, in the order of its words.
func NoticeCounts() []string {
	return []string{Immediate, Urgent, Standard, noticeSoon, CallMissed, CallRequest}
}

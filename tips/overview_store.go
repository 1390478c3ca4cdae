package tips

import (
	"context"
	"time"
)

// Figures counts tips by what is in clear on the disk, and keeps releases.
type Figures interface {
	// Tally counts the tips of which a body has the secret.
	Tally(ctx context.Context, q TallyQuery) ([]Tally, error)
	// Late returns up to limit of those tips whose clock has run out, or whose
	// promised update has, most urgent first, then earliest due.
	Late(ctx context.Context, body string, now time.Time, limit int) ([]LateTip, error)
	// Inbound returns up to limit of those tips that came to this body from
	// elsewhere and that nobody of it has looked at: copies, and tips given on.
	Inbound(ctx context.Context, body string, limit int) ([]LateTip, error)
	// Together counts the body's tips by the unit that each lies with and the
	// bodies of role copy in it.
	Together(ctx context.Context, body string, from, to time.Time) ([]Pair, error)
	// LastChange is the number of the last event that changed a tip, 0 for none:
	// while it stands, no count changes but by time.
	LastChange(ctx context.Context) (int64, error)
	// Begun counts every tip received from one time to another by how it began and
	// by its last closing before `closed`, for a release.
	Begun(ctx context.Context, from, to, closed time.Time) ([]Begun, error)

	// PutRelease prepares a release, in the place of one prepared before;
	// [ErrStale] if that period is published.
	PutRelease(ctx context.Context, r Release, ev Event) error
	// PublishRelease makes a prepared release with this hash public, for ever;
	// [ErrStale] if there is none.
	PublishRelease(ctx context.Context, period, hash string, at time.Time, ev Event) error
	// DropRelease drops a prepared release; [ErrStale] if there is none.
	DropRelease(ctx context.Context, period string, ev Event) error
	// Releases lists all of them, newest period first.
	Releases(ctx context.Context) ([]Release, error)
}

// TallyQuery asks for the counts of one body at a time. Months are the first
// moments of months, ascending: tips are told apart by the month in which they
// came, as the number of these that are not after it.
type TallyQuery struct {
	Body   string
	Now    time.Time
	Months []time.Time
}

// Why a tip waits too long.
const (
	WhyNobody   = "nobody"   // nobody has looked: nobody is enrolled in the unit
	WhyUnlooked = "unlooked" // nobody has looked
	WhyUntaken  = "untaken"  // looked at and not taken
	WhyGiven    = "given"    // given to another body, which has not looked
	WhyUpdate   = "update"   // taken, and the promised update is not there
	WhyCopy     = "copy"     // a copy for this body at which nobody of it has looked
)

// Tally is how many tips have all this in common.
type Tally struct {
	Unit, First    string // where it lies; to which it was first given
	Status, Reason string
	Why            string // "" where no clock has run out
	Copy           bool   // this body is only to know of it
	Month          int
	InTime         bool      // looked at in time
	Decided        bool      // it is known whether
	TakenInTime    bool      // taken, in time
	Taken          bool      // ever
	N              int       // of tips
	Oldest         time.Time // of them
}

// LateTip is a tip on a board: what is in clear of it.
type LateTip struct {
	Tip   Tip
	First string
	Why   string
	Due   time.Time
}

// Pair is how many tips that lie with one body are copied to another.
type Pair struct {
	Unit, Copy string
	N          int
}

// Begun is how many tips of a period have this in common.
type Begun struct {
	Unit    string // to which it was first given
	Urgency string
	InTime  bool
	Reason  string // of the last closing, "" for none
	N       int
}

// Release is one set of published figures.
type Release struct {
	Period    string // "2026-Q3", "2026"
	At        time.Time
	Published time.Time // zero: prepared
	Officer   string    // who prepared it
	Data      []byte    // JSON of [Publication]
	Hash      string    // SHA-256 of Data, hex
}

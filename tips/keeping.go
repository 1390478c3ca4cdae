package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// KeepTimes are for how long a closed tip is kept, by the reason with which it
// was closed, counted from the closing. Zero means the default below, negative
// that such tips are never erased by themselves. What is not closed is kept.
type KeepTimes struct {
	Acted    time.Duration
	PassedOn time.Duration
	NoAction time.Duration
	False    time.Duration
}

const year = 365 * 24 * time.Hour

// LeastKept is the shortest time that the house proposes. The DPDP Rules, 2025,
// rule 8(3), ask for personal data and logs of their processing to be kept for
// at least a year; whether that reaches a police tip line is for the operator's
// lawyers (the Act, section 17(1)(c), takes what is processed to prevent, detect
// or investigate offences out of most of its duties, that of erasing among
// them). `portal doctor` says where an operator keeps for less.
// Source: G.S.R. 846(E) of 13.11.2025; Digital Personal Data Protection Act, 2023.
const LeastKept = year

// DefaultKeep is a house rule: no law says for how long a tip line keeps a tip.
// Where police acted, the case has a file of its own, but a court may call for
// what first led to it, and for trafficking there is no limitation; so that is
// kept longest, and a hold stops the clock where a case is open.
// Source: house rule. BNSS, 2023, section 514 (no limitation above three years
// of imprisonment); BNS, 2023, section 143(2) (trafficking: seven years or more).
var DefaultKeep = KeepTimes{Acted: 5 * year, PassedOn: 2 * year, NoAction: year, False: year}

// Of is the time for a reason of closing; false where such tips are never
// erased by themselves.
func (k KeepTimes) Of(reason string) (time.Duration, bool) {
	pick := func(v, d time.Duration) (time.Duration, bool) {
		if v == 0 {
			v = d
		}
		return v, v > 0
	}
	switch reason {
	case Acted:
		return pick(k.Acted, DefaultKeep.Acted)
	case PassedOn:
		return pick(k.PassedOn, DefaultKeep.PassedOn)
	case NoAction:
		return pick(k.NoAction, DefaultKeep.NoAction)
	case False:
		return pick(k.False, DefaultKeep.False)
	}
	return 0, false
}

// Outcomes are the reasons of closing, each with a keep time of its own.
func Outcomes() []string { return []string{Acted, PassedOn, NoAction, False} }

// Why a tip was erased.
const (
	ErasedKept    = "kept"    // its keep time was over
	ErasedCourt   = "court"   // a court ordered it
	ErasedTipster = "tipster" // the tipster asked
	ErasedPrivate = "private" // about somebody's private life and no offence
	ErasedListed  = "listed"  // it was erased before a backup without that was put back
)

// EraseReasons are those that an officer may give.
func EraseReasons() []string { return []string{ErasedCourt, ErasedTipster, ErasedPrivate} }

// Stone is what stays of an erased tip: enough for figures.
type Stone struct {
	ID      string
	Unit    string
	Month   string // "2026-11": in which it came
	Outcome string // reason of closing, "" for one that was not closed
	Why     string
	At      time.Time // coarse
}

// ErrHeld says that a hold stops the erasing. It is a kind of [ErrStale]: who
// asked before the hold was put has to look again.
var ErrHeld = fmt.Errorf("tips: a hold stops the erasing: %w", ErrStale)

// Keeping keeps what decides for how long a tip stays.
type Keeping interface {
	// Kept returns up to limit closed tips with the reason that were closed at or
	// before a time, of which no clock runs and that no hold stops at now.
	Kept(ctx context.Context, reason string, before, now time.Time, limit int) ([]string, error)
	// ClosedAt is when the tip was last closed; zero if it is not closed.
	ClosedAt(ctx context.Context, tip string) (time.Time, error)
	// Erase removes a tip with all that hangs on it: keys, boxes, letters, files,
	// the number's box, marks, bands, card, holds, proposals. Nothing of it is
	// left in the database's file or its log. The stone stays, and the audit.
	// [ErrNotFound] where there is no such tip.
	Erase(ctx context.Context, s Stone, ev Event) error
	// Stones returns what was erased, oldest first, after an id ("" for the first page).
	Stones(ctx context.Context, limit, offset int) ([]Stone, error)
	// HoldOf is the hold of a tip; [ErrNotFound] if there is none.
	HoldOf(ctx context.Context, tip string) (Hold, error)
	// PutHold writes a hold in the place of old, the one that was read (zero for
	// none); DropHold takes it away. [ErrStale] if it is another by now.
	PutHold(ctx context.Context, h, old Hold, ev Event) error
	DropHold(ctx context.Context, old Hold, ev Event) error
}

// Ledger is the list of what was erased, outside the database and its backups.
// Erased returns once the id is on the disk: only then the tip is erased, so
// that what is on the list is gone or goes at the next start.
type Ledger interface {
	Erased(tip string, at time.Time) error
}

// eraseAtOnce is how many tips one question of the sweep brings.
const eraseAtOnce = 100

// EraseKept erases what is closed and past its keep time, and gives how many
// there were.
func (l *Line) EraseKept(ctx context.Context) (erased int, err error) {
	now := l.Now()
	for _, reason := range Outcomes() {
		keep, ends := l.Keep.Of(reason)
		if !ends {
			continue
		}
		for {
			ids, err := l.Kept(ctx, reason, now.Add(-keep), now, eraseAtOnce)
			if err != nil {
				return erased, fmt.Errorf("tips: keep times: %w", err)
			}
			done := 0
			for _, id := range ids {
				err := l.erase(ctx, id, "sweep", ErasedKept)
				switch {
				case err == nil:
					done++
				case errors.Is(err, ErrNotFound): // another machine was quicker
				default:
					return erased + done, err
				}
			}
			if erased += done; done == 0 || len(ids) < eraseAtOnce {
				break
			}
		}
	}
	return erased, nil
}

// EraseListed erases again what the list says was erased: after a restore, or
// where the portal was killed between the list and the tip. It gives how many
// were still there.
func (d *Desk) EraseListed(ctx context.Context, ids []string) (erased int, err error) {
	for _, id := range ids {
		switch err := d.eraseNow(ctx, id, "command", ErasedListed); {
		case err == nil:
			erased++
		case !errors.Is(err, ErrNotFound):
			return erased, err
		}
	}
	return erased, nil
}

// erase puts a tip on the list and takes it out of the store.
func (c Config) erase(ctx context.Context, id, actor, why string) error {
	if _, err := c.Tip(ctx, id); err != nil {
		return err
	}
	if c.Ledger != nil {
		if err := c.Ledger.Erased(id, c.Now()); err != nil {
			return fmt.Errorf("tips: list of erased tips: %w", err)
		}
	}
	return c.eraseNow(ctx, id, actor, why)
}

func (c Config) eraseNow(ctx context.Context, id, actor, why string) error {
	t, err := c.Tip(ctx, id)
	if err != nil {
		return err
	}
	now := c.Now()
	s := Stone{ID: t.ID, Unit: t.Unit, Month: t.Created.UTC().Format("2006-01"), Outcome: t.Reason, Why: why, At: Coarse(now)}
	if err := c.Erase(ctx, s, Event{At: s.At, Actor: actor, Act: "tip.erased", Object: t.ID, Note: why}); err != nil {
		return fmt.Errorf("tips: erase: %w", err)
	}
	return nil
}

// BackupMade is the audit's line of a backup; sum begins its SHA-256.
func BackupMade(at time.Time, sum string) Event {
	act := "backup.made"
	return Event{At: Coarse(at), Actor: "command", Act: act, Object: "portal", Note: sum}
}

// RestoredFrom is that of a restore of a backup made at a time.
func RestoredFrom(at, made time.Time) Event {
	act := "backup.restored"
	return Event{At: Coarse(at), Actor: "command", Act: act, Object: "portal", Note: made.UTC().Format(time.DateOnly)}
}

// KeepingView is what a tip's page of keeping shows.
type KeepingView struct {
	Tip     Tip
	To      Relation
	Closed  time.Time     // zero: it is not closed
	Erases  time.Time     // zero: it is not erased by itself
	Keep    time.Duration // of its outcome
	Hold    Hold          // zero: none
	Held    bool          // the hold stops the erasing now
	MayHold bool          // this officer may ask for a hold, or agree to one
	MayLift bool
	Erasing bool // it may be asked for here
	Asked   bool // somebody has asked for it: it waits for a second person
}

// KeepingOf tells for how long a tip is kept, and why. It opens nothing.
func (d *Desk) KeepingOf(ctx context.Context, s *Seat, tip string) (KeepingView, error) {
	t, q, _, err := d.reach(ctx, s, ActKeeping, tip)
	if err != nil {
		return KeepingView{}, err
	}
	now := d.Now()
	v := KeepingView{Tip: t, To: toTip(s, t, q)}
	if v.Hold, err = d.HoldOf(ctx, tip); err != nil && !errors.Is(err, ErrNotFound) {
		return KeepingView{}, err
	}
	v.Held = v.Hold.Stops(now)
	if t.Status == Closed {
		if v.Closed, err = d.ClosedAt(ctx, tip); err != nil {
			return KeepingView{}, err
		}
		if keep, ends := d.Keep.Of(t.Reason); ends {
			v.Keep, v.Erases = keep, v.Closed.Add(keep)
		}
	}
	if may := s.May(ActHold, v.To); may {
		v.MayHold = !v.Held || v.Hold.Second == "" && v.Hold.Body != s.Officer.Body
		v.MayLift = v.Held && v.Hold.LiftBody != s.Officer.Body
	}
	v.Erasing = s.May(ActErase, v.To) && !v.Held
	waiting, err := d.ListProposals(ctx, now)
	if err != nil {
		return KeepingView{}, err
	}
	v.Asked = slices.ContainsFunc(waiting, func(p Proposal) bool { return p.Act == ActErase && p.Object == tip })
	return v, nil
}

package tips

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"mukti/tips/ahtu"
	"mukti/tips/files"
	"mukti/tips/places"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// Backend is everything that a store keeps.
type Backend interface {
	Store
	Pages
	Files
	Links
	People
	Audit
	Figures
	Readings
	Tongues
	Additions
	Proposals
	Sessions
	Findings
	AuditReads
	Heads
	Keeping
	Requests
	Ties
	Notices
	Views
	Feedbacks
	Visits
}

// Keys are the secrets of an installation that are files outside the database.
type Keys struct {
	Pepper vault.Key       // of numbers
	Marks  func() MarkKeys // as they are now
	Cell   []byte          // the national cell's signing key, public: the root of every signature
	Heads  vault.SignKey   // signs the daily heads of the audit; zero: none are signed
	// Cells are the cell's signing keys as the file has them now: one, or two
	// while a new one comes. nil: Cell alone.
	Cells func() [][]byte
	// TurnCell puts others into the file; nil where the cell's key cannot turn.
	TurnCell func(keys ...[]byte) error
	// Notices seals what the portal needs to tell bodies while nobody is signed in.
	Notices vault.Key
}

// Config wires a [Line] and a [Desk].
type Config struct {
	Backend
	Keys   Keys
	Units  *ahtu.Directory
	Places *places.Gazetteer
	Rules  *triage.Rules
	Clocks Clocks
	Locker *vault.Locker    // nil: one of its own
	Now    func() time.Time // nil: time.Now
	Log    *slog.Logger     // nil: slog.Default; gets ids and codes, never words
	// Cleaner makes the clean copies of files; nil: originals only.
	Cleaner *files.Cleaner
	Ready   int // numbers kept ready; 0: 128
	// DeskOrigin is where officers reach the desk, e.g. "https://desk.example": passkeys are of it.
	DeskOrigin string
	Keep       KeepTimes
	Ledger     Ledger // of erased tips; nil: none is kept
}

func (c Config) withDefaults() Config {
	if c.Locker == nil {
		c.Locker = vault.NewLocker(0)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Ready <= 0 {
		c.Ready = 128
	}
	c.Clocks = c.Clocks.withDefaults()
	return c
}

// Line is the tipster's side: it can seal, and can open nothing but what a
// number, a handle or a token opens.
type Line struct {
	Config
	pool     *pool
	rosters  *rosters
	unknowns unknowns
	same     singleflight.Group
	arriving sync.Mutex // of files: counting them
}

// NewLine starts the making of numbers; [Line.Close] ends it.
func NewLine(c Config) *Line {
	c = c.withDefaults()
	return &Line{
		Config:  c,
		pool:    newPool(c.Locker, c.Keys.Pepper, c.Ready, c.Log),
		rosters: newRosters(c),
	}
}

// Close ends what the line started.
func (l *Line) Close() { l.pool.close() }

// NewToken draws the form's hidden field: 128 random bits.
func NewToken() string {
	var b [16]byte
	rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Taken is a tip that was taken.
type Taken struct {
	Tip    string
	Handle string // opens the page after sending
	Number string // "123456 789012 345678"
	Unit   string
	Reads  bool     // somebody is enrolled to read it
	Call   []string // numbers to call now
	Again  bool     // the same form with the same words: the same answer

	channel   string
	token     string // as sent, "" for none
	page      string // secret of the token's page
	recipient vault.Recipient
	got       takenFiles
	later     bool            // added after sending
	photo     *files.Position // where a photo says that it was taken
}

// takenFiles is what arrived as files, kept with the token's page so that
// sending again adds only what is missing.
type takenFiles struct {
	Count  int      `json:"count"`
	Bytes  int64    `json:"bytes"`
	Hashes []string `json:"hashes,omitempty"`
	Notes  []Note   `json:"notes,omitempty"`
}

// tokenPage is the answer to a token, sealed under it.
type tokenPage struct {
	Tip, Handle, Number, Unit, Recipient string
	Channel                              string
	Reads                                bool
	Files                                takenFiles
}

// tokenTime is how long the same form gives the same answer; a day for the API
// is more than its clients need of us and less than they may ask.
// Source: CONTRACT, "Idempotency-Key (same answer for a day)"; SECURITY.md, "Sending twice" (an hour).
const (
	tokenTime    = time.Hour
	apiTokenTime = 24 * time.Hour
)

// Submit takes a tip: it is durable when Submit returns without an error.
// [ErrEmpty] when there is nothing at all; [Invalids] only where s.Strict.
func (l *Line) Submit(ctx context.Context, s Submission) (*Taken, error) {
	in, err := clean(s)
	if err != nil {
		return nil, err
	}
	if s.Token == "" {
		return l.accept(ctx, in, "")
	}
	page := s.Token + " " + in.hash()
	v, err, _ := l.same.Do(vault.ID(page, "token"), func() (any, error) {
		for tries := 0; ; tries++ {
			t, err := l.again(ctx, s.Token, page)
			if err == nil || !errors.Is(err, ErrGone) {
				return t, err
			}
			t, err = l.accept(ctx, in, page)
			if !errors.Is(err, ErrStale) || tries == 2 {
				return t, err
			}
			// another node took a form with this token meanwhile
		}
	})
	if err != nil {
		return nil, err
	}
	t := *v.(*Taken) // the callers of one flight must not share counters
	return &t, nil
}

// again finds the answer that the same token and words got.
func (l *Line) again(ctx context.Context, token, page string) (*Taken, error) {
	p, err := l.Page(ctx, "token", vault.ID(page, "token"), l.Now(), true)
	if err != nil {
		return nil, err
	}
	var tp tokenPage
	if _, err := openPage(page, p, l.Now(), &tp); err != nil {
		if errors.Is(err, ErrGone) { // its time is over before the stored, coarser one
			err = errors.Join(err, l.DropPage(ctx, "token", p.ID))
		}
		return nil, err
	}
	to, err := vault.ParseRecipient(tp.Recipient)
	if err != nil {
		return nil, fmt.Errorf("tips: token's page: %w", err)
	}
	return &Taken{Tip: tp.Tip, Handle: tp.Handle, Number: tp.Number, Unit: tp.Unit, Reads: tp.Reads, Call: call(),
		Again: true, channel: tp.Channel, token: token, page: page, recipient: to, got: tp.Files}, nil
}

// call is what to ring when there is danger now.
// Source: 112 ERSS-112 (MWCD reply of 26.07.2023); 1098 Child Helpline (JJ Act 2015, section 2(25)).
func call() []string { return []string{"112", "1098"} }

package tips

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"mukti/tips/find"
	"mukti/tips/vault"
)

// Bounds of what is kept in memory for searching, all house rules: about 2 KB
// a tip, so that an officer of a busy bureau searches every tip of some years,
// and eight such officers at once leave a small server alive.
const (
	maxFindTips  = 25_000
	maxFindBytes = 64 << 20  // a session
	maxFindAll   = 256 << 20 // all sessions
	findBatch    = 64        // tips opened between two looks at whether the session still is
	maxFindCores = 4         // that open tips: opening is nearly all unwrapping of keys
	findAtOnce   = 200       // new and changed tips that a search opens itself
	maxFindKept  = 20        // questions that a session remembers
)

// Findings lists what a body could open, without opening it.
type Findings interface {
	// Findable lists up to limit lines of the body that have a secret, newest
	// tips first, and how many there are.
	Findable(ctx context.Context, body string, limit int) ([]FindLine, int, error)
}

// FindLine is a tip of which a body has the secret.
type FindLine struct {
	Tip     string
	Version int64
	Urgency string
	Status  string
	Created time.Time
}

// finder keeps what sessions may search. Its zero value is ready.
type finder struct {
	mu      sync.Mutex
	of      map[string]*finding // by session
	opening sync.WaitGroup
	turn    chan struct{} // one session's tips are opened at a time
	prune   *time.Timer
	stopped bool
	limits  findLimits
}

type findLimits struct {
	tips       int
	bytes, all int64
}

// finding is one session's memory. Texts and questions lie in it sealed under
// a key that follows from the session's cookie, which the server does not keep.
type finding struct {
	officer string
	body    [sha256.Size]byte // of the body's key that opened it
	memory  *find.Memory
	end     context.CancelFunc // of its opening

	mu      sync.Mutex
	seen    time.Time // the session's last request
	opening bool
	failed  bool
	gone    bool // wiped
	done    int  // of this opening
	total   int
	left    int // tips that there was no room for
	kept    [][]byte
	first   int // number of kept[0]
}

// FindState is how far the opening is.
type FindState struct {
	Ready   bool // at least one opening came to its end
	Opening bool
	Failed  bool // it broke off: what is there can be searched
	Done    int  // of Total
	Total   int
	Texts   int   // tips that can be searched now
	Left    int   // older tips left out for want of room
	Bytes   int64 // in memory
}

func (d *Desk) findLimits() findLimits {
	l := d.finder.limits
	if l == (findLimits{}) {
		l = findLimits{maxFindTips, maxFindBytes, maxFindAll}
	}
	return l
}

// mayFind tells whether this session may search: it has a key of its own, for
// nobody searches what another's session has opened.
func (s *Seat) mayFind() bool { return s.key != nil && s.session != "" && s.May(ActFind, ToOwn) }

// bodyMark tells a body's keys apart, without keeping one.
func (s *Seat) bodyMark() [sha256.Size]byte {
	return sha256.Sum256([]byte(s.key.now.Identity.Recipient().String()))
}

// finding is the session's memory; nil if it has none, or one that another key
// of the body opened, which is wiped.
func (d *Desk) finding(s *Seat) *finding {
	d.finder.mu.Lock()
	f := d.finder.of[s.session]
	d.finder.mu.Unlock()
	if f != nil && f.body != s.bodyMark() {
		d.forgetFindings(s.session, "")
		return nil
	}
	return f
}

// FindState tells how far the session's memory is.
func (d *Desk) FindState(s *Seat) (FindState, error) {
	if !s.mayFind() {
		return FindState{}, ErrForbidden
	}
	f := d.finding(s)
	if f == nil {
		return FindState{}, nil
	}
	return f.state(), nil
}

func (f *finding) state() FindState {
	f.mu.Lock()
	defer f.mu.Unlock()
	st := FindState{Ready: !f.opening, Opening: f.opening, Failed: f.failed, Done: f.done, Total: f.total, Left: f.left}
	st.Texts, st.Bytes = f.memory.Size()
	return st
}

// OpenFind begins to open what the officer's body may read, newest first, into
// the session's memory. It goes on behind the page, and ends with the session.
// One entry of the audit says so before the first tip is opened, with how many.
// No tip counts as read by it, and no clock stops.
func (d *Desk) OpenFind(ctx context.Context, s *Seat) error {
	if !s.mayFind() {
		return ErrForbidden
	}
	if f := d.finding(s); f != nil && f.state().Opening {
		return nil
	}
	lines, all, err := d.Findable(ctx, s.Officer.Body, d.findLimits().tips)
	if err != nil {
		return fmt.Errorf("tips: search: %w", err)
	}
	return d.openFind(ctx, s, lines, all-len(lines))
}

// openFind opens those of the lines that the memory does not have.
func (d *Desk) openFind(ctx context.Context, s *Seat, lines []FindLine, left int) error {
	f, begun := d.newFinding(s)
	if f == nil || !begun { // stopped, or somebody else's click was quicker
		return nil
	}
	var want []FindLine
	for _, l := range lines {
		if v, ok := f.memory.Version(l.Tip); !ok || v != l.Version {
			want = append(want, l)
		}
	}
	f.mu.Lock()
	f.done, f.total, f.left = 0, len(want), left
	f.mu.Unlock()
	err := d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "find.opened", Object: s.Officer.Body, Note: fmt.Sprint(len(want))})
	if err != nil {
		f.ended(err)
		d.finder.opening.Done()
		return fmt.Errorf("tips: search: %w", err)
	}
	// The request ends before the opening does; the session's end stops it.
	work, end := context.WithCancel(context.WithoutCancel(ctx))
	f.mu.Lock()
	f.end = end
	f.mu.Unlock()
	seat := *s
	go func() {
		defer d.finder.opening.Done()
		defer end()
		err := d.openAll(work, &seat, f, want)
		if err != nil && work.Err() == nil {
			d.Log.Error("tips were not all opened for searching", "body", seat.Officer.Body, "err", err)
		}
		f.ended(err)
	}()
	return nil
}

func (f *finding) ended(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opening, f.failed = false, err != nil
}

// newFinding gives the session's memory, made if there is none, and tells
// whether an opening of it has now begun.
func (d *Desk) newFinding(s *Seat) (*finding, bool) {
	fr := &d.finder
	fr.mu.Lock()
	defer fr.mu.Unlock()
	if fr.stopped {
		return nil, false
	}
	if fr.of == nil {
		fr.of, fr.turn = map[string]*finding{}, make(chan struct{}, 1)
	}
	f := fr.of[s.session]
	if f == nil {
		f = &finding{officer: s.Officer.ID, body: s.bodyMark(), memory: find.New(s.session), seen: d.Now()}
		fr.of[s.session] = f
		d.pruneLater()
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.opening {
		return f, false
	}
	f.opening, f.failed = true, false
	fr.opening.Add(1)
	return f, true
}

// openAll opens the lines a batch at a time. Between two batches it looks
// whether the session still is: who is disabled is out at once.
func (d *Desk) openAll(ctx context.Context, s *Seat, f *finding, lines []FindLine) error {
	select {
	case d.finder.turn <- struct{}{}:
		defer func() { <-d.finder.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for n := 0; n < len(lines); n += findBatch {
		if err := d.stillSits(ctx, s); err != nil {
			d.forgetFindings(s.session, "")
			return err
		}
		batch := lines[n:min(n+findBatch, len(lines))]
		if !d.roomToFind(f) {
			f.mu.Lock()
			f.left += len(lines) - n
			f.mu.Unlock()
			return nil
		}
		if err := d.remember(ctx, s, f, batch); err != nil {
			return err
		}
		f.mu.Lock()
		f.done += len(batch)
		f.mu.Unlock()
	}
	return nil
}

// stillSits tells whether the session and the account are still good.
func (d *Desk) stillSits(ctx context.Context, s *Seat) error {
	if _, err := d.Session(ctx, s.session); err != nil {
		return err
	}
	o, err := d.Officer(ctx, s.Officer.ID)
	if err != nil || o.State != OfficerActive || o.Body != s.Officer.Body {
		return errors.Join(ErrSession, err)
	}
	return nil
}

// roomToFind tells whether more may be kept, for this session and for all.
func (d *Desk) roomToFind(f *finding) bool {
	limits := d.findLimits()
	if _, own := f.memory.Size(); own >= limits.bytes {
		return false
	}
	d.finder.mu.Lock()
	defer d.finder.mu.Unlock()
	var all int64
	for _, o := range d.finder.of {
		_, n := o.memory.Size()
		all += n
	}
	return all < limits.all
}

// remember opens the lines and puts their texts in. One that does not open is
// no tip of this body's, or damaged: it is left out.
func (d *Desk) remember(ctx context.Context, s *Seat, f *finding, lines []FindLine) error {
	texts := make([][]byte, len(lines))
	var g errgroup.Group
	g.SetLimit(min(runtime.GOMAXPROCS(0), maxFindCores))
	for i, l := range lines {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			fields, err := d.findFields(ctx, s, l.Tip)
			if errors.Is(err, ErrForbidden) || errors.Is(err, ErrNotFound) || errors.Is(err, vault.ErrOpen) {
				return nil
			}
			if err == nil {
				texts[i] = find.Compose(textsOf(fields)...)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		for _, text := range texts {
			clear(text)
		}
		return err
	}
	docs := make([]find.Doc, 0, len(lines))
	for i, l := range lines {
		if texts[i] != nil {
			docs = append(docs, find.Doc{ID: l.Tip, Version: l.Version, Text: texts[i]})
		}
	}
	err := f.memory.Put(s.sitting, docs)
	// A memory that was forgotten meanwhile must not come back to life.
	if f.isGone() {
		f.memory.Wipe()
		return ErrSession
	}
	if err != nil {
		return fmt.Errorf("tips: search: %w", err)
	}
	return nil
}

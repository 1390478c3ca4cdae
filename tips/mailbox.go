package tips

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// numberTime is how long an opened number stays open without a letter.
const numberTime = 15 * time.Minute

// numberPage is an opened number, sealed under its session. It opens status
// and letters, never the tip's own words and files: those are not sealed to
// the number.
type numberPage struct {
	Box  string
	Key  []byte
	Sent bool
	Cut  bool

	Files  int // kept at the last sending
	Notes  []Note
	Hashes []string // of what came while this was open
	Erased bool
}

// MailboxView is what a number opens.
type MailboxView struct {
	Status  string
	Reason  string    // of closing: acted passed-on no-action
	Next    time.Time // zero: no time is promised
	Reads   bool
	Letters []PlainLetter
	Sent    bool // a letter was just written
	Cut     bool // … and was too long: its end was not kept
	Files   int  // files that were just kept
	Notes   []Note
	Erased  bool // the way to reach the tipster was just erased
}

// PlainLetter is a letter opened. The tipster's own letters have no text here.
type PlainLetter struct {
	From string // "officer", "tipster"
	At   time.Time
	Text string
}

// derive finds the box of a number as typed. An unknown number with a right
// check digit costs the same as a known one.
func (l *Line) derive(ctx context.Context, typed string) (vault.Derived, Mailbox, error) {
	n, err := vault.ParseNumber(typed)
	if err != nil {
		return vault.Derived{}, Mailbox{}, ErrBadNumber
	}
	if !l.unknowns.take(ctx, l.Now) {
		return vault.Derived{}, Mailbox{}, ErrBusy
	}
	d, err := l.Locker.Derive(ctx, l.Keys.Pepper, n)
	if err != nil {
		return vault.Derived{}, Mailbox{}, fmt.Errorf("tips: %w", err)
	}
	box, err := l.Mailbox(ctx, d.Box)
	if err != nil {
		return vault.Derived{}, Mailbox{}, err
	}
	l.unknowns.give()
	return d, box, nil
}

// OpenNumber opens a box and gives the session's secret, for a cookie.
// [ErrBadNumber], [ErrNoBox], [ErrBusy].
func (l *Line) OpenNumber(ctx context.Context, typed string) (session string, err error) {
	d, box, err := l.derive(ctx, typed)
	if err != nil {
		return "", err
	}
	session = NewToken()
	return session, l.keepNumber(ctx, session, numberPage{Box: box.ID, Key: d.Key[:]})
}

func (l *Line) keepNumber(ctx context.Context, session string, np numberPage) error {
	p, err := newPage("number", session, np, -1, l.Now().Add(numberTime))
	if err != nil {
		return err
	}
	return l.PutPage(ctx, p)
}

func (l *Line) numberPage(ctx context.Context, session string) (numberPage, error) {
	var np numberPage
	if session == "" {
		return np, ErrGone
	}
	p, err := l.Page(ctx, "number", vault.ID(session, "number"), l.Now(), true)
	if err != nil {
		return np, err
	}
	_, err = openPage(session, p, l.Now(), &np)
	return np, err
}

// View shows an opened number. [ErrGone] when its session has ended.
func (l *Line) View(ctx context.Context, session string) (MailboxView, error) {
	np, err := l.numberPage(ctx, session)
	if err != nil {
		return MailboxView{}, err
	}
	box, err := l.Mailbox(ctx, np.Box)
	if err != nil {
		return MailboxView{}, err
	}
	v, err := l.view(ctx, box, vault.Key(np.Key))
	v.Sent, v.Cut, v.Files, v.Notes, v.Erased = np.Sent, np.Cut, np.Files, np.Notes, np.Erased
	return v, err
}

// Look is the same by number, in one step (API).
func (l *Line) Look(ctx context.Context, typed string) (MailboxView, error) {
	d, box, err := l.derive(ctx, typed)
	if err != nil {
		return MailboxView{}, err
	}
	return l.view(ctx, box, d.Key)
}

func (l *Line) view(ctx context.Context, box Mailbox, key vault.Key) (MailboxView, error) {
	id, _, err := openMailbox(box, key)
	if err != nil {
		return MailboxView{}, err
	}
	t, err := l.Tip(ctx, box.Tip)
	if err != nil {
		return MailboxView{}, err
	}
	letters, err := l.Letters(ctx, box.Tip)
	if err != nil {
		return MailboxView{}, err
	}
	v := MailboxView{Status: t.Status, Reason: t.Reason}
	if t.Next.After(l.Now()) {
		v.Next = t.Next // a time that is past is no promise
	}
	if v.Reason == False {
		v.Reason = NoAction
	}
	if v.Reads, err = l.reads(ctx, t); err != nil {
		return MailboxView{}, err
	}
	for _, lt := range letters {
		p := PlainLetter{From: lt.From, At: lt.At}
		if lt.ToNumber != nil {
			text, err := vault.Open(id, letterLabel(lt.ID), lt.ToNumber)
			if err != nil {
				return MailboxView{}, fmt.Errorf("tips: letter: %w", err)
			}
			p.Text = string(text)
		}
		v.Letters = append(v.Letters, p)
	}
	return v, nil
}

// reads tells whether somebody is enrolled to read a tip now.
func (l *Line) reads(ctx context.Context, t Tip) (bool, error) {
	if t.Status != Received {
		return true, nil
	}
	ros, err := l.rosters.get(ctx)
	if err != nil {
		return false, err
	}
	lines, err := l.Lines(ctx, t.ID)
	if err != nil {
		return false, err
	}
	for _, q := range lines {
		if q.Role != RoleCopy && (q.Body != ahtu.Cell || t.Unit == ahtu.Cell) && ros.active(q.Body) {
			return true, nil
		}
	}
	return false, nil
}

// Write adds the tipster's letter. A letter over the limit is cut, and
// [MailboxView.Cut] says so.
func (l *Line) Write(ctx context.Context, session, text string) error {
	np, err := l.numberPage(ctx, session)
	if err != nil {
		return err
	}
	text = plainText(text)
	if text == "" {
		return ErrEmpty
	}
	np.Cut = utf8.RuneCountInString(text) > MaxLetter
	if err := l.write(ctx, np.Box, vault.Key(np.Key), firstRunes(text, MaxLetter)); err != nil {
		return err
	}
	np.Sent, np.Files, np.Notes, np.Erased = true, 0, nil, false
	return l.keepNumber(ctx, session, np)
}

// WriteBy is the same by number (API): a letter over the limit gives [Invalids].
func (l *Line) WriteBy(ctx context.Context, typed, text string) error {
	text, err := written("text", text)
	if err != nil {
		return err
	}
	d, box, err := l.derive(ctx, typed)
	if err != nil {
		return err
	}
	return l.write(ctx, box.ID, d.Key, text)
}

func (l *Line) write(ctx context.Context, boxID string, key vault.Key, text string) error {
	box, err := l.Mailbox(ctx, boxID)
	if err != nil {
		return err
	}
	_, to, err := openMailbox(box, key)
	if err != nil {
		return err
	}
	in := intake{Submission: Submission{Account: text}}
	if err := l.blackNumbers(ctx, &in); err != nil {
		return err
	}
	now := l.Now()
	for range 5 {
		t, err := l.Tip(ctx, box.Tip)
		if err != nil {
			return err
		}
		lt := Letter{ID: vault.NewID(), Tip: t.ID, From: "tipster", At: Coarse(now)}
		if lt.ToTip, err = vault.Seal(letterLabel(lt.ID), []byte(in.Account), to); err != nil {
			return fmt.Errorf("tips: %w", err)
		}
		lines, err := l.wake(ctx, &t, now)
		if err != nil {
			return err
		}
		err = l.Change(ctx, Change{Tip: t, Lines: lines, Letters: []Letter{lt},
			Event: Event{At: lt.At, Actor: "line", Act: "letter.received", Object: t.ID}})
		if !errors.Is(err, ErrStale) {
			return err
		}
	}
	return ErrStale
}

// wake puts a tip before its holder again: a letter came. A closed tip opens
// again, for nobody should write to a closed door; one that was said to be the
// same as another stands for itself again.
func (l *Line) wake(ctx context.Context, t *Tip, now time.Time) ([]QueueLine, error) {
	t.SameAs = ""
	switch t.Status {
	case Received:
		return nil, nil // it waits already, with the first clock
	case Question, Closed:
		t.Status, t.Reason = Read, ""
		if t.Taker != "" {
			t.Status = WithTeam
		}
	}
	have, err := l.Lines(ctx, t.ID)
	if err != nil {
		return nil, err
	}
	for _, q := range have {
		if q.Body == t.Holder {
			due := DueAt(now.Add(l.Clocks.FirstLook(t.Urgency)))
			if !q.Due.IsZero() && q.Due.Before(due) {
				due = q.Due // a second letter does not put off the first
			}
			q.Due, q.Looked, q.Sealed = due, time.Time{}, nil
			t.Due, t.Next = due, due
			return []QueueLine{q}, nil
		}
	}
	return nil, nil
}

// Leave ends an opened number at once.
func (l *Line) Leave(ctx context.Context, session string) error {
	if session == "" {
		return nil
	}
	return l.DropPage(ctx, "number", vault.ID(session, "number"))
}

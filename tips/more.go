package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mukti/tips/vault"
)

// maxAdded is how often adding files gives back a look at the page after sending.
const maxAdded = 3

// MoreBySent opens a tip for further files from the page after sending, as long
// as that opens: a broken upload is so mended. [ErrGone].
func (l *Line) MoreBySent(ctx context.Context, handle string) (*Taken, error) {
	_, s, err := l.sentPage(ctx, handle, true)
	if err != nil {
		return nil, err
	}
	to, err := vault.ParseRecipient(s.Recipient)
	if err != nil {
		return nil, fmt.Errorf("tips: page after sending: %w", err)
	}
	return &Taken{Tip: s.Tip, Handle: handle, Unit: s.Unit, Again: true, later: true, recipient: to, got: s.Got}, nil
}

// MoreByNumber opens a tip for further files from an opened number. [ErrGone].
func (l *Line) MoreByNumber(ctx context.Context, session string) (*Taken, error) {
	np, err := l.numberPage(ctx, session)
	if err != nil {
		return nil, err
	}
	box, to, err := l.openBoxOf(ctx, np)
	if err != nil {
		return nil, err
	}
	return &Taken{Tip: box.Tip, later: true, recipient: to, got: takenFiles{Hashes: np.Hashes}}, nil
}

// FinishMore notes in the opened number how many files were kept and what was not.
func (l *Line) FinishMore(ctx context.Context, session string, t *Taken, more ...Note) error {
	notes := uniqueNotes(slices.Concat(t.got.Notes, more))
	if err := l.arrived(ctx, t, notes); err != nil {
		return err
	}
	np, err := l.numberPage(ctx, session)
	if errors.Is(err, ErrGone) {
		return nil // its quarter of an hour is over; the officers have the files
	}
	if err != nil {
		return err
	}
	np.Files, np.Notes, np.Hashes = t.got.Count, notes, t.got.Hashes
	return l.keepNumber(ctx, session, np)
}

// EraseContact puts an empty one in the place of the way to reach the tipster.
// What an officer has read or noted before is not undone by it. [ErrGone].
func (l *Line) EraseContact(ctx context.Context, session string) error {
	np, err := l.numberPage(ctx, session)
	if err != nil {
		return err
	}
	box, to, err := l.openBoxOf(ctx, np)
	if err != nil {
		return err
	}
	now := l.Now()
	empty, err := sealBox(to, box.Tip, boxID(box.Tip, BoxContact), BoxContact, now, Contact{Erased: true})
	if err != nil {
		return err
	}
	for range 5 {
		t, err := l.Tip(ctx, box.Tip)
		if err != nil {
			return err
		}
		err = l.Change(ctx, Change{Tip: t, Replace: []Box{empty},
			Event: Event{At: Coarse(now), Actor: "line", Act: "contact.erased", Object: t.ID}})
		if errors.Is(err, ErrStale) {
			continue
		}
		if err != nil {
			return err
		}
		np.Erased = true
		return l.keepNumber(ctx, session, np)
	}
	return ErrStale
}

// openBoxOf gives an opened number's box and the key to seal more to its tip.
func (l *Line) openBoxOf(ctx context.Context, np numberPage) (Mailbox, vault.Recipient, error) {
	box, err := l.Mailbox(ctx, np.Box)
	if err != nil {
		return Mailbox{}, vault.Recipient{}, err
	}
	_, to, err := openMailbox(box, vault.Key(np.Key))
	return box, to, err
}

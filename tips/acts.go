package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// Take makes the officer the one who works on a tip, and the officer's body
// its holder. [ErrStale] if somebody was quicker; from whom has left, or has let
// the tip lie ([Clocks.Idle]), a colleague may take it, those in charge and above
// always. What another body gave is so accepted. [ErrForbidden] if it is closed.
func (d *Desk) Take(ctx context.Context, s *Seat, tip string, version int64) error {
	t, q, lines, err := d.at(ctx, s, ActTake, tip, version)
	if err != nil {
		return err
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	switch {
	case t.Taker == s.Officer.ID && t.Status == WithTeam:
		return nil
	case t.Status == Closed:
		return ErrForbidden // a closed tip is opened again with a reason
	case t.Taker != "" && t.Taker != s.Officer.ID && !d.mayTakeOver(ros, s, ros.officers[t.Taker]):
		if lies, err := d.lies(ctx, ros, s, t); err != nil || !lies {
			return errors.Join(ErrStale, err)
		}
	}
	given, err := d.given(ctx, s, &t, StateAccepted)
	if err != nil {
		return err
	}
	now := d.Now()
	note := s.Officer.Body
	if t.Taker != "" {
		note += " from " + t.Taker
	}
	t.Taker, t.Status, t.Reason, t.Holder, t.SameAs = s.Officer.ID, WithTeam, "", s.Officer.Body, ""
	t.Due, t.Next = time.Time{}, DueAt(now.Add(d.Clocks.NextUpdate(t.Urgency)))
	if q.Looked.IsZero() {
		q.Looked = Coarse(now)
	}
	return d.Change(ctx, Change{Tip: t, Lines: stopped(lines, q), Requests: given,
		Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: "tip.taken", Object: t.ID, Note: note}})
}

// stopped are the lines whose clocks end when a tip is taken or closed by the
// body of line q: those of its chain. A copy's bureau still has to look for itself.
func stopped(lines []QueueLine, q QueueLine) (out []QueueLine) {
	for _, l := range lines {
		if l.Body == q.Body {
			l = q
		} else if l.Role == RoleCopy || l.Due.IsZero() {
			continue
		}
		l.Due, l.Sealed = time.Time{}, nil
		out = append(out, l)
	}
	return out
}

// mayWork tells whether the line's body works on the tip: the chain does. A
// copy is to know of it, unless the tip lies with the cell because nobody knew
// which State it is of.
func mayWork(t Tip, q QueueLine) bool {
	return q.Role != RoleCopy || t.Unit == ahtu.Cell && t.Holder == ahtu.Cell || t.Holder == q.Body
}

// mayTakeOver: a tip does not stay with somebody who left, and those in charge
// and above may take it from whom it lies with.
func (d *Desk) mayTakeOver(ros *roster, s *Seat, taker Officer) bool {
	return taker.State != OfficerActive || s.Officer.Body == taker.Body && s.Officer.Role == RoleInCharge ||
		d.rosters.isAbove(s.Officer.Body, taker.Body)
}

// lies tells whether a colleague of the taker may take a tip because the taker
// lets it lie.
func (d *Desk) lies(ctx context.Context, ros *roster, s *Seat, t Tip) (bool, error) {
	if ros.officers[t.Taker].Body != s.Officer.Body {
		return false, nil
	}
	evs, err := d.EventsOf(ctx, t.ID)
	if err != nil {
		return false, fmt.Errorf("tips: take: %w", err)
	}
	return !d.idle(t, evs).IsZero(), nil
}

// Ask writes a letter to the tipster, sealed to the tip and to the number;
// with question the tip waits for an answer. Only the officer who took the tip
// writes: a tipster hears one voice. [Invalids] for an empty or too long letter.
func (d *Desk) Ask(ctx context.Context, s *Seat, tip string, version int64, text string, question bool) error {
	text, err := written("text", text)
	if err != nil {
		return err
	}
	t, q, _, err := d.at(ctx, s, ActAsk, tip, version)
	if err != nil {
		return err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return err
	}
	now := d.Now()
	lt := Letter{ID: vault.NewID(), Tip: t.ID, From: "officer", At: Coarse(now)}
	// Both keys come out of what was sealed, not out of the store's rows.
	toNumber, err := vault.ParseRecipient(key.Mailbox)
	if err != nil {
		return fmt.Errorf("tips: box's key: %w", err)
	}
	if lt.ToTip, err = vault.Seal(letterLabel(lt.ID), []byte(text), key.id.Recipient()); err != nil {
		return fmt.Errorf("tips: %w", err)
	}
	if lt.ToNumber, err = vault.Seal(letterLabel(lt.ID), []byte(text), toNumber); err != nil {
		return fmt.Errorf("tips: %w", err)
	}
	act := "letter.sent"
	if question {
		t.Status, t.Reason, act = Question, "", "question.sent"
	}
	if t.Status != Closed {
		t.Next = DueAt(now.Add(d.Clocks.NextUpdate(t.Urgency)))
	}
	if t.Holder == q.Body {
		t.Due = time.Time{}
	}
	q.Due, q.Sealed, q.Looked = time.Time{}, nil, Coarse(now)
	return d.Change(ctx, Change{Tip: t, Lines: []QueueLine{q}, Letters: []Letter{lt},
		Event: Event{At: lt.At, Actor: s.Officer.ID, Act: act, Object: t.ID}})
}

// written is a letter or note as kept; [Invalids] if it is empty or too long.
func written(field, text string) (string, error) {
	text = plainText(text)
	if text == "" {
		return "", Invalids{{Field: field, MsgID: "tip.empty"}}
	}
	if utf8.RuneCountInString(text) > MaxLetter {
		return "", Invalids{{Field: field, MsgID: "tip.too_long", Limit: MaxLetter}}
	}
	return text, nil
}

// Accounts lists accounts: all for an administrator, else those of the own
// body and the bodies below it.
func (d *Desk) Accounts(ctx context.Context, s *Seat) ([]Officer, error) {
	if !s.May(ActAccounts) {
		return nil, ErrForbidden
	}
	all, err := d.Officers(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: accounts: %w", err)
	}
	return slices.DeleteFunc(all, func(o Officer) bool {
		rel, ok := d.toBody(s, o.Body)
		return !ok || !s.May(ActAccounts, rel)
	}), nil
}

// Disable ends an account and its sessions at once, by an administrator.
func (d *Desk) Disable(ctx context.Context, s *Seat, officer string) error {
	if !s.May(ActDisable, ToAll) || s.Officer.ID == officer {
		return ErrForbidden
	}
	o, err := d.Officer(ctx, officer)
	if err != nil {
		return err
	}
	o.State, o.Locked = OfficerDisabled, nil // the locked key goes too: no row brings it back
	err = d.ChangePeople(ctx, PeopleChange{Officers: []Officer{o},
		Event: Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "officer.disabled", Object: o.ID}})
	if err != nil {
		return err
	}
	if err := d.EndSessions(ctx, o.ID, ""); err != nil && !errors.Is(err, ErrSession) {
		return err
	}
	return nil
}

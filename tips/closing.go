package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mukti/tips/vault"
)

// Outcome is what came of a tip: box [BoxOutcome]. Of all this only Reason is
// in clear too.
type Outcome struct {
	At       time.Time `json:"at"`
	Officer  string    `json:"officer"` // id
	Reason   string    `json:"reason"`
	Asked    bool      `json:"asked,omitempty"` // as false, which a second person has to confirm
	Note     string    `json:"note"`
	FIR      string    `json:"fir,omitempty"`     // number as written: its form differs by State
	GD       string    `json:"gd,omitempty"`      // number of the general diary's entry, as written
	Station  string    `json:"station,omitempty"` // police station of either
	On       string    `json:"on,omitempty"`      // day of either, "2006-01-02"
	Sections string    `json:"sections,omitempty"`
	Adults   int       `json:"adults,omitempty"` // persons found
	Children int       `json:"children,omitempty"`
	To       string    `json:"to,omitempty"` // to whom it was passed on
}

// Limits of an outcome, in characters unless said otherwise. Source: house rule.
const (
	MaxCase  = 100 // an FIR's or a GD entry's number
	MaxPlain = 300 // a police station, sections, to whom
)

// Notes of these reasons say why an officer gave a tip up, put it off or opened it again.
const (
	NotePutBack  = "put-back"
	NoteLater    = "later"
	NoteReopened = "reopened"
)

// check gives every fault of an outcome at once.
func (o *Outcome) check(now time.Time) Invalids {
	var bad Invalids
	fault := func(field, msg string, limit int) {
		bad = append(bad, &Invalid{Field: field, MsgID: msg, Limit: limit})
	}
	if !slices.Contains([]string{Acted, PassedOn, NoAction, False}, o.Reason) {
		fault("reason", "desk.bad_reason", 0)
	}
	note, err := written("note", o.Note)
	var one Invalids
	if errors.As(err, &one) {
		bad = append(bad, one...)
	}
	o.Note = note
	for _, f := range []struct {
		name  string
		text  *string
		limit int
	}{{"fir", &o.FIR, MaxCase}, {"gd", &o.GD, MaxCase}, {"station", &o.Station, MaxPlain}, {"sections", &o.Sections, MaxPlain}, {"passed-to", &o.To, MaxPlain}} {
		*f.text = strings.Join(strings.Fields(*f.text), " ")
		if utf8.RuneCountInString(*f.text) > f.limit {
			fault(f.name, "tip.too_long", f.limit)
		}
	}
	if o.Adults < 0 || o.Adults > MaxCount {
		fault("adults", "tip.bad_count", MaxCount)
	}
	if o.Children < 0 || o.Children > MaxCount {
		fault("children", "tip.bad_count", MaxCount)
	}
	o.On = strings.TrimSpace(o.On)
	if o.On != "" {
		// A day before the police of India kept diaries, or after today, is a slip.
		// Source: house rule; the day is India's, half a day's leeway for clocks.
		on, err := time.Parse(time.DateOnly, o.On)
		if err != nil || on.After(now.Add(12*time.Hour)) || on.Year() < 1900 {
			fault("on", "tip.bad_day", 0)
		}
	}
	switch o.Reason {
	case Acted:
		// What was done can be found again only by a number, its police station and its day.
		if o.FIR == "" && o.GD == "" {
			fault("fir", "tip.no_case", 0)
		}
		if o.Station == "" {
			fault("station", "tip.no_station", 0)
		}
		if o.On == "" {
			fault("on", "tip.no_day", 0)
		}
	case PassedOn:
		if o.To == "" {
			fault("passed-to", "tip.no_whom", 0)
		}
	}
	if o.Reason != Acted { // what belongs to another reason is not kept
		o.FIR, o.GD, o.Station, o.On, o.Sections, o.Adults, o.Children = "", "", "", "", "", 0, 0
	}
	if o.Reason != PassedOn {
		o.To = ""
	}
	return bad
}

// Close ends the work on a tip by the officer who took it, with what came of it.
// [Invalids] names every fault of the outcome; [ErrSecond] for a false report
// where there is a second person, see [Desk.Doubt].
func (d *Desk) Close(ctx context.Context, s *Seat, tip string, version int64, o Outcome) error {
	t, q, lines, err := d.closing(ctx, s, ActClose, tip, version, &o)
	if err != nil {
		return err
	}
	if o.Reason == False {
		if two, err := d.NeedsTwo(ctx, s, ActFalse); err != nil || two {
			return errors.Join(ErrSecond, err)
		}
	}
	box, err := d.outcomeBox(s, q, t, o)
	if err != nil {
		return err
	}
	return d.closed(ctx, s, t, q, lines, o.Reason, []Box{box})
}

// Doubt asks a second person to agree that a tip is a false report; then it is
// closed. Until then, and if a letter comes or the tip changes hands, it stays open.
func (d *Desk) Doubt(ctx context.Context, s *Seat, tip string, version int64, o Outcome) error {
	o.Reason, o.Asked = False, true
	t, q, _, err := d.closing(ctx, s, ActFalse, tip, version, &o)
	if err != nil {
		return err
	}
	box, err := d.outcomeBox(s, q, t, o)
	if err != nil {
		return err
	}
	return d.askFalse(ctx, s, t, box)
}

// closing checks the outcome, and that the tip may be closed by the officer.
func (d *Desk) closing(ctx context.Context, s *Seat, a Act, tip string, version int64, o *Outcome) (Tip, QueueLine, []QueueLine, error) {
	if bad := o.check(d.Now()); len(bad) > 0 {
		return Tip{}, QueueLine{}, nil, bad
	}
	t, q, lines, err := d.at(ctx, s, a, tip, version)
	if err == nil && t.Status == Closed {
		err = ErrForbidden
	}
	return t, q, lines, err
}

func (d *Desk) outcomeBox(s *Seat, q QueueLine, t Tip, o Outcome) (Box, error) {
	key, err := s.tipIdentity(q)
	if err != nil {
		return Box{}, err
	}
	o.At, o.Officer = Coarse(d.Now()), s.Officer.ID
	return sealBox(key.id.Recipient(), t.ID, vault.NewID(), BoxOutcome, d.Now(), o)
}

// closed closes a tip and those that are the same as it.
func (d *Desk) closed(ctx context.Context, s *Seat, t Tip, q QueueLine, lines []QueueLine, reason string, boxes []Box) error {
	// First those that are the same: should this stop half-way, they are closed
	// and the tip they belong to is still in the queue.
	if err := d.closeSame(ctx, s, t, reason); err != nil {
		return err
	}
	given, err := d.given(ctx, s, &t, StateAccepted)
	if err != nil {
		return err
	}
	if t.Taker == "" {
		t.Holder = s.Officer.Body
	}
	t.Status, t.Reason, t.Due, t.Next = Closed, reason, time.Time{}, time.Time{}
	return d.Change(ctx, Change{Tip: t, Lines: stopped(lines, q), Boxes: boxes, Requests: given,
		Event: Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "tip.closed", Object: t.ID, Note: reason}})
}

// askFalse seals the outcome with the tip and asks for a second person. The
// proposal says how many letters there were: one that comes meanwhile may say
// that the report is true.
func (d *Desk) askFalse(ctx context.Context, s *Seat, t Tip, box Box) error {
	letters, err := d.Letters(ctx, t.ID)
	if err != nil {
		return fmt.Errorf("tips: close: %w", err)
	}
	if err := d.Change(ctx, Change{Tip: t, Boxes: []Box{box},
		Event: Event{At: box.At, Actor: s.Officer.ID, Act: "tip.doubted", Object: t.ID}}); err != nil {
		return err
	}
	_, err = d.Propose(ctx, s, ActFalse, t.ID, fmt.Sprint(box.ID, " ", len(letters)))
	return err
}

// closeFalse closes a tip as false in the session of the second person.
// [ErrStale] if the tip changed hands or a letter came since it was asked for.
func (d *Desk) closeFalse(ctx context.Context, s *Seat, p Proposal) error {
	t, q, lines, err := d.reach(ctx, s, ActOpen, p.Object)
	if err != nil {
		return err
	}
	boxes, err := d.Boxes(ctx, t.ID, BoxOutcome)
	if err != nil {
		return fmt.Errorf("tips: close: %w", err)
	}
	letters, err := d.Letters(ctx, t.ID)
	if err != nil {
		return fmt.Errorf("tips: close: %w", err)
	}
	var box string
	var had int
	if _, err := fmt.Sscan(p.Data, &box, &had); err != nil || t.Status == Closed || t.Taker != p.By || len(letters) != had ||
		!slices.ContainsFunc(boxes, func(b Box) bool { return b.ID == box }) {
		return ErrStale
	}
	return d.closed(ctx, s, t, q, lines, False, nil)
}

// Decline closes a tip that nobody has taken and that is no matter for the
// police: no action, with the reason. By a body whose clock runs or above it.
func (d *Desk) Decline(ctx context.Context, s *Seat, tip string, version int64, why string) error {
	why, err := written("decline", why)
	if err != nil {
		return err
	}
	t, q, lines, err := d.at(ctx, s, ActDecline, tip, version)
	if err != nil {
		return err
	}
	if t.Status == Closed || t.Taker != "" || t.SameAs != "" {
		return ErrForbidden
	}
	box, err := d.outcomeBox(s, q, t, Outcome{Reason: NoAction, Note: why})
	if err != nil {
		return err
	}
	return d.closed(ctx, s, t, q, lines, NoAction, []Box{box})
}

// mayReopen: the body that closed a tip, and those above it.
func (d *Desk) mayReopen(s *Seat, t Tip) bool {
	return t.Status == Closed && (t.Holder == s.Officer.Body || d.rosters.isAbove(s.Officer.Body, t.Holder))
}

// Reopen opens a closed tip again, with a reason: it waits to be taken, by its
// clock, and those that are the same as it go with it. By the body that closed
// it or one above.
func (d *Desk) Reopen(ctx context.Context, s *Seat, tip string, version int64, why string) error {
	why, err := written("reopen", why)
	if err != nil {
		return err
	}
	t, q, _, err := d.at(ctx, s, ActReopen, tip, version)
	if err != nil {
		return err
	}
	if !d.mayReopen(s, t) {
		return ErrForbidden
	}
	note, err := d.noteBox(s, q, t, NoteReopened, why)
	if err != nil {
		return err
	}
	t.Reason, t.SameAs = "", "" // what was closed with another stands for itself now
	q = d.before(s, &t, q)
	if err := d.Change(ctx, Change{Tip: t, Lines: []QueueLine{q}, Boxes: []Box{note},
		Event: Event{At: note.At, Actor: s.Officer.ID, Act: "tip.reopened", Object: t.ID, Note: s.Officer.Body}}); err != nil {
		return err
	}
	return d.reopenSame(ctx, s, t)
}

// before puts a tip before the officer's body again: it was looked at and is to be taken.
func (d *Desk) before(s *Seat, t *Tip, q QueueLine) QueueLine {
	now := d.Now()
	q.Due, q.Looked, q.Sealed = DueAt(now.Add(d.Clocks.Taking(t.Urgency))), Coarse(now), nil
	t.Status, t.Taker, t.Holder, t.Due = Read, "", s.Officer.Body, q.Due
	t.Next = DueAt(now.Add(d.Clocks.NextUpdate(t.Urgency)))
	return q
}

// noteBox seals an officer's words to a tip.
func (d *Desk) noteBox(s *Seat, q QueueLine, t Tip, reason, text string) (Box, error) {
	key, err := s.tipIdentity(q)
	if err != nil {
		return Box{}, err
	}
	now := d.Now()
	return sealBox(key.id.Recipient(), t.ID, vault.NewID(), BoxNote, now,
		DeskNote{At: Coarse(now), Officer: s.Officer.ID, Text: text, Reason: reason})
}

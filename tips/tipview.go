package tips

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"time"

	"mukti/tips/triage"
	"mukti/tips/vault"
)

// TipView is a tip opened by an officer.
type TipView struct {
	Tip       Tip
	Line      QueueLine
	Told      Told
	Contact   Contact
	Verdict   Verdict
	Clarified []Clarification
	Letters   []PlainLetter
	Files     []FileHead
	Notes     []DeskNote
	added
	Asked     []Reading // who was asked to read it and still may
	Events    []Event
	Names     map[string]string // of officers in events and notes, by id
	Chain     []string
	Copies    []string
	Links     []Link // other tips that name the same person
	Near      []Copy // other tips with nearly the same account, the oldest of them
	NearCount int
	Joined    bool // an officer said that it is the same as another
	Law       []LawClock
	TakerName string
	Work      WorkView
	To        Relation // how the officer stands to it
	Mine      bool
	MayTake   bool // nobody has it, or this officer may take it over
	Now       time.Time
}

// Open opens a tip. Every opening is in the audit; the first by its holder's
// body stops the clock, once everything was opened. [ErrForbidden], [ErrNotFound].
func (d *Desk) Open(ctx context.Context, s *Seat, tip string) (TipView, error) {
	for range 5 {
		t, q, lines, err := d.reach(ctx, s, ActOpen, tip)
		if err != nil {
			return TipView{}, err
		}
		v, err := d.view(ctx, s, t, q, lines)
		if err != nil {
			return TipView{}, err
		}
		if err := d.look(ctx, s, &t, &q); errors.Is(err, ErrStale) {
			continue
		} else if err != nil {
			return TipView{}, err
		}
		shown := v.Tip.SameAs
		v.Tip, v.Line, v.To = t, q, toTip(s, t, q)
		v.Tip.SameAs = shown
		if v.Events, err = d.EventsOf(ctx, t.ID); err != nil {
			return TipView{}, fmt.Errorf("tips: open: %w", err)
		}
		return v, d.names(ctx, s, &v)
	}
	return TipView{}, ErrStale
}

// look records the opening. The first stops the clock of the first look and
// starts that of the taking, where the tip is the body's to work on: what was
// opened and left lying comes up again.
func (d *Desk) look(ctx context.Context, s *Seat, t *Tip, q *QueueLine) error {
	now := d.Now()
	ev := Event{At: Coarse(now), Actor: s.Officer.ID, Act: "tip.read", Object: t.ID, Note: s.Officer.Body}
	mine := q.Role != RoleCopy || t.Holder == q.Body
	if !q.Looked.IsZero() && (t.Status != Received || !mine) {
		return d.Append(ctx, ev)
	}
	q.Due, q.Looked = time.Time{}, Coarse(now)
	if t.Holder == q.Body && t.Taker == "" && t.Status != Closed {
		q.Due = DueAt(now.Add(d.Clocks.Taking(t.Urgency)))
	}
	// A copy's bureau looks for itself: the tipster waits for the tip's own body.
	if mine && t.Status == Received {
		t.Status = Read
	}
	if mine && t.Status != Closed {
		t.Next = DueAt(now.Add(d.Clocks.NextUpdate(t.Urgency)))
	}
	if t.Holder == q.Body {
		t.Due = q.Due
	}
	keep := *q
	keep.Sealed = nil
	if err := d.Change(ctx, Change{Tip: *t, Lines: []QueueLine{keep}, Event: ev}); err != nil {
		return err
	}
	t.Version++
	return nil
}

func (d *Desk) view(ctx context.Context, s *Seat, t Tip, q QueueLine, lines []QueueLine) (TipView, error) {
	key, err := s.tipIdentity(q)
	if err != nil {
		return TipView{}, err
	}
	id := key.id
	v := TipView{Tip: t, Line: q, Mine: t.Taker == s.Officer.ID, Now: d.Now(), Names: map[string]string{}}
	boxes, err := d.Boxes(ctx, t.ID)
	if err != nil {
		return TipView{}, fmt.Errorf("tips: open: %w", err)
	}
	for _, b := range boxes {
		switch b.Kind {
		case BoxWords:
			err = openBox(id, b, &v.Told)
		case BoxContact:
			err = openBox(id, b, &v.Contact)
		case BoxVerdict:
			err = openBox(id, b, &v.Verdict)
		case BoxClarify:
			err = appendBox(id, b, &v.Clarified)
		case BoxArrived:
			var a Arrived
			err = openBox(id, b, &a)
			v.Told.Dropped = append(v.Told.Dropped, a.Notes...)
		case BoxNote:
			err = appendBox(id, b, &v.Notes)
		case BoxFile:
			err = appendBox(id, b, &v.Files)
		case BoxOutcome:
			err = appendBox(id, b, &v.Work.Outcomes)
		case BoxSaid:
			err = appendBox(id, b, &v.Work.Said)
		default:
			err = v.add(key, b)
		}
		if err != nil {
			return TipView{}, err
		}
	}
	v.hideOwnID(key)
	v.Files = slices.DeleteFunc(v.Files, func(f FileHead) bool { return !f.Whole })
	if v.Asked, err = d.ReadingsOf(ctx, t.ID); err != nil {
		return TipView{}, fmt.Errorf("tips: open: %w", err)
	}
	if v.Letters, err = d.letters(ctx, id, t.ID); err != nil {
		return TipView{}, err
	}
	if v.Links, err = d.links(ctx, s, t.ID); err != nil {
		return TipView{}, err
	}
	if v.Near, v.NearCount, err = d.copies(ctx, s, t); err != nil {
		return TipView{}, err
	}
	// The other is named only to a body that has it too.
	if v.Joined = t.SameAs != ""; !slices.ContainsFunc(v.Near, func(c Copy) bool { return c.Tip.ID == t.SameAs }) {
		v.Tip.SameAs = ""
	}
	if err := d.work(ctx, s, &v, key); err != nil {
		return TipView{}, err
	}
	v.Law = lawClocks(v.Verdict.Assessment, t.Created)
	for _, l := range lines {
		if l.Role == RoleCopy {
			v.Copies = append(v.Copies, l.Body)
		} else {
			v.Chain = append(v.Chain, l.Body)
		}
	}
	return v, nil
}

// hideOwnID takes the tipster's own Aadhaar-like number out of what is shown,
// where the tipster said that it is that; answers that nobody with the page
// after sending gave count for nothing.
func (v *TipView) hideOwnID(key openedTip) {
	own := slices.ContainsFunc(v.Clarified, func(c Clarification) bool {
		return c.OwnID && subtle.ConstantTimeCompare(c.MAC, ownIDMAC(key.Clarify)) == 1
	})
	v.Clarified = slices.DeleteFunc(v.Clarified, func(c Clarification) bool { return c.OwnID })
	if !own {
		return
	}
	v.Told.Account, v.Told.Who = triage.MaskIDs(v.Told.Account), triage.MaskIDs(v.Told.Who)
	v.Verdict.Assessment.Marks = slices.DeleteFunc(v.Verdict.Assessment.Marks, func(m triage.Mark) bool { return m.Kind == triage.MarkAadhaar })
}

// names looks up who acted.
func (d *Desk) names(ctx context.Context, s *Seat, v *TipView) error {
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	for _, ev := range v.Events {
		if o, ok := ros.officers[ev.Actor]; ok {
			v.Names[o.ID] = o.Name
		}
	}
	for _, n := range v.Notes {
		v.Names[n.Officer] = ros.officers[n.Officer].Name
	}
	v.added.named(ros, v.Names)
	for _, r := range v.Asked {
		v.Names[r.Reader], v.Names[r.Asker] = ros.officers[r.Reader].Name, ros.officers[r.Asker].Name
	}
	d.workNames(ros, s, v)
	taker := ros.officers[v.Tip.Taker]
	v.TakerName = taker.Name
	v.MayTake = !v.Mine && (v.Tip.Taker == "" || d.mayTakeOver(ros, s, taker) || !v.Work.Idle.IsZero() && taker.Body == s.Officer.Body) && s.May(ActTake, toTip(s, v.Tip, v.Line))
	return nil
}

func appendBox[T any](id vault.Identity, b Box, to *[]T) error {
	var v T
	if err := openBox(id, b, &v); err != nil {
		return err
	}
	*to = append(*to, v)
	return nil
}

// letters opens both sides' letters with the tip's own key.
func (d *Desk) letters(ctx context.Context, id vault.Identity, tip string) ([]PlainLetter, error) {
	sealed, err := d.Letters(ctx, tip)
	if err != nil {
		return nil, fmt.Errorf("tips: letters: %w", err)
	}
	var out []PlainLetter
	for _, lt := range sealed {
		text, err := vault.Open(id, letterLabel(lt.ID), lt.ToTip)
		if err != nil {
			return nil, fmt.Errorf("tips: letter: %w", err)
		}
		out = append(out, PlainLetter{From: lt.From, At: lt.At, Text: string(text)})
	}
	return out, nil
}

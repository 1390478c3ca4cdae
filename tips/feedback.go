package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// Feedbacks keeps what readers write about the site. It is no tip: it stands in
// no queue and has no number.
type Feedbacks interface {
	// PutFeedback keeps one more, unless most are kept already: [ErrFeedbackFull].
	PutFeedback(ctx context.Context, f Feedback, most int) error
	// ListFeedback gives up to limit, newest first, without what is sealed; with
	// handed only those that the editors have.
	ListFeedback(ctx context.Context, handed bool, limit int) ([]Feedback, error)
	// FeedbackByID gives one, or [ErrNotFound].
	FeedbackByID(ctx context.Context, id string) (Feedback, error)
	// HandFeedback puts the box for the editors beside it, or [ErrNotFound].
	HandFeedback(ctx context.Context, id string, sealed []byte, ev Event) error
	// DropFeedback erases one, or [ErrNotFound].
	DropFeedback(ctx context.Context, id string, ev Event) error
	// DropFeedbackBefore erases what came before t.
	DropFeedbackBefore(ctx context.Context, t time.Time) (int64, error)
}

// Feedback is what a reader wrote about the site.
type Feedback struct {
	ID     string
	At     time.Time // [Coarse]
	About  string    // address of a page of ours without the language; "" for the site as a whole
	Lang   string    // of the form
	Sealed []byte    // to the national cell
	Handed []byte    // to the editors; nil until somebody of the cell has handed it on
	Given  bool      // Handed is there, also where it was not read
}

// FeedbackText is what is sealed of it.
type FeedbackText struct {
	Text  string `json:"text"`
	Reach string `json:"reach,omitempty"` // a way to answer, if the reader gave one
	Trap  bool   `json:"trap,omitempty"`  // a field was filled that no person sees
	Cut   bool   `json:"cut,omitempty"`   // it was longer
}

// House rules of feedback. What is kept is no evidence: 90 days are enough to
// mend a page. The bound on how many are kept keeps the disk for tips.
const (
	MaxFeedback      = 5000 // characters
	MaxFeedbackReach = 500
	feedbackKeep     = 90 * 24 * time.Hour
	mostFeedback     = 1000
	shownFeedback    = 200
)

// ErrFeedbackFull is said while as much feedback is kept as there may be,
// ErrNoEditor where nobody is there to get any.
var (
	ErrFeedbackFull = errors.New("tips: no more feedback is taken just now")
	ErrNoEditor     = errors.New("tips: no editor has an account")
)

func feedbackLabel(id string) vault.Label { return vault.Label{Of: id, Kind: "feedback"} }

// GiveFeedback seals what a reader wrote to the national cell. about must be the
// address of a page of ours, lang a language of ours: both stand in clear. Numbers
// of tips are blacked out as they are in a tip. [ErrEmpty] for nothing at all.
func (l *Line) GiveFeedback(ctx context.Context, about, lang string, t FeedbackText) error {
	in := intake{Submission: Submission{Account: plainText(t.Text), Contact: plainText(t.Reach)}}
	if in.Account == "" && in.Contact == "" {
		return ErrEmpty
	}
	ros, err := l.rosters.get(ctx)
	if err != nil {
		return err
	}
	key, known := ros.keys[ahtu.Cell]
	if !known {
		return fmt.Errorf("tips: feedback: %w: no key of the cell", ErrStopped)
	}
	if err := l.blackNumbers(ctx, &in); err != nil { // first: half a number is half a secret
		return err
	}
	for _, f := range []struct {
		s    *string
		most int
	}{{&in.Account, MaxFeedback}, {&in.Contact, MaxFeedbackReach}} {
		if short := firstRunes(*f.s, f.most); short != *f.s {
			*f.s, t.Cut = short, true
		}
	}
	t.Text, t.Reach = in.Account, in.Contact
	plain, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("tips: feedback: %w", err)
	}
	f := Feedback{ID: vault.NewID(), At: Coarse(l.Now()), About: about, Lang: lang}
	if f.Sealed, err = vault.Seal(feedbackLabel(f.ID), plain, key); err != nil {
		return fmt.Errorf("tips: feedback: %w", err)
	}
	return l.PutFeedback(ctx, f, mostFeedback)
}

// sweepFeedback erases what has been kept long enough.
func (l *Line) sweepFeedback(ctx context.Context, now time.Time) error {
	if _, err := l.DropFeedbackBefore(ctx, now.Add(-feedbackKeep)); err != nil {
		return fmt.Errorf("tips: sweep feedback: %w", err)
	}
	return nil
}

// Feedback lists what there is: the cell sees all, an editor what the cell has
// handed on. Nothing is opened.
func (d *Desk) Feedback(ctx context.Context, s *Seat) ([]Feedback, error) {
	if !s.May(ActFeedback, ToAll) {
		return nil, ErrForbidden
	}
	return d.ListFeedback(ctx, !s.May(ActHandFeedback, ToAll), shownFeedback)
}

// ReadFeedback opens one; the audit has it. [ErrNotFound] also for an editor to
// whom it was not handed on, or who came later.
func (d *Desk) ReadFeedback(ctx context.Context, s *Seat, id string) (Feedback, FeedbackText, error) {
	f, t, err := d.openFeedback(ctx, s, id)
	if err != nil {
		return Feedback{}, FeedbackText{}, err
	}
	err = d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "feedback.read", Object: id})
	if err != nil {
		return Feedback{}, FeedbackText{}, fmt.Errorf("tips: feedback: %w", err)
	}
	return f, t, nil
}

// openFeedback opens one with what the officer holds: the cell's keys, or an
// editor's own.
func (d *Desk) openFeedback(ctx context.Context, s *Seat, id string) (Feedback, FeedbackText, error) {
	if !s.May(ActFeedback, ToAll) {
		return Feedback{}, FeedbackText{}, ErrForbidden
	}
	f, err := d.FeedbackByID(ctx, id)
	if err != nil {
		return Feedback{}, FeedbackText{}, err
	}
	boxes, keys := f.Handed, []vault.Identity{s.identity}
	if s.May(ActHandFeedback, ToAll) {
		if s.key == nil {
			return Feedback{}, FeedbackText{}, ErrForbidden
		}
		boxes, keys = f.Sealed, []vault.Identity{s.key.now.Identity}
		for _, old := range s.key.old {
			keys = append(keys, old.Identity)
		}
	}
	if len(boxes) == 0 {
		return Feedback{}, FeedbackText{}, ErrNotFound
	}
	for _, key := range keys {
		plain, err := vault.Open(key, feedbackLabel(id), boxes)
		if errors.Is(err, vault.ErrOpen) {
			continue
		}
		var t FeedbackText
		if err != nil || json.Unmarshal(plain, &t) != nil {
			return Feedback{}, FeedbackText{}, fmt.Errorf("tips: feedback: %w", vault.ErrOpen)
		}
		return f, t, nil
	}
	return Feedback{}, FeedbackText{}, ErrNotFound
}

// HandFeedback hands one on to the editors that there are. Nobody signs an
// editor's key, and a reader may have put a tip into the wrong form: so it is
// somebody of the cell who has read it that decides, and not the form. The way
// to reach the reader goes along. [ErrNoEditor] where there is none.
func (d *Desk) HandFeedback(ctx context.Context, s *Seat, id string) error {
	if !s.May(ActHandFeedback, ToAll) {
		return ErrForbidden
	}
	_, t, err := d.openFeedback(ctx, s, id)
	if err != nil {
		return err
	}
	editors, err := d.Editors(ctx, s)
	if err != nil {
		return err
	}
	var to []vault.Recipient
	for _, o := range editors {
		key, err := vault.ParseRecipient(o.Recipient)
		if err != nil {
			return fmt.Errorf("tips: feedback: %w", err)
		}
		to = append(to, key)
	}
	if len(to) == 0 {
		return ErrNoEditor
	}
	plain, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("tips: feedback: %w", err)
	}
	sealed, err := vault.Seal(feedbackLabel(id), plain, to...)
	if err != nil {
		return fmt.Errorf("tips: feedback: %w", err)
	}
	return d.Config.HandFeedback(ctx, id, sealed, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "feedback.handed", Object: id, Note: fmt.Sprint(len(to))})
}

// Editors are the editors with an account that is open: to whom feedback may go.
func (d *Desk) Editors(ctx context.Context, s *Seat) ([]Officer, error) {
	if !s.May(ActHandFeedback, ToAll) {
		return nil, ErrForbidden
	}
	all, err := d.Officers(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: feedback: %w", err)
	}
	return slices.DeleteFunc(all, func(o Officer) bool { return o.Role != RoleEditor || o.State != OfficerActive || o.Recipient == "" }), nil
}

// EndFeedback erases one that is dealt with.
func (d *Desk) EndFeedback(ctx context.Context, s *Seat, id string) error {
	if !s.May(ActEndFeedback, ToAll) {
		return ErrForbidden
	}
	f, err := d.FeedbackByID(ctx, id)
	if err != nil {
		return err
	}
	if !s.May(ActHandFeedback, ToAll) && !f.Given {
		return ErrNotFound // an editor erases what editors have
	}
	return d.DropFeedback(ctx, id, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "feedback.erased", Object: id})
}

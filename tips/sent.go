package tips

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"mukti/tips/ahtu"
	"mukti/tips/places"
	"mukti/tips/triage"
	"mukti/tips/vault"
)

// sentPage is the state of the page after sending, sealed under its handle. It
// holds the number and what was not kept; of the tip's words it holds none.
type sentPage struct {
	Clarify                                       vault.Key
	Number, Tip, Recipient, Unit, State, Language string
	Reading                                       string
	Bodies                                        []string
	Reads                                         bool
	Next                                          time.Time
	Notes                                         []Note
	Avoid                                         []string
	Ask                                           []places.Candidate
	LGD                                           int  // the district, 0 unknown
	AskPhoto                                      bool // Ask is where a photo says that it was taken
	Got                                           takenFiles
	Added                                         int // how often files were added
	Confirmed, Wrong, Answered                    bool
	AskID, OwnID                                  bool
	Clarified                                     int
}

// maxClarify is how often the page after sending takes an answer.
const maxClarify = 5

// Sent is the page after sending.
type Sent struct {
	Number    string
	Unit      string
	Reading   string   // the body that reads it now; "" where nobody is enrolled
	Bodies    []string // that can ever open it, the copies too
	LeftOut   bool     // some body was left out
	State     string
	Language  string
	Reads     bool
	Next      time.Time // zero: no time is promised
	Notes     []Note
	Ask       []places.Candidate // "which Hamirpur?"; empty: nothing is asked
	AskPhoto  bool               // … or: is it here, where a photo was taken?
	Files     int
	Confirmed bool // the last six digits were typed back right
	Wrong     bool // … or wrong
	Answered  bool // a district was chosen
	AskID     bool // there is a number like an Aadhaar number: whose is it?
	OwnID     bool // the tipster's own, was the answer
}

// Sent opens the page and takes one of its looks, unless peek. [ErrGone] when
// they are used up or 30 minutes have passed.
func (l *Line) Sent(ctx context.Context, handle string, peek bool) (Sent, error) {
	_, s, err := l.sentPage(ctx, handle, peek)
	if err != nil {
		return Sent{}, err
	}
	return Sent{Number: s.Number, Unit: s.Unit, Reading: s.Reading, Bodies: s.Bodies, LeftOut: len(s.Avoid) > 0, State: s.State, Language: s.Language, Reads: s.Reads, Next: s.Next, Notes: s.Notes,
		Ask: s.Ask, AskPhoto: s.AskPhoto, Files: s.Got.Count, Confirmed: s.Confirmed, Wrong: s.Wrong, Answered: s.Answered,
		AskID: s.AskID, OwnID: s.OwnID}, nil
}

// sentPage gives the page with its exact end.
func (l *Line) sentPage(ctx context.Context, handle string, peek bool) (Page, sentPage, error) {
	var s sentPage
	if len(handle) != 32 {
		return Page{}, s, ErrGone
	}
	p, err := l.Page(ctx, "sent", vault.ID(handle, "sent"), l.Now(), peek)
	if err != nil {
		return Page{}, s, err
	}
	if p.Expires, err = openPage(handle, p, l.Now(), &s); err != nil {
		return Page{}, s, err
	}
	return p, s, nil
}

// Forget drops the page after sending, and with it its looks: the number is
// then nowhere but with its keeper.
func (l *Line) Forget(ctx context.Context, handle string) error {
	if len(handle) != 32 {
		return nil
	}
	return l.DropPage(ctx, "sent", vault.ID(handle, "sent"))
}

// keepSent writes the page's state back with looks left and the same end.
func (l *Line) keepSent(ctx context.Context, handle string, old Page, s sentPage, looks int) error {
	p, err := newPage("sent", handle, s, looks, old.Expires)
	if err != nil {
		return err
	}
	return l.PutPage(ctx, p)
}

// Clarify takes an answer given on the page after sending: the district that
// was meant, the last six digits typed back. Digits typed wrong give back the look
// that reading so takes, a few times.
func (l *Line) Clarify(ctx context.Context, handle string, c Clarification) error {
	p, s, err := l.sentPage(ctx, handle, true)
	if err != nil {
		return err
	}
	if s.Clarified >= maxClarify {
		return ErrGone
	}
	s.Clarified++
	if c.LastSix != "" {
		want := s.Number[len(s.Number)-6:]
		got := vault.Digits(c.LastSix)
		s.Confirmed = subtle.ConstantTimeCompare([]byte(got), []byte(want)) == 1
		s.Wrong = !s.Confirmed
	}
	offered := slices.ContainsFunc(s.Ask, func(a places.Candidate) bool { return a.District == c.District })
	if c.District != 0 && offered && !s.Answered {
		if err := l.routeAgain(ctx, s, c.District); err != nil {
			return err
		}
		s.Answered = true
		s.Ask, s.AskPhoto = nil, false
	}
	if c.OwnID && s.AskID {
		if err := l.ownID(ctx, s); err != nil {
			return err
		}
		s.AskID, s.OwnID = false, true
	}
	looks := p.Looks
	if s.Wrong {
		looks = min(looks+1, sentLooks)
	}
	return l.keepSent(ctx, handle, p, s, looks)
}

// routeAgain moves a tip to the district that its sender meant. The line can
// open nothing, so the tip's secret reaches the new bodies at the hand-over
// by a body that has it ([Desk.Queue] does that); bodies to avoid are left out.
func (l *Line) routeAgain(ctx context.Context, s sentPage, lgd int) error {
	d, ok := l.Places.District(lgd)
	if !ok {
		return nil
	}
	to, err := vault.ParseRecipient(s.Recipient)
	if err != nil {
		return fmt.Errorf("tips: page after sending: %w", err)
	}
	now := l.Now()
	routing := l.Units.Route(d.State, lgd, nil, false, nil, s.Avoid, now)
	box, err := sealBox(to, s.Tip, vault.NewID(), BoxClarify, now, Clarification{District: lgd, At: Coarse(now), MAC: clarifyMAC(s.Clarify, lgd)})
	if err != nil {
		return err
	}
	var who Card
	if len(s.Avoid) > 0 && s.State != "" && d.State != s.State {
		// Two States have been named by now: whoever is meant by "local" or
		// "state" may sit in either, so nobody but the cell learns of the tip.
		if who, err = l.Keys.Marks().card(s.Tip, card{Avoid: []string{ahtu.AvoidState}}); err != nil {
			return err
		}
	}
	for range 5 {
		t, err := l.Tip(ctx, s.Tip)
		if err != nil {
			return err
		}
		have, err := l.Lines(ctx, t.ID)
		if err != nil {
			return err
		}
		t.Unit = routing.Unit
		var lines []QueueLine
		for i, body := range routing.Chain {
			at := slices.IndexFunc(have, func(q QueueLine) bool { return q.Body == body })
			q := QueueLine{Tip: t.ID, Body: body, Role: RoleAbove}
			if at >= 0 {
				q = have[at]
				q.Role = RoleAbove
			}
			if i == 0 {
				q.Role = RoleUnit
			}
			q.Sealed = nil // keeps what is stored
			lines = append(lines, q)
		}
		err = l.Change(ctx, Change{Tip: t, Lines: lines, Boxes: []Box{box}, Card: who,
			Event: Event{At: Coarse(now), Actor: "line", Act: "tip.clarified", Object: t.ID, Note: routing.Unit}})
		if !errors.Is(err, ErrStale) {
			return err
		}
	}
	return ErrStale
}

// ownID takes the answer that a number like an Aadhaar number in the tip is the
// tipster's own: its mark is forgotten, so that it links nothing, and the desk
// shows the words without it. The words themselves are sealed already.
func (l *Line) ownID(ctx context.Context, s sentPage) error {
	to, err := vault.ParseRecipient(s.Recipient)
	if err != nil {
		return fmt.Errorf("tips: page after sending: %w", err)
	}
	now := l.Now()
	box, err := sealBox(to, s.Tip, vault.NewID(), BoxClarify, now, Clarification{OwnID: true, At: Coarse(now), MAC: ownIDMAC(s.Clarify)})
	if err != nil {
		return err
	}
	for range 5 {
		t, err := l.Tip(ctx, s.Tip)
		if err != nil {
			return err
		}
		err = l.Change(ctx, Change{Tip: t, Boxes: []Box{box}, Unmark: []string{triage.MarkAadhaar},
			Event: Event{At: Coarse(now), Actor: "line", Act: "tip.unmarked", Object: t.ID}})
		if !errors.Is(err, ErrStale) {
			return err
		}
	}
	return ErrStale
}

// ownIDMAC shows that this answer came from the page after sending.
func ownIDMAC(k vault.Key) []byte { return vault.Mark(k, "own id", "") }

// clarifyMAC shows that an answer came from the page after sending.
func clarifyMAC(k vault.Key, lgd int) []byte { return vault.Mark(k, "clarify", strconv.Itoa(lgd)) }

// blackNumbers blacks out numbers of ours in what was told: a number that is
// kept in a tip would open its box to whoever reads the tip. A run of 18 digits
// that no box has (a bank account, say) is evidence and stays.
func (l *Line) blackNumbers(ctx context.Context, in *intake) error {
	tries := 0
	for _, f := range []struct {
		field string
		s     *string
	}{{"account", &in.Account}, {"who", &in.Who}, {"place", &in.Place.Text}, {"contact", &in.Contact}, {"contact_when", &in.ContactWhen}} {
		from := len(*f.s) // nothing behind is whole any more
		for _, r := range slices.Backward(vault.FindNumbers(*f.s)) {
			ours, err := l.isOurs(ctx, (*f.s)[r[0]:], &tries)
			if err != nil {
				return err
			}
			if ours {
				*f.s = (*f.s)[:r[0]] + "██████" + (*f.s)[max(r[0], min(r[1], from)):]
				from = r[0]
				in.notes = append(in.notes, Note{Field: f.field, MsgID: "tip.number_blacked"})
			}
		}
	}
	in.notes = uniqueNotes(in.notes)
	return nil
}

// maxBlack is how many numbers of one tip are looked up: each costs a derivation.
const maxBlack = 5

// isOurs tells whether the number at the head of s has a box. When in doubt it
// says so: a number lost is a line less, a number kept is a box opened. It
// never waits for the cap on unknown numbers.
func (l *Line) isOurs(ctx context.Context, s string, tries *int) (bool, error) {
	digits := vault.Digits(s)
	if len(digits) < vault.NumberDigits {
		return true, nil // its end was blacked out with another
	}
	n, err := vault.ParseNumber(digits[:vault.NumberDigits])
	if err != nil {
		return true, nil
	}
	if *tries++; *tries > maxBlack || !l.unknowns.try(l.Now()) {
		return true, nil
	}
	d, err := l.Locker.Derive(ctx, l.Keys.Pepper, n)
	if err != nil {
		return false, fmt.Errorf("tips: %w", err)
	}
	_, err = l.Mailbox(ctx, d.Box)
	if err == nil {
		l.unknowns.give()
	} else if !errors.Is(err, ErrNoBox) {
		return false, err
	}
	return err == nil, nil
}

// ReadsIn lists the States where somebody is enrolled to read; "IN" stands for
// the national cell.
func (l *Line) ReadsIn(ctx context.Context) (map[string]bool, error) {
	ros, err := l.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for code := range ros.bodies {
		// A unit reads for its districts only: the State is its bureau's.
		if b, ok := l.Units.Body(code); ok && b.Kind != "unit" && ros.active(code) {
			out[b.State] = true
		}
	}
	return out, nil
}

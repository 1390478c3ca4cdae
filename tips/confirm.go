package tips

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// Pending is an officer who waits to be confirmed by this one.
type Pending struct {
	Officer     Officer
	Body        ahtu.Body
	First       bool   // first of the body: its key will be signed, and what waits handed over
	Fingerprint string // of the newcomer's key: compare it on the telephone
	Tips        int    // that wait for the body
}

// Pending lists whom this officer can confirm: newcomers of the own body, and
// the first of a body below that has no nearer body with a key.
func (d *Desk) Pending(ctx context.Context, s *Seat) ([]Pending, error) {
	if s.key == nil || !s.May(ActConfirm) {
		return nil, nil
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	var out []Pending
	for _, o := range ros.officers {
		if !d.mayConfirm(ros, s, o) {
			continue
		}
		b, _ := d.Units.Body(o.Body)
		_, signed := ros.bodies[o.Body]
		p := Pending{Officer: o, Body: b, First: !signed, Fingerprint: ros.fingerprint(o)}
		if p.First {
			waiting, err := d.Waiting(ctx, o.Body, s.Officer.Body, 1000)
			if err != nil {
				return nil, err
			}
			p.Tips = len(waiting)
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Pending) int {
		if c := strings.Compare(a.Body.Code, b.Body.Code); c != 0 {
			return c
		}
		return strings.Compare(a.Officer.ID, b.Officer.ID)
	})
	return out, nil
}

// mayConfirm: an officer is confirmed by the nearest body above that has a key,
// one of the cell by another of the cell.
func (d *Desk) mayConfirm(ros *roster, s *Seat, o Officer) bool {
	if o.State != OfficerEnrolled || o.ID == s.Officer.ID || o.Body == "" {
		return false
	}
	if o.Body == ahtu.Cell {
		return s.Officer.Body == ahtu.Cell
	}
	_, signed := ros.bodies[o.Body]
	if _, holds := ros.holders[o.Body][o.ID]; !signed && !holds {
		return false // not the one who holds the new key
	}
	return d.nearestAbove(ros, o.Body) == s.Officer.Body
}

// nearestAbove is the nearest body above that has a confirmed key, "" if none.
func (d *Desk) nearestAbove(ros *roster, code string) string {
	for n := 0; n < 8; n++ {
		up, ok := d.Units.Above(code)
		if !ok || up == "" {
			return ""
		}
		if _, has := ros.bodies[up]; has {
			return up
		}
		code = up
	}
	return ""
}

// fingerprint is of the newcomer's key, and for a body's first officer of the
// body's keys too: what the newcomer's own screen shows, from the newcomer's
// own locked copy.
func (r *roster) fingerprint(o Officer) string {
	if b, first := r.unsigned[o.Body]; first {
		return vault.Fingerprint(o.Recipient + b.public())
	}
	return vault.Fingerprint(o.Recipient)
}

// Confirm confirms a waiting officer whose key has the fingerprint that was
// compared; [ErrStale] if it has another by now. For the first of a body it signs the
// body's key and hands over what waits; handed is the number of tips. A further
// one is let in when a member of the body next looks at the queue.
func (d *Desk) Confirm(ctx context.Context, s *Seat, officer, fingerprint string) (handed int, err error) {
	if s.key == nil || !s.May(ActConfirm) {
		return 0, ErrForbidden
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return 0, err
	}
	o, ok := ros.officers[officer]
	if !ok {
		return 0, ErrNotFound
	}
	if !d.mayConfirm(ros, s, o) {
		return 0, ErrForbidden
	}
	if ros.fingerprint(o) != fingerprint {
		return 0, ErrStale
	}
	o.State = OfficerActive
	c := PeopleChange{Officers: []Officer{o},
		Event: Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "officer.confirmed", Object: o.ID, Note: o.Role + " " + o.Body}}
	m, holds := ros.holders[o.Body][o.ID]
	if !holds {
		m = Member{Body: o.Body, Officer: o.ID, Since: Coarse(d.Now())}
	}
	m = s.key.vouch(m, s.Officer.Body, o.Recipient)
	if b, first := ros.unsigned[o.Body]; first {
		b.Signer = s.Officer.Body
		b.Cert = s.key.now.Sign(b.Statement())
		c.Bodies = []Body{b}
		// Whatever was sealed to a key that the body had before and lost.
		c.Unseal = []string{o.Body}
	} else if o.Body == s.Officer.Body {
		if m, err = s.key.seal(m, o.Recipient); err != nil {
			return 0, err
		}
	}
	c.Members = []Member{m}
	if err := d.ChangePeople(ctx, c); err != nil {
		return 0, fmt.Errorf("tips: confirm: %w", err)
	}
	return d.handOver(ctx, s, o.Body, 0)
}

// handOver seals the secrets of tips that wait for a body to it, as far as
// this officer's body has them; limit 0 = all of them.
func (d *Desk) handOver(ctx context.Context, s *Seat, to string, limit int) (int, error) {
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return 0, err
	}
	key, ok := ros.keys[to]
	if !ok || to == s.Officer.Body {
		return 0, nil
	}
	handed := 0
	for {
		waiting, err := d.Waiting(ctx, to, s.Officer.Body, 100)
		if err != nil {
			return handed, fmt.Errorf("tips: hand-over: %w", err)
		}
		moved := 0
		for _, q := range waiting {
			err := d.handOne(ctx, s, q, to, key)
			if errors.Is(err, ErrStale) || errors.Is(err, ErrForbidden) {
				continue
			}
			if errors.Is(err, vault.ErrOpen) {
				d.Log.Error("a tip could not be handed over", "tip", q.Tip, "to", to)
				continue
			}
			if err != nil {
				return handed, err
			}
			handed++
			if moved++; limit > 0 && handed >= limit {
				return handed, nil
			}
		}
		if moved == 0 {
			return handed, nil
		}
	}
}

// handOne hands one tip over. What is sealed in the tip's key counts, not the
// line in the store: a line that somebody wrote into the database for a body
// to avoid, or for one that has nothing to do with the tip, gets nothing.
func (d *Desk) handOne(ctx context.Context, s *Seat, mine QueueLine, to string, key vault.Recipient) error {
	id, err := s.tipIdentity(mine)
	if err != nil {
		return err
	}
	if d.Units.Avoided(to, id.State, id.LGD, id.Avoid) {
		return ErrForbidden
	}
	if !slices.Contains(id.Bodies, to) {
		if err := d.clarifiedTo(ctx, id, mine.Tip, to); err != nil {
			return err
		}
	}
	sealed, err := sealTipKey(id.tipKey, mine.Tip, to, key)
	if err != nil {
		return err
	}
	t, err := d.Tip(ctx, mine.Tip)
	if err != nil {
		return err
	}
	lines, err := d.Lines(ctx, mine.Tip)
	if err != nil {
		return err
	}
	var change []QueueLine
	for _, q := range lines {
		if q.Body != to || q.Sealed != nil {
			continue
		}
		q.Sealed = sealed
		if q.Role == RoleUnit && q.Looked.IsZero() && t.Taker == "" && t.Status != Closed && t.Holder != to {
			// The unit could not look before: its clock begins now.
			q.Due = DueAt(d.Now().Add(d.Clocks.FirstLook(t.Urgency)))
			t.Holder, t.Due, t.Next = to, q.Due, q.Due
		}
		if q.Role == RoleCopy && q.Looked.IsZero() {
			q.Due = DueAt(d.Now().Add(d.Clocks.FirstLook(t.Urgency)))
		}
		change = append(change, q)
	}
	if len(change) == 0 {
		return ErrStale
	}
	if t.Holder == to {
		for _, q := range lines {
			if q.Body != to && q.Role != RoleCopy && !q.Due.IsZero() {
				q.Due, q.Sealed = time.Time{}, nil
				change = append(change, q)
			}
		}
	}
	return d.Change(ctx, Change{Tip: t, Lines: change,
		Event: Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "tip.handed", Object: t.ID, Note: to}})
}

// clarifiedTo tells whether the tipster's own answer leads to the body.
func (d *Desk) clarifiedTo(ctx context.Context, id openedTip, tip, to string) error {
	boxes, err := d.Boxes(ctx, tip, BoxClarify)
	if err != nil {
		return err
	}
	for _, b := range boxes {
		var c Clarification
		if openBox(id.id, b, &c) != nil || subtle.ConstantTimeCompare(c.MAC, clarifyMAC(id.Clarify, c.District)) != 1 {
			continue
		}
		p, ok := d.Places.District(c.District)
		if !ok || d.Units.Avoided(to, p.State, c.District, id.Avoid) {
			continue
		}
		if slices.Contains(d.Units.Route(p.State, c.District, nil, false, nil, id.Avoid, d.Now()).Chain, to) {
			return nil
		}
	}
	return ErrForbidden
}

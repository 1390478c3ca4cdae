package tips

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// succeeds is what a body's present key signs: that this is its next one.
func (b Body) succeeds() []byte {
	return fmt.Appendf(nil, "mukti next key v1\n%s\n%s\n%s\n%d\n", b.Code, b.Recipient, hex.EncodeToString(b.SignKey), b.Since.Unix())
}

// keepBody does, in a member's session, what the body's members owe: newcomers
// whom the body above has confirmed get the keys; after somebody left a new key
// is made. Whatever is done stands in the audit.
func (d *Desk) keepBody(ctx context.Context, s *Seat) error {
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	if err := d.letIn(ctx, s, ros); err != nil {
		return err
	}
	if ros, err = d.rosters.get(ctx); err != nil {
		return err
	}
	next, pending := ros.next[s.Officer.Body]
	if len(ros.left(s.Officer.Body)) == 0 && !pending {
		return nil
	}
	if pending && ros.fits(next) {
		return nil
	}
	return d.rekey(ctx, s, ros)
}

// letIn gives the body's keys to those whom the body above has confirmed.
func (d *Desk) letIn(ctx context.Context, s *Seat, ros *roster) error {
	for id, m := range ros.vouched[s.Officer.Body] {
		o := ros.officers[id]
		if _, in := ros.members[m.Body][id]; in || o.State != OfficerActive {
			continue
		}
		m, err := s.key.seal(m, o.Recipient)
		if err != nil {
			return err
		}
		err = d.ChangePeople(ctx, PeopleChange{Members: []Member{m},
			Event: Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "officer.let-in", Object: id, Note: m.Body}})
		if err != nil {
			return fmt.Errorf("tips: let in: %w", err)
		}
	}
	return nil
}

// left are the members whose accounts ended: they held the present key.
func (r *roster) left(body string) (out []Member) {
	for id, m := range r.holders[body] {
		if r.officers[id].State == OfficerDisabled || r.officers[id].ID == "" {
			out = append(out, m)
		}
	}
	return out
}

// stay are the members who keep a body's key when it turns.
func (r *roster) stay(body string) (out []Member) {
	for id, m := range r.members[body] {
		if r.officers[id].State == OfficerActive {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(a, b Member) int { return strings.Compare(a.Officer, b.Officer) })
	return out
}

// signedBy are the bodies that a body's present key has signed, and the members
// of others for whom it has vouched.
func (r *roster) signedBy(body string) (bodies []Body, vouched []Member) {
	for _, b := range r.bodies {
		if b.Signer == body && b.Code != body {
			bodies = append(bodies, b)
		}
	}
	for _, in := range r.vouched {
		for _, m := range in {
			if m.Voucher == body && m.Body != body {
				vouched = append(vouched, m)
			}
		}
	}
	slices.SortFunc(bodies, func(a, b Body) int { return strings.Compare(a.Code, b.Code) })
	slices.SortFunc(vouched, func(a, b Member) int { return strings.Compare(a.Body+" "+a.Officer, b.Body+" "+b.Officer) })
	return bodies, vouched
}

// fits tells whether a succession still covers who stays and what was signed:
// a colleague or a body below may have come since it was made.
func (r *roster) fits(next Succession) bool {
	code := next.Body.Code
	sameMembers := slices.EqualFunc(r.stay(code), next.Members, func(a, b Member) bool { return a.Officer == b.Officer && a.Since.Equal(b.Since) })
	bodies, vouched := r.signedBy(code)
	return sameMembers &&
		slices.EqualFunc(bodies, next.Bodies, func(a, b Body) bool {
			return a.Code == b.Code && a.Recipient == b.Recipient && bytes.Equal(a.SignKey, b.SignKey)
		}) &&
		slices.EqualFunc(vouched, next.Vouched, func(a, b Member) bool {
			return a.Body == b.Body && a.Officer == b.Officer && a.Since.Equal(b.Since)
		})
}

// rekey makes the body's next key for those who stay. The cell's counts at once,
// any other when the body above has confirmed it: a key that a leaver took along
// signs no successor that anybody believes.
func (d *Desk) rekey(ctx context.Context, s *Seat, ros *roster) error {
	code := s.Officer.Body
	key, err := vault.NewBodyKey()
	if err != nil {
		return err
	}
	next := s.key.turned(key)
	n := Succession{Since: Coarse(d.Now()),
		Body: Body{Code: code, Recipient: key.Identity.Recipient().String(), SignKey: key.Public(), Since: Coarse(d.Now())}}
	n.Old = s.key.now.Sign(n.Body.succeeds())
	for _, m := range ros.stay(code) {
		m, err := next.seal(m, ros.officers[m.Officer].Recipient)
		if err != nil {
			return err
		}
		if code == ahtu.Cell {
			m = next.vouch(m, code, ros.officers[m.Officer].Recipient)
		}
		n.Members = append(n.Members, m)
	}
	n.Bodies, n.Vouched = ros.signedBy(code)
	for i := range n.Bodies {
		n.Bodies[i].Cert = key.Sign(n.Bodies[i].Statement())
	}
	for i, m := range n.Vouched {
		n.Vouched[i] = next.vouch(m, code, ros.officers[m.Officer].Recipient)
	}
	ev := Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "body.key-made", Object: code}
	if code == ahtu.Cell {
		return d.turnCell(ctx, s, ros, n, key, ev)
	}
	if err := d.ChangePeople(ctx, PeopleChange{Succession: &n, Event: ev}); err != nil {
		return fmt.Errorf("tips: new key: %w", err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if u, ok := d.unlocked[s.session]; ok {
		u.made = n.Body.public()
		d.unlocked[s.session] = u
	}
	return nil
}

// turnCell turns the cell's key, whose signing half is known from a file
// outside the database: the file has both keys until the database has the new.
func (d *Desk) turnCell(ctx context.Context, s *Seat, ros *roster, n Succession, key vault.BodyKey, ev Event) error {
	if d.Keys.TurnCell == nil {
		return nil // an installation that cannot write the file goes on with its key
	}
	n.Body.Signer = ahtu.Cell
	n.Body.Cert = key.Sign(n.Body.Statement())
	old := ros.bodies[ahtu.Cell].SignKey
	if err := d.Keys.TurnCell(key.Public(), old); err != nil {
		return fmt.Errorf("tips: the cell's key: %w", err)
	}
	ev.Act = "body.key-turned"
	if err := d.ChangePeople(ctx, n.change(ros, ev)); err != nil {
		return errors.Join(fmt.Errorf("tips: new key: %w", err), d.Keys.TurnCell(old))
	}
	if err := d.Keys.TurnCell(key.Public()); err != nil {
		return fmt.Errorf("tips: the cell's key: %w", err)
	}
	return nil
}

// change is what makes a succession count.
func (n Succession) change(ros *roster, ev Event) PeopleChange {
	return PeopleChange{Bodies: append([]Body{n.Body}, n.Bodies...), Members: append(slices.Clone(n.Members), n.Vouched...),
		DropMembers: ros.left(n.Body.Code), Succeeded: n.Body.Code, DropKit: n.Body.Code, Event: ev}
}

// NextKey is the key that waits for confirmation at the body above.
type NextKey struct {
	Body        ahtu.Body
	Fingerprint string // "" where this session did not make it and so cannot vouch for what the database says
	Left        []string
}

// OwnNextKey is the own body's next key, where somebody left; false if none waits.
// Its fingerprint is shown in the session that made it, from that session's memory.
func (d *Desk) OwnNextKey(ctx context.Context, s *Seat) (NextKey, bool, error) {
	if s.key == nil || !s.May(ActAwait) {
		return NextKey{}, false, nil
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return NextKey{}, false, err
	}
	n, ok := ros.next[s.Officer.Body]
	if !ok {
		return NextKey{}, false, nil
	}
	k := NextKey{Body: s.Body, Left: ros.leavers(n.Body.Code)}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.unlocked[s.session].made == n.Body.public() {
		k.Fingerprint = vault.Fingerprint(n.Body.public())
	}
	return k, true, nil
}

// MakeNextKey makes the own body's next key once more, so that this session can
// show its fingerprint. [ErrForbidden] where none waits.
func (d *Desk) MakeNextKey(ctx context.Context, s *Seat) error {
	if s.key == nil || !s.May(ActConfirm) {
		return ErrForbidden
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	if _, ok := ros.next[s.Officer.Body]; !ok {
		return ErrForbidden
	}
	return d.rekey(ctx, s, ros)
}

func (r *roster) leavers(body string) (names []string) {
	for _, m := range r.left(body) {
		names = append(names, r.officers[m.Officer].Name)
	}
	slices.Sort(names)
	return names
}

// NextKeys are the keys of bodies below that wait for this officer.
func (d *Desk) NextKeys(ctx context.Context, s *Seat) (out []NextKey, err error) {
	if s.key == nil || !s.May(ActConfirm) {
		return nil, nil
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	for code, n := range ros.next {
		if d.nearestAbove(ros, code) != s.Officer.Body {
			continue
		}
		b, _ := d.Units.Body(code)
		out = append(out, NextKey{Body: b, Fingerprint: vault.Fingerprint(n.Body.public()), Left: ros.leavers(code)})
	}
	slices.SortFunc(out, func(a, b NextKey) int { return strings.Compare(a.Body.Code, b.Body.Code) })
	return out, nil
}

// ConfirmKey confirms the next key of a body below, whose fingerprint was
// compared on the telephone: from then on tips are sealed to it, and who left
// opens none of them. [ErrStale] if it is another by now, or no longer covers
// who is there: a member of that body has to look at the queue once more.
func (d *Desk) ConfirmKey(ctx context.Context, s *Seat, code, fingerprint string) error {
	if s.key == nil || !s.May(ActConfirm) {
		return ErrForbidden
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	n, ok := ros.next[code]
	switch {
	case !ok:
		return ErrNotFound
	case d.nearestAbove(ros, code) != s.Officer.Body:
		return ErrForbidden
	case vault.Fingerprint(n.Body.public()) != fingerprint || !ros.fits(n):
		return ErrStale
	}
	n.Body.Signer = s.Officer.Body
	n.Body.Cert = s.key.now.Sign(n.Body.Statement())
	ev := Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "body.key-turned", Object: code}
	if err := d.ChangePeople(ctx, n.change(ros, ev)); err != nil {
		return fmt.Errorf("tips: confirm key: %w", err)
	}
	return nil
}

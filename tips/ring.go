package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// ring is what a member holds of a body: its key, and the keys it had before
// somebody left, newest first. Tips that were sealed before stay sealed to the
// older ones.
type ring struct {
	now vault.BodyKey
	old []vault.BodyKey
}

// ringText is a ring as it is sealed.
type ringText struct {
	Keys []json.RawMessage `json:"keys"`
}

func (r ring) secret() ([]byte, error) {
	t := ringText{Keys: []json.RawMessage{r.now.Secret()}}
	for _, k := range r.old {
		t.Keys = append(t.Keys, k.Secret())
	}
	out, err := json.Marshal(t)
	if err != nil {
		return nil, fmt.Errorf("tips: encode a body's keys: %w", err)
	}
	return out, nil
}

func parseRing(secret []byte) (r ring, err error) {
	var t ringText
	if json.Unmarshal(secret, &t) != nil || len(t.Keys) == 0 {
		return ring{}, fmt.Errorf("tips: a body's keys: %w", vault.ErrOpen)
	}
	for i, raw := range t.Keys {
		k, err := vault.ParseBodyKey(raw)
		if err != nil {
			return ring{}, fmt.Errorf("tips: a body's keys: %w", err)
		}
		if i == 0 {
			r.now = k
		} else {
			r.old = append(r.old, k)
		}
	}
	return r, nil
}

// turned is the ring after a new key came.
func (r ring) turned(next vault.BodyKey) ring {
	return ring{now: next, old: append([]vault.BodyKey{r.now}, r.old...)}
}

// seal seals the ring to a member and signs that the member may hold it.
func (r ring) seal(m Member, recipient string) (Member, error) {
	to, err := vault.ParseRecipient(recipient)
	if err != nil {
		return Member{}, fmt.Errorf("tips: member: %w", err)
	}
	secret, err := r.secret()
	if err != nil {
		return Member{}, err
	}
	if m.Sealed, err = vault.Seal(memberLabel(m), secret, to); err != nil {
		return Member{}, fmt.Errorf("tips: member: %w", err)
	}
	m.Cert = r.now.Sign(m.Statement(recipient))
	return m, nil
}

// vouch signs, for the body whose key it is, that a member was let in.
func (r ring) vouch(m Member, by, recipient string) Member {
	m.Voucher = by
	m.Vouch = r.now.Sign(m.VouchStatement(recipient))
	return m
}

func memberLabel(m Member) vault.Label {
	return vault.Label{Of: m.Body + " " + m.Officer, Kind: "body key"}
}

func openMember(id vault.Identity, m Member) (ring, error) {
	secret, err := vault.Open(id, memberLabel(m), m.Sealed)
	if err != nil {
		return ring{}, fmt.Errorf("tips: body's key: %w", err)
	}
	return parseRing(secret)
}

// openTip opens a tip's key with whichever of the body's keys it was sealed to.
func (r ring) openTip(q QueueLine) (t openedTip, err error) {
	for _, k := range append([]vault.BodyKey{r.now}, r.old...) {
		if t, err = openTipKey(k.Identity, q); !errors.Is(err, vault.ErrOpen) {
			return t, err
		}
	}
	return t, err
}

// enrolBody gives a newcomer a hold on the body: the cell's key out of the
// first link, a new key for a body that has none, or nothing yet.
func (d *Desk) enrolBody(ctx context.Context, o *Officer, c *PeopleChange, inv Invite, token string, id vault.Identity) error {
	if o.Body == "" {
		o.State = OfficerActive
		return nil
	}
	o.State = OfficerEnrolled
	m := Member{Body: o.Body, Officer: o.ID, Since: Coarse(d.Now())}
	recipient := id.Recipient().String()
	if inv.Sealed != nil {
		secret, err := vault.OpenKey(vault.Derive([]byte(token), "cell key"), firstLabel, inv.Sealed)
		if err != nil {
			return ErrInvite
		}
		key, err := vault.ParseBodyKey(secret)
		if err != nil {
			return ErrInvite
		}
		if m, err = (ring{now: key}).seal(m, recipient); err != nil {
			return err
		}
		c.Members = []Member{ring{now: key}.vouch(m, o.Body, recipient)}
		o.State = OfficerActive
		return nil
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	if _, signed := ros.bodies[o.Body]; signed || ros.awaited(o.Body) {
		return nil // the body above confirms, a member lets the newcomer in
	}
	b, m, err := d.newBody(m, recipient)
	if err != nil {
		return err
	}
	c.Members, c.Bodies = []Member{m}, []Body{b}
	return nil
}

// newBody makes a body's first key, held by the member alone, not confirmed.
func (d *Desk) newBody(m Member, recipient string) (Body, Member, error) {
	key, err := vault.NewBodyKey()
	if err != nil {
		return Body{}, Member{}, err
	}
	if m, err = (ring{now: key}).seal(m, recipient); err != nil {
		return Body{}, Member{}, err
	}
	return Body{Code: m.Body, Recipient: key.Identity.Recipient().String(), SignKey: key.Public(), Since: Coarse(d.Now())}, m, nil
}

var firstLabel = vault.Label{Of: ahtu.Cell, Kind: "first link"}

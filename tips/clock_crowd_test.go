package tips_test

import (
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// crowd is who is enrolled in a simulated portal: a key for each body and one
// officer, or several, without the passphrases that make real enrolment slow.
type crowd struct {
	t     testing.TB
	units *ahtu.Directory
	since time.Time
	keys  map[string]vault.BodyKey
	sits  map[string]tips.Officer   // by body: its first
	own   map[string]vault.Identity // by officer
}

func newCrowd(t testing.TB, units *ahtu.Directory, since time.Time) *crowd {
	t.Helper()
	c := &crowd{t, units, tips.Coarse(since), map[string]vault.BodyKey{}, map[string]tips.Officer{}, map[string]vault.Identity{}}
	c.key(ahtu.Cell)
	return c
}

func (c *crowd) key(body string) vault.BodyKey {
	c.t.Helper()
	if _, ok := c.keys[body]; !ok {
		k, err := vault.NewBodyKey()
		if err != nil {
			c.t.Fatal(err)
		}
		c.keys[body] = k
	}
	return c.keys[body]
}

// officer is a newcomer of the body who holds its key.
func (c *crowd) officer(body, state string) (tips.Officer, tips.Member) {
	c.t.Helper()
	id, err := vault.NewIdentity()
	if err != nil {
		c.t.Fatal(err)
	}
	role := tips.RoleInCharge
	if b, ok := c.units.Body(body); ok && b.Kind == ahtu.KindBureau {
		role = tips.RoleNodal
	} else if body == ahtu.Cell {
		role = tips.RoleCell
	}
	o := tips.Officer{ID: vault.NewID(), Login: vault.NewID(), Name: "Officer of " + body, Role: role, Body: body,
		State: state, Recipient: id.Recipient().String(), Locked: make([]byte, 64), Created: c.since}
	c.own[o.ID] = id
	m := tips.Member{Body: body, Officer: o.ID, Sealed: []byte("not opened here"), Since: c.since}
	m.Cert = c.key(body).Sign(m.Statement(o.Recipient))
	m.Voucher = ahtu.Cell
	m.Vouch = c.key(ahtu.Cell).Sign(m.VouchStatement(o.Recipient))
	if _, ok := c.sits[body]; !ok {
		c.sits[body] = o
	}
	return o, m
}

// enrolled is the change that makes bodies confirmed, with an officer each.
func (c *crowd) enrolled(bodies ...string) tips.PeopleChange {
	c.t.Helper()
	ch := tips.PeopleChange{Event: tips.Event{Actor: "command", Act: "crowd.enrolled"}}
	for _, code := range bodies {
		b := c.public(code)
		b.Cert = c.key(ahtu.Cell).Sign(b.Statement())
		o, m := c.officer(code, tips.OfficerActive)
		ch.Bodies, ch.Officers, ch.Members = append(ch.Bodies, b), append(ch.Officers, o), append(ch.Members, m)
	}
	return ch
}

// awaited is the change that makes a body's first officer wait to be confirmed.
func (c *crowd) awaited(code string) (tips.Officer, tips.PeopleChange) {
	c.t.Helper()
	b := c.public(code)
	b.Signer = ""
	o, m := c.officer(code, tips.OfficerEnrolled)
	return o, tips.PeopleChange{Bodies: []tips.Body{b}, Officers: []tips.Officer{o}, Members: []tips.Member{m},
		Event: tips.Event{Actor: o.ID, Act: "officer.enrolled", Object: o.ID}}
}

func (c *crowd) public(code string) tips.Body {
	k := c.key(code)
	return tips.Body{Code: code, Recipient: k.Identity.Recipient().String(), SignKey: k.Public(), Signer: ahtu.Cell, Since: c.since}
}

// fingerprint is what a newcomer who brings a body's first key reads out.
func (c *crowd) fingerprint(o tips.Officer) string {
	b := c.public(o.Body)
	return vault.Fingerprint(o.Recipient + tips.PublicText(b))
}

// seat is the body's first officer at the desk.
func (c *crowd) seat(body string) *tips.Seat {
	c.t.Helper()
	b, _ := c.units.Body(body)
	o, ok := c.sits[body]
	if !ok {
		c.t.Fatalf("nobody of %s is enrolled", body)
	}
	return tips.SeatOf(o, b, c.keys[body]).WithIdentity(c.own[o.ID])
}

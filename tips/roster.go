package tips

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// Statement is what a body above signs: that this key is this body's.
func (b Body) Statement() []byte {
	return fmt.Appendf(nil, "mukti body v1\n%s\n%s\n%s\n%s\n%d\n",
		b.Code, b.Recipient, hex.EncodeToString(b.SignKey), b.Signer, b.Since.Unix())
}

// public is a body's public keys as one text, for a fingerprint.
func (b Body) public() string { return b.Recipient + hex.EncodeToString(b.SignKey) }

// Statement is what the body signs: that this officer's key may hold its secret.
func (m Member) Statement(recipient string) []byte {
	return fmt.Appendf(nil, "mukti member v1\n%s\n%s\n%s\n%d\n", m.Body, m.Officer, recipient, m.Since.Unix())
}

// VouchStatement is what the body above signs: that it knows this officer's key, and
// that the officer is to be a member.
func (m Member) VouchStatement(recipient string) []byte {
	return fmt.Appendf(nil, "mukti vouch v1\n%s\n%s\n%s\n%d\n", m.Body, m.Officer, recipient, m.Since.Unix())
}

// roster is what the store says of bodies and members, as far as its
// signatures hold: a key that nobody above has signed is never sealed to.
type roster struct {
	version  int64
	bodies   map[string]Body            // verified only
	keys     map[string]vault.Recipient // of verified bodies
	unsigned map[string]Body            // key made, not confirmed (or its signature is wrong)
	officers map[string]Officer
	members  map[string]map[string]Member // body → officer, with both signatures
	holders  map[string]map[string]Member // with the body's own signature
	vouched  map[string]map[string]Member // with the signature from above, let in or not
	next     map[string]Succession        // by body, where its present key has signed it
}

// active tells whether somebody enrolled and confirmed holds the body's key.
func (r *roster) active(body string) bool {
	for id := range r.members[body] {
		if r.officers[id].State == OfficerActive {
			return true
		}
	}
	return false
}

// awaited tells whether the body has a key that waits to be confirmed, with a
// holder who still can be: else the next to enrol makes a new one.
func (r *roster) awaited(body string) bool {
	if _, made := r.unsigned[body]; !made {
		return false
	}
	for id := range r.holders[body] {
		if r.officers[id].State == OfficerEnrolled {
			return true
		}
	}
	return false
}

// rosters reads the roster again whenever its version has risen.
type rosters struct {
	people People
	units  *ahtu.Directory
	anchor func() [][]byte // the cell's signing keys, from a file outside the database

	mu  sync.Mutex
	now *roster
}

func newRosters(c Config) *rosters {
	anchor := c.Keys.Cells
	if anchor == nil {
		anchor = func() [][]byte { return [][]byte{c.Keys.Cell} }
	}
	return &rosters{people: c.Backend, units: c.Units, anchor: anchor}
}

func (rs *rosters) get(ctx context.Context) (*roster, error) {
	v, err := rs.people.RosterVersion(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: roster: %w", err)
	}
	rs.mu.Lock()
	defer rs.mu.Unlock()
	if rs.now != nil && rs.now.version == v {
		return rs.now, nil
	}
	r, err := rs.read(ctx)
	if err != nil {
		return nil, err
	}
	r.version = v
	rs.now = r
	return r, nil
}

func (rs *rosters) read(ctx context.Context) (*roster, error) {
	bodies, err := rs.people.Bodies(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: roster: %w", err)
	}
	members, err := rs.people.Members(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: roster: %w", err)
	}
	officers, err := rs.people.Officers(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: roster: %w", err)
	}
	r := &roster{bodies: map[string]Body{}, keys: map[string]vault.Recipient{}, unsigned: map[string]Body{},
		officers: map[string]Officer{}, members: map[string]map[string]Member{}, holders: map[string]map[string]Member{},
		vouched: map[string]map[string]Member{}, next: map[string]Succession{}}
	for _, o := range officers {
		r.officers[o.ID] = o
	}
	byCode := map[string]Body{}
	for _, b := range bodies {
		byCode[b.Code] = b
	}
	anchors := rs.anchor()
	for _, b := range bodies {
		key, err := vault.ParseRecipient(b.Recipient)
		if err != nil || !rs.trusted(anchors, byCode, b, 0) {
			r.unsigned[b.Code] = b
			continue
		}
		r.bodies[b.Code], r.keys[b.Code] = b, key
	}
	for _, m := range members {
		b, known := byCode[m.Body]
		if !known {
			continue
		}
		recipient := r.officers[m.Officer].Recipient
		holds := vault.Signed(b.SignKey, m.Statement(recipient), m.Cert)
		vouched := rs.vouches(r, m, recipient)
		put(r.holders, m, holds)
		put(r.vouched, m, vouched)
		put(r.members, m, holds && vouched)
	}
	next, err := rs.people.Successions(ctx)
	if err != nil {
		return nil, fmt.Errorf("tips: roster: %w", err)
	}
	for _, s := range next {
		if b, ok := r.bodies[s.Body.Code]; ok && vault.Signed(b.SignKey, s.Body.succeeds(), s.Old) {
			r.next[s.Body.Code] = s
		}
	}
	return r, nil
}

func put(in map[string]map[string]Member, m Member, is bool) {
	if !is {
		return
	}
	if in[m.Body] == nil {
		in[m.Body] = map[string]Member{}
	}
	in[m.Body][m.Officer] = m
}

// vouches tells whether a trusted body above has vouched for a member; for the
// cell's, the cell.
func (rs *rosters) vouches(r *roster, m Member, recipient string) bool {
	voucher, trusted := r.bodies[m.Voucher]
	if !trusted || !rs.isAbove(m.Voucher, m.Body) && (m.Body != ahtu.Cell || m.Voucher != ahtu.Cell) {
		return false
	}
	return vault.Signed(voucher.SignKey, m.VouchStatement(recipient), m.Vouch)
}

// trusted follows the signatures up to the cell, whose key is known from
// outside the database. Depth is bounded: unit, bureau, cell.
func (rs *rosters) trusted(anchors [][]byte, all map[string]Body, b Body, depth int) bool {
	if b.Code == ahtu.Cell {
		known := slices.ContainsFunc(anchors, func(key []byte) bool { return len(key) > 0 && string(key) == string(b.SignKey) })
		return known && b.Signer == ahtu.Cell &&
			vault.Signed(b.SignKey, b.Statement(), b.Cert)
	}
	if depth > 4 || !rs.isAbove(b.Signer, b.Code) {
		return false
	}
	signer, ok := all[b.Signer]
	return ok && vault.Signed(signer.SignKey, b.Statement(), b.Cert) && rs.trusted(anchors, all, signer, depth+1)
}

// isAbove tells whether the body high stands above the body low.
func (rs *rosters) isAbove(high, low string) bool {
	for code, n := low, 0; n < 8; n++ {
		up, ok := rs.units.Above(code)
		if !ok || up == "" {
			return false
		}
		if up == high {
			return true
		}
		code = up
	}
	return false
}

// Reading lists the bodies for which somebody is enrolled and confirmed.
func (d *Desk) Reading(ctx context.Context) (map[string]bool, error) { return reading(ctx, d.rosters) }

// Reading is [Desk.Reading] on the tipster's side.
func (l *Line) Reading(ctx context.Context) (map[string]bool, error) { return reading(ctx, l.rosters) }

func reading(ctx context.Context, rs *rosters) (map[string]bool, error) {
	r, err := rs.get(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for code := range r.bodies {
		if r.active(code) {
			out[code] = true
		}
	}
	return out, nil
}

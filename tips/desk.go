package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"mukti/tips/ahtu"
	"mukti/tips/files"
	"mukti/tips/passkey"
	"mukti/tips/vault"
)

// Roles of officers.
const (
	RoleOfficer       = "officer"       // of a unit
	RoleInCharge      = "incharge"      // of a unit
	RoleNodal         = "nodal"         // nodal officer: of a State's bureau
	RoleCell          = "cell"          // of the national cell
	RoleEditor        = "editor"        // of the library; no tips
	RoleAdministrator = "administrator" // of accounts; no tips
)

// States of an account.
const (
	OfficerInvited  = "invited"
	OfficerEnrolled = "enrolled" // has keys, waits for confirmation
	OfficerActive   = "active"
	OfficerDisabled = "disabled"
)

// Session times. Source: SECURITY.md, "Keys and sealing"; NIST SP 800-63B,
// section 4.2.3 (AAL2: at most 12 hours, 30 minutes idle) allows no more.
const (
	SessionIdle = 15 * time.Minute
	SessionLife = 8 * time.Hour
)

// Desk is the officers' side.
type Desk struct {
	Config
	rosters  *rosters
	issuer   string // shown by an authenticator
	counts   tallies
	attempts attempts
	forms    forms
	passkeys *passkey.Site // nil where the desk's address allows none
	again    attempts      // of the passphrase, by who is signed in
	finder   finder        // what sessions may search
	looks    looks         // what officers were shown in lists

	mu       sync.Mutex
	unlocked map[string]unlocked // by session id
}

// unlocked is an officer's identity in memory, sealed under the session's
// cookie: memory alone does not open it.
type unlocked struct {
	sealed    []byte
	ends      time.Time
	made      string // public keys that this session made for its body; see [Desk.NextKey]
	recovered bool   // opened by a recovery code
}

// NewDesk makes one. Sessions live in this process: after a restart officers
// sign in again.
func NewDesk(c Config) *Desk {
	c = c.withDefaults()
	if c.Cleaner != nil {
		// A place of its own: what an officer has drawn anew does not hold up the
		// copies of what comes in.
		c.Cleaner = &files.Cleaner{Command: c.Cleaner.Command, Jobs: 1}
	}
	keys, err := passkey.New(c.DeskOrigin, "Mukti desk")
	if err != nil { // the address allows none: authenticators remain
		keys = nil
	}
	return &Desk{Config: c, forms: forms{key: vault.NewKey()}, passkeys: keys, rosters: newRosters(c),
		issuer: "Mukti desk", unlocked: map[string]unlocked{}}
}

// Seat is a signed-in officer.
type Seat struct {
	Officer     Officer
	Body        ahtu.Body // zero for editor and administrator
	Token       string    // against forged requests
	Fingerprint string    // of the officer's key, to read out on the telephone
	Waiting     bool      // enrolled, not confirmed yet
	Recovered   bool      // signed in by a recovery code: a new second factor is due

	identity vault.Identity
	key      *ring     // of the body; nil if the officer holds none
	session  string    // its id
	sitting  vault.Key // what the session keeps in memory is sealed under it; the cookie alone gives it
}

// Seat gives the officer of a session's cookie and moves its idle clock.
// [ErrSession] when there is none, it ended, or the account is not enabled.
func (d *Desk) Seat(ctx context.Context, cookie string) (*Seat, error) {
	if cookie == "" {
		return nil, ErrSession
	}
	id := vault.ID(cookie, "session")
	ses, err := d.Session(ctx, id)
	if err != nil {
		return nil, err
	}
	now := d.Now()
	if now.Sub(ses.Seen) > SessionIdle || now.Sub(ses.Started) > SessionLife {
		d.forget(id)
		if err := d.EndSessions(ctx, ses.Officer, id); err != nil {
			return nil, err
		}
		return nil, ErrSession
	}
	o, err := d.Officer(ctx, ses.Officer)
	if err != nil || (o.State != OfficerActive && o.State != OfficerEnrolled) {
		d.forget(id)
		return nil, ErrSession
	}
	d.mu.Lock()
	u, ok := d.unlocked[id]
	d.mu.Unlock()
	if !ok {
		return nil, ErrSession
	}
	plain, err := vault.OpenKey(vault.Derive([]byte(cookie), "session key"), sessionLabel(id), u.sealed)
	var lo lockedOfficer
	if err != nil || json.Unmarshal(plain, &lo) != nil {
		return nil, ErrSession
	}
	identity, err := vault.ParseIdentity(lo.Identity)
	if err != nil || identity.Recipient().String() != o.Recipient {
		return nil, ErrSession // somebody wrote another key into the account
	}
	// The idle clock is kept to the minute: a page must not cost a write.
	if now.Sub(ses.Seen) > time.Minute && !isStill(ctx) {
		ses.Seen = now
		if err := d.PutSession(ctx, ses); err != nil {
			return nil, err
		}
	}
	s := &Seat{Officer: o, Token: fmt.Sprintf("%x", vault.Derive([]byte(cookie), "request token")), identity: identity, Recovered: u.recovered,
		Fingerprint: vault.Fingerprint(o.Recipient + lo.Body), Waiting: o.State != OfficerActive,
		session: id, sitting: vault.Derive([]byte(cookie), "sitting")}
	d.touchFinding(id, now)
	if o.Body != "" {
		s.Body, _ = d.Units.Body(o.Body)
	}
	if o.Body != "" && !s.Waiting {
		if err := d.openBody(ctx, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// openBody opens the body's key for a confirmed member.
func (d *Desk) openBody(ctx context.Context, s *Seat) error {
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return err
	}
	m, ok := ros.members[s.Officer.Body][s.Officer.ID]
	if _, signed := ros.bodies[s.Officer.Body]; !ok || !signed {
		s.Waiting = true
		return nil
	}
	key, err := openMember(s.identity, m)
	if err != nil {
		return err
	}
	if string(key.now.Public()) != string(ros.bodies[s.Officer.Body].SignKey) {
		return ErrSession // sealed to this officer by somebody who is not of the body
	}
	s.key = &key
	return nil
}

func sessionLabel(id string) vault.Label { return vault.Label{Of: id, Kind: "session"} }

func (d *Desk) forget(id string) {
	d.mu.Lock()
	delete(d.unlocked, id)
	d.mu.Unlock()
	d.forgetFindings(id, "")
}

// tipIdentity opens a tip's key with the body's key.
func (s *Seat) tipIdentity(q QueueLine) (openedTip, error) {
	if s.key == nil || q.Sealed == nil || q.Body != s.Officer.Body {
		return openedTip{}, ErrForbidden
	}
	return s.key.openTip(q)
}

// lineOf is the line of the seat's body in a tip: [ErrForbidden] if it has
// none or cannot open it.
func (d *Desk) lineOf(ctx context.Context, s *Seat, tip string) (Tip, QueueLine, []QueueLine, error) {
	if s.key == nil {
		return Tip{}, QueueLine{}, nil, ErrForbidden
	}
	t, err := d.Tip(ctx, tip)
	if err != nil {
		return Tip{}, QueueLine{}, nil, err
	}
	lines, err := d.Lines(ctx, tip)
	if err != nil {
		return Tip{}, QueueLine{}, nil, err
	}
	for _, q := range lines {
		// The secret must open: a line alone may be one that somebody wrote into
		// the database for a body that is to miss the tip.
		if q.Body != s.Officer.Body {
			continue
		}
		if _, err := s.tipIdentity(q); err != nil {
			return Tip{}, QueueLine{}, nil, ErrForbidden
		}
		return t, q, lines, nil
	}
	return Tip{}, QueueLine{}, nil, ErrForbidden
}

// lockedOfficer is what an officer's passphrase locks.
type lockedOfficer struct {
	Identity string `json:"identity"`
	TOTP     string `json:"totp,omitempty"` // of an account from before [factors]; gone after the next sign-in
	Body     string `json:"body,omitempty"` // of a body's first officer: its public keys as made, see [Body.public]
}

func officerLabel(id string) vault.Label { return vault.Label{Of: id, Kind: "officer"} }

func (d *Desk) lockOfficer(ctx context.Context, id, pass string, lo lockedOfficer) ([]byte, error) {
	plain, err := json.Marshal(lo)
	if err != nil {
		return nil, fmt.Errorf("tips: encode officer: %w", err)
	}
	return d.Locker.Lock(ctx, pass, officerLabel(id), plain)
}

// SignOut ends a session at once.
func (d *Desk) SignOut(ctx context.Context, cookie string) error {
	id := vault.ID(cookie, "session")
	d.forget(id)
	ses, err := d.Session(ctx, id)
	if errors.Is(err, ErrSession) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := d.EndSessions(ctx, ses.Officer, id); err != nil {
		return err
	}
	return d.Append(ctx, Event{At: Coarse(d.Now()), Actor: ses.Officer, Act: "officer.signed-out", Object: ses.Officer})
}

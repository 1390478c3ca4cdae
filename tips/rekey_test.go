package tips_test

import (
	"errors"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// colleague is a further officer of a body: confirmed from above, let in by a member.
func (p *portal) colleague(role, body string, above, member *tips.Seat) *tips.Seat {
	p.t.Helper()
	s := p.officer(role, body, above)
	if !s.Waiting {
		p.t.Fatalf("%s: nobody of the body has let the newcomer in yet", body)
	}
	queued(p, member, tips.QueueQuery{})
	return p.again(s)
}

// leaves disables an account, as an administrator does.
func (p *portal) leaves(admin, who *tips.Seat) {
	p.t.Helper()
	if err := p.desk.Disable(p.ctx, admin, who.Officer.ID); err != nil {
		p.t.Fatal(err)
	}
	p.wait(time.Minute)
}

func (p *portal) opens(s *tips.Seat, tip string) error {
	_, err := p.desk.Open(p.ctx, s, tip)
	return err
}

// TestWhoLeftOpensNoLaterTip: who left keeps everything an officer can keep, the
// body's keys included, and reads the database. After the key has turned, new
// tips stay closed to them, and open to those who stayed and who came later.
func TestWhoLeftOpensNoLaterTip(t *testing.T) {
	p := newPortal(t)
	_, bureau, unit := p.agra()
	admin := p.officer(tips.RoleAdministrator, "", nil)
	leaver := p.colleague(tips.RoleOfficer, "UP-AGRA", bureau, unit)
	before := p.submit(mathura()).Tip
	if err := p.opens(leaver, before); err != nil {
		t.Fatal(err)
	}
	p.leaves(admin, leaver)
	if _, err := p.desk.Seat(p.ctx, p.cookies[leaver.Officer.ID]); !errors.Is(err, tips.ErrSession) {
		t.Fatalf("who left still has a session: %v", err)
	}
	queued(p, unit, tips.QueueQuery{})
	next, waits, err := p.desk.OwnNextKey(p.ctx, unit)
	if err != nil || !waits || next.Fingerprint == "" || len(next.Left) != 1 {
		t.Fatalf("the next key: %+v %v %v", next, waits, err)
	}
	seen, err := p.desk.NextKeys(p.ctx, bureau)
	if err != nil || len(seen) != 1 || seen[0].Fingerprint != next.Fingerprint {
		t.Fatalf("the bureau sees %+v, %v", seen, err)
	}
	if err := p.desk.ConfirmKey(p.ctx, bureau, "UP-AGRA", "AAAA"); !errors.Is(err, tips.ErrStale) {
		t.Errorf("another fingerprint was confirmed: %v", err)
	}
	if err := p.desk.ConfirmKey(p.ctx, unit, "UP-AGRA", next.Fingerprint); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("the body confirmed its own key: %v", err)
	}
	if err := p.desk.ConfirmKey(p.ctx, bureau, "UP-AGRA", next.Fingerprint); err != nil {
		t.Fatal(err)
	}
	after := p.submit(mathura()).Tip
	if err := p.opens(leaver, after); err == nil {
		t.Error("who left opens a tip that came after the key turned")
	}
	if err := p.opens(leaver, before); err != nil {
		t.Errorf("the control: the leaver's keys open nothing at all: %v", err)
	}
	stayed := p.signInAgain(unit)
	later := p.colleague(tips.RoleOfficer, "UP-AGRA", bureau, stayed)
	for name, s := range map[string]*tips.Seat{"who stayed": stayed, "who came later": later} {
		for _, tip := range []string{before, after} {
			if err := p.opens(s, tip); err != nil {
				t.Errorf("%s does not open a tip: %v", name, err)
			}
		}
	}
	if _, waits, _ := p.desk.OwnNextKey(p.ctx, stayed); waits {
		t.Error("a next key waits still")
	}
}

// TestANextKeyThatSomebodyElseMade: who writes the database, and even has the
// present key of the body, gets no other key confirmed: the member reads out
// what the own session made.
func TestANextKeyThatSomebodyElseMade(t *testing.T) {
	p := newPortal(t)
	_, bureau, unit := p.agra()
	admin := p.officer(tips.RoleAdministrator, "", nil)
	leaver := p.colleague(tips.RoleOfficer, "UP-AGRA", bureau, unit)
	p.leaves(admin, leaver)
	queued(p, unit, tips.QueueQuery{})
	mine, _, err := p.desk.OwnNextKey(p.ctx, unit)
	if err != nil {
		t.Fatal(err)
	}
	// The leaver makes a next key with the present one, as a member's session does.
	if err := p.desk.MakeNextKey(p.ctx, leaver); err != nil {
		t.Fatal(err)
	}
	if err := p.desk.ConfirmKey(p.ctx, bureau, "UP-AGRA", mine.Fingerprint); !errors.Is(err, tips.ErrStale) {
		t.Errorf("confirmed by the fingerprint of another key: %v", err)
	}
	shown, waits, err := p.desk.OwnNextKey(p.ctx, unit)
	if err != nil || !waits || shown.Fingerprint != "" {
		t.Errorf("the unit is shown the fingerprint of a key that it did not make: %+v %v", shown, err)
	}
	p.sql(`UPDATE successions SET data = replace(CAST(data AS TEXT), 'age1pq', 'age1pX')`)
	if n, _, _ := p.desk.OwnNextKey(p.ctx, unit); n.Fingerprint != "" {
		t.Error("a row that somebody changed is shown with a fingerprint")
	}
}

// TestABureausKeyTurns: what the bureau had signed and vouched for goes on.
func TestABureausKeyTurns(t *testing.T) {
	p := newPortal(t)
	cell, bureau, unit := p.agra()
	admin := p.officer(tips.RoleAdministrator, "", nil)
	leaver := p.colleague(tips.RoleNodal, "UP-AHTB", cell, bureau)
	p.leaves(admin, leaver)
	queued(p, bureau, tips.QueueQuery{})
	next, _, err := p.desk.OwnNextKey(p.ctx, bureau)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.desk.ConfirmKey(p.ctx, cell, "UP-AHTB", next.Fingerprint); err != nil {
		t.Fatal(err)
	}
	taken := p.submit(mathura())
	if !taken.Reads || taken.Unit != "UP-AGRA" {
		t.Fatalf("after the bureau's key turned: %+v", taken)
	}
	for name, s := range map[string]*tips.Seat{"the unit": p.signInAgain(unit), "the bureau": p.signInAgain(bureau), "the cell": cell} {
		if err := p.opens(s, taken.Tip); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := p.opens(leaver, taken.Tip); err == nil {
		t.Error("who left the bureau opens a later tip")
	}
}

// TestTheCellsKeyTurns at once, in the file outside the database too.
func TestTheCellsKeyTurns(t *testing.T) {
	p := newPortal(t)
	file := [][]byte{p.first.CellKey}
	p.keys.Keys.Cells = func() [][]byte { return file }
	p.keys.Keys.TurnCell = func(keys ...[]byte) error { file = keys; return nil }
	p.wire()
	cell, bureau, unit := p.agra()
	admin := p.officer(tips.RoleAdministrator, "", nil)
	leaver := p.invited(tips.RoleCell, ahtu.Cell)
	if _, err := p.desk.Confirm(p.ctx, cell, leaver.Officer.ID, leaver.Fingerprint); err != nil {
		t.Fatal(err)
	}
	leaver = p.again(leaver)
	p.leaves(admin, leaver)
	queued(p, cell, tips.QueueQuery{})
	if len(file) != 1 || string(file[0]) == string(p.first.CellKey) {
		t.Fatalf("the file has %d keys, or the old one", len(file))
	}
	taken := p.submit(mathura())
	for name, s := range map[string]*tips.Seat{"the unit": p.signInAgain(unit), "the bureau": p.signInAgain(bureau), "the cell": p.signInAgain(cell)} {
		if err := p.opens(s, taken.Tip); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := p.opens(leaver, taken.Tip); err == nil {
		t.Error("who left the cell opens a later tip")
	}
}

func (p *portal) invited(role, body string) *tips.Seat {
	p.t.Helper()
	token, err := p.desk.Invite(p.ctx, "command", tips.InviteRequest{Name: "Newcomer of " + body, Role: role, Body: body})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.signIn(p.enrol(token))
}

// TestABodyThatLostEverybody gets its tips back: by the code on its kit, or with
// a new key from a body above.
func TestABodyThatLostEverybody(t *testing.T) {
	for _, way := range []string{"kit", "new key"} {
		t.Run(way, func(t *testing.T) {
			p := newPortal(t)
			_, bureau, unit := p.agra()
			admin := p.officer(tips.RoleAdministrator, "", nil)
			before := p.submit(mathura()).Tip
			code, err := p.desk.MakeKit(p.ctx, unit)
			if err != nil {
				t.Fatal(err)
			}
			p.leaves(admin, unit)
			during := p.submit(mathura())
			newcomer := p.invited(tips.RoleOfficer, "UP-AGRA")
			if lost, err := p.desk.Lost(p.ctx, newcomer); err != nil || !lost {
				t.Fatalf("not lost: %v", err)
			}
			switch way {
			case "kit":
				if err := p.desk.UseKit(p.ctx, newcomer, "AAAA BBBB"); !errors.Is(err, tips.ErrCode) {
					t.Fatalf("a wrong code: %v", err)
				}
				if err := p.desk.UseKit(p.ctx, newcomer, code); err != nil {
					t.Fatal(err)
				}
				if err := p.desk.UseKit(p.ctx, newcomer, code); err == nil {
					t.Error("a kit was used twice")
				}
			case "new key":
				cookie := p.cookies[newcomer.Officer.ID]
				if err := p.desk.NewKey(p.ctx, newcomer, cookie, "wrong"); !errors.Is(err, tips.ErrSignIn) {
					t.Fatalf("a wrong passphrase: %v", err)
				}
				if err := p.desk.NewKey(p.ctx, newcomer, cookie, pass); err != nil {
					t.Fatal(err)
				}
				newcomer = p.signInAgain(newcomer)
			}
			if err := p.opens(newcomer, before); !errors.Is(err, tips.ErrForbidden) {
				t.Fatalf("before the bureau confirmed: %v", err)
			}
			pending, err := p.desk.Pending(p.ctx, bureau)
			if err != nil || len(pending) != 1 || pending[0].Fingerprint != newcomer.Fingerprint {
				t.Fatalf("pending %+v, own %s, %v", pending, newcomer.Fingerprint, err)
			}
			if _, err := p.desk.Confirm(p.ctx, bureau, newcomer.Officer.ID, newcomer.Fingerprint); err != nil {
				t.Fatal(err)
			}
			newcomer = p.again(newcomer)
			for name, tip := range map[string]string{"before": before, "during": during.Tip, "after": p.submit(mathura()).Tip} {
				if err := p.opens(newcomer, tip); err != nil {
					t.Errorf("a tip that came %s: %v", name, err)
				}
			}
		})
	}
}

// TestTheCellThatLostEverybody is opened by its kit alone.
func TestTheCellThatLostEverybody(t *testing.T) {
	p := newPortal(t)
	cell, _, _ := p.agra()
	admin := p.officer(tips.RoleAdministrator, "", nil)
	code, err := p.desk.MakeKit(p.ctx, cell)
	if err != nil {
		t.Fatal(err)
	}
	p.leaves(admin, cell)
	tip := p.submit(mathura()).Tip
	newcomer := p.invited(tips.RoleCell, ahtu.Cell)
	if err := p.desk.NewKey(p.ctx, newcomer, p.cookies[newcomer.Officer.ID], pass); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("a new key for the cell: %v", err)
	}
	if err := p.desk.UseKit(p.ctx, newcomer, code); err != nil {
		t.Fatal(err)
	}
	if err := p.opens(p.again(newcomer), tip); err != nil {
		t.Error(err)
	}
}

// TestAMemberWhomNobodyVouchedFor: the body's own signature is not enough.
func TestAMemberWhomNobodyVouchedFor(t *testing.T) {
	p := newPortal(t)
	_, bureau, unit := p.agra()
	s := p.colleague(tips.RoleOfficer, "UP-AGRA", bureau, unit)
	p.sql(`UPDATE members SET vouch = ? WHERE officer = ?`, vault.NewID(), s.Officer.ID)
	p.sql(`UPDATE roster SET version = version + 1`)
	if s = p.again(s); !s.Waiting {
		t.Error("a member without a signature from above sits at the desk")
	}
}

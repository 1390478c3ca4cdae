package tips_test

import (
	"encoding/json"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/vault"
)

func noError(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A verdict written into the database does not lift what the tipster asked.
func TestAForgedVerdictHandsNothingOver(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	s := mathura()
	s.Avoid = []string{"local"}
	taken := p.submit(s)
	row, err := p.db.Tip(p.ctx, taken.Tip)
	noError(t, err)
	to, err := vault.ParseRecipient(row.Recipient)
	noError(t, err)
	fake, _ := json.Marshal(tips.Verdict{})
	box, err := vault.Seal(vault.Label{Of: taken.Tip, Kind: "verdict"}, fake, to)
	noError(t, err)
	p.sql(`UPDATE boxes SET data = ? WHERE kind='verdict' AND tip = (SELECT n FROM tips WHERE id = ?)`, box, taken.Tip)
	p.sql(`INSERT INTO lines SELECT tip, 'UP-AGRA', 'unit', 0, 0, rank, turn, created, status, 0, NULL, 0, 0, '' FROM lines WHERE body='UP-AHTB' AND tip = (SELECT n FROM tips WHERE id = ?)`, taken.Tip)
	queued(p, bureau, tips.QueueQuery{})
	v, err := p.desk.Open(p.ctx, unit, taken.Tip)
	if err == nil {
		t.Errorf("UP-AGRA (to avoid) reads: %.40s", v.Told.Account)
	}
}

// A line in the database for a body that has nothing to do with a tip.
func TestALineWrittenForAStrangerHandsNothingOver(t *testing.T) {
	p, cell, _, _ := newOpened(t)
	bihar := p.officer(tips.RoleNodal, "BR-AHTB", cell)
	taken := p.submit(mathura())
	p.sql(`INSERT INTO lines SELECT tip, 'BR-AHTB', 'copy', 0, 0, rank, turn, created, status, 0, NULL, 0, 0, '' FROM lines WHERE body='UP-AHTB' AND tip = (SELECT n FROM tips WHERE id = ?)`, taken.Tip)
	queued(p, cell, tips.QueueQuery{})
	if _, err := p.desk.Open(p.ctx, bihar, taken.Tip); err == nil {
		t.Error("Bihar reads a tip of UP")
	}
}

// Letters of both sides go to the keys that were sealed, not to those in the rows.
func TestLettersGoToNoKeyOutOfTheDatabase(t *testing.T) {
	p, _, _, unit := newOpened(t)
	taken := p.submit(mathura())
	evil, _ := vault.NewIdentity()
	p.sql(`UPDATE tips SET recipient = ? WHERE id = ?`, evil.Recipient().String(), taken.Tip)
	p.sql(`UPDATE mailboxes SET recipient = ?`, evil.Recipient().String())
	noError(t, p.line.WriteBy(p.ctx, taken.Number, "my name is Asha"))
	row, _ := p.db.Tip(p.ctx, taken.Tip)
	noError(t, p.desk.Take(p.ctx, unit, taken.Tip, row.Version))
	row, _ = p.db.Tip(p.ctx, taken.Tip)
	noError(t, p.desk.Ask(p.ctx, unit, taken.Tip, row.Version, "we come at nine", false))
	ls, _ := p.db.Letters(p.ctx, taken.Tip)
	for _, l := range ls {
		if x, err := vault.Open(evil, vault.Label{Of: l.ID, Kind: "letter"}, l.ToTip); err == nil {
			t.Errorf("database writer reads letter from %s: %s", l.From, x)
		}
		if x, err := vault.Open(evil, vault.Label{Of: l.ID, Kind: "letter"}, l.ToNumber); err == nil {
			t.Errorf("… and as the box: %s", x)
		}
	}
}

// A copy has a clock of its own, whatever the unit did.
func TestClosingDoesNotHideACopyThatNobodyRead(t *testing.T) {
	p, cell, _, unit := newOpened(t)
	delhi := p.officer(tips.RoleNodal, "DL-AHTB", cell)
	taken := p.submit(mathura())
	if n := queued(p, delhi, tips.QueueQuery{}); len(n) != 1 {
		t.Fatal("control", n)
	}
	row, _ := p.db.Tip(p.ctx, taken.Tip)
	noError(t, p.desk.Take(p.ctx, unit, taken.Tip, row.Version))
	row, _ = p.db.Tip(p.ctx, taken.Tip)
	noError(t, p.desk.Close(p.ctx, unit, taken.Tip, row.Version, tips.Outcome{Reason: tips.NoAction, Note: "x"}))
	if n := queued(p, delhi, tips.QueueQuery{}); len(n) != 0 {
		t.Log("visible")
	} else {
		t.Error("copy, never looked at, has vanished from Delhi's queue")
	}
	for range 20 {
		p.wait(16 * time.Minute)
		p.line.Sweep(p.ctx)
	}
	if n := queued(p, cell, tips.QueueQuery{}); len(n) == 0 {
		t.Error("escalated to the cell, where the queue does not show it either")
	}
	ev, _ := p.db.EventsOf(p.ctx, taken.Tip)
	n := 0
	for _, e := range ev {
		if e.Act == "tip.overdue" {
			n++
		}
	}
	t.Logf("overdue events of it: %d", n)
}

// Who writes often must not wait longer.
func TestLettersDoNotPutOffTheClock(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	taken := p.submit(mathura())
	_, err := p.desk.Open(p.ctx, unit, taken.Tip)
	noError(t, err)
	for range 30 {
		noError(t, p.line.WriteBy(p.ctx, taken.Number, "help"))
		p.wait(14 * time.Minute)
		p.line.Sweep(p.ctx)
	}
	row, _ := p.db.Tip(p.ctx, taken.Tip)
	if row.Holder == "UP-AGRA" {
		t.Errorf("seven hours of letters on an immediate tip and it has not moved up; bureau sees %v", queued(p, bureau, tips.QueueQuery{}))
	}
}

// The clock stops for a page that was shown, not for one that failed.
func TestAnErrorPageIsNoLook(t *testing.T) {
	p, _, _, unit := newOpened(t)
	taken := p.submit(mathura())
	p.sql(`INSERT INTO boxes (tip,id,kind,at,data) SELECT n,'junk','note',0,x'00' FROM tips WHERE id=?`, taken.Tip)
	_, err := p.desk.Open(p.ctx, unit, taken.Tip)
	row, _ := p.db.Tip(p.ctx, taken.Tip)
	if err != nil && row.Status == tips.Read && row.Due.IsZero() {
		t.Errorf("officer saw an error page (%v); the clock stopped", err)
	}
}

// A queue shows what it can.
func TestOneDamagedTipDoesNotHideTheOthers(t *testing.T) {
	p, cell, bureau, unit := newOpened(t)
	a := p.submit(mathura())
	p.submit(mathura())
	p.sql(`UPDATE boxes SET data=x'00' WHERE kind='summary' AND tip=(SELECT n FROM tips WHERE id=?)`, a.Tip)
	for _, s := range []*tips.Seat{unit, bureau, cell} {
		if _, err := p.desk.Queue(p.ctx, s, tips.QueueQuery{All: true}); err != nil {
			t.Errorf("%s: the whole queue is gone: %v", s.Officer.Body, err)
		}
	}
}

// confirmed confirms a waiting officer as somebody does who has compared the fingerprint.
func confirmed(p *portal, s *tips.Seat, officer string) (int, error) {
	pending, err := p.desk.Pending(p.ctx, s)
	if err != nil {
		return 0, err
	}
	for _, x := range pending {
		if x.Officer.ID == officer {
			return p.desk.Confirm(p.ctx, s, officer, x.Fingerprint)
		}
	}
	return 0, tips.ErrNotFound
}

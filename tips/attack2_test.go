package tips_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
)

// It holds the only copy of the key that tips are sealed to.
func TestTheCellsFirstLinkDoesNotExpire(t *testing.T) {
	p := newPortal(t)
	p.wait(8 * 24 * time.Hour)
	p.submit(mathura())
	if _, err := p.desk.Invitation(p.ctx, p.first.CellToken, "", ""); err != nil {
		t.Errorf("tips are taken that nobody can ever open: %v", err)
	}
}

// The wrong person, or a lost passphrase, before the confirmation.
func TestABodyOpensAfterItsFirstOfficerWasDisabled(t *testing.T) {
	p := newPortal(t)
	cell := p.officer(tips.RoleCell, ahtu.Cell, nil)
	admin := p.officer(tips.RoleAdministrator, "", nil)
	inv := func() string {
		token, err := p.desk.Invite(p.ctx, "command", tips.InviteRequest{Name: "B", Role: tips.RoleNodal, Body: "UP-AHTB"})
		noError(t, err)
		login, _ := p.enrol(token)
		o, _ := p.db.OfficerByLogin(p.ctx, login)
		return o.ID
	}
	a := inv()
	noError(t, p.desk.Disable(p.ctx, admin, a)) // the wrong person, or a lost passphrase
	b := inv()
	if _, err := confirmed(p, cell, b); err != nil {
		t.Errorf("before confirmation: the bureau can never open again: %v", err)
	}
}

// A telephone number before it shifts the window.
func TestANumberIsBlackedOutBehindOtherDigits(t *testing.T) {
	p, _, _, unit := newOpened(t)
	first := p.submit(mathura())
	missed := 0
	for i := range 10 {
		s := mathura()
		s.Token = tips.NewToken()
		s.Account = fmt.Sprintf("call 98765432%02d, %s", i, first.Number)
		taken := p.submit(s)
		v, err := p.desk.Open(p.ctx, unit, taken.Tip)
		noError(t, err)
		if strings.Contains(v.Told.Account, first.Number) {
			missed++
		}
		p.wait(time.Minute)
	}
	if missed > 0 {
		t.Errorf("%d of 10 texts keep the number in clear", missed)
	}
}

// The same form at two machines on one database.
func TestTwoProcessesTakeOneFormOnce(t *testing.T) {
	p := newPortal(t)
	other := tips.NewLine(p.conf)
	defer other.Close()
	doubled := 0
	for range 10 {
		s := mathura()
		ch := make(chan *tips.Taken, 2)
		for _, l := range []*tips.Line{p.line, other} {
			go func() { x, _ := l.Submit(p.ctx, s); ch <- x }()
		}
		a, b := <-ch, <-ch
		if a == nil || b == nil || a.Tip != b.Tip {
			doubled++
		}
	}
	if doubled > 0 {
		t.Errorf("%d of 10 forms doubled", doubled)
	}
}

// The same form with the same files, sent twice at once.
func TestTheSameFilesTwiceAtOnceAreKeptOnce(t *testing.T) {
	p, _, _, unit := newOpened(t)
	s := mathura()
	a, b := p.submit(s), p.submit(s)
	for i := range tips.MaxFiles {
		for _, x := range []*tips.Taken{a, b} {
			_ = p.line.AddFile(p.ctx, x, "f", bytes.NewReader([]byte(fmt.Sprintf("%d", i))))
		}
	}
	v, err := p.desk.Open(p.ctx, unit, a.Tip)
	noError(t, err)
	if len(v.Files) > tips.MaxFiles {
		t.Errorf("%d files, each twice", len(v.Files))
	}
}

// Who looked before the photo came should look again.
func TestFilesAfterTheLookPutTheTipForwardAgain(t *testing.T) {
	p, _, _, unit := newOpened(t)
	taken := p.submit(mathura())
	_, err := p.desk.Open(p.ctx, unit, taken.Tip)
	noError(t, err)
	noError(t, p.line.AddFile(p.ctx, taken, "photo.jpg", bytes.NewReader([]byte("x"))))
	noError(t, p.line.FinishFiles(p.ctx, taken))
	row, _ := p.db.Tip(p.ctx, taken.Tip)
	v, err := p.desk.Queue(p.ctx, unit, tips.QueueQuery{})
	noError(t, err)
	if row.Due.IsZero() {
		t.Errorf("a photo came after the look: nobody is due; queue says files=%d", v.Rows[0].Summary.Files)
	}
}

// The right unit gets the tip with a clock, though the cell has looked.
func TestAClarifiedTipHasAClockAtItsUnit(t *testing.T) {
	p, cell, bureau, _ := newOpened(t)
	jhansi := p.officer(tips.RoleOfficer, "UP-JHANSI", bureau)
	s := tips.Submission{Channel: "web", Token: tips.NewToken(), Language: "en", Place: tips.PlaceText{Text: "Hamirpur"}, Account: "Children work in a hotel."}
	taken := p.submit(s)
	_, err := p.desk.Open(p.ctx, cell, taken.Tip)
	noError(t, err)
	noError(t, p.line.Clarify(p.ctx, taken.Handle, tips.Clarification{District: 149}))
	queued(p, cell, tips.QueueQuery{})
	v, err := p.desk.Queue(p.ctx, jhansi, tips.QueueQuery{})
	noError(t, err)
	if len(v.Rows) != 1 {
		t.Fatal("not there", v)
	}
	row, _ := p.db.Tip(p.ctx, taken.Tip)
	t.Logf("row holder %s sealed %v due %v", row.Holder, v.Rows[0].Sealed, v.Rows[0].Line.Due)
	if v.Rows[0].Line.Due.IsZero() && row.Holder != "UP-JHANSI" {
		t.Error("the right unit has it, without a clock")
	}
}

package tips_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
)

func TestATipIsSealedRoutedReadAndAnswered(t *testing.T) {
	p, _, bureau, unit := newOpened(t)
	taken := p.submit(mathura())
	if taken.Unit != "UP-AGRA" || !taken.Reads || taken.Again {
		t.Fatalf("taken %+v", taken)
	}
	sent, err := p.line.Sent(p.ctx, taken.Handle, false)
	if err != nil || sent.Number != taken.Number || sent.Next.IsZero() {
		t.Fatalf("the page after sending: %+v, %v", sent, err)
	}
	v, err := p.desk.Queue(p.ctx, unit, tips.QueueQuery{})
	if err != nil || len(v.Rows) != 1 {
		t.Fatalf("queue %+v, %v", v, err)
	}
	row := v.Rows[0]
	if row.Sealed || row.Tip.Urgency != tips.Immediate || row.Summary.Place == "" || !strings.Contains(row.Summary.Excerpt, "नाबालिग") {
		t.Errorf("queue shows %+v", row)
	}
	if got := row.Line.Due.Sub(p.time()); got < 15*time.Minute || got > 30*time.Minute {
		t.Errorf("an immediate tip is due in %v", got)
	}
	tv, err := p.desk.Open(p.ctx, unit, row.Tip.ID)
	if err != nil {
		t.Fatal(err)
	}
	if tv.Told.Account != mathura().Account || len(tv.Verdict.Assessment.Reasons) == 0 || !slices.Equal(tv.Copies, []string{"DL-AHTB"}) {
		t.Errorf("opened %+v", tv)
	}
	for _, r := range tv.Verdict.Assessment.Reasons {
		if r.Source == "" {
			t.Errorf("reason %s without a source", r.Rule)
		}
	}
	if err := p.desk.Take(p.ctx, unit, tv.Tip.ID, tv.Tip.Version); err != nil {
		t.Fatal(err)
	}
	if err := p.desk.Ask(p.ctx, unit, tv.Tip.ID, tv.Tip.Version+1, "कौन सा मकान?", true); err != nil {
		t.Fatal(err)
	}
	session, err := p.line.OpenNumber(p.ctx, taken.Number)
	if err != nil {
		t.Fatal(err)
	}
	mv, err := p.line.View(p.ctx, session)
	if err != nil || mv.Status != tips.Question || len(mv.Letters) != 1 || mv.Letters[0].Text != "कौन सा मकान?" {
		t.Fatalf("the number opens %+v, %v", mv, err)
	}
	if err := p.line.Write(p.ctx, session, "पीला मकान, दूसरी मंज़िल"); err != nil {
		t.Fatal(err)
	}
	tv, err = p.desk.Open(p.ctx, unit, tv.Tip.ID)
	if err != nil || len(tv.Letters) != 2 || tv.Letters[1].Text != "पीला मकान, दूसरी मंज़िल" || tv.Tip.Status != tips.WithTeam {
		t.Fatalf("the unit reads %+v, %v", tv, err)
	}
	mv, err = p.line.View(p.ctx, session)
	if err != nil || len(mv.Letters) != 2 || mv.Letters[1].Text != "" || !mv.Sent {
		t.Fatalf("the tipster's own letter shows its text, or is missing: %+v, %v", mv, err)
	}
	// A false report needs a second person: here the bureau's.
	false := tips.Outcome{Reason: tips.False, Note: "nobody there"}
	if err := p.desk.Close(p.ctx, unit, tv.Tip.ID, tv.Tip.Version, false); !errors.Is(err, tips.ErrSecond) {
		t.Fatal("closed as false by one person", err)
	}
	noError(t, p.desk.Doubt(p.ctx, unit, tv.Tip.ID, tv.Tip.Version, false))
	agree(t, p, bureau)
	mv, err = p.line.Look(p.ctx, taken.Number)
	if err != nil || mv.Status != tips.Closed || mv.Reason != tips.NoAction || !mv.Next.IsZero() {
		t.Errorf("closed as false shows as %+v, %v", mv, err)
	}
	if err := p.line.Leave(p.ctx, session); err != nil {
		t.Fatal(err)
	}
	if _, err := p.line.View(p.ctx, session); !errors.Is(err, tips.ErrGone) {
		t.Errorf("after leaving: %v", err)
	}
}

func TestWhatWaitsIsHandedDownAsBodiesOpen(t *testing.T) {
	p := newPortal(t)
	early := p.submit(mathura()) // before anybody is enrolled
	if early.Reads || early.Unit != "UP-AGRA" {
		t.Fatalf("taken %+v", early)
	}
	if sent, err := p.line.Sent(p.ctx, early.Handle, false); err != nil || !sent.Next.IsZero() || sent.Reads {
		t.Errorf("a time is promised that nobody keeps: %+v, %v", sent, err)
	}
	cell := p.officer(tips.RoleCell, ahtu.Cell, nil)
	if got := queued(p, cell, tips.QueueQuery{}); len(got) != 1 {
		t.Fatalf("the cell's queue: %v", got)
	}
	token, err := p.desk.Invite(p.ctx, "command", tips.InviteRequest{Name: "Bureau", Role: tips.RoleNodal, Body: "UP-AHTB"})
	if err != nil {
		t.Fatal(err)
	}
	login, secret := p.enrol(token)
	waiting := p.signIn(login, secret)
	if _, err := p.desk.Queue(p.ctx, waiting, tips.QueueQuery{}); !waiting.Waiting || !errors.Is(err, tips.ErrForbidden) {
		t.Fatalf("an officer whom nobody confirmed sees the queue: %v", err)
	}
	pending, err := p.desk.Pending(p.ctx, cell)
	if err != nil || len(pending) != 1 || pending[0].Tips != 1 || !pending[0].First || pending[0].Fingerprint != waiting.Fingerprint {
		t.Fatalf("pending %+v, %v", pending, err)
	}
	handed, err := p.desk.Confirm(p.ctx, cell, pending[0].Officer.ID, waiting.Fingerprint)
	if err != nil || handed != 1 {
		t.Fatalf("handed %d, %v", handed, err)
	}
	bureau := p.signIn(login, secret)
	unit := p.officer(tips.RoleOfficer, "UP-AGRA", bureau)
	v, err := p.desk.Queue(p.ctx, unit, tips.QueueQuery{})
	if err != nil || len(v.Rows) != 1 || v.Rows[0].Sealed || v.Rows[0].Tip.Holder != "UP-AGRA" {
		t.Fatalf("the unit's queue: %+v, %v", v, err)
	}
	if _, err := p.desk.Open(p.ctx, unit, v.Rows[0].Tip.ID); err != nil {
		t.Fatal(err)
	}
	second := p.officer(tips.RoleInCharge, "UP-AGRA", bureau)
	if _, err := p.desk.Queue(p.ctx, second, tips.QueueQuery{}); !second.Waiting || !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("confirmed from above, let in by nobody: %v", err)
	}
	queued(p, unit, tips.QueueQuery{})
	second = p.again(second)
	if got := queued(p, second, tips.QueueQuery{}); len(got) != 1 {
		t.Errorf("the unit's second member sees %v", got)
	}
	if late := p.submit(mathura()); !late.Reads {
		t.Error("somebody reads now, and the answer does not say so")
	}
	delhi := p.officer(tips.RoleNodal, "DL-AHTB", cell)
	if got := queued(p, delhi, tips.QueueQuery{}); len(got) != 2 {
		t.Errorf("Delhi's bureau sees %v of two copies", got)
	}
}

func TestNobodyElseOpensATip(t *testing.T) {
	p, cell, _, _ := newOpened(t)
	bihar := p.officer(tips.RoleNodal, "BR-AHTB", cell)
	admin := p.officer(tips.RoleAdministrator, "", nil)
	taken := p.submit(mathura())
	for name, s := range map[string]*tips.Seat{"another State": bihar, "the administrator": admin} {
		if _, err := p.desk.Open(p.ctx, s, taken.Tip); !errors.Is(err, tips.ErrForbidden) {
			t.Errorf("%s opens it: %v", name, err)
		}
		if err := p.desk.Take(p.ctx, s, taken.Tip, 1); !errors.Is(err, tips.ErrForbidden) {
			t.Errorf("%s takes it: %v", name, err)
		}
		if err := p.desk.Ask(p.ctx, s, taken.Tip, 1, "x", true); !errors.Is(err, tips.ErrForbidden) {
			t.Errorf("%s asks: %v", name, err)
		}
	}
	if got := queued(p, bihar, tips.QueueQuery{All: true}); len(got) != 0 {
		t.Errorf("another State's queue: %v", got)
	}
	if _, err := p.desk.Queue(p.ctx, admin, tips.QueueQuery{}); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("the administrator has a queue: %v", err)
	}
}

func TestABodyToAvoidNeverGetsTheTip(t *testing.T) {
	for name, c := range map[string]struct {
		avoid  []string
		text   string
		unit   string
		unseen []string
	}{
		"local police":  {[]string{"local"}, "", "UP-AHTB", []string{"UP-AGRA"}},
		"the State":     {[]string{"state"}, "", ahtu.Cell, []string{"UP-AGRA", "UP-AHTB"}},
		"both":          {[]string{"local", "state"}, "", ahtu.Cell, []string{"UP-AGRA", "UP-AHTB"}},
		"police-signed": {nil, "police-involved", "UP-AHTB", []string{"UP-AGRA"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			s := mathura()
			s.Avoid = c.avoid
			if c.text != "" {
				s.Signs = append(s.Signs, c.text)
			}
			early := p.submit(s)
			cell, bureau, unit := p.agra() // keys come later: the hand-over must hold it too
			s.Token = tips.NewToken()
			late := p.submit(s)
			seats := map[string]*tips.Seat{"UP-AGRA": unit, "UP-AHTB": bureau, ahtu.Cell: cell}
			for _, taken := range []*tips.Taken{early, late} {
				if taken.Unit != c.unit {
					t.Errorf("unit %s, want %s", taken.Unit, c.unit)
				}
				for _, body := range c.unseen {
					if _, err := p.desk.Open(p.ctx, seats[body], taken.Tip); !errors.Is(err, tips.ErrForbidden) {
						t.Errorf("%s opens it: %v", body, err)
					}
					if ids := queued(p, seats[body], tips.QueueQuery{All: true}); len(ids) != 0 {
						t.Errorf("%s sees it in the queue: %v", body, ids)
					}
				}
				for _, body := range c.unseen {
					// Somebody with the database writes a line in: no hand-over follows.
					p.sql(`INSERT INTO lines SELECT tip, ?, 'unit', due, looked, rank, turn, created, status, 0, NULL, 0, 0, '' FROM lines WHERE tip = ? AND body = ?`,
						body, taken.Tip, ahtu.Cell)
					queued(p, cell, tips.QueueQuery{All: true})
					if body == "UP-AGRA" && c.unit != ahtu.Cell {
						queued(p, bureau, tips.QueueQuery{All: true})
					}
					if _, err := p.desk.Open(p.ctx, seats[body], taken.Tip); !errors.Is(err, tips.ErrForbidden) {
						t.Errorf("%s opens it by a line written into the database: %v", body, err)
					}
					p.sql(`DELETE FROM lines WHERE tip = ? AND body = ?`, taken.Tip, body)
				}
				if _, err := p.desk.Open(p.ctx, cell, taken.Tip); err != nil {
					t.Errorf("the cell: %v", err)
				}
			}
		})
	}
}

func TestTheSameFormGivesTheSameAnswer(t *testing.T) {
	p := newPortal(t)
	s := mathura()
	var wg sync.WaitGroup
	got := make([]*tips.Taken, 20)
	for i := range got {
		wg.Go(func() {
			taken, err := p.line.Submit(p.ctx, s)
			if err != nil {
				t.Error(err)
				return
			}
			got[i] = taken
		})
	}
	wg.Wait()
	for _, g := range got {
		if g.Number != got[0].Number || g.Handle != got[0].Handle || g.Tip != got[0].Tip {
			t.Fatal("one form, sent twenty times, became several tips")
		}
	}
	other := s
	other.Account += " और एक बच्चा"
	if g := p.submit(other); g.Tip == got[0].Tip || g.Number == got[0].Number {
		t.Error("other words got the old answer")
	}
	p.wait(61 * time.Minute)
	if g := p.submit(s); g.Tip == got[0].Tip {
		t.Error("the answer outlives its hour")
	}
}

func TestThePageAfterSendingIsLookedAtTwice(t *testing.T) {
	p := newPortal(t)
	taken := p.submit(mathura())
	for n, want := range []error{nil, nil, tips.ErrGone, tips.ErrGone} {
		if _, err := p.line.Sent(p.ctx, taken.Handle, false); !errors.Is(err, want) {
			t.Errorf("look %d: %v", n+1, err)
		}
	}
	s := mathura()
	late := p.submit(s)
	p.wait(30*time.Minute + time.Second)
	if _, err := p.line.Sent(p.ctx, late.Handle, false); !errors.Is(err, tips.ErrGone) {
		t.Errorf("after half an hour: %v", err)
	}
	for _, handle := range []string{"", "x", strings.Repeat("0", 32), strings.Repeat("ü", 16), taken.Tip} {
		if _, err := p.line.Sent(p.ctx, handle, false); !errors.Is(err, tips.ErrGone) {
			t.Errorf("handle %q: %v", handle, err)
		}
	}
}

func TestWhichHamirpur(t *testing.T) {
	p, cell, _, _ := newOpened(t)
	hp := p.officer(tips.RoleNodal, "HP-AHTB", cell)
	s := tips.Submission{Channel: "web", Token: tips.NewToken(), Language: "en", Place: tips.PlaceText{Text: "Hamirpur"}, Account: "Children work in a hotel."}
	taken := p.submit(s)
	if taken.Unit != ahtu.Cell {
		t.Fatalf("routed to %s on a guess", taken.Unit)
	}
	sent, err := p.line.Sent(p.ctx, taken.Handle, false)
	if err != nil || len(sent.Ask) < 2 {
		t.Fatalf("asked %+v, %v", sent.Ask, err)
	}
	if ids := queued(p, hp, tips.QueueQuery{}); len(ids) != 1 {
		t.Errorf("Himachal's bureau has %v of the copy", ids)
	}
	if err := p.line.Clarify(p.ctx, taken.Handle, tips.Clarification{District: 149, LastSix: taken.Number[14:]}); err != nil {
		t.Fatal(err)
	}
	sent, err = p.line.Sent(p.ctx, taken.Handle, false)
	if err != nil || !sent.Confirmed || !sent.Answered {
		t.Errorf("after answering: %+v, %v", sent, err)
	}
	tip, err := p.db.Tip(p.ctx, taken.Tip)
	if err != nil || tip.Unit != "UP-JHANSI" { // Hamirpur (UP) is Jhansi's, as published
		t.Errorf("unit %s, %v", tip.Unit, err)
	}
	if _, err := p.desk.Open(p.ctx, cell, taken.Tip); err != nil {
		t.Error(err)
	}
}

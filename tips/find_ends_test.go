package tips_test

import (
	"errors"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/vault"
)

// The memory ends with the session, however that ends; and no other session
// may use it.
func TestWhatCanBeSearchedEndsWithTheSession(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(p *portal, s *tips.Seat){
		"signed out":               func(p *portal, s *tips.Seat) { _ = p.desk.EndSessions(p.ctx, s.Officer.ID, s.SessionOf()) },
		"every session ended":      func(p *portal, s *tips.Seat) { _ = p.desk.EndSessions(p.ctx, s.Officer.ID, "") },
		"forgotten by the officer": func(p *portal, s *tips.Seat) { _ = p.desk.ForgetFind(p.ctx, s) },
		"the portal ends":          func(p *portal, s *tips.Seat) { p.desk.Stop() },
		"idle":                     func(p *portal, s *tips.Seat) { p.wait(tips.SessionIdle + time.Minute); p.desk.Prune(p.ctx) },
		"ended in another process": func(p *portal, s *tips.Seat) { _ = p.db.EndSessions(p.ctx, s.Officer.ID, ""); p.desk.Prune(p.ctx) },
		"disabled in another process": func(p *portal, s *tips.Seat) {
			p.sql(`UPDATE officers SET state = 'disabled' WHERE id = ?`, s.Officer.ID)
			p.desk.Prune(p.ctx)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, _, _, unit := newOpened(t)
			p.submit(mathura())
			seat := p.sat(unit)
			p.desk.Prune(p.ctx)
			if n := p.desk.Remembering(); n != 1 || len(p.found(seat, "mathura")) != 1 {
				t.Fatalf("%d memories", n)
			}
			number, err := p.desk.KeepFind(seat, "mathura")
			if err != nil {
				t.Fatal(err)
			}
			// Another session of the same officer has nothing.
			stranger, err := p.desk.Sit(p.ctx, unit)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.desk.Find(p.ctx, stranger, tips.FindQuery{Words: "mathura"}); !errors.Is(err, tips.ErrGone) {
				t.Errorf("another session: %v", err)
			}
			end(p, seat)
			if n := p.desk.Remembering(); n != 0 {
				t.Errorf("%d memories are left", n)
			}
			if _, err := p.desk.Find(p.ctx, seat, tips.FindQuery{Words: "mathura"}); !errors.Is(err, tips.ErrGone) {
				t.Errorf("after it: %v", err)
			}
			if _, err := p.desk.KeptFind(seat, number); !errors.Is(err, tips.ErrGone) {
				t.Errorf("what was looked for: %v", err)
			}
		})
	}
}

func TestAnotherKeyOfTheBodyEndsWhatCanBeSearched(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	p.submit(mathura())
	seat := p.sat(unit)
	key, err := vault.NewBodyKey()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.desk.Find(p.ctx, tips.RekeyedSeat(seat, key), tips.FindQuery{Words: "mathura"}); !errors.Is(err, tips.ErrGone) {
		t.Errorf("with another key: %v", err)
	}
	if n := p.desk.Remembering(); n != 0 {
		t.Errorf("%d memories are left", n)
	}
}

// Who is disabled while tips are being opened gets no further.
func TestAnOpeningEndsWithItsSession(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	p.submit(mathura())
	s, err := p.desk.Sit(p.ctx, unit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.desk.Stop)
	p.sql(`UPDATE officers SET state = 'disabled' WHERE id = ?`, unit.Officer.ID)
	if err := p.desk.OpenFind(p.ctx, s); err != nil {
		t.Fatal(err)
	}
	p.desk.Opened()
	if n := p.desk.Remembering(); n != 0 {
		t.Errorf("%d memories", n)
	}
}

func TestFindingIsBounded(t *testing.T) {
	t.Parallel()
	p, _, _, unit := newOpened(t)
	var all []string
	for range 5 {
		all = append(all, p.submit(mathura()).Tip)
		p.wait(20 * time.Minute)
	}
	p.desk.LimitFinding(3, 1<<20, 1<<20)
	seat := p.sat(unit)
	st, err := p.desk.FindState(seat)
	if err != nil || st.Texts != 3 || st.Left != 2 {
		t.Errorf("%+v %v", st, err)
	}
	v, err := p.desk.Find(p.ctx, seat, tips.FindQuery{Words: "mathura", Order: tips.FindByTime})
	if err != nil || v.Total != 3 || v.State.Left != 2 || v.Rows[0].Tip.ID != all[4] || v.Rows[2].Tip.ID != all[2] {
		t.Errorf("the newest are not kept: %+v %v", v.State, err)
	}
	// All sessions together: a second one finds no room.
	p.desk.LimitFinding(100, 1<<20, 10)
	second := p.sat(unit)
	if st, err := p.desk.FindState(second); err != nil || st.Texts != 0 || st.Left != 5 {
		t.Errorf("%+v %v", st, err)
	}
	if got := p.found(second, "mathura"); len(got) != 0 {
		t.Errorf("finds %v", got)
	}
}

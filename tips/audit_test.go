package tips_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// The audit's head of a day is signed once the day in India has ended, and
// never over a broken chain.
func TestADayInIndiaHasOneSignedHead(t *testing.T) {
	t.Parallel()
	p, cell, _, _ := newOpened(t)
	key := vault.NewSignKey(vault.NewKey())
	p.keys.Keys.Heads = key
	p.wire()
	h, signed, err := p.line.SignHead(p.ctx)
	if err != nil || !signed || h.Day != p.time().In(time.FixedZone("", 19800)).AddDate(0, 0, -1).Format(time.DateOnly) || !h.SignedBy(key.Public()) {
		t.Fatalf("%+v %v %v", h, signed, err)
	}
	if _, signed, err := p.line.SignHead(p.ctx); signed || err != nil {
		t.Errorf("signed twice: %v %v", signed, err)
	}
	p.submit(mathura())
	p.wait(24 * time.Hour)
	next, signed, err := p.line.SignHead(p.ctx)
	if err != nil || !signed || next.Seq <= h.Seq || next.Count != next.Seq-h.Seq {
		t.Errorf("%+v %v %v", next, signed, err)
	}
	text, err := p.line.LastHead(p.ctx)
	given, perr := tips.ParseHeads(text)
	if err != nil || perr != nil || len(given) != 2 || !bytes.Equal(given[1].MAC, next.MAC) {
		t.Errorf("%q %v %v", text, err, perr)
	}
	if faults, err := p.db.VerifyHeads(p.ctx, given); err != nil || len(faults) > 0 {
		t.Errorf("%v %v", faults, err)
	}
	v, err := p.desk.DailyHeads(p.ctx, cell, "")
	if err != nil || len(v.Heads) != 2 || v.Key != tips.KeyFingerprint(key.Public()) {
		t.Errorf("%+v %v", v, err)
	}
	p.submit(mathura())
	p.sql(`UPDATE events SET note = 'x' WHERE seq = ?`, next.Seq+2)
	p.wait(24 * time.Hour)
	if _, signed, err := p.line.SignHead(p.ctx); signed || !errors.Is(err, tips.ErrBroken) {
		t.Errorf("a broken chain: %v %v", signed, err)
	}
}

// An administrator reads of accounts alone; the cell of everything.
func TestWhoReadsWhatOfTheAudit(t *testing.T) {
	t.Parallel()
	p, cell, bureau, unit := newOpened(t)
	taken := p.submit(mathura())
	avoided := mathura()
	avoided.Avoid = []string{"local"}
	hidden := p.submit(avoided)
	for _, s := range []*tips.Seat{bureau, cell} {
		for _, id := range []string{taken.Tip, hidden.Tip} {
			if _, err := p.desk.Open(p.ctx, s, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := p.desk.Open(p.ctx, unit, taken.Tip); err != nil {
		t.Fatal(err)
	}
	// Somebody with the database lets a line about the hidden tip be by the unit's officer.
	p.sql(`UPDATE events SET actor = ? WHERE object = ? AND actor = ?`, unit.Officer.ID, hidden.Tip, bureau.Officer.ID)
	incharge := tips.AsRole(unit, tips.RoleInCharge)
	admin := tips.SeatWithoutBody(tips.Officer{ID: "admin", Role: tips.RoleAdministrator})
	if _, err := p.desk.AuditOf(p.ctx, unit, tips.AuditQuery{}); !errors.Is(err, tips.ErrForbidden) {
		t.Errorf("an officer: %v", err)
	}
	for _, c := range []struct {
		name          string
		s             *tips.Seat
		taken, hidden int // lines about each tip
	}{{"in charge", incharge, 1, 0}, {"bureau", bureau, 2, 1}, {"cell", cell, 4, 3}, {"administrator", admin, 0, 0}} {
		for id, want := range map[string]int{taken.Tip: c.taken, hidden.Tip: c.hidden} {
			v, err := p.desk.AuditOf(p.ctx, c.s, tips.AuditQuery{Object: id})
			if err != nil || len(v.Rows) != want {
				t.Errorf("%s reads %d lines, want %d (%v): %+v", c.name, len(v.Rows), want, err, v.Rows)
			}
		}
		v, err := p.desk.AuditOf(p.ctx, c.s, tips.AuditQuery{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range v.Rows {
			if r.Object == hidden.Tip && c.hidden == 0 || r.Object == taken.Tip && c.taken == 0 || r.MAC != nil {
				t.Errorf("%s reads %+v", c.name, r)
			}
		}
		if c.s != admin && v.Rows[0].Actor == "" {
			t.Errorf("%s: a line without an actor", c.name)
		}
	}
	if ahtu.Cell != cell.Officer.Body {
		t.Fatal("the cell is not the cell")
	}
}

// Pages of the audit follow each other: each line once, none left out.
func TestPagesOfTheAuditFollowEachOther(t *testing.T) {
	t.Parallel()
	p, cell, _, unit := newOpened(t)
	taken := p.submit(mathura())
	for range 130 {
		if _, err := p.desk.Open(p.ctx, unit, taken.Tip); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[int64]bool{}
	q := tips.AuditQuery{Act: "tip.read", Actor: unit.Officer.ID}
	for pages := 0; ; pages++ {
		v, err := p.desk.AuditOf(p.ctx, cell, q)
		if err != nil || pages > 5 {
			t.Fatal(pages, err)
		}
		for _, r := range v.Rows {
			if seen[r.Seq] || r.Actor != unit.Officer.ID || r.Act != "tip.read" {
				t.Errorf("%+v", r)
			}
			seen[r.Seq] = true
		}
		if q.Before = v.Older; q.Before == 0 {
			break
		}
	}
	if len(seen) != 130 {
		t.Errorf("%d lines, want 130", len(seen))
	}
}

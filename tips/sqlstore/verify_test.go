package sqlstore_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
)

// audited is a store with n events, and somebody with the disk beside it.
func audited(t *testing.T, n int) (*sqlstore.DB, *sql.DB, sqlstore.Options) {
	t.Helper()
	o := options(t)
	db := open(t, o)
	for k := range n {
		ev := tips.Event{At: time.Unix(int64(900*k), 0), Actor: "line", Act: "tip.read", Object: fmt.Sprint("o", k%7), Note: "UP-AGRA"}
		if err := db.Append(t.Context(), ev); err != nil {
			t.Fatal(err)
		}
	}
	raw := sqlstore.Raw(o.Path)
	t.Cleanup(func() { raw.Close() })
	return db, raw, o
}

// A chain of 40 events, changed at random in 1,000 ways, each taken back after.
func TestEveryChangeOfTheAuditIsFound(t *testing.T) {
	t.Parallel()
	db, raw, _ := audited(t, 40)
	evs, err := db.Events(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	end := evs[len(evs)-1]
	if faults := after(t, db, raw, end); len(faults) > 0 {
		t.Fatalf("the sound chain has faults: %v", faults)
	}
	r := rand.New(rand.NewPCG(7, 11))
	text := []string{"actor", "act", "object", "note"}
	changes := map[string]func() []change{
		"edit a word": func() []change {
			return []change{{fmt.Sprintf("UPDATE events SET %s = %[1]s || ? WHERE seq = ?", text[r.IntN(4)]), []any{string(rune('a' + r.IntN(26))), 1 + r.IntN(40)}}}
		},
		"move text between fields": func() []change {
			k := r.IntN(3)
			return []change{{fmt.Sprintf("UPDATE events SET %s = %[1]s || substr(%s, 1, 1), %[2]s = substr(%[2]s, 2) WHERE seq = ?", text[k], text[k+1]), []any{1 + r.IntN(40)}}}
		},
		"edit a time": func() []change {
			return []change{{"UPDATE events SET at = at + ? WHERE seq = ?", []any{1 + r.IntN(10_000), 1 + r.IntN(40)}}}
		},
		"flip a bit of a MAC": func() []change { return []change{flip(r, evs, "mac")} },
		"flip a bit of a link": func() []change {
			return []change{flip(r, evs[1:], "prev")}
		},
		"drop one": func() []change { return []change{{"DELETE FROM events WHERE seq = ?", []any{1 + r.IntN(40)}}} },
		"drop one and close the gap": func() []change {
			n := 1 + r.IntN(39)
			return []change{{"DELETE FROM events WHERE seq = ?", []any{n}},
				{"UPDATE events SET seq = -seq WHERE seq > ?", []any{n}}, {"UPDATE events SET seq = -seq - 1 WHERE seq < ?", []any{0}}}
		},
		"drop one, close the gap and link": func() []change {
			n := 1 + r.IntN(38)
			return []change{{"DELETE FROM events WHERE seq = ?", []any{n}},
				{"UPDATE events SET seq = -seq WHERE seq > ?", []any{n}}, {"UPDATE events SET seq = -seq - 1 WHERE seq < ?", []any{0}},
				{"UPDATE events SET prev = COALESCE((SELECT mac FROM events p WHERE p.seq = ?), x'') WHERE seq = ?", []any{n - 1, n}}}
		},
		"cut the beginning": func() []change { return []change{{"DELETE FROM events WHERE seq <= ?", []any{1 + r.IntN(39)}}} },
		"cut the end":       func() []change { return []change{{"DELETE FROM events WHERE seq > ?", []any{r.IntN(40)}}} },
		"exchange two": func() []change {
			a := 1 + r.IntN(39)
			b := a + 1 + r.IntN(40-a)
			return []change{{"UPDATE events SET seq = -1 WHERE seq = ?", []any{a}}, {"UPDATE events SET seq = ? WHERE seq = ?", []any{a, b}},
				{"UPDATE events SET seq = ? WHERE seq = -1", []any{b}}}
		},
		"write one in": func() []change {
			return []change{{"INSERT INTO events SELECT ?, at, actor, act, object, note, mac, mac FROM events WHERE seq = 40", []any{41 + r.IntN(2)}}}
		},
		"say one again": func() []change {
			return []change{{"INSERT INTO events SELECT 41, at, actor, act, object, note, prev, mac FROM events WHERE seq = ?", []any{1 + r.IntN(40)}}}
		},
	}
	var names []string
	for name := range changes {
		names = append(names, name)
	}
	for n := range 1000 {
		name := names[n%len(names)]
		if faults := after(t, db, raw, end, changes[name]()...); len(faults) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
}

// change is a statement of somebody with the disk.
type change struct {
	q    string
	args []any
}

func flip(r *rand.Rand, evs []tips.Event, column string) change {
	ev := evs[r.IntN(len(evs))]
	b := bytes.Clone(ev.MAC)
	if column == "prev" {
		b = bytes.Clone(ev.Prev)
	}
	b[r.IntN(len(b))] ^= 1 << r.IntN(8)
	return change{"UPDATE events SET " + column + " = ? WHERE seq = ?", []any{b, ev.Seq}}
}

// after is what the chain's check says after the changes, which are taken back.
func after(t *testing.T, db *sqlstore.DB, raw *sql.DB, end tips.Event, changes ...change) []string {
	t.Helper()
	tx, err := raw.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, c := range changes {
		if _, err := tx.Exec(c.q, c.args...); err != nil {
			t.Fatalf("%s: %v", c.q, err)
		}
	}
	faults, err := db.ChainFaults(t.Context(), tx, end.Seq, end.MAC)
	if err != nil {
		t.Fatal(err)
	}
	return faults
}

func TestAnotherKeyFindsEveryEventChanged(t *testing.T) {
	t.Parallel()
	db, _, o := audited(t, 60)
	db.Close()
	o.AuditKey = bytes.Repeat([]byte{8}, 32)
	faults, err := open(t, o).Verify(t.Context())
	if err != nil || len(faults) != 51 || !strings.Contains(faults[50], "10 more") { // fifty, and how many more
		t.Errorf("%d faults (%v): %q", len(faults), err, faults)
	}
}

func TestACutChainIsFoundByItsAnchor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   func(t *testing.T, raw *sql.DB, o sqlstore.Options)
		then string
	}{
		"its end was cut": {func(t *testing.T, raw *sql.DB, _ sqlstore.Options) { must(t, raw, `DELETE FROM events WHERE seq > 7`) }, "the audit was cut"},
		"it was emptied":  {func(t *testing.T, raw *sql.DB, _ sqlstore.Options) { must(t, raw, `DELETE FROM events`) }, "the audit was cut"},
		"the anchor went": {func(t *testing.T, _ *sql.DB, o sqlstore.Options) { os.Remove(o.Anchor) }, "the anchor is missing"},
		"the anchor is damaged": {func(t *testing.T, _ *sql.DB, o sqlstore.Options) {
			os.WriteFile(o.Anchor, []byte("mukti-anchor-1 5\n"), 0o600)
		}, "the anchor is not readable"},
		"the anchor is another's": {func(t *testing.T, _ *sql.DB, o sqlstore.Options) {
			os.WriteFile(o.Anchor, fmt.Appendf(nil, "mukti-anchor-1 9 %064x\n", 5), 0o600)
		}, "not the one of the anchor"},
	} {
		t.Run(name, func(t *testing.T) {
			db, raw, o := audited(t, 20)
			db.Close() // writes the anchor
			c.do(t, raw, o)
			o.ReadOnly = true
			found(t, open(t, o), c.then)
		})
	}
}

// A portal that goes on writing after a cut must not make the anchor fit.
func TestAnAnchorIsNotMovedAlongAChainThatContradictsIt(t *testing.T) {
	t.Parallel()
	db, raw, o := audited(t, 10)
	db.Close()
	must(t, raw, `DELETE FROM events WHERE seq > 5`)
	db = open(t, o)
	for range 20 {
		if err := db.Append(t.Context(), tips.Event{Act: "later"}); err != nil {
			t.Fatal(err)
		}
	}
	db.Close()
	found(t, open(t, o), "not the one of the anchor")
}

func TestTheAnchorFollowsTheChain(t *testing.T) {
	t.Parallel()
	db, _, o := audited(t, 3)
	read := func() string {
		b, err := os.ReadFile(o.Anchor)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for deadline := time.Now().Add(20 * time.Second); !strings.HasPrefix(read(), "mukti-anchor-1 3 "); {
		if time.Now().After(deadline) {
			t.Fatalf("the anchor stays at %q", read())
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err := db.Append(t.Context(), tips.Event{Act: "last"}); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if !strings.HasPrefix(read(), "mukti-anchor-1 4 ") {
		t.Errorf("after closing the anchor is %q", read())
	}
	left, err := filepath.Glob(o.Anchor + ".*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func must(t *testing.T, raw *sql.DB, q string, args ...any) {
	t.Helper()
	if _, err := raw.Exec(q, args...); err != nil {
		t.Fatal(err)
	}
}

// found fails the test unless Verify tells a fault that holds what, on a line of its own.
func found(t *testing.T, db *sqlstore.DB, what string) {
	t.Helper()
	faults, err := db.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hit := false
	for _, f := range faults {
		hit = hit || strings.Contains(f, what)
		if strings.Contains(f, "\n") {
			t.Errorf("a fault of two lines: %q", f)
		}
	}
	if !hit {
		t.Errorf("not found: %q in %q", what, faults)
	}
}

func TestEveryFaultOfTheRowsIsFound(t *testing.T) {
	t.Parallel()
	db, raw, _ := audited(t, 1)
	in := newTip(tips.Urgent, time.Unix(900, 0))
	if err := db.Accept(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	tip, err := db.Tip(t.Context(), in.Tip.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Change(t.Context(), tips.Change{Tip: tip, Event: tips.Event{Act: "a"}, Letters: []tips.Letter{
		{ID: "l", From: "officer", ToTip: []byte("age-encryption.org/v1\nx"), ToNumber: []byte("age-encryption.org/v1\nx")}}}); err != nil {
		t.Fatal(err)
	}
	if err := db.AddFile(t.Context(), tips.Box{ID: "f", Tip: tip.ID, Kind: tips.BoxFile, Data: []byte("age-encryption.org/v1\nx")}, true); err != nil {
		t.Fatal(err)
	}
	for n := range 3 {
		if err := db.AddChunk(t.Context(), tip.ID, "f", n, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Fatalf("the sound store has faults: %v %v", faults, err)
	}
	must(t, raw, `PRAGMA foreign_keys=off`)
	must(t, raw, `PRAGMA ignore_check_constraints=on`)
	for _, c := range []struct{ q, back, fault string }{
		{`UPDATE boxes SET data = 'in clear' WHERE kind = 'words'`, "", "a box that is not sealed: " + tip.ID},
		{`UPDATE boxes SET data = x'' WHERE kind = 'summary'`, "", "a box that is not sealed"},
		{`UPDATE lines SET sealed = 'secret' WHERE body = 'UP-AGRA'`, "", "secret that is not sealed"},
		{`UPDATE letters SET to_tip = 'in clear'`, "", "not sealed to the tip"},
		{`UPDATE letters SET to_number = 'in clear'`, "", "not sealed to the number"},
		{`UPDATE chunks SET data = x'' WHERE n = 1`, "", "empty or too large"},
		{`DELETE FROM chunks WHERE n = 0`, "", "a file with a chunk missing"},
		{`UPDATE boxes SET kind = 'note' WHERE kind = 'file'`, "", "chunks without a file"},
		{`UPDATE lines SET rank = 3 WHERE body = 'UP-AGRA'`, `UPDATE lines SET rank = 1`, "disagrees with its tip"},
		{`UPDATE lines SET list = 3 WHERE body = 'UP-AGRA'`, `UPDATE lines SET list = 0 WHERE body = 'UP-AGRA'`, "disagrees with its tip"},
		{`UPDATE tips SET status = 'closed'`, `UPDATE tips SET status = 'received'`, "disagrees with its tip"},
		{`UPDATE tips SET created = 1`, `UPDATE tips SET created = 900`, "disagrees with its tip"},
		{`INSERT INTO lines SELECT 77, body, role, due, looked, rank, turn, created, status, list, sealed, grp, told, taker FROM lines`, `DELETE FROM lines WHERE tip = 77`, "a line without a tip: 77"},
		{`INSERT INTO boxes SELECT 777 + n, 77, id, kind, at, data FROM boxes`, `DELETE FROM boxes WHERE tip = 77`, "a box without a tip: 77"},
		{`INSERT INTO letters SELECT 777, 77, id, sender, at, to_tip, to_number FROM letters`, `DELETE FROM letters WHERE tip = 77`, "a letter without a tip: 77"},
		{`INSERT INTO marks VALUES (x'00', 77, 'phone', 'k1', 0)`, `DELETE FROM marks WHERE tip = 77`, "a mark without a tip: 77"},
		{`INSERT INTO bands VALUES (x'00', 77, 'k1')`, `DELETE FROM bands WHERE tip = 77`, "a band without a tip: 77"},
		{`UPDATE lines SET grp = 5 WHERE body = 'UP-AGRA'`, `UPDATE lines SET grp = 0`, "disagrees with its tip"},
		{`UPDATE lines SET list = 8 WHERE body = 'UP-AGRA'`, `UPDATE lines SET list = 0 WHERE body = 'UP-AGRA'`, "disagrees with its tip"},
		{`UPDATE lines SET list = 4, grp = 1 WHERE body = 'UP-AGRA'`, `UPDATE lines SET list = 0, grp = 0 WHERE body = 'UP-AGRA'`, "a line that is behind none"},
		{`UPDATE tips SET same = 'nowhere'`, `UPDATE tips SET same = ''`, "the same as one that is not there"},
		{`INSERT INTO mailboxes VALUES (77, 'm', '', x'')`, `DELETE FROM mailboxes WHERE tip = 77`, "a mailbox without a tip: m"},
		{`INSERT INTO sessions VALUES ('s', 'nobody', 0, 0)`, `DELETE FROM sessions`, "table sessions"},
		{`INSERT INTO officers SELECT 'o', 'l', 'n', 'editor', '', 'active', '', NULL, 0, 0, 1, NULL`, `DELETE FROM officers`, "open without a locked key: o"},
		{`INSERT INTO officers SELECT 'o', 'l', 'n', 'editor', '', 'active', '', x'00', 0, 0, 1, CAST('{"totp":"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP","codes":[]}' AS BLOB)`, `DELETE FROM officers`, "second factors that are not sealed: o"},
		{`INSERT INTO feedback VALUES ('f', 0, '', 'hi', x'00', NULL)`, `DELETE FROM feedback`, "feedback that is not sealed: f"},
		{`INSERT INTO feedback SELECT 'f', 0, '', 'hi', data, x'00' FROM boxes LIMIT 1`, `DELETE FROM feedback`, "feedback that is not sealed to the editors: f"},
		{`INSERT INTO visits VALUES ('today', 1)`, `DELETE FROM visits`, "a count of visits of no day: today"},
		{`DELETE FROM mailboxes`, "", "a tip without a mailbox: " + tip.ID},
		{`DELETE FROM lines`, "", "a tip in no queue: " + tip.ID},
	} {
		must(t, raw, c.q)
		found(t, db, c.fault)
		if c.back != "" {
			must(t, raw, c.back)
		}
	}
}

func TestADamagedFileIsFound(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	send(t, db, 4, 60)
	db.Close()
	b, err := os.ReadFile(o.Path)
	if err != nil || len(b) < 140*4096 {
		t.Fatalf("%d bytes, %v", len(b), err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	for page := 100; page < 140; page++ { // sectors of another file
		for k := range 512 {
			b[page*4096+k] = byte(r.Uint32())
		}
	}
	if err := os.WriteFile(o.Path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	o.ReadOnly = true
	found(t, open(t, o), "the file is damaged")
}

package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
	"mukti/tips/vault"
)

// headed is a chain of about n events with a signed head after every tenth.
func headed(t *testing.T, n int) (*sqlstore.DB, *sql.DB, sqlstore.Options, vault.SignKey) {
	t.Helper()
	key := vault.NewSignKey(vault.NewKey())
	o := options(t)
	o.HeadsKey = key.Public()
	db := open(t, o)
	day := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	var before tips.Head
	for k := range n {
		ev := tips.Event{At: day, Actor: fmt.Sprint("officer", k%3), Act: []string{"tip.read", "tip.taken", "file.read"}[k%3], Object: fmt.Sprint("o", k%7), Note: fmt.Sprint("UP-AGRA ", k)}
		if err := db.Append(t.Context(), ev); err != nil {
			t.Fatal(err)
		}
		if k%10 == 9 {
			before = sign(t, db, key, day.Format(time.DateOnly), before)
			day = day.AddDate(0, 0, 1)
		}
	}
	raw := sqlstore.Raw(o.Path)
	t.Cleanup(func() { raw.Close() })
	return db, raw, o, key
}

func sign(t *testing.T, db *sqlstore.DB, key vault.SignKey, day string, before tips.Head) tips.Head {
	t.Helper()
	seq, mac, err := db.ChainEnd(t.Context(), before)
	if err != nil {
		t.Fatal(err)
	}
	h := tips.Head{Day: day, Seq: seq, Count: seq - before.Seq, MAC: mac}
	h.Sig = key.Sign(h.Statement())
	if err := db.PutHead(t.Context(), h, tips.Event{At: time.Unix(1_795_000_500, 0), Actor: "line", Act: "audit.head", Object: day, Note: fmt.Sprint(seq)}); err != nil {
		t.Fatal(err)
	}
	return h
}

// forgeries change a log as somebody would who can make every MAC of it anew.
// till is the last event that a head speaks of.
func forgeries(r *rand.Rand, till int) map[string]func(evs []tips.Event) []tips.Event {
	at := func() int { return r.IntN(till) }
	return map[string]func(evs []tips.Event) []tips.Event{
		"edit who":    func(evs []tips.Event) []tips.Event { evs[at()].Actor += "x"; return evs },
		"edit what":   func(evs []tips.Event) []tips.Event { evs[at()].Act += "x"; return evs },
		"edit to":     func(evs []tips.Event) []tips.Event { evs[at()].Object += "x"; return evs },
		"edit a note": func(evs []tips.Event) []tips.Event { evs[at()].Note = "another"; return evs },
		"edit when":   func(evs []tips.Event) []tips.Event { i := at(); evs[i].At = evs[i].At.Add(time.Hour); return evs },
		"drop": func(evs []tips.Event) []tips.Event {
			i := at()
			return append(evs[:i], evs[i+1:]...)
		},
		"drop and say another in its place": func(evs []tips.Event) []tips.Event {
			i := at()
			evs[i] = tips.Event{At: evs[i].At, Actor: "line", Act: "tip.received", Object: "o"}
			return evs
		},
		"write one in": func(evs []tips.Event) []tips.Event {
			i := at()
			return slices.Insert(evs, i, tips.Event{At: evs[i].At, Actor: "line", Act: "tip.received", Object: "o"})
		},
		"say one again": func(evs []tips.Event) []tips.Event { i := r.IntN(till - 1); return slices.Insert(evs, i, evs[i]) },
		"exchange two": func(evs []tips.Event) []tips.Event {
			i := r.IntN(till - 1)
			j := i + 1 + r.IntN(till-1-i)
			evs[i], evs[j] = evs[j], evs[i]
			return evs
		},
		"turn a stretch round": func(evs []tips.Event) []tips.Event {
			i := r.IntN(till - 2)
			slices.Reverse(evs[i : i+2+r.IntN(till-2-i)])
			return evs
		},
		"cut the tail": func(evs []tips.Event) []tips.Event { return evs[:at()] },
		"cut the head": func(evs []tips.Event) []tips.Event { return evs[1+r.IntN(till-1):] },
		"cut the tail and go on": func(evs []tips.Event) []tips.Event {
			evs = evs[:at()]
			for len(evs) < till+5 {
				evs = append(evs, tips.Event{At: time.Unix(1_795_000_500, 0), Actor: "line", Act: "tip.received", Object: "o"})
			}
			return evs
		},
	}
}

// rechain makes every number, link and MAC anew.
func rechain(key []byte, evs []tips.Event) {
	prev := []byte{}
	for i := range evs {
		evs[i].Seq, evs[i].Prev = int64(i+1), prev
		evs[i].MAC = sqlstore.ChainMAC(key, prev, evs[i])
		prev = evs[i].MAC
	}
}

// rewrite puts the whole log and its heads in the place of what is there.
func rewrite(t *testing.T, tx *sql.Tx, evs []tips.Event, heads []tips.Head) {
	t.Helper()
	do := func(q string, args ...any) {
		if _, err := tx.Exec(q, args...); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	do(`DELETE FROM events`)
	do(`DELETE FROM heads`)
	for _, ev := range evs {
		do(`INSERT INTO events (seq, at, actor, act, object, note, prev, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, ev.Seq, ev.At.Unix(), ev.Actor, ev.Act, ev.Object, ev.Note, ev.Prev, ev.MAC)
	}
	for _, h := range heads {
		do(`INSERT INTO heads (day, seq, count, mac, sig) VALUES (?, ?, ?, ?, ?)`, h.Day, h.Seq, h.Count, h.MAC, h.Sig)
	}
}

// again makes the heads anew after a forgery, signed with a key.
func again(key vault.SignKey, heads []tips.Head, evs []tips.Event) (out []tips.Head) {
	before := int64(0)
	for _, h := range heads {
		h.Seq = min(h.Seq, int64(len(evs)))
		h.Count, before = h.Seq-before, h.Seq
		h.MAC = []byte{}
		if h.Seq > 0 {
			h.MAC = evs[h.Seq-1].MAC
		}
		h.Sig = key.Sign(h.Statement())
		out = append(out, h)
	}
	return out
}

// TestWhoHasTheAuditKeyIsFoundByADailyHead: 1,000 forgeries by somebody with
// the audit's key, whose chain and anchor are whole again afterwards. The heads
// that lie in the database show them; and where the forger has the signing key
// too and signs every head anew, the heads that were printed or mailed do.
func TestWhoHasTheAuditKeyIsFoundByADailyHead(t *testing.T) {
	t.Parallel()
	db, raw, o, key := headed(t, 60)
	sound, err := db.Events(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := db.ListHeads(t.Context(), "", 100)
	if err != nil || len(heads) != 6 {
		t.Fatalf("%d heads, %v", len(heads), err)
	}
	slices.Reverse(heads)
	last := heads[len(heads)-1]
	whole, short := kept(t, last.Line()), kept(t, last.Short())
	r := rand.New(rand.NewPCG(17, 19))
	all := forgeries(r, int(last.Seq))
	all["nothing at all"] = func(evs []tips.Event) []tips.Event { return evs } // the control
	names := slices.Sorted(maps.Keys(all))
	stranger := vault.NewSignKey(vault.NewKey())
	for n := range 1000 {
		name := names[n%len(names)]
		evs := all[name](slices.Clone(sound))
		rechain(o.AuditKey, evs)
		var end tips.Event
		if len(evs) > 0 {
			end = evs[len(evs)-1]
		}
		look := func(how string, heads []tips.Head, findings func(tx *sql.Tx) ([]string, error)) {
			t.Helper()
			tx, err := raw.Begin()
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			rewrite(t, tx, evs, heads)
			faults, err := findings(tx)
			if err != nil {
				t.Fatal(err)
			}
			if (len(faults) == 0) != (name == "nothing at all") {
				t.Errorf("%s, %s: %q", name, how, faults)
			}
		}
		inside := func(tx *sql.Tx) ([]string, error) { return db.ChainFaults(context.Background(), tx, end.Seq, end.MAC) }
		look("the stored heads left as they were", heads, inside)
		if name != "nothing at all" {
			look("the stored heads made anew with another key", again(stranger, heads, evs), inside)
		}
		forged := again(key, heads, evs)
		look("every head signed anew, the whole line kept elsewhere", forged, func(tx *sql.Tx) ([]string, error) {
			return db.GivenFaults(context.Background(), tx, whole)
		})
		look("every head signed anew, the short form typed from paper", forged, func(tx *sql.Tx) ([]string, error) {
			return db.GivenFaults(context.Background(), tx, short)
		})
	}
}

func kept(t *testing.T, text string) []tips.GivenHead {
	t.Helper()
	given, err := tips.ParseHeads(text)
	if err != nil || len(given) != 1 {
		t.Fatalf("%v %v", given, err)
	}
	return given
}

// A change of the stored heads themselves: any column, a head dropped, a
// head written in.
func TestEveryChangeOfTheStoredHeadsIsFound(t *testing.T) {
	t.Parallel()
	db, raw, _, _ := headed(t, 40)
	evs, err := db.Events(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	end := evs[len(evs)-1]
	if faults := after(t, db, raw, end); len(faults) > 0 {
		t.Fatalf("the sound heads have faults: %q", faults)
	}
	for _, day := range []string{"2026-10-01", "2026-10-02", "2026-10-04"} {
		for _, q := range []string{
			`DELETE FROM heads WHERE day = ?`,
			`UPDATE heads SET seq = seq + 1 WHERE day = ?`, `UPDATE heads SET seq = seq - 1, count = count - 1 WHERE day = ?`,
			`UPDATE heads SET count = count + 1 WHERE day = ?`, `UPDATE heads SET mac = x'00' WHERE day = ?`, `UPDATE heads SET sig = x'00' WHERE day = ?`,
			`UPDATE heads SET day = '2026-12-31' WHERE day = ?`,
			`INSERT INTO heads SELECT '2027-01-01', seq, 0, mac, sig FROM heads WHERE day = ?`,
			`UPDATE heads SET mac = (SELECT mac FROM heads o WHERE o.day <> heads.day LIMIT 1) WHERE day = ?`,
		} {
			if faults := after(t, db, raw, end, change{q, []any{day}}); len(faults) == 0 {
				t.Errorf("not found: %s (%s)", q, day)
			}
		}
	}
}

// A broken chain is not signed as if it were whole.
func TestABrokenChainIsNotSigned(t *testing.T) {
	t.Parallel()
	for name, q := range map[string]string{
		"an edit since the last head":  `UPDATE events SET note = 'x' WHERE seq = 47`,
		"a drop since the last head":   `DELETE FROM events WHERE seq = 46`,
		"the last head's event edited": `UPDATE events SET mac = x'00' WHERE seq = 43`,
		"the tail cut":                 `DELETE FROM events WHERE seq > 42`,
	} {
		db, raw, _, _ := headed(t, 45)
		last, err := db.ListHeads(t.Context(), "", 1)
		if err != nil || last[0].Seq != 43 {
			t.Fatalf("%+v %v", last, err)
		}
		if _, _, err := db.ChainEnd(t.Context(), last[0]); err != nil {
			t.Fatal(err)
		}
		must(t, raw, q)
		if seq, _, err := db.ChainEnd(t.Context(), last[0]); err == nil {
			t.Errorf("%s: signed up to %d", name, seq)
		}
	}
}

func TestHeadsAreReadAsTheyAreKept(t *testing.T) {
	t.Parallel()
	key := vault.NewSignKey(vault.NewKey())
	h := tips.Head{Day: "2026-11-21", Seq: 184223, Count: 1203, MAC: bytes.Repeat([]byte{0xab}, 32)}
	h.Sig = key.Sign(h.Statement())
	text := "Printed by the bureau\n" + h.Text(key.Public()) + "\n> quoted in a mail\n"
	given, err := tips.ParseHeads(text)
	if err != nil || len(given) != 2 {
		t.Fatalf("%+v %v", given, err)
	}
	if given[0].Print != h.Fingerprint() || given[0].Seq != h.Seq || given[1].Line() != h.Line() || !given[1].SignedBy(key.Public()) {
		t.Errorf("%+v", given)
	}
	typed := strings.ToLower(strings.NewReplacer(" ", "-", "O", "0", "I", "1", "B", "8").Replace(h.Fingerprint()))
	given, err = tips.ParseHeads(fmt.Sprintf("2026-11-21 184223 %s\n", typed))
	if err != nil || len(given) != 1 || given[0].Print != h.Fingerprint() {
		t.Errorf("as typed: %+v %v", given, err)
	}
	for _, cut := range []string{h.Line()[:90], strings.Replace(h.Line(), "184223", "x", 1), h.Short()[:40], "2026-11-21 17 AAAA"} {
		if _, err := tips.ParseHeads(cut); err == nil {
			t.Errorf("taken: %q", cut)
		}
	}
	for name, change := range map[string]func(*tips.Head){
		"day": func(h *tips.Head) { h.Day = "2026-11-22" }, "event": func(h *tips.Head) { h.Seq++ }, "count": func(h *tips.Head) { h.Count++ },
		"MAC": func(h *tips.Head) { h.MAC = bytes.Repeat([]byte{1}, 32) },
	} {
		o := h
		if change(&o); o.SignedBy(key.Public()) || o.Fingerprint() == h.Fingerprint() {
			t.Errorf("the %s is not signed", name)
		}
	}
}

// BenchmarkVerify100000 walks an audit of 100,000 events.
func BenchmarkVerify100000(b *testing.B) {
	db, _ := filled(b, 100_000)
	for b.Loop() {
		if faults, err := db.Verify(b.Context()); err != nil || len(faults) > 0 {
			b.Fatal(faults, err)
		}
	}
}

// filled is a store with n sound events of 300 officers, written at once.
func filled(b *testing.B, n int) (*sqlstore.DB, sqlstore.Options) {
	b.Helper()
	o := options(b)
	db := open(b, o)
	raw := sqlstore.Raw(o.Path)
	defer raw.Close()
	tx, err := raw.Begin()
	if err != nil {
		b.Fatal(err)
	}
	put, err := tx.Prepare(`INSERT INTO events (seq, at, actor, act, object, note, prev, mac) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		b.Fatal(err)
	}
	acts := []string{"tip.read", "queue.read", "tip.taken", "officer.signed-in", "file.read", "letter.sent", "tip.received", "tip.closed"}
	prev, at := []byte{}, time.Unix(1_700_000_100, 0)
	for k := range n {
		ev := tips.Event{Seq: int64(k + 1), At: at.Add(time.Duration(k/100) * 15 * time.Minute), Actor: fmt.Sprintf("%032x", k*7919%300), Act: acts[k%len(acts)],
			Object: fmt.Sprintf("%032x", k/9), Note: "UP-AGRA"}
		mac := sqlstore.ChainMAC(o.AuditKey, prev, ev)
		if _, err := put.Exec(ev.Seq, ev.At.Unix(), ev.Actor, ev.Act, ev.Object, ev.Note, prev, mac); err != nil {
			b.Fatal(err)
		}
		prev = mac
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
	return db, o
}

// BenchmarkAuditPage is a page of the explorer over a million events.
func BenchmarkAuditPage(b *testing.B) {
	db, _ := filled(b, 1_000_000)
	var bureau []string
	for k := range 200 {
		bureau = append(bureau, fmt.Sprintf("%032x", k))
	}
	day := time.Unix(1_700_000_100, 0).AddDate(0, 0, 20)
	for _, c := range []struct {
		name string
		f    tips.EventFilter
	}{
		{"everything", tips.EventFilter{}}, {"far back", tips.EventFilter{Before: 5000}}, {"a unit of 5", tips.EventFilter{Actors: bureau[:5]}},
		{"a bureau of 200", tips.EventFilter{Actors: bureau}}, {"a bureau of 200 by act", tips.EventFilter{Actors: bureau, Acts: []string{"letter.sent"}}},
		{"accounts", tips.EventFilter{Acts: []string{"officer.signed-in", "officer.invited"}}},
		{"a bureau of 200 on a day", tips.EventFilter{Actors: bureau, From: day, To: day.AddDate(0, 0, 1)}},
		{"an object", tips.EventFilter{Object: fmt.Sprintf("%032x", 77)}},
	} {
		c.f.Limit = 51
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := db.AuditPage(b.Context(), c.f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

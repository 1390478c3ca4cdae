package sqlstore_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
)

// onDisk tells which files of the database hold some bytes.
func onDisk(t *testing.T, path string, what []byte) (in []string) {
	t.Helper()
	names, err := filepath.Glob(path + "*")
	if err != nil || len(names) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, what) {
			in = append(in, filepath.Base(name))
		}
	}
	return in
}

// TestWhatIsErasedLeavesTheDisk: not one of the seals, keys, marks or ids of
// the parts is in the file or the log a moment after; those of another tip are.
func TestWhatIsErasedLeavesTheDisk(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	plant := func(n int) (tips.Intake, map[string][]byte) {
		in := newTip(tips.Urgent, time.Unix(900, 0))
		words := map[string][]byte{}
		word := func(what string) []byte {
			words[what] = fmt.Appendf(nil, "plant-%d-%s-%s", n, what, randomID())
			return words[what]
		}
		for i := range in.Boxes {
			in.Boxes[i].Data = append(in.Boxes[i].Data, word(in.Boxes[i].Kind)...)
		}
		for i := range in.Lines {
			in.Lines[i].Sealed = append(in.Lines[i].Sealed, word("secret of "+in.Lines[i].Body)...)
		}
		in.Mailbox.Locked = append(in.Mailbox.Locked, word("box")...)
		in.Card.Data = append(in.Card.Data, word("card")...)
		for i := range in.Marks {
			in.Marks[i].MAC = word(fmt.Sprint("mark", i))
		}
		in.Bands[0].MAC = word("band")
		words["mailbox's id"] = []byte(in.Mailbox.ID)
		in.Tip.Mailbox = in.Mailbox.ID
		if err := db.Accept(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		head := tips.Box{ID: in.Tip.ID + "-file", Tip: in.Tip.ID, Kind: tips.BoxFile, At: in.Tip.Created, Data: append(sealedBlob(600), word("file's head")...)}
		if err := db.AddFile(t.Context(), head, false); err != nil {
			t.Fatal(err)
		}
		chunk := bytes.Repeat([]byte{7}, 200<<10)
		for k := range 3 {
			if err := db.AddChunk(t.Context(), in.Tip.ID, head.ID, k, append(chunk, word(fmt.Sprint("chunk", k))...)); err != nil {
				t.Fatal(err)
			}
		}
		err := db.Change(t.Context(), tips.Change{Tip: in.Tip, Letters: []tips.Letter{{ID: randomID(), From: "officer", At: in.Tip.Created,
			ToTip: append(sealedBlob(300), word("letter")...), ToNumber: append(sealedBlob(300), word("letter to the number")...)}},
			Event: tips.Event{Act: "letter.sent", Object: in.Tip.ID}})
		if err != nil {
			t.Fatal(err)
		}
		return in, words
	}
	gone, words := plant(1)
	kept, others := plant(2)
	send(t, db, 4, 40)
	for what, w := range words {
		if len(onDisk(t, o.Path, w)) == 0 {
			t.Fatalf("%s was never on the disk: the test proves nothing", what)
		}
	}
	err := db.Erase(t.Context(), tips.Stone{ID: gone.Tip.ID, Unit: gone.Tip.Unit, Month: "1970-01", Why: tips.ErasedCourt, At: time.Unix(900, 0)},
		tips.Event{Act: "tip.erased", Object: gone.Tip.ID})
	if err != nil {
		t.Fatal(err)
	}
	// The log is cleared a moment later, while the store goes on.
	left := func() (out []string) {
		for what, w := range words {
			if in := onDisk(t, o.Path, w); len(in) > 0 {
				out = append(out, fmt.Sprintf("%s of the erased tip is still in %v", what, in))
			}
		}
		return out
	}
	for deadline := time.Now().Add(20 * time.Second); len(left()) > 0 && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond)
	}
	for _, fault := range left() {
		t.Error(fault)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for what, w := range others {
		if len(onDisk(t, o.Path, w)) == 0 {
			t.Errorf("%s of the other tip is gone too", what)
		}
	}
	back := open(t, o)
	if faults, err := back.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
	// Of the id stay the stone and the audit, of the other tip everything.
	if in := tablesWith(t, o.Path, gone.Tip.ID); !slices.Equal(in, []string{"events", "stones"}) {
		t.Errorf("the erased tip is named in %v", in)
	}
	if in := tablesWith(t, o.Path, kept.Tip.ID); !slices.Contains(in, "tips") || slices.Contains(in, "stones") {
		t.Errorf("the other tip is named in %v", in)
	}
}

func sealedBlob(n int) []byte {
	return append([]byte("age-encryption.org/v1\n"), bytes.Repeat([]byte{'y'}, n)...)
}

// tablesWith lists the tables that name an id in any column.
func tablesWith(t *testing.T, path, id string) (in []string) {
	t.Helper()
	raw := sqlstore.Raw(path)
	defer raw.Close()
	tables := column(t, path, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	for _, table := range tables {
		for _, col := range column(t, path, `SELECT name FROM pragma_table_info('`+table+`')`) {
			var n int
			if err := raw.QueryRow(`SELECT count(*) FROM "`+table+`" WHERE instr(CAST("`+col+`" AS BLOB), CAST(? AS BLOB)) > 0`, id).Scan(&n); err != nil {
				t.Fatal(table, col, err)
			}
			if n > 0 && !slices.Contains(in, table) {
				in = append(in, table)
			}
		}
	}
	return in
}

func column(t *testing.T, path, q string) (out []string) {
	t.Helper()
	raw := sqlstore.Raw(path)
	defer raw.Close()
	rows, err := raw.Query(q)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// TestEveryTableOfATipIsErasedWithIt: a table that a later migration hangs on a
// tip must say so with a reference, or erasing would leave it behind; and
// nothing may hang on such a table in its turn, for one question finds them.
func TestEveryTableOfATipIsErasedWithIt(t *testing.T) {
	t.Parallel()
	o := options(t)
	open(t, o)
	parts := column(t, o.Path, `SELECT DISTINCT m.name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f ON f."table" = 'tips' WHERE m.type = 'table'`)
	if len(parts) < 8 {
		t.Fatalf("only %v refer to tips: the test proves nothing", parts)
	}
	for _, table := range column(t, o.Path, `SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'tips'`) {
		named := column(t, o.Path, `SELECT name FROM pragma_table_info('`+table+`') WHERE name = 'tip' OR name LIKE '%\_tip' ESCAPE '\' OR name LIKE 'tip\_%' ESCAPE '\'`)
		if len(named) > 0 && !slices.Contains(parts, table) {
			t.Errorf("%s has a column %v and no reference to tips: its rows would outlive an erased tip", table, named)
		}
		for _, to := range column(t, o.Path, `SELECT "table" FROM pragma_foreign_key_list('`+table+`')`) {
			if slices.Contains(parts, to) {
				t.Errorf("%s hangs on %s, which hangs on a tip: erasing the tip would fail", table, to)
			}
		}
	}
}

// TestAFailedEraseLeavesTheWholeTip: SQLite itself refuses the commit.
func TestAFailedEraseLeavesTheWholeTip(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	in := newTip(tips.Urgent, time.Unix(900, 0))
	if err := db.Accept(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	// An event without an act fails after everything was deleted.
	if err := db.Erase(t.Context(), tips.Stone{ID: in.Tip.ID, At: time.Unix(900, 0)}, tips.Event{}); err == nil {
		t.Fatal("an erasing without its line in the audit was taken")
	}
	boxes, err := db.Boxes(t.Context(), in.Tip.ID)
	if err != nil || len(boxes) != len(in.Boxes) {
		t.Errorf("%d boxes are left, %v", len(boxes), err)
	}
	if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
}

// TestVerifyKnowsOfKeeping: each fault of keeping is found, planted one at a time.
func TestVerifyKnowsOfKeeping(t *testing.T) {
	t.Parallel()
	for what, q := range map[string]string{
		"erased without a line in the audit": `INSERT INTO stones (id, unit, month, outcome, why, at) VALUES ('x', '', '', '', '', 0)`,
		"was erased and is there":            `INSERT INTO stones (id, unit, month, outcome, why, at) SELECT id, '', '', '', '', 0 FROM tips LIMIT 1`,
		"without its stone":                  `DELETE FROM stones`,
		"hold that nobody asked for": `INSERT INTO holds (tip, reason, by_officer, by_body, at, second_officer, second_body, until, lift_officer, lift_body)
			SELECT n, 'fir', 'o', 'UP-AGRA', 0, '', '', 0, '', '' FROM tips LIMIT 1`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			o := options(t)
			db := open(t, o)
			for n := range 2 {
				in := newTip(tips.Urgent, time.Unix(900, 0))
				if err := db.Accept(t.Context(), in); err != nil {
					t.Fatal(err)
				}
				if n == 0 {
					if err := db.Erase(t.Context(), tips.Stone{ID: in.Tip.ID, At: time.Unix(900, 0)}, tips.Event{Act: "tip.erased", Object: in.Tip.ID}); err != nil {
						t.Fatal(err)
					}
				}
			}
			if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
				t.Fatalf("before: %v %v", faults, err)
			}
			raw := sqlstore.Raw(o.Path)
			defer raw.Close()
			if _, err := raw.Exec(q); err != nil {
				t.Fatal(err)
			}
			faults, err := db.Verify(context.Background())
			if err != nil || !strings.Contains(strings.Join(faults, "\n"), what) {
				t.Errorf("found %v, %v", faults, err)
			}
		})
	}
}

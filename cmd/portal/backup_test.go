package main

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"mukti/tips"
	"mukti/tips/vault"
)

// offline is an operator's key: the file, and what a backup is sealed to.
func offline(t *testing.T) (file, recipient string) {
	t.Helper()
	id := must(age.GenerateX25519Identity())
	file = filepath.Join(t.TempDir(), "offline.key")
	if err := os.WriteFile(file, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, id.Recipient().String()
}

// common are the flags of a portal on a folder.
func common(data string) *Common { return &Common{Data: data, Public: "x:1", Desk: "x:2"} }

// opened opens a folder as the commands do, and closes it with the test.
func opened(t *testing.T, data string, create bool) *house {
	t.Helper()
	c := common(data)
	h, err := openHouse(t.Context(), c, slog.New(slog.DiscardHandler), create)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	return h
}

// fill puts n tips of every kind of part into a store: as a store sees them.
func fill(t *testing.T, h *house, n int, each func(int, *tips.Intake)) []string {
	t.Helper()
	ids := make([]string, n)
	var all sync.WaitGroup
	next := make(chan int)
	for range 16 {
		all.Go(func() {
			for k := range next {
				id := vault.NewID()
				ids[k] = id
				at := time.Unix(900*int64(k+1), 0)
				blob := func(size int) []byte {
					b := make([]byte, size)
					for i := range b {
						b[i] = byte(rand.IntN(256))
					}
					return append([]byte("age-encryption.org/v1\n"), b...)
				}
				in := tips.Intake{
					Tip:     tips.Tip{ID: id, Mailbox: vault.NewID(), Recipient: "age1pq", Unit: "UP-AGRA", Holder: "UP-AGRA", Urgency: tips.Standard, Status: tips.Received, Created: at},
					Lines:   []tips.QueueLine{{Body: "UP-AGRA", Role: tips.RoleUnit, Sealed: blob(300), Looked: at}, {Body: "UP-AHTB", Role: tips.RoleAbove, Sealed: blob(300)}},
					Boxes:   []tips.Box{{ID: vault.NewID(), Kind: tips.BoxWords, At: at, Data: blob(800)}, {ID: vault.NewID(), Kind: tips.BoxSummary, At: at, Data: blob(200)}},
					Marks:   []tips.KeyedMark{{Kind: "phone", Key: "k1", MAC: blob(1)[:8]}},
					Bands:   []tips.Band{{Key: "k1", MAC: []byte(id)}},
					Event:   tips.Event{At: at, Actor: "line", Act: "tip.received", Object: id, Note: "UP-AGRA"},
					Mailbox: tips.Mailbox{ID: vault.NewID(), Recipient: "age1pq", Locked: blob(60)},
				}
				in.Mailbox.ID = in.Tip.Mailbox
				if each != nil {
					each(k, &in)
				}
				if err := h.db.Accept(t.Context(), in); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for k := range n {
		next <- k
	}
	close(next)
	all.Wait()
	return ids
}

func backUp(t *testing.T, data, file, recipient string) {
	t.Helper()
	if out, errs, code := command(t, "", "backup", "--data", data, "--to", recipient, file); code != exitDone || !strings.Contains(out, "SHA-256") {
		t.Fatalf("backup: %d %s%s", code, out, errs)
	}
}

func restore(t *testing.T, data, file, key string, more ...string) (out, errs string, code int) {
	t.Helper()
	if len(more) == 0 {
		more = []string{"--without-erased"}
	}
	return command(t, "", append([]string{"restore", file, "--data", data, "--identity", key}, more...)...)
}

// TestARestoredBackupDiffersInNothing compares every row of every table, of a
// store that takes tips while it is copied.
func TestARestoredBackupDiffersInNothing(t *testing.T) {
	n := 3_000
	if heavy() {
		n = 100_000
	}
	key, to := offline(t)
	data := t.TempDir()
	h := opened(t, data, true)
	fill(t, h, n, nil)
	file := filepath.Join(t.TempDir(), "copy.age")
	start := time.Now()
	backUp(t, data, file, to)
	took := time.Since(start)
	info := must(os.Stat(file))
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the backup's mode is %v", info.Mode())
	}
	if left := must(filepath.Glob(filepath.Join(data, backupCopy+"*"))); len(left) > 0 {
		t.Errorf("left beside the database: %v", left)
	}
	back := filepath.Join(t.TempDir(), "back")
	start = time.Now()
	if out, errs, code := restore(t, back, file, key); code != exitDone || !strings.Contains(out, "verified") {
		t.Fatalf("restore: %d %s%s", code, out, errs)
	}
	t.Logf("%d tips, %d MiB: backup %v, restore %v", n, info.Size()>>20, took.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	differences, rows := compare(t, filepath.Join(data, databaseFile), filepath.Join(back, databaseFile))
	// The two lines of the audit: that the backup was made, after it was; that it was put back.
	if differences != 2 || rows < 8*n {
		t.Errorf("%d rows of %d differ", differences, rows)
	}
	for _, name := range []string{"keys/pepper", "keys/audit", "keys/marks"} {
		if !bytes.Equal(must(os.ReadFile(filepath.Join(data, name))), must(os.ReadFile(filepath.Join(back, name)))) {
			t.Errorf("%s differs", name)
		}
	}
	if out, errs, code := command(t, "", "verify", "--data", back); code != exitDone {
		t.Errorf("verify: %s%s", out, errs)
	}
}

// compare counts rows that are in one database and not in the other.
func compare(t *testing.T, a, b string) (differences, rows int) {
	t.Helper()
	db := must(sql.Open("sqlite3", "file:"+a+"?mode=rw"))
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`ATTACH ? AS other`, b); err != nil {
		t.Fatal(err)
	}
	tables := must(db.Query(`SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'roster'`))
	var names []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	tables.Close()
	for _, name := range names {
		var all, missing, added int
		for q, to := range map[string]*int{
			`SELECT count(*) FROM main."` + name + `"`:                                                           &all,
			`SELECT count(*) FROM (SELECT * FROM main."` + name + `" EXCEPT SELECT * FROM other."` + name + `")`: &missing,
			`SELECT count(*) FROM (SELECT * FROM other."` + name + `" EXCEPT SELECT * FROM main."` + name + `")`: &added,
		} {
			if err := db.QueryRow(q).Scan(to); err != nil {
				t.Fatal(name, err)
			}
		}
		rows, differences = rows+all, differences+missing+added
	}
	return differences, rows
}

func TestABackupIsRefused(t *testing.T) {
	key, to := offline(t)
	hybrid := must(vault.NewIdentity()).Recipient().String()
	data := realFolder(t)
	dir := t.TempDir()
	there := filepath.Join(dir, "there")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		args []string
		want string
		code int
	}{
		"without a recipient":       {[]string{"backup", filepath.Join(dir, "a")}, "--to", exitUsage},
		"to nonsense":               {[]string{"backup", "--to", "age1nonsense", filepath.Join(dir, "a")}, "age1", exitUsage},
		"to a secret key":           {[]string{"backup", "--to", "AGE-SECRET-KEY-1X", filepath.Join(dir, "a")}, "age1", exitUsage},
		"to keys of two kinds":      {[]string{"backup", "--to", to, "--to", hybrid, filepath.Join(dir, "a")}, "two kinds", exitUsage},
		"over a file":               {[]string{"backup", "--to", to, there}, "is there already", exitFault},
		"into no folder":            {[]string{"backup", "--to", to, filepath.Join(dir, "no", "a")}, "cannot be written", exitFault},
		"of no portal":              {[]string{"backup", "--to", to, filepath.Join(dir, "a"), "--data", dir}, "no database", exitFault},
		"restore without the list":  {[]string{"restore", there, "--identity", key, "--data", filepath.Join(dir, "new")}, "--erased", exitUsage},
		"restore over a portal":     {[]string{"restore", there, "--identity", key, "--without-erased"}, "is not empty", exitFault},
		"restore of no backup":      {[]string{"restore", there, "--identity", key, "--without-erased", "--data", filepath.Join(dir, "new")}, "does not open", exitFault},
		"restore without its key":   {[]string{"restore", there, "--without-erased", "--data", filepath.Join(dir, "new")}, "--identity", exitUsage},
		"restore with no such list": {[]string{"restore", there, "--identity", key, "--erased", there, "--data", filepath.Join(dir, "new")}, "", exitFault},
	} {
		t.Run(what, func(t *testing.T) {
			args := c.args
			if !slices.Contains(args, "--data") {
				args = append(slices.Clone(args), "--data", data)
			}
			out, errs, code := command(t, "", args...)
			if code != c.code || !strings.Contains(errs, c.want) || strings.Contains(errs, "SECRET-KEY") {
				t.Errorf("exit %d, said: %s%s", code, out, errs)
			}
		})
	}
	if b := must(os.ReadFile(there)); string(b) != "mine" {
		t.Error("the file that was there is changed")
	}
	if left := must(filepath.Glob(filepath.Join(dir, "*part*"))); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	if _, err := os.Stat(filepath.Join(dir, "new", databaseFile)); err == nil {
		t.Error("a restore that failed left a database")
	}
}

// TestADamagedBackupIsNotPutBack: cut at any place, changed in any byte, or
// sealed for another; nothing of it stays.
func TestADamagedBackupIsNotPutBack(t *testing.T) {
	key, to := offline(t)
	other, _ := offline(t)
	data := realFolder(t)
	fill(t, opened(t, data, false), 20, nil)
	file := filepath.Join(t.TempDir(), "copy.age")
	backUp(t, data, file, to)
	whole := must(os.ReadFile(file))
	try := func(what string, text []byte, key string) {
		t.Helper()
		back := filepath.Join(t.TempDir(), "back")
		broken := filepath.Join(t.TempDir(), "broken.age")
		if err := os.WriteFile(broken, text, 0o600); err != nil {
			t.Fatal(err)
		}
		out, errs, code := restore(t, back, broken, key)
		if code != exitFault {
			t.Errorf("%s: exit %d: %s%s", what, code, out, errs)
		}
		if left, err := os.ReadDir(back); err == nil && len(left) > 0 {
			t.Errorf("%s: left %v", what, left)
		}
	}
	try("another key", whole, other)
	for range 5 {
		cut := rand.IntN(len(whole))
		try(fmt.Sprint("cut at ", cut), whole[:cut], key)
		bent := bytes.Clone(whole)
		at := rand.IntN(len(whole))
		bent[at] ^= 1 << rand.IntN(8)
		try(fmt.Sprint("changed at ", at), bent, key)
	}
	try("something after its end", append(bytes.Clone(whole), whole...), key)
	// The control: unbroken it is put back.
	if _, errs, code := restore(t, filepath.Join(t.TempDir(), "back"), file, key); code != exitDone {
		t.Errorf("the whole backup: %d %s", code, errs)
	}
}

// TestWhatWasErasedSinceIsErasedAgain: an older backup brings back neither a
// tip that was erased, nor an officer who was disabled, nor a session.
func TestWhatWasErasedSinceIsErasedAgain(t *testing.T) {
	key, to := offline(t)
	c := start(t, t.TempDir())
	_, admin := c.firstLinks()
	boss := c.enrol(admin, "ravi.admin")
	c.enrol(c.invite("UP-AHTB", "nodal", "Meera Nodal"), "meera.up")
	h := opened(t, c.data, false)
	ids := fill(t, h, 6, nil)
	file := filepath.Join(t.TempDir(), "copy.age")
	backUp(t, c.data, file, to)

	// Since then two tips are erased and an officer is disabled.
	line := tips.NewLine(h.config)
	defer line.Close()
	for _, id := range ids[:2] {
		if err := h.ledger.Erased(id, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	if n, err := tips.NewDesk(h.config).EraseListed(t.Context(), h.ledger.ids(listedTip)); err != nil || n != 2 {
		t.Fatalf("%d erased, %v", n, err)
	}
	meera := must(h.db.OfficerByLogin(t.Context(), "meera.up"))
	people := boss.ok("/people")
	form, action := people.form(t, "/people/"+meera.ID+"/disable")
	form.Set("sure", "1")
	form.Set("again-pass", testPass)
	if p := boss.post(action, form); p.status != 303 {
		t.Fatalf("disable: %d %s", p.status, p.text())
	}
	if err := h.listDisabled(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(h.db.Close(), c.stop()); err != nil {
		t.Fatal(err)
	}

	list := filepath.Join(c.data, keysFolder, erasedFile)
	look := func(data string) (there []string, state string, sessions int) {
		h := opened(t, data, false)
		defer h.db.Close()
		for _, id := range ids {
			if _, err := h.db.Tip(t.Context(), id); err == nil {
				there = append(there, id)
			}
		}
		state = must(h.db.Officer(t.Context(), meera.ID)).State
		db := must(sql.Open("sqlite3", filepath.Join(data, databaseFile)))
		defer db.Close()
		if err := db.QueryRow(`SELECT (SELECT count(*) FROM sessions) + (SELECT count(*) FROM invites)`).Scan(&sessions); err != nil {
			t.Fatal(err)
		}
		return there, state, sessions
	}
	back := filepath.Join(t.TempDir(), "back")
	if out, errs, code := restore(t, back, file, key, "--erased", list); code != exitDone || !strings.Contains(out, "2 tips") || !strings.Contains(out, "1 officers") {
		t.Fatalf("%d %s%s", code, out, errs)
	}
	if there, state, sessions := look(back); !slices.Equal(there, ids[2:]) || state != tips.OfficerDisabled || sessions != 0 {
		t.Errorf("put back: %v, the officer is %s, %d sessions and links", there, state, sessions)
	}
	// The restored portal knows the list itself.
	if got := must(readLedger(filepath.Join(back, keysFolder, erasedFile))); len(got) != 3 {
		t.Errorf("its own list has %v", got)
	}
	// The control: without the list they come back.
	again := filepath.Join(t.TempDir(), "again")
	if _, errs, code := restore(t, again, file, key); code != exitDone {
		t.Fatal(errs)
	}
	if there, state, sessions := look(again); len(there) != 6 || state == tips.OfficerDisabled || sessions != 0 {
		t.Errorf("without the list: %d tips, the officer is %s, %d sessions and links", len(there), state, sessions)
	}
}

package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A portal signs a head when it starts; `verify --head` prints it, and a head
// that was kept shows a log that was changed afterwards, whatever else fits.
func TestAHeadThatWasKeptShowsALaterChange(t *testing.T) {
	dir := realFolder(t)
	if _, errs, code := command(t, "", "verify", "--data", dir, "--head"); code != exitFault || !strings.Contains(errs, "no daily head") {
		t.Errorf("before the first head: %d %s", code, errs)
	}
	c := start(t, dir)
	db := must(sql.Open("sqlite3", filepath.Join(dir, databaseFile)+"?_busy_timeout=5000"))
	defer db.Close()
	for n, end := 0, time.Now().Add(time.Minute); n == 0; {
		if err := db.QueryRow(`SELECT count(*) FROM heads`).Scan(&n); err != nil || time.Now().After(end) {
			t.Fatalf("no head is signed: %v", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err := c.stop(); err != nil {
		t.Fatal(err)
	}
	text, errs, code := command(t, "", "verify", "--data", dir, "--head")
	if code != exitDone || !strings.Contains(text, "mukti-head-1 ") || !strings.Contains(text, "\nkey ") {
		t.Fatalf("%d %s%s", code, text, errs)
	}
	file := filepath.Join(t.TempDir(), "mail.txt")
	if err := os.WriteFile(file, []byte("Dear bureau,\n\n"+text), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, errs, code := command(t, "", "verify", "--data", dir, "--heads", file); code != exitDone || !strings.Contains(out, "2 heads that were kept") {
		t.Fatalf("a whole audit: %d %s%s", code, out, errs)
	}
	if out, errs, code := command(t, text, "verify", "--data", dir, "--heads", "-"); code != exitDone {
		t.Errorf("from stdin: %d %s%s", code, out, errs)
	}
	for name, c := range map[string]struct {
		text string
		code int
		says string
	}{
		"no head":       {"Dear bureau", exitUsage, "holds no head"},
		"a cut line":    {text[:strings.LastIndex(text, "key")-20], exitFault, "not a head of the audit"},
		"another chain": {strings.ReplaceAll(text, "mukti-head-1 2", "mukti-head-1 1"), exitFault, ""},
	} {
		if out, errs, code := command(t, c.text, "verify", "--data", dir, "--heads", "-"); code != c.code || !strings.Contains(errs+out, c.says) {
			t.Errorf("%s: %d %s%s", name, code, out, errs)
		}
	}
	if _, err := db.Exec(`DELETE FROM events; DELETE FROM heads`); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, anchorFile)); err != nil {
		t.Fatal(err)
	}
	out, _, code := command(t, text, "verify", "--data", dir, "--heads", "-")
	if code != exitFault || strings.Count(out, "the audit ends before a head that was kept") != 2 {
		t.Errorf("an emptied audit: %d %s", code, out)
	}
}

// The key of the heads is made once; one that has signed is not made anew.
func TestALostKeyOfHeadsIsNotReplaced(t *testing.T) {
	dir := realFolder(t)
	key := filepath.Join(dir, keysFolder, headsFile)
	first := must(os.ReadFile(key))
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	h := must(openHouse(t.Context(), &Common{Data: dir, Public: ":1", Desk: ":2"}, (&Common{}).logger(&world{stderr: &safeBuffer{}}), true))
	if second := must(os.ReadFile(key)); string(second) == string(first) || !h.config.Keys.Heads.Usable() {
		t.Error("beside a database without heads no key was made")
	}
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
	db := must(sql.Open("sqlite3", filepath.Join(dir, databaseFile)))
	defer db.Close()
	if _, err := db.Exec(`INSERT INTO heads VALUES ('2026-11-21', 0, 0, x'', x'')`); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := command(t, "", "serve", "--data", dir, "--public", "127.0.0.1:0", "--desk", ""); code != exitFault || !strings.Contains(errs, "put it back") {
		t.Errorf("serve: %d %s", code, errs)
	}
	if out, _, code := command(t, "", "verify", "--data", dir); code != exitFault || !strings.Contains(out, "key of the audit's daily heads is missing") {
		t.Errorf("verify: %d %s", code, out)
	}
}

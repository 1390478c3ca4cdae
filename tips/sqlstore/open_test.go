package sqlstore_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
)

func TestOpenMakesAFileForItsOwnerOnly(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	if err := db.Accept(t.Context(), newTip(tips.Urgent, time.Unix(900, 0))); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{o.Path, o.Path + "-wal", o.Path + "-shm", o.Anchor} {
		info, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %o", filepath.Base(f), info.Mode().Perm())
		}
	}
}

// The driver's own default is synchronous=NORMAL, which loses acknowledged
// tips at a power cut.
func TestTheWriterKeepsWhatIsPromised(t *testing.T) {
	t.Parallel()
	db := open(t, options(t))
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1", "temp_store": "2",
		"trusted_schema": "0", "wal_autocheckpoint": "0", "query_only": "0",
	} {
		if got, err := db.WriterPragma(pragma); err != nil || got != want {
			t.Errorf("%s is %s (%v), want %s", pragma, got, err, want)
		}
	}
}

func TestOpenRefusesInOneLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	text := write("text", strings.Repeat("no database, just text\n", 100))
	foreign := filepath.Join(dir, "foreign.db")
	raw := sqlstore.Raw(write("foreign.db", ""))
	if _, err := raw.Exec(`CREATE TABLE t (x)`); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	key := make([]byte, 32)
	for name, o := range map[string]sqlstore.Options{
		"a folder that is not there":            {Path: filepath.Join(dir, "no", "portal.db"), AuditKey: key},
		"a file where a folder should be":       {Path: filepath.Join(text, "portal.db"), AuditKey: key},
		"a folder where the file should be":     {Path: dir, AuditKey: key},
		"a device":                              {Path: "/dev/null", AuditKey: key},
		"a file that is no database":            {Path: text, AuditKey: key},
		"a database of another program":         {Path: foreign, AuditKey: key},
		"no path":                               {AuditKey: key},
		"no key":                                {Path: filepath.Join(dir, "a.db")},
		"a short key":                           {Path: filepath.Join(dir, "a.db"), AuditKey: key[:31]},
		"an anchor in no folder":                {Path: filepath.Join(dir, "b.db"), AuditKey: key, Anchor: filepath.Join(dir, "no", "anchor")},
		"nothing to read":                       {Path: filepath.Join(dir, "c.db"), AuditKey: key, ReadOnly: true},
		"an empty file to read":                 {Path: write("empty", ""), AuditKey: key, ReadOnly: true},
		"a file that is no database, read only": {Path: text, AuditKey: key, ReadOnly: true},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := sqlstore.Open(t.Context(), o)
			if err == nil {
				db.Close()
				t.Fatal("it was opened")
			}
			if s := err.Error(); strings.ContainsAny(s, "\r\n") || !strings.HasPrefix(s, "sqlstore: ") {
				t.Errorf("not one line of ours: %q", s)
			}
		})
	}
	if b, err := os.ReadFile(text); err != nil || !strings.HasPrefix(string(b), "no database") {
		t.Error("the file that is no database was written to")
	}
}

func TestADatabaseOfANewerPortalIsRefused(t *testing.T) {
	t.Parallel()
	o := options(t)
	if err := open(t, o).Close(); err != nil {
		t.Fatal(err)
	}
	raw := sqlstore.Raw(o.Path)
	if _, err := raw.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	for _, o.ReadOnly = range []bool{false, true} {
		_, err := sqlstore.Open(t.Context(), o)
		if !errors.Is(err, sqlstore.ErrNewer) || strings.Contains(err.Error(), "\n") {
			t.Errorf("read only %v: %v", o.ReadOnly, err)
		}
	}
}

func TestReadOnlyMigratesNothing(t *testing.T) {
	t.Parallel()
	o := options(t)
	open(t, o).Close()
	raw := sqlstore.Raw(o.Path)
	if _, err := raw.Exec(`DELETE FROM goose_db_version WHERE version_id > 0`); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	o.ReadOnly = true
	if _, err := sqlstore.Open(t.Context(), o); !errors.Is(err, sqlstore.ErrOlder) {
		t.Errorf("got %v", err)
	}
}

func TestReadOnlyReadsBesideTheWriterAndAlone(t *testing.T) {
	t.Parallel()
	o := options(t)
	db := open(t, o)
	in := newTip(tips.Urgent, time.Unix(900, 0))
	if err := db.Accept(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	ro := o
	ro.ReadOnly = true
	look := func() {
		t.Helper()
		r, err := sqlstore.Open(t.Context(), ro)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := r.Tip(t.Context(), in.Tip.ID); err != nil {
			t.Fatal(err)
		}
		if err := r.Accept(t.Context(), newTip(tips.Urgent, time.Unix(900, 0))); !errors.Is(err, sqlstore.ErrReadOnly) {
			t.Errorf("a write gave %v", err)
		}
		if _, err := r.Page(t.Context(), "sent", in.Pages[0].ID, time.Unix(900, 0), false); !errors.Is(err, sqlstore.ErrReadOnly) {
			t.Errorf("a counted look gave %v", err)
		}
		if faults, err := r.Verify(t.Context()); err != nil || len(faults) > 0 {
			t.Errorf("verify: %v %v", faults, err)
		}
		if err := r.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	}
	look()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	look()
}

func TestOddPathsAreOpenedAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a b.db", "100%.db", "what?.db", "#1.db", "a&mode=memory.db", "मुक्ति.db", "a%20b.db", ":memory:", "file:x.db"} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			o.Path = filepath.Join(filepath.Dir(o.Path), name)
			db := open(t, o)
			if err := db.Append(t.Context(), tips.Event{Act: "a"}); err != nil {
				t.Fatal(err)
			}
			db.Close()
			if info, err := os.Stat(o.Path); err != nil || info.Size() == 0 {
				t.Fatalf("the file is not there or empty: %v", err)
			}
			if evs, err := open(t, o).Events(t.Context(), 0, 5); err != nil || len(evs) != 1 {
				t.Fatalf("%d events, %v", len(evs), err)
			}
		})
	}
}

func TestManyMayOpenANewFileAtOnce(t *testing.T) {
	t.Parallel()
	o := options(t)
	var all sync.WaitGroup
	for n := range 6 {
		all.Go(func() {
			db, err := sqlstore.Open(context.Background(), o)
			if err != nil {
				t.Errorf("opener %d: %v", n, err)
				return
			}
			defer db.Close()
			if err := db.Append(context.Background(), tips.Event{Act: "opened"}); err != nil {
				t.Errorf("opener %d: %v", n, err)
			}
		})
	}
	all.Wait()
	db := open(t, o)
	evs, err := db.Events(t.Context(), 0, 100)
	if err != nil || len(evs) != 6 {
		t.Errorf("%d events, %v", len(evs), err)
	}
	if faults, err := db.Verify(t.Context()); err != nil || len(faults) > 0 {
		t.Errorf("verify: %v %v", faults, err)
	}
}

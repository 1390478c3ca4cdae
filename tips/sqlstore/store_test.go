package sqlstore_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"mukti/tips/sqlstore"
	"mukti/tips/storetest"
)

// options are those of a store in a folder of its own.
func options(t testing.TB) sqlstore.Options {
	dir := t.TempDir()
	return sqlstore.Options{Path: filepath.Join(dir, "portal.db"), AuditKey: bytes.Repeat([]byte{7}, 32), Anchor: filepath.Join(dir, "anchor")}
}

// open opens a store and closes it with the test.
func open(t testing.TB, o sqlstore.Options) *sqlstore.DB {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Store { return open(t, options(t)) })
}

package main

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"mukti/tips/vault"
)

// TestABackupThatSomebodyElseMadeWritesNowhere: anybody can seal a file to a key
// that is known.
func TestABackupThatSomebodyElseMadeWritesNowhere(t *testing.T) {
	key, to := offline(t)
	head := `{"format":1,"made":"2026-11-22T00:00:00Z"}`
	for what, entries := range map[string][]tar.Header{
		"out of the folder": {{Name: backupHead}, {Name: "../../escaped"}},
		"an absolute path":  {{Name: backupHead}, {Name: "/tmp/escaped"}},
		"a link":            {{Name: backupHead}, {Name: "keys/pepper", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}},
		"twice":             {{Name: backupHead}, {Name: "keys/pepper"}, {Name: "keys/pepper"}},
		"a folder in keys":  {{Name: backupHead}, {Name: "keys/../../x"}},
		"without a head":    {{Name: "keys/pepper"}},
		"without keys":      {{Name: backupHead}, {Name: databaseFile}},
		"empty":             {},
	} {
		t.Run(what, func(t *testing.T) {
			var buf bytes.Buffer
			sealed := must(vault.SealTo(&buf, to))
			w := tar.NewWriter(sealed)
			for _, h := range entries {
				text := ""
				if h.Name == backupHead {
					text = head
				}
				h.Size, h.Mode = int64(len(text)), 0o600
				if err := w.WriteHeader(&h); err != nil {
					t.Fatal(err)
				}
				if _, err := io.WriteString(w, text); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(w.Close(), sealed.Close()); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			file := filepath.Join(dir, "f.age")
			if err := os.WriteFile(file, buf.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, errs, code := restore(t, filepath.Join(dir, "a", "b"), file, key); code != exitFault {
				t.Errorf("exit %d: %s%s", code, out, errs)
			}
			left := must(os.ReadDir(filepath.Join(dir, "a", "b")))
			beside := must(os.ReadDir(dir))
			if len(left) > 0 || len(beside) != 2 {
				t.Errorf("left %v, %v", left, beside)
			}
		})
	}
}

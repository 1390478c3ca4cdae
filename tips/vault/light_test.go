package vault

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNobodyDerivesLightly: what makes tests quick would make every passphrase
// and number of an installation guessable.
func TestNobodyDerivesLightly(t *testing.T) {
	files, tests := 0, 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		names := bytes.Contains(text, []byte("NewLightLocker"))
		switch {
		case names && strings.HasSuffix(path, "_test.go"):
			tests++
		case names && !strings.HasSuffix(path, "vault/lock.go"):
			t.Errorf("%s derives lightly", path)
		}
		return nil
	})
	if err != nil || files < 300 || tests < 2 {
		t.Errorf("%d files, %d tests that name it, %v: the test would prove nothing", files, tests, err)
	}
}

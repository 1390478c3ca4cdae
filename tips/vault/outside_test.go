package vault

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"filippo.io/age"
)

// TestWhatIsSealedOutside: both kinds of offline keys open it; another key, a
// cut and a changed byte open nothing; kinds are not mixed.
func TestWhatIsSealedOutside(t *testing.T) {
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	plain := bytes.Repeat([]byte("a backup "), 50_000)
	for name, k := range map[string]struct{ secret, other, to string }{
		"X25519": {classic.String(), hybrid.String(), classic.Recipient().String()},
		"hybrid": {hybrid.String(), classic.String(), hybrid.Recipient().String()},
	} {
		var sealed bytes.Buffer
		w, err := SealTo(&sealed, k.to)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		open := func(secret string, text []byte) ([]byte, error) {
			r, err := OpenWith(strings.NewReader("# made by age-keygen\n"+secret+"\n"), bytes.NewReader(text))
			if err != nil {
				return nil, err
			}
			return io.ReadAll(r)
		}
		if got, err := open(k.secret, sealed.Bytes()); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		bent := bytes.Clone(sealed.Bytes())
		bent[len(bent)/2] ^= 1
		for what, try := range map[string]func() ([]byte, error){
			"another key": func() ([]byte, error) { return open(k.other, sealed.Bytes()) },
			"cut":         func() ([]byte, error) { return open(k.secret, sealed.Bytes()[:sealed.Len()-1]) },
			"changed":     func() ([]byte, error) { return open(k.secret, bent) },
			"no age file": func() ([]byte, error) { return open(k.secret, plain) },
		} {
			if _, err := try(); !errors.Is(err, ErrOpen) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
		if _, err := open("AGE-SECRET-KEY-1NONSENSE", sealed.Bytes()); err == nil || strings.Contains(err.Error(), "NONSENSE") {
			t.Errorf("a broken identity: %v", err)
		}
	}
	for what, to := range map[string][]string{"nobody": nil, "two kinds": {classic.Recipient().String(), hybrid.Recipient().String()}, "a secret": {classic.String()}} {
		if _, err := SealTo(io.Discard, to...); err == nil || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

package vault

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func identity(t *testing.T) Identity {
	t.Helper()
	id, err := NewIdentity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestABoxOpensOnlyForItsRecipientsAndItsLabel(t *testing.T) {
	mine, theirs, stranger := identity(t), identity(t), identity(t)
	label := Label{Of: "tip", Kind: "words"}
	box, err := Seal(label, []byte("secret words"), mine.Recipient(), theirs.Recipient())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []Identity{mine, theirs} {
		if got, err := Open(id, label, box); err != nil || string(got) != "secret words" {
			t.Fatalf("a recipient reads %q, %v", got, err)
		}
	}
	for name, try := range map[string]func() ([]byte, error){
		"a stranger":         func() ([]byte, error) { return Open(stranger, label, box) },
		"another tip":        func() ([]byte, error) { return Open(mine, Label{Of: "other", Kind: "words"}, box) },
		"another kind":       func() ([]byte, error) { return Open(mine, Label{Of: "tip", Kind: "contact"}, box) },
		"a shifted label":    func() ([]byte, error) { return Open(mine, Label{Of: "tipw", Kind: "ords"}, box) },
		"a changed byte":     func() ([]byte, error) { return Open(mine, label, flip(box, len(box)-20)) },
		"a cut box":          func() ([]byte, error) { return Open(mine, label, box[:len(box)-1]) },
		"nothing":            func() ([]byte, error) { return Open(mine, label, nil) },
		"an unusable key":    func() ([]byte, error) { return Open(Identity{}, label, box) },
		"a changed header":   func() ([]byte, error) { return Open(mine, label, flip(box, 60)) },
		"a box in a box":     func() ([]byte, error) { return Open(mine, label, append([]byte("x"), box...)) },
		"what trails behind": func() ([]byte, error) { return Open(mine, label, append(bytes.Clone(box), 0)) },
	} {
		if got, err := try(); !errors.Is(err, ErrOpen) || got != nil {
			t.Errorf("%s opens it: %q, %v", name, got, err)
		}
	}
	if _, err := Seal(label, []byte("x")); err == nil {
		t.Error("sealed to nobody without an error")
	}
	if _, err := Seal(label, []byte("x"), Recipient{}); err == nil {
		t.Error("sealed to an empty recipient without an error")
	}
}

func flip(b []byte, at int) []byte {
	c := bytes.Clone(b)
	c[at] ^= 1
	return c
}

func TestABoxesSizeTellsOnlyItsClass(t *testing.T) {
	k := NewKey()
	sizes := map[int]bool{}
	for n := range 300 {
		sizes[len(SealKey(k, Label{}, make([]byte, n)))] = true
	}
	if len(sizes) != 2 { // 256 and 512 bytes
		t.Errorf("300 lengths show as %d sizes, want 2", len(sizes))
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1<<20).Draw(t, "n")
		c := sizeClass(n)
		if c < n || c > 64<<10 && c%(64<<10) != 0 || n > 256 && c >= 2*n && c <= 64<<10 {
			t.Fatalf("class of %d is %d", n, c)
		}
	})
}

func TestSecretsDoNotPrint(t *testing.T) {
	id := identity(t)
	key, err := NewBodyKey()
	if err != nil {
		t.Fatal(err)
	}
	n := NewNumber()
	for _, v := range []any{id, key, n, &id, struct{ K Identity }{id}, struct{ N Number }{n}} {
		j, _ := json.Marshal(v)
		out := fmt.Sprintf("%v %+v %#v %s %s", v, v, v, v, j)
		for _, secret := range []string{id.Secret()[20:60], key.Identity.Secret()[20:60], n.digits} {
			if strings.Contains(out, secret) {
				t.Errorf("%T prints its secret", v)
			}
		}
	}
}

func TestLockedSecretOpensWithItsPassphraseAlone(t *testing.T) {
	l := NewLocker(1)
	ctx := context.Background()
	locked, err := l.Lock(ctx, "a long passphrase", Label{Of: "o"}, []byte("secret"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := l.Unlock(ctx, "a long passphrase", Label{Of: "o"}, locked); err != nil || string(got) != "secret" {
		t.Fatalf("got %q, %v", got, err)
	}
	for name, try := range map[string]struct {
		pass  string
		label Label
		box   []byte
	}{
		"another passphrase": {"another passphrase", Label{Of: "o"}, locked},
		"another officer":    {"a long passphrase", Label{Of: "p"}, locked},
		"nothing":            {"a long passphrase", Label{Of: "o"}, nil},
	} {
		if _, err := l.Unlock(ctx, try.pass, try.label, try.box); !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	l.slots.TryAcquire(1)
	if _, err := l.Lock(done, "x", Label{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a full locker does not let go of one who left: %v", err)
	}
}

func TestChunksCannotBeMovedDroppedOrCut(t *testing.T) {
	f := NewFileKey("file")
	a, b := f.Seal(0, false, make([]byte, ChunkSize)), f.Seal(1, true, []byte("end"))
	if got := len(a); got != 256<<10+40 { // nonce and tag beside 256 KiB
		t.Errorf("a chunk is %d bytes", got)
	}
	if _, err := f.Open(0, false, a); err != nil {
		t.Fatal(err)
	}
	if got, err := f.Open(1, true, b); err != nil || string(got) != "end" {
		t.Fatalf("%q %v", got, err)
	}
	other := NewFileKey("file")
	for name, err := range map[string]error{
		"moved":        second(f.Open(1, false, a)),
		"cut here":     second(f.Open(0, true, a)),
		"not the last": second(f.Open(1, false, b)),
		"other file":   second(other.Open(0, false, a)),
		"changed":      second(f.Open(0, false, flip(a, 1000))),
	} {
		if !errors.Is(err, ErrOpen) {
			t.Errorf("%s: %v", name, err)
		}
	}
	again, err := ParseFileKey("file", f.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Open(0, false, a); err != nil {
		t.Error(err)
	}
	if _, err := ParseFileKey("file", []byte("short")); !errors.Is(err, ErrOpen) {
		t.Error("a short key is taken")
	}
}

func second[T any](_ T, err error) error { return err }

func TestBodyKeySignsAndSurvivesItsText(t *testing.T) {
	k, err := NewBodyKey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseBodyKey(k.Secret())
	if err != nil {
		t.Fatal(err)
	}
	cert := again.Sign([]byte("statement"))
	if !Signed(k.Public(), []byte("statement"), cert) {
		t.Error("the signature does not hold")
	}
	if Signed(k.Public(), []byte("other"), cert) || Signed(nil, []byte("statement"), cert) || Signed(k.Public(), []byte("statement"), nil) {
		t.Error("a wrong signature holds")
	}
	if again.Identity.Recipient().String() != k.Identity.Recipient().String() {
		t.Error("another identity")
	}
	for _, bad := range []string{"", "{}", `{"identity":"x","seed":""}`, "null"} {
		if _, err := ParseBodyKey([]byte(bad)); !errors.Is(err, ErrOpen) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if f := Fingerprint("age1pq1x"); len(strings.Fields(f)) != 8 || f == Fingerprint("age1pq1y") {
		t.Errorf("fingerprint %q", f)
	}
}

func TestMarksAreKeyedAndApartByKind(t *testing.T) {
	k := NewKey()
	a := Mark(k, "phone", "+919800000210")
	if !bytes.Equal(a, Mark(k, "phone", "+919800000210")) {
		t.Error("the same mark differs")
	}
	for name, b := range map[string][]byte{"key": Mark(NewKey(), "phone", "+919800000210"), "kind": Mark(k, "upi", "+919800000210"),
		"shifted": Mark(k, "phone+", "919800000210")} {
		if bytes.Equal(a, b) {
			t.Errorf("same under another %s", name)
		}
	}
}

func BenchmarkSealFourKiBToThree(b *testing.B) {
	var to []Recipient
	for range 3 {
		id, err := NewIdentity()
		if err != nil {
			b.Fatal(err)
		}
		to = append(to, id.Recipient())
	}
	plain := make([]byte, 4<<10)
	for b.Loop() {
		if _, err := Seal(Label{Of: "tip", Kind: "words"}, plain, to...); err != nil {
			b.Fatal(err)
		}
	}
}

package passkey_test

import (
	"bytes"
	"errors"
	"testing"

	"mukti/tips/passkey"
	"mukti/tips/passkey/passkeytest"
)

const origin = "https://desk.example"

func site(t *testing.T) *passkey.Site {
	t.Helper()
	s, err := passkey.New(origin, "Desk")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var asha = passkey.User{ID: []byte("0123456789abcdef"), Name: "asha", Display: "Asha"}

func made(t *testing.T, s *passkey.Site, d *passkeytest.Device, u passkey.User) passkey.Key {
	t.Helper()
	options, state, err := s.Create(u, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := d.Create(options)
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Created(u, state, answer)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestOriginsForWhichBrowsersMakePasskeys(t *testing.T) {
	for origin, want := range map[string]bool{
		"https://desk.example": true, "https://desk.example:8443": true, "http://localhost:8081": true, "http://desk.localhost": true,
		"http://desk.example": false, "http://127.0.0.1:8081": false, "https://10.0.0.1": false, "https://[::1]": false, "": false, "desk.example": false, "http://abc.onion": false,
	} {
		if _, err := passkey.New(origin, "Desk"); (err == nil) != want {
			t.Errorf("%q: %v", origin, err)
		}
	}
}

func TestAPasskeyIsMadeAndUsed(t *testing.T) {
	s, d := site(t), passkeytest.New(origin, "desk.example")
	keys := []passkey.Key{made(t, s, d, asha)}
	for range 3 {
		options, state, err := s.Ask()
		if err != nil {
			t.Fatal(err)
		}
		answer, err := d.Answer(options)
		if err != nil {
			t.Fatal(err)
		}
		at, now, err := s.Answered(asha, keys, state, answer)
		if err != nil || at != 0 || now.Count != d.Count {
			t.Fatalf("%d, %+v, %v", at, now, err)
		}
		keys[0] = now
	}
}

func TestWhatAnAttackerAnswersIsRefused(t *testing.T) {
	s := site(t)
	own, other := passkeytest.New(origin, "desk.example"), passkeytest.New(origin, "desk.example")
	keys := []passkey.Key{made(t, s, own, asha)}
	ravi := passkey.User{ID: []byte("fedcba9876543210"), Name: "ravi"}
	made(t, s, other, ravi)
	options, state, err := s.Ask()
	if err != nil {
		t.Fatal(err)
	}
	_, second, err := s.Ask()
	if err != nil {
		t.Fatal(err)
	}
	answer := func(d passkeytest.Device) []byte {
		a, err := d.Answer(options)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	elsewhere, sub, fake := *own, *own, *other
	elsewhere.Origin = "https://desk.example.evil.example"
	sub.Site = "example"
	fake.ID, fake.User = own.ID, own.User
	for name, c := range map[string]struct{ state, answer []byte }{
		"another's key":                    {state, answer(*other)},
		"another's key under the own name": {state, answer(fake)},
		"another origin":                   {state, answer(elsewhere)},
		"another site":                     {state, answer(sub)},
		"another challenge":                {second, answer(*own)},
		"no answer":                        {state, nil},
		"no state":                         {nil, answer(*own)},
		"an answer too long":               {state, append(answer(*own), bytes.Repeat([]byte(" "), 20<<10)...)},
		"half an answer":                   {state, answer(*own)[:80]},
	} {
		if _, _, err := s.Answered(asha, keys, c.state, c.answer); !errors.Is(err, passkey.ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := s.Answered(asha, keys, state, answer(*own)); err != nil {
		t.Errorf("the control: %v", err)
	}
	creation, made, err := s.Create(asha, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := passkeytest.New("https://evil.example", "desk.example")
	bad, err := d.Create(creation)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Created(asha, made, bad); !errors.Is(err, passkey.ErrRefused) {
		t.Errorf("a key made elsewhere: %v", err)
	}
}

func TestACounterThatGoesBackIsRefused(t *testing.T) {
	s, d := site(t), passkeytest.New(origin, "desk.example")
	d.Count = 7
	keys := []passkey.Key{made(t, s, d, asha)}
	try := func() error {
		options, state, err := s.Ask()
		if err != nil {
			t.Fatal(err)
		}
		answer, err := d.Answer(options)
		if err != nil {
			t.Fatal(err)
		}
		_, now, err := s.Answered(asha, keys, state, answer)
		if err == nil {
			keys[0] = now
		}
		return err
	}
	if err := try(); err != nil {
		t.Fatal(err)
	}
	d.Count = 3
	if err := try(); !errors.Is(err, passkey.ErrCounter) {
		t.Errorf("a count of 4 after 8: %v", err)
	}
	d.Count, d.Still = 8, true
	if err := try(); !errors.Is(err, passkey.ErrCounter) {
		t.Errorf("a count of 8 after 8: %v", err)
	}
	// One that never counts stays usable.
	still := passkeytest.New(origin, "desk.example")
	still.Still = true
	keys, d = []passkey.Key{made(t, s, still, asha)}, still
	for range 2 {
		if err := try(); err != nil {
			t.Errorf("a key without a counter: %v", err)
		}
	}
}

func FuzzAnswersNeverStopTheDesk(f *testing.F) {
	s, err := passkey.New(origin, "Desk")
	if err != nil {
		f.Fatal(err)
	}
	_, asked, err := s.Ask()
	if err != nil {
		f.Fatal(err)
	}
	options, state, err := s.Create(asha, nil)
	if err != nil {
		f.Fatal(err)
	}
	d := passkeytest.New(origin, "desk.example")
	for _, make := range []func([]byte) ([]byte, error){d.Create, d.Answer} {
		seed, err := make(options)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		s.Created(asha, state, answer)
		if _, _, err := s.Answered(asha, nil, asked, answer); err == nil {
			t.Error("an answer was taken for an officer without keys")
		}
	})
}

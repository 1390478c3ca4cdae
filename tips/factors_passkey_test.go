package tips_test

import (
	"errors"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/passkey/passkeytest"
)

func TestPasskeysOfAnAccount(t *testing.T) {
	p := newKeyed(t)
	first, second := passkeytest.New(deskOrigin, "desk.example"), passkeytest.New(deskOrigin, "desk.example")
	p.enrolKey(p.first.AdminToken, "admin", first)
	s := p.seat(p.desk.SignInWithPasskey(p.ctx, "admin", pass, "b", p.answer(first, "b")))
	a, err := p.desk.Account(p.ctx, s)
	if err != nil || len(a.Passkeys) != 1 || a.Passkeys[0].Name != "laptop" || !a.Passkeys[0].Last || a.TOTP {
		t.Fatalf("%+v, %v", a, err)
	}
	if err := p.desk.RemovePasskey(p.ctx, s, a.Passkeys[0].ID); !errors.Is(err, tips.ErrLastFactor) {
		t.Errorf("the last factor is removed: %v", err)
	}
	setup, err := p.desk.NewFactor(s, "")
	p.must(err)
	made, err := second.Create([]byte(setup.Passkey))
	p.must(err)
	key := tips.Passkey{Form: setup.Form, Answer: string(made), Name: " phone "}
	nameless := key
	nameless.Name = "\t"
	var invalid *tips.Invalid
	if err := p.desk.AddPasskey(p.ctx, s, nameless); !errors.As(err, &invalid) {
		t.Errorf("a passkey without a name: %v", err)
	}
	p.must(p.desk.AddPasskey(p.ctx, s, key))
	if err := p.desk.AddPasskey(p.ctx, s, key); !errors.Is(err, tips.ErrCode) {
		t.Errorf("the answer to one challenge makes two keys: %v", err)
	}
	p.must(p.desk.RemovePasskey(p.ctx, s, a.Passkeys[0].ID))
	if err := p.desk.RemovePasskey(p.ctx, s, a.Passkeys[0].ID); !errors.Is(err, tips.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if _, err := p.desk.SignInWithPasskey(p.ctx, "admin", pass, "b", p.answer(first, "b")); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("a removed passkey signs in: %v", err)
	}
	p.seat(p.desk.SignInWithPasskey(p.ctx, "admin", pass, "b", p.answer(second, "b")))
	second.Count = 0
	if _, err := p.desk.SignInWithPasskey(p.ctx, "admin", pass, "b", p.answer(second, "b")); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("a passkey that counts backwards: %v", err)
	}
	if got := p.lastNote(s.Officer.ID); got != "officer.sign-in-refused counter" {
		t.Errorf("the audit says %q", got)
	}
}

// TestWhatIsTriedWithPasskeys: challenges of another browser, another process, an
// hour ago, used before; another officer's key; a key on another officer's page.
func TestWhatIsTriedWithPasskeys(t *testing.T) {
	p := newKeyed(t)
	own, theirs := passkeytest.New(deskOrigin, "desk.example"), passkeytest.New(deskOrigin, "desk.example")
	p.enrolKey(p.first.AdminToken, "admin", own)
	p.enrolKey(p.first.CellToken, "cell", theirs)
	try := func(login, browser string, k tips.Passkey) error {
		_, err := p.desk.SignInWithPasskey(p.ctx, login, pass, browser, k)
		return err
	}
	own.Still = true // only its challenge tells a used answer from a new one
	used := p.answer(own, "b")
	p.must(try("admin", "b", used))
	if err := try("admin", "b", used); !errors.Is(err, tips.ErrSignIn) {
		t.Errorf("a challenge that was used: %v", err)
	}
	old := p.answer(own, "b")
	p.wait(2 * time.Hour)
	evil := *own
	evil.Origin = "https://desk.example.evil.example"
	stranger, err := tips.NewDesk(p.conf).AskPasskey("b")
	p.must(err)
	answer, err := own.Answer([]byte(stranger.Options))
	p.must(err)
	two := p.answer(own, "b")
	two.Form = p.answer(own, "b").Form
	for name, c := range map[string]struct {
		login, browser string
		key            tips.Passkey
	}{
		"a challenge of two hours ago":      {"admin", "b", old},
		"a challenge of another browser":    {"admin", "c", p.answer(own, "b")},
		"a challenge of another process":    {"admin", "b", tips.Passkey{Form: stranger.Form, Answer: string(answer)}},
		"the answer to another challenge":   {"admin", "b", two},
		"an answer for another origin":      {"admin", "b", p.answer(&evil, "b")},
		"officer A's passkey for officer B": {"admin", "b", p.answer(theirs, "b")},
		"the same the other way round":      {"cell", "b", p.answer(own, "b")},
		"nonsense":                          {"admin", "b", tips.Passkey{Form: "x", Answer: "{}"}},
	} {
		if err := try(c.login, c.browser, c.key); !errors.Is(err, tips.ErrSignIn) {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.wait(time.Hour)
	p.must(try("admin", "b", p.answer(own, "b"))) // the control
	// A key that was asked for on one officer's page is not added to another's account.
	a := p.seat(p.desk.SignInWithPasskey(p.ctx, "admin", pass, "b", p.answer(own, "b")))
	c := p.seat(p.desk.SignInWithPasskey(p.ctx, "cell", pass, "b", p.answer(theirs, "b")))
	setup, err := p.desk.NewFactor(a, "")
	p.must(err)
	made, err := passkeytest.New(deskOrigin, "desk.example").Create([]byte(setup.Passkey))
	p.must(err)
	if err := p.desk.AddPasskey(p.ctx, c, tips.Passkey{Form: setup.Form, Answer: string(made), Name: "x"}); !errors.Is(err, tips.ErrPage) {
		t.Errorf("another's page: %v", err)
	}
	if err := p.desk.SetAuthenticator(p.ctx, c, setup.Form, p.code(setup.TOTPSecret)); !errors.Is(err, tips.ErrPage) {
		t.Errorf("another's secret: %v", err)
	}
}

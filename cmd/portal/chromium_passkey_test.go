package main

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"
)

// TestPasskeysInChromium walks an officer's account in a real browser with its
// virtual authenticator: invited, enrolled with a passkey, signed in with it, a
// second one on another device, the first removed, a recovery code, an app.
func TestPasskeysInChromium(t *testing.T) {
	path := os.Getenv("PORTAL_TEST_CHROMIUM")
	if path == "" {
		t.Skip("PORTAL_TEST_CHROMIUM names no browser: .ci/run sets it")
	}
	c := start(t, t.TempDir())
	_, admin := c.firstLinks()
	b, _, closeBrowser := openBrowser(t, path, newElsewhere(t, planted("kept")))
	defer closeBrowser()

	// Without scripts the page has the app alone, and says nothing of passkeys.
	b.open(admin)
	if strings.Contains(b.page(), "passkey") {
		t.Error("a passkey is offered where no script can ask for it")
	}
	b.scriptsOff(false)
	laptop := b.device(webauthn.AuthenticatorTransportInternal)
	b.open(admin)
	b.shows("#passkey", "a passkey instead of the app")
	b.picture("passkey-enrol")
	b.fits("passkey-enrol")
	b.click("#passkey-do")
	if at := b.eval("document.activeElement.id"); at != "login" {
		t.Errorf("with an empty form the button leads to %q, not to the first empty field", at)
	}
	b.fill("#login", "ravi")
	b.fill("#pass", testPass)
	b.fill("#again", testPass)
	b.press("#passkey-do")
	b.shows("main", "Your recovery codes")
	b.picture("passkey-codes")
	b.fits("passkey-codes")
	codes := strings.Split(b.eval(`[...document.querySelectorAll("#codes li")].map(l => l.innerText).join("|")`), "|")
	if len(codes) != 10 {
		t.Fatalf("%d recovery codes", len(codes))
	}
	b.click("#have")
	b.press("main form button")
	b.shows("main", "Your account is set up")

	signIn := func() {
		t.Helper()
		b.fill("#login", "ravi")
		b.fill("#pass", testPass)
		b.press("#passkey-do")
		b.shows("nav", "Your account")
	}
	b.picture("passkey-sign-in")
	b.fits("passkey-sign-in")
	signIn()
	b.press(`nav a[href="/account"]`)
	b.shows("main", "Passkey: this device", "10 recovery codes are left")
	b.picture("account-one-passkey")
	b.fits("account-one-passkey")
	if n := b.eval(`document.querySelectorAll("form[action$='/remove']").length`); n != "0" {
		t.Error("the last second factor can be removed")
	}

	b.leave(laptop)
	b.device(webauthn.AuthenticatorTransportUsb)
	b.press(`main a[href="/account/factor"]`)
	b.picture("account-factor")
	b.fits("account-factor")
	b.eval(`document.querySelector("#key-name").value = ""`)
	b.fill("#key-name", "security key")
	b.press("#passkey-do")
	b.again()
	b.shows("main", "The passkey is set up", "Passkey: security key")
	first := `form[action$="/remove"] button`
	if at := b.eval(`document.querySelector("#factors ~ ul li p").innerText`); !strings.Contains(at, "this device") {
		t.Fatalf("the first passkey is %q", at)
	}
	b.press(first)
	b.again()
	b.shows("main", "It is removed", "security key")
	if strings.Contains(b.page(), "this device") {
		t.Error("the removed passkey is still listed")
	}
	b.press(`form[action="/sign-out"] button`)
	signIn()
	b.press(`form[action="/sign-out"] button`)

	b.fill("#login", "ravi")
	b.fill("#pass", testPass)
	b.fill("#code", codes[0])
	b.press("#signin p button")
	b.shows("main", "Set up a second factor", "You signed in with a recovery code")
	b.picture("account-recovered")
	secret := strings.ReplaceAll(b.text("#secret"), " ", "")
	b.fill("#code", must(totp.GenerateCode(secret, time.Now())))
	b.press(`form[action="/account/factor"] button`)
	b.again()
	b.shows("main", "The authenticator app is set up", "9 recovery codes are left", "Signed in", "recovery code")
	b.picture("account-whole")
	b.fits("account-whole")
	for _, lang := range []string{"hi", "ur"} {
		b.press(`footer button[lang=` + lang + `]`)
		b.picture("account-" + lang)
		b.fits("account-" + lang)
	}
	if log := c.out.String(); strings.Contains(log, codes[0]) || strings.Contains(log, secret) || strings.Contains(log, url.QueryEscape(codes[0])) {
		t.Error("the log holds a secret")
	}
}

// again gives the passphrase on the page that asks for it once more.
func (b *tab) again() {
	b.t.Helper()
	b.fill("#again-pass", testPass)
	b.press("main form button")
}

// device plugs in a virtual authenticator that answers by itself.
func (b *tab) device(by webauthn.AuthenticatorTransport) (id webauthn.AuthenticatorID) {
	b.t.Helper()
	b.do("virtual authenticator", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		got, err := cdp.Call(ctx, t, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: by, HasResidentKey: true, HasUserVerification: true,
			IsUserVerified: true, AutomaticPresenceSimulation: true}})
		if err == nil {
			id = got.AuthenticatorID
		}
		return err
	}))
	return id
}

// leave takes a virtual authenticator away.
func (b *tab) leave(id webauthn.AuthenticatorID) {
	b.t.Helper()
	b.do("take the authenticator away", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, webauthn.RemoveVirtualAuthenticator, webauthn.RemoveVirtualAuthenticatorParams{AuthenticatorID: id})
		return err
	}))
}

package public

import (
	"net/url"
	"strings"
	"testing"
)

// TestWhatIsAddedAfterSending: files on the page after sending and with a
// letter, the contact erased, and a page that is left for good.
func TestWhatIsAddedAfterSending(t *testing.T) {
	h := newHouse(t)
	to := h.post("/en/form", url.Values{"account": {"Two boys are kept in a kiln"}, "contact": {"a friend"}}).to(t)
	number := h.get(to).receipt(t)

	kind, body := form(t, nil, map[string][]byte{"voice.ogg": []byte("OggS a voice")})
	if back := h.do("POST", to, body, "Content-Type", kind).to(t); back != to {
		t.Fatalf("leads to %q", back)
	}
	h.get(to).says(t, 200, "1 file was kept", number) // the look that it took is given back
	h.get(to).receipt(t)
	h.get(to).says(t, 410)
	kind, body = form(t, nil, map[string][]byte{"late.ogg": []byte("OggS late")})
	if back := h.do("POST", to, body, "Content-Type", kind).to(t); back != to {
		t.Fatalf("leads to %q", back)
	}
	h.get(to).says(t, 410)

	cookie := cookieOf(h.post("/en/number", url.Values{"number": {number}}))
	kind, body = form(t, url.Values{"text": {""}}, map[string][]byte{"a.txt": []byte("a list of names"), "b.txt": []byte("another")})
	if back := h.do("POST", "/en/number/letter", body, "Content-Type", kind, "Cookie", cookie).to(t); back != "/en/number" {
		t.Fatalf("leads to %q", back)
	}
	box := h.get("/en/number", "Cookie", cookie).says(t, 200, "2 files were kept")
	for _, secret := range []string{"kiln", "a friend", "a.txt", "list of names"} {
		if strings.Contains(box.body, secret) {
			t.Errorf("the number shows %q of the tip", secret)
		}
	}
	kind, body = form(t, url.Values{"text": {""}}, nil)
	if back := h.do("POST", "/en/number/letter", body, "Content-Type", kind, "Cookie", cookie).to(t); back != "/en/number?e=empty#e" {
		t.Errorf("an empty letter leads to %q", back)
	}
	if back := h.post("/en/number/contact", nil, "Cookie", cookie).to(t); back != "/en/number" {
		t.Errorf("erasing leads to %q", back)
	}
	h.get("/en/number", "Cookie", cookie).says(t, 200, "The way to reach you is erased")
	if back := h.post("/en/number/contact", nil).to(t); back != "/en/number?e=ended#e" {
		t.Errorf("erasing without a number leads to %q", back)
	}
	kind, body = form(t, nil, map[string][]byte{"a.txt": []byte("x")})
	if back := h.do("POST", "/en/number/letter", body, "Content-Type", kind).to(t); back != "/en/number?e=ended#e" {
		t.Errorf("files without a number lead to %q", back)
	}
}

// TestLeavingThePageAfterSendingForgetsIt: the exit carries the page's handle,
// so that Back, or the address in the history, shows no number to the next.
func TestLeavingThePageAfterSendingForgetsIt(t *testing.T) {
	h := newHouse(t)
	to := h.post("/en/form", url.Values{"signs": {"debt"}}).to(t)
	page := h.get(to)
	page.receipt(t)
	for _, a := range all(page.parse(t), tag("a")) {
		if attr(a, "class") == "exit" {
			h.get(attr(a, "href")).to(t)
		}
	}
	h.get(to).says(t, 410)
	// Another page's exit forgets nothing.
	to = h.post("/en/form", url.Values{"signs": {"debt"}}).to(t)
	h.get("/exit?l=en").to(t)
	h.get("/exit?l=en&f=" + strings.Repeat("0", 32)).to(t)
	h.get(to).receipt(t)
}

func TestALastSlashIsForgiven(t *testing.T) {
	h := newHouse(t)
	for path, want := range map[string]string{
		"/en/form/": "/en/form", "/hi/help/": "/hi/help", "/en/number//": "/en/number", "/en/library/sops/inter-state-rescue/": "/en/library/sops/inter-state-rescue",
		"/en/nothing/": "/en/nothing", // which is then missing
	} {
		if a := h.get(path); a.StatusCode != 301 || a.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q", path, a.StatusCode, a.Header.Get("Location"))
		}
	}
	for _, path := range []string{"//evil.example/en/form/", "/xx/form/", "/evil.example//", "/nowhere/"} {
		if a := h.get(path); a.StatusCode != 404 {
			t.Errorf("%s: %d to %q", path, a.StatusCode, a.Header.Get("Location"))
		}
	}
}

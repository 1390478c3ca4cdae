package web

import (
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

func TestWhoIsOneSource(t *testing.T) {
	s := &Sources{Now: func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }}
	of := func(a string) Source { return s.Of(netip.MustParseAddr(a)) }
	for _, c := range []struct {
		name, a, b string
		one        bool
	}{
		{"one address", "203.0.113.7", "203.0.113.7", true},
		{"neighbours in IPv4", "203.0.113.7", "203.0.113.8", false},
		{"IPv4 written as IPv6", "203.0.113.7", "::ffff:203.0.113.7", true},
		{"one home in IPv6", "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true},
		{"two homes in IPv6", "2001:db8:1:2::1", "2001:db8:1:3::1", false},
		{"an interface beside the address", "fe80::1%eth0", "fe80::1", true},
		{"this machine and another address of it", "127.0.0.1", "127.0.0.2", false},
		{"this machine in IPv6 and unset", "::1", "::", true}, // one /64
		{"IPv4 of noughts and IPv6 of noughts", "0.0.0.0", "::", false},
	} {
		if got := of(c.a) == of(c.b); got != c.one {
			t.Errorf("%s: one source: %v", c.name, got)
		}
	}
	if s.Onion() == of("127.0.0.1") || s.Onion() == s.Of(netip.Addr{}) {
		t.Error("who comes over Tor is counted with somebody else")
	}
}

func TestSourcesAreForgottenEachDay(t *testing.T) {
	now := time.Date(2026, 11, 22, 18, 29, 59, 0, time.UTC) // a second before midnight in India
	s := &Sources{Now: func() time.Time { return now }}
	a := netip.MustParseAddr("203.0.113.7")
	before := s.Of(a)
	if before != s.Of(a) {
		t.Fatal("one address is two sources in one second")
	}
	for _, text := range []string{"203", "\xcb\x00\x71\x07"} {
		if strings.Contains(string(before), text) {
			t.Error("the address stands in its source")
		}
	}
	key := s.key
	now = now.Add(time.Second)
	if s.Of(a) == before || s.key == key {
		t.Error("the day's key is kept past midnight in India")
	}
	var one, other Sources
	if one.Of(a) == other.Of(a) {
		t.Error("two processes have one key")
	}
}

func TestTheClientBehindAProxy(t *testing.T) {
	nets := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("2001:db8::5/128")}
	list := Proxy{From: nets}
	one := Proxy{From: nets, Header: "X-Real-IP"}
	for _, c := range []struct {
		name  string
		proxy Proxy
		peer  string
		lines []string
		want  string
	}{
		{"no proxy: the header is anybody's", Proxy{}, "10.0.0.1", []string{"203.0.113.7"}, "10.0.0.1"},
		{"not from the proxy", list, "198.51.100.9", []string{"203.0.113.7"}, "198.51.100.9"},
		{"from the proxy", list, "10.0.0.1", []string{"203.0.113.7"}, "203.0.113.7"},
		{"from a proxy in IPv6", list, "2001:db8::5", []string{"2001:db8:9::1"}, "2001:db8:9::1"},
		{"what the client wrote before", list, "10.0.0.1", []string{"1.1.1.1, 203.0.113.7"}, "203.0.113.7"},
		{"two proxies of ours", list, "10.0.0.1", []string{"1.1.1.1, 203.0.113.7, 10.0.0.2"}, "203.0.113.7"},
		{"two lines", list, "10.0.0.1", []string{"1.1.1.1", "203.0.113.7"}, "203.0.113.7"},
		{"with a port", list, "10.0.0.1", []string{"203.0.113.7:4711"}, "203.0.113.7"},
		{"IPv6 with a port", list, "10.0.0.1", []string{"[2001:db8:9::1]:4711"}, "2001:db8:9::1"},
		{"IPv4 as IPv6", list, "10.0.0.1", []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
		{"no header", list, "10.0.0.1", nil, "10.0.0.1"},
		{"an empty one", list, "10.0.0.1", []string{""}, "10.0.0.1"},
		{"no address", list, "10.0.0.1", []string{"unknown"}, "10.0.0.1"},
		{"no address at the end", list, "10.0.0.1", []string{"203.0.113.7, unknown"}, "10.0.0.1"},
		{"a comma too many", list, "10.0.0.1", []string{"203.0.113.7,"}, "10.0.0.1"},
		{"only proxies of ours", list, "10.0.0.1", []string{"10.0.0.2"}, "10.0.0.1"},
		{"one value", one, "10.0.0.1", []string{"203.0.113.7"}, "203.0.113.7"},
		{"a list where one value is due", one, "10.0.0.1", []string{"1.1.1.1, 203.0.113.7"}, "10.0.0.1"},
		{"two lines where one is due", one, "10.0.0.1", []string{"1.1.1.1", "203.0.113.7"}, "10.0.0.1"},
		{"no line where one is due", one, "10.0.0.1", nil, "10.0.0.1"},
	} {
		var h fasthttp.RequestHeader
		name := c.proxy.Header
		if name == "" {
			name = ForwardedFor
		}
		h.Set("X-Forwarded-Proto", "https")
		h.Set("Forwarded", "for=192.0.2.66")
		for _, line := range c.lines {
			h.Add(name, line)
		}
		if got := c.proxy.Client(netip.MustParseAddr(c.peer), &h); got != netip.MustParseAddr(c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func FuzzClient(f *testing.F) {
	f.Add("1.1.1.1, 203.0.113.7")
	f.Add("[::1%a]:1,,")
	proxy := Proxy{From: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	peer := netip.MustParseAddr("10.0.0.1")
	f.Fuzz(func(t *testing.T, line string) {
		var h fasthttp.RequestHeader
		h.Set(ForwardedFor, line)
		got := proxy.Client(peer, &h)
		if !got.IsValid() || got != peer && proxy.trusts(got) {
			t.Fatalf("%q: %v", line, got)
		}
		// Whatever the client itself wrote before, the proxy's word counts.
		h.Set(ForwardedFor, line+", 203.0.113.7")
		if got := proxy.Client(peer, &h).String(); got != "203.0.113.7" {
			t.Fatalf("%q: %v", line, got)
		}
	})
}

const onion = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"

func TestTheOnionAddressIsASiteOfItsOwn(t *testing.T) {
	s := newSite(t)
	s.Origin, s.Onion = "https://tips.example.in", onion
	app := testRoutes(s)
	app.Get("/cookie", func(c *fiber.Ctx) error {
		s.SetCookie(c, "box", "v", 60)
		return c.SendString(s.OriginFor(c) + " " + s.Cookie(c, "lang"))
	})
	for _, c := range []struct {
		name, host string
		onion      bool
	}{
		{"the origin", "tips.example.in", false},
		{"the onion", onion, true},
		{"the onion in capitals", strings.ToUpper(onion), true},
		{"the onion with a port", onion + ":80", true},
		{"another onion", "b" + onion[1:], false},
		{"a name under the onion", "a." + onion, false},
		{"a name that ends like it", onion + ".example.in", false},
		{"another name", "203.0.113.7", false},
	} {
		get := func(path string) (h map[string][]string, body string) {
			r := httptest.NewRequest("GET", path, nil)
			r.Host = c.host
			r.Header.Set("Cookie", "lang=plain; __Host-lang=kept")
			resp, err := app.Test(r, -1)
			if err != nil {
				t.Fatal(err)
			}
			b := make([]byte, 200)
			n, _ := resp.Body.Read(b)
			return resp.Header, string(b[:n])
		}
		h, _ := get("/page?a=b")
		if got := h["Strict-Transport-Security"] == nil; got != c.onion {
			t.Errorf("%s: HSTS %v", c.name, h["Strict-Transport-Security"])
		}
		if got, want := strings.Join(h["Onion-Location"], ""), "http://"+onion+"/page?a=b"; (got == want) == c.onion || c.onion && got != "" {
			t.Errorf("%s: Onion-Location %q", c.name, got)
		}
		if h, _ := get("/secret"); h["Onion-Location"] != nil {
			t.Errorf("%s: a page with a number leads elsewhere", c.name)
		}
		h, body := get("/cookie")
		cookie := strings.Join(h["Set-Cookie"], "")
		if strings.HasPrefix(cookie, "__Host-") == c.onion || strings.Contains(cookie, "secure") == c.onion {
			t.Errorf("%s: cookie %q", c.name, cookie)
		}
		want := "https://tips.example.in kept"
		if c.onion {
			want = "http://" + onion + " plain"
		}
		if body != want {
			t.Errorf("%s: %q, want %q", c.name, body, want)
		}
	}
}

func TestNoOnionIsOfferedWhereItIsNotHeeded(t *testing.T) {
	for origin, set := range map[string]string{"http://localhost:8080": onion, "https://tips.example.in": "", "http://" + onion: onion} {
		s := newSite(t)
		s.Origin, s.Onion = origin, set
		resp := ask(t, testRoutes(s), "GET", "/page")
		if got := resp.Header.Get("Onion-Location"); got != "" {
			t.Errorf("%s: %q", origin, got)
		}
	}
}

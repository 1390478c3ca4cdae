package notices

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

// gateway is a real server that keeps the last request and answers with code.
type gateway struct {
	*httptest.Server
	r    *http.Request
	body []byte
	n    int
}

func openGateway(t *testing.T, answer http.HandlerFunc) *gateway {
	t.Helper()
	g := &gateway{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.n++
		g.r = r
		g.body, _ = io.ReadAll(r.Body)
		if answer != nil {
			answer(w, r)
		}
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) sms() Way {
	return Way{Kind: SMS, Method: http.MethodPost, URL: g.URL + "/send", Header: "Authorization: Bearer 12345\nX-Sender: MUKTI", Body: "to={to}&msg={text}"}
}

func (g *gateway) hook() Way {
	return Way{Kind: Hook, URL: g.URL + "/hook", Secret: "twenty letters at least"}
}

func TestAnSMSGatewayIsAskedAsItsBodySays(t *testing.T) {
	g := openGateway(t, nil)
	m := note()
	m.To, m.Text = "+919876543210", `1 & "2" {to} %41`
	if class := classOf(t, here(nil).Send(t.Context(), g.sms(), m)); class != "" {
		t.Fatal(class)
	}
	form, err := url.ParseQuery(string(g.body))
	if err != nil || form.Get("to") != m.To || form.Get("msg") != m.Text || g.r.Header.Get("Authorization") != "Bearer 12345" {
		t.Errorf("%s: %v, %v", g.body, form, g.r.Header)
	}
	asJSON := g.sms()
	asJSON.Header, asJSON.Body = "Content-Type: application/json", `{"to":"{to}","text":"{text}"}`
	if class := classOf(t, here(nil).Send(t.Context(), asJSON, m)); class != "" {
		t.Fatal(class)
	}
	var got struct{ To, Text string }
	if err := json.Unmarshal(g.body, &got); err != nil || got.To != m.To || got.Text != m.Text {
		t.Errorf("%s: %v", g.body, err)
	}
	asked := g.sms()
	asked.Method, asked.URL, asked.Body = http.MethodGet, g.URL+"/send?to={to}&msg={text}", ""
	if class := classOf(t, here(nil).Send(t.Context(), asked, m)); class != "" || g.r.URL.Query().Get("msg") != m.Text {
		t.Errorf("%s: %v", class, g.r.URL)
	}
}

func TestAWebhookIsSigned(t *testing.T) {
	g := openGateway(t, nil)
	m := note()
	m.To = ""
	if class := classOf(t, here(nil).Send(t.Context(), g.hook(), m)); class != "" {
		t.Fatal(class)
	}
	at := g.r.Header.Get(HeadTime)
	if at == "" || g.r.Header.Get(HeadSignature) != "v1="+Signature("twenty letters at least", at, g.body) {
		t.Error("the signature does not hold")
	}
	if Signature("twenty letters at least", at, append(g.body, ' ')) == Signature("twenty letters at least", at, g.body) {
		t.Error("another body has the same signature")
	}
	var got hooked
	if err := json.Unmarshal(g.body, &got); err != nil || got.Body != "UP-AGRA" || got.Counts["immediate"] != 1 || got.ID != m.ID || got.Version != 1 {
		t.Errorf("%s: %v", g.body, err)
	}
}

func TestAGatewayThatWillNot(t *testing.T) {
	elsewhere := openGateway(t, nil)
	code := func(n int) http.HandlerFunc { return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(n) } }
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		want   string
	}{
		"refuses":                 {code(400), Refused},
		"does not know the token": {code(401), Login},
		"asks to wait":            {code(429), Later},
		"is out of order":         {code(503), Later},
		"leads elsewhere": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL, http.StatusTemporaryRedirect)
		}, Refused},
		"never answers": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, Slow},
		"drips": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			for range 10_000 {
				if _, err := w.Write([]byte("x")); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		}, ""},
		"breaks off": {func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				conn.Close()
			}
		}, Broken},
		"answers with a flood": {func(w http.ResponseWriter, _ *http.Request) {
			for range 1000 {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			g := openGateway(t, c.answer)
			s := here(nil)
			s.Time = 2 * time.Second
			if c.want == Slow || name == "drips" {
				s.Time = 200 * time.Millisecond
			}
			m := note()
			m.To = "+919876543210"
			if class := classOf(t, s.Send(t.Context(), g.sms(), m)); class != c.want {
				t.Errorf("class %q, want %q", class, c.want)
			}
		})
	}
	if elsewhere.n != 0 {
		t.Error("a redirect was followed")
	}
}

func TestCertificatesOfAGatewayAreChecked(t *testing.T) {
	g := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	cert, pool := certificate(t)
	g.Config.ErrorLog = nil
	g.StartTLS()
	t.Cleanup(g.Close)
	g.TLS.Certificates = append(g.TLS.Certificates[:0], cert)
	w := Way{Kind: Hook, URL: strings.Replace(g.URL, "127.0.0.1", "localhost", 1), Secret: "twenty letters at least"}
	if class := classOf(t, here(nil).Send(t.Context(), w, note())); class != Insecure {
		t.Errorf("without trust: %q", class)
	}
	if class := classOf(t, here(pool).Send(t.Context(), w, note())); class != "" {
		t.Errorf("with trust: %q", class)
	}
}

func TestNothingInsideIsCalledUnlessTheOperatorSaysSo(t *testing.T) {
	g := openGateway(t, nil)
	m := note()
	m.To = "+919876543210"
	closed := &Sender{Time: 2 * time.Second}
	for _, w := range []Way{g.sms(), g.hook()} {
		if class := classOf(t, closed.Send(t.Context(), w, m)); class != Blocked {
			t.Errorf("%s: class %q", w.Kind, class)
		}
	}
	_, port, err := net.SplitHostPort(g.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	named := g.sms()
	named.URL = "http://localhost:" + port + "/send" // a name is looked at behind its look-up
	if class := classOf(t, closed.Send(t.Context(), named, m)); class != Blocked {
		t.Errorf("by name: class %q", class)
	}
	if class := classOf(t, closed.Send(t.Context(), Way{Kind: Mail, Host: "localhost", Port: 25, TLS: NoTLS, From: "a@b.example"}, note())); class != Blocked {
		t.Errorf("mail: class %q", class)
	}
	if g.n != 0 {
		t.Error("it was called")
	}
	for _, inside := range []string{"127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
		"::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::127.0.0.1", "2001::1", "198.18.0.1"} {
		if closed.allows(netip.MustParseAddr(inside)) {
			t.Errorf("%s may be called", inside)
		}
	}
	for _, outside := range []string{"8.8.8.8", "164.100.1.1", "2405:8a00::1"} {
		if !closed.allows(netip.MustParseAddr(outside)) {
			t.Errorf("%s may not be called", outside)
		}
	}
}

func TestSettingsThatCannotBeRight(t *testing.T) {
	good := Way{Kind: SMS, Method: "POST", URL: "https://sms.example/send", Body: "{to} {text}"}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Way){
		"plain":               func(w *Way) { w.URL = "http://sms.example/" },
		"another scheme":      func(w *Way) { w.URL = "file:///etc/passwd" },
		"a host by text":      func(w *Way) { w.URL = "https://{text}/" },
		"a host by number":    func(w *Way) { w.URL = "https://sms.example{to}/" },
		"a query as host":     func(w *Way) { w.URL = "https://sms.example?{to}" },
		"user in the address": func(w *Way) { w.URL = "https://a:b@sms.example/" },
		"a line break":        func(w *Way) { w.URL = "https://sms.example/\r\nX: y" },
		"no number":           func(w *Way) { w.Body = "{text}" },
		"no text":             func(w *Way) { w.Body = "{to}" },
		"another method":      func(w *Way) { w.Method = "PUT" },
		"host as header":      func(w *Way) { w.Header = "Host: inner.example" },
		"length as header":    func(w *Way) { w.Header = "Content-Length: 1" },
		"a header of none":    func(w *Way) { w.Header = "no colon" },
		"control characters":  func(w *Way) { w.Header = "X-A: b\x00c" },
		"a number of none":    func(w *Way) { w.To = "98765" },
		"another way":         func(w *Way) { w.Kind = "pigeon" },
		"short secret":        func(w *Way) { w.Kind, w.Secret = Hook, "short" },
	} {
		w := good
		change(&w)
		if w.Check() == nil {
			t.Errorf("%s: taken", name)
		}
		if class := classOf(t, (&Sender{}).Send(t.Context(), w, note())); class != Setting {
			t.Errorf("%s: class %q", name, class)
		}
	}
}

func TestSecretsOfAWayDoNotPrint(t *testing.T) {
	w := Way{Kind: Mail, Pass: "hidden words", Secret: "hidden words", URL: "https://x/?hidden words"}
	for _, text := range []string{w.String(), w.GoString()} {
		if strings.Contains(text, "hidden") {
			t.Error(text)
		}
	}
}

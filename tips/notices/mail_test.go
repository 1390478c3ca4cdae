package notices

import (
	"bytes"
	"net"
	"strings"
	"testing"
	"time"
)

func TestAMailGoesToARealServer(t *testing.T) {
	for _, how := range []string{StartTLS, Implicit, NoTLS} {
		t.Run(how, func(t *testing.T) {
			p := openPost(t, &post{}, how)
			if class := classOf(t, here(p.roots).Send(t.Context(), p.way(how), note())); class != "" {
				t.Fatal(class)
			}
			got := p.letters()
			if len(got) != 1 || got[0].from != "desk@ahtu.example" || got[0].to != "duty@agra.example" || got[0].user != "desk" {
				t.Fatalf("got %+v", got)
			}
			if (how == StartTLS) != got[0].secure && how != Implicit {
				t.Errorf("secure: %v", got[0].secure)
			}
			for _, want := range []string{"Auto-Submitted: auto-generated", "Message-ID: <0123abcd@ahtu.example>", "Content-Type: text/plain; charset=UTF-8"} {
				if !bytes.Contains(got[0].data, []byte(want)) {
					t.Errorf("no %q in\n%s", want, got[0].data)
				}
			}
			if bytes.Contains(bytes.ToLower(got[0].data), []byte("go-mail")) {
				t.Error("the mail names the library")
			}
		})
	}
}

func TestAMailServerThatWillNot(t *testing.T) {
	slow := make(chan struct{})
	t.Cleanup(func() { close(slow) })
	for name, c := range map[string]struct {
		post   *post
		serve  string
		change func(*Way)
		want   string
	}{
		"refuses the recipient":       {&post{refuse: 550}, StartTLS, nil, Refused},
		"has no room just now":        {&post{refuse: 452}, StartTLS, nil, Later},
		"greylists":                   {&post{greylist: 9}, StartTLS, nil, Later},
		"takes for ever":              {&post{slow: slow}, StartTLS, nil, Slow},
		"another password":            {&post{}, StartTLS, func(w *Way) { w.Pass = "guess" }, Login},
		"offers no TLS":               {&post{}, NoTLS, func(w *Way) { w.TLS = StartTLS }, Insecure},
		"has another's certificate":   {&post{}, StartTLS, func(w *Way) { w.Host = "127.0.0.1" }, Insecure},
		"implicit where none is":      {&post{}, NoTLS, func(w *Way) { w.TLS = Implicit }, Insecure},
		"nobody listens":              {&post{}, StartTLS, func(w *Way) { w.Port = 1 }, Unreachable},
		"no such name":                {&post{}, StartTLS, func(w *Way) { w.Host = "nobody.invalid" }, Unreachable},
		"plain to another machine":    {&post{}, NoTLS, func(w *Way) { w.Host = "mail.example" }, Setting},
		"a sender with a second line": {&post{}, StartTLS, func(w *Way) { w.From = "a@b.example\r\nBcc: x@y.example" }, Setting},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, c.post, c.serve)
			w := p.way(c.serve)
			if c.change != nil {
				c.change(&w)
			}
			s := here(p.roots)
			s.Time = 10 * time.Second
			if c.want == Slow {
				s.Time = 500 * time.Millisecond
			}
			if class := classOf(t, s.Send(t.Context(), w, note())); class != c.want {
				t.Errorf("class %q, want %q", class, c.want)
			}
			if n := len(p.letters()); n != 0 {
				t.Errorf("%d letters arrived", n)
			}
		})
	}
}

func TestGreylistedMailArrivesOnTheNextAttempt(t *testing.T) {
	p := openPost(t, &post{greylist: 1}, StartTLS)
	s := here(p.roots)
	if class := classOf(t, s.Send(t.Context(), p.way(StartTLS), note())); class != Later {
		t.Fatal(class)
	}
	if class := classOf(t, s.Send(t.Context(), p.way(StartTLS), note())); class != "" || len(p.letters()) != 1 {
		t.Fatal(class, len(p.letters()))
	}
}

// A server that goes silent, or away, at any point of the talk.
func TestAHalfDeadMailServer(t *testing.T) {
	script := []string{"220 here\r\n", "250-here\r\n250 8BITMIME\r\n", "250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go on\r\n", "250 kept\r\n", "221 bye\r\n"}
	for stop := range script {
		for _, closes := range []bool{false, true} {
			ln, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				conn, err := ln.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				buf := make([]byte, 4096)
				for at, line := range script[:stop] {
					if at > 0 {
						if n, err := conn.Read(buf); err != nil || n == 0 {
							return
						}
					}
					if _, err := conn.Write([]byte(line)); err != nil {
						return
					}
				}
				for !closes {
					if _, err := conn.Read(buf); err != nil {
						return
					}
				}
			}()
			w := Way{Kind: Mail, Host: "127.0.0.1", Port: ln.Addr().(*net.TCPAddr).Port, TLS: NoTLS, From: "desk@ahtu.example"}
			s := here(nil)
			s.Time = 300 * time.Millisecond
			class := classOf(t, s.Send(t.Context(), w, note()))
			if !closes && class != Slow || closes && class == "" && stop < len(script)-2 {
				t.Errorf("silent after %d answers (closes %v): class %q", stop, closes, class)
			}
			ln.Close()
			<-ended
		}
	}
}

func TestNoAddressBeginsAnotherLine(t *testing.T) {
	for _, bad := range []string{"", "a", "a@", "@b.example", "a@b.example\nBcc: x@y", "a@b.example\r\n", "<a@b.example>", "A <a@b.example>", "a@b.example, c@d.example",
		"a@b.example;c", "a b@c.example", "\"a\\\r\n\"@b.example", "अ@ब.example", "a@[127.0.0.1]", "a@b.example\x00", strings.Repeat("a", 260) + "@b.example", "a@b@c.example", "a@b/c"} {
		if MailAddress(bad) {
			t.Errorf("%q counts as an address", bad)
		}
		m := note()
		m.To = bad
		if class := classOf(t, here(nil).Send(t.Context(), Way{Kind: Mail, Host: "127.0.0.1", Port: 1, TLS: NoTLS, From: "a@b.example"}, m)); class != Setting {
			t.Errorf("%q: class %q", bad, class)
		}
	}
	for _, good := range []string{"a@b.example", "sho.agra-1+x@up.gov.in", "o'x@b.example"} {
		if MailAddress(good) == strings.Contains(good, "'") {
			t.Errorf("%q: %v", good, MailAddress(good))
		}
	}
}

func FuzzMailAddress(f *testing.F) {
	f.Add("a@b.example")
	f.Add("a@b.example\r\nBcc: c@d.example")
	f.Fuzz(func(t *testing.T, text string) {
		if MailAddress(text) && (strings.ContainsAny(text, "\r\n\x00 <>,;:\"") || strings.Count(text, "@") != 1) {
			t.Errorf("%q counts as an address", text)
		}
	})
}

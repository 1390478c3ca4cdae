package web

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofiber/fiber/v2"
)

// pipes is a listener whose connections exist in memory, so that a test's
// clock can run as fast as it likes.
type pipes struct {
	next chan net.Conn
	done chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.next:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

// kept is what a handler read of one form.
type kept struct {
	words string
	file  int
	err   error
}

// slowly serves, on a clock of its own, a form that keeps words and files.
func slowly(t *testing.T, certificate *tls.Certificate, act func(t *testing.T, dial func() net.Conn, got chan kept)) {
	t.Helper()
	site := newSite(t)
	// What the server starts once for the whole process is started here, on
	// the clock of everybody.
	if got := raw(t, serve(t, testRoutes(site)), "GET /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); !strings.Contains(got, " 200 ") {
		t.Fatal("the control is refused")
	}
	synctest.Test(t, func(t *testing.T) {
		got := make(chan kept, 10)
		app := testRoutes(site)
		app.Post("/form", func(c *fiber.Ctx) error {
			var k kept
			v := url.Values{}
			k.err = ReadFormInto(c, v, 1<<30, func(_, _ string, r io.Reader) error {
				n, err := io.Copy(io.Discard, r)
				k.file += int(n)
				return err
			})
			k.words = v.Get("account")
			got <- k
			return SeeOther(c, "/done")
		})
		under := &pipes{make(chan net.Conn), make(chan struct{})}
		var ln net.Listener = Listen(under, &Sources{}, Pace{}, 0)
		if certificate != nil {
			ln = tls.NewListener(ln, &tls.Config{Certificates: []tls.Certificate{*certificate}})
		}
		ended := make(chan struct{})
		go func() { defer close(ended); _ = app.Listener(ln) }()
		act(t, func() net.Conn {
			ours, theirs := net.Pipe()
			under.next <- theirs
			return ours
		}, got)
		_ = app.ShutdownWithTimeout(time.Minute)
		<-ended
		time.Sleep(time.Minute) // the server's own sweeper looks every ten seconds whether it is over
	})
}

// trickle writes b at so many bytes a second; it gives what was written when
// the other side had enough.
func trickle(c net.Conn, b []byte, perSecond int) (sent int, err error) {
	for len(b) > 0 {
		time.Sleep(time.Second)
		n, err := c.Write(b[:min(len(b), perSecond)])
		sent += n
		if err != nil {
			return sent, err
		}
		b = b[n:]
	}
	return sent, nil
}

const words = "Three girls are locked in the house behind the mill."

// aForm is a form with words and then a file of so many bytes.
func aForm(file int) []byte {
	var b bytes.Buffer
	b.WriteString("--B\r\nContent-Disposition: form-data; name=\"account\"\r\n\r\n" + words +
		"\r\n--B\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.jpg\"\r\n\r\n")
	b.Write(bytes.Repeat([]byte{'x'}, file))
	b.WriteString("\r\n--B--\r\n")
	return fmt.Appendf(nil, "POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: %d\r\n\r\n%s", b.Len(), b.Bytes())
}

func TestASlowLineIsWaitedForAndAStalledOneIsNot(t *testing.T) {
	for _, c := range []struct {
		name      string
		perSecond int
		file      int
		whole     bool
	}{
		{"2G with a photo, 1.2 KB/s for a quarter of an hour", 1230, 1 << 20, true},
		{"a quick line", 1 << 20, 1 << 20, true},
		{"half the floor", 512, 1 << 20, false},
		{"half the floor, but short", 512, 20 << 10, true},
		{"a tenth of the floor", 102, 1 << 20, false},
		{"a byte every second", 10, 1 << 20, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			slowly(t, nil, func(t *testing.T, dial func() net.Conn, got chan kept) {
				conn := dial()
				defer conn.Close()
				whole := aForm(c.file)
				head := bytes.Index(whole, []byte("\r\n\r\n")) + 4
				if _, err := conn.Write(whole[:head]); err != nil {
					t.Fatal(err)
				}
				sent := make(chan error, 1)
				begin := time.Now()
				go func() { _, err := trickle(conn, whole[head:], c.perSecond); sent <- err }()
				k := <-got
				took := time.Since(begin)
				answer, _ := io.ReadAll(conn) // makes room for the answer, ends with the connection
				<-sent
				if k.words != words {
					t.Errorf("the words are lost: %q (%v)", k.words, k.err)
				}
				if (k.err == nil) != c.whole || (k.file == c.file) != c.whole {
					t.Errorf("whole: %v, want %v (%d bytes in %v)", k.err == nil, c.whole, k.file, took)
				}
				if c.perSecond < 1<<10 && took > 3*time.Minute { // on the test's clock
					t.Errorf("held for %v", took)
				}
				if !bytes.HasPrefix(answer, []byte("HTTP/1.1 303 ")) {
					t.Errorf("the sender hears %.60q", answer)
				}
			})
		})
	}
}

func TestWordsAreKeptWhereTheFirstKilobytesBreakOff(t *testing.T) {
	for name, end := range map[string]int{"within the file": 400, "within the words": 60} {
		t.Run(name, func(t *testing.T) {
			slowly(t, nil, func(t *testing.T, dial func() net.Conn, got chan kept) {
				conn := dial()
				whole := aForm(1 << 20)
				head := bytes.Index(whole, []byte("\r\n\r\n")) + 4
				if _, err := conn.Write(whole[:head+end]); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second) // a pipe that is closed takes no deadline, as a line would
				conn.Close()
				k := <-got
				if k.words == "" || !strings.HasPrefix(words, k.words) || k.err == nil {
					t.Errorf("%q, %v", k.words, k.err)
				}
			})
		})
	}
}

func TestSlowHeadsAreCut(t *testing.T) {
	slowly(t, nil, func(t *testing.T, dial func() net.Conn, got chan kept) {
		for name, first := range map[string]string{
			"a head that trickles":      "GET /page HTTP/1.1\r\nHost: a\r\nX-A: ",
			"a form's head that does":   "POST /form HTTP/1.1\r\nHost: a\r\nX-A: ",
			"a connection that is mute": "",
		} {
			conn := dial()
			begin := time.Now()
			go func() {
				if _, err := io.WriteString(conn, first); err == nil && first != "" {
					_, _ = trickle(conn, bytes.Repeat([]byte{'a'}, 1<<20), 20)
				}
			}()
			answer, _ := io.ReadAll(conn)
			if took := time.Since(begin); took > 2*headTime {
				t.Errorf("%s: held for %v", name, took)
			}
			if strings.Contains(string(answer), " 200 ") {
				t.Errorf("%s: answered %.60q", name, answer)
			}
			conn.Close()
		}
		// A body of which not a byte comes.
		conn := dial()
		begin := time.Now()
		_, _ = io.WriteString(conn, "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n")
		_, _ = io.ReadAll(conn)
		if took := time.Since(begin); took > 2*time.Minute {
			t.Errorf("a body that never begins is waited for %v", took)
		}
		conn.Close()
		// A quick one is answered and may stay idle, but not for ever.
		conn = dial()
		begin = time.Now()
		_, _ = io.WriteString(conn, "GET /page HTTP/1.1\r\nHost: a\r\n\r\n")
		in := bufio.NewReader(conn)
		resp, err := http.ReadResponse(in, nil)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("%v", err)
		}
		_, _ = io.ReadAll(in)
		if took := time.Since(begin); took > 2*idleTime || took < headTime {
			t.Errorf("an idle connection is held for %v", took)
		}
		conn.Close()
	})
}

func TestSlowReadersAreCut(t *testing.T) {
	slowly(t, nil, func(t *testing.T, dial func() net.Conn, _ chan kept) {
		read := func(perSecond int) (n int, took time.Duration, err error) {
			conn := dial()
			defer conn.Close()
			begin := time.Now()
			_, _ = io.WriteString(conn, "GET /page HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
			buf := make([]byte, perSecond)
			for {
				time.Sleep(time.Second)
				m, err := conn.Read(buf)
				if n += m; err != nil {
					return n, time.Since(begin), err
				}
			}
		}
		whole, _, err := read(1 << 20)
		if !errors.Is(err, io.EOF) || whole < 2000 {
			t.Fatalf("the control reads %d bytes: %v", whole, err)
		}
		if n, _, _ := read(1229); n != whole {
			t.Errorf("who reads 1.2 KB/s got %d bytes of %d", n, whole)
		}
		if n, took, _ := read(10); n == whole || took > 3*time.Minute {
			t.Errorf("who reads ten bytes a second got %d bytes of %d in %v", n, whole, took)
		}
	})
}

// certified is a certificate for nobody in particular.
func certified(t *testing.T) *tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// radio is a connection that carries so many bytes a second up, whatever is
// handed to it at once: TLS above it hands over up to 16 KiB.
type radio struct {
	net.Conn
	perSecond int
}

func (r radio) Write(p []byte) (int, error) { return trickle(r.Conn, p, r.perSecond) }

func TestSlowLinesUnderTLS(t *testing.T) {
	certificate := certified(t)
	const file = 256 << 10
	for _, c := range []struct {
		name      string
		perSecond int
		whole     bool
	}{{"1.2 KB/s", 1229, true}, {"half the floor", 512, false}} {
		t.Run(c.name, func(t *testing.T) {
			slowly(t, certificate, func(t *testing.T, dial func() net.Conn, got chan kept) {
				conn := tls.Client(radio{dial(), c.perSecond}, &tls.Config{InsecureSkipVerify: true})
				if err := conn.Handshake(); err != nil {
					t.Fatal(err)
				}
				ended := make(chan struct{})
				go func() { defer close(ended); _, _ = io.ReadAll(conn) }()
				sent := make(chan struct{})
				go func() { defer close(sent); _, _ = conn.Write(aForm(file)) }()
				if k := <-got; k.words != words || (k.err == nil && k.file == file) != c.whole {
					t.Errorf("words %q, %d bytes, %v", k.words, k.file, k.err)
				}
				<-ended
				<-sent
				conn.Close()
			})
		})
	}
}

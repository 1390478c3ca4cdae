package web

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
)

// serve runs the application on loopback and gives its address.
func serve(t *testing.T, app *fiber.App) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = app.Listener(Strict(Listen(ln, &Sources{}, Pace{}, 0))) }()
	t.Cleanup(func() { _ = app.ShutdownWithTimeout(time.Second); <-done })
	return ln.Addr().String()
}

// raw sends bytes as they are and gives all that comes back.
func raw(t *testing.T, addr, request string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	_ = conn.(*net.TCPConn).CloseWrite()
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

// oneByOne sends requests on one connection, each after the answer to the one before.
func oneByOne(t *testing.T, addr string, requests ...string) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	var all strings.Builder
	r := bufio.NewReader(conn)
	for _, request := range requests {
		for _, part := range []string{request[:7], request[7:]} { // the first line comes in two pieces
			if _, err := io.WriteString(conn, part); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * time.Millisecond)
		}
		answer, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		fmt.Fprintf(&all, "%s %s\n%s\n", answer.Proto, answer.Status, body)
	}
	return all.String()
}

// next is a request that follows on the same connection; nobody may hear it
// where what stands before it was refused. Its answer is a 410.
const next = "GET /gone HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

func TestSmuggledRequestsAreRefused(t *testing.T) {
	addr := serve(t, testRoutes(newSite(t)))
	const ok = "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n"
	if got := oneByOne(t, addr, ok, next); !strings.HasPrefix(got, "HTTP/1.1 200 ") || !strings.Contains(got, "HTTP/1.1 410 ") {
		t.Fatalf("the control is refused: %.80q", got)
	}
	if got := raw(t, addr, ok+next); !strings.HasPrefix(got, "HTTP/1.1 200 ") || !strings.Contains(got, "HTTP/1.1 400 ") || strings.Contains(got, "HTTP/1.1 410 ") {
		t.Errorf("a request that came together with the one before it: %.80q", got)
	}
	for name, request := range map[string]string{
		"length with chunks":                "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"chunks with length":                "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
		"two lengths":                       "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
		"two equal lengths":                 "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
		"two lengths in one line":           "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5, 5\r\n\r\nabcde",
		"two codings":                       "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"two codings in one line":           "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		"chunks and not last":               "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
		"a coding nobody knows":             "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"a coding behind a vertical tab":    "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
		"a coding before a space and colon": "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
		"a coding in HTTP/1.0":              "POST /body HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"a signed length":                   "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: +5\r\n\r\nabcde",
		"a negative length":                 "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
		"a length in hex":                   "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0x5\r\n\r\nabcde",
		"an empty length":                   "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: \r\n\r\n",
		"a length beyond every number":      "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999999\r\n\r\nabcde",
		"no host":                           "GET /page HTTP/1.1\r\n\r\n",
		"no host in HTTP/1.0":               "GET /page HTTP/1.0\r\n\r\n",
		"an empty host":                     "GET /page HTTP/1.1\r\nHost: \r\n\r\n",
		"two hosts":                         "GET /page HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
		"two equal hosts":                   "GET /page HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
		"another host in the address":       "GET http://evil.example/page HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"another host before the address's": "GET http://localhost@evil.example/page HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"an address of another kind":        "GET gopher://localhost/page HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"an address that is a host":         "GET localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"no address but a star":             "GET * HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"a space in the address":            "GET /page HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"bare LF between lines":             "GET /page HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\n",
		"bare LF at the end of the head":    "GET /page HTTP/1.1\r\nHost: localhost\r\n\n",
		"bare LF after the first line":      "GET /page HTTP/1.1\nHost: localhost\r\n\r\n",
		"bare LF before the first line":     "\nGET /page HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"bare LF everywhere":                "GET /page HTTP/1.1\nHost: localhost\n\n",
		"NUL in a value":                    "GET /page HTTP/1.1\r\nHost: localhost\r\nX-A: a\x00b\r\n\r\n",
		"NUL in a name":                     "GET /page HTTP/1.1\r\nHost: localhost\r\nX\x00-A: a\r\n\r\n",
		"NUL in the address":                "GET /page\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"NUL in the address, encoded":       "GET /page%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"a folded line":                     "GET /page HTTP/1.1\r\nHost: localhost\r\nX-A: a\r\n b\r\n\r\n",
		"a folded first line":               "GET /page HTTP/1.1\r\n Host: localhost\r\nHost: localhost\r\n\r\n",
		"a folded coding":                   "POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
		"a space before the colon":          "GET /page HTTP/1.1\r\nHost : localhost\r\nHost: localhost\r\n\r\n",
		"a name of other characters":        "GET /page HTTP/1.1\r\nHost: localhost\r\nX(A): b\r\n\r\n",
		"a line without a colon":            "GET /page HTTP/1.1\r\nHost: localhost\r\nnothing\r\n\r\n",
		"a line without a name":             "GET /page HTTP/1.1\r\nHost: localhost\r\n: b\r\n\r\n",
		"a bare CR":                         "GET /page HTTP/1.1\r\nHost: localhost\r\nX-A: a\rb\r\n\r\n",
		"a head too large":                  "GET /page HTTP/1.1\r\nHost: localhost\r\nX-A: " + strings.Repeat("a", 2*readBuffer) + "\r\n\r\n",
		"a version nobody knows":            "GET /page HTTP/3.7\r\nHost: localhost\r\n\r\n",
		"the beginning of HTTP/2":           "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"a greeting of TLS":                 "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
		"a proxy's own protocol":            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET /page HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"a connection asked for through us": "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
	} {
		got := raw(t, addr, request+next)
		if strings.Count(got, "HTTP/1.1 ") != 1 || !strings.HasPrefix(got, "HTTP/1.1 4") {
			t.Errorf("%s: not refused: %.120q", name, got)
		}
		if !strings.Contains(got, "Connection: close") {
			t.Errorf("%s: the connection stays open", name)
		}
		if !strings.Contains(got, "Content-Security-Policy: default-src 'none'") {
			t.Errorf("%s: no headers on the refusal", name)
		}
		if strings.Contains(got, "evil") || strings.Contains(got, "xchunked") {
			t.Errorf("%s: the refusal repeats the request", name)
		}
	}
	for name, request := range map[string]string{
		"an address with its own host": "GET http://localhost/page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
		"an empty line before":         "\r\nGET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
		"lower case":                   "GET /page HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
		"HTTP/1.0":                     "GET /page HTTP/1.0\r\nHost: localhost\r\n\r\n",
	} {
		if got := raw(t, addr, request); !strings.HasPrefix(got, "HTTP/1.1 200 ") {
			t.Errorf("%s: refused: %.80q", name, got)
		}
	}
}

func TestBadChunksEndTheConnection(t *testing.T) {
	addr := serve(t, testRoutes(newSite(t)))
	for name, chunks := range map[string]string{
		"a length beyond every number":   "FFFFFFFFFFFFFFFFF\r\na=b\r\n0\r\n\r\n",
		"a length that wraps to three":   "10000000000000003\r\na=b\r\n0\r\n\r\n",
		"a signed length":                "+3\r\na=b\r\n0\r\n\r\n",
		"a negative length":              "-3\r\na=b\r\n0\r\n\r\n",
		"a length in words":              "three\r\na=b\r\n0\r\n\r\n",
		"a length in C's writing":        "0x3\r\na=b\r\n0\r\n\r\n",
		"no length":                      "\r\na=b\r\n0\r\n\r\n",
		"a space before the length":      " 3\r\na=b\r\n0\r\n\r\n",
		"bare LF after the length":       "3\na=b\r\n0\r\n\r\n",
		"bare LF after the chunk":        "3\r\na=b\n0\r\n\r\n",
		"bare LF in an extension":        "3;a\nb\r\na=b\r\n0\r\n\r\n",
		"more than the length says":      "3\r\na=bcdef\r\n0\r\n\r\n",
		"less than the length says":      "9\r\na=b\r\n0\r\n\r\n",
		"no last chunk":                  "3\r\na=b\r\n",
		"a length among the trailers":    "3\r\na=b\r\n0\r\nContent-Length: 9\r\n\r\n",
		"a coding among the trailers":    "3\r\na=b\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
		"a host among the trailers":      "3\r\na=b\r\n0\r\nHost: evil.example\r\n\r\n",
		"a trailer without an end":       "3\r\na=b\r\n0\r\nX-A: b\r\n",
		"a request among the trailers":   "3\r\na=b\r\n0\r\nGET /gone HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"an extension":                   "3;a=b\r\na=b\r\n0\r\n\r\n",
		"garbage after the length":       "3 x\r\na=b\r\n0\r\n\r\n",
		"a last chunk of many noughts":   "3\r\na=b\r\n0000\r\n\r\n",
		"as it should be":                "3\r\na=b\r\n0\r\n\r\n",
		"as it should be, with trailers": "3\r\na=b\r\n0\r\nX-A: b\r\n\r\n",
	} {
		for _, to := range []string{"/body", "/deaf", "/nowhere"} {
			got := raw(t, addr, "POST "+to+" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"+chunks+next)
			if n := strings.Count(got, "HTTP/1.1 "); n != 1 {
				t.Errorf("%s to %s: %d answers: %.200q", name, to, n, got)
			}
			if !strings.Contains(got, "Connection: close") {
				t.Errorf("%s to %s: the connection stays open: %.200q", name, to, got)
			}
		}
	}
}

func TestABodyIsNeverTakenForTheNextRequest(t *testing.T) {
	addr := serve(t, testRoutes(newSite(t)))
	for name, request := range map[string]string{
		"unread, with length":         fmt.Sprintf("POST /deaf HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(next), next),
		"unread, in chunks":           fmt.Sprintf("POST /deaf HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(next), next),
		"unread and too much":         fmt.Sprintf("POST /deaf HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", maxDrain+len(next), strings.Repeat(" ", maxDrain)+next),
		"refused, with body":          fmt.Sprintf("POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(next), next),
		"a method nobody has":         fmt.Sprintf("PUT /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(next), next),
		"asked for, with body":        fmt.Sprintf("GET /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(next), next),
		"asked for, with chunks":      fmt.Sprintf("GET /page HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(next), next),
		"its head asked for, with it": fmt.Sprintf("HEAD /page HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s", len(next), next),
		"waiting to be told to go on": fmt.Sprintf("POST /deaf HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n%s", len(next), next),
	} {
		got := raw(t, addr, request)
		if n := strings.Count(got, "HTTP/1.1 ") - strings.Count(got, "HTTP/1.1 100 "); n != 1 {
			t.Errorf("%s: the body was read as a request: %.200q", name, got)
		}
	}
	// And the next request on the connection is still heard.
	two := "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b"
	got := oneByOne(t, addr, two, next)
	if strings.Count(got, "HTTP/1.1 ") != 2 || !strings.Contains(got, "a=b") || !strings.Contains(got, " 410 ") {
		t.Errorf("two requests on one connection: %.300q", got)
	}
}

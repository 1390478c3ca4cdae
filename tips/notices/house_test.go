package notices

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// certificate is one for localhost, and the pool that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// post is a real mail server on this machine that keeps what it gets.
type post struct {
	mu       sync.Mutex
	got      []letter
	tries    int
	greylist int           // so many attempts are put off
	refuse   int           // code for every recipient, 0 for none
	slow     chan struct{} // closed to end a wait before the answer to DATA
	port     int
	roots    *x509.CertPool
}

type letter struct {
	from, to, user string
	secure         bool
	data           []byte
}

type postSession struct {
	*post
	conn *smtp.Conn
	l    letter
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &postSession{post: p, conn: c}, nil
}

func (s *postSession) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *postSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, pass string) error {
		if user != "desk" || pass != "a secret" {
			return smtp.ErrAuthFailed
		}
		s.l.user = user
		return nil
	}), nil
}

func (s *postSession) Mail(from string, _ *smtp.MailOptions) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tries++; s.tries <= s.greylist {
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "greylisted, " + from + " come again"}
	}
	s.l.from = from
	return nil
}

func (s *postSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.refuse > 0 {
		return &smtp.SMTPError{Code: s.refuse, Message: "no such mailbox " + to}
	}
	s.l.to = to
	return nil
}

func (s *postSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.slow != nil {
		<-s.slow
	}
	_, s.l.secure = s.conn.TLSConnectionState()
	s.l.data = data
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, s.l)
	return nil
}

func (s *postSession) Reset()        {}
func (s *postSession) Logout() error { return nil }

func (p *post) letters() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter(nil), p.got...)
}

// openPost starts one; TLS is offered (or spoken at once) unless plain.
func openPost(t *testing.T, p *post, how string) *post {
	t.Helper()
	cert, pool := certificate(t)
	p.roots = pool
	server := smtp.NewServer(p)
	server.Domain, server.AllowInsecureAuth = "localhost", how == NoTLS
	server.ErrorLog = silent{}
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = ln.Addr().(*net.TCPAddr).Port
	switch how {
	case StartTLS:
		server.TLSConfig = config
	case Implicit:
		ln = tls.NewListener(ln, config)
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	t.Cleanup(func() {
		server.Close()
		ln.Close() // where Serve had not begun
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			t.Error(err)
		}
	})
	return p
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// here lets a sender call this machine, as an operator's flag would.
func here(roots *x509.CertPool) *Sender {
	return &Sender{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, Roots: roots}
}

func (p *post) way(how string) Way {
	return Way{Kind: Mail, Host: "localhost", Port: p.port, TLS: how, User: "desk", Pass: "a secret", From: "desk@ahtu.example"}
}

func note() Message {
	return Message{ID: "0123abcd", To: "duty@agra.example", Subject: "UP-AGRA: तत्काल 1", Text: "UP-AGRA: तत्काल 1", Body: "UP-AGRA",
		Counts: map[string]int{"immediate": 1}, At: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
}

// classOf is the class of a failure, "" for success; any other error is a fault.
func classOf(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("an error that is no failure: %v", err)
	}
	if bytes.ContainsAny([]byte(err.Error()), "@/+") {
		t.Fatalf("a failure that tells more than its class: %v", err)
	}
	return f.Class
}

// Package notices carries a short text to a mail server, an SMS gateway or a
// webhook. It knows nothing of tips: what it sends are codes and counts that
// the caller hands to it.
package notices

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/netip"
	"time"
)

// Ways of sending.
const (
	Mail = "mail"
	SMS  = "sms"
	Hook = "webhook"
)

// Ways lists them in the order in which pages show them.
func Ways() []string { return []string{Mail, SMS, Hook} }

// Way is how a body is reached by one of the ways. It holds secrets: it is
// stored sealed only, and never printed.
type Way struct {
	Kind string `json:"kind"`

	// Mail.
	Host string `json:"host,omitempty"`
	Port int    `json:"port,omitempty"`
	User string `json:"user,omitempty"`
	Pass string `json:"pass,omitempty"`
	From string `json:"from,omitempty"`
	TLS  string `json:"tls,omitempty"` // starttls, implicit or none

	// SMS gateway and webhook.
	Method string `json:"method,omitempty"`
	URL    string `json:"url,omitempty"`  // {to} and {text} stand for the number and the text
	Header string `json:"head,omitempty"` // lines of "Name: value"
	Body   string `json:"body,omitempty"` // as URL
	Secret string `json:"key,omitempty"`  // signs what a webhook gets

	To string `json:"to,omitempty"` // the body's own mail address or mobile number
}

// String hides the secrets from every kind of printing.
func (w Way) String() string { return "notices.Way(" + w.Kind + ")" }

// GoString hides them from %#v.
func (w Way) GoString() string { return w.String() }

// TLS of a mail server.
const (
	StartTLS = "starttls"
	Implicit = "implicit"
	NoTLS    = "none" // to this machine only
)

// Message is one text to one address.
type Message struct {
	ID      string // the same for every attempt
	To      string // mail address or mobile number; "" for a webhook
	Subject string // mail
	Text    string
	Body    string         // code of whom it is for
	Counts  map[string]int // for a webhook
	At      time.Time
}

// Classes of failure: all that anybody is told of one. What a server answered
// stays out: it may repeat the address, the text or a token.
const (
	Setting     = "setting"     // the settings do not make a request
	Blocked     = "blocked"     // an address that the operator has not allowed
	Unreachable = "unreachable" // no such name, no answer to the call
	Slow        = "slow"        // no answer in time
	Insecure    = "insecure"    // no TLS, or a certificate that does not hold
	Login       = "login"       // user name or password
	Later       = "later"       // the server asks to come again
	Refused     = "refused"     // the server will not
	Broken      = "broken"      // the server broke off, or answered nonsense
)

// Classes lists them.
func Classes() []string {
	return []string{Setting, Blocked, Unreachable, Slow, Insecure, Login, Later, Refused, Broken}
}

// Failure is why a message did not go. It wraps nothing on purpose.
type Failure struct{ Class string }

func (f *Failure) Error() string { return "notices: " + f.Class }

func failure(class string) error { return &Failure{class} }

// Lasting tells whether trying again soon is of no use.
func (f *Failure) Lasting() bool {
	switch f.Class {
	case Setting, Blocked, Insecure, Login, Refused:
		return true
	}
	return false
}

// sendTime bounds one attempt from the look-up of the name to the last answer.
// Source: house rule; RFC 5321, section 4.5.3.2, allows a server minutes for each
// answer: a server that takes them counts as slow here and is tried again.
const sendTime = 20 * time.Second

// Sender sends. The zero value sends to public addresses only.
type Sender struct {
	Allow []netip.Prefix // of this machine and private networks: what the operator has allowed
	Roots *x509.CertPool // nil: the system's
	Time  time.Duration  // of one attempt; 0: 20 seconds
}

// Send makes one attempt. Its error is a [Failure].
func (s *Sender) Send(ctx context.Context, w Way, m Message) error {
	limit := s.Time
	if limit <= 0 {
		limit = sendTime
	}
	ctx, stop := context.WithTimeout(ctx, limit)
	defer stop()
	if err := w.Check(); err != nil {
		return failure(Setting)
	}
	var err error
	switch w.Kind {
	case Mail:
		err = s.mail(ctx, w, m)
	case SMS:
		err = s.sms(ctx, w, m)
	default:
		err = s.hook(ctx, w, m)
	}
	if err != nil && ctx.Err() != nil {
		return failure(Slow)
	}
	return err
}

func (s *Sender) tls(host string) *tls.Config {
	return &tls.Config{ServerName: host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}

// Fault is a setting that cannot be right: the field and why, as codes.
type Fault struct{ Field, Why string }

func (f *Fault) Error() string { return fmt.Sprintf("notices: %s: %s", f.Field, f.Why) }

package notices

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"strings"

	"github.com/wneessen/go-mail"
)

// mail hands one message to a mail server. Text goes as it is, in UTF-8.
func (s *Sender) mail(ctx context.Context, w Way, m Message) error {
	if !MailAddress(m.To) || !oneLine(m.Subject) {
		return failure(Setting)
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if msg.From(w.From) != nil || msg.To(m.To) != nil {
		return failure(Setting)
	}
	msg.Subject(m.Subject)
	msg.SetDateWithValue(m.At)
	_, host, _ := cutAt(w.From)
	msg.SetMessageIDWithValue(m.ID + "@" + host)
	// Source: RFC 3834, section 5: nobody's absence note answers it.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, m.Text+"\n")
	opts := []mail.Option{mail.WithPort(w.Port), mail.WithDialContextFunc(s.dialMail(ctx, w)), mail.WithTLSConfig(s.tls(w.Host)),
		mail.WithTimeout(sendTime), mail.WithHELO("mukti.invalid")}
	if w.TLS == StartTLS {
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	} else {
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS)) // implicit: TLS is there before the first word
	}
	if w.User != "" {
		auth := mail.SMTPAuthAutoDiscover
		if w.TLS != StartTLS {
			auth = mail.SMTPAuthPlainNoEnc // the library does not see the TLS that is below it, or the server is this machine
		}
		opts = append(opts, mail.WithSMTPAuth(auth), mail.WithUsername(w.User), mail.WithPassword(w.Pass))
	}
	c, err := mail.NewClient(w.Host, opts...)
	if err != nil {
		return failure(Setting)
	}
	return mailFailure(c.DialAndSendWithContext(ctx, msg))
}

// dialMail connects, and with implicit TLS shakes hands at once. A server that
// goes silent half-way is cut off when the attempt's time is over: the library's
// own context ends with the greeting.
func (s *Sender) dialMail(attempt context.Context, w Way) mail.DialContextFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := s.dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(attempt, func() { conn.Close() })
		if w.TLS != Implicit {
			return conn, nil
		}
		secure := tls.Client(conn, s.tls(w.Host))
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		return secure, nil
	}
}

// mailFailure says of what class an error is.
func mailFailure(err error) error {
	if err == nil {
		return nil
	}
	if class, ok := netFailure(err); ok {
		return failure(class)
	}
	code := 0
	var answered *textproto.Error
	var sent *mail.SendError
	switch {
	case errors.As(err, &sent):
		if code = sent.ErrorCode(); code == 0 && errors.As(err, &answered) {
			code = answered.Code
		}
	case errors.As(err, &answered):
		code = answered.Code
	}
	switch {
	// Source: RFC 4954, section 6: 530, 534, 535 and 538 are about signing in.
	case code == 530, code == 534, code == 535, code == 538:
		return failure(Login)
	case code >= 400 && code < 500:
		return failure(Later)
	case code >= 500 && code < 600:
		return failure(Refused)
	case strings.Contains(err.Error(), "does not support STARTTLS"): // the library has no name for it
		return failure(Insecure)
	case strings.Contains(err.Error(), "SMTP AUTH"):
		return failure(Login)
	}
	return failure(Broken)
}

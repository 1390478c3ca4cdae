package notices

import (
	"net/http"
	"net/mail"
	"net/url"
	"strings"

	"golang.org/x/net/http/httpguts"
)

// Lengths of settings, in bytes. Source: house rule, but for addresses: RFC
// 5321, section 4.5.3.1, 254 as its erratum 1690 has it.
const (
	maxAddress = 254
	maxSetting = 200
	maxURL     = 2000
	maxBody    = 4000
	minSecret  = 20
)

// Why a setting is refused.
const (
	FaultEmpty   = "empty"
	FaultLong    = "long"
	FaultForm    = "form"   // not of the form that it has to have
	FaultShort   = "short"  // a secret that can be guessed
	FaultPlain   = "plain"  // not encrypted on the way
	FaultNoPlace = "no-to"  // {to} stands nowhere
	FaultNoText  = "no-txt" // {text} stands nowhere
)

// Check says what cannot be right before anything is sent; nil or a [Fault].
func (w Way) Check() error {
	switch w.Kind {
	case Mail:
		return w.checkMail()
	case SMS, Hook:
		return w.checkHTTP()
	}
	return &Fault{"kind", FaultForm}
}

func (w Way) checkMail() error {
	switch {
	case w.Host == "":
		return &Fault{"host", FaultEmpty}
	case !hostName(w.Host):
		return &Fault{"host", FaultForm}
	case w.Port < 1 || w.Port > 65535:
		return &Fault{"port", FaultForm}
	case w.TLS != StartTLS && w.TLS != Implicit && w.TLS != NoTLS:
		return &Fault{"tls", FaultForm}
	case w.TLS == NoTLS && !loopbackName(w.Host):
		return &Fault{"tls", FaultPlain}
	case !oneLine(w.User) || !oneLine(w.Pass):
		return &Fault{"user", FaultForm}
	case !MailAddress(w.From):
		return &Fault{"from", FaultForm}
	case w.To != "" && !MailAddress(w.To):
		return &Fault{"to", FaultForm}
	}
	return nil
}

func (w Way) checkHTTP() error {
	u, err := w.address()
	switch {
	case w.URL == "":
		return &Fault{"url", FaultEmpty}
	case len(w.URL) > maxURL || err != nil:
		return &Fault{"url", FaultForm}
	case u.Scheme != "https" && (u.Scheme != "http" || !loopbackName(u.Hostname())):
		return &Fault{"url", FaultPlain}
	case len(w.Body) > maxBody:
		return &Fault{"text", FaultLong}
	}
	if _, err := headers(w.Header); err != nil {
		return err
	}
	if w.Kind == Hook {
		if len(w.Secret) < minSecret || len(w.Secret) > maxSetting {
			return &Fault{"secret", FaultShort}
		}
		return nil
	}
	switch {
	case w.Method != http.MethodGet && w.Method != http.MethodPost:
		return &Fault{"method", FaultForm}
	case !strings.Contains(w.URL+w.Body, toMark):
		return &Fault{"text", FaultNoPlace}
	case !strings.Contains(w.URL+w.Body, textMark):
		return &Fault{"text", FaultNoText}
	case w.To != "" && !Mobile(w.To):
		return &Fault{"to", FaultForm}
	}
	return nil
}

// address is where the request goes. What is filled in later can move neither
// the host nor the path's beginning: marks stand in the query or the path only.
func (w Way) address() (*url.URL, error) {
	u, err := url.Parse(fill(w.URL, "1", "1", url.QueryEscape))
	if err != nil {
		return nil, &Fault{"url", FaultForm}
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(w.URL, "https://"), "http://"), "/")
	if u.Host == "" || u.User != nil || u.Fragment != "" || strings.ContainsAny(host, "{}?#") || !hostName(u.Hostname()) || !oneLine(w.URL) {
		return nil, &Fault{"url", FaultForm}
	}
	return u, nil
}

// headers reads lines of "Name: value". What decides where a request ends, or
// whom it is for, is not a body's to set.
func headers(text string) (http.Header, error) {
	h := http.Header{}
	if len(text) > maxURL {
		return nil, &Fault{"head", FaultLong}
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		name, value, found := strings.Cut(line, ":")
		name, value = http.CanonicalHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)
		if !found || !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return nil, &Fault{"head", FaultForm}
		}
		switch name {
		case "Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "Te", "Trailer", "Proxy-Connection", "Expect":
			return nil, &Fault{"head", FaultForm}
		}
		h.Add(name, value)
	}
	return h, nil
}

// MailAddress tells whether a text is one bare mail address in ASCII, with
// nothing in it that could begin another line of a message.
func MailAddress(text string) bool {
	if len(text) > maxAddress || !ascii(text) || strings.ContainsAny(text, " <>\"',;:\\()[]") {
		return false
	}
	a, err := mail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != text {
		return false
	}
	_, host, _ := strings.Cut(text, "@")
	return hostName(host)
}

// Mobile tells whether a text is a telephone number in the international form.
// Source: ITU-T E.164, section 6.2 (at most 15 digits).
func Mobile(text string) bool {
	digits, plus := strings.CutPrefix(text, "+")
	if !plus || len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return false
	}
	return strings.Trim(digits, "0123456789") == ""
}

// hostName tells whether a text is a host's name or an address as such.
func hostName(text string) bool {
	return text != "" && len(text) <= 253 && ascii(text) && !strings.ContainsAny(text, " /?#@\\%{}<>\"'`^|,;")
}

func loopbackName(host string) bool {
	return host == "localhost" || host == "127.0.0.1" || host == "::1"
}

// oneLine tells whether a text of moderate length is free of control characters.
func oneLine(text string) bool {
	return len(text) <= maxURL && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// ascii: printable letters, digits and signs only.
func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

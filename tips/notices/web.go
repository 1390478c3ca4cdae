package notices

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Marks of a template.
const (
	toMark   = "{to}"
	textMark = "{text}"
)

// maxAnswer is how much of an answer is read, and thrown away.
const maxAnswer = 4 << 10

// fill puts number and text into a template in one pass: what is put in is
// never looked at for marks again.
func fill(template, to, text string, escape func(string) string) string {
	return strings.NewReplacer(toMark, escape(to), textMark, escape(text)).Replace(template)
}

// sms asks a gateway to send one message, as its body's template says.
func (s *Sender) sms(ctx context.Context, w Way, m Message) error {
	if !Mobile(m.To) {
		return failure(Setting)
	}
	head, err := headers(w.Header)
	if err != nil {
		return failure(Setting)
	}
	kind := head.Get("Content-Type")
	if kind == "" && w.Method == http.MethodPost {
		kind = "application/x-www-form-urlencoded"
		head.Set("Content-Type", kind)
	}
	escape := url.QueryEscape
	if strings.Contains(strings.ToLower(kind), "json") {
		escape = jsonText
	}
	body := ""
	if w.Method == http.MethodPost {
		body = fill(w.Body, m.To, m.Text, escape)
	}
	return s.request(ctx, w.Method, fill(w.URL, m.To, m.Text, url.QueryEscape), head, []byte(body))
}

// jsonText is a text as it stands between the quotes of a JSON string.
func jsonText(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		return ""
	}
	return string(b[1 : len(b)-1])
}

// hooked is what a webhook gets.
type hooked struct {
	Version int            `json:"version"`
	ID      string         `json:"id"` // the same for every attempt
	Body    string         `json:"body"`
	At      string         `json:"at"` // RFC 3339
	Counts  map[string]int `json:"counts"`
	Text    string         `json:"text"`
}

// Headers of a webhook. The signature is HMAC-SHA-256, in hexadecimal digits,
// over the time, a dot and the request's body.
const (
	HeadTime      = "Mukti-Timestamp" // seconds since 1970
	HeadSignature = "Mukti-Signature" // v1=…
	HeadID        = "Mukti-Id"
)

func (s *Sender) hook(ctx context.Context, w Way, m Message) error {
	head, err := headers(w.Header)
	if err != nil {
		return failure(Setting)
	}
	body, err := json.Marshal(hooked{1, m.ID, m.Body, m.At.UTC().Format(time.RFC3339), m.Counts, m.Text})
	if err != nil {
		return failure(Setting)
	}
	at := strconv.FormatInt(m.At.Unix(), 10)
	head.Set("Content-Type", "application/json")
	head.Set(HeadTime, at)
	head.Set(HeadID, m.ID)
	head.Set(HeadSignature, "v1="+Signature(w.Secret, at, body))
	return s.request(ctx, http.MethodPost, w.URL, head, body)
}

// Signature is what a receiver computes to know that a notice is from here.
func Signature(secret, at string, body []byte) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(at + "."))
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// request sends one and forgets the answer. It follows no redirect, keeps no
// connection and asks no proxy of the environment.
func (s *Sender) request(ctx context.Context, method, address string, head http.Header, body []byte) error {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return failure(Setting)
	}
	r.Header = head
	r.Header.Set("User-Agent", "Mukti")
	carrier := &http.Transport{DialContext: s.dial, TLSClientConfig: s.tls(r.URL.Hostname()), DisableKeepAlives: true, DisableCompression: true, MaxResponseHeaderBytes: 16 << 10}
	defer carrier.CloseIdleConnections()
	client := &http.Client{Transport: carrier, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(r)
	if err != nil {
		if class, ok := netFailure(err); ok {
			return failure(class)
		}
		return failure(Broken)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer)); err != nil && res.StatusCode/100 != 2 {
		return failure(Broken)
	}
	switch code := res.StatusCode; {
	case code/100 == 2:
		return nil
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return failure(Login)
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests, code/100 == 5:
		return failure(Later)
	}
	return failure(Refused)
}

// netFailure is the class of an error below the protocol; false for others.
func netFailure(err error) (string, bool) {
	var (
		asked *net.DNSError
		cert  *tls.CertificateVerificationError
		head  tls.RecordHeaderError
		alert tls.AlertError
		who   x509.UnknownAuthorityError
		name  x509.HostnameError
		bad   x509.CertificateInvalidError
		slow  net.Error
		op    *net.OpError
	)
	switch {
	case errors.Is(err, errBlocked):
		return Blocked, true
	case errors.As(err, &cert), errors.As(err, &head), errors.As(err, &alert), errors.As(err, &who), errors.As(err, &name), errors.As(err, &bad):
		return Insecure, true
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &slow) && slow.Timeout():
		return Slow, true
	case errors.As(err, &asked), errors.As(err, &op) && op.Op == "dial":
		return Unreachable, true
	}
	return "", false
}

func cutAt(address string) (name, host string, found bool) { return strings.Cut(address, "@") }

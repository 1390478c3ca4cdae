package web

import (
	"bytes"
	"errors"

	"github.com/valyala/fasthttp"
)

// ErrHead is a request head that two servers could read in two ways.
var ErrHead = errors.New("web: ambiguous request head")

// guard refuses what a proxy before us might read otherwise than we do: a way
// to smuggle a second request past it. The server below already refuses two
// lengths and control characters in values.
// Source: RFC 9112, sections 2.2, 3.2, 5.1, 5.2, 6.1 and 6.3.
func guard(h *fasthttp.RequestHeader) error {
	var hosts, lengths, codings int
	raw := h.RawHeaders()
	if bytes.IndexByte(raw, 0) >= 0 || !target(h) {
		return ErrHead
	}
	if v := string(h.Protocol()); v != "HTTP/1.1" && v != "HTTP/1.0" {
		return ErrHead
	}
	for len(raw) > 0 {
		end := bytes.IndexByte(raw, '\n')
		if end < 0 {
			return ErrHead
		}
		line := raw[:end]
		raw = raw[end+1:]
		if len(line) == 0 || line[len(line)-1] != '\r' {
			return ErrHead // bare LF
		}
		line = line[:len(line)-1]
		if len(line) == 0 {
			break // end of the head
		}
		if bytes.IndexByte(line, '\r') >= 0 {
			return ErrHead // a bare CR
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		if !found || !token(name) { // a folded line too
			return ErrHead
		}
		value = bytes.Trim(value, " \t")
		switch {
		case bytes.EqualFold(name, []byte("Host")):
			hosts++
		case bytes.EqualFold(name, []byte("Content-Length")):
			lengths++
			if !digits(value) {
				return ErrHead
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			codings++
			if !bytes.EqualFold(value, []byte("chunked")) || !h.IsHTTP11() {
				return ErrHead
			}
		}
	}
	if hosts != 1 || lengths+codings > 1 || len(h.Host()) == 0 {
		return ErrHead
	}
	return nil
}

// target tells whether what is asked for can be read in one way: a path, or a
// whole address of the host that the head names.
func target(h *fasthttp.RequestHeader) bool {
	uri := h.RequestURI()
	for _, c := range uri {
		if c <= ' ' || c == 0x7f {
			return false
		}
	}
	// A form is posted to a route, which answers 303 whatever its address holds.
	path, _, _ := bytes.Cut(uri, []byte("?"))
	if bytes.Contains(path, []byte("%00")) && !h.IsPost() {
		return false
	}
	if bytes.HasPrefix(uri, []byte("/")) {
		return true
	}
	scheme, rest, found := bytes.Cut(uri, []byte("://"))
	if !found || !bytes.EqualFold(scheme, []byte("http")) && !bytes.EqualFold(scheme, []byte("https")) {
		return false
	}
	host := rest
	if end := bytes.IndexAny(rest, "/?#"); end >= 0 {
		host = rest[:end]
	}
	return bytes.EqualFold(host, h.Host())
}

// token tells whether a header's name is one. Source: RFC 9110, section 5.6.2.
func token(name []byte) bool {
	for _, c := range name {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
		if !letter && bytes.IndexByte([]byte("!#$%&'*+-.^_`|~"), c) < 0 {
			return false
		}
	}
	return len(name) > 0
}

func digits(value []byte) bool {
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(value) > 0
}

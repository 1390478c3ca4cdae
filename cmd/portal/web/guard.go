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
// Source: RFC 9112, sections 2.2, 3.2, 5.2 and 6.1.
func guard(h *fasthttp.RequestHeader) error {
	var hosts, lengths, codings int
	raw := h.RawHeaders()
	if bytes.IndexByte(raw, 0) >= 0 || bytes.IndexByte(h.RequestURI(), 0) >= 0 {
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
		if line[0] == ' ' || line[0] == '\t' || bytes.IndexByte(line, '\r') >= 0 {
			return ErrHead // a folded line, a bare CR
		}
		name, _, found := bytes.Cut(line, []byte(":"))
		if !found {
			return ErrHead
		}
		switch {
		case bytes.EqualFold(name, []byte("Host")):
			hosts++
		case bytes.EqualFold(name, []byte("Content-Length")):
			lengths++
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			codings++
		}
	}
	if hosts != 1 || lengths > 1 || codings > 1 || lengths+codings > 1 || len(h.Host()) == 0 {
		return ErrHead
	}
	return nil
}

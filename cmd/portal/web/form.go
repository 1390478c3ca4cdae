package web

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
)

// Limits of a form's text. A field of 20,000 characters is at most 80,000
// bytes, 240,000 where it is written in JSON escapes; what is longer reaches
// the domain longer than its limit, so that the domain can say so, but never
// without bound.
const (
	maxField  = 512 << 10 // bytes of one value
	maxText   = 1 << 20   // bytes of all names and values that are kept
	maxFields = 500       // values that are kept
	maxKey    = 100       // bytes of a name
)

// ReadForm reads a posted form, urlencoded or multipart, as it arrives: the
// body is never whole in memory and never on disk. limit bounds the bytes that
// are read; onFile gets each file part in turn (nil skips them). What could be
// read is returned even with an error: [ErrForm] for a body that is broken or
// of another type, [ErrTooLong] past the limit, onFile's own otherwise. Text
// is valid UTF-8 without NUL; fields past the bounds are cut or left out.
//
// While it reads, the connection's deadline moves with the bytes that arrive:
// a slow line may take long, a stalled one may not.
func ReadForm(c *fiber.Ctx, limit int64, onFile func(name string, r io.Reader) error) (url.Values, error) {
	v := url.Values{}
	return v, ReadFormInto(c, v, limit, func(_, name string, r io.Reader) error {
		if onFile == nil {
			return nil
		}
		return onFile(name, r)
	})
}

// ReadFormInto is [ReadForm] into v, which onFile may look at: it holds the
// text that came before the file. field is the name of the file's field.
func ReadFormInto(c *fiber.Ctx, v url.Values, limit int64, onFile func(field, name string, r io.Reader) error) error {
	body := bodyOf(c, limit)
	f := form{values: v, file: onFile}
	kind, params, err := mime.ParseMediaType(clean(c.Get(fiber.HeaderContentType)))
	if err != nil && kind == "" {
		// A type that cannot be parsed, e.g. a multipart boundary with bad
		// characters: its beginning still says what it is.
		kind, _, _ = strings.Cut(clean(c.Get(fiber.HeaderContentType)), ";")
		kind = strings.ToLower(strings.TrimSpace(kind))
	}
	switch kind {
	case fiber.MIMEApplicationForm:
		err = f.urlencoded(body)
	case fiber.MIMEMultipartForm:
		err = f.multipart(body, params["boundary"])
	default:
		err = fmt.Errorf("%w: type", ErrForm)
	}
	body.drain()
	if body.over {
		return errors.Join(ErrTooLong, err)
	}
	return err
}

// form collects fields within the bounds.
type form struct {
	values url.Values
	file   func(field, name string, r io.Reader) error
	fields int
	bytes  int
}

func (f *form) add(name, value string) {
	name, value = clean(name), clean(value)
	if name == "" || len(name) > maxKey || f.fields >= maxFields {
		return
	}
	if left := maxText - f.bytes - len(name); len(value) > left {
		if left <= 0 {
			return
		}
		value = cut(value, left)
	}
	f.fields++
	f.bytes += len(name) + len(value)
	f.values.Add(name, value)
}

// urlencoded reads name=value pairs. What is not well encoded is taken as it
// stands: a form is never refused for a stray percent sign.
func (f *form) urlencoded(r io.Reader) error {
	in := bufio.NewReader(r)
	var pair bytes.Buffer
	flush := func() {
		name, value, _ := strings.Cut(pair.String(), "=")
		f.add(unescape(name), cut(unescape(value), maxField))
		pair.Reset()
	}
	for {
		b, err := in.ReadByte()
		switch {
		case err == io.EOF:
			flush()
			return nil
		case err != nil:
			flush()
			return fmt.Errorf("%w: %w", ErrForm, err)
		case b == '&':
			flush()
		case pair.Len() < 3*maxField+maxKey: // an encoded byte is three
			pair.WriteByte(b)
		}
	}
}

// unescape is QueryUnescape that keeps what it cannot read.
func unescape(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	}
	return c - 'A' + 10
}

// multipart reads parts in turn. A boundary that the header lacks is taken
// from the body's first line: some programs forget it.
func (f *form) multipart(r io.Reader, boundary string) error {
	if boundary == "" {
		in := bufio.NewReaderSize(r, 4096)
		first, err := in.Peek(200)
		if len(first) == 0 && err != nil {
			return fmt.Errorf("%w: no boundary", ErrForm)
		}
		line, _, _ := bytes.Cut(first, []byte("\r\n"))
		if !bytes.HasPrefix(line, []byte("--")) || len(line) < 3 || len(line) > 72 {
			return fmt.Errorf("%w: no boundary", ErrForm)
		}
		boundary, r = string(line[2:]), in
	}
	parts := multipart.NewReader(r, boundary)
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrForm, err)
		}
		if err := f.part(p); err != nil {
			return err
		}
	}
}

func (f *form) part(p *multipart.Part) error {
	name := clean(p.FormName())
	if filename, sent := fileName(p); sent {
		if f.file == nil {
			return nil
		}
		in := bufio.NewReader(p)
		if _, err := in.Peek(1); err != nil {
			return nil // an empty file: nothing was chosen
		}
		return f.file(name, filename, in)
	}
	value, err := io.ReadAll(io.LimitReader(p, maxField))
	f.add(name, string(value))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	return nil
}

// fileName tells whether the part is a file, and its name without folders.
func fileName(p *multipart.Part) (string, bool) {
	_, params, err := mime.ParseMediaType(p.Header.Get(fiber.HeaderContentDisposition))
	if err != nil {
		return "", false
	}
	_, sent := params["filename"]
	return clean(p.FileName()), sent
}

// clean makes text of bytes: what is not UTF-8 becomes U+FFFD, NUL goes.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.IndexByte(s, 0) >= 0 {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return s
}

// Clean is text as this portal takes it: valid UTF-8 without NUL.
func Clean(s string) string { return clean(s) }

// Trim is [Clean] without the space around.
func Trim(s string) string { return strings.TrimSpace(clean(s)) }

// cut shortens s to at most n bytes at the border of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

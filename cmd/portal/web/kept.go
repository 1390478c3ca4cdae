package web

import (
	"bytes"
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"
	"github.com/klauspost/compress/gzip"
)

// Kept holds finished pages of reading matter in memory: drawn and compressed
// at the first request, answered from there afterwards, the longest unread
// ones dropped when it is full. The zero value keeps [keptBytes]. What holds
// anything of a tip, a number or a session never goes through it.
type Kept struct {
	Bytes int // most that it holds; 0 = keptBytes

	mu    sync.Mutex
	size  int
	pages map[string]*list.Element // of *keptPage
	read  list.List                // most lately read first
}

// keptBytes is room for some 2,000 pages with their compressed forms.
// Source: house rule: a fifth of the 300 MB that the portal may take.
const keptBytes = 48 << 20

// perPage is what an entry costs beside its bytes.
const perPage = 512

type keptPage struct {
	key    string
	header [len(keptHeaders)]string
	status int

	mu    sync.Mutex
	forms map[string]encoded // by coding: "", "br", "gzip"
	size  int
}

type encoded struct {
	body []byte
	etag string
}

// keptHeaders are what the drawing of a page says of it.
var keptHeaders = [...]string{fiber.HeaderContentType, fiber.HeaderContentLanguage, fiber.HeaderCacheControl, fiber.HeaderVary, fiber.HeaderContentDisposition, "X-Robots-Tag"}

const keptLocal = "kept"

// Keep answers with the page under the key, or lets draw make it. The key must
// name everything that the page depends on. Only whole pages that anybody may
// keep are kept: what draw marks as private or not to be stored, is not.
func (s *Site) Keep(c *fiber.Ctx, k *Kept, key string, draw fiber.Handler) error {
	if c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead {
		return draw(c)
	}
	p := k.find(key)
	if p == nil {
		c.Locals(keptLocal, true)
		err := draw(c)
		c.Locals(keptLocal, nil)
		if err != nil {
			return err
		}
		body := c.Response().Body()
		if c.Response().StatusCode() != fiber.StatusOK || !strings.HasPrefix(c.GetRespHeader(fiber.HeaderCacheControl), "public") ||
			len(c.Response().Header.Peek(fiber.HeaderSetCookie)) > 0 {
			if len(body) == 0 {
				return nil
			}
			return send(c, bytes.Clone(body))
		}
		p = &keptPage{key: key, status: fiber.StatusOK, forms: map[string]encoded{"": newEncoded("", bytes.Clone(body))}}
		for i, h := range keptHeaders {
			p.header[i] = c.GetRespHeader(h)
		}
		p.size = perPage + len(key) + len(body)
		k.put(p)
	} else {
		for i, h := range keptHeaders {
			if p.header[i] != "" {
				c.Set(h, p.header[i])
			}
		}
		s.offerOnion(c)
	}
	return k.answer(c, p)
}

func newEncoded(coding string, body []byte) encoded {
	sum := sha256.Sum256(body)
	return encoded{body, `"` + hex.EncodeToString(sum[:12]) + coding + `"`}
}

// answer sends the page in the coding that the reader's browser takes, or says
// that it has it already.
func (k *Kept) answer(c *fiber.Ctx, p *keptPage) error {
	f, err := k.form(p, coding(clean(c.Get(fiber.HeaderAcceptEncoding))))
	if err != nil {
		return err
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderETag, f.etag)
	if matches(c.Get(fiber.HeaderIfNoneMatch), f.etag) {
		c.Response().ResetBody()
		c.Response().Header.Del(fiber.HeaderContentType)
		c.Status(fiber.StatusNotModified)
		return nil
	}
	if name := codingOf(f.etag); name != "" {
		c.Set(fiber.HeaderContentEncoding, name)
	}
	c.Status(p.status)
	c.Response().SetBodyRaw(f.body)
	return nil
}

// codingOf reads the coding back from the end of a tag of ours.
func codingOf(etag string) string {
	for _, name := range []string{"br", "gzip"} {
		if strings.HasSuffix(etag, name+`"`) {
			return name
		}
	}
	return ""
}

// matches compares the tags of a request weakly.
// Source: RFC 9110, sections 8.8.3.2 and 13.1.2.
func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == "*" || part == etag {
			return true
		}
	}
	return false
}

// form gives the page in a coding, compressed at the first request for it.
func (k *Kept) form(p *keptPage, coding string) (encoded, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.forms[""].body) < worthIt || packed(p.header[0]) {
		coding = ""
	}
	f, ok := p.forms[coding]
	if ok {
		return f, nil
	}
	body, err := compressed(coding, p.forms[""].body)
	if err != nil {
		return encoded{}, err
	}
	f = newEncoded(coding, body)
	p.forms[coding] = f
	k.grow(p, len(body))
	return f, nil
}

// packed tells whether bodies of a type are compressed in themselves.
func packed(contentType string) bool {
	return contentType == "application/epub+zip" || contentType == "application/pdf"
}

// compressed gives a body in a coding; "" leaves it as it is.
func compressed(coding string, body []byte) ([]byte, error) {
	var b bytes.Buffer
	var err error
	switch coding {
	case "br":
		w := brotli.NewWriterLevel(&b, brotliLevel)
		_, err = w.Write(body)
		if err == nil {
			err = w.Close()
		}
	case "gzip":
		var w *gzip.Writer
		if w, err = gzip.NewWriterLevel(&b, gzip.BestCompression); err == nil {
			_, err = w.Write(body)
		}
		if err == nil {
			err = w.Close()
		}
	default:
		return body, nil
	}
	return bytes.Clone(b.Bytes()), err
}

func (k *Kept) find(key string) *keptPage {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.pages[key]
	if !ok {
		return nil
	}
	k.read.MoveToFront(e)
	return e.Value.(*keptPage)
}

func (k *Kept) put(p *keptPage) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.pages == nil {
		k.pages = make(map[string]*list.Element)
	}
	if _, there := k.pages[p.key]; there {
		return // two drew it at once: the first stays
	}
	k.pages[p.key] = k.read.PushFront(p)
	k.size += p.size
	k.shrink()
}

// grow counts what a page has gained, if it is still kept.
func (k *Kept) grow(p *keptPage, n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	e, ok := k.pages[p.key]
	if !ok || e.Value.(*keptPage) != p {
		return
	}
	p.size += n
	k.size += n
	k.shrink()
}

func (k *Kept) shrink() {
	most := k.Bytes
	if most <= 0 {
		most = keptBytes
	}
	for k.size > most && k.read.Len() > 0 {
		e := k.read.Back()
		p := e.Value.(*keptPage)
		k.read.Remove(e)
		delete(k.pages, p.key)
		k.size -= p.size
	}
}

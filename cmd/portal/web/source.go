package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"mukti/tips"
)

// Source tells senders apart without saying who they are: an HMAC of the
// address under a key that exists in memory only and is thrown away every day.
// Two Sources are compared and counted; they are never written anywhere.
type Source string

// Sources makes them. The zero value is ready.
type Sources struct {
	Now func() time.Time // nil: time.Now

	mu  sync.Mutex
	day int64
	key [32]byte
}

// istOffset: the day is that of Asia/Kolkata.
const istOffset = 5*3600 + 30*60

// Of is the source of an address. An IPv6 sender is its /64, which one home or
// phone gets whole; an address that is none makes one class.
func (s *Sources) Of(a netip.Addr) Source {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		p, _ := a.Prefix(64) // cannot fail at 64
		a = p.Addr()
	}
	b, _ := a.MarshalBinary() // never fails
	return s.under("address", b)
}

// Onion is the source of everybody who comes over the onion service: Tor shows
// no addresses, so they are one class, beside whatever else is on this machine.
func (s *Sources) Onion() Source { return s.under("onion", nil) }

func (s *Sources) under(kind string, what []byte) Source {
	mac := hmac.New(sha256.New, s.today())
	mac.Write([]byte(kind))
	mac.Write(what)
	return Source(mac.Sum(nil)[:16])
}

// today is the day's key.
func (s *Sources) today() []byte {
	now := time.Now
	if s.Now != nil {
		now = s.Now
	}
	day := (now().Unix() + istOffset) / (24 * 3600)
	s.mu.Lock()
	defer s.mu.Unlock()
	if day != s.day {
		rand.Read(s.key[:])
		s.day = day
	}
	return slices.Clone(s.key[:])
}

// Proxy is what stands before the site. The zero value is nothing: then the
// address is that of the connection.
type Proxy struct {
	From   []netip.Prefix // where it connects from
	Header string         // in which it names the client; "" = X-Forwarded-For
}

// ForwardedFor is the header that names the client unless another is configured.
const ForwardedFor = "X-Forwarded-For"

func (p Proxy) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(p.From, func(from netip.Prefix) bool { return from.Contains(a) })
}

// Client is the client's address: from the header if the connection is the
// proxy's, else the connection's own. Of a list the last address counts that
// is no proxy of ours: what stands before it, the client may have written. A
// header that cannot be read leaves the proxy's own address.
func (p Proxy) Client(peer netip.Addr, h *fasthttp.RequestHeader) netip.Addr {
	if !p.trusts(peer) {
		return peer
	}
	name := p.Header
	if name == "" {
		name = ForwardedFor
	}
	lines := h.PeekAll(name)
	if !strings.EqualFold(name, ForwardedFor) && len(lines) != 1 {
		return peer // one value, written by the proxy, or it proves nothing
	}
	var list []string
	for _, line := range lines {
		list = append(list, strings.Split(string(line), ",")...)
	}
	if !strings.EqualFold(name, ForwardedFor) && len(list) != 1 {
		return peer
	}
	for _, text := range slices.Backward(list) {
		a, ok := parseAddr(text)
		if !ok {
			return peer
		}
		if !p.trusts(a) {
			return a
		}
	}
	return peer
}

// parseAddr reads an address, with a port or without.
func parseAddr(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	a, err := netip.ParseAddr(text)
	if err != nil {
		ap, portErr := netip.ParseAddrPort(text)
		if portErr != nil {
			return netip.Addr{}, false
		}
		a = ap.Addr()
	}
	return a.Unmap().WithZone(""), true
}

const sourceLocal = "web:source"

// named gives each request its source, for what is fair between senders.
func (s *Site) named(c *fiber.Ctx) error {
	r := c.Context()
	var from Source
	if s.AtOnion(c) {
		from = s.sources().Onion()
	} else {
		from = s.sources().Of(s.Proxy.Client(addrOf(r.RemoteAddr()), &r.Request.Header))
	}
	c.Locals(sourceLocal, from)
	c.SetUserContext(tips.WithSource(c.UserContext(), string(from)))
	return c.Next()
}

// SourceOf is the source of a request; "" where nobody asked for it.
func SourceOf(c *fiber.Ctx) Source {
	from, _ := c.Locals(sourceLocal).(Source)
	return from
}

package notices

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"syscall"
)

// errBlocked is how a dial that was stopped is known again.
var errBlocked = errors.New("notices: address not allowed")

// dial connects to public addresses and to what the operator has allowed. The
// address is looked at when the connection is made, behind the name's look-up:
// a name that gives another address a moment later gains nothing.
func (s *Sender) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := &net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		at, err := netip.ParseAddrPort(address)
		if err != nil || !s.allows(at.Addr()) {
			return errBlocked
		}
		return nil
	}}
	return d.DialContext(ctx, network, address)
}

// allows tells whether an address may be called.
func (s *Sender) allows(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	for _, p := range s.Allow {
		if p.Contains(ip) {
			return true
		}
	}
	if !ip.IsValid() || !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range inward() {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// inward are the ranges that lead to no public host, or to one through another
// address that stands inside, beside those that netip names itself.
// Source: IANA special-purpose address registries (RFC 6890).
func inward() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
		"198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "ff00::/8",
	} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}

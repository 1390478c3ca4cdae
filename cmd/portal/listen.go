package main

import (
	"crypto/sha3"
	"crypto/tls"
	"encoding/base32"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"mukti/cmd/portal/web"
)

// listen opens addr, with TLS where a certificate is given. Slow and idle
// connections are cut below TLS, where bytes are counted as they come.
func listen(addr string, c *Common, sources *web.Sources) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	held := web.Listen(ln, sources, web.Pace{}, 0)
	if c.Cert == "" {
		return web.Strict(held), nil
	}
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("certificate: %w", err), held.Close())
	}
	return web.Strict(tls.NewListener(held, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12})), nil
}

// proxy is what stands before the public site.
func (c *Common) proxy() (web.Proxy, error) {
	p := web.Proxy{Header: c.ProxyHeader}
	var faults []error
	for _, text := range c.Proxy {
		from, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil {
				a = a.Unmap().WithZone("")
				from = netip.PrefixFrom(a, a.BitLen())
			}
		}
		switch {
		case err != nil:
			faults = append(faults, fmt.Errorf("--proxy %q: want an address or a range, e.g. 127.0.0.2 or 10.0.0.0/24", text))
		case from.Bits() == 0:
			faults = append(faults, fmt.Errorf("--proxy %q: everybody would be the proxy", text))
		default:
			p.From = append(p.From, from.Masked())
		}
	}
	switch {
	case p.Header != "" && len(c.Proxy) == 0:
		faults = append(faults, errors.New("--proxy-header without --proxy: say where the proxy connects from"))
	case len(c.Proxy) > 0 && c.Cert != "":
		faults = append(faults, errors.New("--cert and --proxy: one of them; the proxy ends TLS"))
	case strings.EqualFold(p.Header, "Forwarded"):
		faults = append(faults, fmt.Errorf("--proxy-header Forwarded: is not read; let the proxy write %s, or one address into a header of its own", web.ForwardedFor))
	case p.Header != "" && !headerName(p.Header):
		faults = append(faults, fmt.Errorf("--proxy-header %q: no name of a header", p.Header))
	}
	return p, errors.Join(faults...)
}

func headerName(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
	})
}

// onion is the host of --onion; "" where there is none.
func (c *Common) onion() (string, error) {
	if c.Onion == "" {
		return "", nil
	}
	host := strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(c.Onion, "http://"), "/"))
	if !onionHost(host) {
		return "", fmt.Errorf("--onion %q: want the address that Tor wrote into the service's file hostname: 56 characters and .onion", c.Onion)
	}
	return host, nil
}

// onionHost checks an address of version 3, its sum too: a slip of the pen
// would send people to nobody, or to somebody.
// Source: Tor specifications, rend-spec-v3, section 6 [ONIONADDRESS].
func onionHost(host string) bool {
	name, found := strings.CutSuffix(host, ".onion")
	if !found || len(name) != 56 {
		return false
	}
	raw, err := base32.StdEncoding.DecodeString(strings.ToUpper(name))
	if err != nil {
		return false
	}
	key, sum, version := raw[:32], raw[32:34], raw[34]
	want := sha3.Sum256(slices.Concat([]byte(".onion checksum"), key, []byte{version}))
	return version == 3 && slices.Equal(sum, want[:2])
}

// exits are the pages that --exit names, by language; "" for all others.
func (c *Common) exits() (map[string]string, error) {
	out := map[string]string{}
	var faults []error
	for _, text := range c.Exit {
		lang, to := "", text
		if before, after, found := strings.Cut(text, "="); found && !strings.Contains(before, ":") {
			lang, to = before, after
		}
		u, err := url.Parse(to)
		switch {
		case err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil:
			faults = append(faults, fmt.Errorf("--exit %q: want https://…, or hi=https://… for one language", text))
		case "https://"+u.Host == strings.TrimSuffix(c.Origin, "/"):
			faults = append(faults, fmt.Errorf("--exit %q: leads back to this site", text))
		case out[lang] != "":
			faults = append(faults, fmt.Errorf("--exit %q: a second page for the same language", text))
		}
		out[lang] = to
	}
	return out, errors.Join(faults...)
}

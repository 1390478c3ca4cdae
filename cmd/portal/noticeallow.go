package main

import (
	"fmt"
	"net/netip"
)

// noticeAllow are the ranges beside public addresses to which notices may go.
func (c *Common) noticeAllow() ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range c.NoticeAllow {
		p, err := netip.ParsePrefix(text)
		if err != nil {
			at, one := netip.ParseAddr(text)
			if one != nil {
				return nil, fmt.Errorf("--notice-allow %q: want an address or a range, e.g. 10.1.2.3 or 10.1.2.0/24", text)
			}
			p = netip.PrefixFrom(at.Unmap(), at.Unmap().BitLen())
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

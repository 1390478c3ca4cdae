package public

import (
	"net/http/httptest"
	"strconv"
	"testing"

	"mukti/content"
)

// BenchmarkPack draws a pack as large as one may be, each time another one, as
// somebody would who wants to keep the portal busy; and serves one that is kept.
func BenchmarkPack(b *testing.B) {
	h := newHouse(b)
	library := h.site.Library
	p := content.Pack{Lang: "en"}
	for _, kind := range []string{"sops", "advisories", "laws"} {
		for _, d := range library.Documents(kind, "en") {
			for _, x := range d.Paragraphs[:min(3, len(d.Paragraphs))] {
				if one, ok := library.Take(kind, d.Slug, "en", x.ID); ok {
					if q, err := p.With(one); err == nil {
						p = q
					}
				}
			}
		}
	}
	ask := func(b *testing.B, title string) int {
		resp, err := h.app.Test(httptest.NewRequest("GET", "/en/pack?d="+p.String()+"&t="+title, nil), -1)
		if err != nil || resp.StatusCode != 200 {
			b.Fatal(err, resp)
		}
		return int(resp.ContentLength)
	}
	b.Run("drawn", func(b *testing.B) {
		for i := range b.N {
			b.SetBytes(int64(ask(b, strconv.Itoa(i))))
		}
		b.ReportMetric(float64(len(p.Picks)), "picks")
		b.ReportMetric(float64(len(p.String())), "address-bytes")
	})
	b.Run("kept", func(b *testing.B) {
		for range b.N {
			ask(b, "same")
		}
	})
}

package places

import (
	"math"
	"testing"
)

func TestNearAPointOnTheMap(t *testing.T) {
	g := load(t)
	for _, c := range []struct {
		what     string
		lat, lon float64
		want     string // among the first, "" for nowhere in India
	}{
		{"Mathura Junction", 27.480, 77.673, "Mathura"},
		{"Howrah station", 22.583, 88.342, "Howrah"},
		{"Kosi Kalan, on the border to Haryana", 27.79, 77.44, "Mathura"},
		{"Shamli's brick kilns", 29.45, 77.31, "Shamli"},
		{"Kanyakumari", 8.08, 77.55, "Kanniyakumari"},
		{"Leh", 34.16, 77.58, "Leh"},
		{"Port Blair", 11.67, 92.74, "South Andamans"},
		{"Lahore", 31.55, 74.34, "Amritsar"}, // near, though across the border: it is asked, not concluded
		{"London", 51.5, -0.12, ""},
		{"nothing", 0, 0, ""},
		{"no number", math.NaN(), math.Inf(1), ""},
	} {
		got := g.Near(c.lat, c.lon)
		if c.want == "" {
			if len(got) > 0 {
				t.Errorf("%s is near %v", c.what, got)
			}
			continue
		}
		found := false
		for _, p := range got {
			found = found || p.Name == c.want
		}
		if !found || len(got) > nearMax || got[0].Score <= 0 || got[0].Score > 1 {
			t.Errorf("%s: %+v, want %s", c.what, got, c.want)
		}
	}
}

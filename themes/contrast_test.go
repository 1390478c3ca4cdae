package themes

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// luminance of a colour as #rgb or #rrggbb.
// Source: WCAG 2.2, "relative luminance".
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("colour %q", hex)
	}
	part := func(v uint64) float64 {
		c := float64(v&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n>>16) + 0.7152*part(n>>8) + 0.0722*part(n)
}

func TestEveryPairOfColoursIsEasyToRead(t *testing.T) {
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	sets := 0
	for _, block := range regexp.MustCompile(`\{(--bg:[^}]*)\}`).FindAllStringSubmatch(string(s.Style("public")), -1) {
		colour := map[string]string{}
		for decl := range strings.SplitSeq(block[1], ";") {
			name, value, _ := strings.Cut(decl, ":")
			colour[name] = value
		}
		sets++
		for _, pair := range []struct {
			ink, on string
			least   float64 // WCAG 2.2: text 1.4.6 (AAA), borders and focus 1.4.11
		}{
			{"--ink", "--bg", 7}, {"--dim", "--bg", 7}, {"--link", "--bg", 7}, {"--warn", "--bg", 7}, {"--inv", "--link", 7},
			{"--ink", "--soft", 7}, {"--dim", "--soft", 7}, {"--link", "--soft", 7}, {"--warn", "--soft", 7}, {"--ink", "--mark", 7},
			{"--bg", "--warn", 7}, {"--line", "--bg", 3},
		} {
			a, b := luminance(t, colour[pair.ink]), luminance(t, colour[pair.on])
			if ratio := (math.Max(a, b) + 0.05) / (math.Min(a, b) + 0.05); ratio < pair.least {
				t.Errorf("%s on %s (%s on %s): %.2f, at least %v", pair.ink, pair.on, colour[pair.ink], colour[pair.on], ratio, pair.least)
			}
		}
	}
	if sets != 4 {
		t.Errorf("%d sets of colours were found, want light, dark twice and high contrast", sets)
	}
}

// Rules apart, because a browser that does not know a selector drops the whole
// rule that names it. The link is no sibling of the page's content (it stands in
// a landmark), so its landmark hides that, and a sheet of its own covers the rest
// where :has is unknown.
func TestTheExitBlanksThePageAtOnce(t *testing.T) {
	s, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	sheet := `::after{content:"";position:fixed;inset:0;background:var(--bg)}`
	for _, rule := range []string{
		".leave:active~main{visibility:hidden}", ".leave:has(.exit:focus:not(:focus-visible))~main{visibility:hidden}",
		".exit:active" + sheet, ".exit:focus:not(:focus-visible)" + sheet,
	} {
		if !strings.Contains(string(s.Style("public")), "}"+rule) {
			t.Errorf("no rule %s", rule)
		}
	}
	for _, physical := range []string{"margin-left", "margin-right", "padding-left", "padding-right", "text-align:left", "text-align:right", "float:left", "letter-spacing", "italic"} {
		if strings.Contains(string(s.Style("public")), physical) {
			t.Errorf("the style says %q: logical properties only, and what Indic scripts bear", physical)
		}
	}
}

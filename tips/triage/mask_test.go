package triage

import (
	"slices"
	"strings"
	"testing"
)

func TestIDsAreBlackedOut(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"in fours":            {"mera aadhaar 2341 2341 2346 hai", "mera aadhaar ████ ████ ████ hai"},
		"in Devanagari":       {"मेरा आधार २३४१ २३४१ २३४६ है।", "मेरा आधार ████ ████ ████ है।"},
		"with dashes":         {"2341-2341-2346, call 9839011223", "████ ████ ████, call 9839011223"},
		"twice":               {"2341 2341 2346 और २३४१२३४१२३४६", "████ ████ ████ और ████ ████ ████"},
		"none":                {"इस नंबर पर 9839011223 फोन करें, UP80 AB 1234", "इस नंबर पर 9839011223 फोन करें, UP80 AB 1234"},
		"with the phone's 91": {"919839011223", "919839011223"},
		"empty":               {"", ""},
	} {
		if got := MaskIDs(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func FuzzMaskIDs(f *testing.F) {
	for _, s := range []string{"2341 2341 2346", "a २३४१ २३४१ २३४६ b", "9839011223", "23412341234623412341 2346"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		masked := MaskIDs(text)
		isID := func(m Mark) bool { return m.Kind == MarkAadhaar }
		if !slices.ContainsFunc(findMarks(text, ""), isID) && masked != text {
			t.Errorf("a text without an Aadhaar-like number became %q", masked)
		}
		for _, m := range findMarks(text, "") {
			if isID(m) && strings.Contains(masked, m.Value) {
				t.Errorf("%q still holds the number", masked)
			}
		}
	})
}

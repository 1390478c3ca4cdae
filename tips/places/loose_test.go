package places

import "testing"

// TestNamesByLooseSound finds towns whose names the tables have in Latin
// letters only, written with the vowels and dots of their own script.
func TestNamesByLooseSound(t *testing.T) {
	g := load(t)
	for _, c := range []struct {
		name, text string
		district   int
		role       string
	}{
		{"a dotted letter before an ending", "কালিয়াগঞ্জে একটা মেয়ে আছে", 311, roleAt},
		{"after the last comma", "আমরা ১৫ জন, ম্যানেজার মারে, পেরুম্বাভুর", 555, ""},
		{"o unwritten", "মই শিক্ষক, গহপুৰ", 705, roleAt},
		{"a vowel dropped before a noun", "ರಾಯಚೂರ ಇಟ್ಟಂಗಿ ಭಟ್ಟಿ ನಮ್ಮನ್ನ ಬಿಡ್ಸಿ", 546, ""},
		{"where the teller is from", "మాది ఏలూరు దగ్గర పల్లె", 748, roleSource},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := g.Mentions(c.text)
			if len(got) != 1 || got[0].District != c.district || got[0].Role != c.role {
				t.Errorf("%s: %+v, want one mention of %d as %q", c.text, got, c.district, c.role)
			}
		})
	}
	if got := g.Mentions("शिवकाशी नाही, जळगावच्या कारखान्यात मुली काम करतात"); len(got) != 1 || got[0].District != 478 {
		t.Errorf("what is denied is named: %+v", got)
	}
	if got := g.Mentions("ଟ୍ରକ ଯିବ ବରଗଡରୁ ତେଲେଙ୍ଗାନା, ଭିତରେ ଶ୍ରମିକ"); len(got) != 2 || got[1].Role == roleAt {
		t.Errorf("a word after a comma gives a role: %+v", got)
	}
}

func TestLooseKey(t *testing.T) {
	for _, c := range []struct {
		a, b   string
		script script
	}{
		{"himatangar", "himatnagar", gujarati}, {"perumbabur", "perumbavur", bengali}, {"gahpur", "gohpur", bengali},
		{"rajakot", "rajkot", kannada}, {"malego", "malegon", devanagari},
	} {
		if x, y := looseKey(c.a, c.script), looseKey(c.b, c.script); x != y {
			t.Errorf("%s and %s: %q and %q", c.a, c.b, x, y)
		}
	}
	if looseKey("nadiad", gujarati) == looseKey("nanded", gujarati) {
		t.Error("Nadiad sounds like Nanded")
	}
}

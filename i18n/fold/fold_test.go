package fold

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

func TestSpellingsThatMeet(t *testing.T) {
	for _, c := range []struct{ what, a, b string }{
		{"case", "MATHURA", "mathura"},
		{"Latin diacritics", "Mathurā", "mathura"},
		{"full-width letters", "ＡＧＲＡ", "agra"},
		{"an invisible joiner", "traf\u200bfick\u00ading", "trafficking"},
		{"typographic apostrophe", "don’t", "don't"},
		{"composed and decomposed Latin", "é", "e\u0301"},

		{"nukta, composed or not", "क़ानून", "क\u093cानून"},
		{"nukta left out", "लड़की", "लडकी"},
		{"anusvara for na", "हिन्दी", "हिंदी"},
		{"anusvara for ma", "सम्पर्क", "संपर्क"},
		{"anusvara for nna", "घण्टा", "घंटा"},
		{"anusvara for nga", "गङ्गा", "गंगा"},
		{"anusvara for nya", "पञ्च", "पंच"},
		{"na before another row", "पन्जाब", "पंजाब"},
		{"na before a sibilant", "इन्सान", "इंसान"},
		{"candrabindu", "गाँव", "गांव"},
		{"visarga", "दुःख", "दुख"},
		{"candra o", "डॉक्टर", "डाक्टर"},
		{"zero-width joiner", "क्\u200dष", "क्ष"},
		{"Devanagari digits", "धारा १४३", "धारा 143"},
		{"Bengali khanda-ta", "হঠাৎ", "হঠাত\u09cd\u200d"},
		{"Bengali nasal", "অঙ্ক", "অংক"},
		{"Bengali o sign in two parts", "কো", "ক\u09c7\u09be"},
		{"Assamese ra", "ৰাজ্য", "রাজ্য"},
		{"Gurmukhi tippi and bindi", "ਪੰਜਾਬ", "ਪਂਜਾਬ"},
		{"Gurmukhi addak", "ਬੱਚਾ", "ਬਚਾ"},
		{"Gujarati candra o", "ડૉક્ટર", "ડોક્ટર"},
		{"Odia wa", "ସ୍ୱାସ୍ଥ୍ୟ", "ସ୍ଵାସ୍ଥ୍ୟ"},
		{"Tamil o sign in two parts", "கொ", "க\u0bc6\u0bbe"},
		{"Tamil digits", "௧௦௯௮", "1098"},
		{"Telugu nasal", "సమ్పద", "సంపద"},
		{"Kannada nasal", "ಬೆಙ್ಗಳೂರು", "ಬೆಂಗಳೂರು"},
		{"Malayalam chillu", "അവൻ", "അവന\u0d4d\u200d"},
		{"Malayalam nasal", "ചങ്ക്", "ചംക്"},
		{"Malayalam au sign", "കൗ", "കൌ"},
		{"Arabic keyboard's yeh and kaf", "كي", "کی"},
		{"heh variants", "تھانہ", "تهانه"},
		{"alef with madda", "آگرہ", "اگرہ"},
		{"harakat", "مُکتی", "مکتی"},
		{"Arabic presentation forms", "ﻛﻲ", "کی"},
		{"Urdu digits", "۱۰۹۸", "1098"},
		{"Arabic digits", "١٠٩٨", "1098"},
		{"wrong bytes", "ag\xffra", "agra"},
	} {
		if a, b := Text(c.a), Text(c.b); a != b {
			t.Errorf("%s: %q folds to %+q, %q to %+q", c.what, c.a, a, c.b, b)
		}
		checkText(t, c.a+" "+c.b)
	}
}

func TestSpellingsThatDoNotMeet(t *testing.T) {
	for _, c := range []struct{ what, a, b string }{
		{"long and short vowel", "कम", "काम"},
		{"another consonant", "कर", "पल"},
		{"na before ya is a consonant of its own", "न्याय", "ंयाय"},
		{"doubled nasal", "अन्न", "अंन"},
		{"Urdu yeh and bari yeh", "کی", "کے"},
		{"Tamil keeps its nasals", "கந்தன்", "கஂதன்"},
		{"vowels", "ਕਿ", "ਕੀ"},
	} {
		if a, b := Text(c.a), Text(c.b); a == b {
			t.Errorf("%s: %q and %q both fold to %q", c.what, c.a, c.b, a)
		}
	}
}

// letters of every script that the portal meets, and of those that it does not expect.
func anyText() *rapid.Generator[string] {
	ranges := [][2]rune{{0x20, 0x7E}, {0xA0, 0x24F}, {0x300, 0x36F}, {0x600, 0x6FF}, {0x900, 0xD7F}, {0x1C50, 0x1C7F}, {0x1CD0, 0x1CFA},
		{0x2000, 0x206F}, {0xA8E0, 0xA8FF}, {0xABC0, 0xABFF}, {0xFB50, 0xFDFF}, {0xFE00, 0xFEFF}, {0xFF00, 0xFF5E}, {0x370, 0x5FF}, {0x1E00, 0x1EFF}, {0x1D7CE, 0x1D7FF}}
	r := rapid.Custom(func(t *rapid.T) rune {
		g := ranges[rapid.IntRange(0, len(ranges)-1).Draw(t, "script")]
		return rapid.Int32Range(g[0], g[1]).Draw(t, "letter")
	})
	return rapid.OneOf(rapid.StringOf(r), rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
}

// Two marks beside each other, in every order and of every block, are where the short way could differ from the long one.
func TestTheShortWayComesToTheSame(t *testing.T) {
	for base := rune(devanagari); base <= malayalam; base += 0x80 {
		for a := range rune(0x80) {
			for b := range rune(0x80) {
				if unicode.IsLetter(base+b) && b != letterNa && b != 0x15 {
					continue
				}
				for _, s := range []string{string([]rune{base + 0x15, base + a, base + b}), string([]rune{base + a, 0x200D, base + b, base + 0x28})} {
					checkShort(t, s)
				}
			}
		}
	}
	for a := rune(0x600); a < 0x700; a++ {
		for b := rune(0x600); b < 0x700; b++ {
			checkShort(t, string([]rune{a, b, 'ا'}))
		}
	}
}

func TestFoldingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkText(t, anyText().Draw(t, "text")) })
}

// failer is what testing.T and rapid.T share.
type failer interface {
	Fatalf(format string, args ...any)
}

func checkText(t failer, s string) {
	once := Text(s)
	if twice := Text(once); twice != once {
		t.Fatalf("%+q folds to %+q and then to %+q", s, once, twice)
	}
	if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) {
		t.Fatalf("%+q folds to %+q, which is not composed UTF-8", s, once)
	}
	checkShort(t, s)
	end := 0
	for _, w := range Words(s) {
		if w.Start < end || w.End <= w.Start || w.End > len(s) || w.Text == "" {
			t.Fatalf("word %+v of %+q is out of place", w, s)
		}
		if Text(w.Text) != w.Text {
			t.Fatalf("word %+q of %+q is not folded", w.Text, s)
		}
		end = w.End
		checkKey(t, s[w.Start:w.End])
	}
	checkKey(t, s)
}

// checkShort holds what folding and the key do without normalising to what they do with it.
func checkShort(t failer, s string) {
	if short, ok := plain(s); ok && short != long(s) {
		t.Fatalf("%+q folds to %+q by the short way, to %+q by the long one", s, short, long(s))
	}
	short, base, ok := settled(nil, s)
	if long, longBase := normalised(nil, s); ok && (!slices.Equal(short, long) || base != longBase) {
		t.Fatalf("%+q is read as %+v by the short way, as %+v by the long one", s, short, long)
	}
}

func checkKey(t failer, word string) {
	for _, c := range []byte(Key(word) + Loose(Key(word))) {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
			t.Fatalf("key of %+q holds %q", word, c)
		}
	}
	Skeleton(word)
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "मथुरा स्टेशन", "\u0d7b\u200d्", "ﷺ", "a\u0300\u093c\u0903\u05b0", "கடத்தல்", "تھانہ", "\xff\xfe", "क\u094d\u0902\u094d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkText(t, s) })
}

func TestDigits(t *testing.T) {
	for _, zero := range []rune{'0', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '۰', '٠', '᱐', '꯰', '０', '𝟎', '𑓐'} {
		var in strings.Builder
		for i := range rune(10) {
			in.WriteRune(zero + i)
		}
		if got := Digits("क" + in.String() + "B"); got != "क0123456789B" {
			t.Errorf("%s: %s", in.String(), got)
		}
		if got := Text(in.String()); got != "0123456789" {
			t.Errorf("Text(%s) = %s", in.String(), got)
		}
	}
	if got := Digits("१२\xff३"); got != "123" {
		t.Errorf("wrong bytes: %q", got)
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ what, in, want string }{
		{"English", "Don't go – it's 5,000/month!", "Don't=dont go=go it's=its 5=5 000=000 month=month"},
		{"Hindi with danda", "लड़की को बचाओ।", "लड़की=लडकी को=को बचाओ=बचाओ"},
		{"joiner inside", "क्\u200dष", "क्\u200dष=क्ष"},
		{"joiner at the ends", "\u200dक\u200d ख", "क=क ख=ख"},
		{"quotes around", "'agra' ’", "agra=agra"},
		{"apostrophe at the end", "girls' home", "girls=girls home=home"},
		{"a wrong byte inside", "mat\xffhura", "mat\xffhura=mathura"},
		{"Indic digits", "धारा १४३(२)", "धारा=धारा १४३=143 २=2"},
		{"Urdu", "تھانہ، آگرہ۔", "تھانہ=تہانہ آگرہ=اگرہ"},
		{"Bodo's own name", "बरʼ", "बर=बर"},
		{"nothing", " ।—\u200b", ""},
	} {
		var got []string
		for _, w := range Words(c.in) {
			got = append(got, c.in[w.Start:w.End]+"="+w.Text)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: got %q, want %q", c.what, g, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b      string
		max, want int
	}{
		{"", "", 2, 0}, {"agra", "agra", 0, 0}, {"agra", "agar", 2, 1}, {"agra", "agr", 1, 1}, {"मथुरा", "मथूरा", 2, 1},
		{"कर", "पल", 1, 2}, {"कर", "पल", 3, 2}, {"", "abc", 5, 3}, {"abc", "", 2, 3}, {"abcdef", "ghijkl", 3, 4}, {"ca", "abc", 3, 3}, {"a", "b", 0, 1},
	} {
		if got := Distance(c.a, c.b, c.max); got != c.want {
			t.Errorf("Distance(%q, %q, %d) = %d, want %d", c.a, c.b, c.max, got, c.want)
		}
	}
}

// The early exit must not change the answer.
func TestDistanceAgreesWithTheWholeTable(t *testing.T) {
	word := rapid.StringOfN(rapid.SampledFrom([]rune("abcक")), 0, 9, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		max := rapid.IntRange(0, 6).Draw(t, "max")
		want := min(naive([]rune(a), []rune(b)), max+1)
		if got := Distance(a, b, max); got != want {
			t.Fatalf("Distance(%q, %q, %d) = %d, want %d", a, b, max, got, want)
		}
	})
}

func naive(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := range a {
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d[i+1][j+1] = min(d[i][j]+cost, d[i][j+1]+1, d[i+1][j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d[i+1][j+1] = min(d[i+1][j+1], d[i-1][j-1]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func BenchmarkText(b *testing.B) {
	s := strings.Repeat("मथुरा स्टेशन के पास दो नाबालिग लड़कियों को बंद करके रखा है। ", 20)
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		Text(s)
	}
}

package vault

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestANumberIsReadAsPeopleTypeIt(t *testing.T) {
	n := NewNumber()
	d := n.digits
	digits := func(zero rune) string {
		return strings.Map(func(r rune) rune { return zero + r - '0' }, d)
	}
	for name, typed := range map[string]string{
		"as shown":     n.Groups(),
		"in one":       d,
		"dashes":       d[:6] + "-" + d[6:12] + "–" + d[12:],
		"around":       "  \t" + n.Groups() + "\r\n",
		"each apart":   strings.Join(strings.Split(d, ""), " "),
		"no-break":     strings.ReplaceAll(n.Groups(), " ", "\u00a0"),
		"invisible":    "\u200e" + n.Groups() + "\u200f\u202c",
		"Devanagari":   digits('०'),
		"Bengali":      digits('০'),
		"Gurmukhi":     digits('੦'),
		"Gujarati":     digits('૦'),
		"Odia":         digits('୦'),
		"Tamil":        digits('௦'),
		"Telugu":       digits('౦'),
		"Kannada":      digits('೦'),
		"Malayalam":    digits('൦'),
		"Arabic":       digits('٠'),
		"Urdu":         digits('۰'),
		"Ol Chiki":     digits('᱐'),
		"Meetei Mayek": digits('꯰'),
		"full width":   digits('０'),
		"two scripts":  digits('०')[:18] + d[6:],
	} {
		got, err := ParseNumber(typed)
		if err != nil || got != n {
			t.Errorf("%s: %q gives %v", name, typed, err)
		}
	}
}

func TestEveryDigitOfUnicodeHasItsValue(t *testing.T) {
	for _, zero := range []rune{'0', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '٠', '۰', '᱐', '꯰', '０'} {
		for v := range rune(10) {
			if got, ok := digitValue(zero + v); !ok || got != byte(v) {
				t.Errorf("%c: %d, %v", zero+v, got, ok)
			}
		}
	}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if _, ok := digitValue(r); ok != unicode.Is(unicode.Nd, r) {
			t.Fatalf("%U: digit %v", r, ok)
		}
	}
}

func TestAWrongDigitOrSwapIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := []byte(NewNumber().digits)
		i := rapid.IntRange(0, NumberDigits-1).Draw(t, "at")
		if rapid.Bool().Draw(t, "swap") {
			if i == 0 || d[i] == d[i-1] {
				return
			}
			d[i], d[i-1] = d[i-1], d[i]
		} else {
			d[i] = '0' + (d[i]-'0'+byte(rapid.IntRange(1, 9).Draw(t, "by")))%10
		}
		if _, err := ParseNumber(string(d)); !errors.Is(err, ErrNumberCheck) {
			t.Fatalf("%s: %v", d, err)
		}
	})
}

func TestWhatIsNotANumber(t *testing.T) {
	n := NewNumber()
	for _, typed := range []string{"", " ", "12345", n.digits + "0", n.digits[:17], "x" + n.digits, n.Groups() + " ok", strings.Repeat("1", 100_000), "\x00", "\xff\xfe"} {
		if _, err := ParseNumber(typed); !errors.Is(err, ErrNumberLength) {
			t.Errorf("%.30q: %v", typed, err)
		}
	}
}

func TestNumbersAreFoundInText(t *testing.T) {
	n := NewNumber()
	for text, want := range map[string]bool{
		"my number is " + n.Groups() + ", please look": true,
		"मेरा नंबर " + n.digits + " है":                true,
		strings.ReplaceAll(n.Groups(), " ", " - "):     true,
		"7" + n.digits:                        true, // hidden behind another digit
		n.digits[:9] + " and " + n.digits[9:]: false,
		"call 9876543210":                     false,
		"":                                    false,
	} {
		got := FindNumbers(text)
		if (len(got) > 0) != want {
			t.Errorf("%q: %v", text, got)
		}
		for _, r := range got {
			if len(Digits(text[r[0]:r[1]])) != NumberDigits {
				t.Errorf("%q: range %v", text, r)
			}
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	f.Add("123456 789012 345678")
	f.Add("१२३४५६ ७८९०१२ ३४५६७८")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		if err == nil {
			if again, err := ParseNumber(n.Groups()); err != nil || again != n {
				t.Errorf("%q does not survive being shown", s)
			}
		}
		for _, r := range FindNumbers(s) {
			if _, err := ParseNumber(Digits(s[r[0]:r[1]])); err != nil {
				t.Errorf("%q holds no number at %v", s, r)
			}
		}
	})
}

func TestANumberDerivesItsBoxUnderThePepperOnly(t *testing.T) {
	l, ctx := NewLocker(0), context.Background()
	pepper, n := NewKey(), NewNumber()
	a, err := l.Derive(ctx, pepper, n)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := l.Derive(ctx, pepper, n); b != a {
		t.Error("the same number opens another box")
	}
	if b, _ := l.Derive(ctx, NewKey(), n); b.Box == a.Box || b.Key == a.Key {
		t.Error("another pepper opens the same")
	}
	if b, _ := l.Derive(ctx, pepper, NewNumber()); b.Box == a.Box || b.Key == a.Key {
		t.Error("another number opens the same")
	}
	if _, err := l.Derive(ctx, pepper, Number{}); err == nil {
		t.Error("an empty number derives")
	}
}

func BenchmarkDeriveNumber(b *testing.B) {
	l, p, n := NewLocker(0), NewKey(), NewNumber()
	for b.Loop() {
		if _, err := l.Derive(context.Background(), p, n); err != nil {
			b.Fatal(err)
		}
	}
}

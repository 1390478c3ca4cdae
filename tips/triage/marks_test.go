package triage

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestMarksAreFound(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"mobile", "call Raju 9876543210 now", "phone +919876543210"},
		{"mobile with spaces", "98765 43210", "phone +919876543210"},
		{"mobile with country code", "+91-98765-43210", "phone +919876543210"},
		{"mobile with 91", "919876543210", "phone +919876543210"},
		{"mobile with a nought", "09876543210", "phone +919876543210"},
		{"mobile in Devanagari", "नंबर ९८७६५४३२१० है", "phone +919876543210"},
		{"mobile in Bengali", "৯৮৭৬৫৪৩২১০", "phone +919876543210"},
		{"mobile in Arabic-Indic", "۹۸۷۶۵۴۳۲۱۰", "phone +919876543210"},
		{"two mobiles with a stroke", "9876543210/9123456780", "phone +919876543210, phone +919123456780"},
		{"two mobiles with a comma", "9876543210, 9123456780", "phone +919876543210, phone +919123456780"},
		{"two mobiles with a space", "9876543210 9123456780", "phone +919876543210, phone +919123456780"},
		{"landline", "0562-2421204", "phone +915622421204"},
		{"Nepal", "+977 980-1234567", "phone +9779801234567"},
		{"Bangladesh with 00", "00880 1712-345678", "phone +8801712345678"},
		{"helplines are no marks", "I called 112 and 1098 and 181", ""},
		{"a PIN code is no mark", "Mathura 281001", ""},
		{"money is no mark", "sold for 150000 rupees, 2,50,000 paid", ""},
		{"our own number is no mark", "my number 123456 789012 345678", ""},
		{"our own number together is no mark", "123456789012345678", ""},
		{"Aadhaar in fours", "aadhaar 2345 6789 0124", "aadhaar 234567890124"},
		{"Aadhaar together", "234567890124", "aadhaar 234567890124"},
		{"twelve digits with a wrong check digit are another number", "234567890125", ""},
		{"twelve digits with two exchanged are another number", "234567809124", ""},
		{"car", "car UP85 AB 1234", "vehicle UP85AB1234"},
		{"car in small letters", "gaadi no up 80 bt 4321", "vehicle UP80BT4321"},
		{"car with dashes", "DL-3C-AB-123", "vehicle DL03CAB0123"},
		{"car of Delhi", "DL 3 CAB 1234", "vehicle DL03CAB1234"},
		{"Bharat series", "22 BH 1234 AA", "vehicle 22BH1234AA"},
		{"truck in Hindi letters", "ट्रक यूपी 80 बीटी 1234", "vehicle UP80BT1234"},
		{"truck in Hindi letters, apart", "गाड़ी यू पी 85 ए एम 1234 थी", ""},
		{"numbers in a sentence are no car", "as 20 to 3000 people", ""},
		{"hours are no car", "in 24 hours 1000 rupees", ""},
		{"UPI", "pay to raju.99@ybl please", "upi raju.99@ybl"},
		{"UPI of a phone", "9876543210@paytm", "upi 9876543210@paytm"},
		{"e-mail", "write Raju.K@Example.co.in.", "email raju.k@example.co.in"},
		{"web address", "see https://WWW.Example.com/Jobs/?id=3.", "url example.com/Jobs"},
		{"Telegram link", "join t.me/hotgirls_delhi", "url t.me/hotgirls_delhi"},
		{"handle", "insta @priya_rani.x and", "handle priya_rani.x"},
		{"handle by its word", "instagram id: raju_placement", "handle raju_placement"},
		{"agency", "the agent of Sunrise Placement Services took her", "agency sunrise"},
		{"agency in Hindi", "ओम प्लेसमेंट एजेंसी का एजेंट", "agency om"},
		{"no agency", "a placement agency took her", ""},
		{"no agency at the start", "The placement agency took her", ""},
		{"invalid bytes", "9876543210\xff\xfe", "phone +919876543210"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, m := range findMarks(c.text, "") {
				got = append(got, m.Kind+" "+m.Value)
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("%q: found %q, want %q", c.text, s, c.want)
			}
		})
	}
}

func TestMarksAreShownMasked(t *testing.T) {
	for text, want := range map[string]string{
		"9876543210":                 "98…210",
		"2345 6789 0124":             "XXXX XXXX 0124",
		"UP85AB1234":                 "UP85…34",
		"raju.99@ybl":                "ra…9@ybl",
		"someone@example.com":        "so…@example.com",
		"https://example.com/a/long": "example.com/a/…",
	} {
		m := findMarks("", text)
		if len(m) != 1 || m[0].Shown != want {
			t.Errorf("%q is shown as %+v, want %q", text, m, want)
		}
	}
}

func TestContactIsNeverAMark(t *testing.T) {
	a := rules(t).Assess(gazetteer(t), Report{Account: "a boy works at a dhaba", Contact: "9876543210 me@example.com"})
	if len(a.Marks) != 0 {
		t.Errorf("the sender's contact became marks: %+v", a.Marks)
	}
}

// A number is one mark however its digits are grouped and in whatever script.
func TestANumberIsOneMarkInAnyWriting(t *testing.T) {
	zeros := []rune{'0', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '۰'}
	rapid.Check(t, func(t *rapid.T) {
		digits := rapid.StringMatching(`[6-9][0-9]{9}`).Draw(t, "digits")
		plain := findMarks(digits, "")
		if len(plain) != 1 {
			t.Skip("no number that is in use")
		}
		var b strings.Builder
		zero := rapid.SampledFrom(zeros).Draw(t, "script")
		b.WriteString(rapid.SampledFrom([]string{"", "+91", "+91 ", "0"}).Draw(t, "prefix"))
		cut := rapid.IntRange(1, 9).Draw(t, "cut")
		for i, d := range digits {
			if i == cut {
				b.WriteString(rapid.SampledFrom([]string{"", " ", "-", "."}).Draw(t, "between"))
			}
			b.WriteRune(zero + d - '0')
		}
		got := findMarks("call "+b.String()+" today", "")
		if !slices.Equal(got, plain) {
			t.Fatalf("%q gives %+v, %q gives %+v", b.String(), got, digits, plain)
		}
	})
}

// What is shown never gives the value away, and never breaks a character.
func TestShownNeverHoldsTheValue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([6-9][0-9]{9}|[a-z]{3,9}@(ybl|paytm)|[a-z]{3,9}@[a-z]{3,6}\.com|UP[0-9]{2}[A-Z]{2}[0-9]{4}|[2-9][0-9]{3} [0-9]{4} [0-9]{4}|@[a-z_]{4,12})`).Draw(t, "text")
		for _, m := range findMarks(text, "") {
			if strings.Contains(m.Shown, m.Value) || !utf8.ValidString(m.Shown) {
				t.Fatalf("%+v shows too much", m)
			}
		}
	})
}

func TestFingerprintsOfCopiesMeet(t *testing.T) {
	const tip = "Two minor girls are locked in a room near Mathura railway station and they will be taken to Delhi tonight by a man called Raju in a white car"
	share := func(a, b string) int {
		n := 0
		x, y := Fingerprint(a, "", ""), Fingerprint(b, "", "")
		for _, band := range x {
			if slices.Contains(y, band) {
				n++
			}
		}
		return n
	}
	if share(tip, strings.ToUpper(tip)) != bands {
		t.Error("a copy in capitals is another text")
	}
	if share(tip, strings.Replace(tip, "white", "black", 1)) == 0 {
		t.Error("a copy with one word changed is another text")
	}
	if share(tip, "A boy of ten works at a tea stall behind the cinema in Kanpur and the owner beats him every day with a belt") != 0 {
		t.Error("another tip is the same text")
	}
	if Fingerprint(" .. ", "Agra", "Raju") != nil {
		t.Error("no words have a fingerprint")
	}
	if share("please help", "PLEASE, help!") != 1 || share("please help", "please come") != 0 {
		t.Error("short accounts are compared whole")
	}
	with := func(place, who string) uint64 { return Fingerprint("child in shop", place, who)[0] }
	if with("Agra", "Raju") != with("AGRA", " raju ") || with("Agra", "Raju") == with("Kanpur", "Raju") || with("Agra", "Raju") == with("Agra", "Salim") ||
		with("Agra", "") == with("", "Agra") {
		t.Error("a short account is a copy only with the same place and the same person accused")
	}
	if !slices.Equal(Fingerprint(tip, "Mathura", "Raju"), Fingerprint(tip, "", "")) {
		t.Error("a long account is a copy wherever its form puts the place")
	}
}

package content

import (
	"strings"
	"testing"
	"time"
)

func TestAddressesOfLinks(t *testing.T) {
	for _, c := range []struct {
		name, dest, want string
		external         bool
		anchor           string
	}{
		{"another document", "/laws/bns#p143.2", "/hi/library/laws/bns#p143.2", false, "p143.2"},
		{"another document, from this kind", "../laws/bns", "/hi/library/laws/bns", false, ""},
		{"a document of this kind", "about", "/hi/library/help/about", false, ""},
		{"with the word library", "/library/laws/bns", "/hi/library/laws/bns", false, ""},
		{"as in force on a day", "/laws/bns?on=2024-03-04", "/hi/library/laws/bns?on=2024-03-04", false, ""},
		{"a Hindi heading of this page", "#धारा", "#%E0%A4%A7%E0%A4%BE%E0%A4%B0%E0%A4%BE", false, "धारा"},
		{"a kind", "/laws", "/hi/library/laws/", false, ""},
		{"the library", "/library/", "/hi/library/", false, ""},
		{"the form", "/form", "/hi/form", false, ""},
		{"the helplines", "/help", "/hi/help", false, ""},
		{"the units", "/units/", "/hi/units/", false, ""},
		{"a unit", "/units/UP-AGRA", "/hi/units/UP-AGRA", false, ""},
		{"another site", "https://mha.gov.in/x?a=b#c", "https://mha.gov.in/x?a=b#c", true, ""},
		{"a telephone", "tel:1098", "tel:1098", false, ""},
		{"a mailbox", "mailto:a@example.org", "mailto:a@example.org", false, ""},
		{"a script", "javascript:alert(1)", "", false, ""},
		{"a script in capitals", "JaVaScRiPt:alert(1)", "", false, ""},
		{"data", "data:text/html,x", "", false, ""},
		{"a file of the reader", "file:///etc/passwd", "", false, ""},
		{"a site without a name", "https:///x", "", false, ""},
		{"a name in the address", "https://mha.gov.in@evil.example/", "", false, ""},
		{"out of the library", "/../../etc/passwd", "", false, ""},
		{"another language", "/en/library/laws/bns", "", false, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := resolve(c.dest, "help", "signs", "hi")
			if a.href != c.want || a.external != c.external || a.target.anchor != c.anchor {
				t.Errorf("got %+v, want %q, external %v, anchor %q", a, c.want, c.external, c.anchor)
			}
		})
	}
}

func TestHeadingIDsKeepEveryScript(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"English", "What you can do, now!", "what-you-can-do-now"},
		{"Hindi with its vowel signs", "मानव तस्करी क्या है?", "मानव-तस्करी-क्या-है"},
		{"a joiner inside a Malayalam word", "അവന്\u200dറെ", "അവന്റെ"},
		{"Urdu", "انسانی اسمگلنگ", "انسانی-اسمگلنگ"},
		{"a heading that looks like a paragraph", "P2", "section-p2"},
		{"nothing but signs", "?!", "section"},
		{"the same words again", "Used already", "used-already-3"},
		{"very many words", strings.Repeat("a", 500), strings.Repeat("a", 60)},
	} {
		t.Run(c.name, func(t *testing.T) {
			taken := map[string]bool{"used-already": true, "used-already-2": true}
			if got := headingID(c.text, taken, map[string]int{}); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if !taken[c.want] {
				t.Error("the id is not kept as taken")
			}
		})
	}
}

func TestNumbersAreShownAsPrinted(t *testing.T) {
	for _, c := range []struct{ before, number, label, reference string }{
		{"1.a", "2", "2.", "2"}, {"2", "2.vi", "(vi)", "2(vi)"}, {"2.v.b", "2.vi", "(vi)", "2(vi)"}, {"2.vi", "2.vi.a", "(a)", "2(vi)(a)"}, {"15", "15A", "15A.", "15A"},
		// What it belongs to is not on the page: "(3)" would seem to be 146(3).
		{"146", "2.3", "2(3)", "2(3)"}, {"111.1", "111.2.a", "111(2)(a)", "111(2)(a)"}, {"20", "2.a", "2(a)", "2(a)"}, {"", "2.i", "2(i)", "2(i)"},
	} {
		if !isNumber(c.number) || label(c.number, c.before) != c.label || Reference("p"+c.number) != c.reference {
			t.Errorf("%s: %v, %s, %s", c.number, isNumber(c.number), label(c.number, c.before), Reference("p"+c.number))
		}
	}
	for _, wrong := range []string{"", ".", "2.", ".2", "2..3", "2 3", "२", "2:3", "vi", "123456789", "1.1.1.1.1.1.1"} {
		if isNumber(wrong) {
			t.Errorf("%q counts as a number", wrong)
		}
	}
	for _, none := range []string{"", "p", "s1", "placement", "p2.", "x2"} {
		if Reference(none) != "" {
			t.Errorf("Reference(%q) = %q", none, Reference(none))
		}
	}
}

func TestCitations(t *testing.T) {
	day := time.Date(2024, 3, 4, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		doc       Document
		paragraph string
		want      string
	}{
		{"a letter's sub-paragraph", Document{Lang: "en", Cite: "MHA letter", Number: "15011/36/2022-ATC", Date: day, DatePrecision: Day},
			"p2.vi", "MHA letter No. 15011/36/2022-ATC, 4 March 2024, para 2(vi)"},
		{"the letter itself", Document{Lang: "en", Issuer: "Ministry of Home Affairs", Number: "15011/36/2022-ATC", Date: day, DatePrecision: Day},
			"", "Ministry of Home Affairs No. 15011/36/2022-ATC, 4 March 2024"},
		{"a number that says No. itself", Document{Lang: "en", Cite: "MHA letter", Number: "F. No. 15011/1", Date: day, DatePrecision: Month},
			"s1", "MHA letter F. No. 15011/1, March 2024"},
		{"in Hindi no English word", Document{Lang: "hi", Cite: "गृह मंत्रालय का पत्र", Number: "15011/36/2022-ATC", Date: day, DatePrecision: Day},
			"p2.vi", "गृह मंत्रालय का पत्र 15011/36/2022-ATC, 04.03.2024, पैरा 2(vi)"},
		{"a section of an Act", Document{Lang: "en", Kind: "laws", Cite: "BNS", Title: "Bharatiya Nyaya Sanhita, 2023 (BNS): trafficking", Number: "45 of 2023", Date: day, DatePrecision: Year},
			"p143.1", "Bharatiya Nyaya Sanhita, 2023 (45 of 2023), section 143(1)"},
		{"a section of an Act in Hindi", Document{Lang: "hi", Kind: "laws", Title: "भारतीय न्याय संहिता, 2023 (BNS): मानव तस्करी", Number: "45 of 2023"},
			"p143.1", "भारतीय न्याय संहिता, 2023, धारा 143(1)"},
		{"a scheme is no Act", Document{Lang: "en", Kind: "laws", Cite: "Office memorandum", Title: "Scheme for Rehabilitation, 2021", Number: "S-11012/01/2019-BL", Date: day, DatePrecision: Month},
			"p3", "Office memorandum No. S-11012/01/2019-BL, March 2024, para 3"},
		{"an article of the Constitution", Document{Lang: "en", Kind: "laws", Cite: "Constitution of India", Title: "Constitution of India, Article 23: traffic", Date: day, DatePrecision: Year},
			"p23.1", "Constitution of India, Article 23(1)"},
		{"an article in Hindi", Document{Lang: "hi", Kind: "laws", Cite: "भारत का संविधान", Title: "भारत का संविधान, अनुच्छेद 23: मानव दुर्व्यापार"},
			"p23.1", "भारत का संविधान, अनुच्छेद 23(1)"},
		{"an Act's section in Urdu", Document{Lang: "ur", Kind: "laws", Title: "بھارتیہ نیائے سنہتا, 2023: انسانوں کی تجارت"}, "p143", "بھارتیہ نیائے سنہتا, 2023, دفعہ 143"},
		{"a language whose words nobody has written", Document{Lang: "brx", Kind: "sops", Cite: "X", Title: "Y"}, "p2.i", "X, Y, 2(i)"},
		{"an undated page", Document{Lang: "en", Issuer: "Uttar Pradesh Police", Title: "AHTUs"}, "", "Uttar Pradesh Police, AHTUs"},
		{"a help page", Document{Lang: "en", Kind: "help", Title: "Signs"}, "s4", "Signs"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.doc.Citation(c.paragraph); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// TestSectionsAreNamedAsOfficersNameThem: in a sentence, and in a table.
func TestSectionsAreNamedAsOfficersNameThem(t *testing.T) {
	for _, c := range []struct {
		doc         Document
		anchor      string
		long, short string
	}{
		{Document{Lang: "en", Kind: "laws", Title: "Indian Penal Code, 1860 (IPC): the old sections"}, "p370", "Indian Penal Code, 1860 (IPC), section 370", "IPC 370"},
		{Document{Lang: "hi", Kind: "laws", Title: "भारतीय दंड संहिता, 1860 (IPC): पुरानी धाराएँ"}, "p370", "भारतीय दंड संहिता, 1860 (IPC), धारा 370", "IPC 370"},
		{Document{Lang: "en", Kind: "laws", Title: "Juvenile Justice (Care and Protection of Children) Act, 2015: the child", Cite: "Juvenile Justice Act"}, "p81",
			"Juvenile Justice (Care and Protection of Children) Act, 2015, section 81", "Juvenile Justice Act, 81"},
		{Document{Lang: "en", Kind: "laws", Title: "Constitution of India, Article 23: traffic", Cite: "Constitution of India"}, "p23.1",
			"Constitution of India, Article 23(1)", "Constitution of India, Article 23(1)"},
		{Document{Lang: "en", Kind: "sops", Title: "Rescue: a guide"}, "p4", "Rescue: a guide, para 4", "Rescue, 4"},
		{Document{Lang: "en", Kind: "laws", Title: "Indian Penal Code, 1860 (IPC): the old sections"}, "old-and-new", "Indian Penal Code, 1860 (IPC): the old sections", "IPC"},
	} {
		if got := c.doc.PlaceWords(c.anchor); got != c.long {
			t.Errorf("got %q, want %q", got, c.long)
		}
		if got := c.doc.Short(c.anchor); got != c.short {
			t.Errorf("got %q, want %q", got, c.short)
		}
	}
}

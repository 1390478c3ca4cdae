package triage

import (
	"regexp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// home is the region in which a number without a country code is read.
const home = "IN"

// receiptDigits is the length of the portal's own number, which is no mark.
const receiptDigits = 18

// digitRun is digits with the separators that people put between them.
var digitRun = regexp.MustCompile(`\+?\(?\d(?:[ \t.\-()/]{0,2}\d)+`)

// numbers takes telephones and Aadhaar-like numbers. A run is read whole first;
// a run too long for one number is read by its groups ("9876543210/9123456780").
func (f *finder) numbers() {
	f.each(digitRun, func(m []string) bool {
		if len(digitsOf(m[0])) == receiptDigits {
			return true
		}
		if f.number(m[0]) {
			return true
		}
		for _, list := range []string{"/", "  ", ",", " ", "-"} {
			parts := strings.Split(m[0], list)
			if len(parts) == 1 {
				continue
			}
			taken := false
			for _, p := range parts {
				taken = f.number(strings.TrimSpace(p)) || taken
			}
			if taken {
				return true
			}
		}
		return false
	})
}

// number takes one run of digits if it is a telephone or an Aadhaar-like number.
func (f *finder) number(run string) bool {
	d := digitsOf(run)
	if len(d) == 12 && d[0] >= '2' && !strings.HasPrefix(run, "+") {
		// Twelve digits in fours, or with the right check digit, are Aadhaar-like;
		// 91 and a mobile number are a telephone.
		// Source: UIDAI, Aadhaar numbers: 12 digits, never beginning with 0 or 1, Verhoeff check digit.
		fours := len(strings.FieldsFunc(run, notDigit)) == 3 && len(strings.FieldsFunc(run, notDigit)[0]) == 4
		if _, mobile := phone("+" + d); fours || checkDigitHolds(d) && !(mobile && strings.HasPrefix(d, "91")) {
			f.add(MarkAadhaar, "XXXX XXXX "+d[8:], d)
			return true
		}
	}
	value, ok := phone(run)
	if !ok {
		return false
	}
	f.add(markPhone, maskPhone(value), value)
	return true
}

func notDigit(r rune) bool { return r < '0' || r > '9' }

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if notDigit(r) {
			return -1
		}
		return r
	}, s)
}

// phone returns a number in E.164 if it is one that can be called. Short codes
// (112, 1098) and PIN codes are too short to be taken.
func phone(run string) (string, bool) {
	d := digitsOf(run)
	if len(d) < 10 || len(d) > 15 {
		return "", false
	}
	tries := []string{run}
	switch {
	case strings.HasPrefix(run, "+"):
	case strings.HasPrefix(d, "00"):
		tries = []string{"+" + d[2:]}
	case len(d) == 12 && strings.HasPrefix(d, "91"):
		tries = []string{"+" + d}
	default:
		tries = append(tries, "0"+d) // a landline typed without its 0
	}
	for _, s := range tries {
		n, err := phonenumbers.Parse(s, home)
		if err == nil && phonenumbers.IsValidNumber(n) {
			return phonenumbers.Format(n, phonenumbers.E164), true
		}
	}
	return "", false
}

// maskPhone shows the first two and last three digits, without +91.
func maskPhone(e164 string) string {
	d := strings.TrimPrefix(e164, "+91")
	if d != e164 {
		return d[:2] + "…" + d[len(d)-3:]
	}
	return e164[:4] + "…" + e164[len(e164)-3:]
}

package triage

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"mukti/i18n/fold"
)

// The kinds of marks.
const (
	markPhone   = "phone"
	markVehicle = "vehicle"
	markUPI     = "upi"
	markEmail   = "email"
	markHandle  = "handle"
	markURL     = "url"
	markAgency  = "agency"
	MarkAadhaar = "aadhaar" // the tipster is asked whose it is
)

// maxMarks bounds what one report may put into the table of marks: a pasted
// directory of numbers links everything to everything. House rule.
const maxMarks = 50

// findMarks finds, in the account and in what is said of suspects, what may
// recur in another report. It never looks at the sender's contact. Digits of
// every script are read alike.
func findMarks(account, who string) []Mark {
	var f finder
	for _, text := range []string{account, who} {
		f.text = []byte(fold.Digits(strings.ToValidUTF8(text, " ")))
		// The expressions are run only where their marks can be.
		if bytes.ContainsAny(f.text, "@./") || idWord.Match(f.text) {
			f.addresses()
		}
		if bytes.ContainsAny(f.text, "0123456789") {
			f.vehicles()
			f.numbers()
		}
		if agencyWord.Match(f.text) {
			f.agencies()
		}
	}
	return f.marks
}

// finder takes marks out of a text: what one kind has taken is blanked, so that
// the number in a UPI id is not a telephone as well.
type finder struct {
	text  []byte
	marks []Mark
}

func (f *finder) add(kind, shown, value string) {
	for _, m := range f.marks {
		if m.Kind == kind && m.Value == value {
			return
		}
	}
	if value != "" && len(f.marks) < maxMarks {
		f.marks = append(f.marks, Mark{kind, shown, value})
	}
}

// each calls take with every match; where it reports true, the match is blanked.
func (f *finder) each(re *regexp.Regexp, take func(m []string) bool) {
	for _, at := range re.FindAllSubmatchIndex(f.text, -1) {
		m := make([]string, len(at)/2)
		for i := range m {
			if at[2*i] >= 0 {
				m[i] = string(f.text[at[2*i]:at[2*i+1]])
			}
		}
		if take(m) {
			for i := at[0]; i < at[1]; i++ {
				f.text[i] = ' '
			}
		}
	}
}

var (
	urlShape   = regexp.MustCompile(`(?i)\b((?:https?://|www\.)[^\s<>"'()\[\]{}]+|(?:t\.me|wa\.me|bit\.ly|tinyurl\.com|instagram\.com|facebook\.com|fb\.com|telegram\.me|youtube\.com|youtu\.be|x\.com|twitter\.com|snapchat\.com|chat\.whatsapp\.com)/[^\s<>"'()\[\]{}]+)`)
	emailShape = regexp.MustCompile(`(?i)\b[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9](?:[a-z0-9-]{0,62}\.)+[a-z]{2,24}\b`)
	upiShape   = regexp.MustCompile(`(?i)\b([a-z0-9][a-z0-9._-]{1,255})@([a-z]{2,32})\b`)
	// A handle begins after a space or an opening mark: not inside an address.
	handleShape = regexp.MustCompile(`(?i)(^|[\s(:,"'/])@([a-z0-9_][a-z0-9_.]{2,29})\b`)
	idWord      = regexp.MustCompile(`(?i)handle|user|id`)
	idShape     = regexp.MustCompile(`(?i)\b(?:insta(?:gram)?|telegram|snap(?:chat)?|facebook|fb|twitter|tg)[ -]?(?:id|handle|username|user)\s*(?:is|hai|:|=|-)?\s*@?([a-z0-9_][a-z0-9_.]{2,29})\b`)
)

// addresses takes web addresses, e-mail, UPI ids and handles, in this order:
// each is a part of the shape of the next.
func (f *finder) addresses() {
	f.each(urlShape, func(m []string) bool {
		value := normalURL(m[1])
		f.add(markURL, maskURL(value), value)
		return true
	})
	f.each(emailShape, func(m []string) bool {
		value := strings.ToLower(m[0])
		name, host, _ := strings.Cut(value, "@")
		f.add(markEmail, mask(name, 2, 0)+"@"+host, value)
		return true
	})
	f.each(upiShape, func(m []string) bool {
		value := strings.ToLower(m[0])
		f.add(markUPI, mask(strings.ToLower(m[1]), 2, 2)+"@"+strings.ToLower(m[2]), value)
		return true
	})
	handle := func(name string) bool {
		value := strings.ToLower(strings.TrimRight(name, "._"))
		f.add(markHandle, "@"+mask(value, 2, 1), value)
		return true
	}
	f.each(handleShape, func(m []string) bool { return handle(m[2]) })
	f.each(idShape, func(m []string) bool { return handle(m[1]) })
}

// normalURL is an address without what varies: scheme, www, case of the host,
// query, a closing stop.
func normalURL(s string) string {
	s = strings.TrimRight(s, ".,;:!?।*_")
	lower := strings.ToLower(s)
	for _, p := range []string{"https://", "http://", "www."} {
		if strings.HasPrefix(lower, p) {
			s, lower = s[len(p):], lower[len(p):]
		}
	}
	s, _, _ = strings.Cut(s, "#")
	s, _, _ = strings.Cut(s, "?")
	host, path, found := strings.Cut(s, "/")
	host, path = strings.ToLower(host), strings.Trim(path, "/")
	if !strings.Contains(host, ".") {
		return ""
	}
	if found && path != "" {
		return host + "/" + path
	}
	return host
}

func maskURL(value string) string {
	host, path, found := strings.Cut(value, "/")
	if !found {
		return host
	}
	return host + "/" + mask(path, 2, 0)
}

// mask keeps the first and last characters of s and never more than half of it.
func mask(s string, first, last int) string {
	r := []rune(s)
	for first+last > len(r)/2 && first+last > 0 {
		if last > 0 {
			last--
		} else {
			first--
		}
	}
	return string(r[:first]) + "…" + string(r[len(r)-last:])
}

// clipMark keeps a shown mark on one line.
func clipMark(s string) string {
	if utf8.RuneCountInString(s) > seenLimit {
		return string([]rune(s)[:seenLimit-1]) + "…"
	}
	return s
}

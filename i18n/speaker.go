package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	goi18n "github.com/nicksnyder/go-i18n/v2/i18n"
)

// Speaker says messages in one language. It is a small value, safe to copy and to use concurrently. Its texts are
// plain: a template escapes them.
type Speaker struct{ t *tongue }

// Lang is the BCP 47 tag of the language.
func (s Speaker) Lang() string { return s.t.Tag }

// Dir is "ltr" or "rtl".
func (s Speaker) Dir() string { return s.t.Dir }

// Name is the language's name in itself.
func (s Speaker) Name() string { return s.t.Name }

// Language is everything known of the language.
func (s Speaker) Language() Language { return s.t.Language }

// Has tells whether the message exists, in the language or in English.
func (s Speaker) Has(id string) bool {
	_, ok := s.find(id)
	return ok
}

// T says a message. args fill its placeholders: one map, or names and values in turn. An id that no catalogue has is
// returned in ⟦⟧.
func (s Speaker) T(id string, args ...any) string {
	t, ok := s.find(id)
	if !ok {
		return "⟦" + id + "⟧"
	}
	p := t.texts[id]
	if len(p.names) == 0 {
		return p.words[0]
	}
	return p.expand(values(args))
}

// N says a message that counts, in the form that the language's plural rule asks for. Where args give no Count, Count
// is the number as [Speaker.Number] writes it.
func (s Speaker) N(id string, count int, args ...any) string {
	t, ok := s.find(id)
	if !ok {
		return "⟦" + id + "⟧"
	}
	v := values(args)
	if _, given := v["Count"]; !given {
		v["Count"] = s.Number(count)
	}
	// The error is about a plural form that the catalogue lacks; the text is then the `other` form.
	text, _ := t.localizer.Localize(&goi18n.LocalizeConfig{
		MessageID: id, PluralCount: count, TemplateData: v, TemplateParser: patterns{},
	})
	if text == "" {
		return t.texts[id].expand(v)
	}
	return text
}

func (s Speaker) find(id string) (*tongue, bool) {
	for t := s.t; t != nil; t = t.original {
		if _, ok := t.texts[id]; ok {
			return t, true
		}
	}
	return nil, false
}

// values reads the arguments of T and N into the texts that fill the placeholders.
func values(args []any) map[string]string {
	out := make(map[string]string, len(args)/2+1)
	for len(args) > 0 {
		switch a := args[0].(type) {
		case map[string]string:
			for k, v := range a {
				out[k] = v
			}
			args = args[1:]
			continue
		case map[string]any:
			for k, v := range a {
				out[k] = fmt.Sprint(v)
			}
			args = args[1:]
			continue
		}
		if len(args) == 1 {
			break // a name without a value: its placeholder shows that
		}
		out[fmt.Sprint(args[0])] = fmt.Sprint(args[1])
		args = args[2:]
	}
	return out
}

// Number writes n in Latin digits, grouped as India does: 12,34,567. Latin digits in every language, because numbers
// are read out, dialled and typed: the international form of Indian numerals.
// Source: Constitution of India, article 343(1).
func (s Speaker) Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if len(digits) <= 3 {
		return sign + digits
	}
	head, tail := digits[:len(digits)-3], digits[len(digits)-3:]
	var out strings.Builder
	out.WriteString(sign)
	for i, d := range head {
		if i > 0 && (len(head)-i)%2 == 0 {
			out.WriteByte(',')
		}
		out.WriteRune(d)
	}
	out.WriteString("," + tail)
	return out.String()
}

// Date writes the day in Indian Standard Time: 4 March 2024.
func (s Speaker) Date(t time.Time) string {
	t = t.In(s.t.zone)
	return s.T("date.day", "Day", t.Day(), "Month", s.month(t), "Year", t.Year())
}

// Month writes month and year: March 2024, for documents whose day is not known.
func (s Speaker) Month(t time.Time) string {
	t = t.In(s.t.zone)
	return s.T("date.month", "Month", s.month(t), "Year", t.Year())
}

// DateTime writes day and time of day in Indian Standard Time: 4 March 2024, 14:05.
func (s Speaker) DateTime(t time.Time) string {
	return s.T("date.time", "Date", s.Date(t), "Time", t.In(s.t.zone).Format("15:04"))
}

func (s Speaker) month(t time.Time) string { return s.T("month." + strconv.Itoa(int(t.Month()))) }

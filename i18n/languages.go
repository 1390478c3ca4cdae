package i18n

import (
	"fmt"
	"time"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// Language is one row of languages.toml.
type Language struct {
	Tag      string `toml:"tag"`      // BCP 47
	Name     string `toml:"name"`     // in the language itself
	English  string `toml:"english"`  // in English
	Script   string `toml:"script"`   // ISO 15924
	Dir      string `toml:"dir"`      // ltr or rtl
	Plural   string `toml:"plural"`   // the language whose plural rule is borrowed, "" for its own
	Digits   string `toml:"digits"`   // the script's ten digits, "" for Latin ones
	On       bool   `toml:"on"`       // offered to readers
	Complete bool   `toml:"complete"` // a missing message is a fault
}

// rule is the language whose plural rule counts.
func (l Language) rule() string {
	if l.Plural != "" {
		return l.Plural
	}
	return l.Tag
}

func (l Language) faults() []string {
	var out []string
	if _, err := language.Parse(l.Tag); err != nil {
		out = append(out, fmt.Sprintf("tag %q is not a BCP 47 language tag", l.Tag))
	}
	if l.Name == "" || l.English == "" || l.Script == "" {
		out = append(out, fmt.Sprintf("language %q needs name, english and script", l.Tag))
	}
	if l.Dir != "ltr" && l.Dir != "rtl" {
		out = append(out, fmt.Sprintf("language %q: dir is ltr or rtl", l.Tag))
	}
	if n := utf8.RuneCountInString(l.Digits); n != 0 && n != 10 {
		out = append(out, fmt.Sprintf("language %q: digits are ten characters or none, not %d", l.Tag, n))
	}
	return out
}

// ist is Indian Standard Time, 5 h 30 min ahead of UTC, without summer time since 1945: a fixed zone needs no
// time-zone files on the machine.
func ist() *time.Location { return time.FixedZone("IST", 5*3600+30*60) }

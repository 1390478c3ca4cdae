package tips

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"mukti/tips/triage"
)

// taken is a submission as far as it goes.
type intake struct {
	Submission
	notes []Note
}

// hash is of everything that was told, for telling the same form from another.
func (in intake) hash() string {
	s := in.Submission
	s.Token, s.Files = "", nil
	b, err := json.Marshal(s)
	if err != nil {
		panic("tips: a submission always encodes: " + err.Error())
	}
	return fmt.Sprintf("%x", sha256.Sum256(b))
}

// clean brings every field within its limits. Nothing that can be kept is
// lost: what is cut or unknown is noted, and refused only for a strict channel.
func clean(s Submission) (intake, error) {
	in := intake{Submission: s}
	var bad Invalids
	fault := func(field, msg string, limit int) {
		in.notes = append(in.notes, Note{Field: field, MsgID: msg, Limit: limit})
		bad = append(bad, &Invalid{Field: field, MsgID: msg, Limit: limit})
	}
	text := func(field string, v *string, limit int) {
		*v = plainText(*v)
		if n := utf8.RuneCountInString(*v); n > limit {
			*v = firstRunes(*v, limit)
			fault(field, "tip.too_long", limit)
		}
	}
	text("account", &in.Account, MaxAccount)
	text("who", &in.Who, MaxWho)
	text("place", &in.Place.Text, MaxPlace)
	text("contact", &in.Contact, MaxContact)
	text("contact_when", &in.ContactWhen, MaxContact)
	text("language", &in.Language, 35) // the longest tag of RFC 5646, section 4.4.1
	if pin := plainText(in.Place.PIN); utf8.RuneCountInString(pin) > 20 {
		in.Place.PIN = firstRunes(pin, 20)
		fault("place.pin", "tip.too_long", 20)
	} else {
		in.Place.PIN = pin
	}
	closed := func(field string, v *string, known ...string) {
		*v = strings.ToLower(plainText(*v))
		if *v != "" && !slices.Contains(known, *v) {
			*v = ""
			fault(field, "tip.unknown_choice", 0)
		}
	}
	closed("when", &in.When, "now", "today", "days", "past", "unknown")
	closed("children", &in.Children, "yes", "no", "unknown")
	closed("role", &in.Role, "victim", "family", "witness", "ngo", "other")
	list := func(field string, v *[]string, known []string) {
		var keep []string
		for _, w := range *v {
			w = strings.ToLower(plainText(w))
			switch {
			case w == "" || slices.Contains(keep, w):
			case slices.Contains(known, w):
				keep = append(keep, w)
			default:
				fault(field, "tip.unknown_choice", 0)
			}
		}
		*v = keep
	}
	list("signs", &in.Signs, triage.Signs())
	list("avoid", &in.Avoid, []string{"local", "state"})
	in.Place.State = strings.ToUpper(plainText(in.Place.State))
	if len(in.Place.State) > 2 {
		in.Place.State = strings.TrimPrefix(in.Place.State, "IN-")
	}
	if len(in.Place.State) != 0 && len(in.Place.State) != 2 {
		in.Place.State = ""
		fault("state", "tip.unknown_choice", 0)
	}
	if in.Place.District < 0 || in.Place.District > 100_000 {
		in.Place.District = 0
		fault("place.district", "tip.unknown_choice", 0)
	}
	if in.Count < 0 || in.Count > MaxCount {
		in.Count = 0
		fault("count", "tip.count", MaxCount)
	}
	in.notes = uniqueNotes(in.notes)
	if s.Strict && len(bad) > 0 {
		return intake{}, bad
	}
	if in.empty() {
		if s.Strict {
			return intake{}, Invalids{{Field: "account", MsgID: "tip.empty"}}
		}
		return intake{}, ErrEmpty
	}
	return in, nil
}

// empty tells whether every field and file is empty.
func (in intake) empty() bool {
	return in.Account == "" && in.Who == "" && in.Place == (PlaceText{}) && in.Contact == "" && in.ContactWhen == "" &&
		len(in.Signs) == 0 && len(in.Avoid) == 0 && len(in.Files) == 0 && in.Count == 0 && in.When == "" && in.Children == "" && in.Role == ""
}

func uniqueNotes(notes []Note) []Note {
	var out []Note
	for _, n := range notes {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// plainText is text as kept: valid UTF-8 without NUL, no space around it.
func plainText(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	if strings.ContainsRune(s, 0) {
		s = strings.ReplaceAll(s, "\x00", "")
	}
	return strings.TrimSpace(s)
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

package tips

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrJSON says that a text is not one JSON object in UTF-8.
var ErrJSON = errors.New("tips: not one JSON object in UTF-8")

// ParseJSON reads a tip as the API and `portal triage` take it. Every fault of
// a field is in bad (a wrong type, an unknown name); what can be read is in s
// all the same. err is [ErrJSON] if nothing can. id is the sender's own, as text.
// Source: CONTRACT, "JSON API".
func ParseJSON(text []byte) (id string, s Submission, bad Invalids, err error) {
	fields, err := object(text)
	if err != nil {
		return "", s, nil, err
	}
	place := map[string]any{"text": &s.Place.Text, "state": &s.Place.State, "district": &s.Place.District, "pin": &s.Place.PIN}
	into := map[string]any{
		"language": &s.Language, "account": &s.Account, "when": &s.When, "signs": &s.Signs, "children": &s.Children, "count": &s.Count,
		"who": &s.Who, "role": &s.Role, "avoid": &s.Avoid, "contact": &s.Contact, "contact_when": &s.ContactWhen,
	}
	for _, name := range sortedKeys(fields) {
		raw := fields[name]
		switch name {
		case "id":
			id = idText(raw)
		case "place":
			if isNull(raw) {
				continue
			}
			inner, err := object(raw)
			if err != nil {
				bad = append(bad, &Invalid{Field: "place", MsgID: "tip.wrong_type"})
				continue
			}
			for _, key := range sortedKeys(inner) {
				bad = append(bad, decodeField("place."+key, inner[key], place[key])...)
			}
		default:
			bad = append(bad, decodeField(name, raw, into[name])...)
		}
	}
	return id, s, bad, nil
}

// object reads one JSON object, its values unread. Depth is bounded by the
// decoder (10,000), so that nesting costs nothing.
func object(text []byte) (map[string]json.RawMessage, error) {
	if !utf8.Valid(text) {
		return nil, ErrJSON
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	var fields map[string]json.RawMessage
	if err := dec.Decode(&fields); err != nil || fields == nil {
		return nil, ErrJSON
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, ErrJSON
	}
	return fields, nil
}

func decodeField(name string, raw json.RawMessage, to any) Invalids {
	if to == nil {
		return Invalids{{Field: firstRunes(plainText(name), 60), MsgID: "tip.unknown_field"}}
	}
	if isNull(raw) {
		return nil
	}
	if err := json.Unmarshal(raw, to); err != nil {
		// A number for a text is read as its digits: PINs come so.
		if s, ok := to.(*string); ok && strings.IndexFunc(string(raw), func(r rune) bool { return r < '0' || r > '9' }) < 0 {
			*s = string(raw)
			return nil
		}
		return Invalids{{Field: name, MsgID: "tip.wrong_type"}}
	}
	return nil
}

func isNull(raw json.RawMessage) bool { return string(bytes.TrimSpace(raw)) == "null" }

// idText echoes an id, whatever its type, within reason.
func idText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		s = string(raw)
	}
	return firstRunes(s, 200)
}

func sortedKeys(m map[string]json.RawMessage) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Describe is a fault for a log or a terminal of a developer, in English; people meet MsgID's text.
func (i *Invalid) Describe() string {
	switch i.MsgID {
	case "tip.unknown_field":
		return fmt.Sprintf("unknown field %q", i.Field)
	case "tip.wrong_type":
		return fmt.Sprintf("%s: wrong type", i.Field)
	case "tip.too_long":
		return fmt.Sprintf("%s: over %d characters", i.Field, i.Limit)
	case "tip.unknown_choice":
		return fmt.Sprintf("%s: not one of the known words", i.Field)
	}
	return i.Field + ": " + i.MsgID
}

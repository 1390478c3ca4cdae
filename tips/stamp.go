package tips

import (
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mukti/tips/vault"
)

// Kinds of boxes that officers add while they read a tip. Each is [stamped].
const (
	BoxRemark      = "remark"      // [Remark]: an internal note
	BoxTick        = "tick"        // [Tick]: a step of a procedure, done or undone
	BoxTranslation = "translation" // [Translation]
	BoxBlurred     = "blurred"     // [blurred]: a picture's tiny preview
)

// stamped is what is sealed to a tip with proof that it was made by somebody
// who had the tip open. Who writes into the database knows the tip's public
// key and could seal a note in any officer's name; the MAC is made with a key
// that follows from the tip's secret.
type stamped struct {
	V   json.RawMessage `json:"v"`
	MAC []byte          `json:"mac"`
}

// stampKey is the key of what those who can open the tip add to it.
func (k tipKey) stampKey() vault.Key { return vault.Derive([]byte(k.Secret), "stamp") }

// translationKey is the one-off key that a reader gets: it is good for that
// reading, in that officer's name, and for nothing else.
func (k tipKey) translationKey(reading, officer, body string) vault.Key {
	return vault.Derive([]byte(k.Secret), "translation "+reading+" "+officer+" "+body)
}

// stamp binds what is said to its box and tip: copied to another it is not
// believed.
func stamp(k vault.Key, b Box, v []byte) []byte {
	return vault.Mark(k, b.Kind, b.Tip+"\n"+b.ID+"\n"+string(v))
}

// sealStamped makes a box of v, stamped with k.
func sealStamped(k vault.Key, to vault.Recipient, b Box, v any) (Box, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return Box{}, fmt.Errorf("tips: encode %s: %w", b.Kind, err)
	}
	return sealBox(to, b.Tip, b.ID, b.Kind, b.At, stamped{plain, stamp(k, b, plain)})
}

// openStamped opens a box into v; false where its stamp is not one of k, which
// may depend on v.
func openStamped(id vault.Identity, b Box, v any, k func() vault.Key) (bool, error) {
	var s stamped
	if err := openBox(id, b, &s); err != nil {
		return false, err
	}
	if json.Unmarshal(s.V, v) != nil {
		return false, nil
	}
	return subtle.ConstantTimeCompare(s.MAC, stamp(k(), b, s.V)) == 1, nil
}

// newBox is the head of a box to be sealed now.
func (d *Desk) newBox(tip, kind string) Box {
	return Box{ID: vault.NewID(), Tip: tip, Kind: kind, At: d.Now()}
}

// upright takes the marks out of a text that turn the order of letters around,
// beyond their own line in a list: no note of an officer needs them.
// Source: Unicode Standard Annex 9, section 2 (explicit directional embeddings,
// overrides and isolates).
func upright(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, text)
}

// added is everything that officers added to a tip while reading it.
type added struct {
	Remarks      []Remark // newest first
	Ticks        []Tick   // the last word on each step
	Translations []Translation
	Unproven     int // boxes that nobody with the tip's key made: not shown
}

// add opens one box of an officer's, as far as it is one.
func (a *added) add(key openedTip, b Box) error {
	var good bool
	var err error
	own := func() vault.Key { return key.stampKey() }
	switch b.Kind {
	case BoxRemark:
		var r Remark
		if good, err = openStamped(key.id, b, &r, own); good {
			r.ID = b.ID
			a.Remarks = append([]Remark{r}, a.Remarks...)
		}
	case BoxTick:
		var t Tick
		if good, err = openStamped(key.id, b, &t, own); good {
			a.tick(t)
		}
	case BoxTranslation:
		var t Translation
		good, err = openStamped(key.id, b, &t, func() vault.Key { return key.translationKey(t.Reading, t.Officer, t.Body) })
		// One reading, one box: a copy under another id is not believed.
		if good = good && t.Reading == b.ID; good {
			a.Translations = append(a.Translations, t)
		}
	default:
		return nil
	}
	if err == nil && !good {
		a.Unproven++
	}
	return err
}

// grain is a time as officers' additions carry it.
func (d *Desk) grain() time.Time { return Coarse(d.Now()) }

// named looks up who added what.
func (a added) named(ros *roster, names map[string]string) {
	name := func(officer string) { names[officer] = ros.officers[officer].Name }
	for _, r := range a.Remarks {
		name(r.Officer)
	}
	for _, t := range a.Ticks {
		name(t.Officer)
	}
	for _, t := range a.Translations {
		name(t.Officer)
	}
}

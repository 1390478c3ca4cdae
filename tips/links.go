package tips

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"mukti/tips/triage"
	"mukti/tips/vault"
)

// MarkTime is how long a key of marks is the current one; it is then the
// previous one for as long, and gone. A link between two tips so reaches back
// one to two years and no further.
// Source: SECURITY.md, "Marks" (12 months each).
const MarkTime = 365 * 24 * time.Hour

// MarkKeys are the two keys under which marks are kept.
type MarkKeys struct {
	Current  MarkKey
	Previous MarkKey // zero in the first year
}

// MarkKey is a key with the name that its hashes carry in the store.
type MarkKey struct {
	Name string
	Key  vault.Key
}

// NewMarkKey names a key after itself: a keyed hash of nothing, cut short.
func NewMarkKey(k vault.Key) MarkKey {
	return MarkKey{Name: fmt.Sprintf("%x", vault.Mark(k, "name", "")[:4]), Key: k}
}

// each calls f with the keys that there are.
func (k MarkKeys) each(f func(MarkKey)) {
	f(k.Current)
	if k.Previous.Name != "" {
		f(k.Previous)
	}
}

// keyed are the marks as they are stored: under both keys, so that this year's
// tip meets last year's.
func (k MarkKeys) keyed(tip string, marks []triage.Mark) (out []KeyedMark) {
	for _, m := range marks {
		k.each(func(key MarkKey) {
			out = append(out, KeyedMark{Tip: tip, Kind: m.Kind, Key: key.Name, MAC: vault.Mark(key.Key, m.Kind, m.Value)})
		})
	}
	return out
}

// bandSize is how many bytes of a band's hash are kept: one chance in 2^64 that
// two of four billion meet by accident.
const bandSize = 16

// bands are the account's fingerprint as it is stored. Copies are grouped
// within one body's tips only: the same words about another district are
// another matter.
func (k MarkKeys) bands(unit string, fingerprint []uint64) (out []Band) {
	for _, b := range fingerprint {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], b)
		out = append(out, Band{Key: k.Current.Name, MAC: vault.Mark(k.Current.Key, "copy", unit+"\x00"+string(n[:]))[:bandSize]})
	}
	return out
}

// card says who may know that a tip is there, for a body that cannot open it.
// It is sealed under the key of marks: a thief of the database cannot read it,
// and who writes into the database cannot make one.
type card struct {
	State string   `json:"state"`
	LGD   int      `json:"lgd"`
	Avoid []string `json:"avoid"`
}

// cardSize is what a card is padded to: its length must not tell what it says.
const cardSize = 128

func cardLabel(tip string) vault.Label { return vault.Label{Of: tip, Kind: "card"} }

func (k MarkKeys) card(tip string, c card) (Card, error) {
	plain, err := json.Marshal(c)
	if err != nil || len(plain) > cardSize {
		return Card{}, fmt.Errorf("tips: card: %d bytes: %w", len(plain), err)
	}
	plain = append(plain, strings.Repeat(" ", cardSize-len(plain))...)
	key := vault.Derive(k.Current.Key[:], "card")
	return Card{Key: k.Current.Name, Data: vault.SealKey(key, cardLabel(tip), plain)}, nil
}

// open opens a tip's card; false where nobody may know of the tip by it.
func (k MarkKeys) open(tip string, sealed Card) (c card, ok bool) {
	k.each(func(key MarkKey) {
		if sealed.Key != key.Name {
			return
		}
		plain, err := vault.OpenKey(vault.Derive(key.Key[:], "card"), cardLabel(tip), sealed.Data)
		ok = err == nil && json.Unmarshal(plain, &c) == nil
	})
	return c, ok
}

// Link is another tip that names the same person, vehicle or account.
type Link struct {
	Tip      string // its id where this body may open it, else ""
	Unit     string // whom to speak to
	Kinds    []string
	Received time.Time
	Status   string
}

// maxLinks is how many links a tip's page shows.
const maxLinks = 20

// links are the tips that share a mark with one that the seat has opened. A
// body that a tip is to avoid learns nothing of it: not as a text, not as a
// link, not as a number.
func (d *Desk) links(ctx context.Context, s *Seat, tip string) ([]Link, error) {
	linked, err := d.Linked(ctx, tip, s.Officer.Body, maxLinks*10)
	if err != nil {
		return nil, fmt.Errorf("tips: links: %w", err)
	}
	keys := d.Keys.Marks()
	var out []Link
	for _, l := range linked {
		if link, ok := d.link(keys, s.Officer.Body, l); ok && len(out) < maxLinks {
			out = append(out, link)
		}
	}
	return out, nil
}

// link is what the body may know of a linked tip; false: nothing at all.
func (d *Desk) link(keys MarkKeys, body string, l Linked) (Link, bool) {
	c, ok := keys.open(l.Tip.ID, l.Card)
	if !ok || d.Units.Avoided(body, c.State, c.LGD, c.Avoid) {
		return Link{}, false
	}
	link := Link{Unit: l.Tip.Unit, Kinds: l.Kinds, Received: l.Tip.Created, Status: l.Tip.Status}
	if l.Open {
		link.Tip = l.Tip.ID
	}
	return link, true
}

// Board is one mark that several tips have.
type Board struct {
	Kind string
	Tips []Link
}

// Bounds of the link board.
const (
	maxBoards   = 100
	maxPerBoard = 50
)

// Links lists what links the body's tips with others, newest first: marks of
// tips that somebody of the body, or of a body below it, has looked at. No tip
// is opened for it, and the mark itself is not shown: it stands in the tip. Each
// look at the board is in the audit.
func (d *Desk) Links(ctx context.Context, s *Seat) ([]Board, error) {
	if s.key == nil || !s.May(ActLinks, ToOwn) {
		return nil, ErrForbidden
	}
	shared, err := d.Shared(ctx, s.Officer.Body, maxBoards, maxPerBoard)
	if err != nil {
		return nil, fmt.Errorf("tips: links: %w", err)
	}
	keys := d.Keys.Marks()
	var out []Board
	for _, m := range shared {
		b := Board{Kind: m.Kind}
		looked := false
		for _, l := range m.Tips {
			if link, ok := d.link(keys, s.Officer.Body, l); ok {
				looked = looked || l.Open && l.Looked
				b.Tips = append(b.Tips, link)
			}
		}
		if looked && len(b.Tips) > 1 {
			out = append(out, b)
		}
	}
	err = d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "links.read", Object: s.Officer.Body})
	if err != nil {
		return nil, fmt.Errorf("tips: links: %w", err)
	}
	return out, nil
}

// ForgetMarks drops what is under no key of marks any more.
func (l *Line) ForgetMarks(ctx context.Context) error {
	var keep []string
	l.Keys.Marks().each(func(k MarkKey) { keep = append(keep, k.Name) })
	n, err := l.DropMarks(ctx, keep)
	if err != nil {
		return fmt.Errorf("tips: forget marks: %w", err)
	}
	if n > 0 {
		l.Log.Info("marks under a key that is gone were forgotten", "rows", n)
	}
	return nil
}

// Copy is another tip with nearly the same account.
type Copy struct {
	Tip  Tip
	Line QueueLine
	Same bool // an officer said so
}

// maxCopies is how many copies a tip's page lists; all are counted.
const maxCopies = 50

// copies are the body's tips that are near copies of one it has opened.
func (d *Desk) copies(ctx context.Context, s *Seat, tip Tip) ([]Copy, int, error) {
	rows, total, err := d.Copies(ctx, tip.ID, s.Officer.Body, maxCopies)
	if err != nil {
		return nil, 0, fmt.Errorf("tips: copies: %w", err)
	}
	var out []Copy
	for _, r := range rows {
		c := Copy{Tip: r.Tip, Line: r.Line, Same: r.Tip.SameAs != ""}
		c.Tip.SameAs = "" // the other may be one that this body must miss
		out = append(out, c)
	}
	return out, total, nil
}

package tips

import (
	"context"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"mukti/tips/vault"
)

// Head is the end of the audit's chain as it was when a day had ended, signed:
// printed or mailed away, it shows any later change of what was before it, even
// one by somebody who holds every key of the installation.
type Head struct {
	Day   string // in India, e.g. "2026-11-21"
	Seq   int64  // of the chain's last event
	Count int64  // events since the head before
	MAC   []byte // of the last event
	Sig   []byte // over [Head.Statement]
}

// Errors of heads.
var (
	ErrHead   = errors.New("tips: not a head of the audit")
	ErrBroken = errors.New("tips: the audit is broken")
)

// Heads keeps the daily heads.
type Heads interface {
	// ChainEnd walks the audit from after the event that `from` names, the
	// beginning for the zero head, and gives the last event's number and MAC.
	// [ErrBroken] where an event does not follow the one before it, or the one
	// that `from` names is another by now.
	ChainEnd(ctx context.Context, from Head) (seq int64, mac []byte, err error)
	// PutHead writes a day's head; [ErrStale] if the day, or a later one, has
	// one. It appends ev after what the head speaks of.
	PutHead(ctx context.Context, h Head, ev Event) error
	// ListHeads gives up to limit heads of days before one ("" = all), newest first.
	ListHeads(ctx context.Context, before string, limit int) ([]Head, error)
}

// Statement is what is signed.
func (h Head) Statement() []byte {
	return fmt.Appendf(nil, "mukti audit head v1\n%s\n%d\n%d\n%s\n", h.Day, h.Seq, h.Count, hex.EncodeToString(h.MAC))
}

// Fingerprint is eight groups of four letters and digits (160 bits): enough to
// compare with a printed one, or to type.
func (h Head) Fingerprint() string { return vault.Fingerprint(string(h.Statement())) }

// SignedBy tells whether the key signed the head.
func (h Head) SignedBy(public []byte) bool { return vault.Signed(public, h.Statement(), h.Sig) }

// headForm begins a head's whole line.
const headForm = "mukti-head-1"

// Line is the head whole, on one line, with its signature.
func (h Head) Line() string {
	return fmt.Sprintf("%s %s %d %d %s %s", headForm, h.Day, h.Seq, h.Count, hex.EncodeToString(h.MAC), hex.EncodeToString(h.Sig))
}

// Short is the head as somebody types it from a printed page.
func (h Head) Short() string { return fmt.Sprintf("%s %d %s", h.Day, h.Seq, h.Fingerprint()) }

// Text is what is printed or mailed: the short form, the whole line, and the
// fingerprint of the key that signed. Nothing in it tells of a tip.
func (h Head) Text(public []byte) string {
	return fmt.Sprintf("%s\n%s\nkey %s\n", h.Short(), h.Line(), KeyFingerprint(public))
}

// KeyFingerprint is that of a public key for heads.
func KeyFingerprint(public []byte) string { return vault.Fingerprint(hex.EncodeToString(public)) }

// GivenHead is a head as somebody brings it: read from a file, or typed.
type GivenHead struct {
	Head
	Print string // of the short form; "" where the whole line was given
	At    int    // line of the text
}

// ParseHeads reads heads out of a text, whole lines and short forms mixed; what
// is neither is passed over. Letters and digits that look alike are taken for
// each other, as on paper. [ErrHead], naming the line, for one that is cut.
func ParseHeads(text string) ([]GivenHead, error) {
	var out []GivenHead
	n := 0
	for line := range strings.Lines(text) {
		n++
		f := strings.Fields(line)
		switch {
		case len(f) > 0 && f[0] == headForm:
			h := Head{}
			if len(f) != 6 {
				return nil, fmt.Errorf("%w: line %d", ErrHead, n)
			}
			var err1, err2, err3 error
			h.Day = f[1]
			_, err1 = fmt.Sscanf(f[2]+" "+f[3], "%d %d", &h.Seq, &h.Count)
			h.MAC, err2 = hex.DecodeString(f[4])
			h.Sig, err3 = hex.DecodeString(f[5])
			if errors.Join(err1, err2, err3) != nil || h.Line() != strings.Join(f, " ") || !isDay(h.Day) {
				return nil, fmt.Errorf("%w: line %d", ErrHead, n)
			}
			out = append(out, GivenHead{Head: h, At: n})
		case len(f) > 2 && isDay(f[0]):
			g := GivenHead{At: n}
			g.Day = f[0]
			print := readPrint(strings.Join(f[2:], ""))
			if _, err := fmt.Sscanf(f[1], "%d", &g.Seq); err != nil || print == "" {
				return nil, fmt.Errorf("%w: line %d", ErrHead, n)
			}
			g.Print = print
			out = append(out, g)
		}
	}
	return out, nil
}

func isDay(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Format(time.DateOnly) == s
}

// readPrint is a fingerprint as typed, in the form of [vault.Fingerprint]; "" if it is none.
func readPrint(typed string) string {
	typed = strings.NewReplacer("-", "", "0", "O", "1", "I", "8", "B").Replace(strings.ToUpper(typed))
	if b, err := base32.StdEncoding.DecodeString(typed); err != nil || len(b) != 20 {
		return ""
	}
	var groups []string
	for i := 0; i < len(typed); i += 4 {
		groups = append(groups, typed[i:i+4])
	}
	return strings.Join(groups, " ")
}

// indiaTime is where a day of the audit begins and ends.
func indiaTime() *time.Location { return time.FixedZone("IST", 5*3600+30*60) }

// SignHead signs the head of the last day in India that has ended, unless it is
// signed; false then, and where the installation has no key for it. Before it
// signs it walks the chain from the head before: [ErrBroken] is never signed.
func (l *Line) SignHead(ctx context.Context) (Head, bool, error) {
	if !l.Keys.Heads.Usable() {
		return Head{}, false, nil
	}
	now := l.Now()
	h := Head{Day: now.In(indiaTime()).AddDate(0, 0, -1).Format(time.DateOnly)}
	last, err := l.ListHeads(ctx, "", 1)
	if err != nil {
		return Head{}, false, fmt.Errorf("tips: head: %w", err)
	}
	var before Head
	if len(last) > 0 {
		before = last[0]
	}
	if before.Day >= h.Day { // also where a clock went back
		return Head{}, false, nil
	}
	if h.Seq, h.MAC, err = l.ChainEnd(ctx, before); err != nil {
		return Head{}, false, fmt.Errorf("tips: head: %w", err)
	}
	h.Count = h.Seq - before.Seq
	h.Sig = l.Keys.Heads.Sign(h.Statement())
	ev := Event{At: Coarse(now), Actor: "line", Act: "audit.head", Object: h.Day, Note: fmt.Sprint(h.Seq)}
	if err := l.PutHead(ctx, h, ev); errors.Is(err, ErrStale) {
		return Head{}, false, nil // another process was quicker
	} else if err != nil {
		return Head{}, false, fmt.Errorf("tips: head: %w", err)
	}
	return h, true, nil
}

// LastHead is the newest head as it is mailed; "" while there is none.
func (l *Line) LastHead(ctx context.Context) (string, error) {
	last, err := l.ListHeads(ctx, "", 1)
	if err != nil || len(last) == 0 {
		return "", err
	}
	return last[0].Text(l.Keys.Heads.Public()), nil
}

// HeadsView is a page of heads.
type HeadsView struct {
	Heads []Head
	Older string // day to go on before; "" at the end
	Key   string // fingerprint of the key that signs; "" where none does
}

// headsPage is how many days a page lists.
const headsPage = 31

// DailyHeads lists the signed heads before a day, newest first; "" from the newest on.
func (d *Desk) DailyHeads(ctx context.Context, s *Seat, before string) (HeadsView, error) {
	if !s.May(ActHeads, ToAll) {
		return HeadsView{}, ErrForbidden
	}
	heads, err := d.ListHeads(ctx, before, headsPage+1)
	if err != nil {
		return HeadsView{}, fmt.Errorf("tips: heads: %w", err)
	}
	v := HeadsView{Heads: heads}
	if len(heads) > headsPage {
		v.Heads = heads[:headsPage]
		v.Older = v.Heads[headsPage-1].Day
	}
	if d.Keys.Heads.Usable() {
		v.Key = KeyFingerprint(d.Keys.Heads.Public())
	}
	return v, nil
}

// DailyHead is one day's, as text to print; [ErrNotFound].
func (d *Desk) DailyHead(ctx context.Context, s *Seat, day string) (Head, string, error) {
	if !s.May(ActHeads, ToAll) {
		return Head{}, "", ErrForbidden
	}
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return Head{}, "", ErrNotFound
	}
	heads, err := d.ListHeads(ctx, t.AddDate(0, 0, 1).Format(time.DateOnly), 1)
	if err != nil {
		return Head{}, "", fmt.Errorf("tips: heads: %w", err)
	}
	if len(heads) == 0 || heads[0].Day != day {
		return Head{}, "", ErrNotFound
	}
	return heads[0], heads[0].Text(d.Keys.Heads.Public()), nil
}

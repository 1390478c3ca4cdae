package content

import (
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
)

// Pack is a trainer's ordered choice of paragraphs and whole documents, each
// as it stood when it was taken. It lives in an address and nowhere else:
//
//	1.en~advisories/2024-03-04-child-labour@2024-03-04:p2.vi-7kq3d,p3-m2x4a~sops/2026-first-hour@2026-11-02-zx61q
//
// The first figure is the number of this format, then stands the language in
// which the texts were taken. A part is a document, after @ the day from which
// its text stood, and behind the colon its paragraphs; without a colon it is
// the whole document. After a dash stands a mark of the words: a text that was
// corrected in its place keeps its day, and is known by this all the same.
// Whoever changes an address has another pack, and nothing more.
type Pack struct {
	Lang   Lang // in which the texts were taken
	Picks  []Pick
	Unread []string // parts of the address that are no part of a pack, as they stand there
}

// Pick is one paragraph, or a whole document.
type Pick struct {
	Kind, Slug string
	On         string // day from which the text that was taken stood, "2024-03-04"; "" where none was known
	ID         string // of the paragraph; "" for the whole document
	Mark       string // of the words that were taken; "" for whatever stands there
}

// Bounds of a pack. House rules: what one can hand out, print, and send in a
// message. The longest address of ours stays below what browsers, mail
// programs and proxies take, also with its signs written in percent.
const (
	MaxPicks         = 100
	MaxPackDocuments = 30
	MaxPackAddress   = 4000 // bytes
)

// packFormat is the number of the format. A pack stands in addresses that
// nobody can call back: what has another number is not guessed at.
const packFormat = "1"

// ErrPack is an address that is not of a pack, or of a format that this
// library does not know; ErrPackLong one with more in it than a pack takes.
var (
	ErrPack     = errors.New("content: not a pack")
	ErrPackLong = errors.New("content: a pack with too much in it")
)

// ParsePack reads what [Pack.String] writes. A paragraph that stands in it
// twice counts where it stands first. The empty address is the empty pack.
func ParsePack(s string) (Pack, error) {
	if s == "" {
		return Pack{}, nil
	}
	if len(s) > MaxPackAddress {
		return Pack{}, ErrPackLong
	}
	parts := strings.Split(s, "~")
	format, lang, _ := strings.Cut(parts[0], ".")
	if format != packFormat || !isLang(lang) {
		return Pack{}, ErrPack
	}
	p := Pack{Lang: lang}
	for _, part := range parts[1:] {
		p.readPart(part)
	}
	if !p.fits() {
		return Pack{}, ErrPackLong
	}
	return p, nil
}

func (p *Pack) readPart(part string) {
	if part == "" {
		return // the end of an address that was cut there, or two signs for one
	}
	head, list, some := strings.Cut(part, ":")
	place, pin, _ := strings.Cut(head, "@")
	kind, slug, ok := strings.Cut(place, "/")
	on, mark, okPin := readPin(pin, !some)
	if !ok || !slices.Contains(kinds, kind) || !isSlug(slug) || !okPin {
		p.Unread = append(p.Unread, part)
		return
	}
	if !some {
		p.add(Pick{kind, slug, on, "", mark})
		return
	}
	for item := range strings.SplitSeq(list, ",") {
		id, mark, _ := strings.Cut(item, "-")
		if !isPickID(id) || mark != "" && !isMark(mark) {
			p.Unread = append(p.Unread, head+":"+item)
			continue
		}
		p.add(Pick{kind, slug, on, id, mark})
	}
}

// readPin reads "2024-03-04", and for a whole document a mark after it.
func readPin(s string, whole bool) (on, mark string, ok bool) {
	if len(s) >= len(time.DateOnly) {
		on, s = s[:len(time.DateOnly)], s[len(time.DateOnly):]
		if _, err := time.Parse(time.DateOnly, on); err != nil {
			return "", "", false
		}
	}
	if s == "" {
		return on, "", true
	}
	mark, dash := strings.CutPrefix(s, "-")
	return on, mark, dash && whole && isMark(mark)
}

// isPickID tells whether a paragraph can have this id.
func isPickID(id string) bool {
	n, block := strings.CutPrefix(id, "s")
	return block && n != "" && len(n) <= 6 && within(n, '0', '9') || Reference(id) != ""
}

// add puts a pick at the end, if it does not stand there already.
func (p *Pack) add(x Pick) bool {
	if slices.ContainsFunc(p.Picks, func(y Pick) bool { return y.Kind == x.Kind && y.Slug == x.Slug && y.On == x.On && y.ID == x.ID }) {
		return false
	}
	p.Picks = append(p.Picks, x)
	return true
}

// fits tells whether a pack is within its bounds.
func (p Pack) fits() bool {
	documents := make(map[string]bool)
	for _, x := range p.Picks {
		documents[x.place()+"@"+x.On] = true
	}
	return len(p.Picks) <= MaxPicks && len(documents) <= MaxPackDocuments && len(p.String()) <= MaxPackAddress
}

func (x Pick) place() string { return x.Kind + "/" + x.Slug }

// String is the pack as it stands in an address; "" for a pack with nothing
// in it. Packs of the same picks have the same string.
func (p Pack) String() string {
	if len(p.Picks) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(packFormat + "." + p.Lang)
	dashed := func(mark string) {
		if mark != "" {
			b.WriteString("-" + mark)
		}
	}
	for i, x := range p.Picks {
		if i > 0 && x.ID != "" && p.Picks[i-1].ID != "" && p.Picks[i-1].place() == x.place() && p.Picks[i-1].On == x.On {
			b.WriteString("," + x.ID)
			dashed(x.Mark)
			continue
		}
		b.WriteString("~" + x.place())
		if x.On != "" || x.ID == "" && x.Mark != "" {
			b.WriteString("@" + x.On)
		}
		if x.ID != "" {
			b.WriteString(":" + x.ID)
		}
		dashed(x.Mark)
	}
	return b.String()
}

// With gives the pack with more at its end: what it has already does not come
// twice. The error is [ErrPackLong] where that is more than a pack takes.
func (p Pack) With(more ...Pick) (Pack, error) {
	q := Pack{Lang: p.Lang, Picks: slices.Clone(p.Picks)}
	for _, x := range more {
		q.add(x)
	}
	if !q.fits() {
		return p, ErrPackLong
	}
	return q, nil
}

// Without gives the pack without its pick of that place, from 0. A place that
// it does not have changes nothing; so also below.
func (p Pack) Without(i int) Pack {
	if i < 0 || i >= len(p.Picks) {
		return p
	}
	return Pack{Lang: p.Lang, Picks: slices.Delete(slices.Clone(p.Picks), i, i+1)}
}

// Moved gives the pack with a pick at another place.
func (p Pack) Moved(from, to int) Pack {
	if min(from, to) < 0 || max(from, to) >= len(p.Picks) {
		return p
	}
	x := p.Picks[from]
	q := p.Without(from)
	q.Picks = slices.Insert(q.Picks, to, x)
	return q
}

// Changed gives the pack with something else at one place. Where that stands
// in the pack already, the place falls away.
func (p Pack) Changed(i int, to Pick) Pack {
	if i < 0 || i >= len(p.Picks) {
		return p
	}
	q := Pack{Lang: p.Lang}
	for j, x := range p.Picks {
		if j == i {
			x = to
		}
		q.add(x)
	}
	return q
}

// Take is how a pick of today's text is written: a paragraph, or with the id
// "" the whole document. ok is false where the library has no such place.
func (l *Library) Take(kind, slug, lang, id string) (x Pick, ok bool) {
	l = l.standing()
	d, ok := l.Document(kind, slug, lang)
	if !ok {
		return x, false
	}
	english, _ := l.Document(kind, slug, English)
	mark, ok := d.mark(id)
	if !ok { // a translation can lack it
		mark, ok = english.mark(id)
	}
	return Pick{kind, slug, english.From(), id, mark}, ok
}

// markLength is how many signs of a mark stand in an address: of 33 million
// changed texts one goes unseen. House rule: an address has to stay short.
const markLength = 5

var markSigns = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

func isMark(s string) bool {
	return len(s) == markLength && strings.Trim(s, "0123456789abcdefghjkmnpqrstvwxyz") == ""
}

// mark is a short hash of the words of a paragraph, or with the id "" of the
// whole document. It stands in addresses: as long as the words are the same it
// must be the same, in every later version of this program.
func (d *Document) mark(id string) (mark string, ok bool) {
	h := sha256.New()
	write := func(p Paragraph) {
		for _, s := range []string{p.ID, p.Text, p.Who, p.Within} {
			_, _ = io.WriteString(h, s+"\x00")
		}
	}
	if id == "" {
		for _, t := range d.TOC {
			_, _ = io.WriteString(h, t.Text+"\x00")
		}
		for _, p := range d.Paragraphs {
			write(p)
		}
	} else {
		p, found := d.Paragraph(id)
		if !found {
			return "", false
		}
		p.ID = "" // another number alone changes no words
		write(p)
	}
	return markSigns.EncodeToString(h.Sum(nil))[:markLength], true
}

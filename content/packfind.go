package content

// PackState says how the text of a pick stands today.
type PackState int

// Values of PackState.
const (
	AsTaken   PackState = iota // the text that was taken, and it is that of today
	Followed                   // the text that was taken; a newer one says the same here
	Outrun                     // the text that was taken; a newer one says something else here
	Dropped                    // the text that was taken; the newer one has no such paragraph
	Lost                       // the text that was taken is not kept: this is that of today
	Unpinned                   // the pack names no text: this is that of today
	NoPlace                    // the document has no such paragraph, and had none in any text that is kept
	NoSuchDoc                  // the library has no such document
)

// Found is a pick as the library has it.
type Found struct {
	Pick
	State PackState

	// Document is the text to show, in the reader's language or else in
	// another; nil where there is none.
	Document *Document
	// Paragraph is the one to show; zero for a whole document.
	Paragraph Paragraph
	// Elsewhere is true where the reader's language has the document and lacks
	// this very paragraph: the one shown is of another language.
	Elsewhere bool
	// Today is the newest text, for how the document stands; Now the id that
	// the paragraph has in it, "" where it has none.
	Today *Document
	Now   string
}

// There tells whether there is something to show.
func (f Found) There() bool { return f.Document != nil }

// Find looks up every pick of a pack, for a reader of that language.
func (l *Library) Find(p Pack, lang string) []Found {
	l = l.standing()
	f := finder{l: l, taken: p.Lang, lang: lang, pairs: make(map[[2]*Document]map[string]Difference)}
	all := make([]Found, len(p.Picks))
	for i, x := range p.Picks {
		all[i] = f.find(x)
	}
	return all
}

type finder struct {
	l           *Library
	taken, lang string
	// What a text and that of today differ in, by the older one's ids: many
	// picks are of one document.
	pairs map[[2]*Document]map[string]Difference
}

func (f finder) find(x Pick) Found {
	out := Found{Pick: x}
	english, ok := f.l.Document(x.Kind, x.Slug, English)
	if !ok {
		out.State = NoSuchDoc
		return out
	}
	out.Today, _ = f.l.Document(x.Kind, x.Slug, f.lang)
	text, id := f.textOf(x)
	if text == nil {
		return f.ofToday(out, english)
	}
	if !f.show(&out, text, id) {
		out.State = NoPlace
		return out
	}
	switch {
	case x.On == "" && x.Mark == "":
		out.State, out.Now = Unpinned, id
	case text.Version == "":
		out.State, out.Now = AsTaken, id
	case x.ID == "":
		out.State = Followed
		for _, d := range f.compare(text, english) {
			if !d.Same() {
				out.State = Outrun
			}
		}
	default:
		d := f.compare(text, english)[id]
		switch {
		case d.To == nil:
			out.State = Dropped
		case d.From.Text == d.To.Text && d.From.Who == d.To.Who && d.From.Within == d.To.Within:
			out.State, out.Now = Followed, d.To.ID
		default:
			out.State, out.Now = Outrun, d.To.ID
		}
	}
	return out
}

// textOf gives the English of the text that a pick was taken from, and the id
// that the paragraph has there; nil where it is not kept. The day is where to
// look first; the words decide, because a text can be corrected in its place,
// and one without a day gets one when it is first replaced.
func (f finder) textOf(x Pick) (*Document, string) {
	texts := f.l.Texts(x.Kind, x.Slug, English)
	if x.On == "" && x.Mark == "" {
		return texts[0], x.ID
	}
	for _, sameDay := range []bool{true, false} {
		for _, t := range texts {
			if sameDay != (t.From() == x.On) {
				continue
			}
			if x.Mark == "" {
				if sameDay {
					return t, x.ID
				}
				continue
			}
			if id, ok := f.says(t, x); ok {
				return t, id
			}
		}
	}
	return nil, ""
}

// says tells whether a text has the words of a pick, in the language in which
// it was taken or in English, and under which id: another number is no other
// text.
func (f finder) says(english *Document, x Pick) (id string, ok bool) {
	ids := []string{x.ID}
	if x.ID != "" {
		ids = append(ids, english.Moved(x.ID)...)
	}
	own, ok := f.l.Version(x.Kind, x.Slug, f.taken, english.Version)
	if !ok {
		own = english
	}
	for _, d := range []*Document{own, english} {
		for _, id := range ids {
			if mark, ok := d.mark(id); ok && mark == x.Mark {
				return id, true
			}
		}
	}
	return "", false
}

// show fills in the text in the reader's language, and where that lacks the
// paragraph, in another. It is false where no language has it.
func (f finder) show(out *Found, english *Document, id string) bool {
	own, ok := f.l.Version(english.Kind, english.Slug, f.lang, english.Version)
	if !ok {
		own = english
	}
	if id == "" {
		out.Document = own
		return true
	}
	if p, ok := own.Paragraph(id); ok {
		out.Document, out.Paragraph = own, p
		return true
	}
	if p, ok := english.Paragraph(id); ok {
		out.Document, out.Paragraph, out.Elsewhere = english.lent(f.lang), p, true
		return true
	}
	return false
}

// ofToday shows what stands today in the place of a text that is not kept.
func (f finder) ofToday(out Found, english *Document) Found {
	ids := append(english.Moved(out.ID), out.ID)
	if out.ID == "" {
		ids = []string{""}
	}
	for _, id := range ids {
		if f.show(&out, english, id) {
			out.State, out.Now = Lost, id
			return out
		}
	}
	out.State = NoPlace
	return out
}

func (f finder) compare(from, to *Document) map[string]Difference {
	key := [2]*Document{from, to}
	if f.pairs[key] == nil {
		f.pairs[key] = make(map[string]Difference)
		for _, d := range Compare(from, to) {
			id := "+" // new in the later text
			if d.From != nil {
				id = d.From.ID
			} else {
				id += d.To.ID
			}
			f.pairs[key][id] = d
		}
	}
	return f.pairs[key]
}

// Newer gives a pick of today's text in the place of a pick: ok is false where
// the pick is of today already, or today's text has no such place.
func (l *Library) Newer(f Found, lang string) (Pick, bool) {
	l = l.standing()
	if !f.There() || f.State == AsTaken || f.State == Dropped {
		return f.Pick, false
	}
	x, ok := l.Take(f.Kind, f.Slug, lang, f.Now)
	return x, ok && x != f.Pick
}

package public

import (
	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
)

type diffPage struct {
	Document         *content.Document
	KindName         string // message id
	At               string
	From, To         string   // versions, "" for the text of today
	Choices          []choice // texts to choose from
	Rows             []diffRow
	Changes          int
	FromLang, ToLang string
	FromDir, ToDir   string
	Languages        bool // the two texts are in two languages: nothing can be compared
}

// diffRow is one paragraph in both texts.
type diffRow struct {
	What          string // message id
	Old, New      string // numbers, "2(vi)"; "" without
	OldID, NewID  string
	Before, After []content.Piece // nil where the text does not have it
	Same          bool
}

// diff puts two texts of a document side by side, by paragraph.
func (s *Site) diff(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	kind, slug := c.Params("kind"), c.Params("slug")
	newest, ok := s.Library.Document(kind, slug, sp.Lang())
	texts := s.Library.Texts(kind, slug, sp.Lang())
	if !ok || len(texts) < 2 {
		return web.ErrMissing
	}
	from, to := c.Query("from", texts[1].Version), c.Query("to")
	if from == today {
		from = ""
	}
	if to == today {
		to = ""
	}
	older, okFrom := s.Library.Version(kind, slug, sp.Lang(), from)
	newer, okTo := s.Library.Version(kind, slug, sp.Lang(), to)
	if !okFrom || !okTo {
		return web.ErrMissing
	}
	if older.Lang != newer.Lang { // a translation has fewer texts: compare what is in one language
		older, _ = s.Library.Version(kind, slug, content.English, from)
		newer, _ = s.Library.Version(kind, slug, content.English, to)
	}
	page := diffPage{Document: newest, KindName: kindName(kind), At: at(newest), From: from, To: to, FromLang: older.Lang, ToLang: newer.Lang,
		FromDir: s.Bundle.Speaker(older.Lang).Dir(), ToDir: s.Bundle.Speaker(newer.Lang).Dir()}
	for _, x := range texts {
		line := choice{URL: x.Version, Name: sp.T("library.today")}
		if x.Version != "" {
			line.Name = s.dayWords(sp, x.Version)
		} else {
			line.URL = today
		}
		page.Choices = append(page.Choices, line)
	}
	if page.From == "" {
		page.From = today
	}
	if page.To == "" {
		page.To = today
	}
	for _, d := range content.Compare(older, newer) {
		row := rowOf(d)
		if !row.Same {
			page.Changes++
		}
		page.Rows = append(page.Rows, row)
	}
	return s.Draw(c, "public/diff", fiber.StatusOK, sp.T("library.diff_of", "Title", newest.Title), page, web.MaxAge(minutes5), web.NoIndex())
}

// today stands in an address for the newest text.
const today = "today"

func rowOf(d content.Difference) diffRow {
	var r diffRow
	if d.From != nil {
		r.OldID, r.Old = d.From.ID, content.Reference(d.From.ID)
		r.Before = side(d.Pieces, content.Inserted)
	}
	if d.To != nil {
		r.NewID, r.New = d.To.ID, content.Reference(d.To.ID)
		r.After = side(d.Pieces, content.Deleted)
	}
	switch {
	case d.From == nil:
		r.What = "library.diff_new"
	case d.To == nil:
		r.What = "library.diff_gone"
	case d.Moved && d.From.Text == d.To.Text:
		r.What = "library.diff_moved"
	case d.Moved:
		r.What = "library.diff_moved_changed"
	case d.Same():
		r.What, r.Same = "library.diff_same", true
	default:
		r.What = "library.diff_changed"
	}
	return r
}

// side is one text of a difference: every piece but those of the other.
func side(pieces []content.Piece, other content.Op) []content.Piece {
	out := []content.Piece{}
	for _, p := range pieces {
		if p.Op != other {
			out = append(out, p)
		}
	}
	return out
}

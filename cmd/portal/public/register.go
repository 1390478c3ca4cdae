package public

import (
	"bytes"
	"encoding/csv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/i18n"
)

// registerID is the id of the heading above a campaign's register.
// Source: the library's format, content/doc.go.
const registerID = "register"

// registerColumn is what a register asks of each child, and what to write there.
type registerColumn struct{ Name, What string }

type registerPage struct {
	Document *content.Document
	KindName string // message id
	At, Dir  string
	Columns  []registerColumn
	Size     string // of the same as a file for a spreadsheet
}

// registerOf gives the columns of a campaign's register: the rows of the table
// that stands in that section, without its head. A table's rows are read as
// lines "Name · As the child says it"; nil where there is none.
func registerOf(d *content.Document) []registerColumn {
	if d.Kind != "campaigns" {
		return nil
	}
	for _, p := range underHeading(d, registerID) {
		var rows []registerColumn
		for line := range strings.Lines(p.Text) {
			if name, what, ok := strings.Cut(strings.TrimSpace(line), " · "); ok {
				rows = append(rows, registerColumn{name, what})
			}
		}
		if len(rows) > 2 {
			return rows[1:]
		}
	}
	return nil
}

func (s *Site) registerAsked(c *fiber.Ctx) (*content.Document, []registerColumn, []byte, error) {
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), s.Speaker(c).Lang())
	if !ok {
		return nil, nil, nil, web.ErrMissing
	}
	columns := registerOf(d)
	if columns == nil {
		return nil, nil, nil, web.ErrMissing
	}
	file, err := registerFile(columns)
	return d, columns, file, err
}

// register is a campaign's register as a sheet to print and fill in by hand, one
// for each child.
func (s *Site) register(c *fiber.Ctx) error {
	d, columns, file, err := s.registerAsked(c)
	if err != nil {
		return err
	}
	sp := s.Speaker(c)
	page := registerPage{Document: d, KindName: kindName(d.Kind), At: at(d), Dir: s.Bundle.Speaker(d.Lang).Dir(), Columns: columns, Size: kibibytes(sp, len(file))}
	return s.Draw(c, "public/register", fiber.StatusOK, registerTitle(sp, d), page, web.MaxAge(minutes5), web.NoIndex())
}

func registerTitle(sp i18n.Speaker, d *content.Document) string {
	return sp.T("library.register_of", "Title", d.Title)
}

// registerCSV is its head for a spreadsheet.
func (s *Site) registerCSV(c *fiber.Ctx) error {
	d, _, file, err := s.registerAsked(c)
	if err != nil {
		return err
	}
	return s.sendFile(c, "text/csv; charset=utf-8; header=present", fileName(d)+"-register.csv", file)
}

// registerFile writes the names of the columns, and below each what to write.
// Source: RFC 4180; the byte order mark as in [replyFile].
func registerFile(columns []registerColumn) ([]byte, error) {
	var names, hints []string
	for _, x := range columns {
		names, hints = append(names, noFormula(x.Name)), append(hints, noFormula(x.What))
	}
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.WriteAll([][]string{names, hints}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

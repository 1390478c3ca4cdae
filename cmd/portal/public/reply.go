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

type replyPage struct {
	Document *content.Document
	KindName string // message id
	At, Dir  string
	Rows     []content.Step
	Size     string // of the same as a file
}

// replyColumns are the heads of the table that a State fills in, as message
// ids.
var replyColumns = []string{"library.reply_paragraph", "library.reply_asked", "library.reply_of", "library.reply_answer", "library.reply_by", "library.reply_date"}

// recommendations finds an advisory that asks something of somebody.
func (s *Site) recommendations(c *fiber.Ctx) (*content.Document, []content.Step, error) {
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), s.Speaker(c).Lang())
	if !ok {
		return nil, nil, web.ErrMissing
	}
	rows := d.Recommendations()
	if len(rows) == 0 {
		return nil, nil, web.ErrMissing
	}
	return d, rows, nil
}

// reply is an advisory as a table to print and fill in.
func (s *Site) reply(c *fiber.Ctx) error {
	d, rows, err := s.recommendations(c)
	if err != nil {
		return err
	}
	sp := s.Speaker(c)
	file, err := replyFile(sp, d, rows)
	if err != nil {
		return err
	}
	page := replyPage{Size: kibibytes(sp, len(file)), Document: d, KindName: kindName(d.Kind), At: at(d), Dir: s.Bundle.Speaker(d.Lang).Dir(), Rows: rows}
	return s.Draw(c, "public/reply", fiber.StatusOK, sp.T("library.reply_to", "Title", d.Title), page, web.MaxAge(minutes5), web.NoIndex())
}

// kibibytes is the size of a file that a page offers, rounded up.
// Source: GIGW, title, size and format beside each download.
func kibibytes(sp i18n.Speaker, n int) string {
	return sp.T("library.bytes", "Number", sp.Number((n+1023)/1024))
}

// replyCSV is the same for a spreadsheet.
func (s *Site) replyCSV(c *fiber.Ctx) error {
	d, rows, err := s.recommendations(c)
	if err != nil {
		return err
	}
	sp := s.Speaker(c)
	file, err := replyFile(sp, d, rows)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8; header=present")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+d.Slug+"-"+sp.Lang()+`.csv"`)
	c.Set(fiber.HeaderCacheControl, "public, max-age=300")
	c.Set("X-Robots-Tag", "noindex")
	return web.Send(c, file)
}

// replyFile writes the table.
// Source: RFC 4180; a byte order mark, without which Excel takes Hindi for
// Western European letters.
func replyFile(sp i18n.Speaker, d *content.Document, rows []content.Step) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	head := make([]string, len(replyColumns))
	for i, id := range replyColumns {
		head[i] = sp.T(id)
	}
	all := [][]string{head}
	for _, r := range rows {
		all = append(all, []string{d.Citation(r.Paragraph), strings.ReplaceAll(r.Text, "\n", " "), r.Who, "", "", ""})
	}
	for _, row := range all {
		for i := range row {
			row[i] = noFormula(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// noFormula keeps a spreadsheet from taking words for a formula.
// Source: OWASP, "CSV injection".
func noFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

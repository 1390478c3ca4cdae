package public

import (
	"errors"
	"io"
	"io/fs"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
)

// originalTypes are what a browser may take an original for, by its ending. It
// is always offered as a download: nothing of another's making is shown under
// this site's name.
var originalTypes = map[string]string{
	"pdf": "application/pdf", "txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8", "jpg": "image/jpeg", "png": "image/png",
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

// original gives a file that is kept beside a document as it was published.
func (s *Site) original(c *fiber.Ctx) (err error) {
	d, ok := s.Library.Document(c.Params("kind"), c.Params("slug"), s.Speaker(c).Lang())
	if !ok {
		return web.ErrMissing
	}
	f, o, err := d.Open(c.Params("file"))
	if errors.Is(err, fs.ErrNotExist) {
		return web.ErrMissing
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	body, err := io.ReadAll(io.LimitReader(f, o.Bytes))
	if err != nil {
		return err
	}
	kind := originalTypes[o.File[strings.LastIndexByte(o.File, '.')+1:]]
	if kind == "" {
		kind = fiber.MIMEOctetStream
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+o.File+`"`)
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	c.Set(fiber.HeaderETag, `"`+o.SHA256[:24]+`"`)
	return c.Send(body)
}

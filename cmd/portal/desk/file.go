package desk

import (
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

// file sends the original bytes of one file, to be kept and never shown: a
// file of a stranger is nothing that a browser with a session may render.
func (s *Site) file(v *visit) error {
	tip, id := v.c.Params("id"), v.c.Params("file")
	head, err := s.Desk.FileHeadOf(v.c.UserContext(), v.seat, tip, id)
	if err != nil {
		return hidden(err)
	}
	n, err := strconv.Atoi(v.c.Query("n"))
	if err != nil || n < 1 || n > tips.MaxFiles {
		n = 1
	}
	v.c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	v.c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+saveName(tip, n, head)+`"`)
	v.c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox; frame-ancestors 'none'")
	if v.c.Method() == fiber.MethodHead {
		v.c.Response().Header.SetContentLength(int(head.Size))
		v.c.Response().SkipBody = true
		return nil
	}
	ctx, seat := v.c.UserContext(), v.seat
	body := startBody(func(w io.Writer) error {
		_, err := s.Desk.File(ctx, seat, tip, id, w)
		return err
	})
	v.c.Context().SetBodyStream(body, int(head.Size))
	return nil
}

// saveName is the name under which a file is saved: made of the tip's id and
// the kind that was found in the bytes, never of the name that was sent.
func saveName(tip string, n int, f tips.FileHead) string {
	return "tip-" + short(tip) + "-" + strconv.Itoa(n) + "." + extension(f)
}

// extension follows the kind that was found. What a system might run when it
// is opened, a web page among it, ends in .bin.
func extension(f tips.FileHead) string {
	if ext, ok := extensions[f.MIME]; ok {
		return ext
	}
	return "bin"
}

var extensions = map[string]string{
	"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/heic": "heic", "image/heif": "heif", "image/avif": "avif", "image/bmp": "bmp", "image/tiff": "tif",
	"audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/amr": "amr", "audio/aac": "aac", "audio/mp4": "m4a", "audio/x-m4a": "m4a", "audio/wav": "wav", "audio/flac": "flac", "audio/webm": "weba", "audio/3gpp": "3ga",
	"video/mp4": "mp4", "video/3gpp": "3gp", "video/3gpp2": "3g2", "video/webm": "webm", "video/quicktime": "mov", "video/x-matroska": "mkv", "video/x-msvideo": "avi", "video/mpeg": "mpg",
	"application/pdf": "pdf", "text/plain": "txt",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
	"application/vnd.oasis.opendocument.text":                                 "odt",
}

// streamed is a body that is opened from its seals while it is sent. The
// server closes it in every case; Close waits for the writer, and an error of
// the writer cuts the body short of its announced length, so that a file that
// broke never looks whole.
type streamed struct {
	*io.PipeReader
	done chan struct{}
}

func startBody(write func(io.Writer) error) *streamed {
	r, w := io.Pipe()
	s := &streamed{r, make(chan struct{})}
	go func() {
		defer close(s.done)
		w.CloseWithError(write(w))
	}()
	return s
}

func (s *streamed) Close() error {
	err := s.PipeReader.Close()
	<-s.done
	return err
}

package desk

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
	"mukti/tips/files"
)

// file sends the original bytes of one file, to be kept and never shown: a
// file of a stranger is nothing that a browser with a session may render.
func (s *Site) file(v *visit) error {
	tip, id := v.c.Params("id"), v.c.Params("file")
	head, err := s.Desk.FileHeadOf(v.c.UserContext(), v.seat, tip, id)
	if err != nil {
		return hidden(err)
	}
	ctx, seat := v.c.UserContext(), v.seat
	return v.attach(saveName(tip, v.fileNumber(), head.MIME, ""), head.Size, head.SHA256, func(part tips.Part, w io.Writer) error {
		_, err := s.Desk.File(ctx, seat, tip, id, part, w)
		return err
	})
}

// fileClean sends a file's clean copy, without what a camera or a program wrote into it.
func (s *Site) fileClean(v *visit) error {
	tip, id := v.c.Params("id"), v.c.Params("file")
	head, err := s.Desk.FileHeadOf(v.c.UserContext(), v.seat, tip, id)
	if err == nil && head.Clean == nil {
		err = tips.ErrNotFound
	}
	if err != nil {
		return hidden(err)
	}
	ctx, seat := v.c.UserContext(), v.seat
	return v.attach(saveName(tip, v.fileNumber(), head.Clean.MIME, "-clean"), head.Clean.Size, head.Clean.SHA256, func(part tips.Part, w io.Writer) error {
		_, err := s.Desk.CleanFile(ctx, seat, tip, id, part, w)
		return err
	})
}

// fileRedrawn sends a picture drawn anew from its pixels. It is made while it
// is waited for; what cannot be drawn is answered in words.
func (s *Site) fileRedrawn(v *visit) error {
	tip, id := v.c.Params("id"), v.c.Params("file")
	var drawn bytes.Buffer
	found, err := s.Desk.Redrawn(v.c.UserContext(), v.seat, tip, id, &drawn)
	switch {
	case errors.Is(err, tips.ErrNotFound), errors.Is(err, tips.ErrForbidden):
		return hidden(err)
	case errors.Is(err, tips.ErrStopped), errors.Is(err, tips.ErrFull):
		return err
	case err != nil:
		return v.drawTip(fiber.StatusUnprocessableEntity, draft{Wrong: v.wrong("desk.files.redraw.failed", fault{"files", "desk.unclean." + files.Reason(err)})})
	}
	return v.attach(saveName(tip, v.fileNumber(), found.MIME, "-redrawn"), int64(drawn.Len()), "", func(part tips.Part, w io.Writer) error {
		_, err := w.Write(drawn.Bytes()[part.From:][:part.Size])
		return err
	})
}

// fileNumber is the file's place in its tip's list, for its name on the disk.
func (v *visit) fileNumber() int {
	n, err := strconv.Atoi(v.c.Query("n"))
	if err != nil || n < 1 || n > maxListed {
		return 1
	}
	return n
}

// maxListed bounds the number in a file's name.
const maxListed = 99

// attach sends bytes, or the part of them that was asked for, to be saved and
// never shown. sum names the bytes: a part is only added to what it belongs to.
func (v *visit) attach(name string, size int64, sum string, write func(tips.Part, io.Writer) error) error {
	part, status := partOf(v.c.Get(fiber.HeaderRange), v.c.Get(fiber.HeaderIfRange), size, sum)
	v.c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	v.c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	v.c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox; frame-ancestors 'none'")
	v.c.Set(fiber.HeaderAcceptRanges, "bytes")
	if sum != "" {
		v.c.Set(fiber.HeaderETag, etag(sum))
	}
	v.c.Status(status)
	switch status {
	case fiber.StatusRequestedRangeNotSatisfiable:
		v.c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", size))
		return nil
	case fiber.StatusPartialContent:
		v.c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", part.From, part.From+part.Size-1, size))
	}
	if v.c.Method() == fiber.MethodHead {
		v.c.Response().Header.SetContentLength(int(part.Size))
		v.c.Response().SkipBody = true
		return nil
	}
	v.c.Context().SetBodyStream(startBody(func(w io.Writer) error { return write(part, w) }), int(part.Size))
	return nil
}

// saveName is the name under which a file is saved: made of the tip's id and
// the kind that was found in the bytes, never of the name that was sent.
func saveName(tip string, n int, mime, which string) string {
	return "tip-" + short(tip) + "-" + strconv.Itoa(n) + which + "." + extension(mime)
}

// extension follows the kind that was found. What a system might run when it
// is opened, a web page among it, ends in .bin.
func extension(mime string) string {
	if ext, ok := extensions[mime]; ok {
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

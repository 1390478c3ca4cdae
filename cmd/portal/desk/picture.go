package desk

import (
	"errors"
	"io"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
	"mukti/tips/files"
)

type picturePage struct {
	ID, Title, Back string
	Action          string
	Reasons         []choice
	Words           string
	Shown           string // address of the sharp picture; "" until a reason was given
	Blurred, Alt    string
	Until           string
	Wrong           *wrongs
}

// fileBlurred sends a picture's tiny preview: the only picture that a tip's page
// shows.
func (s *Site) fileBlurred(v *visit) error {
	small, err := s.Desk.Blurred(v.c.UserContext(), v.seat, v.c.Params("id"), v.c.Params("file"))
	switch {
	case errors.Is(err, tips.ErrNotFound), errors.Is(err, tips.ErrForbidden):
		return hidden(err)
	case errors.Is(err, tips.ErrStopped), errors.Is(err, tips.ErrFull):
		return err
	case err != nil: // it cannot be drawn: the words beside it stay
		v.site.Log.Warn("no preview", "reason", files.Reason(err))
		return tips.ErrNotFound
	}
	v.image("image/png")
	return v.c.Send(small)
}

// image marks the answer as a picture and as nothing that could run.
func (v *visit) image(mime string) {
	v.c.Set(fiber.HeaderContentType, mime)
	v.c.Set(fiber.HeaderContentDisposition, "inline")
	v.c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox; frame-ancestors 'none'")
}

// picture asks why a picture is to be seen, and shows it once that was said.
func (s *Site) picture(v *visit) error {
	return v.drawPicture(fiber.StatusOK, picturePage{})
}

func (v *visit) drawPicture(status int, p picturePage) error {
	tip, file := v.c.Params("id"), v.c.Params("file")
	head, err := v.site.Desk.FileHeadOf(v.c.UserContext(), v.seat, tip, file)
	if err == nil && !head.Shown() {
		err = tips.ErrNotFound
	}
	if err != nil {
		return hidden(err)
	}
	n := v.Number(v.fileNumber())
	path := "/tips/" + tip + "/files/" + file
	p.ID, p.Title, p.Back = tip, v.T("desk.picture.title", "N", n, "Tip", short(tip)), "/tips/"+tip+"#files"
	p.Action, p.Blurred = path+"/picture?n="+strconv.Itoa(v.fileNumber()), path+"/blurred"
	p.Alt = v.T("desk.picture.alt", "N", n)
	if p.Reasons == nil {
		p.Reasons = v.choices("desk.seen.reason.", "", tips.SeenReasons())
	}
	if pass := v.c.Query("pass"); pass != "" && v.form == nil {
		if _, err := v.site.Desk.CheckPass(v.c.UserContext(), v.seat, tip, file, pass); err == nil {
			p.Shown = path + "/shown?pass=" + url.QueryEscape(pass)
		} else if !errors.Is(err, tips.ErrGone) {
			return hidden(err)
		}
	}
	return v.draw("picture", status, p.Title, p, web.OwnImages())
}

// see takes the reason.
func (s *Site) see(v *visit) error {
	tip, file := v.c.Params("id"), v.c.Params("file")
	reason, words := v.form.Get("reason"), v.form.Get("words")
	pass, err := s.Desk.See(v.c.UserContext(), v.seat, tip, file, reason, words)
	if w, ok := v.invalids("desk.wrong", err); ok {
		return v.drawPicture(fiber.StatusUnprocessableEntity,
			picturePage{Wrong: w, Words: words, Reasons: v.choices("desk.seen.reason.", reason, tips.SeenReasons())})
	}
	if err != nil {
		return hidden(err)
	}
	return web.SeeOther(v.c, "/tips/"+tip+"/files/"+file+"/picture?n="+strconv.Itoa(v.fileNumber())+"&pass="+url.QueryEscape(pass))
}

// fileShown sends the clean copy of a picture whose reason was given.
func (s *Site) fileShown(v *visit) error {
	tip, file, pass := v.c.Params("id"), v.c.Params("file"), v.c.Query("pass")
	head, err := s.Desk.CheckPass(v.c.UserContext(), v.seat, tip, file, pass)
	if err != nil {
		return hidden(err)
	}
	ctx, seat := v.c.UserContext(), v.seat
	v.image(head.Clean.MIME)
	if v.c.Method() == fiber.MethodHead {
		v.c.Response().Header.SetContentLength(int(head.Clean.Size))
		v.c.Response().SkipBody = true
		return nil
	}
	v.c.Context().SetBodyStream(startBody(func(w io.Writer) error { return s.Desk.Seen(ctx, seat, tip, file, pass, w) }), int(head.Clean.Size))
	return nil
}

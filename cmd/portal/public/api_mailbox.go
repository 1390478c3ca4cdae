package public

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type apiBox struct {
	Status  string      `json:"status"`
	Reason  string      `json:"reason,omitempty"` // of closing
	Next    *string     `json:"next"`             // day of the next update, null where none is promised
	Reads   bool        `json:"reads"`
	Letters []apiLetter `json:"letters"`
}

// apiLetter is a letter: from an officer with its text, the tipster's own only
// by its time.
type apiLetter struct {
	From string  `json:"from"`
	At   string  `json:"at"`
	Text *string `json:"text,omitempty"`
}

// apiMailbox opens a number for one look.
func (s *Site) apiMailbox(c *fiber.Ctx) error {
	o, err := s.readObject(c)
	if err != nil {
		return err
	}
	receipt := o.text("receipt")
	if errs := o.done(); len(errs) > 0 {
		return s.unprocessable(c, errs)
	}
	v, err := s.Line.Look(c.UserContext(), receipt)
	if err != nil {
		return s.receiptFault(c, err)
	}
	out := apiBox{Status: v.Status, Reason: v.Reason, Reads: v.Reads, Letters: []apiLetter{}}
	if !v.Next.IsZero() {
		day := ist(v.Next).Format(time.DateOnly)
		out.Next = &day
	}
	for _, l := range v.Letters {
		one := apiLetter{From: l.From, At: ist(l.At).Format(time.RFC3339)}
		if l.From != "tipster" {
			one.Text = &l.Text
		}
		out.Letters = append(out.Letters, one)
	}
	return sendSecret(c, fiber.StatusOK, out)
}

// apiWrite writes a letter to the officers.
func (s *Site) apiWrite(c *fiber.Ctx) error {
	o, err := s.readObject(c)
	if err != nil {
		return err
	}
	receipt, text := o.text("receipt"), o.text("text")
	if errs := o.done(); len(errs) > 0 {
		return s.unprocessable(c, errs)
	}
	if err := s.Line.WriteBy(c.UserContext(), receipt, text); err != nil {
		return s.receiptFault(c, err)
	}
	return sendSecret(c, fiber.StatusCreated, struct {
		Taken bool `json:"taken"`
	}{true})
}

func (s *Site) readObject(c *fiber.Ctx) (*object, error) {
	raw, err := readJSON(c)
	if err != nil {
		return nil, err
	}
	return parseObject(s.Speaker(c), raw)
}

// receiptFault answers what can be wrong with a number.
func (s *Site) receiptFault(c *fiber.Ctx, err error) error {
	sp := s.Speaker(c)
	var refused tips.Invalids
	switch {
	case errors.As(err, &refused):
		return s.unprocessable(c, fieldErrors(sp, refused))
	case errors.Is(err, tips.ErrBadNumber):
		return s.unprocessable(c, []apiError{fieldError(sp, "receipt", "fault.bad_number", 0)})
	case errors.Is(err, tips.ErrBusy):
		c.Set(fiber.HeaderRetryAfter, "5")
		return s.problem(c, web.Fault{Status: fiber.StatusTooManyRequests, MsgID: "api.too_many"})
	}
	return err
}

// sendSecret answers with what holds a number or letters: not kept anywhere
// and not compressed, for the length of a compressed answer tells of it.
func sendSecret(c *fiber.Ctx, status int, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	web.KeepOut(c)
	c.Status(status)
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(b)
}

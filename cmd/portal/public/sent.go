package public

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
)

type sentPage struct {
	Handle, Number, Local      string
	Spoken                     string // the number digit by digit, for who hears the page
	Unit, Reading              string // names of the body it goes to, and of the one that reads it now
	Bodies                     string // that can ever open it
	LeftOut                    bool
	Reads                      bool
	Next                       string // "" where no time is promised
	Notes                      []string
	Files                      int
	Ask                        []askedDistrict
	Wrong, Confirmed, Answered bool
	AskID, OwnID               bool
	AskPhoto                   bool // the districts asked for are where a photo was taken
	MaxFiles, MaxFile, MaxAll  int  // files, MB, MB
}

type askedDistrict struct {
	District int
	Name     string
}

// sent shows the number, twice within 30 minutes; then a neutral page.
func (s *Site) sent(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	handle := c.Params("handle")
	// HEAD shows nothing, so it takes no look.
	v, err := s.Line.Sent(c.UserContext(), handle, c.Method() == fiber.MethodHead)
	if errors.Is(err, tips.ErrGone) {
		return s.Draw(c, "public/gone", fiber.StatusGone, sp.T("form.title"), nil, web.NoStore(), web.Plain())
	}
	if err != nil {
		return err
	}
	page := sentPage{
		Handle: handle, Number: v.Number, Local: ownDigits(sp, v.Number), Spoken: spoken(v.Number), Unit: s.codeName(sp, v.Unit), Reads: v.Reads, LeftOut: v.LeftOut,
		Next: promised(sp, v.Next), Files: v.Files, Wrong: v.Wrong, Confirmed: v.Confirmed, Answered: v.Answered,
		AskID: v.AskID, OwnID: v.OwnID, AskPhoto: v.AskPhoto,
		MaxFiles: tips.MaxFiles, MaxFile: tips.MaxFile >> 20, MaxAll: tips.MaxAll >> 20,
	}
	if v.Reading != "" && v.Reading != v.Unit {
		page.Reading = s.codeName(sp, v.Reading)
	}
	var bodies []string
	for _, b := range v.Bodies {
		bodies = append(bodies, s.codeName(sp, b))
	}
	page.Bodies = strings.Join(bodies, sp.T("list.apart"))
	for _, n := range v.Notes {
		page.Notes = append(page.Notes, noteText(sp, n))
	}
	for _, p := range v.Ask {
		if d, ok := s.Gazetteer.District(p.District); ok {
			page.Ask = append(page.Ask, askedDistrict{d.LGD, s.districtName(sp, d) + ", " + s.stateName(sp, d.State)})
		}
	}
	return s.Draw(c, "public/sent", fiber.StatusOK, sp.T("form.title"), page, web.NoStore(), web.Plain())
}

// promised is the time of the next update, "" for none.
func promised(sp i18n.Speaker, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return sp.DateTime(t)
}

// noteText says what of a tip was not kept.
func noteText(sp i18n.Speaker, n tips.Note) string {
	field := "field." + n.Field
	if !sp.Has(field) {
		field = "field.form"
	}
	id := n.MsgID
	if !sp.Has(id) {
		id = "tip.not_kept"
	}
	name := n.Name
	if name == "" {
		name = sp.T("field.files")
	}
	return sp.T(id, map[string]string{"Field": sp.T(field), "Limit": sp.Number(n.Limit), "Name": name})
}

// smallForm bounds what forms of a few fields may send, in bytes.
const smallForm = 1 << 20

// clarify takes what is asked after sending: the district that was meant, the
// last six digits typed back, further files; or forgets the page, so that going
// back shows no number.
func (s *Site) clarify(c *fiber.Ctx) (string, error) {
	handle, v := c.Params("handle"), url.Values{}
	page := "form/" + url.PathEscape(handle)
	add := adding{site: s, c: c, open: func() (*tips.Taken, error) { return s.Line.MoreBySent(c.UserContext(), handle) }}
	switch err := add.read(v); {
	case errors.Is(err, tips.ErrGone):
		return page, nil // a page that is gone says so itself
	case err != nil:
		return "", err
	}
	if v.Get("leave") != "" {
		return exitPath, s.Line.Forget(c.UserContext(), handle)
	}
	if add.taken != nil {
		if err := s.Line.FinishFiles(c.UserContext(), add.taken, add.notes()...); err != nil {
			return "", err
		}
	}
	district, _ := strconv.Atoi(v.Get("district")) // what is no number is no answer
	answer := tips.Clarification{District: district, LastSix: v.Get("last6"), OwnID: v.Get("own_id") != ""}
	if answer.District == 0 && answer.LastSix == "" && !answer.OwnID {
		return page, nil
	}
	if err := s.Line.Clarify(c.UserContext(), handle, answer); err != nil && !errors.Is(err, tips.ErrGone) {
		return "", err
	}
	return page, nil
}

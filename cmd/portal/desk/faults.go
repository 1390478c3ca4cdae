package desk

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// fault is one thing in a form that its sender can correct: the field's id and
// a message.
type fault struct{ Field, MsgID string }

// wrongs is the summary above a form that was not taken.
type wrongs struct {
	Head  string
	Items []wrongItem
}

type wrongItem struct{ For, Text string }

func (v *visit) wrong(head string, faults ...fault) *wrongs {
	w := &wrongs{Head: v.T(head)}
	for _, f := range faults {
		w.Items = append(w.Items, wrongItem{f.Field, v.T(f.MsgID)})
	}
	return w
}

// invalids reads a refusal of the domain by field; ok is false for any other
// error.
func (v *visit) invalids(head string, err error) (*wrongs, bool) {
	var all tips.Invalids
	var one *tips.Invalid
	switch {
	case errors.As(err, &all):
	case errors.As(err, &one):
		all = tips.Invalids{one}
	default:
		return nil, false
	}
	w := &wrongs{Head: v.T(head)}
	for _, i := range all {
		id := "desk." + i.MsgID
		if !v.Has(id) {
			id = i.MsgID
		}
		w.Items = append(w.Items, wrongItem{fieldID(i.Field), v.T(id, "Limit", v.Number(i.Limit))})
	}
	return w, true
}

// fieldID is the id on the page of a field that the domain names. A tip's page
// has notes of its own, so its closing note is called otherwise.
func fieldID(field string) string {
	if field == fieldNote {
		return "closing"
	}
	return field
}

// About tells whether the field is among what is wrong.
func (w *wrongs) About(id string) bool {
	return w != nil && slices.ContainsFunc(w.Items, func(i wrongItem) bool { return i.For == id })
}

var (
	summary = regexp.MustCompile(`(?s)<div class="errors".*?</div>`)
	inPage  = regexp.MustCompile(`<a href="#([^"]+)">([^<]*)</a>`)
)

// leadsSomewhere takes the links out of a page's error summary whose field the
// page does not show: somebody else may have changed the tip meanwhile, and
// with it which forms are there.
func leadsSomewhere(body []byte) []byte {
	return summary.ReplaceAllFunc(body, func(errors []byte) []byte {
		return inPage.ReplaceAllFunc(errors, func(link []byte) []byte {
			m := inPage.FindSubmatch(link)
			if bytes.Contains(body, []byte(`id="`+string(m[1])+`"`)) {
				return link
			}
			return m[2]
		})
	})
}

type faultPage struct {
	Head, Text, Kept string
}

// answer draws a fault: in the words of the desk where it has some, and with
// what the officer had typed.
func (s *Site) answer(c *fiber.Ctx, f web.Fault) error {
	v, ok := c.Locals(visitLocal).(*visit)
	if !ok { // refused before any route, or no such route
		v = &visit{c: c, site: s, Speaker: s.Speaker(c)}
	}
	id := "desk." + f.MsgID
	if strings.HasPrefix(f.MsgID, "desk.") || !v.Has(id) {
		id = f.MsgID
	}
	page := faultPage{Head: v.T("desk.fault.title"), Text: v.T(id), Kept: v.typed()}
	return v.draw("fault", f.Status, page.Head, page)
}

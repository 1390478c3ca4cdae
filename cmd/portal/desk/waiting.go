package desk

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

type waitingPage struct {
	Own     string // the officer's own fingerprint, while nobody has confirmed it
	OwnText string
	Lost    bool // nobody of the body is left
	MayKey  bool // and it may be given a new key
	Wrong   *wrongs
	Rows    []waitingRow
	Keys    []keyRow // next keys of bodies below
	Next    *keyRow  // of the own body
}

type waitingRow struct {
	ID, Name, Login, Body, Role string
	Fingerprint                 string
	First                       bool
	Tips, Promise               string
}

// keyRow is a body's next key, after somebody left.
type keyRow struct {
	Code, Body, Left, Fingerprint string
}

func (v *visit) keyRow(k tips.NextKey) keyRow {
	return keyRow{Code: k.Body.Code, Body: v.body(k.Body.Code), Left: strings.Join(k.Left, ", "), Fingerprint: k.Fingerprint}
}

// waiting shows, to an officer whom nobody has confirmed yet, the fingerprint
// to read out; to everybody else, who waits for their confirmation.
func (s *Site) waiting(v *visit) error {
	if v.seat.Waiting {
		return v.drawOwn(fiber.StatusOK, nil)
	}
	pending, err := s.Desk.Pending(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	var page waitingPage
	for _, p := range pending {
		page.Rows = append(page.Rows, waitingRow{
			ID: p.Officer.ID, Name: p.Officer.Name, Login: p.Officer.Login, Body: v.body(p.Body.Code),
			Role: v.word("desk.role.", p.Officer.Role), Fingerprint: p.Fingerprint, First: p.First,
			Tips: v.N("desk.waiting.tips", p.Tips), Promise: v.T("desk.waiting.promise", "Name", p.Officer.Name),
		})
	}
	keys, err := s.Desk.NextKeys(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	for _, k := range keys {
		page.Keys = append(page.Keys, v.keyRow(k))
	}
	own, waits, err := s.Desk.OwnNextKey(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	if waits {
		row := v.keyRow(own)
		page.Next = &row
	}
	return v.draw("waiting", fiber.StatusOK, v.T("desk.waiting.title"), page)
}

// drawOwn shows an officer whom nobody has confirmed, or let in, what is to be done.
func (v *visit) drawOwn(status int, w *wrongs) error {
	lost, err := v.site.Desk.Lost(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	above := v.T("desk.waiting.above")
	code, ok := v.site.Units.Above(v.seat.Officer.Body)
	if ok {
		above = v.body(code)
	}
	page := waitingPage{Own: v.seat.Fingerprint, Lost: lost, MayKey: lost && ok && code != "", Wrong: w,
		OwnText: v.T("desk.waiting.own.text", "Body", v.body(v.seat.Officer.Body), "Above", above)}
	return v.draw("waiting", status, v.T("desk.waiting.own.title"), page)
}

// confirm makes an enrolled officer a reader of the body's tips. It is never
// done without the officer's word that the fingerprints were compared: that
// comparison is the only thing that tells a colleague's key from another's.
func (s *Site) confirm(v *visit) error {
	if v.form.Get("read") != "1" {
		return web.Fault{Status: fiber.StatusUnprocessableEntity, MsgID: "desk.fault.unread"}
	}
	_, err := s.Desk.Confirm(v.c.UserContext(), v.seat, v.c.Params("officer"), v.form.Get("print"))
	if errors.Is(err, tips.ErrStale) { // a colleague was quicker, or the key is another than was compared
		return web.SeeOther(v.c, "/waiting?"+noteQuestion+"=look-again")
	}
	if err != nil {
		return err
	}
	return web.SeeOther(v.c, "/waiting?"+noteQuestion+"=confirmed")
}

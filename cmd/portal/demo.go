package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/pquerna/otp/totp"

	"mukti/cmd/portal/desk"
	"mukti/tips"
	"mukti/tips/ahtu"
)

// demoPass is every invented officer's passphrase: it is printed.
const demoPass = "demonstration only: invented"

// demoOfficers are invented, like everything in a demonstration. Each is
// enrolled and confirmed as real officers are, those above first.
var demoOfficers = []tips.InviteRequest{
	{Login: "cell", Name: "Invented officer, national cell", Role: tips.RoleCell, Body: ahtu.Cell},
	{Login: "up-bureau", Name: "Invented nodal officer, Uttar Pradesh", Role: tips.RoleNodal, Body: "UP-AHTB"},
	{Login: "dl-bureau", Name: "Invented nodal officer, Delhi", Role: tips.RoleNodal, Body: "DL-AHTB"},
	{Login: "agra", Name: "Invented officer, Agra unit", Role: tips.RoleOfficer, Body: "UP-AGRA"},
	{Login: "lucknow", Name: "Invented officer, Lucknow unit", Role: tips.RoleInCharge, Body: "UP-LUCKNOW"},
	{Login: "new-delhi", Name: "Invented officer, New Delhi", Role: tips.RoleOfficer, Body: "DL-NEW-DELHI"},
	{Login: "admin", Name: "Invented administrator", Role: tips.RoleAdministrator},
}

// demoState is kept in the data folder, so that the next start goes on.
type demoState struct {
	Accounts []desk.DemoAccount
	Number   string // of one tip, to try the number page with
	Complete bool
}

// demoFolder gives a fresh folder under the system's temporary one, unless
// --data was given; drop removes it.
func demoFolder(c *Common) (drop func(), err error) {
	if c.dataGiven {
		return func() {}, nil
	}
	dir, err := os.MkdirTemp("", "mukti-demonstration-")
	if err != nil {
		return nil, fmt.Errorf("the temporary folder cannot be written: %w", unwrapPath(err))
	}
	c.Data = dir
	return func() { os.RemoveAll(dir) }, nil
}

// markDemo keeps demonstrations and real folders apart, for ever.
func (h *house) markDemo(demo bool) error {
	path := filepath.Join(h.data, demoFile)
	_, err := os.Stat(path)
	marked := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", path, unwrapPath(err))
	}
	switch {
	case demo && !marked && h.fresh:
		return writeNew(path, "{}\n")
	case demo && !marked:
		return fmt.Errorf("%s holds a real portal: a demonstration needs a folder of its own", h.data)
	case !demo && marked:
		return fmt.Errorf("%s holds a demonstration: start it with --demo, or give another --data", h.data)
	}
	return nil
}

// demonstrate fills a fresh folder with invented officers and tips, through the
// same doors as real ones, and prints how to sign in.
func (h *house) demonstrate(w *world, s *sites, links *tips.First) error {
	path := filepath.Join(h.data, demoFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s: %w", path, unwrapPath(err))
	}
	var state demoState
	if err := json.Unmarshal(text, &state); err != nil {
		return fmt.Errorf("%s: damaged: delete the folder to begin again", path)
	}
	if !state.Complete {
		if links == nil {
			return fmt.Errorf("%s: the demonstration was stopped while it was being made: delete the folder to begin again", h.data)
		}
		fmt.Fprintln(w.stdout, "Making a demonstration: inventing officers and tips …")
		if state, err = h.invent(w.ctx, *links); err != nil {
			return fmt.Errorf("demonstration: %w", err)
		}
		text, err := json.Marshal(state)
		if err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			return fmt.Errorf("%s: %w", path, unwrapPath(err))
		}
	}
	s.demoAccounts = state.Accounts
	fmt.Fprintf(w.stdout, "\nThis is a demonstration: every officer and every tip is invented.\nSign-in names at the desk (passphrase for all: %s):\n", demoPass)
	for _, a := range state.Accounts {
		code, err := totp.GenerateCode(a.Secret, time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(w.stdout, "  %-10s code now %s  %s\n", a.Login, code, a.Name)
	}
	_, err = fmt.Fprintf(w.stdout, "Codes change every 30 seconds; the current ones: %s/demonstration\nA tipster's number to try: %s\nData folder: %s\n\n",
		s.deskOrigin, state.Number, h.data)
	return err
}

// demoClock is the invented past.
type demoClock struct{ at time.Time }

func (c *demoClock) now() time.Time { return c.at }

// invent enrols the officers and sends the tips, in an invented past, so that
// the codes of now are unused and the queue has something overdue.
func (h *house) invent(ctx context.Context, links tips.First) (demoState, error) {
	clock := &demoClock{time.Now().Add(-72 * time.Hour)}
	config := h.config
	config.Now, config.Ready, config.Log = clock.now, 1, slog.New(slog.DiscardHandler)
	d := tips.NewDesk(config)
	m := &demoMaker{ctx: ctx, clock: clock, desk: d, seats: map[string]*tips.Seat{}}
	for _, o := range demoOfficers {
		token, err := m.link(o, links)
		if err != nil {
			return demoState{}, err
		}
		if err := m.enrol(token, o); err != nil {
			return demoState{}, fmt.Errorf("%s: %w", o.Login, err)
		}
	}
	line := tips.NewLine(config)
	defer line.Close()
	number, err := m.sendTips(line)
	if err != nil {
		return demoState{}, err
	}
	return demoState{Accounts: m.accounts, Number: number, Complete: true}, nil
}

// demoMaker acts as the invented people.
type demoMaker struct {
	ctx      context.Context
	clock    *demoClock
	desk     *tips.Desk
	accounts []desk.DemoAccount
	seats    map[string]*tips.Seat // signed-in officers, by login
}

// link is the first start's for the cell and the administrator, else an
// invitation as the command makes it.
func (m *demoMaker) link(o tips.InviteRequest, links tips.First) (string, error) {
	switch o.Role {
	case tips.RoleCell:
		return links.CellToken, nil
	case tips.RoleAdministrator:
		return links.AdminToken, nil
	}
	return m.desk.Invite(m.ctx, "command", o)
}

// enrol uses the link, signs in, and has those above confirm.
func (m *demoMaker) enrol(token string, o tips.InviteRequest) error {
	inv, err := m.desk.Invitation(m.ctx, token, "", "")
	if err != nil {
		return err
	}
	code, err := totp.GenerateCode(inv.TOTPSecret, m.clock.at)
	if err != nil {
		return err
	}
	handle, err := m.desk.Enrol(m.ctx, token, tips.EnrolForm{Form: inv.Form, Login: o.Login, Pass: demoPass, Code: code})
	if err != nil {
		return err
	}
	if err := m.desk.Enrolled(m.ctx, token, handle); err != nil {
		return err
	}
	for _, above := range m.seats {
		if o.Role == tips.RoleAdministrator {
			break
		}
		pending, err := m.desk.Pending(m.ctx, above)
		if err != nil {
			return err
		}
		for _, p := range pending {
			if _, err := m.desk.Confirm(m.ctx, above, p.Officer.ID, p.Fingerprint); err != nil {
				return err
			}
		}
	}
	for _, colleague := range m.seats {
		if colleague.Officer.Body != o.Body || o.Body == "" {
			continue
		}
		if _, err := m.desk.Queue(m.ctx, colleague, tips.QueueQuery{}); err != nil { // lets the newcomer in
			return err
		}
	}
	m.accounts = append(m.accounts, desk.DemoAccount{Login: o.Login, Name: o.Name, Pass: demoPass, Secret: inv.TOTPSecret})
	m.clock.at = m.clock.at.Add(2 * time.Minute) // a code works once
	code, err = totp.GenerateCode(inv.TOTPSecret, m.clock.at)
	if err != nil {
		return err
	}
	cookie, err := m.desk.SignIn(m.ctx, o.Login, demoPass, code)
	if err != nil {
		return err
	}
	m.seats[o.Login], err = m.desk.Seat(m.ctx, cookie)
	return err
}

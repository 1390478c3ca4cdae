package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mukti/tips"
)

// officerCmd is `portal officer`.
type officerCmd struct {
	Invite inviteCmd `cmd:"" help:"Print a one-time enrolment link."`
}

// inviteCmd is `portal officer invite`.
type inviteCmd struct {
	Unit  string `help:"Body: a unit, a State's bureau or IN-NODAL; empty for editor and administrator." placeholder:"UP-AGRA"`
	Role  string `help:"officer, incharge (of a unit), nodal (of a bureau), cell, editor, administrator." required:""`
	Name  string `help:"The officer's name." required:""`
	Login string `help:"Sign-in name; default: the officer chooses."`
}

// Run makes the account and prints its link. A portal may be running on the
// same database.
func (i *inviteCmd) Run(w *world, c *Common) error {
	h, err := openHouse(w.ctx, c, c.logger(w), false)
	if err != nil {
		return err
	}
	token, err := tips.NewDesk(h.config).Invite(w.ctx, "command", tips.InviteRequest{Name: i.Name, Login: i.Login, Role: i.Role, Body: i.Unit})
	var bad tips.Invalids
	if errors.As(err, &bad) {
		err = fmt.Errorf("%w: %s", errUsage, inviteFaults(bad, i))
	}
	if errors.Is(err, tips.ErrLogin) {
		err = fmt.Errorf("--login %q: taken by another account", i.Login)
	}
	if err := errors.Join(err, h.db.Close()); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "%s/enrol/%s\n", origin(c.DeskOrigin, c.Desk), token)
	return err
}

func inviteFaults(bad tips.Invalids, i *inviteCmd) string {
	text := ""
	for _, b := range bad {
		switch b.Field {
		case "name":
			text += "--name: 1 to 200 characters; "
		case "login":
			text += "--login: 3 to 40 letters, digits, dots and dashes; "
		case "role":
			text += fmt.Sprintf("--role %q: officer, incharge, nodal, cell, editor or administrator; ", i.Role)
		case "body":
			text += fmt.Sprintf("--unit %q does not go with --role %s: a unit has officers and an incharge, a State's bureau nodal officers, IN-NODAL the cell's, editor and administrator none (`portal units` lists the codes); ", i.Unit, i.Role)
		}
	}
	return text[:len(text)-2]
}

// activeBodies tells which bodies somebody reads for; none where there is no
// database yet.
func activeBodies(w *world, c *Common) (map[string]bool, error) {
	path := c.Database
	if path == "" {
		path = filepath.Join(c.Data, databaseFile)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	h, err := openHouse(w.ctx, c, c.logger(w), false)
	if err != nil {
		return nil, err
	}
	reads, err := tips.NewDesk(h.config).Reading(w.ctx)
	return reads, errors.Join(err, h.db.Close())
}

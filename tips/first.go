package tips

import (
	"context"
	"fmt"

	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// First is what a first start gives: the tokens of the two one-time links, and the cell's
// signing key, to be kept in a file outside the database.
type First struct {
	CellToken  string // the national cell's first officer
	AdminToken string // the administrator; carries no key
	CellKey    []byte
}

// FirstStart makes the national cell's key and the two links. The key itself
// is kept nowhere but sealed under the first link's secret.
func (d *Desk) FirstStart(ctx context.Context, cellName, adminName string) (First, error) {
	key, err := vault.NewBodyKey()
	if err != nil {
		return First{}, err
	}
	cell := Body{Code: ahtu.Cell, Recipient: key.Identity.Recipient().String(), SignKey: key.Public(), Signer: ahtu.Cell, Since: Coarse(d.Now())}
	cell.Cert = key.Sign(cell.Statement())
	f := First{CellKey: key.Public()}
	officer, err := d.newOfficer(InviteRequest{Name: cellName, Role: RoleCell, Body: ahtu.Cell})
	if err != nil {
		return First{}, err
	}
	admin, err := d.newOfficer(InviteRequest{Name: adminName, Role: RoleAdministrator})
	if err != nil {
		return First{}, err
	}
	if f.AdminToken, err = d.invite(ctx, "command", admin, nil); err != nil {
		return First{}, err
	}
	f.CellToken, err = d.invite(ctx, "command", officer, func(token string) []byte {
		return vault.SealKey(vault.Derive([]byte(token), "cell key"), firstLabel, key.Secret())
	})
	if err != nil {
		return First{}, err
	}
	// The cell last: until it is there, the next start begins again.
	err = d.ChangePeople(ctx, PeopleChange{Bodies: []Body{cell},
		Event: Event{At: Coarse(d.Now()), Actor: "command", Act: "body.opened", Object: cell.Code, Note: "first start"}})
	if err != nil {
		return First{}, fmt.Errorf("tips: first start: %w", err)
	}
	return f, nil
}

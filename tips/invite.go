package tips

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mukti/tips/vault"
)

// InviteAs is [Desk.Invite] by an administrator. As soon as there is a second
// one who could agree, nothing is made yet: [ErrTwo], and once it is agreed to
// [Desk.InviteAgreed] makes the link. Source: SECURITY.md, "Against whom", row
// administrator.
func (d *Desk) InviteAs(ctx context.Context, s *Seat, r InviteRequest) (token string, err error) {
	if !s.May(ActInvite, ToAll) {
		return "", ErrForbidden
	}
	two, err := d.NeedsTwo(ctx, s, ActInvite)
	if err != nil {
		return "", err
	}
	if !two {
		return d.Invite(ctx, s.Officer.ID, r)
	}
	if err := d.mayInvite(ctx, r); err != nil {
		return "", err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return "", fmt.Errorf("tips: invite: %w", err)
	}
	if _, err := d.Propose(ctx, s, ActInvite, vault.NewID(), string(data)); err != nil {
		return "", err
	}
	return "", ErrTwo
}

// mayInvite gives the faults of a request before anybody is asked to agree.
func (d *Desk) mayInvite(ctx context.Context, r InviteRequest) error {
	o, err := d.newOfficer(r)
	if err != nil {
		return err
	}
	return d.freeLogin(ctx, o.Login)
}

// freeLogin is [ErrLogin] for a sign-in name that somebody has.
func (d *Desk) freeLogin(ctx context.Context, login string) error {
	if login == "" {
		return nil
	}
	switch _, err := d.OfficerByLogin(ctx, login); {
	case err == nil:
		return ErrLogin
	case !errors.Is(err, ErrNotFound):
		return fmt.Errorf("tips: invite: %w", err)
	}
	return nil
}

// InviteRequestOf is what an invitation that waits for a second person asks for.
func InviteRequestOf(p Proposal) (r InviteRequest, ok bool) {
	return r, p.Act == ActInvite && json.Unmarshal([]byte(p.Data), &r) == nil
}

// InviteAgreed makes the link of an invitation that a second administrator has
// agreed to, once, for the one who asked. [ErrNotFound] if nobody has agreed.
func (d *Desk) InviteAgreed(ctx context.Context, s *Seat, proposal string) (r InviteRequest, token string, err error) {
	if !s.May(ActInvite, ToAll) {
		return InviteRequest{}, "", ErrForbidden
	}
	all, err := d.ListProposals(ctx, d.Now())
	if err != nil {
		return InviteRequest{}, "", fmt.Errorf("tips: invite: %w", err)
	}
	at := slices.IndexFunc(all, func(p Proposal) bool {
		return p.ID == proposal && p.Act == ActInvite && p.By == s.Officer.ID && p.Seconded != ""
	})
	if at < 0 {
		return InviteRequest{}, "", ErrNotFound
	}
	r, ok := InviteRequestOf(all[at])
	if !ok {
		return InviteRequest{}, "", ErrNotFound
	}
	if err := d.mayInvite(ctx, r); err != nil {
		return r, "", err // e.g. the name was taken meanwhile: the agreement stays
	}
	if err := d.Done(ctx, s, all[at]); err != nil {
		return r, "", err
	}
	token, err = d.Invite(ctx, s.Officer.ID, r)
	return r, token, err
}

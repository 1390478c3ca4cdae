package tips

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"mukti/tips/vault"
)

// Waiting times of what needs a second person. Source: house rule.
const (
	proposalTime = 7 * 24 * time.Hour // to agree
	agreedTime   = 24 * time.Hour     // to do what was agreed to, where the one who asked does it
)

// Proposal is an act that one officer has asked for and that a second person
// has to agree to. It is in clear: Data holds codes, never words.
type Proposal struct {
	ID       string
	Act      Act
	Object   string // e.g. a tip's or an officer's id
	Body     string // of who asked; "" for an administrator
	By       string // officer's id
	Data     string
	At       time.Time
	Expires  time.Time
	Seconded string // officer's id; "" until somebody agreed
}

// Proposals keeps what waits for a second person. A store gives back no
// proposal that somebody else wrote or changed.
type Proposals interface {
	// PutProposal replaces any of the same act on the same object.
	PutProposal(ctx context.Context, p Proposal, ev Event) error
	// AgreeTo stores Seconded and Expires; [ErrStale] if somebody has agreed
	// already, or there is no such proposal.
	AgreeTo(ctx context.Context, p Proposal, ev Event) error
	// DropProposal is [ErrStale] if there is none.
	DropProposal(ctx context.Context, id string, ev Event) error
	ListProposals(ctx context.Context, now time.Time) ([]Proposal, error) // not expired, oldest first
}

// AboutTip tells whether an act is done to a tip.
func AboutTip(a Act) bool { return strings.HasPrefix(string(a), "tip.") }

// NeedsTwo tells whether an act that the table marks so needs a second person
// now: as soon as somebody else of the own body or above it could agree.
// Source: SECURITY.md, "Against whom" ("once two hold the role").
func (d *Desk) NeedsTwo(ctx context.Context, s *Seat, a Act) (bool, error) {
	rule, ok := RuleOf(a)
	if !ok || !rule.Two {
		return false, nil
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return false, err
	}
	for _, o := range ros.officers {
		if d.maySecond(ros, o, Proposal{Act: a, Body: s.Officer.Body, By: s.Officer.ID}) {
			return true, nil
		}
	}
	return false, nil
}

// maySecond tells whether an officer could agree to a proposal: another
// person, active and confirmed, whose role may do the act, of the same body or
// one above it; for what is no body's, of the same kind of role.
func (d *Desk) maySecond(ros *roster, o Officer, p Proposal) bool {
	rule, ok := RuleOf(p.Act)
	if !ok || !rule.Two || o.ID == p.By || o.State != OfficerActive || !slices.Contains(rule.Roles, o.Role) {
		return false
	}
	if p.Body == "" {
		return o.Body == ""
	}
	if _, member := ros.members[o.Body][o.ID]; !member {
		return false
	}
	return o.Body == p.Body || d.rosters.isAbove(o.Body, p.Body)
}

// Propose asks for an act that needs a second person. The caller has checked
// that the officer may do it.
func (d *Desk) Propose(ctx context.Context, s *Seat, a Act, object, data string) (Proposal, error) {
	if rule, ok := RuleOf(a); !ok || !rule.Two || !s.May(a) {
		return Proposal{}, ErrForbidden
	}
	now := d.Now()
	p := Proposal{ID: vault.NewID(), Act: a, Object: object, Body: s.Officer.Body, By: s.Officer.ID, Data: data,
		At: Coarse(now), Expires: DueAt(now.Add(proposalTime))}
	if err := d.PutProposal(ctx, p, d.twoEvent(s, "two.asked", p)); err != nil {
		return Proposal{}, fmt.Errorf("tips: propose: %w", err)
	}
	return p, nil
}

func (d *Desk) twoEvent(s *Seat, act string, p Proposal) Event {
	return Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: act, Object: p.Object, Note: strings.TrimSpace(string(p.Act) + " " + p.ID)}
}

// Proposed lists what this officer may agree to, and what the officer has asked for.
func (d *Desk) Proposed(ctx context.Context, s *Seat) (toAgree, own []Proposal, err error) {
	if !s.May(ActSecond) {
		return nil, nil, ErrForbidden
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	all, err := d.ListProposals(ctx, d.Now())
	if err != nil {
		return nil, nil, fmt.Errorf("tips: proposals: %w", err)
	}
	for _, p := range all {
		switch {
		case p.By == s.Officer.ID:
			own = append(own, p)
		case p.Seconded == "" && d.mayAgree(ctx, ros, s, p):
			toAgree = append(toAgree, p)
		}
	}
	return toAgree, own, nil
}

// mayAgree: what concerns a tip is shown, and agreed to, only by who may open it.
func (d *Desk) mayAgree(ctx context.Context, ros *roster, s *Seat, p Proposal) bool {
	if !d.maySecond(ros, s.Officer, p) || s.Waiting {
		return false
	}
	if !AboutTip(p.Act) {
		return true
	}
	_, _, _, err := d.reach(ctx, s, ActOpen, p.Object)
	return err == nil
}

// Agree agrees to a proposal, or refuses it, and does at once what is not left
// to who asked. [ErrForbidden], [ErrNotFound]; [ErrStale] if somebody was quicker.
func (d *Desk) Agree(ctx context.Context, s *Seat, id string, yes bool) (Proposal, error) {
	toAgree, own, err := d.Proposed(ctx, s)
	if err != nil {
		return Proposal{}, err
	}
	at := slices.IndexFunc(toAgree, func(p Proposal) bool { return p.ID == id })
	if at < 0 {
		// Who asked may take it back.
		if i := slices.IndexFunc(own, func(p Proposal) bool { return p.ID == id }); i >= 0 && !yes {
			return own[i], d.DropProposal(ctx, id, d.twoEvent(s, "two.withdrawn", own[i]))
		}
		return Proposal{}, ErrNotFound
	}
	p := toAgree[at]
	if !yes {
		return p, d.DropProposal(ctx, id, d.twoEvent(s, "two.refused", p))
	}
	p.Seconded, p.Expires = s.Officer.ID, DueAt(d.Now().Add(agreedTime))
	if err := d.AgreeTo(ctx, p, d.twoEvent(s, "two.agreed", p)); err != nil {
		return Proposal{}, err
	}
	done, err := d.execute(ctx, s, p)
	if err != nil {
		return Proposal{}, err
	}
	if done {
		return p, d.DropProposal(ctx, id, d.twoEvent(s, "two.done", p))
	}
	return p, nil
}

// Agreed is the proposal of this officer to which somebody has agreed, for the
// act on the object; false if there is none. What it allowed is done once: then
// it is dropped with [Desk.Done].
func (d *Desk) Agreed(ctx context.Context, s *Seat, a Act, object string) (Proposal, bool, error) {
	all, err := d.ListProposals(ctx, d.Now())
	if err != nil {
		return Proposal{}, false, fmt.Errorf("tips: proposals: %w", err)
	}
	at := slices.IndexFunc(all, func(p Proposal) bool {
		return p.Act == a && p.Object == object && p.By == s.Officer.ID && p.Body == s.Officer.Body && p.Seconded != ""
	})
	if at < 0 {
		return Proposal{}, false, nil
	}
	return all[at], true, nil
}

// Done uses an agreed proposal up; [ErrStale] if it was used already.
func (d *Desk) Done(ctx context.Context, s *Seat, p Proposal) error {
	return d.DropProposal(ctx, p.ID, d.twoEvent(s, "two.done", p))
}

// execute does what was agreed to, in the session of who agreed; false where
// who asked does it afterwards.
func (d *Desk) execute(ctx context.Context, s *Seat, p Proposal) (done bool, err error) {
	switch p.Act {
	case ActInvite:
		return false, nil // who asked makes the link: it is shown once, to one person
	case ActPublish:
		return true, d.publish(ctx, s, p.Object, p.Data)
	case ActErase:
		return true, d.eraseAgreed(ctx, s, p)
	case ActExport:
		return false, nil // who asked takes the file, once
	case ActFalse:
		return true, d.closeFalse(ctx, s, p)
	}
	return false, nil
}

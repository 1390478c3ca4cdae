package tips

import (
	"context"
	"slices"
)

// Act is something that an officer does at the desk.
type Act string

// Relation is how an officer stands to what an act is done to.
type Relation string

// Relations to a tip, closest first.
const (
	ToTaken Relation = "taken" // this officer has taken it
	ToHeld  Relation = "held"  // it lies in the chain of this officer's body, which works on it
	ToCopy  Relation = "copy"  // this officer's body is to know of it
	ToAsked Relation = "asked" // this officer was asked to read it, for a day
)

// Relations to what is no tip.
const (
	ToSelf  Relation = "self"  // the officer's own account
	ToOwn   Relation = "own"   // the officer's own body, its members and lists
	ToBelow Relation = "below" // a body below the officer's, and its members
	ToAll   Relation = "all"   // the whole installation
)

// Rule says who may do an act, and to what.
type Rule struct {
	Act         Act
	Roles       []string
	To          []Relation
	Unconfirmed bool // also while nobody has confirmed the officer's enrolment
	Again       bool // only after the passphrase was given again
	Two         bool // a second person confirms
}

// Acts of the desk that a rule names.
const (
	ActSession  Act = "session"       // being signed in at all
	ActQueue    Act = "queue"         // the own body's queue
	ActOpen     Act = "tip.open"      // a tip's page and its files
	ActTake     Act = "tip.take"      // become who works on it
	ActAsk      Act = "tip.ask"       // write to the tipster
	ActClose    Act = "tip.close"     // end the work on it
	ActTransfer Act = "tip.transfer"  // give it to another body
	ActSame     Act = "tip.same"      // join others to it
	ActSeparate Act = "tip.separate"  // undo that
	ActLinks    Act = "links"         // the board of links
	ActAwait    Act = "await"         // see one's own state of confirmation, and whom one may confirm
	ActConfirm  Act = "confirm"       // confirm an officer's enrolment
	ActAccounts Act = "people"        // the list of accounts
	ActInvite   Act = "people.invite" // make an account and its one-time link
	ActDisable  Act = "people.disable"
	ActKit      Act = "kit"     // make the own body's recovery kit
	ActUseKit   Act = "kit.use" // open a lost body with it, or make it a new key
	ActSecond   Act = "second"  // agree, as a second person, to what another has asked for
)

// Acts of telling bodies, and of an officer's own way of looking at the queue.
const (
	ActNotices    Act = "notices"      // see how the own body is told, and which below are told nothing
	ActSetNotices Act = "notices.set"  // set the ways by which it is told
	ActTestNotice Act = "notices.test" // have a test sent
	ActDuty       Act = "duty"         // see who is on duty
	ActSetDuty    Act = "duty.set"     // set that, and how they are reached
	ActViews      Act = "queue.views"  // keep views of the queue under a name
)

// Groups of roles. The administrator and the editor stand in no rule about a
// tip: they hold no body's key.
// Source: SECURITY.md, "Against whom", row administrator.
var (
	readers  = []string{RoleOfficer, RoleInCharge, RoleNodal, RoleCell}
	admins   = []string{RoleAdministrator}
	leaders  = []string{RoleInCharge, RoleNodal, RoleCell}
	everyone = []string{RoleOfficer, RoleInCharge, RoleNodal, RoleCell, RoleEditor, RoleAdministrator}
)

// rules is the one table of who may do what: every address of the desk names
// an act of it, and every method of [Desk] asks it. ACCESS.md is written from
// it. What a rule allows still needs the keys: nobody opens a tip that was not
// sealed to the own body.
func rules() []Rule {
	return slices.Concat([]Rule{
		{Act: ActSession, Roles: everyone, To: []Relation{ToSelf}, Unconfirmed: true},
		{Act: ActQueue, Roles: readers, To: []Relation{ToOwn}},
		{Act: ActOpen, Roles: readers, To: []Relation{ToTaken, ToHeld, ToCopy}},
		{Act: ActTake, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActAsk, Roles: readers, To: []Relation{ToTaken}},
		{Act: ActClose, Roles: readers, To: []Relation{ToTaken}},
		{Act: ActTransfer, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActSame, Roles: readers, To: []Relation{ToTaken}},
		{Act: ActSeparate, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActLinks, Roles: readers, To: []Relation{ToOwn}},
		{Act: ActAwait, Roles: readers, To: []Relation{ToSelf}, Unconfirmed: true},
		{Act: ActConfirm, Roles: readers, To: []Relation{ToOwn, ToBelow}},
		{Act: ActAccounts, Roles: append([]string{RoleAdministrator}, readers...), To: []Relation{ToOwn, ToBelow, ToAll}},
		{Act: ActInvite, Roles: admins, To: []Relation{ToAll}, Again: true, Two: true},
		{Act: ActDisable, Roles: admins, To: []Relation{ToAll}, Again: true},
		{Act: ActKit, Roles: readers, To: []Relation{ToOwn}, Again: true},
		{Act: ActUseKit, Roles: readers, To: []Relation{ToSelf}, Unconfirmed: true},
		{Act: ActSecond, Roles: append([]string{RoleAdministrator}, readers...), To: []Relation{ToOwn, ToBelow, ToAll}},
	}, []Rule{
		{Act: ActNotices, Roles: readers, To: []Relation{ToOwn, ToBelow}},
		{Act: ActSetNotices, Roles: leaders, To: []Relation{ToOwn}, Again: true},
		{Act: ActTestNotice, Roles: leaders, To: []Relation{ToOwn}},
		{Act: ActDuty, Roles: readers, To: []Relation{ToOwn}},
		{Act: ActSetDuty, Roles: leaders, To: []Relation{ToOwn}},
		{Act: ActViews, Roles: readers, To: []Relation{ToSelf}},
	})
}

// Rules is the table of who may do what, in the order of its making.
func Rules() []Rule { return rules() }

// RuleOf is the rule of an act; false for an act without one, which nobody may do.
func RuleOf(a Act) (Rule, bool) {
	all := rules()
	at := slices.IndexFunc(all, func(r Rule) bool { return r.Act == a })
	if at < 0 {
		return Rule{}, false
	}
	return all[at], true
}

// May tells whether the officer may do the act to something that stands in the
// relation; with none given, whether to anything at all. It is the only place
// in which a role is compared.
func (s *Seat) May(a Act, to ...Relation) bool {
	r, ok := RuleOf(a)
	if !ok || s == nil || !slices.Contains(r.Roles, s.Officer.Role) || s.Waiting && !r.Unconfirmed {
		return false
	}
	if len(to) == 0 {
		return true
	}
	return slices.ContainsFunc(to, func(rel Relation) bool { return slices.Contains(r.To, rel) })
}

// toBody is how the officer stands to a body and its members.
func (d *Desk) toBody(s *Seat, body string) (Relation, bool) {
	switch {
	case s.Officer.Role == RoleAdministrator:
		return ToAll, true
	case body == "" || s.Officer.Body == "":
		return "", false
	case body == s.Officer.Body:
		return ToOwn, true
	case d.rosters.isAbove(s.Officer.Body, body):
		return ToBelow, true
	}
	return "", false
}

// toTip is how the officer stands to a tip in which the own body has line q.
func toTip(s *Seat, t Tip, q QueueLine) Relation {
	switch {
	case t.Taker == s.Officer.ID && mayWork(t, q):
		return ToTaken
	case mayWork(t, q):
		return ToHeld
	}
	return ToCopy
}

// reach gives a tip with the own body's line, for an act that the officer may do
// to it. [ErrForbidden] without a line, without the key that opens it, and
// where the table says no.
func (d *Desk) reach(ctx context.Context, s *Seat, a Act, tip string) (Tip, QueueLine, []QueueLine, error) {
	t, q, lines, err := d.lineOf(ctx, s, tip)
	if err != nil {
		return Tip{}, QueueLine{}, nil, err
	}
	if !s.May(a, toTip(s, t, q)) {
		return Tip{}, QueueLine{}, nil, ErrForbidden
	}
	return t, q, lines, nil
}

// at is [Desk.reach] for a tip that must still be at the version which the
// officer saw; else [ErrStale].
func (d *Desk) at(ctx context.Context, s *Seat, a Act, tip string, version int64) (Tip, QueueLine, []QueueLine, error) {
	t, q, lines, err := d.lineOf(ctx, s, tip)
	switch {
	case err != nil:
		return Tip{}, QueueLine{}, nil, err
	case t.Version != version: // first: who lost the tip meanwhile is to look again, not to be turned away
		return Tip{}, QueueLine{}, nil, ErrStale
	case !s.May(a, toTip(s, t, q)):
		return Tip{}, QueueLine{}, nil, ErrForbidden
	}
	return t, q, lines, nil
}

package tips

import (
	"context"
	"errors"
	"slices"
	"sync"
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
	ActSession    Act = "session"       // being signed in at all
	ActQueue      Act = "queue"         // the own body's queue
	ActOpen       Act = "tip.open"      // a tip's page and its files
	ActTake       Act = "tip.take"      // become who works on it
	ActAsk        Act = "tip.ask"       // write to the tipster
	ActClose      Act = "tip.close"     // end the work on it
	ActTransfer   Act = "tip.transfer"  // give it to another body
	ActSame       Act = "tip.same"      // join others to it
	ActSeparate   Act = "tip.separate"  // undo that
	ActLinks      Act = "links"         // the board of links
	ActAwait      Act = "await"         // see one's own state of confirmation, and whom one may confirm
	ActConfirm    Act = "confirm"       // confirm an officer's enrolment
	ActAccounts   Act = "people"        // the list of accounts
	ActInvite     Act = "people.invite" // make an account and its one-time link
	ActDisable    Act = "people.disable"
	ActKit        Act = "kit"                // make the own body's recovery kit
	ActUseKit     Act = "kit.use"            // open a lost body with it, or make it a new key
	ActSecond     Act = "second"             // agree, as a second person, to what another has asked for
	ActAccount    Act = "account"            // see one's own account, and end one's other sessions
	ActPassphrase Act = "account.passphrase" // change the passphrase; the form asks for the old one
	ActFactors    Act = "account.factors"    // change what one signs in with
	ActFind       Act = "find"               // search in what the own body may open
	ActAudit      Act = "audit"              // read who did what
	ActHeads      Act = "audit.heads"        // the signed daily heads of the audit
)

// Acts on boards and published figures.
const (
	ActBoard    Act = "board"           // the overview of a unit or bureau
	ActCell     Act = "cell"            // the overview by State
	ActReleases Act = "releases"        // what is prepared and published
	ActPrepare  Act = "release.prepare" // prepare a release, or drop one
	ActPublish  Act = "release.publish" // publish it, for ever

	ActOut        Act = "tip.out"      // prepare what is to leave, and take what was agreed to
	ActExport     Act = "tip.export"   // have a file of it leave the unit
	ActHandover   Act = "handover"     // the sheet for the next shift
	ActKeeping    Act = "tip.keeping"  // for how long it is kept
	ActHold       Act = "tip.hold"     // stop its erasing, or let it go on
	ActErase      Act = "tip.erase"    // erase it before its time
	ActReturn     Act = "tip.return"   // give it back to the body that gave it
	ActLater      Act = "tip.later"    // put off the taking
	ActPutBack    Act = "tip.put-back" // give it up: somebody else is to take it
	ActDecline    Act = "tip.decline"  // close it untaken: it is no matter for the police
	ActFalse      Act = "tip.false"    // close it as a false report
	ActReopen     Act = "tip.reopen"   // open it again after closing
	ActJoin       Act = "tip.join"     // say that it is the same as another
	ActTie        Act = "tip.tie"      // link another to it by hand
	ActUntie      Act = "tip.untie"    // undo that
	ActRequest    Act = "tip.request"  // ask another body for something
	ActReply      Act = "tip.answer"   // answer what another body asks
	ActEndRequest Act = "tip.end"      // end what the own body has asked for
	ActRequests   Act = "requests"     // what the own body asks of others, and others of it

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

// Acts on what readers write about the site.
const (
	ActFeedback     Act = "feedback"      // read it: the cell all of it, an editor what was handed on
	ActHandFeedback Act = "feedback.hand" // hand it on to the editors
	ActEndFeedback  Act = "feedback.end"  // erase it when it is dealt with
)

// Groups of roles. The administrator and the editor stand in no rule about a
// tip: they hold no body's key.
// Source: SECURITY.md, "Against whom", row administrator.
var (
	readers  = []string{RoleOfficer, RoleInCharge, RoleNodal, RoleCell}
	admins   = []string{RoleAdministrator}
	inCharge = []string{RoleInCharge, RoleNodal, RoleCell} // of a unit, of a bureau, of the cell
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
		{Act: ActReturn, Roles: readers, To: []Relation{ToHeld}},
		{Act: ActLater, Roles: readers, To: []Relation{ToHeld}},
		{Act: ActPutBack, Roles: readers, To: []Relation{ToTaken}},
		{Act: ActDecline, Roles: readers, To: []Relation{ToHeld}},
		{Act: ActFalse, Roles: readers, To: []Relation{ToTaken}, Two: true},
		{Act: ActReopen, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActJoin, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActTie, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActUntie, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActRequest, Roles: readers, To: []Relation{ToTaken}},
		{Act: ActReply, Roles: readers, To: []Relation{ToTaken, ToHeld, ToCopy}},
		{Act: ActEndRequest, Roles: readers, To: []Relation{ToTaken, ToHeld, ToCopy}},
		{Act: ActRequests, Roles: readers, To: []Relation{ToOwn}},
		{Act: ActLinks, Roles: readers, To: []Relation{ToOwn}},
		{Act: ActAwait, Roles: readers, To: []Relation{ToSelf}, Unconfirmed: true},
		{Act: ActConfirm, Roles: readers, To: []Relation{ToOwn, ToBelow}},
		{Act: ActAccounts, Roles: append([]string{RoleAdministrator}, readers...), To: []Relation{ToOwn, ToBelow, ToAll}},
		{Act: ActInvite, Roles: admins, To: []Relation{ToAll}, Again: true, Two: true},
		{Act: ActBoard, Roles: []string{RoleInCharge, RoleNodal, RoleCell}, To: []Relation{ToOwn}},
		{Act: ActCell, Roles: []string{RoleCell}, To: []Relation{ToAll}},
		{Act: ActReleases, Roles: []string{RoleCell}, To: []Relation{ToAll}},
		{Act: ActPrepare, Roles: []string{RoleCell}, To: []Relation{ToAll}},
		{Act: ActPublish, Roles: []string{RoleCell}, To: []Relation{ToAll}, Again: true, Two: true},
		{Act: ActDisable, Roles: admins, To: []Relation{ToAll}, Again: true},
		{Act: ActKit, Roles: readers, To: []Relation{ToOwn}, Again: true},
		{Act: ActUseKit, Roles: readers, To: []Relation{ToSelf}, Unconfirmed: true},
		{Act: ActSecond, Roles: append([]string{RoleAdministrator}, readers...), To: []Relation{ToOwn, ToBelow, ToAll}},
		{Act: ActAccount, Roles: everyone, To: []Relation{ToSelf}, Unconfirmed: true},
		{Act: ActPassphrase, Roles: everyone, To: []Relation{ToSelf}, Unconfirmed: true},
		{Act: ActFactors, Roles: everyone, To: []Relation{ToSelf}, Unconfirmed: true, Again: true},
		{Act: ActFind, Roles: readers, To: []Relation{ToOwn}},
		{Act: ActAudit, Roles: []string{RoleInCharge, RoleNodal, RoleCell, RoleAdministrator}, To: []Relation{ToOwn, ToBelow, ToAll}},
		{Act: ActHeads, Roles: []string{RoleInCharge, RoleNodal, RoleCell, RoleAdministrator}, To: []Relation{ToAll}},
		{Act: ActOut, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActExport, Roles: readers, To: []Relation{ToTaken, ToHeld}, Again: true, Two: true},
		{Act: ActHandover, Roles: readers, To: []Relation{ToOwn}},
		{Act: ActKeeping, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActHold, Roles: inCharge, To: []Relation{ToTaken, ToHeld}, Again: true},
		{Act: ActErase, Roles: inCharge, To: []Relation{ToTaken, ToHeld}, Again: true, Two: true},
		{Act: ActNotices, Roles: readers, To: []Relation{ToOwn, ToBelow}},
		{Act: ActSetNotices, Roles: leaders, To: []Relation{ToOwn}, Again: true},
		{Act: ActTestNotice, Roles: leaders, To: []Relation{ToOwn}},
		{Act: ActDuty, Roles: readers, To: []Relation{ToOwn}},
		{Act: ActSetDuty, Roles: leaders, To: []Relation{ToOwn}},
		{Act: ActViews, Roles: readers, To: []Relation{ToSelf}},
		{Act: ActFeedback, Roles: []string{RoleCell, RoleEditor}, To: []Relation{ToAll}},
		{Act: ActHandFeedback, Roles: []string{RoleCell}, To: []Relation{ToAll}},
		{Act: ActEndFeedback, Roles: []string{RoleCell, RoleEditor}, To: []Relation{ToAll}},
	}, readingRules())
}

// Rules is the table of who may do what, in the order of its making.
func Rules() []Rule { return rules() }

// RuleOf is the rule of an act; false for an act without one, which nobody may do.
func RuleOf(a Act) (Rule, bool) {
	r, ok := rulesByAct()[a]
	return r, ok
}

// rulesByAct is the table as it is asked: some forty times for each page.
var rulesByAct = sync.OnceValue(func() map[Act]Rule {
	byAct := map[Act]Rule{}
	for _, r := range rules() {
		if _, twice := byAct[r.Act]; !twice {
			byAct[r.Act] = r
		}
	}
	return byAct
})

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
		// The row and its lines are read one after the other: where the tip moved
		// on between the two, the officer came too late and was not turned away.
		if now, err := d.Tip(ctx, tip); err != nil || now.Version != version {
			return Tip{}, QueueLine{}, nil, errors.Join(ErrStale, err)
		}
		return Tip{}, QueueLine{}, nil, ErrForbidden
	}
	return t, q, lines, nil
}

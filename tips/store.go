package tips

import (
	"context"
	"time"
)

// Store keeps tips. Every method that writes returns only after its one
// transaction is durable (fsync), or with an error and nothing changed.
// After a failed commit every write returns [ErrStopped].
type Store interface {
	// Accept writes a new tip with all that belongs to it; [ErrStale], and
	// nothing written, if a page of kind "token" is there already and not expired.
	Accept(ctx context.Context, in Intake) error
	// Tip returns the row, or [ErrNotFound].
	Tip(ctx context.Context, id string) (Tip, error)
	// Mailbox returns a number's box, or [ErrNoBox].
	Mailbox(ctx context.Context, id string) (Mailbox, error)
	// MailboxOf returns the box of a tip, or [ErrNotFound].
	MailboxOf(ctx context.Context, tip string) (Mailbox, error)
	// Change replaces the tip's row if it is still at c.Tip.Version (the
	// stored version becomes one higher) and writes the rest of c with it;
	// otherwise it returns [ErrStale] and changes nothing.
	Change(ctx context.Context, c Change) error
	// Lines returns every body's line of a tip.
	Lines(ctx context.Context, tip string) ([]QueueLine, error)
	// Boxes returns a tip's boxes of the kinds (all when none is given), oldest first.
	Boxes(ctx context.Context, tip string, kinds ...string) ([]Box, error)
	// Letters returns a tip's letters, oldest first.
	Letters(ctx context.Context, tip string) ([]Letter, error)
	// Queue returns a page of a body's lines with their tips and sealed summaries.
	Queue(ctx context.Context, f QueueFilter) (QueuePage, error)
	// QueueCount counts what a filter finds, up to most.
	QueueCount(ctx context.Context, f QueueFilter, most int) (int, error)
	// Waiting returns up to limit lines of body `to` that have no secret yet
	// while body `by` has one for the same tip (that of `by` is returned).
	Waiting(ctx context.Context, to, by string, limit int) ([]QueueLine, error)
	// WaitingFor lists the bodies that have a line without a secret in a tip
	// of which body `by` has one.
	WaitingFor(ctx context.Context, by string) ([]string, error)
	// Overdue returns up to limit lines with Due at or before now, earliest
	// first; NextDue the earliest Due, zero if none.
	Overdue(ctx context.Context, now time.Time, limit int) ([]QueueLine, error)
	NextDue(ctx context.Context) (time.Time, error)
}

// Intake is everything of a new tip.
type Intake struct {
	Tip     Tip
	Mailbox Mailbox
	Lines   []QueueLine
	Boxes   []Box
	Marks   []KeyedMark
	Bands   []Band
	Card    Card
	Pages   []Page
	Event   Event
}

// Change is one compare-and-swap update of a tip: Tip.Version is the version
// that was read. Lines are inserted or replaced by (tip, body); a nil Sealed
// keeps the stored secret.
type Change struct {
	Tip     Tip
	Lines   []QueueLine
	Boxes   []Box
	Replace []Box // boxes in the place of those of the same id and kind
	Letters []Letter
	Unmark  []string // kinds of marks of this tip to forget
	Card    Card     // replaces the tip's, unless zero
	Missed  string   // body whose clock ran out: it is told
	Event   Event

	Requests []Request // inserted, or replaced by id
	Beside   TipAt     // another tip that must be at this version, unless zero; it becomes one higher too
}

// TipAt is a tip at a version.
type TipAt struct {
	ID      string
	Version int64
}

// QueueFilter asks for a page of one body's lines. Order: urgency, then due
// (lines without a clock last), then oldest first.
type QueueFilter struct {
	Body    string
	Status  string // "" = everything that is not closed, and closed tips whose clock still runs here; else that status
	Urgency string // "" = all
	All     bool   // also lines of role "above" whose clock has not come here
	QueueNarrow
	After  string // a row's Key: what comes behind it; what is no key counts as none
	Before string // the same, what comes before it
	Since  int64  // as QueuePage.Newest was: what came after it is counted
	Offset int
	Limit  int
}

// QueueNarrow cuts a queue by what is in clear; the zero value cuts nothing.
type QueueNarrow struct {
	Taker    string    // taken by this officer
	Free     bool      // nobody has taken it
	Unlooked bool      // nobody of the body has looked
	Role     string    // of the line
	Files    bool      // with files
	In       string    // sent to this body, or to one of the State of these letters
	From, To time.Time // received in [From, To); zero: open
	Late     time.Time // clock ran out before; zero: all
}

// QueueRow is one line with its tip and its sealed summary.
type QueueRow struct {
	Line    QueueLine
	Tip     Tip
	Summary []byte
	Files   int // heads of files, those that did not arrive whole included
	Copies  int // of the body's: near copies behind this line, and tips that were said to be the same
	Key     string
}

// QueuePage is a page and the counts of the whole (open lines by urgency and status).
type QueuePage struct {
	Rows      []QueueRow
	Total     int
	ByUrgency map[string]int
	Newest    int64 // grows with every tip that anybody sends
	New       int   // of the body's open lines: tips that came after Since
}

// Links keeps what shows that two tips name one person, or that one account
// was sent many times. It opens nothing: marks and bands are keyed hashes.
//
// A tip that shares a band with an earlier one joins its group. Of those copies
// of a group that nobody has looked at, the first in a body's queue leads and is
// listed with a count; the others are behind it until it is looked at.
type Links interface {
	// Linked returns up to limit tips that share a mark with tip, newest first.
	Linked(ctx context.Context, tip, body string, limit int) ([]Linked, error)
	// Shared returns up to limit marks, newest first, that some other tip has as
	// well and that belong to a tip of which the body has the secret and that
	// somebody of its chain has looked at; each with up to each of its tips.
	Shared(ctx context.Context, body string, limit, each int) ([]SharedMark, error)
	// Copies returns the body's lines of tips in the group of tip, and of those
	// said to be the same as it, oldest first and without tip, and how many there are.
	Copies(ctx context.Context, tip, body string, limit int) ([]QueueRow, int, error)
	// DropMarks forgets what is under none of the named keys.
	DropMarks(ctx context.Context, keep []string) (int, error)
}

// Linked is a tip that shares marks with another.
type Linked struct {
	Tip    Tip
	Kinds  []string
	Card   Card
	Open   bool // the body that asks has its secret
	Looked bool // somebody of the body that asks, or of its chain, has looked at it
}

// SharedMark is a mark that several tips have.
type SharedMark struct {
	Kind  string
	Count int // of tips
	Tips  []Linked
}

// Page is a short-lived sealed state that a link, a token or a cookie opens:
// the page after sending, a form's token, an opened number. ID is a hash of
// what opens it; Data is sealed under a key derived from the same.
type Page struct {
	ID      string
	Kind    string // "sent", "token", "number"
	Data    []byte
	Looks   int // looks left; <0 = not counted
	Expires time.Time
}

// Pages keeps short-lived sealed states.
type Pages interface {
	PutPage(ctx context.Context, p Page) error // inserts or replaces
	// Page returns the page if it is of the kind, not expired and has a look left, and
	// takes one look; else [ErrGone]. peek takes none.
	Page(ctx context.Context, kind, id string, now time.Time, peek bool) (Page, error)
	DropPage(ctx context.Context, kind, id string) error
	DropExpired(ctx context.Context, now time.Time) (int, error)
}

// Files keeps sealed files in rows of at most 256 KiB.
type Files interface {
	// AddFile writes a file's head, a [Box] of kind [BoxFile] (replaced on the
	// same ID), and AddChunk one sealed chunk; n counts from 0. Until its head is
	// written as whole a file is arriving. The chunks of its clean copy go
	// under [CleanCopy] of its id. [ErrFull] when only the room kept for words is left.
	AddFile(ctx context.Context, head Box, whole bool) error
	AddChunk(ctx context.Context, tip, file string, n int, data []byte) error
	// Chunk returns chunk n, or [ErrNotFound] behind the last.
	Chunk(ctx context.Context, tip, file string, n int) ([]byte, error)
	// DropFile forgets a file that did not arrive whole, DropClean its clean
	// copy alone, and DropArriving all that began before a time and did not.
	DropFile(ctx context.Context, tip, file string) error
	DropClean(ctx context.Context, tip, file string) error
	DropArriving(ctx context.Context, before time.Time) (int, error)
	// FileTotals counts a tip's files, those that arrive included, and the
	// bytes that they and their clean copies take in the store.
	FileTotals(ctx context.Context, tip string) (n int, bytes int64, err error)
}

// CleanCopy is the id under which the chunks of a file's clean copy are kept.
func CleanCopy(file string) string { return file + "-clean" }

// Body is a unit's, bureau's or the cell's keys in public form. Cert is the
// signature over [Body.Statement] by Signer's key; empty until confirmed.
type Body struct {
	Code      string
	Recipient string
	SignKey   []byte // ed25519 public key
	Signer    string // code of the body that confirmed
	Cert      []byte
	Since     time.Time
}

// Officer is an account. Locked holds the officer's identity under the
// passphrase, Factors the second factors under the identity.
type Officer struct {
	ID        string
	Login     string
	Name      string
	Role      string // officer incharge nodal cell editor administrator
	Body      string // "" for editor and administrator
	State     string // invited enrolled active disabled
	Recipient string
	Locked    []byte
	Factors   []byte
	TOTPStep  int64 // last step used
	Created   time.Time
	Version   int64
}

// Invite is a one-time link; ID is a hash of its token. Sealed is what the
// link's secret opens (the cell's key in the very first one).
type Invite struct {
	ID      string
	Officer string
	Sealed  []byte
	Expires time.Time
}

// Member is an officer's hold on a body's key: the body's secret sealed to the
// officer. Cert is the signature over [Member.Statement] by the body itself,
// Vouch that of the body above.
type Member struct {
	Body    string
	Officer string
	Sealed  []byte // the body's keys, to the officer; nil until a member has let the officer in
	Cert    []byte
	Since   time.Time
	Voucher string // code of the body above that confirmed the officer
	Vouch   []byte // its signature over the same; empty until confirmed
}

// Succession is a body's next key, made in the session of a remaining member
// after somebody left; it counts when the body above has confirmed it.
type Succession struct {
	Body    Body     // without signer and certificate
	Old     []byte   // the present key's signature over it
	Members []Member // who stays, under the next key
	Bodies  []Body   // those that this body has signed, signed anew
	Vouched []Member // members of others for whom this body has vouched, anew
	Since   time.Time
}

// Kit is a body's keys under the code of its printed recovery kit.
type Kit struct {
	Body   string
	Sealed []byte
	Since  time.Time
}

// Session is an officer's signed-in session; ID is a hash of the cookie.
type Session struct {
	ID      string
	Officer string
	Started time.Time
	Seen    time.Time
}

// People keeps accounts and bodies. RosterVersion rises with every change of
// bodies, members or officers.
type People interface {
	RosterVersion(ctx context.Context) (int64, error)
	Bodies(ctx context.Context) ([]Body, error)
	Members(ctx context.Context) ([]Member, error)
	Officers(ctx context.Context) ([]Officer, error)
	Officer(ctx context.Context, id string) (Officer, error)
	OfficerByLogin(ctx context.Context, login string) (Officer, error)
	Invite(ctx context.Context, id string) (Invite, error)
	Successions(ctx context.Context) ([]Succession, error)
	Kit(ctx context.Context, body string) (Kit, error) // or ErrNotFound
	// ChangePeople writes all of it in one durable transaction. Officers with
	// Version > 0 are compared and swapped ([ErrStale]); with 0 inserted. A
	// used invite is deleted and must exist ([ErrInvite]).
	ChangePeople(ctx context.Context, c PeopleChange) error
	PutSession(ctx context.Context, s Session) error
	Session(ctx context.Context, id string) (Session, error)   // or ErrSession
	EndSessions(ctx context.Context, officer, id string) error // id "" = all of the officer
}

// PeopleChange is one change of accounts.
type PeopleChange struct {
	Bodies    []Body
	Officers  []Officer
	Members   []Member
	Invite    *Invite
	UseInvite string

	DropMembers []Member    // by body and officer
	Succession  *Succession // replaces the body's
	Succeeded   string      // body whose succession is dropped
	Kit         *Kit        // replaces the body's
	DropKit     string      // body whose kit is dropped
	Unseal      []string    // bodies whose key is lost: what was sealed to it is forgotten, so that it waits to be handed over again

	Event Event
}

// Audit reads the chain. Append is for acts that change nothing else.
type Audit interface {
	Append(ctx context.Context, ev Event) error
	Events(ctx context.Context, after int64, limit int) ([]Event, error)
	EventsOf(ctx context.Context, object string) ([]Event, error)
}

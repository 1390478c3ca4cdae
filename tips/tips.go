// Package tips is the life of a tip: taken on the tipster's side ([Line]),
// worked on the officers' side ([Desk]), moved on by clocks ([Line.Sweep]).
//
// What is told stays sealed from the first byte that is written; see
// SECURITY.md, "Keys and sealing". In clear a store holds only what [Tip],
// [Line]s of the queue and [Event] list.
package tips

import (
	"errors"
	"fmt"
	"time"
)

// Urgency, most urgent first.
const (
	Immediate   = "immediate"
	Urgent      = "urgent"
	Standard    = "standard"
	Information = "information"
)

// Statuses of a tip, as the tipster reads them.
const (
	Received = "received"  // nobody has looked yet
	Read     = "read"      // somebody has looked
	WithTeam = "with-team" // an officer has taken it
	Question = "question"  // a question waits for the tipster
	Closed   = "closed"
)

// Reasons for closing. The tipster reads [NoAction] for [False] too.
const (
	Acted    = "acted"
	PassedOn = "passed-on"
	NoAction = "no-action"
	False    = "false"
)

// Limits of a submission, in characters unless said otherwise.
// Source: CONTRACT, "Limits".
const (
	MaxAccount = 20_000
	MaxWho     = 2_000
	MaxContact = 2_000
	MaxPlace   = 2_000
	MaxLetter  = 10_000
	MaxCount   = 100_000 // persons
	MaxFiles   = 10
	MaxFile    = 25 << 20 // bytes
	MaxAll     = 60 << 20 // bytes of all files of a tip
	MaxName    = 255      // characters of a file's name
)

// TimeStep is the grain of every time that is stored: a thief of the disk
// learns when something happened to this grain and no finer.
const TimeStep = 15 * time.Minute

// Coarse rounds t down to the stored grain.
func Coarse(t time.Time) time.Time { return t.UTC().Truncate(TimeStep) }

// DueAt rounds t up to the stored grain: a deadline is never shortened.
func DueAt(t time.Time) time.Time {
	c := Coarse(t)
	if c.Equal(t) {
		return c
	}
	return c.Add(TimeStep)
}

// Errors of this package. People get messages by id, never these texts.
var (
	ErrStale     = errors.New("tips: changed meanwhile")
	ErrNotFound  = errors.New("tips: no such thing")
	ErrNoBox     = errors.New("tips: no box has this number")
	ErrBadNumber = errors.New("tips: wrong check digit")
	ErrBusy      = errors.New("tips: too many unknown numbers just now")
	ErrEmpty     = errors.New("tips: every field and file is empty")
	ErrGone      = errors.New("tips: page was looked at twice or is too old")
	ErrForbidden = errors.New("tips: not this officer's")
	ErrSignIn    = errors.New("tips: sign-in refused")
	ErrSession   = errors.New("tips: no session")
	ErrInvite    = errors.New("tips: this link was used or is too old")
	ErrWeak      = errors.New("tips: passphrase too weak")
	ErrCode      = errors.New("tips: wrong one-time code")
	ErrWaiting   = errors.New("tips: not confirmed yet")
	ErrSecond    = errors.New("tips: a second person has to agree first")
	ErrTooLarge  = errors.New("tips: file over the limit")
	ErrTooMany   = errors.New("tips: too many files")
	ErrFull      = errors.New("tips: the disk takes no more")
	ErrTwo       = errors.New("tips: asked for; a second person has to agree")
	ErrStopped   = errors.New("tips: the store failed and takes nothing until the portal is started again")
)

// Invalid names one thing about a submission that its sender can correct.
type Invalid struct {
	Field string // form field, e.g. "account"
	MsgID string // i18n message, e.g. "tip.too_long"
	Limit int    // in the unit that the message names; 0 if none
}

func (i *Invalid) Error() string { return fmt.Sprintf("tips: %s: %s", i.Field, i.MsgID) }

// Invalids is every fault of one submission.
type Invalids []*Invalid

func (is Invalids) Error() string {
	s := ""
	for i, v := range is {
		if i > 0 {
			s += "; "
		}
		s += v.Error()
	}
	return s
}

// Submission is what a channel hands to [Line.Submit].
type Submission struct {
	Channel     string // "web", "api"
	Token       string // at least 128 random bits from the form or the client; "" for none
	Strict      bool   // faults are answered with [Invalids] (API); else kept as far as it goes
	Language    string // BCP 47, of the page or as stated
	Account     string
	Signs       []string
	Place       PlaceText
	Avoid       []string // "local", "state"
	When        string   // now today days past unknown
	Children    string   // yes no unknown
	Count       int      // persons; 0 unknown
	Who         string
	Role        string // victim family witness ngo other
	Contact     string
	ContactWhen string
	Trap        bool     // a field that no person sees was filled
	Files       []string // kinds of the files known to follow ("image", "audio", "video", "document", "other")
}

// PlaceText is a place as told: any part may be empty.
type PlaceText struct {
	Text     string `json:"text,omitempty"`
	State    string `json:"state,omitempty"`
	District int    `json:"district,omitempty"` // LGD code
	PIN      string `json:"pin,omitempty"`
}

// Tip is the row in clear of one tip.
type Tip struct {
	ID        string // 32 hex digits, random
	Mailbox   string // 32 hex digits, from the number
	Recipient string // the tip's own public key
	Unit      string // the routed body, e.g. "UP-AGRA"
	Holder    string // the body whose clock runs
	Taker     string // officer's id, "" while nobody has taken it
	Urgency   string
	Status    string
	Reason    string // of closing
	Created   time.Time
	Due       time.Time // when the holder must have looked, or after that have taken it; zero: no clock runs
	Next      time.Time // next update promised to the tipster; zero when none is
	SameAs    string    // the tip that an officer said it is the same as
	Giver     string    // the body that gave it to Unit, while nobody there has taken it or given it back
	Later     int       // how often somebody has put off the taking
	Version   int64
}

// Roles of a line.
const (
	RoleUnit  = "unit"  // the routed body
	RoleAbove = "above" // a body above it in the chain, whose clock has not run yet
	RoleHeld  = "held"  // a body above to which the clock came: it stays in that queue
	RoleCopy  = "copy"  // another State's bureau, or the cell where a border is crossed
)

// QueueLine is one body's line in the queue for one tip. Sealed is the tip's secret,
// sealed to the body; nil while the body has no key or waits for a hand-over.
type QueueLine struct {
	Tip    string
	Body   string
	Role   string
	Sealed []byte
	Due    time.Time // first look due here, or after that the taking; zero: no clock runs here
	Looked time.Time // zero: nobody of this body has looked
}

// Kinds of boxes.
const (
	BoxWords   = "words"   // [Told]
	BoxContact = "contact" // [Contact]
	BoxVerdict = "verdict" // [Verdict]
	BoxSummary = "summary" // [Summary]: what a queue shows
	BoxClarify = "clarify" // [Clarification]: answers on the page after sending
	BoxFile    = "file"    // [FileHead]; its bytes are chunks
	BoxNote    = "note"    // [DeskNote]: closing notes
	BoxArrived = "arrived" // [Arrived]: what came as files, and what did not
	BoxOutcome = "outcome" // [Outcome]: what came of it
	BoxSaid    = "said"    // [Said]: what bodies write to each other about it
)

// Box is something sealed to a tip's own identity.
type Box struct {
	ID   string
	Tip  string
	Kind string
	At   time.Time // coarse
	Data []byte
}

// Letter is one letter between tipster and officers. ToTip is sealed to the tip;
// ToNumber is sealed to the mailbox, nil for the tipster's own letters.
type Letter struct {
	ID       string
	Tip      string
	From     string // "officer", "tipster"
	At       time.Time
	ToTip    []byte
	ToNumber []byte
}

// Mailbox is the row in clear of a number's box: its public key, and its
// secret locked under what only the number derives.
type Mailbox struct {
	ID        string
	Tip       string
	Recipient string
	Locked    []byte
}

// KeyedMark is a mark as stored: an HMAC, never the value.
type KeyedMark struct {
	Tip  string
	Kind string
	Key  string // name of the key that made it
	MAC  []byte
}

// Band is a part of an account's fingerprint as stored: an HMAC.
type Band struct {
	Key string
	MAC []byte
}

// Card says, sealed under a key of marks, who may know of a tip; see [card].
type Card struct {
	Key  string
	Data []byte
}

// Event is one line of the audit. Nothing of a tip's words, no number and no
// address is ever in it.
type Event struct {
	Seq    int64
	At     time.Time // coarse
	Actor  string    // officer's id, "line", "sweep", "command"
	Act    string    // e.g. "tip.read"
	Object string    // e.g. a tip's or an officer's id
	Note   string    // codes only: a unit, an urgency, a hash
	Prev   []byte
	MAC    []byte
}

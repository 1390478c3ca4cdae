// Package triage reads a report and says where it belongs, how urgent it is
// and why. It is pure: the same rules and the same report always give the same
// assessment, whoever sends it and whenever.
//
// Urgency is decided in a fixed order: a gate makes a report immediate without
// counting; a floor makes it at least urgent; a matter that is wholly past or
// vague is standard; information is what asks a question or advertises and
// reports nothing. Otherwise points decide. Confidence is a second number and
// never touches urgency. What is not known counts neither for nor against, and
// nothing about the sender (no name, few words, language, spelling) lowers it.
package triage

import (
	"slices"

	"mukti/tips/places"
)

// The four urgencies, most urgent first.
const (
	Immediate   = "immediate"
	Urgent      = "urgent"
	Standard    = "standard"
	Information = "information"
)

// seenLimit is how many characters of the sender's words a reason repeats: enough
// to find the passage, too little to retell it. House rule.
const seenLimit = 60

// signs is the vocabulary that form, API, triage and statistics share.
var signs = [...]string{
	"locked-in", "violence", "threats", "documents-taken", "no-pay", "debt",
	"forced-sex-work", "child-labour", "child-begging", "forced-marriage",
	"organ-removal", "child-sale", "domestic-servitude", "job-lure",
	"being-moved", "missing", "online", "cross-border", "police-involved",
}

// Signs returns the closed list of signs, in the order of the form.
func Signs() []string { return slices.Clone(signs[:]) }

// Place is where, as the sender gave it; every field may be empty.
type Place struct {
	Text     string
	State    string // ISO 3166-2:IN letters, "UP"
	District int    // LGD code
	PIN      string
}

// Report is what triage looks at. Fields that it does not know are ignored,
// never refused. Contact is here so that nobody passes it in as words: it is
// never read, because the sender's own number is not a mark of a trafficker.
type Report struct {
	Language string // BCP 47, as the form or the API said; may be empty
	Account  string
	Place    Place
	When     string // now today days past unknown
	Signs    []string
	Children string // yes no unknown
	Count    int    // persons affected; 0 = not said
	Who      string
	Role     string // victim family witness ngo other
	Avoid    []string
	Contact  string
	Files    []string // kinds: image audio video document
}

// Reason is one rule that the report met. People read the message rule.<Rule>.
type Reason struct {
	Rule   string `json:"rule"`
	Points int    `json:"points"`
	Gate   bool   `json:"gate,omitempty"`
	Seen   string `json:"seen"` // the words or the sign, at most 60 characters
	Source string `json:"source"`
}

// Mark is something by which two reports may be seen to speak of one person.
// Shown is safe on a page; Value is only ever the input of a keyed hash.
type Mark struct {
	Kind  string `json:"kind"` // phone vehicle upi email handle url agency aadhaar
	Shown string `json:"shown"`
	Value string `json:"-"`
}

// Assessment is what triage says of a report.
type Assessment struct {
	State         string // "" = not known
	District      int    // LGD code; 0 = not known
	DistrictName  string
	PlaceWhy      string   // how the place was found: a reason of package places, "account" before it when found in the words
	Ambiguous     []string // States that the place's name fits equally
	CopyStates    []string // other States named as source, route or destination
	Border        bool     // a border is crossed or another country named
	PoliceAccused bool
	Urgency       string
	Points        int
	Confidence    int // 0 to 100: how much detail there is to act on
	Reasons       []Reason
	Marks         []Mark
	Language      string
	WaitForListen bool // files alone: somebody has to listen or look first
}

// Assess reads a report against the rules.
func (r *Rules) Assess(g *places.Gazetteer, rep Report) Assessment {
	a := Assessment{Marks: findMarks(rep.Account, rep.Who)}
	where := locate(g, rep)
	t := r.read(rep, where.mentions, len(a.Marks) > 0, where.named())
	a.Language = r.language(t, rep.Language)
	t.route(g, where, &a)
	t.judge(&a)
	a.Confidence = t.confidence(a)
	return a
}

package search

import (
	"math"
	"time"

	"mukti/content"
)

// Passage is the smallest thing that can be found: a paragraph of a document in one language.
type Passage struct {
	Document  string // what groups passages to one hit: "advisories/2024-03-04-child-labour"
	Kind      string
	Slug      string
	Lang      string
	Paragraph string // id within the document, "" for its summary
	Title     string // of the document
	Heading   string // above the paragraph
	Number    string // of the document, as printed
	Keywords  string
	Text      string
	Date      string   // of the document, as much of it as is printed: "2024-03-04", "2024", ""
	Year      int      // of the document, 0 if it has none
	States    []string // that the document is about, by their two letters
	Prior     float64  // multiplies the score; 0 counts as 1
}

// passage is a Passage as the index is built of it: what it says of its document stands once a document, because a large
// library has some 100,000 of them.
type passage struct {
	*Passage                 // of the document: its own paragraph, heading and text are not looked at
	Paragraph, Heading, Text string
}

// Priors: what counts as the better answer where the words fit equally well.
const (
	supersededPrior = 0.7  // an older rule is shown below the one in force
	withdrawnPrior  = 0.5  //
	recentPrior     = 0.06 // added for a document of today, half of it for one of recentHalf ago, and so on
	recentLetter    = 0.3  // the same for advisories: a later letter on a matter stands before an earlier one
	recentHalf      = 5    // years
)

// ownPrior is of a field guide of ours: it explains what others have issued.
const ownPrior = 1

// kindPriors prefer instruments over pages about them, and what was asked of the
// States by name over the bare section that it rests on. Source: house rule; the
// acceptance's questions (TestTheAdvisoryIsFoundFirst) hold with a library of a
// hundred documents.
var kindPriors = map[string]float64{
	"advisories": 1.1, "sops": 1.05, "laws": 1.05, "best-practices": 1, "training": 0.95, "campaigns": 0.95, "help": 0.95,
}

func prior(d *content.Document) float64 {
	p := 1.0
	if k, ok := kindPriors[d.Kind]; ok {
		p = k
	}
	if d.Own {
		p = ownPrior
	}
	switch d.Status {
	case content.Superseded:
		p *= supersededPrior
	case content.Withdrawn:
		p *= withdrawnPrior
	}
	if !d.Date.IsZero() {
		// Counted from a fixed day, not from now: the same library ranks the same way on any day.
		age := priorEpoch().Sub(d.Date).Hours() / (24 * 365.25)
		most := recentPrior
		if d.Kind == "advisories" {
			most = recentLetter
		}
		p *= 1 + most*halved(age/recentHalf)
	}
	return p
}

func priorEpoch() time.Time { return time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) }

// halved is 1 for 0, 1/2 for 1, 1/4 for 2, and 1 for anything before 0.
func halved(times float64) float64 { return math.Exp2(-math.Max(times, 0)) }

// date is as much of a document's date as was printed.
func date(d *content.Document) string {
	switch d.DatePrecision {
	case content.Day:
		return d.Date.Format("2006-01-02")
	case content.Month:
		return d.Date.Format("2006-01")
	case content.Year:
		return d.Date.Format("2006")
	}
	return ""
}

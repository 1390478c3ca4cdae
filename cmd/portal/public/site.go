// Package public is every address that a citizen, an NGO or a reader meets:
// one file a page or action. It can seal a tip and open what a number opens;
// it holds no code that could read a tip.
package public

import (
	"sync"
	"time"

	"mukti/cmd/portal/web"
	"mukti/content"
	"mukti/search"
	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/places"

	"golang.org/x/time/rate"
)

// Site is the public site.
type Site struct {
	*web.Site
	Line      *tips.Line
	Library   *content.Library
	Index     *search.Index
	Gazetteer *places.Gazetteer
	Units     *ahtu.Directory
	Now       func() time.Time

	// Exit is where /exit leads, by language; "" for every language that has
	// no entry. Where it has none either, [neutral] decides.
	Exit map[string]string
	// APIRate is how many requests a second the whole API takes; 0 = 100.
	// Pages are never limited.
	APIRate rate.Limit

	// Operators is who runs the site, by language; "" for every language that has
	// no entry. Where it has none either, pages say that nobody has said so.
	Operators map[string]string

	// Printer makes PDFs; nil: none are offered.
	Printer *Printer

	budget    *rate.Limiter
	pages     web.Kept // finished pages of reading matter
	packs     web.Kept // those of packs, apart: anybody can make up any number of them
	packTurns packTurns
	prints    web.Kept // PDFs, by what was printed
	maps      web.Kept // site maps for robots; see [mapsKept]
	once      sync.Once
	held      *crowd // see [Site.crowd]
	visits    visits

	state    sync.Mutex // of what follows
	reviewed reviewed
}

// apiRate is how many requests a second the whole API takes.
func (s *Site) apiRate() rate.Limit {
	if s.APIRate <= 0 {
		return 100
	}
	return s.APIRate
}

func (s *Site) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// ist is the time of the clocks and pages of the portal.
func ist(t time.Time) time.Time { return t.In(time.FixedZone("IST", 5*3600+30*60)) }

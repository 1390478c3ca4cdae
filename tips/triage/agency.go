package triage

import (
	"regexp"
	"slices"
	"strings"

	"mukti/i18n/fold"
)

// Names of placement agencies and the like. In Latin letters the name is what
// is written with capitals before the kind of business; in Hindi it is what
// follows "नाम" or stands in quotation marks, for nothing else tells a name.
// Source: MHA advisory 15011/36/2022-ATC of 4.3.2024, para 2(vi) (placement agencies).
var (
	agencyWord  = regexp.MustCompile(`(?i)placement|agenc|consultan|enterprise|manpower|recruitment|overseas|bureau|travels|services|प्लेसमे|एजे`)
	agencyShape = regexp.MustCompile(`((?:\b[A-Z][A-Za-z&.']*[ \-]+){1,4})(?i:(?:placement|manpower|recruitment|overseas|maid|nanny|job|travel|consultan(?:cy|ts)|domestic|employment|security|tour)s?[ \-]*(?:and +)?)+(?i:(?:services?|agency|agencies|bureau|consultan(?:cy|ts?)|centre|center|solutions?|enterprises?|company|travels?|group|pvt|private))?\b`)
	bureauShape = regexp.MustCompile(`((?:\b[A-Z][A-Za-z&.']*[ \-]+){1,4})(?:Agency|agency|Agencies|Consultancy|consultancy|Enterprises|enterprises|Placements?|placements?)\b`)
	quotedShape = regexp.MustCompile(`["'“‘]([^"'”’\n]{3,40})["'”’]\s*(?:नाम की|नामक)?\s*(?:placement|agency|Placement|Agency|प्लेसमेंट|एजेंसी|एजेन्सी)`)
	namedShape  = regexp.MustCompile(`((?:[\p{Devanagari}]+[ ]){1,3})(?:प्लेसमेंट|प्लेसमेन्ट)[ ]*(?:सर्विस|सर्विसेज|एजेंसी|एजेन्सी)`)
)

// notName are words that begin a sentence with a capital, or stand before
// "agency" in every second report, and are no name.
var notName = strings.Fields("a an the this that some one any my our their his her its from at in by of for and or with placement agency job same local fake illegal unregistered private one two " +
	"there here he she they we i it please sir madam dear owner agent mr mrs ms also when where which who because so but after " +
	"एक इस उस यह वह कोई किसी की के का में से ने पर और फर्जी नकली अवैध दिल्ली नाम यहाँ वहाँ हमारे मेरे अपनी है हैं")

func (f *finder) agencies() {
	for _, re := range []*regexp.Regexp{quotedShape, agencyShape, bureauShape, namedShape} {
		f.each(re, func(m []string) bool {
			words := strings.FieldsFunc(m[1], func(r rune) bool { return r == ' ' || r == '-' })
			for len(words) > 0 && isNoName(words[0]) {
				words = words[1:]
			}
			for i, w := range words {
				if isNoName(w) {
					words = words[i+1:]
					break
				}
			}
			var key []string
			for _, w := range words {
				if k := fold.Key(w); k != "" {
					key = append(key, k)
				}
			}
			if len(key) == 0 || len(strings.Join(key, "")) < 2 {
				return false
			}
			f.add(markAgency, clipMark(strings.Join(words, " ")), strings.Join(key, " "))
			return true
		})
	}
}

func isNoName(w string) bool {
	return slices.Contains(notName, strings.ToLower(strings.Trim(w, ".,'")))
}

package triage

import (
	"regexp"
	"slices"
	"strings"
)

// plateStates are the letters that begin a registration mark.
// Source: Central Motor Vehicles Rules 1989, rule 50, and the notifications
// under section 41(6) of the Motor Vehicles Act 1988; OR, UA, CT and TS as on
// plates that are still in use.
const plateStates = " AN AP AR AS BR CG CH CT DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TG TN TR TS UA UK UP WB "

var (
	plateShape = regexp.MustCompile(`(?i)\b([a-z]{2})([ .\-]{0,3})(\d{1,2})([ .\-]{0,3})((?:[a-z](?:[ \-]?[a-z]){0,2})?)([ .\-]{0,3})(\d{3,4})\b`)
	// The Bharat series: year, BH, four digits, letters.
	// Source: Central Motor Vehicles (Twentieth Amendment) Rules 2021, G.S.R. 594(E).
	bharatShape = regexp.MustCompile(`(?i)\b(\d{2})[ \-]{0,2}(BH)[ \-]{0,2}(\d{4})[ \-]{0,2}([a-hj-np-z]{1,2})\b`)
	// Letters of a plate as they are spelled in Devanagari: "यूपी 80 बीटी 1234".
	spelledShape = regexp.MustCompile(`([\p{Devanagari}.]+)[ .\-]{0,3}(\d{1,2})[ .\-]{0,3}([\p{Devanagari}.]+(?: [\p{Devanagari}.]+){0,2})?[ .\-]{0,3}(\d{3,4})\b`)
)

// notLetter takes out what people put between the letters of a series.
var notLetter = strings.NewReplacer(" ", "", "-", "")

// notSeries are small English words that stand between two numbers in a
// sentence ("as 20 to 3000") and are no series of a plate.
var notSeries = []string{"to", "or", "of", "in", "at", "on", "is", "rs", "am", "pm", "km", "kg", "and", "for", "the", "by", "no", "se", "ka", "ki", "ke", "ko"}

// vehicles takes registration marks in any spacing, Latin or spelled in Hindi.
func (f *finder) vehicles() {
	f.each(bharatShape, func(m []string) bool {
		return f.plate(m[1] + m[2] + m[3] + strings.ToUpper(m[4]))
	})
	f.each(plateShape, func(m []string) bool {
		state, series := strings.ToUpper(m[1]), strings.ToLower(notLetter.Replace(m[5]))
		loose := strings.Contains(m[2]+m[4]+m[6], " ") && m[1] != state
		if !strings.Contains(plateStates, " "+state+" ") || loose && (series == "" || slices.Contains(notSeries, series)) {
			return false
		}
		if series == "" && m[4] == "" && m[6] == "" && len(m[7]) < 4 {
			return false // UP 80123: a number, not a plate
		}
		return f.plate(state + two(m[3]) + strings.ToUpper(series) + four(m[7]))
	})
	f.each(spelledShape, func(m []string) bool {
		state, ok := spelled(m[1])
		series, is := spelled(m[3])
		if !ok || !is || series == "" || len(state) != 2 || len(series) > 3 || !strings.Contains(plateStates, " "+state+" ") {
			return false
		}
		return f.plate(state + two(m[2]) + series + four(m[4]))
	})
}

func (f *finder) plate(value string) bool {
	value = strings.ToUpper(value)
	f.add(markVehicle, value[:4]+"…"+value[len(value)-2:], value)
	return true
}

// two and four fill with noughts: DL 3 CAB 123 and DL 03 CAB 0123 are one plate.
func two(d string) string  { return strings.Repeat("0", 2-len(d)) + d }
func four(d string) string { return strings.Repeat("0", 4-len(d)) + d }

// letterNames are the English letters as Hindi writes them, longest first.
var letterNames = []struct{ name, letter string }{
	{"डब्ल्यू", "W"}, {"डबल्यू", "W"}, {"डब्लू", "W"}, {"एक्स", "X"}, {"क्यू", "Q"}, {"वाई", "Y"}, {"वाय", "Y"}, {"जेड", "Z"}, {"जैड", "Z"},
	{"एच", "H"}, {"एफ", "F"}, {"एल", "L"}, {"एम", "M"}, {"एन", "N"}, {"एस", "S"}, {"आर", "R"}, {"आई", "I"}, {"यू", "U"},
	{"बी", "B"}, {"सी", "C"}, {"डी", "D"}, {"जी", "G"}, {"जे", "J"}, {"के", "K"}, {"पी", "P"}, {"टी", "T"}, {"वी", "V"},
	{"ई", "E"}, {"ए", "A"}, {"ओ", "O"},
}

// spelled reads a run of letter names; ok only if nothing else stands in it.
func spelled(s string) (letters string, ok bool) {
	for s = strings.Trim(s, " ."); s != ""; s = strings.TrimLeft(s, " .") {
		found := false
		for _, n := range letterNames {
			if strings.HasPrefix(s, n.name) {
				letters, s, found = letters+n.letter, s[len(n.name):], true
				break
			}
		}
		if !found {
			return "", false
		}
	}
	return letters, true
}

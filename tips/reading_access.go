package tips

// Acts of reading a tip closely, and of being asked to read one.
const (
	ActReader     Act = "tip.reader"     // ask a named officer to translate its words
	ActStopReader Act = "tip.reader.end" // end that before its time
	ActReading    Act = "reading"        // what one was asked to read
	ActAnswer     Act = "reading.answer" // give the translation back
	ActLanguages  Act = "languages"      // say which languages one reads
	ActRemark     Act = "tip.note"       // add an internal note
	ActTick       Act = "tip.steps"      // tick steps of a procedure
	ActSee        Act = "tip.file.see"   // see a picture that is blurred
	ActPrint      Act = "tip.print"      // a page of it to print
)

// readingRules are the rows of [rules] for them. To ask a reader gives the
// words out of the house, so a body that has only a copy does not; whoever may
// open a tip may add a note, look at its pictures and print it.
func readingRules() []Rule {
	return []Rule{
		{Act: ActReader, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActStopReader, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActReading, Roles: readers, To: []Relation{ToAsked}},
		{Act: ActAnswer, Roles: readers, To: []Relation{ToAsked}},
		{Act: ActLanguages, Roles: readers, To: []Relation{ToSelf}},
		{Act: ActRemark, Roles: readers, To: []Relation{ToTaken, ToHeld, ToCopy}},
		{Act: ActTick, Roles: readers, To: []Relation{ToTaken, ToHeld}},
		{Act: ActSee, Roles: readers, To: []Relation{ToTaken, ToHeld, ToCopy}},
		{Act: ActPrint, Roles: readers, To: []Relation{ToTaken, ToHeld, ToCopy}},
	}
}

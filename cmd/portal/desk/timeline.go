package desk

import (
	"strings"

	"mukti/tips"
)

// lineRow is one line of a tip's timeline.
type lineRow struct {
	Kind            string // of lineKinds
	At              moment
	Text, Who, Note string
	Path            string // where on the page it stands in full
	Ahead           bool   // a clock that has not run out yet
}

// lineKinds are what the timeline can be cut down to.
func lineKinds() []string {
	return []string{"letter", "act", "note", "file", "clock", "look"}
}

// kindOf says of what kind an event is.
func kindOf(act string) (kind, path string) {
	what, did, _ := strings.Cut(act, ".")
	switch {
	case what == "letter" || what == "question":
		return "letter", "#letters"
	case act == "tip.noted":
		return "note", "#remarks"
	case act == "reading.answered":
		return "note", "#translations"
	case what == "files":
		return "file", "#files"
	case what == "file" || act == "reading.file":
		return "file", "#files"
	case act == "tip.read" || act == "tip.printed" || act == "reading.opened":
		return "look", ""
	case what == "tip" && (did == "escalated" || did == "overdue" || did == "untaken"):
		return "clock", ""
	}
	return "act", ""
}

// timeline is everything that happened to a tip in one list, oldest first, and
// after it the clocks that run.
func (v *visit) timeline(t tips.TipView) (rows []lineRow) {
	for _, e := range t.Events {
		said := v.event(e, t.Names)
		row := lineRow{At: said.At, Text: said.Text, Who: said.Who, Note: said.Note}
		row.Kind, row.Path = kindOf(e.Act)
		if strings.HasPrefix(e.Act, "reading.") { // the note names whom, by id and body
			if id, body, ok := strings.Cut(e.Note, " "); ok {
				row.Note = v.T("desk.reader.who", "Name", nameOf(t.Names, id), "Body", body)
			}
		}
		rows = append(rows, row)
	}
	ahead := func(id string, m *moment) {
		if m != nil {
			rows = append(rows, lineRow{Kind: "clock", At: *m, Text: v.T(id), Note: m.Words, Ahead: true})
		}
	}
	if t.Tip.Status != tips.Closed {
		kind := takeBy
		if t.Line.Looked.IsZero() {
			kind = firstLook
		}
		ahead("desk.line.take", v.due(kind, t.Line.Due))
		ahead("desk.line.next", v.due(nextUpdate, t.Tip.Next))
		for _, l := range t.Law {
			ahead("desk.law."+l.ID, v.due(lawDue, l.Due))
		}
	}
	for _, r := range t.Asked {
		ahead("desk.line.reading", v.due(readUntil, r.Expires))
	}
	return rows
}

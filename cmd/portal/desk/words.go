package desk

import (
	"strconv"
	"strings"
	"time"

	"mukti/cmd/portal/web"
	"mukti/tips"
)

// word says a code of a closed vocabulary, such as a status. A code that no
// catalogue has, of a newer database or an operator's own rules, is shown as
// it is: an officer can still read it.
func (v *visit) word(prefix, code string) string {
	if code == "" {
		return ""
	}
	if v.Has(prefix + code) {
		return v.T(prefix + code)
	}
	return code
}

// words says several codes in one line.
func (v *visit) words(prefix string, codes []string) []string {
	out := make([]string, len(codes))
	for i, c := range codes {
		out[i] = v.word(prefix, c)
	}
	return out
}

// moment is a time on a page: for people in Indian Standard Time, for programs
// as ISO 8601.
type moment struct {
	ISO, Text string
	Words     string // how far off it is, where that counts
	Late      bool
}

func (v *visit) at(t time.Time) moment {
	return moment{ISO: t.UTC().Format(time.RFC3339), Text: v.DateTime(t)}
}

// brief is a time for a table: the day is left out of today's, the year of
// this year's.
func (v *visit) brief(t time.Time) moment {
	m := v.at(t)
	at, now := t.In(ist), v.site.Now().In(ist)
	clock := at.Format("15:04")
	switch {
	case at.Year() != now.Year():
	case at.YearDay() == now.YearDay():
		m.Text = clock
	default:
		m.Text = v.T("desk.time.day", "Day", at.Day(), "Month", v.T("month."+strconv.Itoa(int(at.Month()))), "Time", clock)
	}
	return m
}

// ist is Indian Standard Time, as the catalogues' dates use it.
var ist = time.FixedZone("IST", 5*3600+30*60)

// Kinds of deadline, as prefixes of their messages.
const (
	firstLook  = "desk.due."      // of a tip in the queue
	takeBy     = "desk.take.due." // of a tip that was looked at and not taken
	nextUpdate = "desk.next."     // as the tipster was promised
	lawDue     = "desk.law.due."  // by law
)

// due is a deadline: nil where no clock runs.
func (v *visit) due(kind string, t time.Time) *moment {
	if t.IsZero() {
		return nil
	}
	m := v.brief(t)
	off := t.Sub(v.site.Now())
	now := v.T(kind + "now")
	if m.Late = off < 0; m.Late {
		kind, off = "desk.late.", -off
	}
	switch minutes := int(off / time.Minute); {
	case minutes < 1 && !m.Late:
		m.Words = now
	case minutes < 60:
		m.Words = v.N(kind+"minutes", max(minutes, 1))
	case minutes < 48*60:
		m.Words = v.N(kind+"hours", minutes/60)
	default:
		m.Words = v.N(kind+"days", minutes/(24*60))
	}
	return &m
}

// names says bodies and places in the reader's language.
func (v *visit) names() web.Names { return web.Names{Units: v.site.Units, Places: v.site.Places} }

// body is a unit's, bureau's or the cell's name with its code.
func (v *visit) body(code string) string {
	if _, ok := v.site.Units.Body(code); !ok {
		return code
	}
	return v.T("desk.body.code", "Name", v.names().Code(v.Speaker, code), "Code", code)
}

// district is a district's name in the reader's language.
func (v *visit) district(lgd int) string {
	if lgd == 0 {
		return ""
	}
	if name := v.names().District(v.Speaker, lgd); name != "" {
		return name
	}
	return v.T("desk.place.lgd", "Code", lgd)
}

// state is a State's name in the reader's language.
func (v *visit) state(code string) string { return v.names().State(v.Speaker, code) }

// place is a district and its State, as far as they are known.
func (v *visit) place(name string, lgd int, state string) string {
	if lgd != 0 {
		if n := v.district(lgd); v.site.Places != nil || name == "" {
			name = n
		}
	}
	switch {
	case name != "" && state != "":
		return v.T("desk.place.in", "Place", name, "State", v.state(state))
	case name != "":
		return name
	case state != "":
		return v.state(state)
	}
	return v.T("desk.place.none")
}

// speech is a language a tip may be in: a tag fit for a lang attribute, the
// language's own name, and the direction of its script.
type speech struct{ Tag, Name, Dir string }

// speech looks a tag up. What a tip says of its language is the sender's, so
// an unknown tag is shown and marks nothing.
func (v *visit) speech(tag string) speech {
	sp := v.site.Bundle.Speaker(tag)
	if tag == "" || sp.Lang() != tag {
		return speech{Name: tag, Dir: "auto"}
	}
	s := speech{Tag: tag, Name: sp.Name(), Dir: "auto"}
	if sp.Dir() == "rtl" {
		s.Dir = "rtl"
	}
	return s
}

// lines cuts a text at its line ends; empty lines go.
func lines(text string) []string {
	var out []string
	for line := range strings.Lines(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// short is enough of an id to tell tips apart on a page and on the phone.
func short(id string) string { return id[:min(8, len(id))] }

// choice is one of a list to choose from.
type choice struct {
	Value, Text string
	Here        bool
}

func (v *visit) choices(prefix, here string, codes []string) []choice {
	out := make([]choice, len(codes))
	for i, c := range codes {
		out[i] = choice{c, v.word(prefix, c), c == here}
	}
	return out
}

// Vocabularies in the order in which pages list them.
func urgencies() []string {
	return []string{tips.Immediate, tips.Urgent, tips.Standard, tips.Information}
}

func statuses() []string {
	return []string{tips.Received, tips.Read, tips.WithTeam, tips.Question, tips.Closed}
}

func reasons() []string {
	return []string{tips.Acted, tips.PassedOn, tips.NoAction, tips.False}
}

func roles() []string {
	return []string{tips.RoleOfficer, tips.RoleInCharge, tips.RoleNodal, tips.RoleCell, tips.RoleEditor, tips.RoleAdministrator}
}

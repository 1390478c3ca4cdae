package web

import (
	"mukti/i18n"
	"mukti/tips/ahtu"
	"mukti/tips/places"
)

// Names says bodies, districts and States in a reader's language, the same on
// both sites and on the command line.
type Names struct {
	Units  *ahtu.Directory
	Places *places.Gazetteer // nil: seats and codes are shown as the directory writes them
}

// Body is a body's name as the reader may know it. An assumed row routes
// tips, but nobody published that there is such a unit: it is shown as the
// police of the district.
// Source: CONTRACT, "Unit codes".
func (n Names) Body(sp i18n.Speaker, b ahtu.Body) string {
	switch b.Kind {
	case ahtu.KindCell:
		return sp.T("body.cell")
	case ahtu.KindBureau:
		return sp.T("body.bureau", "Place", n.State(sp, b.State))
	case ahtu.KindBorder:
		return sp.T("body.border", "Place", b.Name)
	}
	if b.Basis != ahtu.Published {
		return sp.T("body.assumed", "Place", n.Seat(sp, b))
	}
	return sp.T("body.unit", "Place", n.Seat(sp, b))
}

// Code is [Names.Body] by code; a code that is no body is given as it is.
func (n Names) Code(sp i18n.Speaker, code string) string {
	b, ok := n.Units.Body(code)
	if !ok {
		return code
	}
	return n.Body(sp, b)
}

// Seat is the name of the district in which a unit sits.
func (n Names) Seat(sp i18n.Speaker, b ahtu.Body) string {
	for _, lgd := range b.Districts {
		if d, ok := n.district(lgd); ok && (len(b.Districts) == 1 || d.Name == b.Seat) {
			return own(sp, d.Name, d.NameHi, d.NameLocal, d.LocalLang)
		}
	}
	return b.Seat
}

func (n Names) district(lgd int) (places.District, bool) {
	if n.Places == nil {
		return places.District{}, false
	}
	return n.Places.District(lgd)
}

// District is a district's name by its LGD code; "" for one that is not known.
func (n Names) District(sp i18n.Speaker, lgd int) string {
	d, ok := n.district(lgd)
	if !ok {
		return ""
	}
	return own(sp, d.Name, d.NameHi, d.NameLocal, d.LocalLang)
}

// State is a State's name by its letters, or the letters where they are none.
func (n Names) State(sp i18n.Speaker, code string) string {
	if n.Places == nil {
		return code
	}
	s, ok := n.Places.State(code)
	if !ok {
		return code
	}
	if name := n.Places.StateIn(code, sp.Lang()); name != "" {
		return name
	}
	return own(sp, s.Name, s.NameHi, s.NameLocal, s.LocalLang)
}

// own is a place's name in the reader's language, as far as the data have it.
func own(sp i18n.Speaker, name, hindi, local, localLang string) string {
	switch {
	case sp.Lang() == "hi" && hindi != "":
		return hindi
	case sp.Lang() == localLang && local != "":
		return local
	}
	return name
}

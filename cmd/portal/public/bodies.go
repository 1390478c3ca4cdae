package public

import (
	"mukti/i18n"
	"mukti/tips/ahtu"
	"mukti/tips/places"
)

// bodyName is a body's name as the reader may know it. An assumed row routes
// tips, but nobody published that there is such a unit: it is shown as the
// police of the district.
// Source: CONTRACT, "Unit codes".
func (s *Site) bodyName(sp i18n.Speaker, b ahtu.Body) string {
	switch b.Kind {
	case ahtu.KindCell:
		return sp.T("body.cell")
	case ahtu.KindBureau:
		return sp.T("body.bureau", "Place", s.stateName(sp, b.State))
	case ahtu.KindBorder:
		return sp.T("body.border", "Place", b.Name)
	}
	if b.Basis != ahtu.Published {
		return sp.T("body.assumed", "Place", s.seatName(sp, b))
	}
	return sp.T("body.unit", "Place", s.seatName(sp, b))
}

// codeName is bodyName by code; a code that is no body is shown as it is.
func (s *Site) codeName(sp i18n.Speaker, code string) string {
	b, ok := s.Units.Body(code)
	if !ok {
		return code
	}
	return s.bodyName(sp, b)
}

// seatName is the name of the district in which a unit sits.
func (s *Site) seatName(sp i18n.Speaker, b ahtu.Body) string {
	for _, lgd := range b.Districts {
		if d, ok := s.Gazetteer.District(lgd); ok && (len(b.Districts) == 1 || d.Name == b.Seat) {
			return districtName(sp, d)
		}
	}
	return b.Seat
}

func districtName(sp i18n.Speaker, d places.District) string {
	return local(sp, d.Name, d.NameHi, d.NameLocal, d.LocalLang)
}

func (s *Site) stateName(sp i18n.Speaker, code string) string {
	st, ok := s.Gazetteer.State(code)
	if !ok {
		return code
	}
	return local(sp, st.Name, st.NameHi, st.NameLocal, st.LocalLang)
}

// named is a code with its name for the reader.
type named struct{ Code, Name string }

// states are the States and Union Territories by name.
func (s *Site) states(sp i18n.Speaker) []named {
	var out []named
	for _, st := range s.Gazetteer.States() {
		out = append(out, named{st.Code, s.stateName(sp, st.Code)})
	}
	return out
}

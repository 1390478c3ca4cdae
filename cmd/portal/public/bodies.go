package public

import (
	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips/ahtu"
	"mukti/tips/places"
)

// names says bodies and places in the reader's language.
func (s *Site) names() web.Names { return web.Names{Units: s.Units, Places: s.Gazetteer} }

func (s *Site) bodyName(sp i18n.Speaker, b ahtu.Body) string { return s.names().Body(sp, b) }

func (s *Site) codeName(sp i18n.Speaker, code string) string { return s.names().Code(sp, code) }

func (s *Site) districtName(sp i18n.Speaker, d places.District) string {
	return s.names().District(sp, d.LGD)
}

func (s *Site) stateName(sp i18n.Speaker, code string) string { return s.names().State(sp, code) }

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

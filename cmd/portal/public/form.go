package public

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/cmd/portal/web"
	"mukti/i18n"
	"mukti/tips"
	"mukti/tips/ahtu"
)

// The closed lists of the form, in the order in which they are shown.
// Source: CONTRACT, "Public addresses".
var (
	formSigns = []string{
		"locked-in", "violence", "threats", "documents-taken", "no-pay", "debt", "forced-sex-work", "child-labour",
		"child-begging", "forced-marriage", "organ-removal", "child-sale", "domestic-servitude", "job-lure",
		"being-moved", "missing", "online", "cross-border", "police-involved",
	}
	formWhen     = []string{"now", "today", "days", "past", "unknown"}
	formChildren = []string{"yes", "no", "unknown"}
	formRoles    = []string{"victim", "family", "witness", "ngo", "other"}
)

type formPage struct {
	Token                        string
	Fault                        string // message id, "" for none
	Nobody                       string // message id where somewhere nobody reads, "" otherwise
	ReadIn                       string // names of the States where somebody does
	Signs, When, Children, Roles []string
	States                       []named
	MaxFiles, MaxFile, MaxAll    int // files, MB, MB
}

// form shows the form: a neutral title, nothing kept, nothing asked for from
// elsewhere, and whether anybody is there to read.
func (s *Site) form(c *fiber.Ctx) error {
	sp := s.Speaker(c)
	page := formPage{
		Token: tips.NewToken(), Fault: askedWhy(c),
		Signs: formSigns, When: formWhen, Children: formChildren, Roles: formRoles, States: s.states(sp),
		MaxFiles: tips.MaxFiles, MaxFile: tips.MaxFile >> 20, MaxAll: tips.MaxAll >> 20,
	}
	reads, err := s.Line.ReadsIn(c.UserContext())
	if err != nil {
		// The form is the one page that must come: it then promises nothing.
		s.logFault(c, err)
		reads = nil
	}
	page.Nobody, page.ReadIn = s.readers(sp, reads)
	return s.Draw(c, "public/form", fiber.StatusOK, sp.T("form.title"), page, web.NoStore())
}

// readers says for the form where nobody reads yet: nowhere at all, or
// everywhere but in some States.
func (s *Site) readers(sp i18n.Speaker, reads map[string]bool) (msgID, in string) {
	cell := reads[""] || reads[cellState]
	var names []string
	for _, st := range s.states(sp) {
		if reads[st.Code] {
			names = append(names, st.Name)
		}
	}
	slices.Sort(names)
	in = strings.Join(names, sp.T("list.and"))
	switch {
	case len(names) == len(s.Gazetteer.States()):
		return "", ""
	case cell && len(names) > 0:
		return "form.cell_and_states", in
	case cell:
		return "form.cell_only", ""
	case len(names) > 0:
		return "form.some_states", in
	}
	return "form.nobody", ""
}

// cellState is the letters under which the national cell stands.
var cellState = strings.TrimSuffix(ahtu.Cell, "-NODAL")

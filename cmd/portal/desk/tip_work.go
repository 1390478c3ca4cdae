package desk

import (
	"strings"

	"mukti/tips"
)

// workPart is what the tip's page offers beside taking, asking and closing.
type workPart struct {
	Ways []link // pages that belong to this tip
}

// work fills it.
func (v *visit) work(p *tipPage, t tips.TipView) {
	p.Work.Ways = v.ways(t)
}

// ways are the pages below a tip's that this officer may open, from the table
// of routes.
func (v *visit) ways(t tips.TipView) (out []link) {
	for _, r := range v.site.routes() {
		rest, below := strings.CutPrefix(r.Path, tipPath)
		if r.Nav == "" || !below || strings.Contains(rest, ":") || !v.seat.May(r.Act, t.To) {
			continue
		}
		out = append(out, link{Path: "/tips/" + t.Tip.ID + "/" + rest, Text: v.T(r.Nav)})
	}
	return out
}

// tipPath is where the addresses of a tip's own pages begin.
const tipPath = "/tips/:id/"

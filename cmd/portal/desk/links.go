package desk

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

type linksPage struct {
	Kinds  []sortLink
	Boards []boardRow
}

// boardRow is one mark that several tips name.
type boardRow struct {
	Kind  string
	Reach string
	Links []linkRow
}

// linkRow is another tip that names the same; Path is empty where this body
// may know of it and not open it.
type linkRow struct{ Path, Text string }

// links shows what links the body's tips with others. It opens no tip.
func (s *Site) links(v *visit) error {
	boards, err := s.Desk.Links(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	kind := v.c.Query("kind")
	page := linksPage{Kinds: v.kindLinks(boards, kind)}
	boards, reaches := v.arranged(boards, kind)
	for i, b := range boards {
		row := boardRow{Reach: reaches[i].words(v), Kind: v.N("desk.links.board", len(b.Tips), "Kind", v.word("desk.mark.", b.Kind))}
		for _, l := range b.Tips {
			row.Links = append(row.Links, v.link(l, ""))
		}
		page.Boards = append(page.Boards, row)
	}
	return v.draw("links", fiber.StatusOK, v.T("desk.links.title"), page)
}

// link says where a linked tip lies and, unless kinds is said elsewhere, what
// it shares.
func (v *visit) link(l tips.Link, kinds string) linkRow {
	r := linkRow{Text: v.T("desk.links.tip", "Body", v.body(l.Unit), "Received", v.brief(l.Received).Text, "Status", v.word("desk.status.", l.Status))}
	if kinds != "" {
		r.Text = v.T("desk.links.same", "Kinds", kinds, "Tip", r.Text)
	}
	if l.Tip != "" { // several may lie with one body
		r.Path, r.Text = "/tips/"+l.Tip, v.T("desk.link.tip", "Tip", short(l.Tip), "Link", r.Text)
	}
	return r
}

// near fills in what this tip has in common with others: marks, and nearly the
// same account.
func (v *visit) near(p *tipPage, t tips.TipView) {
	for _, l := range t.Links {
		p.Links = append(p.Links, v.link(l, strings.Join(v.words("desk.mark.", l.Kinds), ", ")))
	}
	if t.NearCount > 0 {
		p.NearText = v.N("desk.near.count", t.NearCount)
	}
	for _, c := range t.Near {
		status := v.word("desk.status.", c.Tip.Status)
		if c.Same {
			status = v.T("desk.near.joined")
		}
		p.Near = append(p.Near, linkRow{"/tips/" + c.Tip.ID, v.T("desk.near.tip", "Tip", short(c.Tip.ID),
			"Urgency", v.word("desk.urgency.", c.Tip.Urgency), "Received", v.brief(c.Tip.Created).Text, "Status", status)})
		p.MayJoin = p.MayJoin || t.Mine && t.Tip.Status != tips.Closed && !c.Same && c.Tip.Taker == "" &&
			(c.Tip.Status == tips.Received || c.Tip.Status == tips.Read)
	}
	p.Joined = t.Joined
	for _, l := range t.Law {
		p.Law = append(p.Law, lawRow{v.word("desk.law.", l.ID), l.Source, *v.due(lawDue, l.Due)})
	}
}

// lawRow is a time that a law sets.
type lawRow struct {
	Text, Source string
	Due          moment
}

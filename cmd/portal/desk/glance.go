package desk

import (
	"mukti/tips"
)

// glance fills in what an officer is to see first: what is the own, whose
// clock has run out, what nobody here has looked at; then what waits on other
// pages. A number is a link to just that.
func (v *visit) glance(p *queuePage, q tips.QueueQuery, view tips.QueueView) error {
	ctx := v.c.UserContext()
	first := []struct {
		id   string
		to   tips.QueueQuery
		here bool
		late bool
	}{
		{"desk.glance.mine", tips.QueueQuery{Whose: tips.WhoseMine}, q.Whose == tips.WhoseMine, false},
		{"desk.glance.late", tips.QueueQuery{Late: true, All: q.All}, q.Late, true},
		{"desk.glance.new", tips.QueueQuery{New: true, All: q.All}, q.New, false},
	}
	queries := make([]tips.QueueQuery, len(first))
	for i, f := range first {
		queries[i] = f.to
	}
	counts, err := v.site.Desk.CountViews(ctx, v.seat, queries, viewsUpTo+1)
	if err != nil {
		return err
	}
	for i, f := range first {
		p.Glance = append(p.Glance, count{choice: choice{f.id, v.T(f.id), f.here}, Path: queuePath(f.to, 1), Count: v.upTo(counts[i]), Late: f.late && counts[i] > 0})
	}
	for _, beside := range []struct {
		path, id string
		n        int
		late     bool
	}{{"/requests", "desk.glance.asked", view.Asked, view.AskedLate}, {"/second", "desk.glance.second", view.Seconds, false}} {
		if beside.n > 0 {
			p.Asked = append(p.Asked, count{choice: choice{Text: v.T(beside.id)}, Path: beside.path, Count: v.Number(beside.n), Late: beside.late})
		}
	}
	return nil
}

// upTo is a number as far as it was counted.
func (v *visit) upTo(n int) string {
	if n > viewsUpTo {
		return v.Number(viewsUpTo) + "+"
	}
	return v.Number(n)
}

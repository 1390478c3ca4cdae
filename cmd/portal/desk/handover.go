package desk

import (
	"github.com/gofiber/fiber/v2"

	"mukti/tips"
)

type handoverPage struct {
	Body, Text, More string
	At               moment
	Counts           []fact
	Parts            []handoverPart
	Requests         []requestRow // codes and times: nothing of them is opened
	RequestsCaption  string
}

type handoverPart struct {
	ID, Caption string
	Rows        []handoverRow
}

type handoverRow struct {
	ID, Short, Urgency, UrgencyText, Status, Taker string
	Due                                            *moment
	Received                                       moment
}

// handover is the sheet for the next shift, to be printed: ids and times, no
// words. What is typed on it is printed with it and sent nowhere.
func (s *Site) handover(v *visit) error {
	h, err := s.Desk.Handover(v.c.UserContext(), v.seat)
	if err != nil {
		return err
	}
	p := handoverPage{Body: v.body(h.Body), At: v.at(h.At), Text: v.T("desk.handover.text", "Until", v.DateTime(h.Until))}
	for _, u := range urgencies() {
		p.Counts = append(p.Counts, fact{Name: v.word("desk.urgency.", u), Texts: []string{v.Number(h.ByUrgency[u])}})
	}
	if h.More > 0 {
		p.More = v.N("desk.handover.more", h.More)
	}
	for _, part := range []struct {
		id, caption string
		rows        []tips.HandoverRow
		next        bool // the deadline is the update that was promised
	}{
		{"due", "desk.handover.due", h.Waiting, false}, {"taken", "desk.handover.taken", h.Taken, true}, {"asked", "desk.handover.asked", h.Asked, true},
	} {
		out := handoverPart{ID: part.id, Caption: v.N(part.caption, len(part.rows))}
		for _, r := range part.rows {
			row := handoverRow{ID: r.Tip, Short: short(r.Tip), Urgency: r.Urgency, UrgencyText: v.word("desk.urgency.", r.Urgency),
				Status: v.word("desk.status.", r.Status), Received: v.brief(r.Received)}
			switch {
			case part.next:
				row.Due = v.due(nextUpdate, r.Next)
			case r.Status == tips.Received:
				row.Due = v.due(firstLook, r.Due)
			default:
				row.Due = v.due(takeBy, r.Due)
			}
			if r.Taker != "" {
				row.Taker = nameOf(h.Names, r.Taker)
			}
			out.Rows = append(out.Rows, row)
		}
		p.Parts = append(p.Parts, out)
	}
	for _, r := range h.Requests {
		row := v.request(r, nil, nil)
		row.Path, row.Tip = "/tips/"+r.Tip, short(r.Tip)
		p.Requests = append(p.Requests, row)
	}
	p.RequestsCaption = v.N("desk.handover.requests", len(p.Requests))
	return v.draw("handover", fiber.StatusOK, v.T("desk.handover.title"), p)
}

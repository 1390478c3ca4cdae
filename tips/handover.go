package tips

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Bounds of the handover sheet: a sheet of paper, not a copy of the queue.
// Source: house rule.
const (
	handoverAhead = 12 * time.Hour // a shift
	maxHandover   = 300            // lines of the queue
	maxOpen       = 100            // requests
)

// HandoverView is what the next shift has to know, in codes: no words of a tip,
// and nothing is opened for it.
type HandoverView struct {
	Body      string
	At        time.Time
	Until     time.Time // what is due is due before
	ByUrgency map[string]int
	Waiting   []HandoverRow // nobody has taken it, and it is due in time
	Taken     []HandoverRow
	Asked     []HandoverRow // a question waits for the tipster
	Requests  []Request     // between this body and others, unanswered; by the time of acknowledgement
	More      int           // lines of the queue that did not fit
	Names     map[string]string
}

// HandoverRow is one tip of the sheet.
type HandoverRow struct {
	Tip, Urgency, Status, Taker string
	Due                         time.Time // zero: no clock runs
	Next                        time.Time // update promised to the tipster
	Received                    time.Time
	Late                        bool
}

// Handover makes the sheet for the next shift of the officer's body. It is in
// the audit.
func (d *Desk) Handover(ctx context.Context, s *Seat) (HandoverView, error) {
	if s.key == nil || !s.May(ActHandover, ToOwn) {
		return HandoverView{}, ErrForbidden
	}
	now := d.Now()
	v := HandoverView{Body: s.Officer.Body, At: now, Until: now.Add(handoverAhead), Names: map[string]string{}}
	page, err := d.Config.Queue(ctx, QueueFilter{Body: s.Officer.Body, Limit: maxHandover})
	if err != nil {
		return HandoverView{}, fmt.Errorf("tips: handover: %w", err)
	}
	v.ByUrgency, v.More = page.ByUrgency, max(page.Total-len(page.Rows), 0)
	if v.Requests, err = d.ListRequests(ctx, RequestFilter{Body: s.Officer.Body, Limit: maxOpen}); err != nil {
		return HandoverView{}, fmt.Errorf("tips: handover: %w", err)
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return HandoverView{}, err
	}
	for _, r := range page.Rows {
		row := HandoverRow{Tip: r.Tip.ID, Urgency: r.Tip.Urgency, Status: r.Tip.Status, Taker: r.Tip.Taker, Due: r.Line.Due, Next: r.Tip.Next,
			Received: r.Tip.Created, Late: r.Line.Overdue(now)}
		if o, ok := ros.officers[r.Tip.Taker]; ok && (o.Body == s.Officer.Body || d.rosters.isAbove(s.Officer.Body, o.Body)) {
			v.Names[o.ID] = o.Name
		}
		switch {
		case r.Tip.Status == Question:
			v.Asked = append(v.Asked, row)
		case r.Tip.Taker != "" && r.Line.Due.IsZero():
			v.Taken = append(v.Taken, row)
		case !r.Line.Due.IsZero() && r.Line.Due.Before(v.Until):
			v.Waiting = append(v.Waiting, row)
		}
	}
	// What is due first stands first, whatever its urgency: this is a list of times.
	slices.SortStableFunc(v.Waiting, func(a, b HandoverRow) int { return a.Due.Compare(b.Due) })
	slices.SortStableFunc(v.Taken, func(a, b HandoverRow) int { return a.Next.Compare(b.Next) })
	act := "handover.made"
	return v, d.Append(ctx, Event{At: Coarse(now), Actor: s.Officer.ID, Act: act, Object: s.Officer.Body,
		Note: fmt.Sprint(len(v.Waiting), " ", len(v.Taken), " ", len(v.Asked), " ", len(v.Requests))})
}

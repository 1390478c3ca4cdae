package tips

import (
	"context"
	"fmt"
	"time"
)

// queuePage is how many lines a page of the queue shows: each is opened when
// it is shown, never before.
const queuePage = 25

// handOverAtOnce is how many waiting tips a look at the queue hands over to
// bodies that have got a key meanwhile.
const handOverAtOnce = 20

// QueueQuery is what a queue's address says.
type QueueQuery struct {
	Status  string // "" = everything not closed
	Urgency string
	All     bool // a bureau or the cell: also what is still within its unit's time
	Page    int  // from 1
}

// QueueView is a page of the queue.
type QueueView struct {
	Rows      []QueueEntry
	Total     int
	Page      int
	Pages     int
	ByUrgency map[string]int
	Waiting   int  // officers and keys that wait for this one's confirmation
	NextKey   bool // somebody left, and the body's next key is not confirmed
	NoKit     bool // the body has no recovery kit for its present keys
}

// QueueEntry is one tip in the queue.
type QueueEntry struct {
	Tip     Tip
	Line    QueueLine
	Summary Summary
	Sealed  bool // not handed over to this body yet, or damaged: only what is in clear is known
	Overdue bool
	Copies  int // near copies behind this line, and tips that were said to be the same
}

// Queue shows a page of the body's queue and opens only its summaries.
func (d *Desk) Queue(ctx context.Context, s *Seat, q QueueQuery) (QueueView, error) {
	if s.key == nil || !s.May(ActQueue, ToOwn) {
		return QueueView{}, ErrForbidden
	}
	if err := d.keepBody(ctx, s); err != nil {
		return QueueView{}, err
	}
	if err := d.handOverWaiting(ctx, s); err != nil {
		return QueueView{}, err
	}
	page := max(1, min(q.Page, 1_000_000))
	rows, err := d.Config.Queue(ctx, QueueFilter{Body: s.Officer.Body, Status: q.Status, Urgency: q.Urgency, All: q.All,
		Offset: (page - 1) * queuePage, Limit: queuePage})
	if err != nil {
		return QueueView{}, fmt.Errorf("tips: queue: %w", err)
	}
	v := QueueView{Total: rows.Total, Page: page, Pages: max(1, (rows.Total+queuePage-1)/queuePage), ByUrgency: rows.ByUrgency}
	now := d.Now()
	for _, r := range rows.Rows {
		r.Tip.SameAs = "" // the other may be one that this body must miss
		e := QueueEntry{Tip: r.Tip, Line: r.Line, Sealed: r.Line.Sealed == nil, Overdue: r.Line.Overdue(now), Copies: r.Copies}
		if !e.Sealed {
			if err := s.summary(r, &e.Summary); err != nil {
				// One damaged tip must not hide the others.
				d.Log.Error("a tip's summary does not open", "tip", r.Tip.ID, "body", s.Officer.Body)
				e.Sealed = true
			}
		}
		v.Rows = append(v.Rows, e)
	}
	pending, err := d.Pending(ctx, s)
	if err != nil {
		return QueueView{}, err
	}
	keys, err := d.NextKeys(ctx, s)
	if err != nil {
		return QueueView{}, err
	}
	v.Waiting = len(pending) + len(keys)
	if _, v.NextKey, err = d.OwnNextKey(ctx, s); err != nil {
		return QueueView{}, err
	}
	_, has, err := d.HasKit(ctx, s)
	v.NoKit = !has
	return v, err
}

// summary opens what a line of the queue shows.
func (s *Seat) summary(r QueueRow, to *Summary) error {
	id, err := s.tipIdentity(r.Line)
	if err != nil {
		return err
	}
	err = openBox(id.id, Box{Tip: r.Tip.ID, Kind: BoxSummary, Data: r.Summary}, to)
	to.Files = r.Files
	return err
}

// handOverWaiting hands over to bodies that have a key by now: a unit that was
// confirmed elsewhere, a district that the tipster chose after sending.
func (d *Desk) handOverWaiting(ctx context.Context, s *Seat) error {
	bodies, err := d.WaitingFor(ctx, s.Officer.Body)
	if err != nil {
		return fmt.Errorf("tips: hand-over: %w", err)
	}
	left := handOverAtOnce
	for _, b := range bodies {
		n, err := d.handOver(ctx, s, b, left)
		if err != nil {
			return err
		}
		if left -= n; left <= 0 {
			return nil
		}
	}
	return nil
}

// Overdue tells whether a clock has run out.
func (q QueueLine) Overdue(now time.Time) bool { return !q.Due.IsZero() && q.Due.Before(now) }

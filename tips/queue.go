package tips

import (
	"context"
	"encoding/base64"
	"fmt"
	"time"

	"mukti/tips/vault"
)

// queuePage is how many lines a page of the queue shows: each is opened when
// it is shown, never before, and the page weighs 30 KB at most (UX, "Weight and
// type").
const queuePage = 20

// handOverAtOnce is how many waiting tips a look at the queue hands over to
// bodies that have got a key meanwhile.
const handOverAtOnce = 20

// QueueQuery is what a queue's address says.
type QueueQuery struct {
	Status  string // "" = everything not closed
	Urgency string
	All     bool   // a bureau or the cell: also what is still within its unit's time
	Whose   string // [WhoseMine], [WhoseFree]; "" = everybody's
	Came    string // role of the line; "" = all
	New     bool   // nobody of the body has looked
	Late    bool   // its clock has run out
	Files   bool
	In      string    // sent to this body, or to the State of these letters
	From    time.Time // received in [From, To)
	To      time.Time
	Page    int    // from 1
	After   string // a row's key; Page then only says how far that is
	Before  string
	Since   string // as [QueueView.Mark] was
}

// Whose a tip is, as a filter.
const (
	WhoseMine = "mine"
	WhoseFree = "free"
)

func (d *Desk) filter(s *Seat, q QueueQuery) QueueFilter {
	f := QueueFilter{Body: s.Officer.Body, Status: q.Status, Urgency: q.Urgency, All: q.All, After: q.After, Before: q.Before, Limit: queuePage,
		QueueNarrow: QueueNarrow{Free: q.Whose == WhoseFree, Unlooked: q.New, Role: q.Came, Files: q.Files, In: q.In, From: q.From, To: q.To}}
	if q.Whose == WhoseMine {
		f.Taker = s.Officer.ID
	}
	if q.Late {
		f.Late = d.Now()
	}
	f.Since, _ = s.readMark(q.Since)
	return f
}

// QueueView is a page of the queue.
type QueueView struct {
	Rows      []QueueEntry
	Total     int
	Page      int
	Pages     int
	First     string // key of the first row of the page, and of the last
	Last      string
	ByUrgency map[string]int
	Waiting   int       // officers and keys that wait for this one's confirmation
	Asked     int       // requests of other bodies that wait for this one's answer, up to [maxAsked]
	AskedLate bool      // one of them should have been acknowledged by now
	Seconds   int       // what waits for this officer as a second person
	NextKey   bool      // somebody left, and the body's next key is not confirmed
	NoKit     bool      // the body has no recovery kit for its present keys
	New       int       // tips that came since the look that q.Since is of
	Since     time.Time // when that was; zero for no such look
	Mark      string    // of this look; opens in this session only
}

// markTime is how long a look counts as the last one. Source: house rule.
const markTime = SessionLife

// mark keeps how far a look saw, sealed: how many tips there are in the whole
// country is not for every officer to count.
func (s *Seat) mark(newest int64, now time.Time) string {
	plain := fmt.Sprintf("%d %d", newest, now.Unix())
	return base64.RawURLEncoding.EncodeToString(vault.SealKey(vault.Derive([]byte(s.Token), "queue mark"), markLabel(s), []byte(plain)))
}

func markLabel(s *Seat) vault.Label { return vault.Label{Of: s.Officer.ID, Kind: "queue mark"} }

func (s *Seat) readMark(text string) (newest int64, at time.Time) {
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || text == "" {
		return 0, time.Time{}
	}
	plain, err := vault.OpenKey(vault.Derive([]byte(s.Token), "queue mark"), markLabel(s), sealed)
	if err != nil {
		return 0, time.Time{}
	}
	var unix int64
	if _, err := fmt.Sscanf(string(plain), "%d %d", &newest, &unix); err != nil {
		return 0, time.Time{}
	}
	return newest, time.Unix(unix, 0).UTC()
}

// CountViews counts what each of an officer's views would show, each up to most.
func (d *Desk) CountViews(ctx context.Context, s *Seat, queries []QueueQuery, most int) ([]int, error) {
	if s.key == nil || !s.May(ActQueue, ToOwn) {
		return nil, ErrForbidden
	}
	var out []int
	for _, q := range queries {
		n, err := d.QueueCount(ctx, d.filter(s, q), most)
		if err != nil {
			return nil, fmt.Errorf("tips: queue: %w", err)
		}
		out = append(out, n)
	}
	return out, nil
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
	f := d.filter(s, q)
	f.Offset = (page - 1) * queuePage
	rows, err := d.Config.Queue(ctx, f)
	if err != nil {
		return QueueView{}, fmt.Errorf("tips: queue: %w", err)
	}
	v := QueueView{Total: rows.Total, Page: page, Pages: max(1, (rows.Total+queuePage-1)/queuePage), ByUrgency: rows.ByUrgency, New: rows.New}
	now := d.Now()
	v.Mark = s.mark(rows.Newest, now)
	if _, at := s.readMark(q.Since); !at.After(now) && now.Sub(at) < markTime {
		v.Since = at
	} else {
		v.New = 0
	}
	if n := len(rows.Rows); n > 0 {
		v.First, v.Last = rows.Rows[0].Key, rows.Rows[n-1].Key
	}
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
	if err := d.beside(ctx, s, &v); err != nil {
		return QueueView{}, err
	}
	_, has, err := d.HasKit(ctx, s)
	v.NoKit = !has
	if err != nil {
		return QueueView{}, err
	}
	var shown []string
	for _, e := range v.Rows {
		if !e.Sealed {
			shown = append(shown, e.Tip.ID)
		}
	}
	return v, d.looked(ctx, s, "queue.read", shown)
}

// maxAsked is how far requests are counted. Source: house rule.
const maxAsked = 100

// beside counts what waits for an answer on other pages. Nothing is opened.
func (d *Desk) beside(ctx context.Context, s *Seat, v *QueueView) error {
	requests, err := d.ListRequests(ctx, RequestFilter{Body: s.Officer.Body, Limit: maxAsked})
	if err != nil {
		return fmt.Errorf("tips: queue: %w", err)
	}
	now := d.Now()
	for _, r := range requests {
		if r.Kind != KindTransfer && r.Holder == s.Officer.Body && r.Open() { // a transfer is in the queue itself
			v.Asked++
			v.AskedLate = v.AskedLate || r.Overdue(now)
		}
	}
	toAgree, _, err := d.Proposed(ctx, s)
	v.Seconds = len(toAgree)
	return err
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

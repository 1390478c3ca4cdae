package tips

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"mukti/tips/find"
	"mukti/tips/vault"
)

// findPage is how many tips a page of results shows: each is opened for it.
const findPage = 25

// excerptSize is about how many characters of a place a result shows, and
// maxExcerpts of how many places. House rule.
const (
	excerptSize = 160
	maxExcerpts = 3
)

// Orders of results.
const (
	FindByUrgency = ""        // urgency, then newest
	FindByTime    = "newest"  // newest first
	FindByMatches = "matches" // most places first
)

// FindOpen is, beside the statuses, the choice of what is not closed.
const FindOpen = "open"

// FindQuery is what an officer looks for.
type FindQuery struct {
	Words   string
	Status  string // "" = all, closed ones too; [FindOpen]; a status
	Urgency string
	Order   string
	Page    int  // from 1
	New     bool // asked just now, and not a page turned: one entry of the audit
}

// FindView is a page of results.
type FindView struct {
	Rows    []Found
	Total   int // of tips
	Page    int
	Pages   int
	Pending int // tips that came or changed and are not open for searching yet
	State   FindState
}

// Found is one tip in which everything that was looked for stands.
type Found struct {
	Tip     Tip
	Line    QueueLine
	Summary Summary
	Matches int // places
	Places  []FoundPlaceText
}

// FoundPlaceText is a place in a tip, with what was found marked.
type FoundPlaceText struct {
	In    string // see [FoundIn]
	Parts []find.Part
}

// Find searches the session's memory. What it shows is opened anew, and must
// still open for the officer's body; what no longer does is forgotten. [ErrGone]
// before anything was opened for searching; [Invalids] where nothing is asked.
func (d *Desk) Find(ctx context.Context, s *Seat, q FindQuery) (FindView, error) {
	if !s.mayFind() {
		return FindView{}, ErrForbidden
	}
	f := d.finding(s)
	if f == nil {
		return FindView{}, ErrGone
	}
	asked := find.Parse(q.Words)
	if asked.Empty() {
		return FindView{}, Invalids{{Field: "words", MsgID: "tip.empty"}}
	}
	known, pending, err := d.freshen(ctx, s, f)
	if err != nil {
		return FindView{}, err
	}
	hits, err := f.memory.Scan(s.sitting, asked)
	if err != nil {
		return FindView{}, fmt.Errorf("tips: search: %w", err)
	}
	hits = slices.DeleteFunc(hits, func(h find.Hit) bool { return !q.wants(known[h.ID]) })
	q.sort(hits, known)
	v := FindView{Page: max(1, min(q.Page, (len(hits)+findPage-1)/findPage)), Pending: pending}
	shown := []string{}
	for n := (v.Page - 1) * findPage; n < len(hits) && len(v.Rows) < findPage; {
		found, err := d.found(ctx, s, hits[n], asked)
		if errors.Is(err, ErrForbidden) || errors.Is(err, ErrNotFound) || errors.Is(err, vault.ErrOpen) {
			if err := f.memory.Drop(s.sitting, hits[n].ID); err != nil {
				return FindView{}, fmt.Errorf("tips: search: %w", err)
			}
			hits = slices.Delete(hits, n, n+1)
			continue
		}
		if err != nil {
			return FindView{}, err
		}
		v.Rows, shown = append(v.Rows, found), append(shown, found.Tip.ID)
		n++
	}
	v.Total, v.Pages, v.State = len(hits), max(1, (len(hits)+findPage-1)/findPage), f.state()
	if q.New {
		err := d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "find.searched", Object: s.Officer.Body, Note: fmt.Sprint(v.Total)})
		if err != nil {
			return FindView{}, fmt.Errorf("tips: search: %w", err)
		}
		d.looks.also(s.Officer.ID, d.Now(), shown)
		return v, nil
	}
	return v, d.looked(ctx, s, "find.read", shown)
}

// wants tells whether the filters let a tip through; the zero line is one that
// the body has no more.
func (q FindQuery) wants(l FindLine) bool {
	return l.Tip != "" && (q.Urgency == "" || q.Urgency == l.Urgency) &&
		(q.Status == "" || q.Status == l.Status || q.Status == FindOpen && l.Status != Closed)
}

func (q FindQuery) sort(hits []find.Hit, known map[string]FindLine) {
	rank := func(u string) int { return slices.Index([]string{Immediate, Urgent, Standard, Information}, u) }
	slices.SortFunc(hits, func(a, b find.Hit) int {
		x, y := known[a.ID], known[b.ID]
		newest, id := y.Created.Compare(x.Created), cmp.Compare(a.ID, b.ID)
		switch q.Order {
		case FindByTime:
			return cmp.Or(newest, rank(x.Urgency)-rank(y.Urgency), id)
		case FindByMatches:
			return cmp.Or(b.Count-a.Count, rank(x.Urgency)-rank(y.Urgency), newest, id)
		}
		return cmp.Or(rank(x.Urgency)-rank(y.Urgency), newest, b.Count-a.Count, id)
	})
}

// freshen makes the memory what the body's lines are now: what is gone is
// dropped, what came or changed is opened, here where it is little and behind
// the page where it is much; pending is how many are still to come.
func (d *Desk) freshen(ctx context.Context, s *Seat, f *finding) (map[string]FindLine, int, error) {
	lines, all, err := d.Findable(ctx, s.Officer.Body, d.findLimits().tips)
	if err != nil {
		return nil, 0, fmt.Errorf("tips: search: %w", err)
	}
	known := make(map[string]FindLine, len(lines))
	for _, l := range lines {
		known[l.Tip] = l
	}
	var gone []string
	for _, id := range f.memory.IDs() {
		if _, ok := known[id]; !ok {
			gone = append(gone, id)
		}
	}
	if err := f.memory.Drop(s.sitting, gone...); err != nil {
		return nil, 0, fmt.Errorf("tips: search: %w", err)
	}
	st := f.state()
	if st.Opening {
		return known, st.Total - st.Done, nil
	}
	var fresh []FindLine
	for _, l := range lines {
		if v, ok := f.memory.Version(l.Tip); !ok || v != l.Version {
			fresh = append(fresh, l)
		}
	}
	switch {
	case len(fresh) == 0, st.Left > 0 && !d.roomToFind(f):
		return known, 0, nil
	case st.Failed || len(fresh) > findAtOnce:
		return known, len(fresh), d.openFind(ctx, s, lines, all-len(lines))
	}
	return known, 0, d.remember(ctx, s, f, fresh)
}

// found opens one hit for a page.
func (d *Desk) found(ctx context.Context, s *Seat, h find.Hit, asked find.Query) (Found, error) {
	t, q, _, err := d.reach(ctx, s, ActOpen, h.ID)
	if err != nil {
		return Found{}, err
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return Found{}, err
	}
	fields, err := d.fieldsOf(ctx, key, t.ID)
	if err != nil {
		return Found{}, err
	}
	out := Found{Tip: t, Line: q, Matches: h.Count}
	out.Tip.SameAs = "" // the other may be one that this body must miss
	boxes, err := d.Boxes(ctx, t.ID, BoxSummary)
	if err != nil {
		return Found{}, fmt.Errorf("tips: search: %w", err)
	}
	for _, b := range boxes {
		if err := openBox(key.id, b, &out.Summary); err != nil {
			return Found{}, err
		}
	}
	for _, field := range fields {
		if parts := asked.Excerpt(field.text, excerptSize); parts != nil && len(out.Places) < maxExcerpts {
			out.Places = append(out.Places, FoundPlaceText{field.in, parts})
		}
	}
	return out, nil
}

package tips

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mukti/tips/vault"
)

// Kinds of requests: what one body asks of another about a tip.
// Source: MHA letter 15011/41/2016-ATC of 21.07.2017, paragraphs 1 and 2
// (co-ordination between States to apprehend offenders and rescue victims, and
// sharing of information).
const (
	KindTransfer     = "transfer" // to take it over, see [Desk.Transfer]
	KindRescue       = "rescue"
	KindApprehension = "apprehension"
	KindInformation  = "information"
)

// RequestKinds are those of [Desk.Request].
func RequestKinds() []string { return []string{KindRescue, KindApprehension, KindInformation} }

// States of a request.
const (
	StateWaits        = "waits"
	StateAcknowledged = "acknowledged" // somebody there works on it
	StateDone         = "done"
	StateInformed     = "informed" // the answer is in what was written
	StateRefused      = "refused"  // with a reason
	StateEnded        = "ended"    // by who asked

	StateAccepted = "accepted" // of a transfer: somebody there has taken the tip
	StateReturned = "returned"
	StatePassedOn = "passed-on" // given to a third body
)

// answers are the states into which the asked body may bring a request.
func answers() []string {
	return []string{StateAcknowledged, StateDone, StateInformed, StateRefused}
}

// Request is what one body asks of another about a tip, in clear; the words are
// [Said], boxes of the tip.
type Request struct {
	ID       string
	Tip      string
	Kind     string
	From, To string // bodies
	Holder   string // the body that has to answer: To, or one above it once its time is over
	By       string // officer's id
	State    string
	Asked    time.Time // coarse
	Due      time.Time // of the acknowledgement; zero: none is awaited
	Answered time.Time // coarse; of the last change of State
}

// Open tells whether an answer is awaited.
func (r Request) Open() bool { return r.State == StateWaits || r.State == StateAcknowledged }

// Overdue tells whether the acknowledgement is late.
func (r Request) Overdue(now time.Time) bool { return !r.Due.IsZero() && r.Due.Before(now) }

// Said is what an officer writes to another body about a tip: box [BoxSaid].
type Said struct {
	Request string    `json:"request"` // its id
	At      time.Time `json:"at"`
	Officer string    `json:"officer"` // id
	Body    string    `json:"body"`
	State   string    `json:"state"` // that it brought the request into
	Text    string    `json:"text"`
}

// RequestFilter asks for requests that a body sent, received or has to answer,
// in tips of which it has the secret. Order: due first, then newest first.
type RequestFilter struct {
	Body   string
	All    bool // answered ones too
	Offset int
	Limit  int
}

// Requests keeps what bodies ask of each other. They are written with their
// tip, by [Store].Change.
type Requests interface {
	// RequestsOf returns a tip's requests, oldest first.
	RequestsOf(ctx context.Context, tip string) ([]Request, error)
	ListRequests(ctx context.Context, f RequestFilter) ([]Request, error)
	// OverdueRequests returns up to limit requests with Due at or before now,
	// earliest first.
	OverdueRequests(ctx context.Context, now time.Time, limit int) ([]Request, error)
}

// RequestView is a request with what was written.
type RequestView struct {
	Request
	Tip   Tip
	Said  []Said
	Names map[string]string // of officers, by id
}

// requestPage is how many requests a page lists: the words of each are opened.
const requestPage = 25

// Requests lists what the body has asked of others and what others ask of it,
// a page at a time (from 1), and whether there are more.
func (d *Desk) Requests(ctx context.Context, s *Seat, all bool, page int) (out []RequestView, more bool, err error) {
	if s.key == nil || !s.May(ActRequests, ToOwn) {
		return nil, false, ErrForbidden
	}
	page = max(1, min(page, 1_000_000))
	found, err := d.ListRequests(ctx, RequestFilter{Body: s.Officer.Body, All: all, Offset: (page - 1) * requestPage, Limit: requestPage + 1})
	if err != nil {
		return nil, false, fmt.Errorf("tips: requests: %w", err)
	}
	if more = len(found) > requestPage; more {
		found = found[:requestPage]
	}
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return nil, false, err
	}
	for _, r := range found {
		// A row may be one that somebody wrote into the database for a body that
		// is to miss the tip: the key decides.
		t, q, _, err := d.reach(ctx, s, ActOpen, r.Tip)
		if errors.Is(err, ErrForbidden) {
			continue
		}
		if err != nil {
			return nil, false, err
		}
		v := RequestView{Request: r, Tip: t, Names: map[string]string{}}
		v.Tip.SameAs = "" // the other may be one that this body must miss
		said, err := d.said(ctx, s, q)
		if err != nil {
			d.Log.Error("what bodies wrote about a tip does not open", "tip", t.ID, "body", s.Officer.Body)
		}
		v.Said = slices.DeleteFunc(said, func(x Said) bool { return x.Request != r.ID })
		v.Names[r.By] = ros.officers[r.By].Name
		for _, x := range v.Said {
			v.Names[x.Officer] = ros.officers[x.Officer].Name
		}
		out = append(out, v)
	}
	err = d.Append(ctx, Event{At: Coarse(d.Now()), Actor: s.Officer.ID, Act: "requests.read", Object: s.Officer.Body, Note: fmt.Sprint(len(out))})
	if err != nil {
		return nil, false, fmt.Errorf("tips: requests: %w", err)
	}
	return out, more, nil
}

// said opens what was written to and fro about a tip.
func (d *Desk) said(ctx context.Context, s *Seat, q QueueLine) (out []Said, err error) {
	key, err := s.tipIdentity(q)
	if err != nil {
		return nil, err
	}
	boxes, err := d.Boxes(ctx, q.Tip, BoxSaid)
	if err != nil {
		return nil, err
	}
	for _, b := range boxes {
		if err := appendBox(key.id, b, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Acknowledge is the time within which an asked body says that it works on a
// request: the time in which it would have to look at such a tip of its own.
// Source: house rule.
func (c Clocks) Acknowledge(urgency string) time.Duration { return c.FirstLook(urgency) }

// Request asks another body for a rescue, an apprehension or information about
// a tip that the officer has taken. That body may read the tip from then on, as
// may the bodies above it: as a copy, to know of it and to answer. Where nobody
// is enrolled there the nearest body above has it. [Invalids] for a body that is
// none, that the tipster left out, or that is this one.
func (d *Desk) Request(ctx context.Context, s *Seat, tip string, version int64, kind, to, text string) error {
	text, err := written("request", text)
	if err != nil {
		return err
	}
	if !slices.Contains(RequestKinds(), kind) {
		return Invalids{{Field: "kind", MsgID: "tip.bad_kind"}}
	}
	t, q, have, err := d.at(ctx, s, ActRequest, tip, version)
	if err != nil {
		return err
	}
	if t.Status == Closed {
		return ErrForbidden
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return err
	}
	if !mayGet(d.Units, to, key.Avoid, s.Officer.Body) || d.Units.Avoided(to, key.State, key.LGD, key.Avoid) {
		return Invalids{{Field: "asked", MsgID: "tip.not_there"}}
	}
	now := d.Now()
	r := Request{ID: vault.NewID(), Tip: t.ID, Kind: kind, From: s.Officer.Body, To: to, By: s.Officer.ID, State: StateWaits,
		Asked: Coarse(now), Due: DueAt(now.Add(d.Clocks.Acknowledge(t.Urgency)))}
	lines, err := d.asked(ctx, &r, key, have)
	if err != nil {
		return err
	}
	box, err := d.saidBox(s, t, key, r, text)
	if err != nil {
		return err
	}
	t.Next = DueAt(now.Add(d.Clocks.NextUpdate(t.Urgency)))
	return d.Change(ctx, Change{Tip: t, Lines: lines, Boxes: []Box{box}, Requests: []Request{r},
		Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: "request.made", Object: t.ID, Note: kind + " " + r.From + " " + to}})
}

func (d *Desk) saidBox(s *Seat, t Tip, key openedTip, r Request, text string) (Box, error) {
	now := d.Now()
	return sealBox(key.id.Recipient(), t.ID, vault.NewID(), BoxSaid, now,
		Said{Request: r.ID, At: Coarse(now), Officer: s.Officer.ID, Body: s.Officer.Body, State: r.State, Text: text})
}

// asked are the lines by which the asked body and those above it come to know
// of the tip, and settles who holds the request: the first of them in which
// somebody is enrolled.
func (d *Desk) asked(ctx context.Context, r *Request, key openedTip, have []QueueLine) (lines []QueueLine, err error) {
	ros, err := d.rosters.get(ctx)
	if err != nil {
		return nil, err
	}
	var chain []string
	for code, ok := r.To, true; ok; code, ok = d.Units.Above(code) {
		if _, has := ros.keys[code]; !has || d.Units.Avoided(code, key.State, key.LGD, key.Avoid) {
			continue
		}
		chain = append(chain, code)
		if r.Holder == "" && ros.active(code) {
			r.Holder = code
		}
		if !slices.Contains(key.Bodies, code) {
			key.Bodies = append(key.Bodies, code)
		}
	}
	if r.Holder == "" || r.Holder == r.From {
		return nil, Invalids{{Field: "asked", MsgID: "tip.nobody_there"}}
	}
	for _, code := range chain {
		q := QueueLine{Tip: r.Tip, Body: code, Role: RoleCopy}
		at := slices.IndexFunc(have, func(h QueueLine) bool { return h.Body == code })
		if at >= 0 {
			q = have[at]
		}
		if code == r.Holder {
			q.Looked = time.Time{} // it has to look, again if it knows the tip
			if q.Due.IsZero() || r.Due.Before(q.Due) {
				q.Due = r.Due
			}
		} else if at < 0 {
			q.Looked = r.Asked // to know of; nothing is awaited of it yet
		}
		if q.Sealed, err = sealTipKey(key.tipKey, r.Tip, code, ros.keys[code]); err != nil {
			return nil, err
		}
		lines = append(lines, q)
	}
	return lines, nil
}

// Answer brings a request that this body has to answer into another state, with
// words: acknowledged, done, informed or refused. [ErrStale] if it is at
// another version, or answered, by now.
func (d *Desk) Answer(ctx context.Context, s *Seat, tip string, version int64, request, state, text string) error {
	if !slices.Contains(answers(), state) {
		return Invalids{{Field: "answer", MsgID: "tip.bad_answer"}}
	}
	return d.reply(ctx, s, ActReply, tip, version, request, state, text, func(r Request) bool {
		return r.Holder == s.Officer.Body || r.To == s.Officer.Body
	})
}

// EndRequest ends a request that this body has made: answered or not needed any more.
func (d *Desk) EndRequest(ctx context.Context, s *Seat, tip string, version int64, request, text string) error {
	return d.reply(ctx, s, ActEndRequest, tip, version, request, StateEnded, text, func(r Request) bool { return r.From == s.Officer.Body })
}

func (d *Desk) reply(ctx context.Context, s *Seat, a Act, tip string, version int64, request, state, text string, may func(Request) bool) error {
	// To acknowledge, and to end what was answered, no words are needed.
	if text = plainText(text); text != "" || state != StateAcknowledged && state != StateEnded {
		var err error
		if text, err = written("reply", text); err != nil {
			return err
		}
	}
	t, q, _, err := d.at(ctx, s, a, tip, version)
	if err != nil {
		return err
	}
	all, err := d.RequestsOf(ctx, tip)
	if err != nil {
		return fmt.Errorf("tips: answer: %w", err)
	}
	at := slices.IndexFunc(all, func(r Request) bool { return r.ID == request && r.Kind != KindTransfer })
	switch {
	case at < 0:
		return ErrNotFound
	case !may(all[at]):
		return ErrForbidden
	case state == StateEnded && all[at].State == StateEnded, state != StateEnded && !all[at].Open(),
		state == StateAcknowledged && all[at].State != StateWaits:
		return ErrStale
	}
	key, err := s.tipIdentity(q)
	if err != nil {
		return err
	}
	now, r := d.Now(), all[at]
	r.State, r.Due, r.Answered = state, time.Time{}, Coarse(now)
	box, err := d.saidBox(s, t, key, r, text)
	if err != nil {
		return err
	}
	c := Change{Tip: t, Boxes: []Box{box}, Requests: []Request{r},
		Event: Event{At: Coarse(now), Actor: s.Officer.ID, Act: "request.answered", Object: t.ID, Note: state + " " + r.Kind + " " + s.Officer.Body}}
	if state == StateEnded {
		c.Event.Act = "request.ended"
	}
	return d.Change(ctx, c)
}

// sweepRequests moves up what an asked body has not acknowledged in time: to the
// next body above it that can open the tip, where it comes due again. The top
// has to answer for ever.
func (l *Line) sweepRequests(ctx context.Context, now time.Time) (moved int, err error) {
	due, err := l.OverdueRequests(ctx, now, 100)
	if err != nil {
		return 0, fmt.Errorf("tips: sweep: %w", err)
	}
	for _, r := range due {
		err := l.moveRequest(ctx, r, now)
		switch {
		case err == nil:
			moved++
		case errors.Is(err, ErrStale):
		case errors.Is(err, ErrStopped) || errors.Is(err, ErrFull) || ctx.Err() != nil:
			return moved, err
		default: // one damaged tip must not stop the others
			l.Log.Error("a request could not be moved up", "tip", r.Tip, "err", err)
		}
	}
	return moved, nil
}

func (l *Line) moveRequest(ctx context.Context, r Request, now time.Time) error {
	t, err := l.Tip(ctx, r.Tip)
	if err != nil {
		return err
	}
	all, err := l.RequestsOf(ctx, r.Tip)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(all, func(x Request) bool { return x.ID == r.ID })
	if at < 0 || all[at].Due.IsZero() || all[at].Due.After(now) {
		return ErrStale
	}
	r = all[at]
	lines, err := l.Lines(ctx, r.Tip)
	if err != nil {
		return err
	}
	from := r.Holder
	r.Due = DueAt(now.Add(l.Clocks.Acknowledge(t.Urgency)))
	c := Change{Tip: t, Event: Event{At: Coarse(now), Actor: "sweep", Act: "request.overdue", Object: t.ID, Note: r.Kind + " " + from}}
	up, ok := l.above(lines, from)
	if ok && up.Body != r.From {
		r.Holder = up.Body
		up.Looked, up.Sealed = time.Time{}, nil
		if up.Due.IsZero() {
			up.Due = r.Due
		}
		if t.Holder == up.Body && t.Taker == "" && t.Status != Closed {
			c.Tip.Due = up.Due
		}
		c.Lines = []QueueLine{up}
		c.Event.Act, c.Event.Note = "request.raised", r.Kind+" "+from+" "+up.Body
	}
	c.Requests = []Request{r}
	return l.Change(ctx, c)
}

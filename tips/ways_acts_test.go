package tips_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
	"mukti/tips/vault"
)

// submit takes a tip in: all name one telephone in nearly the same words.
func (w *walk) submit() error {
	if len(w.tips) >= 6 {
		return nil
	}
	at := w.place(w.r)
	s := tips.Submission{Channel: "web", Language: "en", Avoid: at.avoid,
		Account: "The agent Ramesh keeps women in the hotel behind the market and takes their wages; his telephone is 98390 11223." + w.any([]string{"", " Please come.", " They come from Delhi.", " From Nepal."})}
	s.Place = tips.PlaceText{State: at.state, District: at.lgd}
	if at.lgd == 0 && w.r.IntN(2) == 0 {
		s.Place.Text = w.any([]string{"Hamirpur", "Aurangabad", "Bilaspur", "Pratapgarh", "Balrampur"})
	}
	if w.r.IntN(4) == 0 {
		s.Signs = append(s.Signs, w.any([]string{"police-involved", "cross-border"}))
	}
	taken, err := w.line.Submit(w.t.Context(), s)
	if err != nil {
		return err
	}
	x := &walker{id: taken.Tip, taken: taken}
	// What triage read is the cell's to see; "local" too where police are accused.
	v, err := w.desk.Open(w.t.Context(), w.crowd.seat(ahtu.Cell), x.id)
	if err != nil {
		return fmt.Errorf("the cell does not open it: %w", err)
	}
	x.box = v.Tip.Mailbox
	x.where = where{v.Verdict.Assessment.State, v.Verdict.Assessment.District, slices.Clone(at.avoid)}
	if slices.Contains(s.Signs, "police-involved") || v.Verdict.Assessment.PoliceAccused {
		x.avoid = append(x.avoid, "local")
	}
	w.tips = append(w.tips, x)
	w.sum.tips.Add(1)
	return nil
}

func (w *walk) clarify() error {
	for _, x := range w.tips {
		sent, err := w.line.Sent(w.t.Context(), x.taken.Handle, true)
		if err != nil || len(sent.Ask) == 0 {
			continue
		}
		c := sent.Ask[w.r.IntN(len(sent.Ask))]
		x.meant, x.had = where{c.State, c.District, x.avoid}, map[string]bool{}
		for _, q := range w.lines(x) {
			x.had[q.Body] = q.Sealed != nil
		}
		return w.line.Clarify(w.t.Context(), x.taken.Handle, tips.Clarification{District: c.District})
	}
	return nil
}

// enrol lets the first officer of a body in; who confirms hands over what waits.
func (w *walk) enrol() error {
	for _, body := range w.near {
		if slices.Contains(w.in, body) {
			continue
		}
		o, ch := w.crowd.awaited(body)
		if err := w.db.ChangePeople(w.t.Context(), ch); err != nil {
			return err
		}
		w.in = append(w.in, body)
		return w.confirm(o, w.crowd.fingerprint(o))
	}
	return nil
}

func (w *walk) newMember() error {
	body := w.any(w.in)
	o, _ := w.crowd.officer(body, tips.OfficerEnrolled) // the member's hold comes from who confirms
	if err := w.db.ChangePeople(w.t.Context(), tips.PeopleChange{Officers: []tips.Officer{o}, Event: tips.Event{Act: "officer.enrolled", Object: o.ID}}); err != nil {
		return err
	}
	if err := w.confirm(o, vault.Fingerprint(o.Recipient)); err != nil {
		return err
	}
	// A member of the body lets the newcomer in by looking at the queue.
	_, err := w.desk.Queue(w.t.Context(), w.crowd.seat(body), tips.QueueQuery{})
	return err
}

// confirm is by whoever has the newcomer before them.
func (w *walk) confirm(o tips.Officer, fingerprint string) error {
	for _, by := range w.in {
		seat := w.crowd.seat(by)
		pending, err := w.desk.Pending(w.t.Context(), seat)
		if err != nil {
			return err
		}
		for _, p := range pending {
			if p.Officer.ID != o.ID {
				continue
			}
			if allowed := w.allowed(o.Body); p.Tips > len(allowed) {
				return fmt.Errorf("%d tips wait for %s, of which it may have %d", p.Tips, o.Body, len(allowed))
			}
			_, err := w.desk.Confirm(w.t.Context(), seat, o.ID, fingerprint)
			return err
		}
	}
	return fmt.Errorf("nobody can confirm %s", o.Body)
}

func (w *walk) queue() error {
	s, q := w.crowd.seat(w.any(w.in)), tips.QueueQuery{All: w.r.IntN(2) == 0, New: w.r.IntN(2) == 0}
	v, err := w.desk.Queue(w.t.Context(), s, q)
	if err != nil {
		return err
	}
	n, err := w.desk.CountViews(w.t.Context(), s, []tips.QueueQuery{q}, 1_000_000)
	if err == nil && n[0] != v.Total {
		w.t.Errorf("a view counts %d tips where the queue shows %d", n[0], v.Total)
	}
	return err
}

func (w *walk) open() error {
	x := w.tip()
	_, err := w.desk.Open(w.t.Context(), w.opener(x), x.id)
	return err
}

func (w *walk) links() error {
	_, err := w.desk.Links(w.t.Context(), w.crowd.seat(w.any(w.in)))
	return err
}

// sit is the body's first officer in a session, with what the body may read
// opened for searching.
func (w *walk) sit(body string) (*tips.Seat, error) {
	s, err := w.desk.Sit(w.t.Context(), w.crowd.seat(body))
	if err != nil {
		return nil, err
	}
	if err := w.desk.OpenFind(w.t.Context(), s); err != nil {
		return nil, err
	}
	w.desk.Opened()
	_, err = w.desk.FindState(s)
	return s, err
}

func (w *walk) find() error {
	s, err := w.sit(w.any(w.in))
	if err != nil {
		return err
	}
	_, err = w.desk.Find(w.t.Context(), s, tips.FindQuery{Words: "ramesh 9839011223", New: true})
	return err
}

func (w *walk) audit() error {
	_, err := w.desk.AuditOf(w.t.Context(), w.crowd.seat(w.any(w.in)), tips.AuditQuery{})
	return err
}

func (w *walk) take() error {
	x := w.tip()
	return w.desk.Take(w.t.Context(), w.opener(x), x.id, w.version(x))
}

// transfer gives the tip to a body drawn by lot, of those that have it or of all.
func (w *walk) transfer() error {
	x := w.tip()
	s, to := w.opener(x), w.any(w.in)
	if w.r.IntN(2) == 0 {
		state := w.states[w.r.IntN(len(w.states))]
		to = w.any(w.codes[state])
	}
	err := w.desk.Transfer(w.t.Context(), s, x.id, w.version(x), to, "It happens there.")
	var bad tips.Invalids
	if errors.As(err, &bad) {
		return nil
	}
	return err
}

// work takes the tip first where the desk lets the body.
func (w *walk) work(do func(*tips.Seat, *walker) error) error {
	x := w.tip()
	s := w.opener(x)
	if err := w.desk.Take(w.t.Context(), s, x.id, w.version(x)); err != nil {
		return err
	}
	return do(s, x)
}

func (w *walk) ask() error {
	return w.work(func(s *tips.Seat, x *walker) error {
		return w.desk.Ask(w.t.Context(), s, x.id, w.version(x), "Where?", true)
	})
}

func (w *walk) same() error {
	return w.work(func(s *tips.Seat, x *walker) error {
		_, err := w.desk.Same(w.t.Context(), s, x.id, w.version(x))
		return err
	})
}

func (w *walk) separate() error {
	x := w.tip()
	return w.desk.Separate(w.t.Context(), w.opener(x), x.id, w.version(x))
}

func (w *walk) close() error {
	return w.work(func(s *tips.Seat, x *walker) error {
		if _, err := w.desk.Same(w.t.Context(), s, x.id, w.version(x)); err != nil {
			return err
		}
		return w.desk.Close(w.t.Context(), s, x.id, w.version(x), tips.Outcome{Reason: tips.NoAction, Note: "done"})
	})
}

func (w *walk) letter() error {
	x := w.tip()
	return w.line.WriteIn(w.t.Context(), x.box, w.boxes[x.box], "They are still there.")
}

func (w *walk) files() error {
	x, ctx := w.tip(), w.t.Context()
	taken, finish := x.taken, func(t *tips.Taken) error { return w.line.FinishFiles(ctx, t) }
	switch w.r.IntN(3) {
	case 1:
		if more, err := w.line.MoreBySent(ctx, x.taken.Handle); err == nil {
			taken = more
		}
	case 2:
		session, err := w.line.OpenIn(ctx, x.box, w.boxes[x.box])
		if err != nil {
			return err
		}
		if taken, err = w.line.MoreByNumber(ctx, session); err != nil {
			return err
		}
		finish = func(t *tips.Taken) error { return w.line.FinishMore(ctx, session, t) }
	}
	if err := w.line.AddFile(ctx, taken, "a.txt", strings.NewReader(fmt.Sprint("a file ", w.r.Uint64()))); err != nil && !errors.Is(err, tips.ErrTooMany) {
		return err
	}
	return finish(taken)
}

func (w *walk) eraseContact() error {
	x := w.tip()
	session, err := w.line.OpenIn(w.t.Context(), x.box, w.boxes[x.box])
	if err != nil {
		return err
	}
	return w.line.EraseContact(w.t.Context(), session)
}

func (w *walk) sweep() error {
	w.now = w.now.Add(time.Duration(1+w.r.IntN(100)) * time.Hour)
	_, err := w.line.Sweep(w.t.Context())
	return err
}

func (w *walk) laterDay() error {
	w.now = w.now.AddDate(0, 0, w.r.IntN(90))
	return nil
}

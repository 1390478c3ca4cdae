package tips_test

import (
	"database/sql"
	"errors"
	"slices"
	"time"

	"mukti/tips"
	"mukti/tips/ahtu"
)

// What officers do with a tip beside opening, taking, asking and closing: more
// ways by which it, or word of it, could reach a body.

// lawful takes a refusal that names a field for no fault: it gives nothing away.
func lawful(err error) error {
	var bad tips.Invalids
	if errors.As(err, &bad) || errors.Is(err, tips.ErrNotFound) {
		return nil
	}
	return err
}

// giveBack gives an inbound tip back, by whoever may; first one is given.
func (w *walk) giveBack() error {
	x := w.tip()
	if err := w.transferTip(x); err != nil {
		return err
	}
	return lawful(w.desk.Return(w.t.Context(), w.opener(x), x.id, w.version(x), "She was never here."))
}

func (w *walk) transferTip(x *walker) error {
	return lawful(w.desk.Transfer(w.t.Context(), w.opener(x), x.id, w.version(x), w.any(w.in), "It happens there."))
}

func (w *walk) putOff() error {
	if w.r.IntN(2) == 0 {
		return w.work(func(s *tips.Seat, x *walker) error {
			return w.desk.PutBack(w.t.Context(), s, x.id, w.version(x), "On leave.")
		})
	}
	x := w.tip()
	until := w.now.Add(time.Duration(1+w.r.IntN(60)) * time.Minute)
	return lawful(w.desk.Later(w.t.Context(), w.opener(x), x.id, w.version(x), until, "The patrol comes back."))
}

func (w *walk) reopen() error {
	x := w.tip()
	if err := w.desk.Decline(w.t.Context(), w.opener(x), x.id, w.version(x), "A quarrel."); err != nil && !errors.Is(err, tips.ErrForbidden) {
		return err
	}
	return w.desk.Reopen(w.t.Context(), w.opener(x), x.id, w.version(x), "It is none.")
}

func (w *walk) doubt() error {
	return w.work(func(s *tips.Seat, x *walker) error {
		if err := w.desk.Doubt(w.t.Context(), s, x.id, w.version(x), tips.Outcome{Note: "Nobody lives there."}); err != nil {
			return err
		}
		for _, body := range w.in {
			by := w.crowd.seat(body)
			waits, _, err := w.desk.Proposed(w.t.Context(), by)
			if err != nil {
				return err
			}
			for _, p := range waits {
				if slices.ContainsFunc(w.tips, func(o *walker) bool { return o.id == p.Object && w.out(body, o) }) {
					w.t.Errorf("%s may agree about a tip that leaves it out", body)
				}
				if _, err := w.desk.Agree(w.t.Context(), by, p.ID, true); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (w *walk) join() error {
	x, other := w.tip(), w.tip()
	s := w.opener(x)
	id, err := w.desk.FindTip(w.t.Context(), s, other.id[:8])
	if err == nil && w.out(s.Officer.Body, other) {
		w.t.Errorf("%s finds a tip that leaves it out by its number", s.Officer.Body)
	}
	if err != nil {
		id = other.id
	}
	return lawful(w.desk.Join(w.t.Context(), s, x.id, w.version(x), id))
}

func (w *walk) tie() error {
	x, other := w.tip(), w.tip()
	s := w.opener(x)
	err := w.desk.Tie(w.t.Context(), s, x.id, other.id, "The same white van.")
	if err == nil && w.out(s.Officer.Body, other) {
		w.t.Errorf("%s links a tip that leaves it out", s.Officer.Body)
	}
	if err != nil || w.r.IntN(3) > 0 {
		return lawful(err)
	}
	v, err := w.desk.Open(w.t.Context(), s, x.id)
	if err != nil || len(v.Work.Ties) == 0 {
		return err
	}
	return w.desk.Untie(w.t.Context(), s, x.id, v.Work.Ties[0].ID)
}

func (w *walk) request() error {
	return w.work(func(s *tips.Seat, x *walker) error {
		ctx, kinds := w.t.Context(), tips.RequestKinds()
		if err := w.desk.Request(ctx, s, x.id, w.version(x), w.any(kinds), w.any(w.near), "Please look there."); err != nil {
			return lawful(err)
		}
		if w.r.IntN(2) == 0 { // nobody acknowledges
			w.now = w.now.Add(50 * time.Hour)
			if _, err := w.line.Sweep(ctx); err != nil {
				return err
			}
		}
		all, err := w.db.RequestsOf(ctx, x.id)
		if err != nil {
			return err
		}
		r := all[len(all)-1]
		by := w.crowd.seat(w.any([]string{r.Holder, w.any(w.in)}))
		if err := w.desk.Answer(ctx, by, x.id, w.version(x), r.ID, tips.StateInformed, "Nobody is there."); err != nil {
			return lawful(err)
		}
		return lawful(w.desk.EndRequest(ctx, s, x.id, w.version(x), r.ID, "Thank you."))
	})
}

func (w *walk) requests() error {
	_, _, err := w.desk.Requests(w.t.Context(), w.crowd.seat(w.any(w.in)), true, 1)
	return err
}

// works tries each of these acts on a tip as a body.
func (w *walk) works(body string, x *walker, v int64) map[string]error {
	ctx, s := w.t.Context(), w.crowd.seat(body)
	_, found := w.desk.FindTip(ctx, s, x.id[:8])
	all, err := w.db.RequestsOf(ctx, x.id)
	if err != nil {
		w.t.Fatal(err)
	}
	request := "none"
	if len(all) > 0 {
		request = all[0].ID
	}
	return map[string]error{"find": found, "give back": w.desk.Return(ctx, s, x.id, v, "x"), "put off": w.desk.Later(ctx, s, x.id, v, w.now.Add(time.Minute), "x"),
		"put back": w.desk.PutBack(ctx, s, x.id, v, "x"), "decline": w.desk.Decline(ctx, s, x.id, v, "x"), "reopen": w.desk.Reopen(ctx, s, x.id, v, "x"),
		"doubt": w.desk.Doubt(ctx, s, x.id, v, tips.Outcome{Note: "x"}), "join": w.desk.Join(ctx, s, x.id, v, w.tip().id), "tie": w.desk.Tie(ctx, s, x.id, w.tip().id, "x"),
		"untie": w.desk.Untie(ctx, s, x.id, "x"), "request": w.desk.Request(ctx, s, x.id, v, tips.KindRescue, ahtu.Cell, "x"),
		"answer": w.desk.Answer(ctx, s, x.id, v, request, tips.StateAcknowledged, "x"), "end": w.desk.EndRequest(ctx, s, x.id, v, request, "x")}
}

// alive holds that no act hides a tip: what is open is with an officer, runs
// against a clock of its holder, or goes with a tip that is open.
func (w *walk) alive() {
	w.t.Helper()
	for _, x := range w.tips {
		t, err := w.db.Tip(w.t.Context(), x.id)
		if err != nil {
			w.t.Fatal(err)
		}
		if t.Status == tips.Closed || t.Taker != "" {
			continue
		}
		if t.SameAs != "" {
			with, err := w.db.Tip(w.t.Context(), t.SameAs)
			if err != nil || with.Status == tips.Closed || with.SameAs != "" {
				w.t.Errorf("a tip goes with one that is closed or goes with another: %+v, %v", with, err)
			}
			continue
		}
		if !slices.ContainsFunc(w.lines(x), func(q tips.QueueLine) bool { return q.Body == t.Holder && !q.Due.IsZero() }) {
			w.t.Errorf("nobody has the tip and no clock runs at its holder: %+v", t)
		}
	}
}

// plantWork lets somebody who can write into the database say that a body to
// avoid gave the tip, has to answer a request, and has a link to it.
func (w *walk) plantWork(db *sql.DB, x *walker, body string) {
	ctx := w.t.Context()
	for _, q := range []string{
		`UPDATE tips SET giver = ?2 WHERE id = ?1`,
		`INSERT OR IGNORE INTO requests (id, tip, kind, sender, receiver, holder, officer, state, asked, due, answered)
			SELECT 'planted ' || ?1 || ?2, n, 'rescue', 'IN-NODAL', ?2, ?2, '', 'waits', 1, 1, 0 FROM tips WHERE id = ?1`,
		`INSERT OR IGNORE INTO ties (id, one, other, body, officer, made, ended, to_one, to_other)
			SELECT 'planted ' || a.id || b.id, a.n, b.n, ?2, '', 1, 0, x'00', x'00' FROM tips a, tips b WHERE a.id = ?1 AND b.id <> ?1`,
	} {
		if _, err := db.Exec(q, x.id, body); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, by := range w.in {
		// What comes of it is looked at afterwards: the body has no secret still.
		_ = w.desk.Return(ctx, w.crowd.seat(by), x.id, w.version(x), "x")
	}
	requests, _, err := w.desk.Requests(ctx, w.crowd.seat(body), true, 1)
	if err != nil || slices.ContainsFunc(requests, func(r tips.RequestView) bool { return r.Request.Tip == x.id }) {
		w.t.Errorf("%s sees a request about a tip that leaves it out, by a planted row (%v)", body, err)
	}
}

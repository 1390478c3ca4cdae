package tips_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"mukti/tips"
	"mukti/tips/ahtu"
)

// out tells whether the tip must be kept from the body. An answer given after
// sending leaves out more; what a body had before it, it has.
func (w *walk) out(body string, x *walker) bool {
	if w.leftOut(body, x.where) {
		return true
	}
	return x.meant.lgd != 0 && !x.had[body] && w.leftOut(body, x.meant)
}

// allowed are the tips that a body may know of.
func (w *walk) allowed(body string) (ids []string) {
	for _, x := range w.tips {
		if !w.out(body, x) {
			ids = append(ids, x.id)
		}
	}
	return ids
}

// noLines holds that no body to avoid has a line in a tip, with or without its secret.
func (w *walk) noLines() {
	w.t.Helper()
	for _, x := range w.tips {
		for _, q := range w.lines(x) {
			if w.out(q.Body, x) {
				w.t.Errorf("%s has a line (secret: %v) in a tip at %+v, then %+v", q.Body, q.Sealed != nil, x.where, x.meant)
			}
		}
	}
}

// nothingReached looks at everything that each body can see.
func (w *walk) nothingReached() {
	for _, body := range w.in {
		var hidden []*walker
		for _, x := range w.tips {
			if w.out(body, x) {
				hidden = append(hidden, x)
			}
		}
		w.sum.leftOut.Add(int64(len(hidden)))
		w.refused(body, hidden)
		w.unseen(body, hidden)
		w.unfound(body, hidden)
		w.notInAudit(body, hidden)
	}
}

// refused holds that every act on a hidden tip is refused.
func (w *walk) refused(body string, hidden []*walker) {
	ctx, s := w.t.Context(), w.crowd.seat(body)
	for _, x := range hidden {
		v := w.version(x)
		_, opened := w.desk.Open(ctx, s, x.id)
		_, file := w.desk.File(ctx, s, x.id, "any", tips.Whole(), &bytes.Buffer{})
		_, head := w.desk.FileHeadOf(ctx, s, x.id, "any")
		_, clean := w.desk.CleanFile(ctx, s, x.id, "any", tips.Whole(), &bytes.Buffer{})
		_, redrawn := w.desk.Redrawn(ctx, s, x.id, "any", &bytes.Buffer{})
		_, same := w.desk.Same(ctx, s, x.id, v)
		for act, err := range map[string]error{"open": opened, "file": file, "clean": clean, "redrawn": redrawn, "head": head, "same": same,
			"ask a reader about": w.desk.AskReader(ctx, s, x.id, w.crowd.sits[ahtu.Cell].ID, "", nil), "note in": w.desk.AddRemark(ctx, s, x.id, "x"),
			"tick in": w.desk.TickSteps(ctx, s, x.id, "sop", true, "p1"), "print": second(w.desk.Print(ctx, s, x.id)),
			"blur in": second(w.desk.Blurred(ctx, s, x.id, "any")), "see in": second(w.desk.See(ctx, s, x.id, "any", "person", "")),
			"end a reader of": w.desk.StopReader(ctx, s, x.id, "any"), "find readers for": second(w.desk.Readers(ctx, s, x.id, "bn")),
			"take": w.desk.Take(ctx, s, x.id, v), "ask": w.desk.Ask(ctx, s, x.id, v, "x", true),
			"transfer": w.desk.Transfer(ctx, s, x.id, v, ahtu.Cell, "x"), "close": w.desk.Close(ctx, s, x.id, v, tips.Outcome{Reason: tips.NoAction, Note: "x"}), "separate": w.desk.Separate(ctx, s, x.id, v)} {
			if err == nil {
				w.t.Errorf("%s may %s a tip that leaves it out: %+v, then %+v", body, act, x.where, x.meant)
			}
		}
		for act, err := range w.works(body, x, v) {
			if err == nil {
				w.t.Errorf("%s may %s a tip that leaves it out: %+v, then %+v", body, act, x.where, x.meant)
			}
		}
	}
}

// second is the error of two answers.
func second[T any](_ T, err error) error { return err }

// unseen holds that nothing the body is shown names or counts a hidden tip.
func (w *walk) unseen(body string, hidden []*walker) {
	w.t.Helper()
	ctx, s, may := w.t.Context(), w.crowd.seat(body), len(w.tips)-len(hidden)
	shown := func(what string, v any) {
		w.t.Helper()
		text, err := json.Marshal(v)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, x := range hidden {
			if bytes.Contains(text, []byte(x.id)) {
				w.t.Errorf("%s shows %s a tip that leaves it out: %+v, then %+v", what, body, x.where, x.meant)
			}
		}
	}
	for _, q := range []tips.QueueQuery{{}, {All: true}, {Status: tips.Closed, All: true}} {
		v, err := w.desk.Queue(ctx, s, q)
		if err != nil {
			w.t.Fatal(err)
		}
		shown("the queue", v)
		counted := 0
		for _, n := range v.ByUrgency {
			counted += n
		}
		if v.Total > may || counted > may {
			w.t.Errorf("the queue of %s counts %d and %d tips, it may know of %d", body, v.Total, counted, may)
		}
		for _, row := range v.Rows {
			if row.Copies > may-1 {
				w.t.Errorf("a line in the queue of %s counts %d copies, it may know of %d tips", body, row.Copies, may)
			}
		}
	}
	for _, x := range w.tips {
		if w.out(body, x) || !slices.ContainsFunc(w.lines(x), func(q tips.QueueLine) bool { return q.Body == body && q.Sealed != nil }) {
			continue
		}
		v, err := w.desk.Open(ctx, s, x.id)
		if err != nil {
			w.t.Errorf("%s does not open what it has: %v", body, err)
			continue
		}
		w.sum.opened.Add(1)
		w.sum.links.Add(int64(len(v.Links)))
		w.sum.near.Add(int64(v.NearCount))
		w.sum.ties.Add(int64(len(v.Work.Ties)))
		shown("an opened tip", v)
		// All tips name one telephone: each that it may know of is linked, and no other.
		if len(v.Links) != may-1 {
			w.t.Errorf("%s sees %d links, it may see %d", body, len(v.Links), may-1)
		}
		if v.NearCount > may-1 || len(v.Near) > may-1 {
			w.t.Errorf("%s sees %d near copies, %d counted, it may know of %d tips", body, len(v.Near), v.NearCount, may)
		}
	}
	for _, all := range []bool{false, true} {
		requests, _, err := w.desk.Requests(ctx, s, all, 1)
		if err != nil {
			w.t.Fatal(err)
		}
		w.sum.requests.Add(int64(len(requests)))
		shown("the page of requests", requests)
	}
	boards, err := w.desk.Links(ctx, s)
	if err != nil {
		w.t.Fatal(err)
	}
	shown("the board of links", boards)
	for _, b := range boards {
		if len(b.Tips) > may {
			w.t.Errorf("the board of %s links %d tips, it may know of %d", body, len(b.Tips), may)
		}
	}
}

// unfound holds that a search finds every tip that the body opens and none
// other, and that the audit shows no line about a hidden one.
func (w *walk) unfound(body string, hidden []*walker) {
	w.t.Helper()
	ctx := w.t.Context()
	s, err := w.sit(body)
	if err != nil {
		w.t.Fatal(err)
	}
	v, err := w.desk.Find(ctx, s, tips.FindQuery{Words: "ramesh"})
	if err != nil {
		w.t.Fatal(err)
	}
	opens := 0
	for _, x := range w.tips {
		if _, err := w.desk.Open(ctx, s, x.id); err == nil {
			opens++
		}
	}
	if v.Total != opens || len(v.Rows) != opens || v.State.Texts > opens {
		w.t.Errorf("%s finds %d tips (%d shown, %d in memory), it opens %d", body, v.Total, len(v.Rows), v.State.Texts, opens)
	}
	audit, err := w.desk.AuditOf(ctx, s, tips.AuditQuery{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.sum.found.Add(int64(v.Total))
	w.sum.audited.Add(int64(len(audit.Rows)))
	for what, of := range map[string]any{"the search": v, "the audit": audit} {
		text, err := json.Marshal(of)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, x := range hidden {
			if bytes.Contains(text, []byte(x.id)) {
				w.t.Errorf("%s shows %s a tip that leaves it out: %+v, then %+v", what, body, x.where, x.meant)
			}
		}
	}
	for _, x := range hidden {
		of, err := w.desk.AuditOf(ctx, s, tips.AuditQuery{Object: x.id})
		if err != nil || len(of.Rows) > 0 {
			w.t.Errorf("the audit of a tip that leaves out %s: %+v %v", body, of.Rows, err)
		}
	}
}

// notInAudit holds that no line of the audit ties a hidden tip to the body.
func (w *walk) notInAudit(body string, hidden []*walker) {
	for _, x := range hidden {
		evs, err := w.db.EventsOf(w.t.Context(), x.id)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, ev := range evs {
			if ev.Actor == w.crowd.sits[body].ID || slices.Contains(strings.Fields(ev.Note), body) {
				w.t.Errorf("the audit of a tip that leaves out %s has %s %q", body, ev.Act, ev.Note)
			}
		}
	}
	for _, x := range w.tips {
		evs, err := w.db.EventsOf(w.t.Context(), x.id)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, ev := range evs {
			for _, h := range hidden {
				if x != h && strings.Contains(ev.Note, h.id) {
					w.t.Errorf("the audit of one tip names another: %s %q", ev.Act, ev.Note)
				}
			}
		}
	}
}

// plant lets somebody who can write into the database give a body to avoid a
// line, another's sealed secret, another tip's card, the place of the unit.
func (w *walk) plant() {
	ctx := w.t.Context()
	x, body := w.tip(), w.any(w.in)
	if !w.out(body, x) {
		return
	}
	w.sum.planted.Add(1)
	db, err := sql.Open("sqlite3", w.path+"?_busy_timeout=5000")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	sealed := w.r.IntN(2) == 0
	for _, q := range []string{
		`INSERT OR IGNORE INTO lines (tip, body, role, due, looked, rank, turn, created, status, list, grp, sealed)
			SELECT tip, ?2, ?4, due, 1, rank, turn, created, status, 0, grp, CASE WHEN ?3 THEN sealed END FROM lines
			WHERE tip = (SELECT n FROM tips WHERE id = ?1) AND body = 'IN-NODAL'`,
		`UPDATE tips SET unit = ?2, holder = ?2 WHERE id = ?1 AND ?3 IN (0, 1) AND ?4 <> ''`,
		`UPDATE tips SET card = (SELECT o.card FROM tips o WHERE o.id <> ?1 ORDER BY random() LIMIT 1) WHERE id = ?1 AND ?2 <> '' AND ?3 IN (0, 1) AND ?4 <> ''`,
	} {
		if _, err := db.Exec(q, x.id, body, sealed, w.any([]string{tips.RoleUnit, tips.RoleCopy, tips.RoleHeld})); err != nil {
			w.t.Fatal(err)
		}
	}
	w.plantWork(db, x, body)
	before := w.secret(x, body)
	for _, by := range append(slices.Clone(w.in), ahtu.Cell) { // every look hands over what waits
		if _, err := w.desk.Queue(ctx, w.crowd.seat(by), tips.QueueQuery{All: true}); err != nil {
			w.t.Fatal(err)
		}
	}
	if _, err := w.line.Sweep(ctx); err != nil {
		w.t.Fatal(err)
	}
	if after := w.secret(x, body); !bytes.Equal(before, after) {
		w.t.Errorf("%s got the secret of a tip that leaves it out by a planted line: %+v", body, x.where)
	}
	w.refused(body, []*walker{x})
	w.unfound(body, []*walker{x})
	for _, other := range w.tips {
		v, err := w.desk.Open(ctx, w.crowd.seat(body), other.id)
		if err == nil && (slices.ContainsFunc(v.Links, func(l tips.Link) bool { return l.Tip == x.id }) ||
			slices.ContainsFunc(v.Work.Ties, func(y tips.TieView) bool { return y.Tip.ID == x.id })) {
			w.t.Errorf("%s sees a link to a tip that leaves it out, by a planted card: %+v", body, x.where)
		}
	}
}

// secret is the body's sealed secret of a tip as it lies in the store.
func (w *walk) secret(x *walker, body string) []byte {
	for _, q := range w.lines(x) {
		if q.Body == body {
			return q.Sealed
		}
	}
	return nil
}

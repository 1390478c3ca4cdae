package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"mukti/tips"
)

// begin keeps how a new tip begins.
func (t *tx) begin(n int64, p tips.Tip) error {
	if err := t.must(`INSERT INTO firsts (tip, unit, due, looked, late, taken, slow, lies, holder, status, reason, created, clock, next)
		VALUES (?, ?, ?, 0, 0, 0, 0, ?, ?, ?, ?, ?, ?, ?)`,
		n, p.Unit, seconds(p.Due), p.Unit, p.Holder, p.Status, p.Reason, seconds(p.Created), seconds(p.Due), seconds(p.Next)); err != nil {
		return fmt.Errorf("sqlstore: begin: %w", err)
	}
	return nil
}

// keepStep keeps in step what a board reads of a tip.
func (t *tx) keepStep(n int64, p tips.Tip) error {
	if err := t.must(`UPDATE firsts SET lies = ?, holder = ?, status = ?, reason = ?, created = ?, clock = ?, next = ? WHERE tip = ?`,
		p.Unit, p.Holder, p.Status, p.Reason, seconds(p.Created), seconds(p.Due), seconds(p.Next), n); err != nil {
		return fmt.Errorf("sqlstore: board of a tip: %w", err)
	}
	return nil
}

// firsts are the events by which a tip's beginning is known, and what each
// changes; the arguments are chosen by [tx.first].
var firsts = map[string]struct {
	q    string
	args func(tips.Event) []any
}{
	"tip.clarified": {`UPDATE firsts SET unit = ? WHERE tip = (SELECT n FROM tips WHERE id = ?)`,
		func(ev tips.Event) []any { return []any{ev.Note, ev.Object} }},
	// A copy's bureau looks for itself. What somebody takes was looked at.
	"tip.read": {`UPDATE firsts SET looked = ? WHERE looked = 0 AND tip = (SELECT t.n FROM tips t JOIN lines l ON l.tip = t.n
		WHERE t.id = ? AND l.body = ? AND l.role <> 'copy')`,
		func(ev tips.Event) []any { return []any{seconds(ev.At), ev.Object, ev.Note} }},
	"tip.taken": {`UPDATE firsts SET taken = CASE taken WHEN 0 THEN ? ELSE taken END, looked = CASE looked WHEN 0 THEN ? ELSE looked END
		WHERE tip = (SELECT n FROM tips WHERE id = ?)`,
		func(ev tips.Event) []any { return []any{seconds(ev.At), seconds(ev.At), ev.Object} }},
	"tip.escalated": {`UPDATE firsts SET late = 1 WHERE looked = 0` + ranOut, whose},
	"tip.overdue":   {`UPDATE firsts SET late = 1 WHERE looked = 0` + ranOut, whose},
	"tip.untaken":   {`UPDATE firsts SET slow = 1 WHERE taken = 0` + ranOut, whose},
}

// ranOut picks the tip whose clock ran out with a body that works on it.
const ranOut = ` AND tip = (SELECT t.n FROM tips t JOIN lines l ON l.tip = t.n WHERE t.id = ? AND l.body = ? AND l.role <> 'copy')`

// whose is the tip and the body whose clock ran out: the first that the note names.
func whose(ev tips.Event) []any {
	body, _, _ := strings.Cut(ev.Note, " ")
	return []any{ev.Object, body}
}

// first keeps what an event says of a tip's beginning.
func (t *tx) first(ev tips.Event) error {
	f, ok := firsts[ev.Act]
	if !ok {
		return nil
	}
	if err := t.must(f.q, f.args(ev)...); err != nil {
		return fmt.Errorf("sqlstore: first %s: %w", ev.Act, err)
	}
	return nil
}

// why says, in SQL, why tip f waits too long; ? is now, three times. What moved up
// before anybody looked, or took it, goes on being late though the clock of the
// body above has just begun. A promised update counts where nothing else is late.
const why = `CASE WHEN f.clock > 0 AND f.clock < ? OR f.status IN ('received', 'read') AND (f.late = 1 AND f.looked = 0 OR f.slow = 1 AND f.taken = 0) THEN
	CASE WHEN f.unit <> f.lies AND NOT EXISTS (SELECT 1 FROM lines h WHERE h.tip = f.tip AND h.body = f.holder AND h.looked > 0) THEN 'given'
		WHEN f.looked > 0 THEN 'untaken' ELSE 'unlooked' END
	WHEN l.role = 'copy' AND l.due > 0 AND l.due < ? THEN 'copy'
	WHEN f.next > 0 AND f.next < ? AND f.status IN ('with-team', 'question') THEN 'update' ELSE '' END`

// inTime is that a tip was looked at before its first clock ran out. Times of
// looks are rounded down, due times up: a look within the last step is in time.
const inTime = `CASE WHEN f.looked > 0 AND f.late = 0 AND f.looked <= f.due THEN 1 ELSE 0 END`

// decided is that it is known whether a tip was looked at in time; ? is now.
const decided = `CASE WHEN f.looked > 0 OR f.late = 1 OR f.due < ? THEN 1 ELSE 0 END`

// own are a body's lines with a secret. The bodies that a tip leaves out have none.
const own = ` FROM lines l JOIN firsts f ON f.tip = l.tip WHERE l.body = ? AND l.sealed IS NOT NULL`

// Tally implements [tips.Figures].
func (db *DB) Tally(ctx context.Context, q tips.TallyQuery) ([]tips.Tally, error) {
	now := q.Now.Unix()
	month, args := `0`, []any{now, now, now}
	if len(q.Months) > 0 {
		var b strings.Builder
		for i := len(q.Months) - 1; i >= 0; i-- {
			fmt.Fprintf(&b, ` WHEN f.created >= ? THEN %d`, i+1)
			args = append(args, q.Months[i].Unix())
		}
		month = `CASE` + b.String() + ` ELSE 0 END`
	}
	args = append(args, now, q.Body)
	return list(ctx, db.read, func(s scanner) (y tips.Tally, err error) {
		var copied, in, known, taken, prompt, oldest int64
		err = s.Scan(&y.Unit, &y.First, &y.Status, &y.Reason, &y.Why, &copied, &y.Month, &in, &known, &taken, &prompt, &y.N, &oldest)
		y.Copy, y.InTime, y.Decided, y.Taken, y.TakenInTime, y.Oldest = copied == 1, in == 1, known == 1, taken == 1, prompt == 1, moment(oldest)
		return y, err
	}, "tally", db.d.bind(`SELECT f.lies, f.unit, f.status, f.reason, `+why+`, CASE l.role WHEN 'copy' THEN 1 ELSE 0 END, `+month+`, `+inTime+`, `+decided+`,
		CASE WHEN f.taken > 0 THEN 1 ELSE 0 END, CASE WHEN f.taken > 0 AND f.slow = 0 THEN 1 ELSE 0 END,
		count(*), min(f.created)`+own+` GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11`), args...)
}

const lateColumns = tipColumns + `, f.unit, `

func scanLate(s scanner) (l tips.LateTip, err error) {
	var p tipRow
	var due int64
	err = s.Scan(append(p.into(), &l.First, &l.Why, &due)...)
	l.Tip, l.Due = p.tip(), moment(due)
	l.Tip.SameAs = "" // the other may be one that this body must miss
	return l, err
}

// Late implements [tips.Figures].
func (db *DB) Late(ctx context.Context, body string, now time.Time, limit int) ([]tips.LateTip, error) {
	n := now.Unix()
	// The first pass finds which; only what is shown is read whole.
	return list(ctx, db.read, scanLate, "late tips", db.d.bind(`SELECT `+lateColumns+`q.why, q.at FROM
		(SELECT l.tip, l.rank, `+why+` AS why, CASE WHEN f.late = 1 AND f.looked = 0 THEN f.due WHEN f.clock > 0 THEN f.clock
			WHEN l.role = 'copy' AND l.due > 0 THEN l.due ELSE f.next END AS at`+own+`) q
		JOIN tips t ON t.n = q.tip JOIN firsts f ON f.tip = q.tip WHERE q.why <> '' ORDER BY q.rank, q.at, q.tip LIMIT ?`), n, n, n, body, max(limit, 0))
}

// Inbound implements [tips.Figures].
func (db *DB) Inbound(ctx context.Context, body string, limit int) ([]tips.LateTip, error) {
	return list(ctx, db.read, scanLate, "inbound tips", db.d.bind(`SELECT `+lateColumns+`CASE q.role WHEN 'copy' THEN 'copy' ELSE 'given' END, q.due FROM
		(SELECT l.tip, l.role, l.due, l.rank`+own+` AND l.looked = 0 AND l.due > 0 AND (l.role = 'copy' OR f.unit <> f.lies)) q
		JOIN tips t ON t.n = q.tip JOIN firsts f ON f.tip = q.tip ORDER BY q.rank, q.due, q.tip LIMIT ?`), body, max(limit, 0))
}

// Together implements [tips.Figures].
func (db *DB) Together(ctx context.Context, body string, from, to time.Time) ([]tips.Pair, error) {
	return list(ctx, db.read, func(s scanner) (p tips.Pair, err error) {
		return p, s.Scan(&p.Unit, &p.Copy, &p.N)
	}, "States together", db.d.bind(`SELECT f.lies, c.body, count(*) FROM lines c JOIN firsts f ON f.tip = c.tip
		JOIN lines l ON l.tip = c.tip WHERE c.role = 'copy' AND l.body = ? AND l.sealed IS NOT NULL AND f.created >= ? AND f.created < ?
		GROUP BY f.lies, c.body ORDER BY 3 DESC, 1, 2`), body, from.Unix(), to.Unix())
}

// LastChange implements [tips.Figures]: backwards from the end, so it is soon found.
func (db *DB) LastChange(ctx context.Context) (int64, error) {
	all, err := list(ctx, db.read, func(s scanner) (n int64, err error) { return n, s.Scan(&n) }, "last change",
		`SELECT seq FROM events WHERE act LIKE 'tip.%' OR act LIKE 'letter.%' OR act LIKE 'question.%' ORDER BY seq DESC LIMIT 1`)
	if len(all) == 0 {
		return 0, err
	}
	return all[0], err
}

// Begun implements [tips.Figures]. A later taking undoes a closing: the tip was
// opened again.
func (db *DB) Begun(ctx context.Context, from, to, closed time.Time) ([]tips.Begun, error) {
	return list(ctx, db.read, func(s scanner) (b tips.Begun, err error) {
		var in int64
		err = s.Scan(&b.Unit, &b.Urgency, &in, &b.Reason, &b.N)
		b.InTime = in == 1
		return b, err
	}, "begun", db.d.bind(`SELECT f.unit, t.urgency, `+inTime+`,
		COALESCE((SELECT CASE e.act WHEN 'tip.closed' THEN e.note ELSE '' END FROM events e WHERE e.object = t.id AND e.at < ?
			AND e.act IN ('tip.closed', 'tip.taken', 'tip.reopened', 'tip.transferred') ORDER BY e.seq DESC LIMIT 1), ''), count(*)
		FROM tips t JOIN firsts f ON f.tip = t.n WHERE t.created >= ? AND t.created < ? GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`),
		closed.Unix(), from.Unix(), to.Unix())
}

const releaseColumns = `period, at, published, officer, data, hash`

func scanRelease(s scanner) (r tips.Release, err error) {
	var at, published int64
	err = s.Scan(&r.Period, &at, &published, &r.Officer, &r.Data, &r.Hash)
	r.At, r.Published = moment(at), moment(published)
	return r, err
}

// Releases implements [tips.Figures].
func (db *DB) Releases(ctx context.Context) ([]tips.Release, error) {
	return list(ctx, db.read, scanRelease, "releases", `SELECT `+releaseColumns+` FROM releases ORDER BY period DESC`)
}

// PutRelease implements [tips.Figures].
func (db *DB) PutRelease(ctx context.Context, r tips.Release, ev tips.Event) error {
	return db.writeOne(ctx, ev, "put release", `INSERT INTO releases (period, at, published, officer, data, hash) VALUES (?, ?, 0, ?, ?, ?)
		ON CONFLICT (period) DO UPDATE SET at = excluded.at, officer = excluded.officer, data = excluded.data, hash = excluded.hash
		WHERE releases.published = 0`, r.Period, seconds(r.At), r.Officer, r.Data, r.Hash)
}

// PublishRelease implements [tips.Figures].
func (db *DB) PublishRelease(ctx context.Context, period, hash string, at time.Time, ev tips.Event) error {
	return db.writeOne(ctx, ev, "publish release", `UPDATE releases SET published = ? WHERE period = ? AND hash = ? AND published = 0`, seconds(at), period, hash)
}

// DropRelease implements [tips.Figures].
func (db *DB) DropRelease(ctx context.Context, period string, ev tips.Event) error {
	return db.writeOne(ctx, ev, "drop release", `DELETE FROM releases WHERE period = ? AND published = 0`, period)
}

// writeOne changes exactly one row and writes the event of it; [tips.ErrStale]
// where there is none to change.
func (db *DB) writeOne(ctx context.Context, ev tips.Event, what, q string, args ...any) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(q, args...)
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: %s: %w", what, err)
		case n == 0:
			return tips.ErrStale
		}
		return t.event(ev)
	})
}

package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"mukti/tips"
)

// isSoon tells of a line whether its clock is about to run out. Its six
// arguments come from leadArgs.
const isSoon = `due <= CASE rank + CASE WHEN looked > 0 THEN 3 ELSE 0 END
	WHEN 0 THEN ? WHEN 1 THEN ? WHEN 2 THEN ? WHEN 3 THEN ? WHEN 4 THEN ? ELSE ? END`

// waitsOf counts lines by body and rank: every one with a clock, of an urgency
// that is told, that leads its group. A standard tip that has just come is told
// of when its clock is about to run out; one that has come back, or up, at once.
const waitsOf = `SELECT body, rank, SUM(new), SUM(CASE WHEN loud + soon > 0 THEN new ELSE 0 END),
	SUM(CASE WHEN told <> due AND told <> -due AND loud > 0 THEN new ELSE 0 END),
	SUM(soon), SUM(CASE WHEN told <> -due THEN soon ELSE 0 END)
	FROM (SELECT body, rank, due, told, CASE WHEN looked = 0 THEN 1 ELSE 0 END AS new,
		CASE WHEN rank < 2 OR status <> 'received' OR role = 'held' THEN 1 ELSE 0 END AS loud,
		CASE WHEN ` + isSoon + ` THEN 1 ELSE 0 END AS soon
		FROM lines WHERE due > 0 AND list = 0 AND rank < 3`

const waitsGroup = `) w GROUP BY body, rank`

// leadArgs are the times up to which a clock counts as about to run out: of the
// first look by rank, then of the taking. A lead of 0 is before every clock.
func leadArgs(now time.Time, leads tips.Leads) (args []any) {
	for kind := range 2 {
		for rank := range leads {
			until := int64(0)
			if leads[rank][kind] > 0 {
				until = now.Add(leads[rank][kind]).Unix()
			}
			args = append(args, until)
		}
	}
	return args
}

type waitsRow struct {
	body string
	rank int
	n    [5]int
}

func scanWaits(s scanner) (r waitsRow, err error) {
	return r, s.Scan(&r.body, &r.rank, &r.n[0], &r.n[1], &r.n[2], &r.n[3], &r.n[4])
}

func (r waitsRow) add(w *tips.Waits) {
	if r.rank < 0 || r.rank >= len(w.Count) {
		return
	}
	w.Count[r.rank], w.Owed[r.rank], w.Fresh[r.rank], w.Soon[r.rank], w.Near[r.rank] = r.n[0], r.n[1], r.n[2], r.n[3], r.n[4]
}

// Waits implements [tips.Notices].
func (db *DB) Waits(ctx context.Context, now time.Time, leads tips.Leads) (map[string]tips.Waits, error) {
	rows, err := list(ctx, db.read, scanWaits, "what waits", db.d.bind(waitsOf+waitsGroup), leadArgs(now, leads)...)
	if err != nil {
		return nil, err
	}
	out := map[string]tips.Waits{}
	for _, r := range rows {
		w := out[r.body]
		r.add(&w)
		out[r.body] = w
	}
	type call struct {
		body, kind string
		n          int
	}
	calls, err := list(ctx, db.read, func(s scanner) (c call, err error) { return c, s.Scan(&c.body, &c.kind, &c.n) },
		"calls", `SELECT body, kind, count FROM notice_calls`)
	for _, c := range calls {
		w := out[c.body]
		if w.Calls == nil {
			w.Calls = map[string]int{}
		}
		w.Calls[c.kind] = c.n
		out[c.body] = w
	}
	return out, err
}

const bookColumns = `body, ways, duty, version`

func scanBook(s scanner) (b tips.NoticeBook, err error) {
	return b, s.Scan(&b.Body, &b.Ways, &b.Duty, &b.Version)
}

// NoticeBook implements [tips.Notices].
func (db *DB) NoticeBook(ctx context.Context, body string) (tips.NoticeBook, error) {
	b, err := one(ctx, db.read, scanBook, tips.ErrNotFound, "notice book", db.d.bind(`SELECT `+bookColumns+` FROM notice_books WHERE body = ?`), body)
	if errors.Is(err, tips.ErrNotFound) {
		return tips.NoticeBook{Body: body}, nil
	}
	return b, err
}

// NoticeBooks implements [tips.Notices]: in the order of the bodies' codes.
func (db *DB) NoticeBooks(ctx context.Context) ([]tips.NoticeBook, error) {
	return list(ctx, db.read, scanBook, "notice books", `SELECT `+bookColumns+` FROM notice_books ORDER BY body`)
}

// PutNoticeBook implements [tips.Notices].
func (db *DB) PutNoticeBook(ctx context.Context, b tips.NoticeBook, drop []string, ev tips.Event) error {
	return db.write(ctx, len(b.Ways)+len(b.Duty), func(t *tx) error {
		n, err := t.exec(`INSERT INTO notice_books (body, ways, duty, version) SELECT ?, ?, ?, 1 WHERE ? = 0
			ON CONFLICT (body) DO NOTHING`, b.Body, orNull(b.Ways), orNull(b.Duty), b.Version)
		if err == nil && b.Version > 0 {
			n, err = t.exec(`UPDATE notice_books SET ways = ?, duty = ?, version = version + 1 WHERE body = ? AND version = ?`,
				orNull(b.Ways), orNull(b.Duty), b.Body, b.Version)
		}
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: put notice book: %w", err)
		case n == 0:
			return tips.ErrStale
		}
		for _, way := range drop {
			if err := t.must(`DELETE FROM notice_posts WHERE body = ? AND way = ?`, b.Body, way); err != nil {
				return fmt.Errorf("sqlstore: put notice book: %w", err)
			}
			if err := t.must(`DELETE FROM notice_states WHERE body = ? AND way = ?`, b.Body, way); err != nil {
				return fmt.Errorf("sqlstore: put notice book: %w", err)
			}
		}
		t.forget = true // replaced secrets leave the log
		return t.event(ev)
	})
}

// Rounds implements [tips.Notices].
func (db *DB) Rounds(ctx context.Context) (map[string]tips.Round, error) {
	all, err := list(ctx, db.read, func(s scanner) (r tips.Round, err error) {
		var at int64
		err = s.Scan(&r.Body, &at, &r.Rank, &r.Times, &r.Version)
		r.At = moment(at)
		return r, err
	}, "rounds", `SELECT body, at, rank, times, version FROM notice_rounds`)
	out := map[string]tips.Round{}
	for _, r := range all {
		out[r.Body] = r
	}
	return out, err
}

// PostNotices implements [tips.Notices].
func (db *DB) PostNotices(ctx context.Context, r tips.Round, w tips.Waits, leads tips.Leads, posts []tips.Post) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`INSERT INTO notice_rounds (body, at, rank, times, version) SELECT ?, ?, ?, ?, 1 WHERE ? = 0
			ON CONFLICT (body) DO NOTHING`, r.Body, seconds(r.At), r.Rank, r.Times, r.Version)
		if err == nil && r.Version > 0 {
			n, err = t.exec(`UPDATE notice_rounds SET at = ?, rank = ?, times = ?, version = version + 1 WHERE body = ? AND version = ?`,
				seconds(r.At), r.Rank, r.Times, r.Body, r.Version)
		}
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: put round: %w", err)
		case n == 0:
			return tips.ErrStale
		}
		if err := t.sameWaits(r, w, leads); err != nil {
			return err
		}
		until := leadArgs(r.At, leads)
		if err := t.must(`UPDATE lines SET told = CASE WHEN `+isSoon+` THEN -due WHEN told = -due THEN told ELSE due END
			WHERE body = ? AND due > 0 AND list = 0 AND rank < 3`, append(until, r.Body)...); err != nil {
			return fmt.Errorf("sqlstore: lines told: %w", err)
		}
		if err := t.must(`DELETE FROM notice_calls WHERE body = ?`, r.Body); err != nil {
			return fmt.Errorf("sqlstore: calls told: %w", err)
		}
		for _, p := range posts {
			if err := t.putPost(p); err != nil {
				return err
			}
		}
		return nil
	})
}

// sameWaits is [tips.ErrStale] if something has come that w does not count: it
// would be marked as told and stand in no notice.
func (t *tx) sameWaits(r tips.Round, w tips.Waits, leads tips.Leads) error {
	for rank := range w.Fresh {
		row := waitsRow{}
		err := t.row(waitsOf+` AND body = ? AND rank = ?`+waitsGroup, append(leadArgs(r.At, leads), r.Body, rank),
			&row.body, &row.rank, &row.n[0], &row.n[1], &row.n[2], &row.n[3], &row.n[4])
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("sqlstore: what waits: %w", err)
		}
		if row.n[2] != w.Fresh[rank] || row.n[4] != w.Near[rank] {
			return tips.ErrStale
		}
	}
	have, calls := 0, 0
	if err := t.row(`SELECT COALESCE(SUM(count), 0) FROM notice_calls WHERE body = ?`, []any{r.Body}, &have); err != nil {
		return fmt.Errorf("sqlstore: calls: %w", err)
	}
	for _, n := range w.Calls {
		calls += n
	}
	if have != calls {
		return tips.ErrStale
	}
	return nil
}

// putPost replaces what waits for the same address. Where that failed before,
// the next attempt stays where it is: news do not hurry a server that is down.
func (t *tx) putPost(p tips.Post) error {
	if err := t.must(`INSERT INTO notice_posts (body, target, id, way, made, next, held, tries, data) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)
		ON CONFLICT (body, target) DO UPDATE SET id = excluded.id, way = excluded.way, made = excluded.made, data = excluded.data,
			next = CASE WHEN notice_posts.tries > 0 THEN notice_posts.next ELSE excluded.next END`,
		p.Body, p.Target, p.ID, p.Way, seconds(p.Made), seconds(p.Next), p.Data); err != nil {
		return fmt.Errorf("sqlstore: put post: %w", err)
	}
	return nil
}

// PutPost implements [tips.Notices].
func (db *DB) PutPost(ctx context.Context, p tips.Post, ev tips.Event) error {
	return db.write(ctx, len(p.Data), func(t *tx) error {
		if err := t.putPost(p); err != nil {
			return err
		}
		return t.event(ev)
	})
}

// ClaimPosts implements [tips.Notices].
func (db *DB) ClaimPosts(ctx context.Context, now, until time.Time, longest time.Duration, limit int) ([]tips.Post, error) {
	at, far := now.Unix(), now.Add(longest).Unix()
	const due = `(next <= ? OR next > ?) AND (held <= ? OR held > ?)`
	args := []any{at, far, at, far}
	// Most looks find nothing, and a look must not take the writer's lock.
	n, err := one(ctx, db.read, func(s scanner) (n int, err error) { return n, s.Scan(&n) }, tips.ErrNotFound, "posts",
		db.d.bind(`SELECT count(*) FROM (SELECT 1 FROM notice_posts WHERE `+due+` LIMIT 1) q`), args...)
	if err != nil || n == 0 {
		return nil, err
	}
	var all []tips.Post
	err = db.write(ctx, 0, func(t *tx) error {
		all = all[:0]
		for len(all) < limit {
			var p tips.Post
			var made, next int64
			err := t.row(`UPDATE notice_posts SET held = ? WHERE (body, target) IN (SELECT body, target FROM notice_posts
				WHERE `+due+` ORDER BY tries, next, body, target LIMIT 1) RETURNING body, target, id, way, made, next, tries, data`,
				append([]any{until.Unix()}, args...), &p.Body, &p.Target, &p.ID, &p.Way, &made, &next, &p.Tries, &p.Data)
			if errors.Is(err, sql.ErrNoRows) {
				return nil
			}
			if err != nil {
				return fmt.Errorf("sqlstore: claim posts: %w", err)
			}
			p.Made, p.Next = moment(made), moment(next)
			all = append(all, p)
		}
		return nil
	})
	return all, err
}

// EndPost implements [tips.Notices].
func (db *DB) EndPost(ctx context.Context, p tips.Post, o tips.Attempt, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		var err error
		switch {
		case o.Class == "" || o.Next.IsZero():
			// One that took its place meanwhile stays, and goes next.
			if err = t.must(`DELETE FROM notice_posts WHERE body = ? AND target = ? AND id = ?`, p.Body, p.Target, p.ID); err == nil {
				err = t.must(`UPDATE notice_posts SET held = 0, tries = 0, next = made WHERE body = ? AND target = ?`, p.Body, p.Target)
			}
		default:
			err = t.must(`UPDATE notice_posts SET held = 0, tries = tries + 1, next = ? WHERE body = ? AND target = ?`, seconds(o.Next), p.Body, p.Target)
		}
		if err != nil {
			return fmt.Errorf("sqlstore: end post: %w", err)
		}
		st := tips.NoticeState{Body: p.Body, Way: p.Way, Class: o.Class}
		if o.Class == "" {
			st.Sent = o.At
		} else {
			st.Since = o.At
		}
		if err := t.putState(st); err != nil {
			return err
		}
		t.forget = true
		if ev.Act == "" {
			return nil
		}
		return t.event(ev)
	})
}

// putState keeps the time of the first of several failures, and that of the
// last success.
func (t *tx) putState(s tips.NoticeState) error {
	if err := t.must(`INSERT INTO notice_states (body, way, sent, since, class) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (body, way) DO UPDATE SET sent = CASE WHEN excluded.sent > 0 THEN excluded.sent ELSE notice_states.sent END,
			since = CASE WHEN excluded.class = '' THEN 0 WHEN notice_states.since > 0 THEN notice_states.since ELSE excluded.since END,
			class = excluded.class`, s.Body, s.Way, seconds(s.Sent), seconds(s.Since), s.Class); err != nil {
		return fmt.Errorf("sqlstore: notice state: %w", err)
	}
	return nil
}

// PutNoticeState implements [tips.Notices].
func (db *DB) PutNoticeState(ctx context.Context, s tips.NoticeState) error {
	return db.write(ctx, 0, func(t *tx) error { return t.putState(s) })
}

// NoticeStates implements [tips.Notices]: by body, then way.
func (db *DB) NoticeStates(ctx context.Context) ([]tips.NoticeState, error) {
	return list(ctx, db.read, func(s scanner) (n tips.NoticeState, err error) {
		var sent, since int64
		err = s.Scan(&n.Body, &n.Way, &sent, &since, &n.Class)
		n.Sent, n.Since = moment(sent), moment(since)
		return n, err
	}, "notice states", `SELECT body, way, sent, since, class FROM notice_states ORDER BY body, way`)
}

// Call implements [tips.Notices].
func (db *DB) Call(ctx context.Context, body, kind string) error {
	return db.write(ctx, 0, func(t *tx) error { return t.call(strings.TrimSpace(body), kind) })
}

func (t *tx) call(body, kind string) error {
	if err := t.must(`INSERT INTO notice_calls (body, kind, count) VALUES (?, ?, 1)
		ON CONFLICT (body, kind) DO UPDATE SET count = notice_calls.count + 1`, body, kind); err != nil {
		return fmt.Errorf("sqlstore: call: %w", err)
	}
	return nil
}

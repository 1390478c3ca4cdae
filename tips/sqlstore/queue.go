package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"mukti/tips"
)

// ranks are the urgencies in the order of a queue: a line's rank is its index.
var ranks = [...]string{tips.Immediate, tips.Urgent, tips.Standard, tips.Information}

// rankQuiet is the first rank of which nobody is told.
const rankQuiet = 3

func rankOf(urgency string) (int, bool) {
	for n, u := range ranks {
		if u == urgency {
			return n, true
		}
	}
	return 0, false
}

// noClock is the turn of a line without a clock: behind every due time.
const noClock = int64(1) << 62

// What a line's list holds; see the migrations. A queue lists open, closed and,
// where it is asked for all, above; what follows or is joined it counts.
const (
	listOpen    = 0
	listAbove   = 1
	listClosed  = 2
	listFollows = 4
	listJoined  = 8
)

// putLine inserts or replaces a body's line; a line without a secret keeps the
// one that is stored.
func (t *tx) putLine(at row, p tips.Tip, l tips.QueueLine) error {
	rank, _ := rankOf(p.Urgency)
	turn := seconds(l.Due)
	if turn == 0 {
		turn = noClock
	}
	in := listOpen
	if l.Role == tips.RoleAbove && l.Due.IsZero() && l.Looked.IsZero() {
		in = listAbove
	}
	if p.Status == tips.Closed && l.Due.IsZero() {
		in += listClosed
	}
	if l.Role != tips.RoleCopy { // a copy's bureau looks for itself
		in += joined(p)
	}
	if err := t.must(`INSERT INTO lines (tip, body, role, due, looked, rank, turn, created, status, list, grp, taker, sealed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (tip, body) DO UPDATE SET role = excluded.role, due = excluded.due, looked = excluded.looked, rank = excluded.rank,
			turn = excluded.turn, created = excluded.created, status = excluded.status, list = excluded.list, grp = excluded.grp, taker = excluded.taker,
			sealed = COALESCE(excluded.sealed, lines.sealed)`,
		at.n, l.Body, l.Role, seconds(l.Due), seconds(l.Looked), rank, turn, seconds(p.Created), p.Status, in, at.grp, p.Taker, orNull(l.Sealed)); err != nil {
		return fmt.Errorf("sqlstore: put line: %w", err)
	}
	return nil
}

// joined is the bit of a tip that was said to be the same as another.
func joined(p tips.Tip) int {
	if p.SameAs != "" && p.Status != tips.Closed {
		return listJoined
	}
	return 0
}

// follow keeps what a tip's lines repeat of it in step; which of them follow in
// their group [tx.leadAgain] says afterwards.
func (t *tx) follow(at row, p tips.Tip) error {
	rank, _ := rankOf(p.Urgency)
	closed := 0
	if p.Status == tips.Closed {
		closed = listClosed
	}
	if err := t.must(`UPDATE lines SET rank = ?, created = ?, status = ?, taker = ?,
		list = list % 2 + CASE WHEN due = 0 THEN ? ELSE 0 END + CASE WHEN role = ? THEN 0 ELSE ? END
		WHERE tip = ? AND (rank <> ? OR created <> ? OR status <> ? OR taker <> ? OR (list >= ?) <> (? > 0 AND role <> ?))`,
		rank, seconds(p.Created), p.Status, p.Taker, closed, tips.RoleCopy, joined(p),
		at.n, rank, seconds(p.Created), p.Status, p.Taker, listJoined, joined(p), tips.RoleCopy); err != nil {
		return fmt.Errorf("sqlstore: lines of a tip: %w", err)
	}
	return nil
}

const lineColumns = `t.id, l.body, l.role, l.sealed, l.due, l.looked`

// lineRow receives lineColumns.
type lineRow struct {
	tips.QueueLine
	due, looked int64
}

func (r *lineRow) into() []any {
	return []any{&r.Tip, &r.Body, &r.Role, &r.Sealed, &r.due, &r.looked}
}

func (r *lineRow) line() tips.QueueLine {
	r.Due, r.Looked = moment(r.due), moment(r.looked)
	return r.QueueLine
}

func scanLine(s scanner) (tips.QueueLine, error) {
	var r lineRow
	err := s.Scan(r.into()...)
	return r.line(), err
}

// Lines implements [tips.Store]: in the order of the bodies' codes.
func (db *DB) Lines(ctx context.Context, tip string) ([]tips.QueueLine, error) {
	return list(ctx, db.read, scanLine, "lines",
		db.d.bind(`SELECT `+lineColumns+` FROM tips t JOIN lines l ON l.tip = t.n WHERE t.id = ? ORDER BY l.body`), tip)
}

// pick is the part of a queue's query that chooses lines.
type pick struct {
	lists []int  // each is one run of the index
	where string // beside body and list
	args  []any
}

// picks turns a filter into what the index understands; false for an urgency
// that does not exist.
func picks(f tips.QueueFilter) (pick, bool) {
	p := pick{lists: []int{listOpen}}
	switch f.Status {
	case "":
	case tips.Closed:
		p.lists[0] = listClosed
	default:
		p.where, p.args = ` AND l.status = ?`, []any{f.Status}
	}
	if f.All {
		p.lists = append(p.lists, p.lists[0]+listAbove)
	}
	p.narrow(f.QueueNarrow)
	if f.Urgency == "" {
		return p, true
	}
	rank, ok := rankOf(f.Urgency)
	p.where, p.args = p.where+` AND l.rank = ?`, append(p.args, rank)
	return p, ok
}

// narrow adds what the index answers alone, and last what it does not.
func (p *pick) narrow(n tips.QueueNarrow) {
	and := func(on bool, where string, args ...any) {
		if on {
			p.where, p.args = p.where+` AND `+where, append(p.args, args...)
		}
	}
	and(n.Taker != "", `l.taker = ?`, n.Taker)
	and(n.Free, `l.taker = ''`)
	and(n.Unlooked, `l.looked = 0`)
	and(n.Role != "", `l.role = ?`, n.Role)
	and(!n.From.IsZero(), `l.created >= ?`, seconds(n.From))
	and(!n.To.IsZero(), `l.created < ?`, seconds(n.To))
	// The ranks are named so that the index is entered at each: few are late, and every look at the queue counts them.
	and(!n.Late.IsZero(), `l.rank IN (0, 1, 2, 3) AND l.turn < ?`, seconds(n.Late))
	and(n.Files, `EXISTS (SELECT 1 FROM boxes b WHERE b.tip = l.tip AND b.kind = 'file')`)
	and(n.In != "", `EXISTS (SELECT 1 FROM tips t WHERE t.n = l.tip AND (t.unit = ? OR substr(t.unit, 1, ?) = ?))`, n.In, len(n.In)+1, n.In+"-")
}

// from is the query of the picked lines, and its arguments.
func (p pick) from(columns, body string) (string, []any) {
	var runs []string
	var args []any
	for _, l := range p.lists {
		runs = append(runs, `SELECT `+columns+` FROM lines l WHERE l.body = ? AND l.list = ?`+p.where)
		args = append(append(args, body, l), p.args...)
	}
	return strings.Join(runs, ` UNION ALL `), args
}

// Queue implements [tips.Store]. Without a limit it only counts.
func (db *DB) Queue(ctx context.Context, f tips.QueueFilter) (tips.QueuePage, error) {
	// One snapshot: the counts belong to the rows.
	t, err := db.read.BeginTx(ctx, nil)
	if err != nil {
		return tips.QueuePage{}, fmt.Errorf("sqlstore: queue: %w", err)
	}
	defer t.Rollback()
	page := tips.QueuePage{}
	if page.ByUrgency, err = db.openByUrgency(ctx, t, f.Body, f.All); err != nil {
		return tips.QueuePage{}, err
	}
	p, ok := picks(f)
	switch {
	case !ok:
		return page, nil
	case f.Status == "" && f.Urgency == "" && f.QueueNarrow == (tips.QueueNarrow{}):
		for _, n := range page.ByUrgency {
			page.Total += n
		}
	case f.Status == "" && f.QueueNarrow == (tips.QueueNarrow{}):
		page.Total = page.ByUrgency[f.Urgency]
	default:
		from, args := p.from(`1`, f.Body)
		if err := t.QueryRowContext(ctx, db.d.bind(`SELECT count(*) FROM (`+from+`) q`), args...).Scan(&page.Total); err != nil {
			return tips.QueuePage{}, fmt.Errorf("sqlstore: count queue: %w", err)
		}
	}
	if f.Limit <= 0 {
		return page, nil
	}
	if page.Newest, page.New, err = db.news(ctx, t, f); err != nil {
		return page, err
	}
	page.Rows, err = db.queueRows(ctx, t, p, f, page.Total)
	return page, err
}

// QueueCount implements [tips.Store].
func (db *DB) QueueCount(ctx context.Context, f tips.QueueFilter, most int) (int, error) {
	p, ok := picks(f)
	if !ok {
		return 0, nil
	}
	from, args := p.from(`1`, f.Body)
	return one(ctx, db.read, func(s scanner) (n int, err error) { return n, s.Scan(&n) }, tips.ErrNotFound, "count queue",
		db.d.bind(`SELECT count(*) FROM (`+from+` LIMIT ?) q`), append(args, max(most, 0))...)
}

// news counts what has come since a look: the key of lines begins with the
// tip, so that only what is newer is read.
func (db *DB) news(ctx context.Context, t *sql.Tx, f tips.QueueFilter) (newest int64, n int, err error) {
	if err := t.QueryRowContext(ctx, `SELECT COALESCE(max(n), 0) FROM tips`).Scan(&newest); err != nil {
		return 0, 0, fmt.Errorf("sqlstore: newest tip: %w", err)
	}
	if f.Since <= 0 {
		return newest, 0, nil
	}
	err = t.QueryRowContext(ctx, db.d.bind(`SELECT count(*) FROM lines WHERE tip > ? AND body = ? AND list IN (?, ?)`),
		f.Since, f.Body, listOpen, map[bool]int{false: listOpen, true: listAbove}[f.All]).Scan(&n)
	if err != nil {
		return 0, 0, fmt.Errorf("sqlstore: new tips: %w", err)
	}
	return newest, n, nil
}

// openByUrgency counts a body's open lines.
func (db *DB) openByUrgency(ctx context.Context, t *sql.Tx, body string, all bool) (map[string]int, error) {
	type count struct{ rank, n int }
	// One list at a time: the index has each in the order of the ranks.
	q, args := `SELECT rank, count(*) FROM lines WHERE body = ? AND list = ? GROUP BY rank`, []any{body, listOpen}
	if all {
		q, args = q+` UNION ALL `+q, append(args, body, listAbove)
	}
	counts, err := list(ctx, t, func(s scanner) (c count, err error) {
		return c, s.Scan(&c.rank, &c.n)
	}, "count queue", db.d.bind(q), args...)
	by := map[string]int{}
	for _, c := range counts {
		if c.rank >= 0 && c.rank < len(ranks) {
			by[ranks[c.rank]] += c.n
		}
	}
	return by, err
}

// place is where a row stands in a queue's order, as text: a row's Key.
type place struct {
	rank, turn, created int64
	tip                 string
}

func (p place) String() string { return fmt.Sprintf("%d.%d.%d.%s", p.rank, p.turn, p.created, p.tip) }

func placeOf(key string) (p place, ok bool) {
	parts := strings.Split(key, ".")
	if len(parts) != 4 {
		return place{}, false
	}
	for i, to := range []*int64{&p.rank, &p.turn, &p.created} {
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil {
			return place{}, false
		}
		*to = n
	}
	p.tip = parts[3]
	return p, true
}

// beside cuts a pick to what stands behind a key, or before it. The row's own
// place counts, not where its tip stands by now: a page is left where it was.
func (p *pick) beside(ctx context.Context, t *sql.Tx, d dialect, key, sign string) (bool, error) {
	at, ok := placeOf(key)
	if !ok {
		return false, nil
	}
	n := int64(0)
	err := t.QueryRowContext(ctx, d.bind(`SELECT n FROM tips WHERE id = ?`), at.tip).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("sqlstore: place in a queue: %w", err)
	}
	p.where += ` AND (l.rank, l.turn, l.created, l.tip) ` + sign + ` (?, ?, ?, ?)`
	p.args = append(p.args, at.rank, at.turn, at.created, n)
	return true, nil
}

// queueRows reads the page: the index alone chooses and sorts, then only the
// page's own lines, tips and summaries are read. A page behind a key is found
// at once; one by its number is counted from the nearer end.
func (db *DB) queueRows(ctx context.Context, t *sql.Tx, p pick, f tips.QueueFilter, total int) ([]tips.QueueRow, error) {
	offset, limit, back := max(f.Offset, 0), f.Limit, false
	byKey, err := p.beside(ctx, t, db.d, f.After, ">")
	if err == nil && !byKey {
		if back, err = p.beside(ctx, t, db.d, f.Before, "<"); back {
			byKey = true
		}
	}
	switch {
	case err != nil:
		return nil, err
	case byKey:
		offset = 0
	case offset >= total:
		return nil, nil
	case offset > total/2:
		limit = min(limit, total-offset)
		offset, back = total-offset-limit, true
	}
	order := `rank, turn, created, tip`
	if back {
		order = `rank DESC, turn DESC, created DESC, tip DESC`
	}
	from, args := p.from(`l.rank, l.turn, l.created, l.tip`, f.Body)
	q := `SELECT ` + lineColumns + `, ` + tipColumns + `,
		(SELECT b.data FROM boxes b WHERE b.tip = l.tip AND b.kind = ? ORDER BY b.at DESC, b.n DESC LIMIT 1),
		(SELECT count(*) FROM boxes b WHERE b.tip = l.tip AND b.kind = ?),
		CASE WHEN l.grp > 0 AND l.looked = 0 AND l.status = ? THEN (SELECT count(*) FROM lines f
			WHERE f.body = l.body AND f.grp = l.grp AND f.list IN (4, 5)) ELSE 0 END +
		(SELECT count(*) FROM tips s JOIN lines f ON f.tip = s.n AND f.body = l.body WHERE s.same = t.id AND s.same <> ''),
		q.rank, q.turn, q.created
		FROM (` + from + ` ORDER BY ` + order + ` LIMIT ? OFFSET ?) q
		JOIN lines l ON l.tip = q.tip AND l.body = ? JOIN tips t ON t.n = q.tip
		ORDER BY q.rank, q.turn, q.created, q.tip`
	args = append([]any{tips.BoxSummary, tips.BoxFile, tips.Received}, args...)
	args = append(args, limit, offset, f.Body)
	return list(ctx, t, func(s scanner) (r tips.QueueRow, err error) {
		var l lineRow
		var p tipRow
		var at place
		err = s.Scan(append(append(l.into(), p.into()...), &r.Summary, &r.Files, &r.Copies, &at.rank, &at.turn, &at.created)...)
		r.Line, r.Tip = l.line(), p.tip()
		at.tip = r.Tip.ID
		r.Key = at.String()
		return r, err
	}, "queue", db.d.bind(q), args...)
}

// Waiting implements [tips.Store]: the oldest tips first.
func (db *DB) Waiting(ctx context.Context, to, by string, limit int) ([]tips.QueueLine, error) {
	return list(ctx, db.read, scanLine, "waiting lines", db.d.bind(`SELECT `+lineColumns+`
		FROM lines w JOIN lines l ON l.tip = w.tip AND l.body = ? JOIN tips t ON t.n = w.tip
		WHERE w.body = ? AND w.sealed IS NULL AND l.sealed IS NOT NULL ORDER BY w.created, w.tip LIMIT ?`), by, to, max(limit, 0))
}

// WaitingFor implements [tips.Store]: in the order of the bodies' codes. Only
// bodies that have a key are looked at: most lines without a secret belong to
// units where nobody has enrolled yet, and there may be tens of thousands.
func (db *DB) WaitingFor(ctx context.Context, by string) ([]string, error) {
	return list(ctx, db.read, func(s scanner) (code string, err error) {
		return code, s.Scan(&code)
	}, "bodies that wait", db.d.bind(`SELECT k.code FROM bodies k WHERE EXISTS (
		SELECT 1 FROM lines w JOIN lines l ON l.tip = w.tip AND l.body = ?
		WHERE w.body = k.code AND w.sealed IS NULL AND l.sealed IS NOT NULL) ORDER BY k.code`), by)
}

// Overdue implements [tips.Store].
func (db *DB) Overdue(ctx context.Context, now time.Time, limit int) ([]tips.QueueLine, error) {
	return list(ctx, db.read, scanLine, "overdue lines", db.d.bind(`SELECT `+lineColumns+` FROM lines l JOIN tips t ON t.n = l.tip
		WHERE l.due > 0 AND l.due <= ? ORDER BY l.due, l.tip, l.body LIMIT ?`), now.Unix(), max(limit, 0))
}

// NextDue implements [tips.Store].
func (db *DB) NextDue(ctx context.Context) (time.Time, error) {
	var due sql.NullInt64
	err := db.read.QueryRowContext(ctx, db.d.bind(`SELECT min(due) FROM lines WHERE due > 0`)).Scan(&due)
	if err != nil {
		return time.Time{}, fmt.Errorf("sqlstore: next due: %w", err)
	}
	return moment(due.Int64), nil
}

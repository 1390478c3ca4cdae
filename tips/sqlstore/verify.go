package sqlstore

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"mukti/tips"
)

// maxFaults is how many faults of one sort are told; the rest are counted.
const maxFaults = 50

// sealedHead is how every sealed blob begins.
// Source: C2SP age specification, "Version line".
const sealedHead = "age-encryption.org/v1\n"

// minSealed is the least that anything sealed under a random key takes: nonce and
// authenticator. Source: XChaCha20-Poly1305, draft-irtf-cfrg-xchacha, section 2.
const minSealed = 24 + 16

// check is one question to the database: each row of its answer is a fault.
type check struct {
	what string // the fault; the row's text follows
	q    string
	args []any
}

// checks beyond the chain. Ids in a fault are random and say nothing of a tip.
func checks() []check {
	frame := []any{len(sealedHead), []byte(sealedHead)}
	return append([]check{
		{"a row refers to what is not there: table", `SELECT "table" || ', row ' || rowid || ', lacks its ' || parent FROM pragma_foreign_key_check`, nil},
		{"a tip without a mailbox:", `SELECT id FROM tips WHERE n NOT IN (SELECT tip FROM mailboxes)`, nil},
		{"a tip in no queue:", `SELECT id FROM tips WHERE n NOT IN (SELECT tip FROM lines)`, nil},
		{"a mailbox without a tip:", `SELECT id FROM mailboxes WHERE tip NOT IN (SELECT n FROM tips)`, nil},
		{"a line without a tip:", `SELECT tip || ' ' || body FROM lines WHERE tip NOT IN (SELECT n FROM tips)`, nil},
		{"a box without a tip:", `SELECT tip || ' ' || id FROM boxes WHERE tip NOT IN (SELECT n FROM tips)`, nil},
		{"a letter without a tip:", `SELECT tip || ' ' || id FROM letters WHERE tip NOT IN (SELECT n FROM tips)`, nil},
		{"a mark without a tip:", `SELECT tip || ' ' || kind FROM marks WHERE tip NOT IN (SELECT n FROM tips)`, nil},
		{"a band without a tip:", `SELECT DISTINCT tip FROM bands WHERE tip NOT IN (SELECT n FROM tips)`, nil},
		{"chunks without a file:", `SELECT DISTINCT c.tip || ' ' || c.file FROM chunks c
			WHERE NOT EXISTS (SELECT 1 FROM boxes b WHERE b.tip = c.tip AND c.file IN (b.id, b.id || ?) AND b.kind = ?)`, []any{tips.CleanCopy(""), tips.BoxFile}},
		{"an arriving file without a head:", `SELECT a.tip || ' ' || a.file FROM arriving a
			WHERE NOT EXISTS (SELECT 1 FROM boxes b WHERE b.tip = a.tip AND b.id = a.file AND b.kind = ?)`, []any{tips.BoxFile}},
		{"a file with a chunk missing:", `SELECT tip || ' ' || file FROM chunks GROUP BY tip, file HAVING count(*) <> max(n) + 1`, nil},
		{"a line that disagrees with its tip:", `SELECT t.id || ' ' || l.body FROM lines l JOIN tips t ON t.n = l.tip
			WHERE l.status <> t.status OR l.taker <> t.taker OR l.created <> t.created
			OR l.turn <> CASE l.due WHEN 0 THEN ? ELSE l.due END
			OR l.rank <> CASE t.urgency WHEN ? THEN 0 WHEN ? THEN 1 WHEN ? THEN 2 WHEN ? THEN 3 ELSE -1 END
			OR l.list & 3 <> (l.role = ? AND l.due = 0 AND l.looked = 0) + 2 * (t.status = ? AND l.due = 0)
			OR l.grp <> t.grp OR (l.list & 8 > 0) <> (t.same <> '' AND t.status <> ? AND l.role <> ?) OR l.list > 11
			OR (l.list & 4 > 0 AND (l.grp = 0 OR l.looked > 0 OR l.status <> ?))`,
			[]any{noClock, ranks[0], ranks[1], ranks[2], ranks[3], tips.RoleAbove, tips.Closed, tips.Closed, tips.RoleCopy, tips.Received}},
		{"a line that is behind none:", `SELECT t.id || ' ' || l.body FROM lines l JOIN tips t ON t.n = l.tip
			WHERE l.list IN (4, 5) AND NOT EXISTS (SELECT 1 FROM lines o WHERE o.body = l.body AND o.grp = l.grp AND o.list = l.list - 4
				AND o.looked = 0 AND o.status = ?)`, []any{tips.Received}},
		{"a tip of which nobody knows how it began:", `SELECT id FROM tips WHERE n NOT IN (SELECT tip FROM firsts)`, nil},
		{"a board that disagrees with its tip:", `SELECT t.id FROM firsts f JOIN tips t ON t.n = f.tip WHERE f.lies <> t.unit OR f.holder <> t.holder
			OR f.status <> t.status OR f.reason <> t.reason OR f.created <> t.created OR f.clock <> t.due OR f.next <> t.next`, nil},
		{"a beginning that the audit does not tell:", `SELECT t.id FROM firsts f JOIN tips t ON t.n = f.tip
			WHERE f.taken > 0 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.object = t.id AND e.act = 'tip.taken' AND e.at = f.taken)
			OR f.late = 1 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.object = t.id AND e.act IN ('tip.escalated', 'tip.overdue'))
			OR f.slow = 1 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.object = t.id AND e.act = 'tip.untaken')`, nil},
		{"a release that nobody published:", `SELECT period FROM releases r WHERE published > 0 AND NOT EXISTS
			(SELECT 1 FROM events e WHERE e.object = r.period AND e.act = 'release.published' AND e.note = r.hash)`, nil},
		{"a tip the same as one that is not there:", `SELECT id FROM tips WHERE same <> '' AND same NOT IN (SELECT id FROM tips)`, nil},
		{"a notice that was told of no clock:", `SELECT t.id || ' ' || l.body FROM lines l JOIN tips t ON t.n = l.tip WHERE abs(l.told) > ?`, []any{noClock}},
		{"settings of notices that are not sealed:", `SELECT body FROM notice_books WHERE length(ways) < ? OR length(duty) < ?`, []any{minSealed, minSealed}},
		{"a notice that is not sealed:", `SELECT body || ' ' || id FROM notice_posts WHERE length(data) < ? OR way NOT IN ('mail', 'sms', 'webhook')`, []any{minSealed}},
		{"an officer's views that are not sealed:", `SELECT officer FROM views WHERE substr(data, 1, ?) IS NOT ?`, frame},
		{"a box that is not sealed:", `SELECT t.id || ' ' || b.id FROM boxes b JOIN tips t ON t.n = b.tip
			WHERE substr(b.data, 1, ?) IS NOT ?`, frame},
		{"a line's secret that is not sealed:", `SELECT t.id || ' ' || l.body FROM lines l JOIN tips t ON t.n = l.tip
			WHERE l.sealed IS NOT NULL AND substr(l.sealed, 1, ?) IS NOT ?`, frame},
		{"a letter that is not sealed to the tip:", `SELECT t.id || ' ' || l.id FROM letters l JOIN tips t ON t.n = l.tip
			WHERE substr(l.to_tip, 1, ?) IS NOT ?`, frame},
		{"a letter that is not sealed to the number:", `SELECT t.id || ' ' || l.id FROM letters l JOIN tips t ON t.n = l.tip
			WHERE l.to_number IS NOT NULL AND substr(l.to_number, 1, ?) IS NOT ?`, frame},
		{"an account that is open without a locked key:", `SELECT id FROM officers WHERE state IN (?, ?) AND locked IS NULL`,
			[]any{tips.OfficerEnrolled, tips.OfficerActive}},
		{"second factors that are not sealed:", `SELECT id FROM officers WHERE factors IS NOT NULL AND (length(factors) < ?
			OR substr(factors, 1, 2) = x'7b22' AND substr(factors, -1) = x'7d')`,
			[]any{minSealed}},
		{"a reading without a tip:", `SELECT id FROM readings WHERE tip NOT IN (SELECT n FROM tips)`, nil},
		{"a reading that is not sealed:", `SELECT id FROM readings WHERE substr(sealed, 1, ?) IS NOT ?`, frame},
		{"a reading that lasts longer than a day, or not at all:", `SELECT id FROM readings WHERE expires <= at OR expires > at + ?`, []any{int64(tips.ReadingTime / time.Second)}},
		{"a reading for the officer who asked:", `SELECT id FROM readings WHERE asker = reader`, nil},
		{"a chunk that is empty or too large:", `SELECT t.id || ' ' || c.file || ' ' || c.n FROM chunks c JOIN tips t ON t.n = c.tip
			WHERE length(c.data) NOT BETWEEN 1 AND ?`, []any{maxChunk}},
	}, requestChecks()...)
}

// Verify looks for every fault that can be seen without opening anything:
// damage to the file, rows that belong to nothing, blobs that are not sealed, a
// broken or shortened audit. One fault a line, none when all is well. Its error
// says that it could not look.
func (db *DB) Verify(ctx context.Context) ([]string, error) {
	faults := &faults{}
	db.run(ctx, faults, check{what: "the file is damaged:", q: `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'`})
	for _, c := range slices.Concat(checks(), keepingChecks(), feedbackChecks()) {
		db.run(ctx, faults, c)
	}
	anchor := db.anchored(faults) // first: the chain may grow meanwhile, the anchor may not be ahead
	if err := db.chainFaults(ctx, db.read, anchor, faults); err != nil {
		faults.add("the audit cannot be read:", oneLine(err).Error())
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: verify: %w", err)
	}
	return faults.lines, nil
}

// run asks one question. A database too damaged to answer has a fault.
func (db *DB) run(ctx context.Context, f *faults, c check) {
	rows, err := list(ctx, db.read, func(s scanner) (line string, err error) {
		return line, s.Scan(&line)
	}, "check", db.d.bind(c.q), c.args...)
	if err != nil {
		f.add(c.what, "cannot be looked at: "+oneLine(err).Error())
	}
	for _, r := range rows {
		f.add(c.what, r)
	}
	f.flush()
}

// anchored is the anchor as it is kept outside the database.
func (db *DB) anchored(f *faults) link {
	if db.o.Anchor == "" {
		return link{}
	}
	end, err := (&anchor{path: db.o.Anchor}).load()
	if err != nil {
		f.add(strings.TrimPrefix(oneLine(err).Error(), "sqlstore: "), "")
	}
	return end
}

// chainFaults walks the audit from its beginning, past its anchor and its
// daily heads.
func (db *DB) chainFaults(ctx context.Context, from querier, anchor link, f *faults) error {
	heads, err := db.headFaults(ctx, from, f)
	if err != nil {
		return err
	}
	end, err := walkChain(ctx, from, db.o.AuditKey, link{}, f, func(ev tips.Event) {
		name := fmt.Sprintf("event %d", ev.Seq)
		if ev.Seq == anchor.seq && !bytes.Equal(ev.MAC, anchor.mac) {
			f.add("the audit is not the one of the anchor:", name)
		}
		for _, h := range heads[ev.Seq] {
			if !bytes.Equal(ev.MAC, h.MAC) {
				f.add("the audit is not the one of a daily head:", h.Day+", "+name)
			}
		}
		delete(heads, ev.Seq)
	})
	if err != nil {
		return err
	}
	if end.seq < anchor.seq {
		f.add("the audit was cut:", fmt.Sprintf("it ends at event %d, the anchor is at event %d", end.seq, anchor.seq))
	}
	delete(heads, 0) // of a chain that had not begun
	for _, seq := range slices.Sorted(maps.Keys(heads)) {
		f.add("the audit lacks the event of a daily head:", fmt.Sprintf("%s, event %d", heads[seq][0].Day, seq))
	}
	f.flush()
	return nil
}

// walkChain walks the audit from after the link and gives its end; each, if
// any, sees every event.
func walkChain(ctx context.Context, from querier, key []byte, end link, f *faults, each func(tips.Event)) (link, error) {
	where := ""
	if end.seq > 0 { // from the beginning also what was written in before it is met
		where = ` WHERE seq > ` + strconv.FormatInt(end.seq, 10)
	}
	rows, err := from.QueryContext(ctx, `SELECT `+eventColumns+` FROM events`+where+` ORDER BY seq`)
	if err != nil {
		return link{}, err
	}
	defer rows.Close()
	for rows.Next() {
		ev, err := scanEvent(rows)
		if err != nil {
			return link{}, err
		}
		name := fmt.Sprintf("event %d", ev.Seq)
		switch {
		case ev.Seq != end.seq+1:
			f.add("the audit has a gap:", fmt.Sprintf("%s follows event %d", name, end.seq))
		case !bytes.Equal(ev.Prev, end.mac):
			f.add("the audit is broken:", name+" does not follow the one before it")
		}
		if !bytes.Equal(ev.MAC, chainMAC(key, ev.Prev, ev)) {
			f.add("the audit was changed:", name)
		}
		if each != nil {
			each(ev)
		}
		end = link{ev.Seq, ev.MAC}
	}
	return end, rows.Err()
}

// faults collects lines, at most maxFaults of a sort.
type faults struct {
	lines []string
	sorts map[string]int
	order []string
}

func (f *faults) add(what, which string) {
	if f.sorts == nil {
		f.sorts = map[string]int{}
	}
	if f.sorts[what]++; f.sorts[what] == 1 {
		f.order = append(f.order, what)
	}
	if f.sorts[what] > maxFaults {
		return
	}
	if which != "" {
		what += " " + which
	}
	f.lines = append(f.lines, what)
}

// flush says how many more there are of each sort.
func (f *faults) flush() {
	for _, what := range f.order {
		if n := f.sorts[what] - maxFaults; n > 0 {
			f.lines = append(f.lines, fmt.Sprintf("%s and %d more", what, n))
		}
	}
	f.sorts, f.order = nil, nil
}

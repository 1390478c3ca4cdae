package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"mukti/tips"
)

// closedAt is when tip t was closed: its last line in the audit that says so.
const closedAt = `COALESCE((SELECT max(e.at) FROM events e WHERE e.object = t.id AND e.act = 'tip.closed'),
	(SELECT max(e.at) FROM events e WHERE e.object = t.id), t.created)`

// Kept implements [tips.Keeping]: the oldest first.
func (db *DB) Kept(ctx context.Context, reason string, before, now time.Time, limit int) ([]string, error) {
	return list(ctx, db.read, func(s scanner) (id string, err error) { return id, s.Scan(&id) }, "what is past its keep time",
		db.d.bind(`SELECT t.id FROM tips t WHERE t.status = ? AND t.reason = ? AND t.created <= ? AND `+closedAt+` <= ?
			AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.tip = t.n AND (h.until = 0 OR h.until > ?))
			AND NOT EXISTS (SELECT 1 FROM lines l WHERE l.tip = t.n AND l.due > 0)
			ORDER BY t.n LIMIT ?`), tips.Closed, reason, before.Unix(), before.Unix(), now.Unix(), max(limit, 0))
}

// ClosedAt implements [tips.Keeping].
func (db *DB) ClosedAt(ctx context.Context, tip string) (time.Time, error) {
	at, err := one(ctx, db.read, func(s scanner) (at int64, err error) { return at, s.Scan(&at) }, tips.ErrNotFound, "closing",
		db.d.bind(`SELECT CASE WHEN t.status = ? THEN `+closedAt+` ELSE 0 END FROM tips t WHERE t.id = ?`), tips.Closed, tip)
	return moment(at), err
}

// hanging lists every table with rows that belong to a tip, and the column
// that names the tip: what a later migration hangs on a tip is erased with it.
const hanging = `SELECT m.name || ' ' || f."from" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f ON f."table" = 'tips'
	WHERE m.type = 'table' ORDER BY m.name`

// Erase implements [tips.Keeping].
func (db *DB) Erase(ctx context.Context, s tips.Stone, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		var at row
		err := t.row(`SELECT n, grp FROM tips WHERE id = ?`, []any{s.ID}, &at.n, &at.grp)
		if errors.Is(err, sql.ErrNoRows) {
			return tips.ErrNotFound
		}
		if err == nil {
			err = t.erase(at, s)
		}
		if err != nil {
			return fmt.Errorf("sqlstore: erase: %w", err)
		}
		t.forget = true // what was deleted must leave the log too
		return t.event(ev)
	})
}

func (t *tx) erase(at row, s tips.Stone) error {
	bodies, err := t.texts(`SELECT body FROM lines WHERE tip = ?`, at.n)
	if err != nil {
		return err
	}
	shared, err := t.texts(`SELECT hex(mac) FROM marks WHERE tip = ? AND shared = 1`, at.n)
	if err != nil {
		return err
	}
	tables, err := t.texts(hanging)
	if err != nil {
		return err
	}
	for _, name := range tables {
		var table, column string
		if _, err := fmt.Sscan(name, &table, &column); err != nil {
			return err
		}
		if err := t.must(`DELETE FROM "`+table+`" WHERE "`+column+`" = ?`, at.n); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	for _, q := range []string{
		`UPDATE lines SET list = list - 8 WHERE list >= 8 AND tip IN (SELECT n FROM tips WHERE same = ?)`,
		`UPDATE tips SET same = '' WHERE same = ?`, `DELETE FROM proposals WHERE object = ? AND seconded = ''`, `DELETE FROM tips WHERE id = ?`,
	} {
		if err := t.must(q, s.ID); err != nil {
			return err
		}
	}
	// A mark that one tip alone has left is shared no more.
	for _, mac := range shared {
		if err := t.must(`UPDATE marks SET shared = 0 WHERE hex(mac) = ? AND 1 = (SELECT count(*) FROM marks o WHERE o.mac = marks.mac)`, mac); err != nil {
			return err
		}
	}
	if at.grp > 0 { // another copy leads the group
		for _, body := range bodies {
			for _, in := range []int{listOpen, listAbove} {
				if err := t.lead(body, at.grp, in); err != nil {
					return err
				}
			}
		}
	}
	return t.must(`INSERT INTO stones (id, unit, month, outcome, why, at) VALUES (?, ?, ?, ?, ?, ?)`,
		s.ID, s.Unit, s.Month, s.Outcome, s.Why, seconds(s.At))
}

// Stones implements [tips.Keeping].
func (db *DB) Stones(ctx context.Context, limit, offset int) ([]tips.Stone, error) {
	return list(ctx, db.read, func(s scanner) (p tips.Stone, err error) {
		var at int64
		err = s.Scan(&p.ID, &p.Unit, &p.Month, &p.Outcome, &p.Why, &at)
		p.At = moment(at)
		return p, err
	}, "stones", db.d.bind(`SELECT id, unit, month, outcome, why, at FROM stones ORDER BY at, id LIMIT ? OFFSET ?`), max(limit, 0), max(offset, 0))
}

const holdColumns = `h.reason, h.by_officer, h.by_body, h.at, h.second_officer, h.second_body, h.until, h.lift_officer, h.lift_body`

func scanHold(s scanner) (h tips.Hold, err error) {
	var at, until int64
	err = s.Scan(&h.Tip, &h.Reason, &h.By, &h.Body, &at, &h.Second, &h.SecondBody, &until, &h.Lift, &h.LiftBody)
	h.At, h.Until = moment(at), moment(until)
	return h, err
}

// HoldOf implements [tips.Keeping].
func (db *DB) HoldOf(ctx context.Context, tip string) (tips.Hold, error) {
	return one(ctx, db.read, scanHold, tips.ErrNotFound, "hold",
		db.d.bind(`SELECT t.id, `+holdColumns+` FROM tips t JOIN holds h ON h.tip = t.n WHERE t.id = ?`), tip)
}

// PutHold implements [tips.Keeping].
func (db *DB) PutHold(ctx context.Context, h, old tips.Hold, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.number(h.Tip)
		if err != nil {
			return err
		}
		if old.Tip != "" {
			if err := t.dropHold(n, old); err != nil {
				return err
			}
		}
		done, err := t.exec(`INSERT INTO holds (tip, reason, by_officer, by_body, at, second_officer, second_body, until, lift_officer, lift_body)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			n, h.Reason, h.By, h.Body, seconds(h.At), h.Second, h.SecondBody, seconds(h.Until), h.Lift, h.LiftBody)
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: put hold: %w", err)
		case done == 0:
			return tips.ErrStale
		}
		return t.event(ev)
	})
}

// DropHold implements [tips.Keeping].
func (db *DB) DropHold(ctx context.Context, old tips.Hold, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.number(old.Tip)
		if err != nil {
			return err
		}
		if err := t.dropHold(n, old); err != nil {
			return err
		}
		return t.event(ev)
	})
}

func (t *tx) dropHold(n int64, old tips.Hold) error {
	gone, err := t.exec(`DELETE FROM holds WHERE tip = ? AND by_officer = ? AND at = ? AND second_officer = ? AND lift_officer = ?`,
		n, old.By, seconds(old.At), old.Second, old.Lift)
	switch {
	case err != nil:
		return fmt.Errorf("sqlstore: drop hold: %w", err)
	case gone == 0:
		return tips.ErrStale
	}
	return nil
}

// keepingChecks are what must hold of what was erased and what is held.
func keepingChecks() []check {
	return []check{
		{"a tip that was erased and is there:", `SELECT id FROM stones WHERE id IN (SELECT id FROM tips)`, nil},
		{"a tip erased without a line in the audit:", `SELECT id FROM stones WHERE NOT EXISTS (SELECT 1 FROM events e WHERE e.object = stones.id AND e.act = ?)`, []any{"tip.erased"}},
		{"a tip that the audit says was erased, without its stone:", `SELECT e.object FROM events e WHERE e.act = ? AND e.object NOT IN (SELECT id FROM stones)`, []any{"tip.erased"}},
		{"a hold that nobody asked for:", `SELECT t.id FROM holds h JOIN tips t ON t.n = h.tip WHERE NOT EXISTS
			(SELECT 1 FROM events e WHERE e.object = t.id AND e.act IN (?, ?))`, []any{"tip.hold-asked", "tip.held"}},
	}
}

// LastEvent is the latest time in the audit; zero for an empty one.
func (db *DB) LastEvent(ctx context.Context) (time.Time, error) {
	var at sql.NullInt64
	if err := db.read.QueryRowContext(ctx, `SELECT max(at) FROM events`).Scan(&at); err != nil {
		return time.Time{}, fmt.Errorf("sqlstore: last event: %w", err)
	}
	return moment(at.Int64), nil
}

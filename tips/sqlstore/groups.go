package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"mukti/tips"
)

// join finds the group of a new tip by its bands and puts it in; 0 for none. A
// tip that begins a group keeps its bands; a copy keeps none, so that a flood
// of copies costs one look-up each and never widens what counts as a copy.
func (t *tx) join(n int64, bands []tips.Band) (grp int64, err error) {
	if len(bands) == 0 {
		return 0, nil
	}
	args := make([]any, len(bands))
	for i, b := range bands {
		args[i] = b.MAC
	}
	err = t.row(`SELECT tip FROM bands WHERE mac IN (?`+strings.Repeat(`, ?`, len(bands)-1)+`) ORDER BY tip LIMIT 1`, args, &grp)
	if errors.Is(err, sql.ErrNoRows) {
		for _, b := range bands {
			if err := t.must(`INSERT INTO bands (mac, tip, key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, b.MAC, n, b.Key); err != nil {
				return 0, fmt.Errorf("sqlstore: accept band: %w", err)
			}
		}
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("sqlstore: group: %w", err)
	}
	first, err := t.exec(`UPDATE tips SET grp = n WHERE n = ? AND grp = 0`, grp)
	if err == nil && first > 0 {
		err = t.must(`UPDATE lines SET grp = tip WHERE tip = ?`, grp)
	}
	if err == nil {
		err = t.must(`UPDATE tips SET grp = ? WHERE n = ?`, grp, n)
	}
	if err != nil {
		return 0, fmt.Errorf("sqlstore: group: %w", err)
	}
	return grp, nil
}

// leadAgain sees that in every queue with a line of the tip one copy of its
// group leads: of those that nobody has looked at, the first in the queue's order.
func (t *tx) leadAgain(at row) error {
	if at.grp == 0 {
		return nil
	}
	bodies, err := t.texts(`SELECT body FROM lines WHERE tip = ?`, at.n)
	if err != nil {
		return fmt.Errorf("sqlstore: group: %w", err)
	}
	for _, body := range bodies {
		for _, in := range []int{listOpen, listAbove} {
			if err := t.lead(body, at.grp, in); err != nil {
				return fmt.Errorf("sqlstore: group: %w", err)
			}
		}
	}
	return nil
}

// lead does so for one list of one queue. All but a few lines of a flood are
// behind already, and of those only the first is read.
func (t *tx) lead(body string, grp int64, in int) error {
	best := int64(0)
	err := t.row(`SELECT tip FROM (
		SELECT * FROM (SELECT rank, turn, created, tip FROM lines WHERE body = ? AND grp = ? AND grp > 0 AND list = ?
			ORDER BY rank, turn, created, tip LIMIT 1) f
		UNION ALL
		SELECT rank, turn, created, tip FROM lines WHERE body = ? AND grp = ? AND grp > 0 AND list = ? AND looked = 0 AND status = ?) q
		ORDER BY rank, turn, created, tip LIMIT 1`,
		[]any{body, grp, in + listFollows, body, grp, in, tips.Received}, &best)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.must(`UPDATE lines SET list = ? WHERE body = ? AND grp = ? AND grp > 0 AND list = ? AND looked = 0 AND status = ? AND tip <> ?`,
		in+listFollows, body, grp, in, tips.Received, best); err != nil {
		return err
	}
	return t.must(`UPDATE lines SET list = ? WHERE tip = ? AND body = ? AND list = ?`, in, best, body, in+listFollows)
}

// texts reads one column of texts.
func (t *tx) texts(q string, args ...any) ([]string, error) {
	s, err := t.w.stmt(q)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(context.Background(), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		all = append(all, text)
	}
	return all, rows.Err()
}

// Copies implements [tips.Links].
func (db *DB) Copies(ctx context.Context, tip, body string, limit int) ([]tips.QueueRow, int, error) {
	type of struct {
		n, grp int64
		same   string
	}
	o, err := one(ctx, db.read, func(s scanner) (o of, err error) {
		return o, s.Scan(&o.n, &o.grp, &o.same)
	}, tips.ErrNotFound, "group", db.d.bind(`SELECT n, grp, same FROM tips WHERE id = ?`), tip)
	if err != nil {
		return nil, 0, err
	}
	const which = ` FROM (SELECT n FROM tips WHERE grp = ? AND grp > 0 UNION SELECT n FROM tips WHERE same IN (?, ?) AND same <> ''
		UNION SELECT n FROM tips WHERE id = ?) g
		JOIN tips t ON t.n = g.n AND t.n <> ? JOIN lines l ON l.tip = t.n AND l.body = ? AND l.sealed IS NOT NULL`
	args := []any{o.grp, tip, o.same, o.same, o.n, body}
	count, err := one(ctx, db.read, func(s scanner) (n int, err error) { return n, s.Scan(&n) }, tips.ErrNotFound, "count copies",
		db.d.bind(`SELECT count(*)`+which), args...)
	if err != nil || count == 0 {
		return nil, 0, err
	}
	rows, err := list(ctx, db.read, func(s scanner) (r tips.QueueRow, err error) {
		var l lineRow
		var p tipRow
		err = s.Scan(append(l.into(), p.into()...)...)
		r.Line, r.Tip = l.line(), p.tip()
		return r, err
	}, "copies", db.d.bind(`SELECT `+lineColumns+`, `+tipColumns+which+` ORDER BY t.created, t.n LIMIT ?`), append(args, max(limit, 0))...)
	return rows, count, err
}

package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mukti/tips"
)

func scanTie(s scanner) (tips.Tie, error) {
	var t tips.Tie
	var made, ended int64
	err := s.Scan(&t.ID, &t.One, &t.Other, &t.Body, &t.By, &made, &ended, &t.ToOne, &t.ToOther)
	t.Made, t.Ended = moment(made), moment(ended)
	return t, err
}

// PutTie implements [tips.Ties].
func (db *DB) PutTie(ctx context.Context, tie tips.Tie, ev tips.Event) error {
	return db.write(ctx, len(tie.ToOne)+len(tie.ToOther), func(t *tx) error {
		one, err := t.number(tie.One)
		if err != nil {
			return err
		}
		other, err := t.number(tie.Other)
		if err != nil {
			return err
		}
		if one == other {
			return errors.New("sqlstore: a tie of a tip to itself")
		}
		held := 0
		if err := t.row(`SELECT count(*) FROM ties WHERE ended = 0 AND (one = ? AND other = ? OR one = ? AND other = ?)`,
			[]any{one, other, other, one}, &held); err != nil {
			return fmt.Errorf("sqlstore: put tie: %w", err)
		}
		if held > 0 {
			return tips.ErrStale
		}
		if err := t.must(`INSERT INTO ties (id, one, other, body, officer, made, ended, to_one, to_other) VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?)`,
			tie.ID, one, other, tie.Body, tie.By, seconds(tie.Made), tie.ToOne, tie.ToOther); err != nil {
			return fmt.Errorf("sqlstore: put tie: %w", err)
		}
		return t.event(ev)
	})
}

// EndTie implements [tips.Ties].
func (db *DB) EndTie(ctx context.Context, id string, at time.Time, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`UPDATE ties SET ended = ? WHERE id = ? AND ended = 0`, seconds(at), id)
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: end tie: %w", err)
		case n == 0:
			return tips.ErrStale
		}
		return t.event(ev)
	})
}

// TiesOf implements [tips.Ties].
func (db *DB) TiesOf(ctx context.Context, tip, body string) ([]tips.Tie, error) {
	return list(ctx, db.read, scanTie, "ties", db.d.bind(`SELECT y.id, a.id, b.id, y.body, y.officer, y.made, y.ended, y.to_one, y.to_other
		FROM tips t JOIN ties y ON y.one = t.n OR y.other = t.n JOIN tips a ON a.n = y.one JOIN tips b ON b.n = y.other
		WHERE t.id = ? AND y.ended = 0
		AND EXISTS (SELECT 1 FROM lines l WHERE l.tip = y.one AND l.body = ? AND l.sealed IS NOT NULL)
		AND EXISTS (SELECT 1 FROM lines l WHERE l.tip = y.other AND l.body = ? AND l.sealed IS NOT NULL)
		ORDER BY y.made, y.id`), tip, body, body)
}

// Joined implements [tips.Ties].
func (db *DB) Joined(ctx context.Context, tip string) ([]tips.Tip, error) {
	return list(ctx, db.read, scanTip, "joined tips", db.d.bind(`SELECT `+tipColumns+` FROM tips t WHERE t.same = ? AND t.same <> '' ORDER BY t.n`), tip)
}

// TipsFrom implements [tips.Ties]. An id is hex digits: "g" is behind them all.
func (db *DB) TipsFrom(ctx context.Context, body, begin string, limit int) ([]string, error) {
	return list(ctx, db.read, func(s scanner) (id string, err error) { return id, s.Scan(&id) }, "tips by their beginning", db.d.bind(`SELECT t.id FROM tips t
		JOIN lines l ON l.tip = t.n AND l.body = ? AND l.sealed IS NOT NULL WHERE t.id >= ? AND t.id < ? ORDER BY t.id LIMIT ?`), body, begin, begin+"g", max(limit, 0))
}

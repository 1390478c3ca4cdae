package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"mukti/tips"
)

// AuditPage implements [tips.AuditReads]. Each actor, or else each act, is one
// run of an index that ends after limit lines: a bureau's page of a log of
// millions reads a few lines of each of its officers.
func (db *DB) AuditPage(ctx context.Context, f tips.EventFilter) ([]tips.Event, error) {
	if f.Limit <= 0 {
		return nil, nil
	}
	t, err := db.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: audit page: %w", err)
	}
	defer t.Rollback()
	where, args, some, err := db.bounds(ctx, t, f)
	if err != nil || !some {
		return nil, err
	}
	runs, column := []string{""}, ""
	switch {
	case f.Object != "":
		where, args = where+` AND object = ?`, append(args, f.Object)
		where, args = in(where, args, "actor", f.Actors)
		where, args = in(where, args, "act", f.Acts)
	case len(f.Actors) > 0:
		runs, column = f.Actors, `actor`
		where, args = in(where, args, "act", f.Acts)
	case len(f.Acts) > 0:
		runs, column = f.Acts, `act`
	}
	// First the numbers alone: the index has them without the lines.
	var seqs []int64
	for _, r := range runs {
		q, a := `SELECT seq FROM events WHERE seq > 0`+where, args
		if column != "" {
			q, a = q+` AND `+column+` = ?`, append(slices.Clone(args), r)
		}
		got, err := list(ctx, t, func(s scanner) (seq int64, err error) {
			return seq, s.Scan(&seq)
		}, "audit page", db.d.bind(q+` ORDER BY seq DESC LIMIT ?`), append(slices.Clone(a), f.Limit)...)
		if err != nil {
			return nil, err
		}
		seqs = append(seqs, got...)
	}
	slices.Sort(seqs)
	slices.Reverse(seqs)
	var all []tips.Event
	for _, seq := range seqs[:min(len(seqs), f.Limit)] {
		ev, err := one(ctx, t, scanEvent, tips.ErrNotFound, "audit page", db.d.bind(`SELECT `+eventColumns+` FROM events WHERE seq = ?`), seq)
		if err != nil {
			return nil, err
		}
		all = append(all, ev)
	}
	return all, nil
}

// bounds turns times into numbers of events: every index has those.
func (db *DB) bounds(ctx context.Context, t *sql.Tx, f tips.EventFilter) (where string, args []any, some bool, err error) {
	if f.Before > 0 {
		where, args = ` AND seq < ?`, append(args, f.Before)
	}
	if f.From.IsZero() && f.To.IsZero() {
		return where, args, true, nil
	}
	to := seconds(f.To)
	if to == 0 {
		to = noClock
	}
	var lo, hi sql.NullInt64
	err = t.QueryRowContext(ctx, db.d.bind(`SELECT min(seq), max(seq) FROM events WHERE at >= ? AND at < ?`), seconds(f.From), to).Scan(&lo, &hi)
	if err != nil {
		return "", nil, false, fmt.Errorf("sqlstore: audit page: %w", err)
	}
	// A clock that was set leaves events of other days between: at decides.
	return where + ` AND seq >= ? AND seq <= ? AND at >= ? AND at < ?`, append(args, lo.Int64, hi.Int64, seconds(f.From), to), lo.Valid, nil
}

func in(where string, args []any, column string, values []string) (string, []any) {
	if len(values) == 0 {
		return where, args
	}
	for _, v := range values {
		args = append(args, v)
	}
	return where + ` AND ` + column + ` IN (?` + strings.Repeat(`, ?`, len(values)-1) + `)`, args
}

// AuditActs implements [tips.AuditReads]: one look into the index an act.
func (db *DB) AuditActs(ctx context.Context) ([]string, error) {
	var acts []string
	for last := ""; ; {
		var next sql.NullString
		err := db.read.QueryRowContext(ctx, db.d.bind(`SELECT min(act) FROM events WHERE act > ?`), last).Scan(&next)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: acts: %w", err)
		}
		if !next.Valid {
			return acts, nil
		}
		acts, last = append(acts, next.String), next.String
	}
}

// CardOf implements [tips.AuditReads].
func (db *DB) CardOf(ctx context.Context, tip string) (tips.Card, error) {
	var c tips.Card
	err := db.read.QueryRowContext(ctx, db.d.bind(`SELECT card_key, card FROM tips WHERE id = ?`), tip).Scan(&c.Key, &c.Data)
	if errors.Is(err, sql.ErrNoRows) {
		return tips.Card{}, tips.ErrNotFound
	}
	if err != nil {
		return tips.Card{}, fmt.Errorf("sqlstore: card: %w", err)
	}
	return c, nil
}

// Findable implements [tips.Findings].
func (db *DB) Findable(ctx context.Context, body string, limit int) ([]tips.FindLine, int, error) {
	t, err := db.read.BeginTx(ctx, nil)
	if err != nil {
		return nil, 0, fmt.Errorf("sqlstore: findable: %w", err)
	}
	defer t.Rollback()
	lines, err := list(ctx, t, func(s scanner) (l tips.FindLine, err error) {
		var created int64
		err = s.Scan(&l.Tip, &l.Version, &l.Urgency, &l.Status, &created)
		l.Created = moment(created)
		return l, err
	}, "findable", db.d.bind(`SELECT t.id, t.version, t.urgency, t.status, t.created FROM lines l JOIN tips t ON t.n = l.tip
		WHERE l.body = ? AND l.sealed IS NOT NULL ORDER BY l.created DESC, l.tip DESC LIMIT ?`), body, max(limit, 0))
	if err != nil || len(lines) < limit {
		return lines, len(lines), err
	}
	var all int
	err = t.QueryRowContext(ctx, db.d.bind(`SELECT count(*) FROM lines WHERE body = ? AND sealed IS NOT NULL`), body).Scan(&all)
	if err != nil {
		return nil, 0, fmt.Errorf("sqlstore: findable: %w", err)
	}
	return lines, all, nil
}

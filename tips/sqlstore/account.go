package sqlstore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"mukti/tips"
)

// SessionsOf implements [tips.Sessions].
func (db *DB) SessionsOf(ctx context.Context, officer string) ([]tips.Session, error) {
	return list(ctx, db.read, func(s scanner) (e tips.Session, err error) {
		var started, seen int64
		err = s.Scan(&e.ID, &e.Officer, &started, &seen)
		e.Started, e.Seen = moment(started), moment(seen)
		return e, err
	}, "sessions", db.d.bind(`SELECT id, officer, started, seen FROM sessions WHERE officer = ? ORDER BY started DESC, id`), officer)
}

// EndOthers implements [tips.Sessions].
func (db *DB) EndOthers(ctx context.Context, officer, keep string) (ended int, err error) {
	err = db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`DELETE FROM sessions WHERE officer = ? AND id <> ?`, officer, keep)
		if err != nil {
			return fmt.Errorf("sqlstore: end sessions: %w", err)
		}
		ended = int(n)
		return nil
	})
	return ended, err
}

// DropSessions implements [tips.Sessions].
func (db *DB) DropSessions(ctx context.Context, seen, started time.Time) (dropped int, err error) {
	var old int
	err = db.read.QueryRowContext(ctx, db.d.bind(`SELECT count(*) FROM sessions WHERE seen < ? OR started < ?`), seconds(seen), seconds(started)).Scan(&old)
	if err != nil {
		return 0, fmt.Errorf("sqlstore: old sessions: %w", err)
	}
	if old == 0 {
		return 0, nil
	}
	err = db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`DELETE FROM sessions WHERE seen < ? OR started < ?`, seconds(seen), seconds(started))
		if err != nil {
			return fmt.Errorf("sqlstore: drop sessions: %w", err)
		}
		dropped = int(n)
		return nil
	})
	return dropped, err
}

// LastEvents implements [tips.Sessions].
func (db *DB) LastEvents(ctx context.Context, object string, acts []string, limit int) ([]tips.Event, error) {
	if len(acts) == 0 {
		return nil, nil
	}
	args := []any{object}
	for _, a := range acts {
		args = append(args, a)
	}
	return list(ctx, db.read, scanEvent, "last events", db.d.bind(`SELECT `+eventColumns+` FROM events WHERE object = ? AND act IN (?`+
		strings.Repeat(", ?", len(acts)-1)+`) ORDER BY seq DESC LIMIT ?`), append(args, max(limit, 0))...)
}

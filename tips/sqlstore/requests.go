package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"mukti/tips"
)

const requestColumns = `q.id, t.id, q.kind, q.sender, q.receiver, q.holder, q.officer, q.state, q.asked, q.due, q.answered`

func scanRequest(s scanner) (tips.Request, error) {
	var r tips.Request
	var asked, due, answered int64
	err := s.Scan(&r.ID, &r.Tip, &r.Kind, &r.From, &r.To, &r.Holder, &r.By, &r.State, &asked, &due, &answered)
	r.Asked, r.Due, r.Answered = moment(asked), moment(due), moment(answered)
	return r, err
}

// putRequest inserts a request or replaces what may change of it.
func (t *tx) putRequest(at row, p tips.Tip, r tips.Request) error {
	if err := belongs(&r.Tip, p.ID, "request"); err != nil {
		return err
	}
	if r.State == "" || r.Kind == "" {
		return errors.New("sqlstore: a request without a kind or a state")
	}
	n, err := t.exec(`INSERT INTO requests (id, tip, kind, sender, receiver, holder, officer, state, asked, due, answered)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, state = excluded.state, due = excluded.due, answered = excluded.answered
			WHERE requests.tip = excluded.tip`,
		r.ID, at.n, r.Kind, r.From, r.To, r.Holder, r.By, r.State, seconds(r.Asked), seconds(r.Due), seconds(r.Answered))
	switch {
	case err != nil:
		return fmt.Errorf("sqlstore: put request: %w", err)
	case n == 0:
		return errors.New("sqlstore: a request of another tip")
	}
	return nil
}

// beside holds another tip at its version, and makes that one higher: two
// changes that each rest on the other tip cannot both be made.
func (t *tx) beside(at tips.TipAt) error {
	if at.ID == "" {
		return nil
	}
	n, err := t.exec(`UPDATE tips SET version = version + 1 WHERE id = ? AND version = ?`, at.ID, at.Version)
	switch {
	case err != nil:
		return fmt.Errorf("sqlstore: the tip beside: %w", err)
	case n == 0:
		return tips.ErrStale
	}
	return nil
}

// RequestsOf implements [tips.Requests].
func (db *DB) RequestsOf(ctx context.Context, tip string) ([]tips.Request, error) {
	return list(ctx, db.read, scanRequest, "requests of a tip", db.d.bind(`SELECT `+requestColumns+`
		FROM tips t JOIN requests q ON q.tip = t.n WHERE t.id = ? ORDER BY q.n`), tip)
}

// ListRequests implements [tips.Requests].
func (db *DB) ListRequests(ctx context.Context, f tips.RequestFilter) ([]tips.Request, error) {
	open := ` AND q.state IN (?, ?)`
	run := func(column string) (string, []any) {
		q, args := `SELECT q.n FROM requests q JOIN lines l ON l.tip = q.tip AND l.body = ? AND l.sealed IS NOT NULL
			WHERE q.`+column+` = ?`, []any{f.Body, f.Body}
		if !f.All {
			q, args = q+open, append(args, tips.StateWaits, tips.StateAcknowledged)
		}
		return q, args
	}
	var q string
	var args []any
	for _, column := range []string{"sender", "receiver", "holder"} {
		one, with := run(column)
		if q != "" {
			q += ` UNION `
		}
		q, args = q+one, append(args, with...)
	}
	return list(ctx, db.read, scanRequest, "requests", db.d.bind(`SELECT `+requestColumns+` FROM (`+q+`) w
		JOIN requests q ON q.n = w.n JOIN tips t ON t.n = q.tip
		ORDER BY CASE WHEN q.due > 0 THEN 0 ELSE 1 END, q.due, q.n DESC LIMIT ? OFFSET ?`), append(args, max(f.Limit, 0), max(f.Offset, 0))...)
}

// OverdueRequests implements [tips.Requests].
func (db *DB) OverdueRequests(ctx context.Context, now time.Time, limit int) ([]tips.Request, error) {
	return list(ctx, db.read, scanRequest, "overdue requests", db.d.bind(`SELECT `+requestColumns+` FROM requests q JOIN tips t ON t.n = q.tip
		WHERE q.due > 0 AND q.due <= ? ORDER BY q.due, q.n LIMIT ?`), now.Unix(), max(limit, 0))
}

// requestChecks are what holds of requests and ties without opening anything.
func requestChecks() []check {
	frame := []any{len(sealedHead), []byte(sealedHead), len(sealedHead), []byte(sealedHead)}
	return []check{
		{"a request without a tip:", `SELECT id FROM requests WHERE tip NOT IN (SELECT n FROM tips)`, nil},
		{"a request whose clock runs though it is answered, or does not though it waits:", `SELECT id FROM requests
			WHERE (due > 0) <> (state = ? AND kind <> ?)`, []any{tips.StateWaits, tips.KindTransfer}},
		{"a request whose holder has no line in the tip:", `SELECT q.id FROM requests q WHERE q.state IN (?, ?)
			AND NOT EXISTS (SELECT 1 FROM lines l WHERE l.tip = q.tip AND l.body = q.holder)`, []any{tips.StateWaits, tips.StateAcknowledged}},
		{"a tip that was given and waits for no answer, or the other way round:", `SELECT t.id FROM tips t WHERE (t.giver <> '')
			<> EXISTS (SELECT 1 FROM requests q WHERE q.tip = t.n AND q.kind = ? AND q.state = ?)`, []any{tips.KindTransfer, tips.StateWaits}},
		{"a tie to a tip that is not there:", `SELECT id FROM ties WHERE one NOT IN (SELECT n FROM tips) OR other NOT IN (SELECT n FROM tips) OR one = other`, nil},
		{"a tie whose reason is not sealed:", `SELECT id FROM ties WHERE substr(to_one, 1, ?) IS NOT ? OR substr(to_other, 1, ?) IS NOT ?`, frame},
	}
}

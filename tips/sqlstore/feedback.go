package sqlstore

import (
	"context"
	"fmt"
	"time"

	"mukti/tips"
)

var (
	_ tips.Feedbacks = (*DB)(nil)
	_ tips.Visits    = (*DB)(nil)
)

// PutFeedback implements [tips.Feedbacks].
func (db *DB) PutFeedback(ctx context.Context, f tips.Feedback, most int) error {
	return db.write(ctx, len(f.Sealed), func(t *tx) error {
		n, err := t.exec(`INSERT INTO feedback (id, at, about, lang, data) SELECT ?, ?, ?, ?, ? WHERE (SELECT COUNT(*) FROM feedback) < ?`,
			f.ID, seconds(f.At), f.About, f.Lang, f.Sealed, most)
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: put feedback: %w", err)
		case n == 0:
			return tips.ErrFeedbackFull
		}
		return nil
	})
}

// ListFeedback implements [tips.Feedbacks].
func (db *DB) ListFeedback(ctx context.Context, handed bool, limit int) ([]tips.Feedback, error) {
	only := 0
	if handed {
		only = 1
	}
	return list(ctx, db.read, func(s scanner) (f tips.Feedback, err error) {
		var at int64
		err = s.Scan(&f.ID, &at, &f.About, &f.Lang, &f.Given)
		f.At = moment(at)
		return f, err
	}, "feedback", db.d.bind(`SELECT id, at, about, lang, handed IS NOT NULL FROM feedback WHERE handed IS NOT NULL OR ? = 0
		ORDER BY at DESC, id LIMIT ?`), only, limit)
}

// FeedbackByID implements [tips.Feedbacks].
func (db *DB) FeedbackByID(ctx context.Context, id string) (tips.Feedback, error) {
	return one(ctx, db.read, func(s scanner) (f tips.Feedback, err error) {
		var at int64
		err = s.Scan(&f.ID, &at, &f.About, &f.Lang, &f.Sealed, &f.Handed)
		f.At, f.Given = moment(at), len(f.Handed) > 0
		return f, err
	}, tips.ErrNotFound, "feedback", db.d.bind(`SELECT id, at, about, lang, data, handed FROM feedback WHERE id = ?`), id)
}

// HandFeedback implements [tips.Feedbacks].
func (db *DB) HandFeedback(ctx context.Context, id string, sealed []byte, ev tips.Event) error {
	return db.write(ctx, len(sealed), func(t *tx) error {
		n, err := t.exec(`UPDATE feedback SET handed = ? WHERE id = ?`, sealed, id)
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: hand feedback: %w", err)
		case n == 0:
			return tips.ErrNotFound
		}
		t.forget = true
		return t.event(ev)
	})
}

// DropFeedback implements [tips.Feedbacks].
func (db *DB) DropFeedback(ctx context.Context, id string, ev tips.Event) error {
	return db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`DELETE FROM feedback WHERE id = ?`, id)
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: drop feedback: %w", err)
		case n == 0:
			return tips.ErrNotFound
		}
		t.forget = true
		return t.event(ev)
	})
}

// DropFeedbackBefore implements [tips.Feedbacks].
func (db *DB) DropFeedbackBefore(ctx context.Context, before time.Time) (dropped int64, err error) {
	err = db.write(ctx, 0, func(t *tx) error {
		n, err := t.exec(`DELETE FROM feedback WHERE at < ?`, seconds(before))
		if err != nil {
			return fmt.Errorf("sqlstore: drop feedback: %w", err)
		}
		t.forget = t.forget || n > 0
		dropped = n
		return nil
	})
	return dropped, err
}

// feedbackChecks are what must hold of readers' words and of the count.
func feedbackChecks() []check {
	frame := []any{len(sealedHead), []byte(sealedHead)}
	return []check{
		{"feedback that is not sealed:", `SELECT id FROM feedback WHERE substr(data, 1, ?) IS NOT ?`, frame},
		{"feedback that is not sealed to the editors:", `SELECT id FROM feedback WHERE handed IS NOT NULL AND substr(handed, 1, ?) IS NOT ?`, frame},
		{"a count of visits of no day:", `SELECT day FROM visits WHERE n < 1 OR length(day) <> 10 OR day NOT GLOB '20[0-9][0-9]-[01][0-9]-[0-3][0-9]'`, nil},
	}
}

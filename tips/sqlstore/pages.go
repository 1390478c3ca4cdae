package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"mukti/tips"
)

// PutPage implements [tips.Pages].
func (db *DB) PutPage(ctx context.Context, p tips.Page) error {
	return db.write(ctx, len(p.Data), func(t *tx) error { return t.putPage(p) })
}

func (t *tx) putPage(p tips.Page) error {
	n, err := t.exec(`INSERT INTO pages (kind, id, looks, expires, data) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		p.Kind, p.ID, p.Looks, seconds(p.Expires), p.Data)
	if err == nil && n == 0 {
		err = t.must(`UPDATE pages SET looks = ?, expires = ?, data = ? WHERE kind = ? AND id = ?`,
			p.Looks, seconds(p.Expires), p.Data, p.Kind, p.ID)
		t.forget = true // what was replaced
	}
	if err != nil {
		return fmt.Errorf("sqlstore: put page: %w", err)
	}
	return nil
}

// newPage puts a page of a new tip. That of a form's token is the one answer
// to that form: a second tip from it, on another machine at this moment, is
// refused with [tips.ErrStale].
func (t *tx) newPage(p tips.Page, now time.Time) error {
	if p.Kind != "token" {
		return t.putPage(p)
	}
	if _, err := t.exec(`DELETE FROM pages WHERE kind = ? AND id = ? AND expires <= ?`, p.Kind, p.ID, seconds(now)); err != nil {
		return fmt.Errorf("sqlstore: accept page: %w", err)
	}
	n, err := t.exec(`INSERT INTO pages (kind, id, looks, expires, data) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		p.Kind, p.ID, p.Looks, seconds(p.Expires), p.Data)
	if err == nil && n == 0 {
		return tips.ErrStale
	}
	if err != nil {
		return fmt.Errorf("sqlstore: accept page: %w", err)
	}
	return nil
}

const pageQuery = `SELECT kind, id, looks, expires, data FROM pages WHERE kind = ? AND id = ? AND expires > ? AND looks <> 0`

func scanPage(s scanner) (p tips.Page, err error) {
	var expires int64
	err = s.Scan(&p.Kind, &p.ID, &p.Looks, &expires, &p.Data)
	p.Expires = moment(expires)
	return p, err
}

// Page implements [tips.Pages]: Looks of the answer are those left after this
// one. The last look deletes the page.
func (db *DB) Page(ctx context.Context, kind, id string, now time.Time, peek bool) (tips.Page, error) {
	p, err := one(ctx, db.read, scanPage, tips.ErrGone, "page", db.d.bind(pageQuery), kind, id, now.Unix())
	if err != nil || peek || p.Looks < 0 {
		return p, err
	}
	err = db.write(ctx, 0, func(t *tx) error {
		// Once more: somebody may have looked since.
		var expires int64
		err := t.row(pageQuery, []any{kind, id, now.Unix()}, &p.Kind, &p.ID, &p.Looks, &expires, &p.Data)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return tips.ErrGone
		case err != nil:
			return fmt.Errorf("sqlstore: look at page: %w", err)
		}
		p.Expires = moment(expires)
		switch {
		case p.Looks < 0: // replaced meanwhile by one that is not counted
			return nil
		case p.Looks == 1:
			p.Looks = 0
			return t.dropPage(kind, id)
		}
		p.Looks--
		if err := t.must(`UPDATE pages SET looks = ? WHERE kind = ? AND id = ?`, p.Looks, kind, id); err != nil {
			return fmt.Errorf("sqlstore: look at page: %w", err)
		}
		return nil
	})
	if err != nil {
		return tips.Page{}, err
	}
	return p, nil
}

// DropPage implements [tips.Pages].
func (db *DB) DropPage(ctx context.Context, kind, id string) error {
	return db.write(ctx, 0, func(t *tx) error { return t.dropPage(kind, id) })
}

func (t *tx) dropPage(kind, id string) error {
	if err := t.must(`DELETE FROM pages WHERE kind = ? AND id = ?`, kind, id); err != nil {
		return fmt.Errorf("sqlstore: drop page: %w", err)
	}
	t.forget = true
	return nil
}

// DropExpired implements [tips.Pages]; it returns how many there were.
func (db *DB) DropExpired(ctx context.Context, now time.Time) (int, error) {
	var gone int64
	err := db.write(ctx, 0, func(t *tx) (err error) {
		if gone, err = t.exec(`DELETE FROM pages WHERE expires <= ?`, now.Unix()); err != nil {
			return fmt.Errorf("sqlstore: drop expired pages: %w", err)
		}
		t.forget = t.forget || gone > 0
		return nil
	})
	return int(gone), err
}

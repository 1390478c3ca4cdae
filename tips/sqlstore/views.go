package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"mukti/tips"
)

// SavedViews implements [tips.Views].
func (db *DB) SavedViews(ctx context.Context, officer string) ([]byte, int64, error) {
	type views struct {
		data    []byte
		version int64
	}
	v, err := one(ctx, db.read, func(s scanner) (v views, err error) { return v, s.Scan(&v.data, &v.version) }, tips.ErrNotFound, "views",
		db.d.bind(`SELECT data, version FROM views WHERE officer = ?`), officer)
	if errors.Is(err, tips.ErrNotFound) {
		return nil, 0, nil
	}
	return v.data, v.version, err
}

// PutViews implements [tips.Views].
func (db *DB) PutViews(ctx context.Context, officer string, data []byte, version int64) error {
	return db.write(ctx, len(data), func(t *tx) error {
		n, err := t.exec(`INSERT INTO views (officer, version, data) SELECT ?, 1, ? WHERE ? = 0 ON CONFLICT (officer) DO NOTHING`, officer, data, version)
		if err == nil && version > 0 {
			n, err = t.exec(`UPDATE views SET data = ?, version = version + 1 WHERE officer = ? AND version = ?`, data, officer, version)
		}
		switch {
		case err != nil:
			return fmt.Errorf("sqlstore: put views: %w", err)
		case n == 0:
			return tips.ErrStale
		}
		t.forget = true
		return nil
	})
}

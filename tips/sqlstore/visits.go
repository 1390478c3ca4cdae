package sqlstore

import (
	"context"
	"fmt"
)

// AddVisits implements [tips.Visits].
func (db *DB) AddVisits(ctx context.Context, day string, n int64) error {
	return db.write(ctx, len(day), func(t *tx) error {
		if _, err := t.exec(`INSERT INTO visits (day, n) VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET n = visits.n + excluded.n`, day, n); err != nil {
			return fmt.Errorf("sqlstore: add visits: %w", err)
		}
		return nil
	})
}

// VisitsBefore implements [tips.Visits].
func (db *DB) VisitsBefore(ctx context.Context, day string) (int64, error) {
	return one(ctx, db.read, func(s scanner) (n int64, err error) { return n, s.Scan(&n) }, nil, "visits",
		db.d.bind(`SELECT COALESCE(SUM(n), 0) FROM visits WHERE day < ?`), day)
}

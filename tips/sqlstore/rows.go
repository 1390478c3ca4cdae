package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// seconds is a time as stored: whole seconds in UTC, 0 for the zero time.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}

// moment is the time that was stored as n.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// orNull makes an empty blob absent, so that "has no secret" is one thing.
func orNull(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

// scanner is a row of either kind.
type scanner interface{ Scan(to ...any) error }

// querier is a connection pool, a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
}

// list reads every row of a query; what names it in an error.
func list[T any](ctx context.Context, from querier, scan func(scanner) (T, error), what, q string, args ...any) ([]T, error) {
	rows, err := from.QueryContext(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %s: %w", what, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("sqlstore: %s: %w", what, err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("sqlstore: %s: %w", what, err)
	}
	return all, nil
}

// one reads the one row of a query, or returns none.
func one[T any](ctx context.Context, from querier, scan func(scanner) (T, error), none error, what, q string, args ...any) (T, error) {
	var zero T
	all, err := list(ctx, from, scan, what, q, args...)
	switch {
	case err != nil:
		return zero, err
	case len(all) == 0:
		return zero, none
	}
	return all[0], nil
}

package tips

import "context"

// Visits keeps how often pages to read were given out: a number a day, and
// nothing else.
type Visits interface {
	// AddVisits adds n to the day's number; day is "2026-11-22".
	AddVisits(ctx context.Context, day string, n int64) error
	// VisitsBefore gives the sum of all days before day.
	VisitsBefore(ctx context.Context, day string) (int64, error)
}

package sqlstore_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"mukti/tips"
	"mukti/tips/sqlstore"
)

// fill writes tips straight into the database, with what a board reads and as
// much beside it as a sealed tip's rows have: intake itself is not measured here.
func fill(b *testing.B, path string, n int, bodies ...string) {
	b.Helper()
	db, err := sql.Open("sqlite3", path+"?_busy_timeout=5000")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	states := `CASE n % 36 WHEN 0 THEN 'UP' WHEN 1 THEN 'BR' WHEN 2 THEN 'WB' ELSE 'S' || (n % 36) END`
	if len(bodies) == 2 {
		states = `'UP'`
	}
	for _, q := range []string{
		fmt.Sprintf(`INSERT INTO tips (n, id, mailbox, recipient, unit, holder, taker, urgency, status, reason, created, due, next, version, card, card_key)
			WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %d)
			SELECT n, lower(hex(randomblob(16))), lower(hex(randomblob(16))), hex(randomblob(800)), %s || '-UNIT-' || (n %% 75), %s || '-UNIT-' || (n %% 75), '',
			CASE n %% 4 WHEN 0 THEN 'immediate' WHEN 1 THEN 'urgent' WHEN 2 THEN 'standard' ELSE 'information' END,
			CASE n %% 5 WHEN 0 THEN 'received' WHEN 1 THEN 'read' WHEN 2 THEN 'with-team' ELSE 'closed' END,
			CASE n %% 5 WHEN 3 THEN 'acted' WHEN 4 THEN 'no-action' ELSE '' END, 1780000000 + (n * 977 %% 30000000), CASE n %% 5 WHEN 0 THEN 1800000000 ELSE 0 END, 0, 1, randomblob(200), 'k' FROM c`, n, states, states),
		`INSERT INTO firsts (tip, unit, due, looked, late, taken, slow, lies, holder, status, reason, created, clock, next) SELECT n, unit, created + 9000, CASE n % 5 WHEN 0 THEN 0 ELSE created + n % 20000 END, n % 7 = 0, CASE WHEN n % 5 > 1 THEN created + 20000 ELSE 0 END, 0, unit, holder, status, reason, created, due, next FROM tips`,
	} {
		if _, err := db.Exec(q); err != nil {
			b.Fatal(err)
		}
	}
	for i, body := range bodies {
		if _, err := db.Exec(`INSERT INTO lines (tip, body, role, due, looked, rank, turn, created, status, list, sealed)
			SELECT t.n, ?, CASE ? WHEN 0 THEN 'held' WHEN 1 THEN 'above' ELSE 'copy' END, 0, f.looked, 0, 0, t.created, t.status, 0, randomblob(1800)
			FROM tips t JOIN firsts f ON f.tip = t.n WHERE ? < 2 OR t.n % 9 = 0`, body, i, i); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBoard is the count behind a bureau's board of 50,000 tips, and behind
// the cell's of 250,000 (more than half a million lines with the bureaus').
func BenchmarkBoard(b *testing.B) {
	for _, c := range []struct {
		n      int
		bodies []string
		body   string
	}{
		{50_000, []string{"UP-AHTB", "IN-NODAL"}, "UP-AHTB"},
		{250_000, []string{"UP-AHTB", "IN-NODAL", "DL-AHTB"}, "IN-NODAL"},
	} {
		b.Run(fmt.Sprintf("%s of %d", c.body, c.n), func(b *testing.B) {
			o := options(b)
			db := open(b, o)
			fill(b, o.Path, c.n, c.bodies...)
			now := time.Unix(1_805_000_000, 0)
			var months []time.Time
			for i := range 12 {
				months = append(months, now.AddDate(0, i-12, 0))
			}
			b.Run("tally", func(b *testing.B) {
				for b.Loop() {
					if _, err := db.Tally(b.Context(), tips.TallyQuery{Body: c.body, Now: now, Months: months}); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("late", func(b *testing.B) {
				for b.Loop() {
					if _, err := db.Late(b.Context(), c.body, now, 50); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("inbound", func(b *testing.B) {
				for b.Loop() {
					if _, err := db.Inbound(b.Context(), c.body, 50); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("together", func(b *testing.B) {
				for b.Loop() {
					if _, err := db.Together(b.Context(), c.body, months[0], now); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

var _ tips.Figures = (*sqlstore.DB)(nil)

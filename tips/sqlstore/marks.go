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

// mark keeps a mark of tip number n. As soon as a second tip has it, every row
// of it says so: what is shared is then found without counting.
func (t *tx) mark(n int64, k tips.KeyedMark) error {
	var other, shared int64
	err := t.row(`SELECT tip, shared FROM marks WHERE mac = ? AND tip <> ? LIMIT 1`, []any{k.MAC, n}, &other, &shared)
	switch {
	case err == nil && shared == 0:
		err = t.must(`UPDATE marks SET shared = 1 WHERE mac = ? AND tip = ?`, k.MAC, other)
	case errors.Is(err, sql.ErrNoRows):
		err = nil
	}
	if err == nil {
		err = t.must(`INSERT INTO marks (mac, tip, kind, key, shared) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			k.MAC, n, k.Kind, k.Key, min(other, 1))
	}
	if err != nil {
		return fmt.Errorf("sqlstore: accept mark: %w", err)
	}
	return nil
}

// linkedColumns are of tip t, for the body that is the first argument: whether
// it has the tip's secret; whether somebody of the chain has looked.
const linkedColumns = tipColumns + `, t.card, t.card_key,
	EXISTS (SELECT 1 FROM lines x WHERE x.tip = t.n AND x.body = ? AND x.sealed IS NOT NULL),
	EXISTS (SELECT 1 FROM lines x WHERE x.tip = t.n AND x.looked > 0 AND x.role <> ?)`

// scanLinked reads linkedColumns after what comes before them.
func scanLinked(s scanner, before ...any) (l tips.Linked, err error) {
	var p tipRow
	err = s.Scan(slices.Concat(before, p.into(), []any{&l.Card.Data, &l.Card.Key, &l.Open, &l.Looked})...)
	l.Tip = p.tip()
	return l, err
}

// maxKinds is how many kinds of marks there are, and some to spare.
const maxKinds = 12

// Linked implements [tips.Links].
func (db *DB) Linked(ctx context.Context, tip, body string, limit int) ([]tips.Linked, error) {
	rows, err := list(ctx, db.read, func(s scanner) (tips.Linked, error) {
		kind := ""
		l, err := scanLinked(s, &kind)
		l.Kinds = []string{kind}
		return l, err
	}, "linked", db.d.bind(`SELECT DISTINCT o.kind, `+linkedColumns+` FROM tips a JOIN marks m ON m.tip = a.n AND m.shared = 1
		JOIN marks o ON o.mac = m.mac AND o.tip <> m.tip JOIN tips t ON t.n = o.tip
		WHERE a.id = ? ORDER BY t.n DESC, o.kind LIMIT ?`), body, tips.RoleCopy, tip, max(limit, 0)*maxKinds)
	var out []tips.Linked
	for _, l := range rows {
		if at := len(out) - 1; at >= 0 && out[at].Tip.ID == l.Tip.ID {
			out[at].Kinds = append(out[at].Kinds, l.Kinds...)
		} else if len(out) < limit {
			out = append(out, l)
		}
	}
	return out, err
}

// Shared implements [tips.Links]. A mark is kept under two keys: two rows of
// the same tips are one mark.
func (db *DB) Shared(ctx context.Context, body string, limit, each int) ([]tips.SharedMark, error) {
	type found struct {
		mac   []byte
		kind  string
		count int
	}
	macs, err := list(ctx, db.read, func(s scanner) (f found, err error) {
		return f, s.Scan(&f.mac, &f.kind, &f.count)
	}, "shared marks", db.d.bind(`SELECT m.mac, m.kind, (SELECT count(*) FROM marks o WHERE o.mac = m.mac)
		FROM marks m JOIN lines l ON l.tip = m.tip AND l.body = ?
		WHERE m.shared = 1 AND l.sealed IS NOT NULL
		AND EXISTS (SELECT 1 FROM lines x WHERE x.tip = m.tip AND x.looked > 0 AND x.role <> ?)
		GROUP BY m.mac, m.kind ORDER BY max(m.tip) DESC, m.mac LIMIT ?`), body, tips.RoleCopy, 2*max(limit, 0))
	if err != nil {
		return nil, err
	}
	var out []tips.SharedMark
	seen := map[string]bool{}
	for _, f := range macs {
		linked, err := list(ctx, db.read, func(s scanner) (tips.Linked, error) { return scanLinked(s) }, "shared mark",
			db.d.bind(`SELECT `+linkedColumns+` FROM marks m JOIN tips t ON t.n = m.tip WHERE m.mac = ? ORDER BY t.n DESC LIMIT ?`),
			body, tips.RoleCopy, f.mac, max(each, 0))
		if err != nil {
			return nil, err
		}
		name := f.kind
		for i := range linked {
			linked[i].Kinds = []string{f.kind}
			name += " " + linked[i].Tip.ID
		}
		if !seen[name] && len(out) < limit {
			out = append(out, tips.SharedMark{Kind: f.kind, Count: f.count, Tips: linked})
		}
		seen[name] = true
	}
	return out, nil
}

// DropMarks implements [tips.Links].
func (db *DB) DropMarks(ctx context.Context, keep []string) (dropped int, err error) {
	if len(keep) == 0 {
		return 0, errors.New("sqlstore: drop marks: no key is left to keep them under")
	}
	keys := `(?` + strings.Repeat(`, ?`, len(keep)-1) + `)`
	args := make([]any, len(keep))
	for i, k := range keep {
		args[i] = k
	}
	return dropped, db.write(ctx, 0, func(t *tx) error {
		dropped = 0
		for _, q := range []string{`DELETE FROM marks WHERE key NOT IN ` + keys, `DELETE FROM bands WHERE key NOT IN ` + keys,
			`UPDATE tips SET card = NULL, card_key = '' WHERE card_key <> '' AND card_key NOT IN ` + keys} {
			n, err := t.exec(q, args...)
			if err != nil {
				return fmt.Errorf("sqlstore: drop marks: %w", err)
			}
			dropped += int(n)
		}
		t.forget = t.forget || dropped > 0
		return nil
	})
}

// unmark forgets a tip's marks of a kind.
func (t *tx) unmark(n int64, kind string) error {
	gone, err := t.exec(`DELETE FROM marks WHERE tip = ? AND kind = ?`, n, kind)
	if err != nil {
		return fmt.Errorf("sqlstore: unmark: %w", err)
	}
	t.forget = t.forget || gone > 0
	return nil
}

package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"mukti/tips"
)

// turnKeys writes what a change says of bodies' keys: who has none any more,
// the next key, the recovery kit, and what has to be handed over again.
func (t *tx) turnKeys(c tips.PeopleChange) error {
	for _, m := range c.DropMembers {
		if _, err := t.exec(`DELETE FROM members WHERE body = ? AND officer = ?`, m.Body, m.Officer); err != nil {
			return fmt.Errorf("sqlstore: drop member: %w", err)
		}
	}
	if s := c.Succession; s != nil {
		data, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("sqlstore: next key: %w", err)
		}
		if err := t.must(`INSERT INTO successions (body, data, since) VALUES (?, ?, ?)
			ON CONFLICT (body) DO UPDATE SET data = excluded.data, since = excluded.since`, s.Body.Code, data, seconds(s.Since)); err != nil {
			return fmt.Errorf("sqlstore: next key: %w", err)
		}
	}
	if k := c.Kit; k != nil {
		if err := t.must(`INSERT INTO kits (body, sealed, since) VALUES (?, ?, ?)
			ON CONFLICT (body) DO UPDATE SET sealed = excluded.sealed, since = excluded.since`, k.Body, k.Sealed, seconds(k.Since)); err != nil {
			return fmt.Errorf("sqlstore: kit: %w", err)
		}
	}
	for q, body := range map[string]string{
		`DELETE FROM successions WHERE body = ?`: c.Succeeded,
		`DELETE FROM kits WHERE body = ?`:        c.DropKit,
	} {
		if body == "" {
			continue
		}
		if _, err := t.exec(q, body); err != nil {
			return fmt.Errorf("sqlstore: keys: %w", err)
		}
	}
	for _, body := range c.Unseal {
		if _, err := t.exec(`UPDATE lines SET sealed = NULL WHERE body = ?`, body); err != nil {
			return fmt.Errorf("sqlstore: hand over again: %w", err)
		}
	}
	return nil
}

// Successions implements [tips.People]: by body. A row that cannot be read
// counts as none: its body makes another.
func (db *DB) Successions(ctx context.Context) ([]tips.Succession, error) {
	rows, err := list(ctx, db.read, func(s scanner) (data []byte, err error) {
		return data, s.Scan(&data)
	}, "next keys", db.d.bind(`SELECT data FROM successions ORDER BY body`))
	var out []tips.Succession
	for _, data := range rows {
		var s tips.Succession
		if json.Unmarshal(data, &s) == nil {
			out = append(out, s)
		}
	}
	return out, err
}

// Kit implements [tips.People]; [tips.ErrNotFound] if there is none.
func (db *DB) Kit(ctx context.Context, body string) (tips.Kit, error) {
	return one(ctx, db.read, func(s scanner) (k tips.Kit, err error) {
		var since int64
		err = s.Scan(&k.Body, &k.Sealed, &since)
		k.Since = moment(since)
		return k, err
	}, tips.ErrNotFound, "kit", db.d.bind(`SELECT body, sealed, since FROM kits WHERE body = ?`), body)
}
